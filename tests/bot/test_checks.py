"""Checks as people live them: the questions, a restart in the middle, the result, the words to people after it."""

from pathlib import Path

from sqlalchemy import select

from bot.app import Sapar
from bot.store.tables import inbox, metadata, tallies
from dialogs.book import Book
from tests.bot.actors import Consultant, Person, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_story import chooses

# What the man answers whose neighbour takes him to work, by the labels of the buttons.
FIVE_WORKERS = [
    "Өзбекстан",
    "Қазақстан",
    "Таныстан, қоңсыдан",
    "Ярым-жартысы белгили",
    "Тек айтты",
    "Яқ, ислей алмайман",
    "Барғаннан соң беремиз",
    "Яқ",
    "«Кейин», суммасы белгисиз",
    "Билмеймен",
    "Билмеймен",
    "Тек ғана айтты",
    "Яқ, айтпады",
    "Яқ",
    "Рәсмий шегара бекети",
    "Яқ",
]


async def answers(migrant: Person, labels: list[str]) -> None:
    for label in labels:
        await migrant.taps(label)


async def everything(sapar: Sapar) -> str:
    """All that the database holds, but for updates that are still in hand."""
    await sapar.lanes.flush()
    async with sapar.store.reading() as conn:
        rows = [
            (table.name, tuple(row))
            for table in metadata.sorted_tables
            for row in await conn.execute(select(table))
            if not (table is inbox and row.body is not None)
        ]
    return repr(rows)


async def test_the_five_workers_are_warned_and_nothing_of_it_is_kept(migrant: Person, sapar: Sapar) -> None:
    """A-01."""
    await chooses(migrant)
    await migrant.taps("🔎")
    await migrant.taps("▶")
    await answers(migrant, FIVE_WORKERS)
    result = await migrant.sees("Ҳәзирше бармаң")
    assert "32 / 59" in result.text
    assert result.text.index("Жазба шәртнама жоқ") < result.text.index("Қанша қарыз болатуғыныңыз")
    for way in ("💬", "Елшихана", "✅", "↗️", "🔁"):
        assert result.key(way), (way, result.buttons)
    await migrant.taps("▸")
    kept = await everything(sapar)
    assert "offer-check" in kept, "the band is counted"
    data = next(key["callback_data"] for key in result.keys if "offer-check/" in key.get("callback_data", ""))
    assert data.split("/")[1][:8] not in kept, "and no answer is written down"
    async with sapar.store.reading() as conn:
        counted = (await conn.execute(select(tallies))).all()
    assert [(row.what, row.page, row.code, row.about, row.count) for row in counted] == [
        ("band", "offer-check", "red", "kz", 1)
    ]


async def test_who_writes_from_the_result_brings_the_answers(migrant: Person, consultant: Consultant) -> None:
    await chooses(migrant)
    await migrant.taps("🔎")
    await migrant.taps("▶")
    await answers(migrant, FIVE_WORKERS)
    await migrant.taps("💬")
    await migrant.says("Қоңсым шақырып атыр, не ислейин?")
    await migrant.taps("✅")
    await migrant.sees("№1")
    topic = await consultant.topic("№1")
    told = await consultant.sees(topic, "Пока не уезжайте")
    assert told.text.count("❗") == 2 and "Обещают дать на месте" in told.text
    await consultant.sees(topic, "Қоңсым шақырып атыр")


async def test_the_next_tap_after_a_restart_goes_on(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    """A-10 (the timer that fires once: test_timers.py; kill -9 at every step of a form: chaos/test_forms.py)."""
    settings = settings_for(sandbox, tmp_path)
    migrant = sandbox.person(11)
    async with running(settings, book):
        await chooses(migrant)
        await migrant.taps("🔎")
        await migrant.taps("▶")
        await answers(migrant, FIVE_WORKERS[:9])
        await migrant.sees("8/14")
    async with running(settings, book):
        await answers(migrant, FIVE_WORKERS[9:])
        assert "32 / 59" in (await migrant.sees("Ҳәзирше бармаң")).text


async def test_the_same_result_seen_twice_is_counted_once(migrant: Person, sapar: Sapar, sandbox: Sandbox) -> None:
    await chooses(migrant)
    await migrant.taps("🔎")
    await migrant.taps("▶")
    await answers(migrant, FIVE_WORKERS)
    result = await migrant.sees("Ҳәзирше бармаң")
    spot = next(key["callback_data"] for key in result.keys if ".talk" in key.get("callback_data", "")).split(".")[0]
    for _ in range(3):
        await migrant.presses(result, spot, force=True)
    await sapar.lanes.flush()
    async with sapar.store.reading() as conn:
        assert [row.count for row in await conn.execute(select(tallies))] == [1]


ALONE = ["Нет", "Нет", "Нет", "Да"]  # nobody looks on; they may not leave; their papers are with others; pay is full
SILENT = ["Не хочу говорить"] * 8


async def test_who_may_not_leave_calls_quietly_and_only_then_is_something_known(
    migrant: Person, consultant: Consultant, sapar: Sapar
) -> None:
    await chooses(migrant, "Русский")
    await migrant.taps("🌍")
    await migrant.taps("🧩")
    await migrant.taps("▶")
    await answers(migrant, ALONE + SILENT)
    result = await migrant.sees("Помощь есть. Вы не одни.")
    assert not any(word in result.text.lower() for word in ("жертв", "раб ", "рабств", "баллы"))
    assert "№" not in repr(consultant.topics) and "nnlnpn" not in await everything(sapar)
    await migrant.taps("🤫", result)
    topic = await consultant.topic("№1")
    told = await consultant.sees(topic, "Моё положение")
    assert "❗ Вы можете свободно выйти с работы и из дома? — Нет" in told.text
    await consultant.sees(topic, "🤫")
    assert (await migrant.sees("Ok.")).text == "Ok."


async def test_who_is_watched_is_asked_three_neutral_questions(migrant: Person) -> None:
    await chooses(migrant, "Русский")
    await migrant.taps("🌍")
    await migrant.taps("🧩")
    await migrant.taps("▶")
    await migrant.taps("Да")
    for question in ("Прогулки", "Вещи", "День"):
        seen = await migrant.sees(question)
        assert seen.buttons[:3] == ["1", "2", "3"]
        await migrant.taps("2", seen)
    await migrant.sees("Помощь есть")


async def test_answers_may_be_typed_and_other_words_lead_back_to_the_question(
    migrant: Person, sapar: Sapar, sandbox: Sandbox
) -> None:
    """A label, its number, yes or no; what answers nothing is searched for, and memory alone knows the question."""
    await chooses(migrant)
    await migrant.taps("🏡")
    await migrant.taps("❓ Көше аламан ба?")
    await migrant.taps("▶")
    await migrant.says("қазақстан пуқарасыман")
    await migrant.sees("кеминде бир жыл дизимде")
    asked = await migrant.says("yawa")
    await migrant.sees("есапта турсыз ба", after=asked)
    asked = await migrant.says("квадрат теңлеме")
    sought = await migrant.sees("Буған таяр жуўабым жоқ", after=asked)
    await migrant.presses(sought, next(key["callback_data"] for key in sought.keys if "▶" in key["text"]))
    await migrant.sees("есапта турсыз ба", after=asked)
    assert "move-can/wc" not in await everything(sapar), "the answers are written nowhere"

    await migrant.taps("🏠")
    asked = await migrant.says("1")  # the first button of the menu now, and no answer any more
    assert "есапта турсыз ба" not in (await migrant.sees("", after=asked)).text

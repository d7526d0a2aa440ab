"""A referral: the person sees what would be passed on and decides; the letter says that and nothing else."""

from datetime import timedelta
from pathlib import Path

from bot import timers
from bot.app import Sapar
from bot.clock import VirtualClock
from bot.store.tables import cases, history, referrals
from dialogs.book import Book
from tests.bot.actors import Consultant, Person, Sandbox, Seen
from tests.bot.conftest import running, settings_for
from tests.bot.test_desk import opened, rows

NEED = "Кеңес керек: тигин цехын ашпақшы"


async def referred(migrant: Person, consultant: Consultant, book: Book) -> tuple[int, Seen]:
    """A case in which the person is asked about a partner; its topic and the question."""
    topic = await opened(migrant, consultant)
    await consultant.says(topic, "/ref")
    await consultant.taps(topic, book.lists.partners["atameken"].name["ru"])
    await consultant.sees(topic, "/ref atameken")
    await consultant.says(topic, f"/ref atameken {NEED}")
    return topic, await migrant.sees(NEED)


async def statuses(sapar: Sapar) -> list[str]:
    return [row.status for row in await rows(sapar, referrals)]  # type: ignore[attr-defined]


def letters(consultant: Consultant, topic: int) -> list[Seen]:
    return [seen for seen in consultant.messages(topic) if seen.by_bot and seen.kind == "document"]


async def test_a_no_leaves_nothing_behind(migrant: Person, consultant: Consultant, sapar: Sapar, book: Book) -> None:
    """A-28."""
    topic, question = await referred(migrant, consultant, book)
    assert book.lists.partners["atameken"].name["kaa"] in question.text
    await migrant.taps("✖")
    await consultant.sees(topic, "🚫")
    card = await consultant.sees(topic, "отказ человека")
    assert card.raw["pinned"]
    assert letters(consultant, topic) == []
    assert await statuses(sapar) == ["refused"]
    await migrant.presses(question, "pass-on/1.yes", force=True)
    assert await statuses(sapar) == ["refused"], "an old button brings no consent back"


async def test_a_yes_makes_a_letter_of_what_was_agreed(
    migrant: Person, consultant: Consultant, sapar: Sapar, book: Book
) -> None:
    topic, _ = await referred(migrant, consultant, book)
    await migrant.taps("✅ Аўа")
    sent = await consultant.sees(topic, "✅")
    assert len(letters(consultant, topic)) == 1
    letter = consultant.sandbox.inside.files[sent.raw["file"].rpartition("/")[2]].data.decode()
    assert NEED in letter and "Атамекен" in letter
    for secret in ("Бердах", "Тырна", "Ис ҳақымды"):
        assert secret not in letter
    await consultant.taps(topic, "📤")
    await consultant.sees(topic, "отправлено партнёру")
    [case] = await rows(sapar, cases)
    assert case.status == "referred"  # type: ignore[attr-defined]
    late = await migrant.presses(migrant.last, "pass-on/1.no", force=True)
    assert late and await statuses(sapar) == ["sent"], "what has been sent cannot be called back"
    await consultant.taps(topic, "помощь оказана")
    assert await statuses(sapar) == ["served"]
    done = [row.what for row in await rows(sapar, history)]  # type: ignore[attr-defined]
    assert [what for what in done if what.startswith("referral")] == [
        "referral asked", "referral agreed", "referral sent", "referral served",
    ]  # fmt: skip


async def test_a_yes_is_taken_back_before_the_letter_leaves(
    migrant: Person, consultant: Consultant, sapar: Sapar, book: Book
) -> None:
    topic, _ = await referred(migrant, consultant, book)
    await migrant.taps("✅ Аўа")
    await consultant.sees(topic, "✅")
    await migrant.taps("✖ Ойымнан")
    await consultant.sees(topic, "🚫")
    toast = await consultant.taps(topic, "📤")
    assert "отказ человека" in toast.text
    assert await statuses(sapar) == ["refused"]


async def test_nobody_answers_for_another(
    sandbox: Sandbox, migrant: Person, consultant: Consultant, sapar: Sapar, book: Book
) -> None:
    await referred(migrant, consultant, book)
    other = sandbox.person(12)
    await other.says("/start")
    await other.taps("Русский")
    for data in ("pass-on/1", "pass-on/1.yes", "pass-on/1.no"):
        await other.presses(other.last, data, force=True)
    assert await statuses(sapar) == ["asked"]


async def test_a_silent_partner_is_called_to_mind(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock = VirtualClock()
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        migrant, consultant = sandbox.person(11), sandbox.consultant(901)
        topic, _ = await referred(migrant, consultant, book)
        await migrant.taps("✅ Аўа")
        await consultant.sees(topic, "✅")
        await consultant.taps(topic, "📤")
        step = await consultant.sees(topic, "↗️")
        clock.advance(timedelta(days=7, seconds=1).total_seconds())
        await timers.fire_due(sapar.desk, sapar.store)
        await consultant.sees(topic, "Пока нет ответа", after=step)

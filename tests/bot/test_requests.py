"""My requests: a person sees their own and nobody else's, opens one again, and says once how it was."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from bot import timers
from bot.app import Sapar
from bot.clock import VirtualClock
from bot.store.tables import cases, people, replies
from bot.store.tables import timers as armed
from dialogs.book import Book
from tests.bot.actors import Consultant, Person, Sandbox, Seen
from tests.bot.conftest import running, settings_for
from tests.bot.test_deadlines import settled
from tests.bot.test_desk import opened, rows
from tests.bot.test_story import asks, chooses


async def closes(consultant: Consultant, topic: int, book: Book, outcome: str = "advised") -> None:
    await consultant.says(topic, f"/close {outcome} no-law")
    await consultant.sandbox.until(lambda: topic in consultant.closed_topics or None, lambda: "the topic is open")


async def test_a_closed_request_is_rated_once_and_opened_again(
    migrant: Person, consultant: Consultant, sapar: Sapar, book: Book
) -> None:
    topic = await opened(migrant, consultant)
    await consultant.says(topic, "Инспекцияға жазың")
    await migrant.sees("Инспекцияға")
    await closes(consultant, topic, book)
    asked = await migrant.sees("1 —")
    assert asked.raw["silent"] and asked.buttons == ["1", "2", "3", "4", "5"]
    await migrant.presses(asked, "my/1.r4")
    await migrant.taps("Жартылай")
    await migrant.sees("Рахмет. Керек болса")
    await migrant.presses(asked, "my/1.r1", force=True)
    [case] = await rows(sapar, cases)
    assert (case.rating, case.solved) == (4, "partly")  # type: ignore[attr-defined]

    await migrant.says("/my")
    await migrant.taps("№1")
    await migrant.sees("жабылды")
    await migrant.taps("🔁")
    await consultant.sandbox.until(lambda: topic not in consultant.closed_topics or None, lambda: "it stays closed")
    await migrant.says("Қайтадан жазып турман")
    await consultant.sees(topic, "Қайтадан жазып турман")


async def test_a_month_after_the_end_a_survey_is_offered(
    migrant: Person, consultant: Consultant, sapar: Sapar, book: Book
) -> None:
    """F-22: once, without a sound."""
    topic = await opened(migrant, consultant)
    await closes(consultant, topic, book)
    async with sapar.store.reading() as conn:
        due = await conn.scalar(select(armed.c.due).where(armed.c.what == "invite"))
    assert due is not None and timedelta(days=29) < due - sapar.clock.now() < timedelta(days=31)
    await sapar.store.write(lambda conn: conn.execute(update(armed).values(due=sapar.clock.now())))
    await timers.fire_due(sapar.desk, sapar.store)
    invited = await migrant.sees("Еки минутыңыз болса")
    assert invited.raw["silent"]
    await migrant.taps("⭐", invited)
    await migrant.sees("Бир неше қысқа сораў")
    async with sapar.store.reading() as conn:
        assert await conn.scalar(select(armed.c.due).where(armed.c.what == "invite")) is None, "it was fired once"


async def test_b42_a_message_is_taken_back_on_both_sides(
    sandbox: Sandbox, migrant: Person, consultant: Consultant, sapar: Sapar
) -> None:
    topic = await opened(migrant, consultant)
    said = await migrant.says("Паспорт номерим AA1234567")
    await consultant.sees(topic, "AA1234567")
    await migrant.says("/my")
    await migrant.taps("№1")
    await migrant.taps("🗑")
    asked = await migrant.sees("өшириледи")
    await migrant.presses(asked, f"my/1.b{said.id}")
    await migrant.sees("қайтып алынды")
    await migrant.presses(asked, f"my/1.b{said.id}", force=True)  # the second tap takes nothing else
    await consultant.sees(topic, "🗑")

    def gone() -> bool | None:
        return all("AA1234567" not in seen.text for seen in (*migrant.messages, *consultant.messages(topic))) or None

    await sandbox.until(gone, lambda: "the number still stands there")
    assert any("Ис ҳақымды" in seen.text for seen in consultant.messages(topic))


async def test_somebody_elses_number_is_no_number(
    sandbox: Sandbox, migrant: Person, consultant: Consultant, sapar: Sapar, book: Book
) -> None:
    topic = await opened(migrant, consultant)
    await closes(consultant, topic, book)
    other = sandbox.person(12)
    await chooses(other, "Русский")
    await other.says("/my")
    listed = await other.sees("Мои обращения")
    for data in ("my/1", "my/1.again", "my/1.r1", "my/1.s-no", "my/999"):
        await other.presses(listed, data, force=True)
        await other.sees("У вас нет такого обращения")
    [case] = await rows(sapar, cases)
    assert (case.status, case.rating, case.solved) == ("closed", None, None)  # type: ignore[attr-defined]


async def test_nothing_is_asked_and_no_topic_shown_where_somebody_may_read(
    migrant: Person, consultant: Consultant, book: Book
) -> None:
    await chooses(migrant)
    await migrant.taps("💬")
    await migrant.taps("🔒")
    await migrant.says("Сораўым бар еди")
    await migrant.taps("✅")
    topic = await consultant.topic("№1")
    await consultant.taps(topic, "✋")
    await closes(consultant, topic, book)
    await migrant.says("/my")
    listed = await migrant.sees("📂")
    assert listed.key("№1") and "🔒" not in str(listed.buttons)
    assert not [seen for seen in migrant.messages if "1 —" in seen.text]


async def test_in_discreet_mode_no_topic_stands_in_the_list(
    migrant: Person, consultant: Consultant, sapar: Sapar
) -> None:
    await asks(migrant, "Ис ҳақымды бермеди")
    await migrant.says("/my")
    assert "Басқа" in str((await migrant.sees("📂")).buttons)
    await sapar.store.write(lambda conn: conn.execute(update(people).values(discreet=True)))
    before = migrant.last
    await migrant.says("/my")
    assert "Басқа" not in str((await migrant.sees("📂", after=before)).buttons)


async def test_after_thirty_days_the_same_matter_is_a_new_request(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock = VirtualClock(datetime(2026, 11, 27, 8, tzinfo=UTC))
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        migrant, consultant = sandbox.person(11), sandbox.consultant(901)
        topic = await opened(migrant, consultant)
        await consultant.says(topic, "/close advised no-law")
        await migrant.sees("жабылды")
        old = clock.now() - timedelta(days=31)
        await sapar.store.write(lambda conn: conn.execute(update(cases).values(closed=old)))
        await migrant.says("/my")
        await migrant.taps("№1")
        await migrant.taps("✍️")
        await migrant.says("Және сол мәселе")
        await migrant.sees("№2")
        first, second = await rows(sapar, cases)
        assert second.link == first.id  # type: ignore[attr-defined]


async def test_who_has_moved_is_asked_after_three_six_and_twelve_months(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    """F-22: one reply of a person each time; the first of two surveys does not push the others out."""
    clock = VirtualClock(datetime(2026, 11, 27, 8, tzinfo=UTC))
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        migrant, consultant = sandbox.person(11), sandbox.consultant(901)

        async def asked(days: int, words: str, key: str) -> Seen:
            """Once so many days have passed; the last message before."""
            await settled(sapar, sandbox)
            before = migrant.last
            clock.advance(days * 24 * 60 * 60)
            invited = await migrant.sees(words, after=before)
            assert invited.raw["silent"]
            await migrant.taps(key, invited)
            return before

        async def tells(since: str, before: Seen, answer: str = "Бул кейин көшетуғынларға") -> None:
            await migrant.taps(since)
            await migrant.taps("Усы жерде қалдым")
            await migrant.taps("▶")
            await migrant.taps("⏭")
            check = await migrant.sees("Еле ҳеш нәрсе жиберилген жоқ", after=before)
            await migrant.taps("✅", check)
            await migrant.sees(answer, after=check)

        topic = await opened(migrant, consultant)
        await consultant.says(topic, "/close resettled other")
        await asked(31, "Еки минутыңыз болса, хызметимиз", "⭐")
        await tells("3 айға шекем", await asked(60, "Көшкениңизге бираз болды", "🏡"))
        await tells("3 айға шекем", await asked(90, "Көшкениңизге бираз болды", "🏡"), "буған жуўап бергенсиз")
        await tells("Бир жылдан көп", await asked(185, "Көшкениңизге бираз болды", "🏡"))
        await settled(sapar, sandbox)
        assert len(await rows(sapar, replies)) == 2
        assert "invite" not in [timer.what for timer in await rows(sapar, armed)]  # type: ignore[attr-defined]

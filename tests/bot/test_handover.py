"""The end of a shift (A-26): cases are offered, accepted, or go to a lead after a quarter of an hour."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import timers
from bot.clock import VirtualClock
from bot.store import staff
from bot.store.tables import cases
from dialogs.book import Book
from tests.bot.actors import Consultant, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_desk import rows
from tests.bot.test_story import asks

MONDAY = datetime(2026, 11, 30, 12, tzinfo=UTC)


async def four_cases(sandbox: Sandbox, consultant: Consultant) -> list[int]:
    """Four open cases of one consultant; the last has no next step. Their topics."""
    topics = []
    for number in range(1, 5):
        person = await sandbox.new_person(f"Person {number}")
        await asks(person, f"Сораў {number}")
        topic = await consultant.topic(f"№{number}")
        await consultant.taps(topic, "✋")
        if number < 4:
            await consultant.says(topic, f"/next қәдем {number}")
            await consultant.sees(topic, f"қәдем {number}")
        topics.append(topic)
    return topics


async def test_the_next_shift_accepts_all(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    full = replace(book, lists=book.lists.model_copy(update={"team": "full"}))
    async with running(settings_for(sandbox, tmp_path), full, VirtualClock(MONDAY)) as sapar:
        consultant, colleague = sandbox.consultant(901), sandbox.consultant(902)
        topics = await four_cases(sandbox, consultant)
        await consultant.says(None, "/shift off")
        offer = await colleague.sees(None, "🔄")
        assert "қәдем 2" in offer.text and "нет следующего шага" in offer.text
        await consultant.sees(topics[3], "/next")
        own = await consultant.presses(offer, "hand/901:all", force=True)
        assert own.alert
        await colleague.taps(None, "Принять все", offer)
        await colleague.sees(topics[3], "➡️")
        assert {row.claimer for row in await rows(sapar, cases)} == {902}  # type: ignore[attr-defined]
        late = await colleague.presses(offer, "hand/901:all", force=True)
        assert "завершена" in late.text


async def test_half_an_hour_before_the_day_ends_it_is_offered_by_itself(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    full = replace(book, lists=book.lists.model_copy(update={"team": "full"}))
    clock = VirtualClock(MONDAY - timedelta(hours=1))  # 16:00 in the zone of the desk, whose day ends at 18:00
    async with running(settings_for(sandbox, tmp_path), full, clock):
        consultant, colleague = sandbox.consultant(901), sandbox.consultant(902)
        await consultant.says(None, "/shift on")
        await four_cases(sandbox, consultant)
        clock.advance(3600 + 29 * 60)
        before = await consultant.says(None, "/queue")
        await consultant.sees(None, "📋", after=before)
        assert not [one for one in colleague.messages(None) if "🔄" in one.text]
        clock.advance(60)
        offer = await colleague.sees(None, "🔄")
        await colleague.taps(None, "Принять все", offer)
        await colleague.sees(await colleague.topic("№4"), "➡️")


async def test_what_nobody_accepts_goes_to_a_lead(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock = VirtualClock(MONDAY)
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        consultant, colleague = sandbox.consultant(901), sandbox.consultant(902)
        await sapar.store.write(lambda conn: staff.enter(conn, 902, "Айдана", ["lead"], clock.now()))
        await four_cases(sandbox, consultant)
        await consultant.says(None, "/handover")
        offer = await colleague.sees(None, "🔄")
        stranger = await sandbox.consultant(13).presses(offer, "hand/901:all", force=True)
        assert stranger.alert
        clock.advance(timedelta(minutes=15, seconds=1).total_seconds())
        await timers.fire_due(sapar.desk, sapar.store)
        await colleague.sees(None, "Не принято")
        assert {row.claimer for row in await rows(sapar, cases)} == {902}  # type: ignore[attr-defined]

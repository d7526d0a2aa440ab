"""/rules through the house (P-13): shown at joining, confirmed by who presses it, asked for again after a year."""

from datetime import timedelta
from pathlib import Path

from bot import timers as clockwork
from bot.app import Sapar
from bot.clock import VirtualClock
from bot.sandbox.world import STAFF_GROUP
from bot.store import audit, staff
from dialogs.book import Book
from tests.bot.actors import Consultant, Person, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_mydata import settled_with

RED_LINE = "Не обещайте"
CALLED = "Прочтите /rules"


async def confirmed(sapar: Sapar) -> set[int]:
    async with sapar.store.reading() as conn:
        return set(await audit.last(conn, "rules"))


async def test_everybody_reads_them_and_confirms_for_themselves(
    consultant: Consultant, colleague: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    await consultant.says(None, "/rules")
    shown = await consultant.sees(None, "•")
    assert shown.buttons and len(shown.text) < 1500
    toast = await consultant.taps(None, shown.buttons[0], shown)
    assert toast.text
    assert await confirmed(sapar) == {901}
    await colleague.presses(shown, "rules/yes")  # the same button, for another
    assert await confirmed(sapar) == {901, 902}
    stranger = sandbox.consultant(12)
    assert (await stranger.presses(shown, "rules/yes", force=True)).alert
    assert await confirmed(sapar) == {901, 902}


async def test_they_are_shown_to_who_joins(consultant: Consultant, sapar: Sapar, sandbox: Sandbox) -> None:
    await consultant.says(None, "/invite operator")
    link = (await consultant.sees(None, "start=j_")).text.rpartition("start=")[2].strip()
    await sandbox.ask("member", {"chat": STAFF_GROUP, "as": 13, "status": "member"})
    joins = Person(sandbox, 13)
    await joins.says(f"/start {link}")
    assert "/rules" in (await joins.sees(RED_LINE)).text


async def test_who_has_not_confirmed_within_a_year_is_called_once_a_week(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    clock, consultant = VirtualClock(), sandbox.consultant(902)
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:

        async def passes(days: int) -> int:
            """How many lines call for it after so many days."""
            clock.advance(timedelta(days=days).total_seconds())
            await clockwork.fire_due(sapar.desk, sapar.store)
            await settled_with(clock, sapar, sandbox)
            return sum(CALLED in seen.text for seen in consultant.messages(None))

        assert await passes(3) == 0, "nobody stands on the list"
        await sapar.store.write(lambda conn: staff.enter(conn, 902, "Сергей", ["operator"], clock.now()))
        assert await passes(7) == 1
        await consultant.says(None, "/rules")
        await settled_with(clock, sapar, sandbox)
        shown = await consultant.sees(None, "•")
        await consultant.taps(None, shown.buttons[0], shown)
        assert await passes(28) == 1, "they have confirmed"
        assert await passes(340) == 2, "a year is over"

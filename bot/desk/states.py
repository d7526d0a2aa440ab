"""Where a case may go from where it stands: one table; and the one way in which it goes there."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import card, deadlines, requests, ringing, topics, turning
from bot.desk.desk import Desk
from bot.store import cases
from bot.store.cases import Case, Status
from bot.store.tables import cases as table

NEW, CLAIMED, WAITING_PERSON, WAITING_STAFF, REFERRED, CLOSED = Status
TAKEN = (CLAIMED, WAITING_PERSON, WAITING_STAFF, REFERRED)  # somebody answers
OPEN = (NEW, *TAKEN)

REOPENS = timedelta(days=30)  # later words of the same topic begin a new case that names the old one


class Move(NamedTuple):
    origins: tuple[Status, ...]
    to: Status


# What is done to a case (so it stands in its history): from where it may be done, and where the case stands afterwards.
MOVES = {
    "claimed": Move((NEW,), CLAIMED),
    "answered and took": Move(OPEN, CLAIMED),
    "reassigned": Move(OPEN, CLAIMED),
    "released": Move(TAKEN, NEW),
    "transferred": Move(OPEN, NEW),
    "answered": Move((CLAIMED, WAITING_STAFF, REFERRED), WAITING_PERSON),
    "wrote": Move((WAITING_PERSON, REFERRED), WAITING_STAFF),
    "referred": Move((CLAIMED, WAITING_PERSON, WAITING_STAFF), REFERRED),
    "closed": Move(OPEN, CLOSED),
    "reopened": Move((CLOSED,), NEW),
}
NOBODY = {"claimer": None, "claimer_name": None, "helpers": None}
BACK_IN_QUEUE = ("released", "transferred", "reopened")


async def move(
    desk: Desk,
    conn: AsyncConnection,
    number: int,
    actor: str,
    what: str,
    *also: ColumnElement[bool],
    detail: dict[str, Any] | None = None,
    soon: bool = True,
    **columns: Any,
) -> bool:
    """Do to a case what `MOVES` allows, while `also` holds; its card follows. False: it was not so any more."""
    origins, to = MOVES[what]
    now = desk.clock.now()
    if what in BACK_IN_QUEUE:
        columns = NOBODY | columns
    if not await cases.move(conn, number, now, actor, what, origins, to, *also, detail=detail, **columns):
        return False
    await deadlines.follow(desk, conn, number)
    await topics.changed(conn, desk, (await cases.get(conn, number)).group_name)
    if what in BACK_IN_QUEUE:
        await ringing.start(desk, conn, number)
    await desk.put(conn, *await card.refreshed(desk, conn, number, soon=soon))
    if to is CLOSED:
        await requests.ask_how_it_was(desk, conn, await cases.get(conn, number))
    return True


async def person_wrote(desk: Desk, conn: AsyncConnection, case: Case) -> None:
    """The last word is the person's: an answer is owed again."""
    await cases.place(conn, case.id, heard=desk.clock.now())
    await move(desk, conn, case.id, "person", "wrote", soon=False)


async def answered(desk: Desk, conn: AsyncConnection, case: Case, said: datetime) -> None:
    """An answer that was given at `said` has arrived; words that the person wrote later still wait."""
    if case.answered is None:
        await cases.place(conn, case.id, answered=desk.clock.now())
    await turning.answered(desk, conn, case)
    if case.heard is None or case.heard <= said:
        await move(desk, conn, case.id, str(case.claimer or ""), "answered", soon=False)


async def changed(
    desk: Desk, conn: AsyncConnection, number: int, actor: str, what: str, detail: dict[str, Any], **columns: Any
) -> None:
    """Something about a case changes and it stands where it stood; its card follows."""
    await cases.change(conn, number, desk.clock.now(), actor, what, detail, **columns)
    await deadlines.follow(desk, conn, number)
    await topics.changed(conn, desk, (await cases.get(conn, number)).group_name)
    await desk.put(conn, *await card.refreshed(desk, conn, number, soon=True))


def still(case: Case) -> ColumnElement[bool]:
    """That it is in the same hands as when it was looked at."""
    return table.c.claimer.is_not_distinct_from(case.claimer)


def claimed_by(who: int) -> ColumnElement[bool]:
    return table.c.claimer == who


def unclaimed() -> ColumnElement[bool]:
    return table.c.claimer.is_(None)

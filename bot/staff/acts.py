"""One act of a consultant: asked whether they may, done, and written into the audit as codes."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff import rights
from bot.store import audit, cases
from bot.store.cases import Case
from dialogs.words import words


async def at_case(
    desk: Desk,
    conn: AsyncConnection,
    person: Consultant,
    what: str,
    case: Case | None,
    act: Callable[[Case], Awaitable[Told]],
    *,
    number: int | None = None,
) -> Told:
    """`number`: the case that a button names, where there is no such case at that place."""
    now = desk.clock.now()
    refused = rights.refusal(person, what)
    if refused or case is None:
        why = f"refused: {person.barred or ('role' if refused else 'place')}"
        await audit.add(conn, now, person.id, what, case.id if case else number, after=why)
        return Told(refused or words(person.locale)("There is no such case here."), alert=True)
    told = await act(case)
    before, after = codes(case), codes(await cases.get(conn, case.id))
    if told.done or before != after:
        await audit.add(conn, now, person.id, what, case.id, before, after)
    return told


async def at_desk(
    desk: Desk, conn: AsyncConnection, person: Consultant, what: str, act: Callable[[], Awaitable[Told]]
) -> Told:
    """An act that is about no case."""
    now = desk.clock.now()
    if refused := rights.refusal(person, what):
        await audit.add(conn, now, person.id, what, None, after=f"refused: {person.barred or 'role'}")
        return Told(refused, alert=True)
    told = await act()
    if told.done:
        await audit.add(conn, now, person.id, what, None)
    return told


def codes(case: Case) -> str:
    """How a case stands, without a word of anybody."""
    return f"{case.status} P{case.priority} {case.topic} {case.group_name} {case.claimer or '-'}"

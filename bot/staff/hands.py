"""Commands and buttons by which a case passes through hands."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import hands
from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff.commands import command
from bot.store.cases import Case


@command
async def claim(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """Take this case: what you write here then goes to the person."""
    return await hands.claim(desk, conn, case, person)


@command
async def release(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """Give this case back, so that somebody else can take it."""
    return await hands.release(desk, conn, case, person)


@command
async def close(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """End this case: with its outcome, or ask which."""
    if args:
        return await hands.close(desk, conn, case, person, args)
    return await hands.ask_outcome(desk, conn, case, person)

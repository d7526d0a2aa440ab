"""What colleagues write down of a case for each other, and how its history is read."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import notes, relay
from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff.commands import command
from bot.store.cases import Case


@command
async def note(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """Write something down for colleagues: /note text. The person never sees it."""
    return await notes.write(desk, conn, case, person, args)


@command
async def next(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """Say what is to be done next and when: /next call the embassy 05.12"""
    return await notes.plan(desk, conn, case, person, args)


@command
async def history(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """What was done in this case and by whom, with its notes."""
    story = await notes.story(desk, conn, case)
    guard = {"protect_content": True} if relay.guarded(desk, case) else {}
    await desk.put(conn, desk.notice(case, f"🕓 {story}", parse_mode="HTML", **guard))
    return Told("", done=True)

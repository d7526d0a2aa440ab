"""What colleagues write down of a case for each other: notes, next steps, needs; and how its history is read."""

from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import needs as matrix
from bot.desk import notes
from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff.buttons import button
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
    guard = {"protect_content": True} if desk.guards(case) else {}
    await desk.put(conn, desk.notice(case, f"🕓 {story}", parse_mode="HTML", **guard))
    return Told("", done=True)


@command
async def needs(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """What this person needs, area by area: needed, under way, given, declined."""
    return await matrix.show(desk, conn, case)


@button("need")
async def need(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message) -> Told:
    return await matrix.chosen(desk, conn, case, person, detail, under.message_id)

"""Pages of guidance in the topic of a case: found by words, seen first, sent with their buttons working."""

from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import article as pages
from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff.buttons import button
from bot.staff.commands import command
from bot.store.cases import Case
from dialogs.words import words


@command
async def article(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """Send a page of the guidance: write /article and a word of it."""
    await desk.put(conn, pages.listed(desk, case, args))
    return Told("", done=True)


@button("art")
async def chosen(
    desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message
) -> Told:
    shown = pages.preview(desk, case, detail)
    if shown is None:
        return Told(words(person.locale)("This page is no longer here."))
    await desk.put(conn, shown)
    return Told("", done=True)


@button("artsend", question=True)
async def send(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message) -> Told:
    return await pages.send(desk, conn, case, person, detail, under.message_id)

"""Ready answers in the topic of a case: a list, a preview in two languages, and one tap that sends."""

from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import canned as ready
from bot.desk.desk import Desk, keyboard
from bot.desk.hands import Consultant, Told
from bot.staff.buttons import button
from bot.staff.commands import command
from bot.store.cases import Case
from dialogs.words import words


@command
async def canned(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """Ready answers in the person's language: the list, or those with a word."""
    text, rows = ready.listed(desk, case, args)
    await desk.put(conn, desk.notice(case, text, reply_markup=keyboard(rows)))
    return Told("", done=True)


@button("cans")
async def turned(
    desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message
) -> Told:
    """Another page of the list, in the same message."""
    await desk.put(conn, ready.turned(desk, case, under.message_id, int(detail) if detail.isdecimal() else 1))
    return Told("", done=True)


@button("can")
async def chosen(
    desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message
) -> Told:
    shown = ready.preview(desk, case, detail)
    if shown is None:
        return Told(words(person.locale)("This ready answer is no longer in the content."))
    await desk.put(conn, shown)
    return Told("", done=True)


@button("canedit")
async def edit_first(
    desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message
) -> Told:
    shown = ready.draft(desk, case, detail)
    if shown is None:
        return Told(words(person.locale)("This ready answer is no longer in the content."))
    await desk.put(conn, shown)
    return Told("", done=True)


@button("cansend", question=True)
async def send(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, detail: str, under: Message) -> Told:
    return await ready.send(desk, conn, case, person, detail, under.message_id)

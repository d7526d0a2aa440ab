"""Help that was given by telephone or at a desk is counted: six taps in the group."""

import re

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import codes
from bot.desk import intake as visits
from bot.desk.desk import Desk, keyboard
from bot.desk.hands import Consultant, Told
from bot.staff import acts, who
from bot.staff.commands import Where, group_command
from bot.store import addresses
from bot.store.outbox import Outgoing, Priority
from bot.telegram import show
from bot.telegram.lanes import Commit
from dialogs.words import words

router = Router(name="intake")
router.callback_query.filter(F.message.chat.type.in_({"group", "supergroup"}))

DATA = re.compile(r"intake/(\d{1,15})\.(\d|stop)(?:\.([a-zA-Z-]{1,40}))?")


@group_command
async def intake(desk: Desk, conn: AsyncConnection, where: Where, person: Consultant, args: str) -> Told:
    """Count help given by telephone or at a desk: six taps, nothing of the person. /intake 123456: with their code."""
    of = await codes.holder(conn, args) if args else ""
    if of is None:
        return Told(words(person.locale)("Nobody has this code now. They find a new one under their requests."))
    asked = await visits.begin(desk, conn, where.group, where.message, of)
    if where.thread is not None:
        asked.params["message_thread_id"] = where.thread
    await desk.put(conn, asked)
    return Told("", done=True)


@router.callback_query(F.data.regexp(DATA))
async def pressed(query: CallbackQuery, bot: Bot, commit: Commit, desk: Desk) -> None:
    """One step of it, in the same message; the last one records it."""
    button, message = DATA.fullmatch(query.data or ""), query.message
    if button is None or not isinstance(message, Message):
        return
    stands = await who.standing(bot, message.chat.id, query.from_user.id)

    async def work(conn: AsyncConnection) -> Told:
        person = await who.consultant(desk, conn, query.from_user, stands)
        group = await addresses.group_at(conn, message.chat.id)

        async def do() -> Told:
            return await _step(desk, conn, person, group, message, button)

        return await acts.at_desk(desk, conn, person, "intake", do)

    told = await commit(work)
    await show.answer_query(bot, query, told.text, alert=told.alert)


async def _step(
    desk: Desk, conn: AsyncConnection, person: Consultant, group: str | None, message: Message, button: re.Match[str]
) -> Told:
    begun, at, code = button.groups(default="")
    shown = await visits.choose(desk, conn, person, group, int(begun), at, code) if group else None
    if shown is None:
        return Told(words(person.locale)("This button is too old. Use the card of the case."))
    text, rows = shown
    drawn = Outgoing(
        method="editMessageText",
        params={"message_id": message.message_id, "text": text, "reply_markup": keyboard(rows)},
        to=f"group:{group}",
        stream=f"intake:{group}:{message.message_id}",
        priority=Priority.ANSWER,
        note={"what": "said"},
        key=f"intake:{group}:{message.message_id}:{at}",
        merge="last",
    )
    await desk.put(conn, drawn)
    return Told("", done=True)

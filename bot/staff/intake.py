"""Help that was given by telephone or at a desk is counted: six taps in the group."""

import re

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncConnection

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

DATA = re.compile(r"intake/([a-zA-Z0-9.-]{1,56})")


@group_command
async def intake(desk: Desk, conn: AsyncConnection, where: Where, person: Consultant, args: str) -> Told:
    """Count help given without the bot, by telephone or at a desk: six taps, nothing of the person."""
    text, rows = visits.asked(desk, [])
    thread = {"message_thread_id": where.thread} if where.thread is not None else {}
    asked = Outgoing(
        method="sendMessage",
        params={"text": text, "reply_markup": keyboard(rows), **thread},
        to=f"group:{where.group}",
        stream=f"said:{where.group}:{where.message}",
        priority=Priority.ANSWER,
        note={"what": "said"},
    )
    await desk.put(conn, asked)
    return Told("", done=True)


@router.callback_query(F.data.regexp(DATA))
async def pressed(query: CallbackQuery, bot: Bot, commit: Commit, desk: Desk) -> None:
    """One step of it, in the same message; the last one records it."""
    asked, message = DATA.fullmatch(query.data or ""), query.message
    if asked is None or not isinstance(message, Message):
        return
    stands, chosen = await who.standing(bot, message.chat.id, query.from_user.id), asked[1].split(".")

    async def work(conn: AsyncConnection) -> Told:
        person = await who.consultant(desk, conn, query.from_user, stands)
        group = await addresses.group_at(conn, message.chat.id)

        async def do() -> Told:
            return await _step(desk, conn, person, group, message, chosen)

        return await acts.at_desk(desk, conn, person, "intake", do)

    told = await commit(work)
    await show.answer_query(bot, query, told.text, alert=told.alert)


async def _step(
    desk: Desk, conn: AsyncConnection, person: Consultant, group: str | None, message: Message, chosen: list[str]
) -> Told:
    say = words(person.locale)
    stopped = chosen == ["stop"]
    if group is None or message.reply_markup is None or not (stopped or visits.possible(desk, chosen)):
        return Told(say("This button is too old. Use the card of the case."))
    text, rows = ("✖", []) if stopped else visits.asked(desk, chosen)
    if not rows and not stopped:
        text += f"\n✅ №{await visits.record(desk, conn, person, chosen)} · {person.name}"
    drawn = Outgoing(
        method="editMessageText",
        params={"message_id": message.message_id, "text": text, "reply_markup": keyboard(rows)},
        to=f"group:{group}",
        stream=f"intake:{group}:{message.message_id}",
        priority=Priority.ANSWER,
        note={"what": "said"},
        key=f"intake:{group}:{message.message_id}:{'.'.join(chosen)}"[:64],
        merge="last",
    )
    await desk.put(conn, drawn)
    return Told("", done=True)

"""The buttons under cards and drafts. Old ones answer too: what they may do is asked of the database."""

import asyncio
import re

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import hands, relay
from bot.desk.desk import Desk
from bot.desk.hands import Told
from bot.staff import who
from bot.telegram import show
from bot.telegram.lanes import Commit
from dialogs.words import words

router = Router(name="staff buttons")
router.callback_query.filter(F.message.chat.type.in_({"group", "supergroup"}))

DATA = re.compile(r"(claim|release|close|out|take|keep)/(\d{1,15})(?::([a-z0-9_-]{1,40}))?")


@router.callback_query()
async def pressed(query: CallbackQuery, bot: Bot, commit: Commit, desk: Desk) -> None:
    """Claim, release, close, an outcome, [Answer and take]."""
    person = who.consultant(desk, query.from_user)
    say, asked = words(person.locale), DATA.fullmatch(query.data or "")
    message = query.message
    if not asked or not isinstance(message, Message):
        await show.answer_query(bot, query, say("This button is too old. Use the card of the case."))
        return
    if not await who.is_member(bot, message.chat.id, query.from_user.id):
        await show.answer_query(bot, query, say("Only members of this group can do that."), alert=True)
        return
    what, number, detail = asked[1], int(asked[2]), asked[3] or ""

    async def work(conn: AsyncConnection) -> Told:
        case = await who.named(conn, message, number)
        if case is None:
            return Told(say("There is no such case here."))
        match what:
            case "claim":
                return await hands.claim(desk, conn, case, person)
            case "release":
                return await hands.release(desk, conn, case, person)
            case "close":
                return await hands.ask_outcome(desk, conn, case, person)
            case "out":
                return await hands.close(desk, conn, case, person, detail)
            case "keep":
                return Told("", done=True)
        draft = message.reply_to_message
        if draft is None or draft.from_user is None or str(draft.message_id) != detail:
            return Told(say("The message is gone. Write it again."))
        return await hands.take_and_answer(desk, conn, case, person, relay.read(draft, desk.vault), draft.from_user.id)

    told = await commit(work)
    async with asyncio.TaskGroup() as together:
        together.create_task(show.answer_query(bot, query, told.text))
        # A question that is answered needs its buttons no more.
        if told.done and what in ("out", "take", "keep"):
            together.create_task(show.settle(bot, message.chat.id, message.message_id))

"""The buttons under the card of a call back: it stands in the group, in no case's topic."""

import re

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import callback
from bot.desk.desk import Desk
from bot.desk.hands import Told
from bot.staff import acts, who
from bot.store import addresses, callbacks
from bot.telegram import show
from bot.telegram.lanes import Commit
from dialogs.words import words

router = Router(name="calls")
router.callback_query.filter(F.message.chat.type.in_({"group", "supergroup"}))

DATA = re.compile(r"call/(\d{1,15}):([a-z]{1,8})")


@router.callback_query(F.data.regexp(DATA))
async def pressed(query: CallbackQuery, bot: Bot, commit: Commit, desk: Desk) -> None:
    """Called, no answer, wrong number, do not call again."""
    asked, message = DATA.fullmatch(query.data or ""), query.message
    if asked is None or not isinstance(message, Message):
        return
    stands = await who.standing(bot, message.chat.id, query.from_user.id)

    async def work(conn: AsyncConnection) -> Told:
        person = await who.consultant(desk, conn, query.from_user, stands)
        call = await callbacks.find(conn, desk.vault, int(asked[1]))
        here = await addresses.group_at(conn, message.chat.id)

        async def do() -> Told:
            if call is None or call.group_name != here:
                return Told(words(person.locale)("There is no such call here."), alert=True)
            return await callback.came_to(desk, conn, call, person, asked[2])

        return await acts.at_desk(desk, conn, person, "call", do)

    told = await commit(work)
    await show.answer_query(bot, query, told.text, alert=told.alert)

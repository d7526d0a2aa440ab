"""The button under the line that counts new requests: it stands among the alarms, in no case's topic."""

import re

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import crowd
from bot.desk.desk import Desk
from bot.desk.hands import Told
from bot.staff import acts, who
from bot.store import addresses
from bot.telegram import show
from bot.telegram.lanes import Commit
from dialogs.words import words

router = Router(name="crowd")
router.callback_query.filter(F.message.chat.type.in_({"group", "supergroup"}))

DATA = re.compile(r"crowd/(\d{1,15})")


@router.callback_query(F.data.regexp(DATA))
async def pressed(query: CallbackQuery, bot: Bot, commit: Commit, desk: Desk) -> None:
    """[Show next 10]: from the one that the button names."""
    asked, message = DATA.fullmatch(query.data or ""), query.message
    if asked is None or not isinstance(message, Message):
        return
    stands = await who.standing(bot, message.chat.id, query.from_user.id)

    async def work(conn: AsyncConnection) -> Told:
        person = await who.consultant(desk, conn, query.from_user, stands)
        group = await addresses.group_at(conn, message.chat.id)

        async def do() -> Told:
            done = group is not None and await crowd.show(desk, conn, group, asked[1])
            return Told("" if done else words(person.locale)("They are on their way already."), done=done)

        return await acts.at_desk(desk, conn, person, "crowd", do)

    told = await commit(work)
    await show.answer_query(bot, query, told.text, alert=told.alert)

"""The end of a shift: cases are offered to colleagues and accepted by a button in the group."""

import re

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import handover as shifts
from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff import acts, who
from bot.staff.commands import Where, group_command
from bot.store import addresses
from bot.telegram import show
from bot.telegram.lanes import Commit
from dialogs.words import words

router = Router(name="hand-over")
router.callback_query.filter(F.message.chat.type.in_({"group", "supergroup"}))

DATA = re.compile(r"hand/(\d{1,15}):(all|no|\d{1,15})")


@group_command
async def handover(desk: Desk, conn: AsyncConnection, where: Where, person: Consultant, args: str) -> Told:
    """Offer your open cases to colleagues at the end of a shift; who accepts answers them."""
    return await shifts.offer(desk, conn, person, where.group)


@router.callback_query(F.data.regexp(DATA))
async def pressed(query: CallbackQuery, bot: Bot, commit: Commit, desk: Desk) -> None:
    """[Accept all], one case, [Refuse]."""
    asked, message = DATA.fullmatch(query.data or ""), query.message
    if asked is None or not isinstance(message, Message):
        return
    stands = await who.standing(bot, message.chat.id, query.from_user.id)

    async def work(conn: AsyncConnection) -> Told:
        person = await who.consultant(desk, conn, query.from_user, stands)
        group = await addresses.group_at(conn, message.chat.id)

        async def do() -> Told:
            if group is None:
                return Told(words(person.locale)("This hand-over is over."))
            return await shifts.accept(desk, conn, person, int(asked[1]), group, asked[2])

        return await acts.at_desk(desk, conn, person, "accept", do)

    told = await commit(work)
    await show.answer_query(bot, query, told.text, alert=told.alert)

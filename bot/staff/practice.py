"""Training: practice cases with a scripted person, by buttons and plain words in the topic for training."""

import re

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import practice as plays
from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff import acts, who
from bot.staff.commands import Where, group_command
from bot.store import addresses
from bot.telegram import show
from bot.telegram.lanes import Commit
from dialogs.words import words

router = Router(name="practice")
router.callback_query.filter(F.message.chat.type.in_({"group", "supergroup"}))

DATA = re.compile(r"practice/(\d{1,15})\.([a-z]{1,10})(?:\.([a-z0-9-]{1,40}))?")


@group_command
async def practice(desk: Desk, conn: AsyncConnection, where: Where, person: Consultant, args: str) -> Told:
    """Practise with a scripted person: nobody is real. Without topics, answer with /practice and your words."""
    if not args:
        await plays.offer(desk, conn, person)
    elif not await plays.heard(desk, conn, person.id, args):
        return Told(words(person.locale)("This practice case is over. Begin another: /practice"))
    return Told("", done=True)


@router.callback_query(F.data.regexp(DATA))
async def pressed(query: CallbackQuery, bot: Bot, commit: Commit, desk: Desk) -> None:
    """One step of a practice case."""
    button, message = DATA.fullmatch(query.data or ""), query.message
    if button is None or not isinstance(message, Message):
        return
    stands = await who.standing(bot, message.chat.id, query.from_user.id)
    whose, verb, detail = button.groups(default="")

    async def work(conn: AsyncConnection) -> Told:
        person = await who.consultant(desk, conn, query.from_user, stands)
        if await addresses.group_at(conn, message.chat.id) is None:
            return Told("")

        async def do() -> Told:
            return await plays.press(desk, conn, person, int(whose), verb, detail)

        return await acts.at_desk(desk, conn, person, "practice", do)

    told = await commit(work)
    await show.answer_query(bot, query, told.text, alert=told.alert)

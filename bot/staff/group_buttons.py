"""Buttons that stand in no case's topic: a call, a hand-over, a count. What they say is asked of the database."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message
from magic_filter import RegexpMode
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff import acts, who
from bot.store import addresses
from bot.telegram import show
from bot.telegram.lanes import Commit

router = Router(name="group buttons")
router.callback_query.filter(F.message.chat.type.in_({"group", "supergroup"}))


@dataclass(frozen=True, slots=True)
class Pressed:
    """Where a button stands, None outside our groups; under which message; and the groups of its data."""

    group: str | None
    message: int
    said: tuple[str, ...]


Press = Callable[[Desk, AsyncConnection, Pressed, Consultant], Awaitable[Told]]


def group_button(what: str, data: str) -> Callable[[Press], Press]:
    """This function is what buttons with such data do. `what`: the right they ask for, and their name in the audit."""
    pattern = re.compile(data)

    def take(press: Press) -> Press:
        @router.callback_query(F.data.regexp(pattern, mode=RegexpMode.FULLMATCH))
        async def handle(query: CallbackQuery, bot: Bot, commit: Commit, desk: Desk) -> None:
            found, message = pattern.fullmatch(query.data or ""), query.message
            if found is None or not isinstance(message, Message):
                return
            stands = await who.standing(bot, message.chat.id, query.from_user.id)

            async def work(conn: AsyncConnection) -> Told:
                person = await who.consultant(desk, conn, query.from_user, stands)
                group = await addresses.group_at(conn, message.chat.id)
                pressed = Pressed(group, message.message_id, found.groups(default=""))
                return await acts.at_desk(desk, conn, person, what, lambda: press(desk, conn, pressed, person))

            told = await commit(work)
            await show.answer_query(bot, query, told.text, alert=told.alert)

        return press

    return take

"""The buttons under the card of a call back: it stands in the group, in no case's topic."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import callback
from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff.group_buttons import Pressed, group_button
from bot.store import callbacks
from dialogs.words import words


@group_button("call", r"call/(\d{1,15}):([a-z]{1,8})")
async def called(desk: Desk, conn: AsyncConnection, pressed: Pressed, person: Consultant) -> Told:
    """Called, no answer, wrong number, do not call again."""
    number, what = pressed.said
    call = await callbacks.find(conn, desk.vault, int(number))
    if call is None or call.group_name != pressed.group:
        return Told(words(person.locale)("There is no such call here."), alert=True)
    return await callback.came_to(desk, conn, call, person, what)

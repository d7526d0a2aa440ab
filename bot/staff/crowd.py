"""The button under the line that counts new requests: it stands among the alarms, in no case's topic."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import crowd
from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff.group_buttons import Pressed, group_button
from dialogs.words import words


@group_button("crowd", r"crowd/(\d{1,15})")
async def show_next(desk: Desk, conn: AsyncConnection, pressed: Pressed, person: Consultant) -> Told:
    """[Show next 10]: from the one that the button names."""
    [first] = pressed.said
    done = pressed.group is not None and await crowd.show(desk, conn, pressed.group, first)
    return Told("" if done else words(person.locale)("They are on their way already."), done=done)

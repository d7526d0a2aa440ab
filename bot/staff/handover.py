"""The end of a shift: cases are offered to colleagues and accepted by a button in the group."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import handover as shifts
from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff.commands import Where, group_command
from bot.staff.group_buttons import Pressed, group_button
from dialogs.words import words


@group_command
async def handover(desk: Desk, conn: AsyncConnection, where: Where, person: Consultant, args: str) -> Told:
    """Offer your open cases to colleagues at the end of a shift; who accepts answers them."""
    return await shifts.offer(desk, conn, person, where.group)


@group_button("accept", r"hand/(\d{1,15}):(all|no|\d{1,15})")
async def accepted(desk: Desk, conn: AsyncConnection, pressed: Pressed, person: Consultant) -> Told:
    """[Accept all], one case, [Refuse]."""
    giver, what = pressed.said
    if pressed.group is None:
        return Told(words(person.locale)("This hand-over is over."))
    return await shifts.accept(desk, conn, person, int(giver), pressed.group, what)

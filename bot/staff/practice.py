"""Training: practice cases with a scripted person, by buttons and plain words in the topic for training."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import practice as plays
from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff.commands import Where, group_command
from bot.staff.group_buttons import Pressed, group_button
from dialogs.words import words


@group_command
async def practice(desk: Desk, conn: AsyncConnection, where: Where, person: Consultant, args: str) -> Told:
    """Practise with a scripted person: nobody is real. Without topics, answer with /practice and your words."""
    if not args:
        await plays.offer(desk, conn, person)
    elif not await plays.heard(desk, conn, person.id, args):
        return Told(words(person.locale)("This practice case is over. Begin another: /practice"))
    return Told("", done=True)


@group_button("practice", r"practice/(\d{1,15})\.([a-z]{1,10})(?:\.([a-z0-9-]{1,40}))?")
async def acted(desk: Desk, conn: AsyncConnection, pressed: Pressed, person: Consultant) -> Told:
    """One step of a practice case."""
    whose, verb, detail = pressed.said
    return await plays.press(desk, conn, person, int(whose), verb, detail) if pressed.group else Told("")

"""/rules: the red lines that everybody at the desk keeps to (P-13): shown at joining, confirmed, again each year."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import ringing
from bot.desk.desk import MAIN, Desk, keyboard
from bot.desk.hands import Consultant, Told
from bot.staff.commands import Where, group_command, said
from bot.staff.group_buttons import Pressed, group_button
from bot.store import audit, staff, timers
from bot.store.timers import Timer
from bot.timers import fires
from dialogs.texts import say as in_language
from dialogs.words import words

YEAR, WEEK = timedelta(days=365), timedelta(days=7)
MORNING = time(10)  # local: when those are called who have not confirmed
REMINDS = "rules"  # the kind of timer, and the name in the audit
YES = "rules/yes"


def text(desk: Desk, locale: str) -> str:
    """The red lines in the language of who reads them."""
    lines = desk.lists.red_lines
    return f"🚧 {words(locale)('The rules of this desk')}\n\n{in_language(lines, locale).strip()}" if lines else ""


@group_command
async def rules(desk: Desk, conn: AsyncConnection, where: Where, person: Consultant, args: str) -> Told:
    """What everybody at the desk keeps to; the button says that you have read it and keep to it, for a year."""
    button = keyboard([[("✅ " + words(person.locale)("I have read it and keep to it"), YES)]])
    row = said(where, Told(text(desk, person.locale)))
    await desk.put(conn, replace(row, params={**row.params, "reply_markup": button}))
    return Told("")


@group_button(REMINDS, YES)
async def confirmed(desk: Desk, conn: AsyncConnection, pressed: Pressed, person: Consultant) -> Told:
    """Whoever presses it has confirmed for themselves: the audit says so, and when."""
    if pressed.group is None:
        return Told(words(person.locale)("Only members of this group can do that."), alert=True)
    return Told(words(person.locale)("Thank you. It is written down, for a year."), done=True)


async def arm(desk: Desk, conn: AsyncConnection, days: timedelta = timedelta(days=1)) -> None:
    """The next look at who has not confirmed."""
    day = (desk.clock.now().astimezone(desk.zone) + days).date()
    await timers.arm(conn, Timer(REMINDS, "desk", datetime.combine(day, MORNING, desk.zone)))


@fires(REMINDS)
async def remind(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """Who stands on the list and has not confirmed within the year is called, once a week."""
    last, now = await audit.last(conn, REMINDS), desk.clock.now()
    whom = [one for one in await staff.everybody(conn) if one.id not in last or now - last[one.id] > YEAR]
    if whom and desk.lists.red_lines:
        line = "🚧 " + desk.words("Read /rules and confirm them, once a year:")
        names = " ".join(ringing.mention(one.id, one.name) for one in whom)
        await desk.put(conn, desk.alarm(MAIN, f"{line} {names}", parse_mode="HTML"))
    await arm(desk, conn, WEEK)

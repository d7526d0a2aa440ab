"""What a lead sees of the desk, and what everybody is told of it."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff import rights
from bot.staff.commands import Where, group_command, menu
from bot.store import audit as trail
from dialogs.formats import clock_time, short_date
from dialogs.words import words


@group_command
async def help(desk: Desk, conn: AsyncConnection, where: Where, person: Consultant, args: str) -> Told:
    """What can be done here, and how."""
    lines = [f"/{name} — {told}" for name, told in menu(words(person.locale)) if rights.may(person, name)]
    return Told("\n".join(lines))


@group_command
async def audit(desk: Desk, conn: AsyncConnection, where: Where, person: Consultant, args: str) -> Told:
    """Who did what at a case, as codes: /audit case 147."""
    say, number = words(person.locale), args.removeprefix("case").strip()
    if not number.isdecimal():
        return Told(say("Write it like /audit case 147."))
    lines = []
    for row in await trail.of_case(conn, int(number)):
        at = row["at"].astimezone(desk.zone)
        codes = " → ".join(code for code in (row["before"], row["after"]) if code)
        lines.append(f"{short_date(at)} {clock_time(at)} · {row['who']} · {row['what']} · {codes}")
    return Told("\n".join(lines) or say("Nothing is written there."), done=True)

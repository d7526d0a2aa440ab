"""Commands about people who are watched."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import keeping, veil
from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff import rights
from bot.staff.commands import command
from bot.store import cases, people
from bot.store.cases import Case
from dialogs.words import words


@command
async def override(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """Send what waits although the person hid; say why behind the command."""
    say = words(person.locale)
    if not case.is_open or not (case.answered_by(person.id) or rights.may(person, "oversee")):
        return Told(say("Only who answers this case can do that."))
    if not args:
        return Told(say("Write the reason behind the command. It stays in this topic."))
    who = await people.get(conn, case.person)
    if who is None or who["hidden"] is None:
        return Told(say("The person is not hidden: what you write goes out."))
    await cases.record(conn, case.id, desk.clock.now(), str(person.id), "override", {})
    await veil.come_back(desk, conn, who, actor=str(person.id))
    return Told(say("What waited goes out now."), done=True)


@command
async def hold(desk: Desk, conn: AsyncConnection, case: Case, person: Consultant, args: str) -> Told:
    """Keep all of this case, whatever terms say; /hold off ends that."""
    held = args.strip().lower() != "off"
    await keeping.hold(desk, conn, case, str(person.id), held=held)
    say = words(person.locale)
    kept = say("Nothing of this case will be deleted until /hold off.")
    return Told(kept if held else say("The terms hold again for this case."), done=True)

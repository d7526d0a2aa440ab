"""What is called to mind: to consultants, that an answer is owed; to people who are silent, that we are still here."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import card, crowd, deadlines, ending, ringing, turning
from bot.desk.desk import Desk
from bot.desk.hands import to_person
from bot.store import addresses, cases, people, staff, timers
from bot.store.cases import Case, Status
from bot.store.timers import Timer
from dialogs.hours import said
from dialogs.words import words

LATER = timedelta(days=1)  # who hid is neither reminded nor let go: it is looked at again


async def owed(desk: Desk, conn: AsyncConnection, number: int, step: int) -> None:
    """Half of the time is gone: who answers hears of it; four fifths: all who could; all of it: the whole group."""
    case = await cases.find(conn, number)
    if case is None or case.due is None or case.owed is None or case.status not in deadlines.OWED:
        return
    if await crowd.waits(conn, number):  # one line speaks for all of them
        await deadlines.arm_step(desk, conn, number, case.owed, case.due, after=step)
        return
    when = said(desk.words, desk.clock.now(), case.due, desk.zone)
    if step == 100:
        link = await addresses.link(conn, desk.vault, number)
        late = f"⏰ №{number} {card.COLOURS[case.priority]} " + desk.words("The answer is overdue.")
        whom = ringing.of_case(case) or " ".join(ringing.mention(*one) for one in await _leads(desk, conn, case))
        text = "\n".join(filter(None, (late, whom, link)))
        await desk.put(conn, desk.alarm(case.group_name, text, parse_mode="HTML"))
        return
    whom = ringing.of_case(case) if step == 50 else " ".join(await _speciality(desk, conn, case))
    line = "⏳ " + desk.words("An answer is due: {when}", when=when)
    html = {"parse_mode": "HTML", "disable_notification": step == 50}
    await desk.put(conn, desk.notice(case, "\n".join(filter(None, (line, whom))), **html))
    await deadlines.arm_step(desk, conn, number, case.owed, case.due, after=step)


async def silent(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """Somebody has not answered us for days: one gentle line, and much later the case ends and can be opened again."""
    case = await cases.find(conn, timer.detail["case"])
    if case is None or case.status != Status.WAITING_PERSON or case.quiet or desk.guards(case):
        return
    person = await people.get(conn, case.person)
    if person is None or person["hidden"] is not None:
        again = Timer(timer.what, timer.subject, desk.clock.now() + LATER, timer.detail)
        await timers.arm(conn, again)
        return
    say = words(person["locale"] or "")
    if timer.detail.get("step") == "close":
        await ending.expire(desk, conn, case, say)
        return
    if not person["blocked"]:
        line = say("We are still here. If the matter is not settled, write: a specialist reads it.")
        await desk.put(conn, to_person(case, ": ".join(filter(None, (await turning.label(desk, conn, case), line)))))
    moment = deadlines.read(timer.detail["since"]) + timedelta(days=desk.lists.sla.close_after)
    await timers.arm(conn, Timer(timer.what, timer.subject, moment, {**timer.detail, "step": "close"}))


async def _speciality(desk: Desk, conn: AsyncConnection, case: Case) -> list[str]:
    topic = desk.lists.topics.get(case.topic)
    people = await staff.everybody(conn)
    can = [one for one in people if one.status == "on" and topic and topic.speciality in one.specialities]
    return [ringing.mention(one.id, one.name) for one in can]


async def _leads(desk: Desk, conn: AsyncConnection, case: Case) -> ringing.Whom:
    leads = [(one.id, one.name) for one in await staff.everybody(conn) if "lead" in one.roles and one.status == "on"]
    known = await addresses.administrators(conn, desk.vault, case.group_name)
    return leads or [(who, desk.words("administrator")) for who in known]

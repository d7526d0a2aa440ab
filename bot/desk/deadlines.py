"""Until when an answer is owed, and what is armed so that it is not forgotten. `follow` sets all of it anew from how a
case stands, so whatever happened to the case, its timers are right."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import Desk
from bot.store import cases, timers
from bot.store.cases import Status
from bot.store.timers import Timer

OWED = (Status.NEW, Status.CLAIMED, Status.WAITING_STAFF)
STEPS = (50, 80, 100)  # per cent of the time; at each somebody more is told


async def follow(desk: Desk, conn: AsyncConnection, number: int) -> None:
    """After any change of a case."""
    case = await cases.get(conn, number)
    owed = (case.owed or desk.clock.now()) if case.status in OWED else None
    due = due_at(desk, case.priority, owed) if owed else None
    if (owed, due) != (case.owed, case.due):
        await cases.place(conn, number, owed=owed, due=due)
    subject = f"case:{number}"
    if owed is None or due is None:
        await timers.disarm(conn, "sla", subject)
    elif (owed, due) != (case.owed, case.due):
        await arm_step(desk, conn, number, owed, due)
    if case.status != Status.NEW or case.priority != 1:
        await timers.disarm(conn, "ring", subject)
    if case.status == Status.WAITING_PERSON and not (case.quiet or desk.guards(case)):
        moment = desk.clock.now() + timedelta(days=desk.lists.sla.remind_after)
        await timers.arm(conn, Timer("silence", subject, moment, {"case": number, "since": _written(desk.clock.now())}))
    else:
        await timers.disarm(conn, "silence", subject)


def due_at(desk: Desk, priority: int, owed: datetime) -> datetime:
    return desk.lists.sla.answer[priority].due(desk.lists.organisation, owed, desk.zone)


async def arm_step(
    desk: Desk, conn: AsyncConnection, number: int, owed: datetime, due: datetime, after: int = 0
) -> None:
    """The next step that has not passed; the last one where all have."""
    now, hours = desk.clock.now(), desk.lists.organisation.working
    for step in (step for step in STEPS if step > after):
        moment = due if step == 100 else _part(owed, due, step, hours.between(owed, due, desk.zone), desk)
        if moment > now or step == 100:
            await timers.arm(conn, Timer("sla", f"case:{number}", moment, {"case": number, "step": step}))
            return


def _part(owed: datetime, due: datetime, step: int, working: timedelta, desk: Desk) -> datetime:
    """So many per cent of the way: of the working time, where there is some, else of real time."""
    if working and desk.lists.organisation.working.is_open(due - timedelta(seconds=1), desk.zone):
        found = desk.lists.organisation.working.after(owed, working * step / 100, desk.zone)
        if found:
            return found
    return owed + (due - owed) * step / 100


def _written(moment: datetime) -> str:
    return moment.isoformat()


def read(detail: Any) -> datetime:
    return datetime.fromisoformat(str(detail))

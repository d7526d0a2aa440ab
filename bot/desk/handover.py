"""The end of a shift: what somebody answers is offered to the next one, and goes to a lead where nobody takes it.

An offer is a timer row: while it stands, the cases may be accepted. What is offered is asked of the database anew.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import passing, states
from bot.desk.desk import Desk, keyboard
from bot.desk.hands import Consultant, Told
from bot.store import cases, notes, staff, timers
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from bot.store.timers import Timer
from dialogs.formats import short_date
from dialogs.words import words

PATIENCE = timedelta(minutes=15)
SHOWN = 20
BEFORE_THE_END = timedelta(minutes=30)  # of the day's work: then cases are offered by themselves


async def offer(desk: Desk, conn: AsyncConnection, who: Consultant, group: str) -> Told:
    """Show colleagues what somebody leaves behind; where the next step is missing, it is asked for in the topic."""
    mine = await _of(conn, who.id, group)
    if not mine:
        return Told(words(who.locale)("You answer no open case here."))
    lines = ["🔄 " + desk.words("{name} hands over:", name=who.name)]
    for case in mine[:SHOWN]:
        step = await notes.last(conn, desk.vault, case.id, notes.NEXT)
        if step is None:
            asked = desk.words("{name} hands this case over. What is the next step? Write /next …", name=who.name)
            await desk.put(conn, desk.notice(case, "📌 " + asked))
        lines.append(_line(desk, case, step))
    due = desk.clock.now() + PATIENCE
    detail = {"from": who.id, "name": who.name, "group": group}
    await timers.arm(conn, Timer("handover", _subject(who.id, group), due, detail))
    each = [(f"✅ №{case.id}", f"hand/{who.id}:{case.id}") for case in mine[:SHOWN]]
    rows = [[("✅ " + desk.words("Accept all"), f"hand/{who.id}:all")]]
    rows += [each[at : at + 4] for at in range(0, len(each), 4)]
    rows.append([("✖ " + desk.words("Refuse"), f"hand/{who.id}:no")])
    await desk.put(conn, _said(group, "\n".join(lines), reply_markup=keyboard(rows)))
    return Told("", done=True)


async def by_itself(desk: Desk, conn: AsyncConnection) -> None:
    """Shortly before the day ends: whatever those at work still answer is offered, as if each had asked for it."""
    for one in await staff.everybody(conn):
        if one.status == "on":
            for group in sorted({case.group_name for case in await cases.open_at(conn, one.id)}):
                await offer(desk, conn, Consultant(one.id, one.name, desk.staff_locale), group)


async def accept(desk: Desk, conn: AsyncConnection, who: Consultant, giver: int, group: str, what: str) -> Told:
    """All of it, one case, or none: then a lead has it at once."""
    subject = _subject(giver, group)
    if not any(timer.what == "handover" for timer in await timers.of(conn, subject)):
        return Told(words(who.locale)("This hand-over is over."))
    if who.id == giver:
        return Told(words(who.locale)("Somebody else must accept it."), alert=True)
    offered = await _of(conn, giver, group)
    if what == "no":
        await timers.disarm(conn, "handover", subject)
        await _to_lead(desk, conn, giver, who.name, group)
        return Told(words(who.locale)("A lead is told."), done=True)
    taken = [case for case in offered if what in ("all", str(case.id))]
    for case in taken:
        await passing.assign(desk, conn, case, who, who.id, who.name)
    if len(taken) == len(offered):
        await timers.disarm(conn, "handover", subject)
    return Told(words(who.locale)("Yours now: {count}", count=len(taken)), done=True)


async def not_accepted(desk: Desk, conn: AsyncConnection, giver: int, name: str, group: str) -> None:
    """A quarter of an hour has passed."""
    await _to_lead(desk, conn, giver, name, group)


async def _to_lead(desk: Desk, conn: AsyncConnection, giver: int, name: str, group: str) -> None:
    """The first lead on the list who is at work gets them; where there is none they stand in the queue again."""
    left = await _of(conn, giver, group)
    if not left:
        return
    leads = [
        one for one in await staff.everybody(conn) if "lead" in one.roles and one.status == "on" and one.id != giver
    ]
    for case in left:
        if leads:
            by = Consultant(leads[0].id, leads[0].name, desk.staff_locale)
            await passing.assign(desk, conn, case, by, leads[0].id, leads[0].name)
        else:
            await states.move(
                desk, conn, case.id, "bot", "released", states.claimed_by(giver), detail={"shift": "over"}
            )
    numbers = ", ".join(f"№{case.id}" for case in left)
    to = leads[0].name if leads else desk.words("the queue")
    line = desk.words("Not accepted: {numbers}. They go to: {to}", numbers=numbers, to=to)
    await desk.put(conn, _said(group, f"⚠️ {line}"))


async def _of(conn: AsyncConnection, who: int, group: str) -> list[Case]:
    return [case for case in await cases.open_at(conn, who) if case.claimer == who and case.group_name == group]


def _line(desk: Desk, case: Case, step: Any) -> str:
    """№147 🟧 · waits for us · next: call the embassy (05.12): numbers and steps, nothing of the person."""
    state = desk.words("an answer is owed") if case.status in ("claimed", "waiting_staff") else desk.words("waits")
    if step is None:
        return f"№{case.id} · {state} · ⚠️ " + desk.words("no next step")
    return f"№{case.id} · {state} · 📌 {step.text}" + (f" ({short_date(step.due)})" if step.due else "")


def _subject(who: int, group: str) -> str:
    return f"handover:{who}:{group}"


def _said(group: str, text: str, **more: Any) -> Outgoing:
    return Outgoing(
        method="sendMessage",
        params={"text": text, **more},
        to=f"group:{group}",
        stream=f"group:{group}",
        priority=Priority.CARD,
        note={"what": "said"},
    )

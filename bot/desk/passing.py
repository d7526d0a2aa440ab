"""A case is passed on: to another speciality, to a colleague, to two at once; and how soon it is answered changes."""

from html import escape
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import card, ringing, routing, shelter, states
from bot.desk.desk import RESTRICTED, Desk, keyboard
from bot.desk.hands import Consultant, Told, without
from bot.store import cases
from bot.store.cases import Case
from bot.store.outbox import Outgoing
from dialogs.texts import say
from dialogs.words import words


def ask_topic(desk: Desk, case: Case) -> Outgoing:
    """Where should it go? Every topic, with who answers it."""
    every = desk.lists.topics.items()
    rows = [[(say(topic.label, desk.staff_locale), f"transfer/{case.id}:{code}")] for code, topic in every]
    rows = [row for row in rows if not row[0][1].endswith(f":{case.topic}")]
    rows.append([("✖ " + desk.words("Not yet"), f"keep/{case.id}")])
    return desk.notice(case, desk.words("What is it about?"), reply_markup=keyboard(rows))


async def transfer(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, to: str) -> Told:
    """To those who answer another topic. The person hears nothing of it; what is protected never leaves its group."""
    tell = words(who.locale)
    topic, _, sure = to.partition(" ")
    known = desk.lists.topics.get(topic)
    if known is None or topic == case.topic:
        return Told(tell("There is no such topic."))
    if case.claimer and not (case.answered_by(who.id) or who.leads):
        return Told(tell("Only who answers this case can do that."))
    group = RESTRICTED if case.group_name == RESTRICTED else desk.group_of(topic)
    detail = {"from": case.topic, "to": topic}
    changed: dict[str, Any] = {"topic": topic, "priority": min(case.priority, known.priority)}
    if group != case.group_name and sure != "yes":
        await desk.put(conn, shelter.ask(desk, case, topic))
        return Told("", done=True)
    if group != case.group_name:
        return await shelter.move(desk, conn, case, who, topic)
    if not await states.move(
        desk, conn, case.id, str(who.id), "transferred", states.still(case), detail=detail, **changed
    ):
        return Told(tell("This case is closed."))
    await desk.put(conn, *await card.titled(desk, conn, case))
    label = say(known.label, desk.staff_locale)
    told = escape("➡️ " + desk.words("{name} passes it on: {topic}", name=who.name, topic=label))
    called = await routing.suggested(desk, conn, await cases.get(conn, case.id))
    await desk.put(conn, desk.notice(case, f"{told}\n{called}".strip(), parse_mode="HTML"))
    return Told(tell("Passed on. The person hears nothing of it."), done=True)


def ask_priority(desk: Desk, case: Case) -> Outgoing:
    other = [number for number in card.COLOURS if number != case.priority]
    row = [(f"{card.COLOURS[number]} {number}", f"prio/{case.id}:{number}") for number in other]
    text = desk.words("How soon must it be answered? 1 is danger now.")
    return desk.notice(case, text, reply_markup=keyboard([row, [("✖ " + desk.words("Not yet"), f"keep/{case.id}")]]))


async def priority(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, number: int, reason: str) -> Told:
    """Anybody may raise it; who answers it, or a lead, lowers it with a reason; danger only a lead."""
    tell = words(who.locale)
    if number not in card.COLOURS or number == case.priority or not case.is_open:
        return Told(tell("It is so already.") if number == case.priority else tell("Write /prio 1, 2, 3 or 4."))
    lowers = number > case.priority
    if lowers and not (who.leads or (case.claimer == who.id and case.priority > 1)):
        return Told(tell("Only who answers this case, or a lead, may lower it; danger only a lead."), alert=True)
    if lowers and not reason:
        return Told(tell("Write why: /prio {number} and the reason.", number=number), alert=True)
    detail = {"from": case.priority, "to": number}
    changed: dict[str, Any] = {"priority": number, "urgent": number == 1 or (case.urgent and not lowers)}
    await states.changed(desk, conn, case.id, str(who.id), "priority", detail, **changed)
    await ringing.start(desk, conn, case.id)
    line = f"{card.COLOURS[case.priority]} → {card.COLOURS[number]} {who.name}" + (f": {reason}" if reason else "")
    await desk.put(conn, desk.notice(case, line), *await card.titled(desk, conn, case))
    return Told(tell("Done."), done=True)


async def join(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant) -> Told:
    """Two answer together: what either writes goes to the person."""
    tell = words(who.locale)
    if not case.is_open:
        return Told(tell("This case is closed."))
    if case.claimer is None:
        return Told(tell("Nobody has it yet: claim it."))
    if case.answered_by(who.id):
        return Told(tell("This case is already yours."), done=True)
    helpers = {**(case.helpers or {}), str(who.id): who.name}
    await states.changed(desk, conn, case.id, str(who.id), "joined", {}, helpers=helpers)
    return Told(tell("You answer it together now: what you write here goes to the person."), done=True)


async def leave(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant) -> Told:
    tell = words(who.locale)
    if str(who.id) not in (case.helpers or {}):
        return Told(tell("You do not help at this case."))
    await states.changed(desk, conn, case.id, str(who.id), "left", {}, helpers=without(case, who.id))
    return Told(tell("Done."), done=True)


async def assign(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, to: int, name: str) -> Told:
    """A lead gives a case to a colleague, whoever had it."""
    detail: dict[str, Any] = {"from": case.claimer, "to": to}
    taken: dict[str, Any] = {"claimer": to, "claimer_name": name, "helpers": without(case, to)}
    if not await states.move(desk, conn, case.id, str(who.id), "reassigned", detail=detail, **taken):
        return Told(words(who.locale)("This case is closed."))
    await desk.put(conn, desk.notice(case, "➡️ " + desk.words("{name} answers this case now.", name=name)))
    return Told("", done=True)

"""A person writes about two matters: what belongs to the second becomes a case of its own, with copies of its words.

Undone by /merge, which brings the words back. What a main group may not read does not stay in its topic.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import flood, opening, relay, ringing, states, turning
from bot.desk.desk import MAIN, RESTRICTED, Desk, keyboard
from bot.desk.hands import Consultant, Told
from bot.desk.relay import Sent
from bot.store import audit, cases, kept_back, pairs, people
from bot.store.cases import Case
from dialogs.texts import say
from dialogs.words import words

MOST = 500  # messages that are copied


async def ask(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, message: int) -> Told:
    """What is it about, that begins with this message of the topic?"""
    refused, theirs = await _may(desk, conn, case, who, message)
    if refused:
        return refused
    every = desk.lists.topics.items()
    rows = [[(say(topic.label, desk.staff_locale), f"splitoff/{case.id}:{message}:{code}")] for code, topic in every]
    rows.append([("✖ " + desk.words("Not yet"), f"keep/{case.id}")])
    count = len({pair["person_message"] for pair in theirs})
    text = "✂️ " + desk.words(
        "A case of its own, with this message and what follows: {count}. What is it about?", count=count
    )
    reply = {"reply_parameters": {"message_id": message, "allow_sending_without_reply": True}}
    await desk.put(conn, desk.notice(case, text, reply_markup=keyboard(rows), **reply))
    return Told("", done=True)


async def split(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, message: int, topic: str) -> Told:
    """The person's messages from this one of the topic on begin a case about another matter."""
    tell = words(who.locale)
    refused, theirs = await _may(desk, conn, case, who, message)
    if refused:
        return refused
    known, person = desk.lists.topics.get(topic), await people.get(conn, case.person)
    if known is None or person is None:
        return Told(tell("There is no such topic."))
    now = desk.clock.now()
    apart = case.group_name == RESTRICTED or (case.quiet and desk.has_restricted)
    number = await cases.add(
        conn,
        now,
        str(who.id),
        person=case.person,
        topic=topic,
        priority=known.priority,
        group_name=RESTRICTED if apart else desk.group_of(topic),
        locale=case.locale,
        urgent=known.priority == 1,
        quiet=case.quiet,
        heard=now,
        owed=case.owed,  # they have waited since then
        link=case.id,
        slot=cases.free_slot([case]),
        turned=now,
    )
    new = await opening.begun(desk, conn, number, person)
    here = new.group_name == case.group_name
    await cases.record(conn, number, now, str(who.id), "split off", {"number": str(case.id)})
    await states.changed(desk, conn, case.id, str(who.id), "split", {"number": str(number)} if here else {})
    await audit.add(conn, now, who.id, "split off", number, f"№{case.id}", f"{topic} {new.group_name}")
    begins = desk.words("From №{number}, by {name}. The person's words follow.", number=case.id, name=who.name)
    guard = {"protect_content": True} if desk.guards(new) else {}
    await desk.put(conn, desk.notice(new, "✂️ " + begins, **guard))
    await carry(desk, conn, case, new, theirs)
    goes_on = desk.words("What begins with this message goes on as №{number}.", number=number)
    elsewhere = desk.words("A part of it goes on in the restricted group.")
    reply = {"reply_parameters": {"message_id": message, "allow_sending_without_reply": True}}
    await desk.put(conn, desk.notice(case, f"✂️ {goes_on}" if here else f"🔒 {elsewhere}", **(reply if here else {})))
    await ringing.start(desk, conn, number)
    first = words(person["locale"] or "")(
        "We opened a request of its own for what you wrote: №{number}.", number=number
    )
    await turning.tell(desk, conn, person, new, first=first)
    return Told(tell("It goes on as №{number}.", number=number) if here else tell("Done."), done=True)


async def _may(
    desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, message: int
) -> tuple[Told | None, list[RowMapping]]:
    """Why it cannot be; or the person's messages from this one of the topic on."""
    tell = words(who.locale)
    found = await cases.all_open(conn, case.person)
    if not case.is_open:
        return Told(tell("This case is closed.")), []
    if case.claimer and not (case.answered_by(who.id) or who.leads):
        return Told(tell("Only who answers this case can do that.")), []
    if len(found) > 1:
        both = [f"№{one.id}" for one in found if one.group_name == case.group_name]
        told = tell("This person has two open cases already. Close one, or join them with /merge.")
        return Told(" ".join([told, *both])), []
    if await relay.words_on_their_way(conn, case):
        return Told(tell("The person has just written; it is still on its way here. Read it first.")), []
    original = await pairs.original_of(conn, case.id, message)
    if original is None or not original["from_person"]:
        return Told(tell("Reply with /split to the message of the person with which the other matter begins.")), []
    return None, await pairs.words_from(conn, case.id, original["person_message"])


async def turn_to(desk: Desk, conn: AsyncConnection, case: Case, message: int | None) -> bool:
    """The person says which case they write to. `message`: that one was for it too, and what came after it, as far as
    nobody has answered it. False: the case is not open."""
    found = await cases.all_open(conn, case.person)
    if not case.is_open:
        return False
    turning.is_news(desk, await turning.to(desk, conn, found, case))  # the screen of the request says it
    other = next((one for one in found if one.id != case.id), None)
    if other is None or message is None or await pairs.answered_since(conn, other.id, message):
        return True
    waiting = await relay.take_back(conn, other, message)
    theirs = await _lacking(conn, case, await pairs.words_from(conn, other.id, message))
    if not theirs and not waiting:
        return True
    await carry(desk, conn, other, case, theirs, waiting)
    number = {"number": str(case.id)} if case.group_name == other.group_name else {}
    await cases.record(conn, other.id, desk.clock.now(), "person", "meant for another", number)
    line = desk.words("The person says that this is about something else: it goes on there.")
    await desk.put(conn, desk.notice(other, f"↪️ {line} {' '.join('№' + one for one in number.values())}".strip()))
    await states.person_wrote(desk, conn, await cases.get(conn, case.id))
    await ringing.start(desk, conn, case.id)
    return True


async def join(desk: Desk, conn: AsyncConnection, case: Case, other: Case) -> None:
    """What was said in a case that is now a part of `other` stands there too."""
    theirs = await _lacking(conn, other, await pairs.words_from(conn, case.id, 0))
    await carry(desk, conn, case, other, theirs)
    await _held_too(desk, conn, case, other, 0)
    if case.owed and other.is_open:
        await states.person_wrote(desk, conn, other)


async def _held_too(desk: Desk, conn: AsyncConnection, old: Case, new: Case, first: int) -> None:
    """What came too fast to be shown waits in the new case, from this message on."""
    if await kept_back.move(conn, old.id, new.id, first):
        for case in (old, new):
            await flood.count_soon(desk, conn, case.id)


async def _lacking(conn: AsyncConnection, case: Case, theirs: Sequence[RowMapping]) -> list[RowMapping]:
    """Those that do not stand in this case yet."""
    there = {pair["person_message"] for pair in await pairs.words_from(conn, case.id, 0)}
    return [pair for pair in theirs if pair["person_message"] not in there]


async def carry(
    desk: Desk,
    conn: AsyncConnection,
    old: Case,
    new: Case,
    theirs: Sequence[RowMapping],
    waiting: Sequence[int] = (),
) -> None:
    """Copies from the private chat. What the main group may not read leaves its topic when they have arrived."""
    digests = {int(pair["person_message"]): (pair["digest"] or b"").hex() for pair in theirs}
    digests |= dict.fromkeys(waiting, "")
    for message in sorted(digests)[-MOST:]:  # as an album: all of them are one call
        sent = Sent(message, album=f"carried-{old.id}", digest=digests[message])
        await relay.to_staff(desk, conn, new, sent)
    if digests:
        await _held_too(desk, conn, old, new, min(digests))
    if not theirs or (old.group_name, new.group_name) != (MAIN, RESTRICTED):
        return
    copies = sorted({int(pair["group_message"]) for pair in theirs})
    for copy in copies:
        await pairs.forget(conn, old.id, copy)
    line = desk.words("That is all; what stood in the main group is deleted now.")
    note: dict[str, Any] = {"what": "moved", "case": new.id, "thread": None, "messages": copies}
    await desk.put(conn, replace(desk.notice(new, "🔒 " + line), note=note))

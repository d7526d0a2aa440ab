"""A person may have two open cases. Which of them something is for, and how they see it and choose.

Plain words go where the talk last was: where the person wrote, which they chose, or whence an answer came. A reply
goes to the case of what it answers; danger, and all that belongs to it, to the graver one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import Desk, keyboard
from bot.store import cases, pairs, people
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from dialogs.kinds.ask import OTHER, REQUESTS
from dialogs.words import words

AGAIN = timedelta(hours=1)  # who goes on writing in one case is told so often which it is


async def meant(
    desk: Desk, conn: AsyncConnection, found: Sequence[Case], *, said: str = "", reply: int | None = None
) -> Case:
    """Of the open cases of a person the one that words are for; the talk is there from now on."""
    if len(found) < 2:
        return found[0]
    if desk.sounds_dangerous(said):
        return await to(desk, conn, found, gravest(found))
    number = await pairs.open_case_of(conn, found[0].person, reply) if reply else None
    return await to(desk, conn, found, next((case for case in found if case.id == number), found[0]))


async def grave(desk: Desk, conn: AsyncConnection, person: str) -> Case | None:
    """The open case that danger belongs to; the talk is there from now on."""
    found = await cases.all_open(conn, person)
    return await to(desk, conn, found, gravest(found)) if found else None


async def about(desk: Desk, conn: AsyncConnection, found: Sequence[Case], topic: str) -> Case | None:
    """Of these open cases of a person the one for words of a topic; the talk is there from now on."""
    if len(found) < 2 or topic == OTHER:
        return found[0] if found else None
    group = desk.group_of(topic)
    fits = [case for case in found if case.topic == topic] or [case for case in found if case.group_name == group]
    return await to(desk, conn, found, (fits or found)[0])


def gravest(found: Sequence[Case]) -> Case:
    """The most urgent; of two alike the one they talk in."""
    return min(found, key=lambda case: (not case.urgent, case.priority))


async def to(desk: Desk, conn: AsyncConnection, found: Sequence[Case], case: Case) -> Case:
    """`found`: the person's open cases, first the one they talk in; from now on it is `case`."""
    if case.id == found[0].id:
        return case
    now = desk.clock.now()
    await cases.place(conn, case.id, turned=now)
    return replace(case, turned=now)


async def answered(desk: Desk, conn: AsyncConnection, case: Case) -> None:
    """What comes after an answer is most likely said to it. Nobody is led away from a case that is kept apart."""
    found = await cases.all_open(conn, case.person)
    if len(found) == 2 and case.is_open and not (found[0].urgent or is_silent(desk, found[0])):
        await to(desk, conn, found, case)


def is_silent(desk: Desk, case: Case) -> bool:
    """Whether nothing of this case may lie on a screen: quiet, or of a topic that betrays."""
    return case.quiet or desk.guards(case)


async def other_of(desk: Desk, conn: AsyncConnection, case: Case) -> Case | None:
    """The other open case of the same person, where both may be named to them."""
    other = next((one for one in await cases.all_open(conn, case.person) if one.id != case.id), None)
    return other if other and not (is_silent(desk, case) or is_silent(desk, other)) else None


async def label(desk: Desk, conn: AsyncConnection, case: Case) -> str:
    """ "№147" above what is sent of one of two cases; nothing where a number could betray, or there is only one."""
    if case.quiet or not await other_of(desk, conn, case):
        return ""
    person = await people.get(conn, case.person)
    return f"№{case.id}" if person and not person["discreet"] else ""


def is_news(desk: Desk, case: Case) -> bool:
    """Whether they may have to be told that they write to this case; once told it is none."""
    return desk.may_tell(f"turned:{case.id}:{case.turned}", AGAIN)


async def tell(
    desk: Desk, conn: AsyncConnection, person: RowMapping, case: Case, *, about: int | None = None, first: str = ""
) -> None:
    """Which of two cases they write to, with a button to the other. `about`: the message of theirs that was taken so;
    `first`: a sentence before it."""
    if person["discreet"] or person["hidden"] is not None:
        return
    other = await other_of(desk, conn, case)
    if other is None or not is_news(desk, case):
        return
    say = words(person["locale"] or "")
    button = "↪️ " + say("It is for №{number}", number=other.id)
    spot = f"{other.id}.m{about}" if about else f"{other.id}.here"
    text = " ".join(filter(None, (first, say("What you write goes to №{number}.", number=case.id))))
    params: dict[str, Any] = {"text": f"💬 {text}", "disable_notification": True}
    if REQUESTS in desk.shelf.book.pages:
        params["reply_markup"] = keyboard([[(button, f"{REQUESTS}/{spot}")]])
    if about:
        params["reply_parameters"] = {"message_id": about, "allow_sending_without_reply": True}
    row = Outgoing(
        method="sendMessage",
        params=params,
        to=f"person:{case.person}",
        stream=f"person:{case.person}",
        priority=Priority.ANSWER,
        note={"what": "line", "case": case.id},
    )
    await desk.put(conn, row)

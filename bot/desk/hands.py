"""A case passes through hands: claimed, released, taken with an answer; every change is checked in the database."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import edits, relay, states
from bot.desk.desk import Desk
from bot.desk.relay import Sent
from bot.store import cases, outbox, pairs
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from dialogs.words import words


@dataclass(frozen=True, slots=True)
class Consultant:
    """Who acts: their Telegram id, the name colleagues see, and the language of their own toasts.

    `barred`: why they may do nothing here: stranger, anonymous, unlisted.
    """

    id: int
    name: str
    locale: str
    roles: frozenset[str] = frozenset()
    barred: str = ""

    @property
    def leads(self) -> bool:
        return "lead" in self.roles


@dataclass(frozen=True, slots=True)
class Told:
    """What a consultant is told of their act, and whether it was done. `alert`: they must read it."""

    text: str
    done: bool = False
    alert: bool = False
    html: bool = False


def _to(who: Consultant) -> dict[str, Any]:
    return {"claimer": who.id, "claimer_name": who.name}


async def claim(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant) -> Told:
    """Take a case. Returns what the consultant is told: one wins, the others learn who did."""
    if await states.move(desk, conn, case.id, str(who.id), "claimed", states.unclaimed(), **_to(who)):
        return Told(words(who.locale)("The case is yours. What you write here goes to the person."), done=True)
    now = await cases.find(conn, case.id)
    if now is None or not now.is_open:
        return Told(words(who.locale)("This case is closed."))
    if now.claimer == who.id:
        return Told(words(who.locale)("This case is already yours."))
    return Told(words(who.locale)("{name} has already taken it.", name=now.claimer_name or ""))


async def release(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant) -> Told:
    if await states.move(desk, conn, case.id, str(who.id), "released", states.claimed_by(who.id)):
        return Told(words(who.locale)("The case is free again."), done=True)
    return Told(words(who.locale)("Only who answers this case can do that."))


async def give_back(desk: Desk, conn: AsyncConnection, who: int, group: str | None = None) -> int:
    """What somebody who has left the desk was answering stands in the queue again, and the group is told; how many."""
    returned = 0
    for case in await cases.open_at(conn, who):
        if group and case.group_name != group:
            continue
        if case.claimer != who:
            await cases.place(conn, case.id, helpers=without(case, who))
            continue
        if await states.move(desk, conn, case.id, "bot", "released", states.claimed_by(who), detail={"left": True}):
            line = desk.words("{name} has left the desk. The case is free again.", name=case.claimer_name or "")
            await desk.put(conn, desk.notice(case, "⚠️ " + line), desk.alarm(case.group_name, f"⚠️ №{case.id}: {line}"))
            returned += 1
    return returned


def without(case: Case, who: int) -> dict[str, str] | None:
    """Who helps at a case, but for one."""
    return {key: name for key, name in (case.helpers or {}).items() if key != str(who)} or None


async def take_and_answer(
    desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, draft: Sent, author: int
) -> Told:
    """[Answer and take]: the author of a draft takes the case and the draft goes to the person."""
    if author != who.id:
        return Told(words(who.locale)("Only who wrote it can send it."))
    if not case.is_open:
        return Told(words(who.locale)("This case is closed."))
    sent = await pairs.original_of(conn, case.id, draft.message)
    if sent or await outbox.is_waiting(conn, relay.answer_key(case, draft.message)):
        return Told(words(who.locale)("Sent. The case is yours."), done=True)  # the second tap sends nothing twice
    if not case.answered_by(who.id):
        before = {"from": case.claimer}
        if not await states.move(desk, conn, case.id, str(who.id), "answered and took", detail=before, **_to(who)):
            return Told(words(who.locale)("This case is closed."))
    if not await relay.to_person(desk, conn, case, draft):
        return Told(words(who.locale)("The case is yours. The message waits: see the question under it."), done=True)
    return Told(words(who.locale)("Sent. The case is yours."), done=True)


async def approve(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, draft: Sent) -> Told:
    """A trainee's draft goes to the person, once; the history says who approved it."""
    if not case.answered_by(who.id) or not case.is_open:
        return Told(words(who.locale)("Only who answers this case can do that."))
    sent = await pairs.original_of(conn, case.id, draft.message)
    if sent or await outbox.is_waiting(conn, relay.answer_key(case, draft.message)):
        return Told(words(who.locale)("This has been sent."), done=True)
    await cases.record(conn, case.id, desk.clock.now(), str(who.id), "approved", {})
    await relay.to_person(desk, conn, case, draft, anyway=True)
    return Told(words(who.locale)("It is on its way to the person."), done=True)


async def send_anyway(
    desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, draft: Sent, caption: str | None, *, split: bool
) -> Told:
    """A message that waited for its author's word goes to the person, once; one that was sent is changed there."""
    if not case.answered_by(who.id) or not case.is_open:
        return Told(words(who.locale)("Only who answers this case can do that."))
    if await outbox.is_waiting(conn, relay.answer_key(case, draft.message)):
        return Told(words(who.locale)("This has been sent."), done=True)
    if await pairs.original_of(conn, case.id, draft.message):
        await edits.by_consultant(desk, conn, case, draft, caption, anyway=True)
    elif split:
        await relay.in_pieces(desk, conn, case, draft)
    else:
        await relay.to_person(desk, conn, case, draft, anyway=True)
    return Told(words(who.locale)("It is on its way to the person."), done=True)


def to_person(case: Case, text: str) -> Outgoing:
    """A line of the bot itself to the person."""
    return Outgoing(
        method="sendMessage",
        params={"text": text},
        to=f"person:{case.person}",
        stream=f"person:{case.person}",
        priority=Priority.ANSWER,
        note={"what": "line", "case": case.id},
    )

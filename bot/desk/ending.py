"""How a case ends: with an outcome and a cause, as part of another case, or as abuse; and how it begins again."""

from datetime import timedelta
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import card, opening, relay, splitting, states, turning
from bot.desk.desk import Desk, keyboard
from bot.desk.hands import Consultant, Told, to_person
from bot.store import cases, people
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from dialogs.texts import say
from dialogs.words import Words, words

DUPLICATE, ABUSE = "duplicate", "abuse"  # outcomes that an act of its own gives
MUTED = {"": timedelta(hours=24), "30": timedelta(days=30)}


async def ask_outcome(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant) -> Told:
    """Before a case is closed: how did it end?"""
    if refused := _not_theirs(case, who):
        return refused
    rows = [[(say(label, desk.staff_locale), f"out/{case.id}:{code}")] for code, label in desk.lists.outcomes.items()]
    await desk.put(conn, _question(desk, case, desk.words("How did it end?"), rows))
    return Told("", done=True)


async def ask_cause(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, outcome: str) -> Told:
    """And why did it come to it?"""
    if refused := _not_theirs(case, who):
        return refused
    if outcome not in desk.lists.outcomes:
        return Told(words(who.locale)("There is no such outcome."))
    causes = desk.lists.causes.items()
    rows = [[(say(label, desk.staff_locale), f"why/{case.id}:{outcome}:{code}")] for code, label in causes]
    ended = say(desk.lists.outcomes[outcome], desk.staff_locale)
    await desk.put(conn, _question(desk, case, f"{ended}. {desk.words('What was the cause?')}", rows))
    return Told("", done=True)


async def close(
    desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, outcome: str, cause: str, **also: Any
) -> Told:
    """End a case; the person is told, the topic is closed."""
    say = words(who.locale)
    if refused := _not_theirs(case, who):
        return refused
    if outcome not in desk.lists.outcomes or cause not in desk.lists.causes:
        return Told(say("There is no such outcome."))
    if case.claimer == who.id and await relay.words_on_their_way(conn, case):
        return Told(say("The person has just written; it is still on its way here. Read it, then close."))
    ended: dict[str, Any] = {"closed": desk.clock.now(), "outcome": outcome, "cause": cause, **also}
    detail, mine = {"outcome": outcome, "cause": cause}, states.still(case)
    if not await states.move(desk, conn, case.id, str(who.id), "closed", mine, detail=detail, **ended):
        return Told(say("Only who answers this case can do that."))
    await desk.put(conn, *topic_closed(desk, case))
    person = await people.get(conn, case.person)
    if person and not case.quiet and not person["discreet"] and outcome not in (DUPLICATE, ABUSE):
        told = words(person["locale"] or "")(
            "Your request №{number} is closed. You can write again at any time.", number=case.id
        )
        await desk.put(conn, to_person(case, " ".join(filter(None, (told, await _goes_on(desk, conn, case, person))))))
    return Told(say("The case is closed."), done=True)


async def _goes_on(desk: Desk, conn: AsyncConnection, case: Case, person: RowMapping) -> str:
    """Where their words go now, if another case of theirs is open and may be named."""
    other = await turning.other_of(desk, conn, case)
    return words(person["locale"] or "")("What you write goes to №{number}.", number=other.id) if other else ""


async def expire(desk: Desk, conn: AsyncConnection, case: Case, say: Words) -> None:
    """Nobody has answered for long: the case ends by itself, and any word opens it again."""
    ended: dict[str, Any] = {"closed": desk.clock.now(), "outcome": "no-answer", "cause": "other"}
    if await states.move(desk, conn, case.id, "bot", "closed", detail={"outcome": "no-answer"}, **ended):
        told = say("Your request №{number} is closed. You can write again at any time.", number=case.id)
        await desk.put(conn, *topic_closed(desk, case), to_person(case, told))


async def spam(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, days: str) -> Told:
    """The case ends, and for a day or a month this person's words reach nobody; 🆘 and words of danger still do."""
    if days not in MUTED:
        return Told(words(who.locale)("Write /spam (a day) or /spam 30 (days)."))
    told = await close(desk, conn, case, who, ABUSE, "other")
    if told.done:
        await people.save(conn, desk.vault, case.person, muted_until=desk.clock.now() + MUTED[days])
    return told


async def merge(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant, number: str) -> Told:
    """This case is the same matter as an earlier one of the same person: the earlier one goes on, with who has this."""
    say = words(who.locale)
    other = await cases.find(conn, int(number)) if number.isdecimal() else None
    if other is None or other.person != case.person or other.id == case.id:
        return Told(say("Only another case of the same person can be joined with this one."))
    if other.group_name != case.group_name:
        return Told(say("That case belongs to another group."))
    told = await close(desk, conn, case, who, DUPLICATE, "other", link=other.id)
    if not told.done:
        return told
    both = other.is_open or await opening.reopen(desk, conn, other, str(who.id))
    if both:
        await splitting.join(desk, conn, case, await cases.get(conn, other.id))
    taken: dict[str, Any] = {"claimer": case.claimer, "claimer_name": case.claimer_name, "helpers": case.helpers}
    if case.claimer is not None:
        await states.move(desk, conn, other.id, str(who.id), "claimed", detail={"merged": case.id}, **taken)
    return Told(say("Joined: it goes on as №{number}.", number=other.id), done=True)


async def reopen(desk: Desk, conn: AsyncConnection, case: Case, who: Consultant) -> Told:
    """A closed case stands in the queue again."""
    say = words(who.locale)
    if case.is_open:
        return Told(say("This case is open."))
    if not await opening.reopen(desk, conn, case, str(who.id)):
        return Told(say("This person has two open cases already. Close one, or join them with /merge."))
    return Told(say("The case is open again."), done=True)


def topic_closed(desk: Desk, case: Case) -> list[Outgoing]:
    if case.thread is None:
        return []
    closed = Outgoing(
        method="closeForumTopic",
        params={},
        to=f"case:{case.id}",
        stream=f"case:{case.id}",
        priority=Priority.CARD,
        note={"what": "topic closed", "case": case.id},
        key=opening.closing_key(case),
        not_before=desk.clock.now() + card.TOGETHER,  # after the last edit of the card
    )
    return [closed]


def _question(desk: Desk, case: Case, text: str, rows: list[list[tuple[str, str]]]) -> Outgoing:
    rows = [*rows, [("✖ " + desk.words("Not yet"), f"keep/{case.id}")]]
    return desk.notice(case, text, reply_markup=keyboard(rows))


def _not_theirs(case: Case, who: Consultant) -> Told | None:
    if not case.is_open:
        return Told(words(who.locale)("This case is closed."))
    if not (case.answered_by(who.id) or who.leads):
        return Told(words(who.locale)("Only who answers this case can do that."))
    return None

"""Help given without the bot, by telephone or at a desk: a case without a chat, so that these people are counted too.

Nothing of the person is asked. Who uses the bot may read out a code, and the help stands among their own requests.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import states
from bot.desk.desk import Desk, keyboard
from bot.desk.hands import Consultant
from bot.store import cases, people, timers
from bot.store.outbox import Outgoing, Priority
from bot.store.timers import Timer
from dialogs.texts import say

STEPS = ("channel", "language", "region", "topic", "outcome", "cause")
CHANNELS = ("phone", "visit", "social", "trip")
ELSEWHERE = "-"
STOP = "stop"
WIDE = 2  # buttons in a row
OPEN_FOR = timedelta(hours=1)  # what was begun and not ended by then is forgotten


def choices(desk: Desk, step: str) -> dict[str, str]:
    """What may be chosen at a step, by code, in the staff language."""
    lists, staff = desk.lists, desk.staff_locale
    if step == "channel":
        named = {
            "phone": "📞 " + desk.words("Telephone"),
            "visit": "🚶 " + desk.words("Visit"),
            "social": "🌐 " + desk.words("Social network"),
            "trip": "🚌 " + desk.words("Field trip"),
        }
        return {code: named[code] for code in CHANNELS}
    if step == "language":
        return {code: lists.languages[code].name for code in lists.written}
    if step == "region":
        regions = {code: say(text, staff) for code, text in lists.lists.get("regions", {}).items()}
        return regions | {ELSEWHERE: desk.words("Elsewhere")}
    if step == "topic":
        return {code: say(topic.label, staff) for code, topic in lists.topics.items()}
    labels = lists.outcomes if step == "outcome" else lists.causes
    return {code: say(text, staff) for code, text in labels.items()}


async def begin(desk: Desk, conn: AsyncConnection, group: str, message: int, person: str = "") -> Outgoing:
    """The first question, under the command that asked for it. `person`: whose code was read out."""
    detail = {"chosen": [], "person": person}
    await timers.arm(conn, Timer("intake", _subject(group, message), desk.clock.now() + OPEN_FOR, detail))
    text, rows = await _asked(desk, conn, message, detail)
    return Outgoing(
        method="sendMessage",
        params={"text": text, "reply_markup": keyboard(rows)},
        to=f"group:{group}",
        stream=f"said:{group}:{message}",
        priority=Priority.ANSWER,
        note={"what": "said"},
    )


async def choose(
    desk: Desk, conn: AsyncConnection, who: Consultant, group: str, message: int, at: str, code: str
) -> tuple[str, list[list[tuple[str, str]]]] | None:
    """What the message says after a button of step `at`, and its buttons; None where that button is of no use now."""
    subject = _subject(group, message)
    begun = next(iter(await timers.of(conn, subject)), None)
    if begun is None:
        return None
    detail: dict[str, Any] = dict(begun.detail)
    chosen = detail["chosen"]
    if at == STOP:
        await timers.forget(conn, subject)
        return "✖", []
    if at != str(len(chosen)) or code not in choices(desk, STEPS[len(chosen)]):
        return None
    detail["chosen"] = [*chosen, code]
    text, rows = await _asked(desk, conn, message, detail)
    if rows:
        await timers.arm(conn, Timer("intake", subject, desk.clock.now() + OPEN_FOR, detail))
    else:
        await timers.forget(conn, subject)
        text += f"\n✅ №{await _record(desk, conn, who, detail)} · {who.name}"
    return text, rows


def _subject(group: str, message: int) -> str:
    return f"intake:{group}:{message}"


async def _asked(
    desk: Desk, conn: AsyncConnection, message: int, detail: dict[str, Any]
) -> tuple[str, list[list[tuple[str, str]]]]:
    """The next question, with what was chosen above it; or that it was all, with no buttons."""
    chosen: list[str] = detail["chosen"]
    person = await people.get(conn, detail["person"]) if detail["person"] else None
    named = [choices(desk, step).get(code, code) for step, code in zip(STEPS, chosen, strict=False)]
    head = "📝 " + " · ".join([f"🔗 {person['alias']}" if person else desk.words("Without the bot"), *named])
    if len(chosen) >= len(STEPS):
        return head, []
    step = STEPS[len(chosen)]
    question = {
        "channel": desk.words("How did they come?"),
        "language": desk.words("In which language?"),
        "region": desk.words("From where?"),
        "topic": desk.words("About what?"),
        "outcome": desk.words("How did it end?"),
        "cause": desk.words("What was the cause?"),
    }[step]
    buttons = [(label, f"intake/{message}.{len(chosen)}.{code}") for code, label in choices(desk, step).items()]
    rows = [buttons[at : at + WIDE] for at in range(0, len(buttons), WIDE)]
    return f"{head}\n{question}", [*rows, [("✖", f"intake/{message}.{STOP}")]]


async def _record(desk: Desk, conn: AsyncConnection, who: Consultant, detail: dict[str, Any]) -> int:
    """A case that is closed from the start; its number."""
    channel, language, region, topic, outcome, cause = detail["chosen"]
    now, actor = desk.clock.now(), str(who.id)
    known = detail["person"] and await people.get(conn, detail["person"])
    number = await cases.add(
        conn,
        now,
        actor,
        person=detail["person"] if known else await people.nobody(conn, now.date()),
        topic=topic,
        page=f"intake-{channel}",
        priority=desk.lists.topics[topic].priority,
        group_name=desk.group_of(topic),  # the card of a later case names it to those alone who may know
        locale=language,
        claimer=who.id,
        claimer_name=who.name,
        closed=now,  # from the start: whoever read out a code may have open cases
    )
    told = {"channel": channel, "region": region, "outcome": outcome, "cause": cause}
    ended: dict[str, Any] = {"closed": now, "answered": now, "outcome": outcome, "cause": cause}
    await states.move(desk, conn, number, actor, "closed", detail=told, **ended)
    return number

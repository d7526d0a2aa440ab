"""Help given without the bot, by telephone or at a desk: a case without a chat, so that these people are counted too.

Nothing of the person is asked. All that was chosen rides in the buttons until the last one.
"""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import states
from bot.desk.desk import MAIN, Desk
from bot.desk.hands import Consultant
from bot.store import cases, people
from dialogs.texts import say

STEPS = ("channel", "language", "region", "topic", "outcome", "cause")
CHANNELS = ("phone", "visit", "social", "trip")
ELSEWHERE = "-"
WIDE = 2  # buttons in a row


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


def asked(desk: Desk, chosen: list[str]) -> tuple[str, list[list[tuple[str, str]]]]:
    """The next question, with what was chosen above it; or that it was all, with no buttons."""
    named = [choices(desk, step).get(code, code) for step, code in zip(STEPS, chosen, strict=False)]
    head = "📝 " + " · ".join([desk.words("Without the bot"), *named])
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
    buttons = [(label, "/".join(["intake", ".".join([*chosen, code])])) for code, label in choices(desk, step).items()]
    rows = [buttons[at : at + WIDE] for at in range(0, len(buttons), WIDE)]
    return f"{head}\n{question}", [*rows, [("✖", "intake/stop")]]


def possible(desk: Desk, chosen: list[str]) -> bool:
    """Whether all of it can be chosen today."""
    return len(chosen) <= len(STEPS) and all(
        code in choices(desk, step) for step, code in zip(STEPS, chosen, strict=False)
    )


async def record(desk: Desk, conn: AsyncConnection, who: Consultant, chosen: list[str]) -> int:
    """A case that is closed from the start; its number."""
    channel, language, region, topic, outcome, cause = chosen
    now, actor = desk.clock.now(), str(who.id)
    number = await cases.add(
        conn,
        now,
        actor,
        person=await people.nobody(conn, now.date()),
        topic=topic,
        page=f"intake-{channel}",
        priority=desk.lists.topics[topic].priority,
        group_name=MAIN,
        locale=language,
        claimer=who.id,
        claimer_name=who.name,
    )
    detail = {"channel": channel, "region": region, "outcome": outcome, "cause": cause}
    ended: dict[str, Any] = {"closed": now, "answered": now, "outcome": outcome, "cause": cause}
    await states.move(desk, conn, number, actor, "closed", detail=detail, **ended)
    return number

"""The queue of a group: shown, searched, and its standing topics made."""

from html import escape
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import board, card, topics
from bot.desk.desk import Desk
from bot.desk.hands import Consultant, Told
from bot.staff.commands import Where, group_command
from bot.store import addresses, cases
from bot.store.cases import Case
from dialogs.texts import say as in_language
from dialogs.words import words

MOST = 20


@group_command
async def queue(desk: Desk, conn: AsyncConnection, where: Where, person: Consultant, args: str) -> Told:
    """The open cases of this group: what nobody has, what is overdue, what waits for us."""
    return Told(await board.text(desk, conn, where.group), html=True)


@group_command
async def find(desk: Desk, conn: AsyncConnection, where: Where, person: Consultant, args: str) -> Told:
    """Find cases of this group: by number, alias, topic, country or outcome, or /find open."""
    say = words(person.locale)
    wanted = args.removeprefix("№").strip()
    if wanted.isdecimal():
        case = await cases.find(conn, int(wanted))
        if case and case.group_name != where.group:
            return Told(f"№{case.id}: 🔒 " + say("in the restricted group"))
        found = [case] if case else []
    else:
        found = await cases.search(conn, where.group, MOST, **_asked(desk, wanted)) if wanted else []
    lines = [await _line(desk, conn, case) for case in found]
    return Told("\n".join(lines) or say("Nothing was found."), html=True)


def _asked(desk: Desk, wanted: str) -> dict[str, Any]:
    """What the words name: `open`, a topic, an outcome, a country; else an alias."""
    if wanted == "open":
        return {"only_open": True}
    lists, low = desk.lists, wanted.casefold()
    topic = next((code for code, one in lists.topics.items() if _names(code, dict(one.label), low)), None)
    if topic:
        return {"topic": topic}
    if outcome := next((code for code, label in lists.outcomes.items() if _names(code, dict(label), low)), None):
        return {"outcome": outcome}
    if country := next((code for code, name in lists.countries.items() if _names(code, dict(name), low)), None):
        return {"pages": [name for name, page in desk.shelf.book.pages.items() if page.country == country]}
    return {"alias": wanted}


def _names(code: str, label: dict[str, str], wanted: str) -> bool:
    """Whether these words are the code, or a label without its sign."""
    said = (text.casefold().lstrip("".join(c for c in text if not c.isalnum())) for text in label.values())
    return wanted == code.casefold() or wanted in said


async def _line(desk: Desk, conn: AsyncConnection, case: Case) -> str:
    link = await addresses.link(conn, desk.vault, case.id)
    number = f'<a href="{link}">№{case.id}</a>' if link else f"№{case.id}"
    outcome = desk.lists.outcomes.get(case.outcome or "")
    told = [f"{card.COLOURS[case.priority]} {number} {card.sign(desk, case.topic)}", card.state(desk, case)]
    told += [in_language(outcome, desk.staff_locale)] if outcome else []
    return " · ".join([*told, *([escape(case.claimer_name)] if case.claimer_name else [])])


@group_command
async def setup(desk: Desk, conn: AsyncConnection, where: Where, person: Consultant, args: str) -> Told:
    """Make the topics of the group that belong to no case: queue, alarms, callbacks, reports, training."""
    made = await topics.set_up(desk, conn, where.group)
    return Told(", ".join(made) or words(person.locale)("They are all there."), done=bool(made))

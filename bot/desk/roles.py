"""What stands above a consultant's words: of two cases which, of two who answer together whose role; never a name."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import turning
from bot.desk.card import SIGNS
from bot.desk.desk import Desk
from bot.store import people, staff
from bot.store.cases import Case
from dialogs.words import words

LIMIT = 4096  # UTF-16 units of one message


async def line(desk: Desk, conn: AsyncConnection, case: Case, author: int) -> str:
    """ "№147 · ⚖️ Lawyer:" in the person's language: the number where two cases are open, the role where two answer."""
    parts = [await turning.label(desk, conn, case), await _role(desk, conn, case, author)]
    return " · ".join(filter(None, parts)) + ":" if any(parts) else ""


async def _role(desk: Desk, conn: AsyncConnection, case: Case, author: int) -> str:
    """ "⚖️ Lawyer"; nothing where one answers, no speciality is listed, or it could betray."""
    if not case.helpers or case.quiet:
        return ""
    person, member = await people.get(conn, case.person), await staff.find(conn, author)
    if member is None or not member.specialities or person is None or person["discreet"]:
        return ""
    topic = desk.lists.topics.get(case.topic)
    fits = topic is not None and topic.speciality in member.specialities
    role = topic.speciality if topic and fits else member.specialities[0]
    say = words(case.locale)
    named = {
        "lawyer": say("Lawyer"),
        "psychologist": say("Psychologist"),
        "social_worker": say("Social worker"),
        "operator": say("Operator"),
    }
    return f"{SIGNS[role]} {named[role]}"


def above(role: str, text: str, entities: Sequence[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]] | None:
    """A text under its role, with its forms moved along; None: both do not fit into one message."""
    head = f"{role}\n"
    if units(head) + units(text) > LIMIT:
        return None
    return head + text, [entity | {"offset": entity["offset"] + units(head)} for entity in entities]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2

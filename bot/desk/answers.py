"""What a person answered in forms, as it stands under the card: posted once, and again wherever the case goes on."""

import re

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import Desk
from bot.store import summaries
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority

EACH = re.compile(r"\n\n(?=📋 )")  # where one form ends and the next begins


def posted(desk: Desk, case: Case, text: str, *, ahead: bool = False) -> Outgoing:
    guarded = {"protect_content": True} if desk.guards(case) else {}
    return Outgoing(
        method="sendMessage",
        params={"text": text, **guarded},
        to=f"case:{case.id}",
        stream=f"case:{case.id}",
        priority=Priority.URGENT if case.urgent else Priority.WORDS,
        note={"what": "summary", "case": case.id},
        ahead=ahead,
    )


async def again(desk: Desk, conn: AsyncConnection, case: Case) -> list[Outgoing]:
    """Every form once more, each in a message of its own, before whatever waits for the new topic."""
    text = await summaries.of(conn, desk.vault, case.id)
    return [posted(desk, case, form, ahead=True) for form in EACH.split(text) if form]

"""Something ready for the person (an answer, a page): shown in the topic in both languages, sent when a button says so.

The preview stands for what was sent: it carries the mark, replies point at it, /undo under it takes it back.
"""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import hands, relay, roles
from bot.desk.desk import Desk, keyboard
from bot.desk.hands import Consultant, Told
from bot.store import cases, outbox, pairs
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from dialogs.formats import master
from dialogs.words import words

BENEATH = "\n\n———\n"


def both(desk: Desk, case: Case, theirs: str, ours: str) -> str:
    """Two texts one below the other; the same language is shown once."""
    same = theirs == ours or master(case.locale) == master(desk.staff_locale)
    return theirs if same else theirs + BENEATH + ours


def changed(case: Case, message: int, text: str, rows: list[list[tuple[str, str]]], **more: Any) -> Outgoing:
    """A message of the bot in the topic, with another text and other buttons."""
    return Outgoing(
        method="editMessageText",
        params={"message_id": message, "text": text, "reply_markup": keyboard(rows), **more},
        to=f"case:{case.id}",
        stream=f"list:{case.id}:{message}",
        priority=Priority.CARD,
        note={"what": "list", "case": case.id},
        merge="last",
    )


async def send(
    desk: Desk,
    conn: AsyncConnection,
    case: Case,
    who: Consultant,
    preview: int,
    params: dict[str, Any],
    recorded: tuple[str, dict[str, Any]],
) -> Told:
    """To the person, once, by who answers the case; who sends it into a case that nobody has takes the case."""
    say = words(who.locale)
    if await pairs.original_of(conn, case.id, preview) or await outbox.is_waiting(
        conn, relay.answer_key(case, preview)
    ):
        return Told(say("This has been sent."), done=True)
    if case.is_open and case.claimer is None:
        await hands.claim(desk, conn, case, who)
        case = await cases.find(conn, case.id) or case
    if not case.is_open:
        return Told(say("This case is closed."))
    if not case.answered_by(who.id):
        return Told(say("{name} has already taken it.", name=case.claimer_name or ""))
    what, detail = recorded
    await cases.record(conn, case.id, desk.clock.now(), str(who.id), what, detail)
    if role := await roles.line(desk, conn, case, who.id):
        await desk.put(conn, relay.headed(desk, case, preview, role))
    await desk.put(conn, relay.answer(desk, case, preview, "sendMessage", params))
    return Told(say("It is on its way to the person."), done=True)

"""Before a consultant's words go out: what is doubtful about them, asked under the message, which is its own draft."""

from typing import Any

from bot.desk.desk import Desk, keyboard
from bot.store.cases import Case
from bot.store.outbox import Outgoing
from dialogs.caution import LONG, betraying

SHOWN = 3  # numbers and links named in a warning


def doubts(desk: Desk, case: Case, said: str) -> list[str]:
    """Why somebody should look again, in the staff language; nothing is forbidden."""
    say, ear, found = desk.words, desk.shelf.book.ear, []
    if unknown := ear.known.unknown(said):
        found.append(say("This is not in the checked directory: {what}", what=", ".join(unknown[:SHOWN])))
    if case.quiet:
        if (count := len(said.strip())) > LONG:
            found.append(say("QUIET: this is long ({count} characters).", count=count))
        if betraying(said, desk.lists) or ear.triage.alarm(said):
            found.append(say("QUIET: a word here betrays them to whoever reads along."))
    return found


def asked(desk: Desk, case: Case, message: int, text: str, doubts: list[str]) -> Outgoing:
    """The question under a message that waits. Nothing of it is stored: the message is its own draft."""
    rows = [[("✉️ " + desk.words("Send anyway"), f"send/{case.id}:{message}")]]
    if case.quiet and len(text) > LONG:
        rows.append([("✂️ " + desk.words("Split"), f"split/{case.id}:{message}")])
    rows.append([("✖ " + desk.words("Do not send"), f"keep/{case.id}")])
    told = "⚠️ " + "\n".join([*doubts, desk.words("It has not been sent.")])
    return desk.notice(case, told, reply_markup=keyboard(rows), **under(message))


def under(message: int) -> dict[str, Any]:
    """Parameters that answer under a message of the topic."""
    return {"reply_parameters": {"message_id": message, "allow_sending_without_reply": True}}

"""A message that was edited: on the other side of the case it says the same, or what it says now stands below."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import caution, roles
from bot.desk.desk import Desk
from bot.desk.relay import CHANGEABLE, Sent
from bot.store import outbox, pairs
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority


async def by_person(desk: Desk, conn: AsyncConnection, case: Case, sent: Sent) -> bool:
    """Under the copy, consultants see what it says now; the first wording stays above. False: it has no copy."""
    pair = await pairs.copy_of(conn, case.id, sent.message)
    if pair is None and not await outbox.is_waiting(conn, f"words:{case.id}:{sent.message}"):
        return False  # it was never sent to people: neither is what became of it
    params: dict[str, Any] = {"protect_content": True} if desk.guards(case) else {}
    if pair:
        params["reply_parameters"] = {
            "message_id": pair["group_message"],
            "allow_sending_without_reply": True,
        }
    now = desk.words("now")
    if sent.text:
        params["text"] = f"✏️ {now}: {sent.text}"  # too long for one message, it goes as two
    else:
        await desk.put(conn, desk.notice(case, f"✏️ {now}:", **params))
        params |= {"from": f"person:{case.person}", "message_id": sent.message}
    await desk.put(
        conn,
        Outgoing(
            method="sendMessage" if sent.text else "copyMessage",
            params=params,
            to=f"case:{case.id}",
            stream=f"case:{case.id}",
            priority=Priority.URGENT if case.urgent else Priority.WORDS,
            note={"what": "words", "case": case.id, "message": sent.message, "digest": sent.digest},
        ),
    )
    return True


async def by_consultant(
    desk: Desk, conn: AsyncConnection, case: Case, sent: Sent, caption: str | None, *, anyway: bool = False
) -> None:
    """The person's copy says and shows the same as the consultant's message; where it does already, nothing changes."""
    found = [pair for pair in await pairs.originals_of(conn, case.id, sent.message) if not pair["from_person"]]
    if len(found) > 1:  # it went in pieces: no piece can say all of it
        line = desk.words("It went in several pieces and cannot be changed. Take it back with /undo and write anew.")
        await desk.put(conn, desk.notice(case, line, **caution.under(sent.message)))
    if len(found) != 1 or found[0]["digest"] == bytes.fromhex(sent.digest):
        return
    [pair] = found
    if not anyway and (doubts := caution.doubts(desk, case, sent.said)):
        await desk.put(conn, caution.asked(desk, case, sent.message, sent.text, doubts))
        return
    await pairs.changed(conn, case.id, sent.message, bytes.fromhex(sent.digest))
    formed = {"caption": caption or "", "caption_entities": list(sent.entities)}
    params: dict[str, Any]
    if sent.text:
        role = await roles.line(desk, conn, case, sent.author)
        both = roles.above(role, sent.text, sent.entities) if role else None
        text, entities = both or (sent.text, list(sent.entities))
        method, params = "editMessageText", {"text": text, "entities": entities}
    elif sent.media and sent.media[0] in CHANGEABLE:
        kind, file = sent.media
        method, params = "editMessageMedia", {"media": {"type": kind, "media": file, **formed}}
    else:
        method, params = "editMessageCaption", formed
    await desk.put(
        conn,
        Outgoing(
            method=method,
            params={"message_id": pair["person_message"], **params},
            to=f"person:{case.person}",
            stream=f"person:{case.person}",
            priority=Priority.ANSWER,
            note={"what": "answer edit", "case": case.id, "message": sent.message},
        ),
    )

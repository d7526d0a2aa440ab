"""What the desk does when a row has arrived at Telegram, and what when it was refused."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import answers, card, caution, flood, leaving, moving, opening, shelter, states, topics, veil
from bot.desk.desk import Desk, reaction
from bot.desk.hands import to_person
from bot.store import addresses, callbacks, cases, pairs, people
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from bot.telegram.outbox import Row, Then
from bot.telegram.refusals import Refusal
from dialogs.words import words

GONE = (Refusal.BLOCKED, Refusal.DEACTIVATED, Refusal.CHAT_GONE)
NO_TOPICS = (Refusal.UNKNOWN_METHOD, Refusal.OTHER)
NO_ENTRY = (Refusal.KICKED, Refusal.NO_RIGHTS, Refusal.CHAT_GONE)
DECORATION = (
    "mark",
    "pin",
    "card edit",
    "topic closed",
    "meanwhile",
    "title",
    "menu",
    "kept back edit",
)  # a case goes on without them
GONE_OR_GUARDED = (Refusal.MESSAGE_GONE, Refusal.PROTECTED, Refusal.TOO_BIG)  # a mere copy would fare no better
AGAIN = 20  # messages copied anew into a topic that was lost


async def arrived(desk: Desk, conn: AsyncConnection, row: Row, result: Any) -> None:
    """Remember where it stands. Runs in the transaction that removes the row."""
    if row.to.startswith("person:"):
        await veil.stands(desk, conn, row, result)
    if row.note.get("what") == "call":
        await callbacks.place(conn, row.note["call"], result["message_id"])
    if row.to.startswith("service:"):
        await topics.arrived(desk, conn, row, result)
    case = await cases.find(conn, row.note["case"]) if "case" in row.note else None
    if case is None:
        return
    match row.note["what"]:
        case "topic":
            await cases.place(conn, case.id, thread=result["message_thread_id"])
        case "card":
            await _card_stands(desk, conn, case, row, result["message_id"])
        case "card edit":
            await cases.place(conn, case.id, card_text=bytes.fromhex(row.note["digest"]))
        case "words":
            await _words_arrived(desk, conn, case, row, result)
        case "again":
            for note, message in row.copies(result):
                mine = note["from_person"]
                await _pair(desk, conn, case, note["message"], message, note, from_person=mine, uncertain=row.uncertain)
        case "moved":
            await desk.put(conn, *shelter.left_behind(row.note))
        case "answer":
            await _answer_arrived(desk, conn, case, row, result)
        case "topic deleted":
            await cases.place(conn, case.id, thread=None, card=None, card_text=None, kept_back=None)
        case flood.LINE:
            await flood.stands(desk, conn, case.id, result["message_id"], row.note["count"])
        case "undo":
            await _undone(desk, conn, case, row)


async def _card_stands(desk: Desk, conn: AsyncConnection, case: Case, row: Row, message: int) -> None:
    await cases.place(conn, case.id, card=message, card_text=bytes.fromhex(row.note["digest"]))
    if case.thread is not None:
        pin = Outgoing(
            method="pinChatMessage",
            params={"message_id": message, "disable_notification": True},
            to=f"case:{case.id}",
            stream=f"card:{case.id}",
            priority=Priority.CARD,
            note={"what": "pin", "case": case.id},
        )
        await desk.put(conn, pin)
    await desk.put(conn, *await card.refreshed(desk, conn, case.id))


async def _words_arrived(desk: Desk, conn: AsyncConnection, case: Case, row: Row, result: Any) -> None:
    for note, message in row.copies(result):
        await _pair(desk, conn, case, note["message"], message, note, from_person=True, uncertain=row.uncertain)
    if not case.quiet:
        await desk.put(conn, reaction(f"person:{case.person}", row.notes[-1]["message"], "👍"))


async def _answer_arrived(desk: Desk, conn: AsyncConnection, case: Case, row: Row, result: Any) -> None:
    for note, message in row.copies(result):
        await _pair(desk, conn, case, message, note["message"], note, from_person=False, uncertain=row.uncertain)
    await desk.put(conn, desk.mark(case, row.notes[-1]["message"], "👍"))
    await states.answered(desk, conn, case, row.created)


async def _undone(desk: Desk, conn: AsyncConnection, case: Case, row: Row) -> None:
    message = row.note["message"]
    await pairs.forget(conn, case.id, message)
    await cases.record(conn, case.id, desk.clock.now(), str(row.note.get("by") or case.claimer or "bot"), "undone", {})
    line = "↩️ " + desk.words("Deleted at the person's side.")
    await desk.put(conn, desk.mark(case, message, "✍"), desk.notice(case, line, **caution.under(message)))


async def _pair(
    desk: Desk,
    conn: AsyncConnection,
    case: Case,
    person: int,
    group: int,
    note: dict[str, Any],
    *,
    from_person: bool,
    uncertain: bool,
) -> None:
    digest = bytes.fromhex(note.get("digest", "")) or None
    both = [(person, group)]
    await pairs.add(conn, case.id, both, desk.clock.now(), from_person=from_person, uncertain=uncertain, digest=digest)


async def refused(desk: Desk, conn: AsyncConnection, row: Row, refusal: Refusal) -> Then:
    """Every refusal has a known answer. What the outbox answers itself (floods, outages, moves) never comes here."""
    if row.to.startswith("person:"):
        return await _refused_by_person(desk, conn, row, refusal)
    if row.to.startswith("service:"):
        return await topics.refused(desk, conn, row, refusal)
    if row.to.startswith("leaving:"):
        return await leaving.refused(desk, conn, row)
    case = await cases.find(conn, row.note["case"]) if "case" in row.note else None
    if refusal in NO_ENTRY and row.note.get("what") not in DECORATION:
        desk.worry("group")
        if case and case.urgent and row.note["what"] == "topic" and refusal is Refusal.NO_RIGHTS:
            await desk.put(conn, *opening.meanwhile(desk, case))
        return Then.WAIT
    if case is None:
        return Then.GIVE_UP
    if refusal is Refusal.TOPIC_GONE:
        return await _topic_lost(desk, conn, case, row)
    if refusal is Refusal.TOPIC_CLOSED and row.note["what"] not in DECORATION:
        await desk.put(conn, opening.topic_reopened(case))
        return Then.RETRY
    # Whatever the words, a group that makes no topics is one without: the case goes on by replies to its card.
    if refusal is Refusal.NOT_FORUM or (row.note["what"] == "topic" and refusal in NO_TOPICS):
        await addresses.set_forum(conn, case.group_name, False)
        await cases.place(conn, case.id, thread=None)
        return Then.GIVE_UP if row.method.endswith("ForumTopic") else Then.RETRY
    if refusal is Refusal.MESSAGE_GONE and row.note["what"] == "card edit" and row.params["message_id"] == case.card:
        await cases.place(conn, case.id, card=None)
        await desk.put(conn, await card.first(desk, conn, case))
    if refusal is Refusal.MESSAGE_GONE and row.note["what"] == f"{flood.LINE} edit":
        await flood.anew(desk, conn, case.id)
    if row.note["what"] == "words" and _may_go_bare(row, refusal):
        await desk.put(conn, _bare(desk, case, row))
    elif row.note["what"] == "words":
        await desk.put(
            conn,
            desk.notice(case, "⚠️ " + desk.words("A message of the person could not be copied here. Ask for it again.")),
        )
    return Then.GIVE_UP


def _may_go_bare(row: Row, refusal: Refusal) -> bool:
    """What is gone may be the message that is answered, not the words themselves."""
    answers = refusal is Refusal.MESSAGE_GONE and "reply_parameters" in row.params
    return "bare" not in row.note and (answers or row.method == "sendMessage" or refusal not in GONE_OR_GUARDED)


def _bare(desk: Desk, case: Case, row: Row) -> Outgoing:
    """Words that were refused for a reason nobody knows go once more, as a mere copy of what the person wrote."""
    guard = {"protect_content": True} if desk.guards(case) else {}
    return Outgoing(
        method="copyMessage",
        params={"from": f"person:{case.person}", "message_id": row.note["message"], **guard},
        to=row.to,
        stream=row.stream,
        priority=Priority(row.priority),
        note={**row.note, "bare": True},
        key=f"words:{case.id}:{row.note['message']}:bare",
        ahead=True,
    )


async def _topic_lost(desk: Desk, conn: AsyncConnection, case: Case, row: Row) -> Then:
    """A new topic under the same case: the card, the answers, the last messages; then what was refused."""
    if row.note["what"] in (*DECORATION, "reopen", "topic deleted"):
        return Then.GIVE_UP
    if case.thread is None:  # somebody else noticed first, and the new topic is on its way
        return Then.RETRY
    notice = desk.notice(case, desk.words("The topic was deleted. The case goes on here; the last messages follow."))
    # In a stream of its own: whatever noticed the loss, and stands first in the case's stream, waits for the topic.
    topic = card.topic(desk, case, apart=True)
    await cases.place(conn, case.id, thread=None, card=None)
    await flood.anew(desk, conn, case.id)
    fresh = await cases.get(conn, case.id)
    await cases.record(conn, case.id, desk.clock.now(), "bot", "topic lost", {})
    # A card that was refused is itself the card of the new topic.
    cards = [] if row.note["what"] == "card" else [await card.first(desk, conn, fresh)]
    told = await answers.again(desk, conn, fresh)
    last = await moving.again(desk, conn, fresh, AGAIN)
    await desk.put(conn, topic, *cards, *told, replace(notice, ahead=True), *last)
    # Answers that were refused are among those that are posted now.
    return Then.GIVE_UP if row.note["what"] == "summary" else Then.RETRY


async def _refused_by_person(desk: Desk, conn: AsyncConnection, row: Row, refusal: Refusal) -> Then:
    person = row.to.removeprefix("person:")
    if refusal in GONE:
        await people.save(conn, desk.vault, person, blocked=True)
    if row.note.get("what") == "hide":
        await veil.cannot_delete(desk, conn, row, refusal)
    if row.note.get("what") not in ("answer", "answer edit", "undo"):
        return Then.GIVE_UP
    case = await cases.find(conn, row.note["case"])
    if case is None:
        return Then.GIVE_UP
    if row.note["what"] == "undo":
        line = "👎 " + desk.words("It could not be deleted at the person's side.") + " " + _why(desk, refusal)
        await desk.put(conn, desk.notice(case, line, **caution.under(row.note["message"])))
        return Then.GIVE_UP
    if refusal is Refusal.VOICE_FORBIDDEN and "voice" in row.note:
        await desk.put(conn, _as_file(row))
        return Then.GIVE_UP
    reply = caution.under(row.note["message"])
    line = "👎 " + desk.words("Not delivered.") + " " + _why(desk, refusal)
    marks = [desk.mark(case, note["message"], "👎") for note in row.notes]
    await desk.put(conn, *marks, desk.notice(case, line, **reply), *await card.refreshed(desk, conn, case.id))
    if refusal in GONE:  # nobody can answer them now: the case waits for their return
        await states.move(desk, conn, case.id, "bot", "answered", detail={"delivered": False})
    return Then.GIVE_UP


def _as_file(row: Row) -> Outgoing:
    """Some people let nobody send them voices: the same bytes arrive as a document."""
    kind, file = row.note["voice"]
    return Outgoing(
        method="sendDocument",
        params={"upload": {"document": [file, "voice.ogg" if kind == "voice" else "video.mp4"]}},
        to=row.to,
        stream=row.stream,
        priority=Priority.ANSWER,
        note={key: value for key, value in row.note.items() if key != "voice"},
        ahead=True,
    )


def _why(desk: Desk, refusal: Refusal) -> str:
    return desk.words(
        {
            Refusal.BLOCKED: "The person has stopped the bot.",
            Refusal.DEACTIVATED: "The person's account no longer exists.",
            Refusal.CHAT_GONE: "The person's chat no longer exists.",
            Refusal.MESSAGE_GONE: "The message was deleted before it could be sent.",
            Refusal.PROTECTED: "Telegram does not let it be copied: the group protects its content. Switch that off.",
            Refusal.TOO_BIG: "The file is too big.",
            Refusal.VOICE_FORBIDDEN: "This person accepts no voice messages: write it, or send it as a file.",
        }.get(refusal, "Telegram refused it.")
    )


async def late(desk: Desk, conn: AsyncConnection, row: Row) -> None:
    """After two minutes nobody is left to guess: the person hears that we go on trying, the consultant sees 👀."""
    case = await cases.find(conn, row.note["case"]) if "case" in row.note else None
    if case is None:
        return
    if row.note["what"] == "answer":
        await desk.put(conn, desk.mark(case, row.note["message"], "👀"))
    elif row.note["what"] == "words" and not case.quiet and desk.may_tell(f"late:{case.id}", timedelta(minutes=10)):
        person = await people.get(conn, case.person)
        say = words(person["locale"] or "" if person else "")
        line = say("Your message is still on its way to a specialist. We keep trying; you need not send it again.")
        await desk.put(conn, to_person(case, line))


async def flooded(desk: Desk, conn: AsyncConnection, row: Row) -> None:
    """Telegram makes no more topics for a while: danger is announced in General meanwhile."""
    case = await cases.find(conn, row.note["case"]) if "case" in row.note else None
    if case and case.urgent and case.is_open:
        await desk.put(conn, *opening.meanwhile(desk, case))


async def stuck(desk: Desk, conn: AsyncConnection, update: int) -> None:
    """An update failed three times and was put aside: somebody may have written, so the group is told."""
    text = desk.words(
        "⚠️ Something that arrived could not be handled (update {update}). It is kept: see `sapar health`, "
        "try it again with `sapar replay`.",
        update=update,
    )
    alarm = Outgoing(
        method="sendMessage",
        params={"text": text},
        to="group:main",
        stream="group:main",
        priority=Priority.CARD,
        note={"what": "alarm"},
        key=f"stuck:{update}",
        merge="text",
    )
    await desk.put(conn, alarm)

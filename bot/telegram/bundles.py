"""What leaves in one call: one row of the outbox, or several that belong together."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store.addresses import Address
from bot.store.outbox import Kept, Outgoing, Priority

TEXT_LIMIT = 4096
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
FORMATTED = ("parse_mode", "entities", "caption_entities")
NAMES_ITS_MESSAGE = ("edit", "pin", "unpinChatMessage", "deleteMessage", "setMessageReaction")


@dataclass(slots=True)
class Row:
    """What leaves in one call: one row of the outbox, or several that were merged."""

    ids: list[int]
    method: str
    params: dict[str, Any]
    to: str
    stream: str
    priority: int
    notes: list[dict[str, Any]]
    created: datetime
    attempts: int = 0
    uncertain: bool = False

    @property
    def note(self) -> dict[str, Any]:
        return self.notes[0]

    def copies(self, result: Any) -> list[tuple[dict[str, Any], int]]:
        """Every note with the id of the message that carries it, as far as there are ids."""
        answers = result if isinstance(result, list) else [result] * len(self.notes)
        return [
            (note, answer["message_id"])
            for note, answer in zip(self.notes, answers, strict=False)
            if isinstance(answer, dict) and "message_id" in answer
        ]


@dataclass(slots=True)
class Slip:
    """What is remembered of a row that waits: everything but its words."""

    id: int
    stream: str
    ahead: bool
    to: str
    priority: int
    method: str
    merge: str | None
    created: datetime
    not_before: datetime | None
    attempts: int = 0
    late: bool = False

    @property
    def place(self) -> tuple[bool, int]:
        return not self.ahead, self.id


def length(text: str) -> int:
    """As Telegram counts: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def run_of(slips: Sequence[Slip]) -> list[Slip]:
    """The first slip and those straight behind it that may leave together with it."""
    first = slips[0]
    if first.merge is None:
        return [first]
    run = []
    for slip in slips[:100]:
        if (slip.merge, slip.to, slip.method) != (first.merge, first.to, first.method):
            break
        run.append(slip)
    return run


def bundle(slips: Sequence[Slip], kept: Sequence[Kept]) -> Row:
    """As many of them as fit into one call; what is left over stays in the stream."""
    first = slips[0]
    match first.merge:
        case "last":
            row = _row(slips, kept[-1].params, kept)
            row.notes = [kept[-1].note]
            return row
        case "text":
            return _texts(slips, kept)
        case str(album) if album.startswith("album:"):
            return _album(slips, kept)
    return _row(slips[:1], kept[0].params, kept[:1])


def _row(slips: Sequence[Slip], params: dict[str, Any], kept: Sequence[Kept], method: str = "") -> Row:
    first = slips[0]
    return Row(
        ids=[slip.id for slip in slips],
        method=method or first.method,
        params=dict(params),
        to=first.to,
        stream=first.stream,
        priority=min(slip.priority for slip in slips),
        notes=[one.note for one in kept],
        created=first.created,
        attempts=max(slip.attempts for slip in slips),
    )


def _texts(slips: Sequence[Slip], kept: Sequence[Kept]) -> Row:
    """Plain texts only, and only those that agree in everything but the text."""
    text, others = _split(kept[0].params)
    count, room = 1, TEXT_LIMIT - length(text)
    if not any(name in others for name in FORMATTED):
        for one in kept[1:]:
            more, its_others = _split(one.params)
            room -= length(more) + 2
            if its_others != others or room < 0:
                break
            text, count = f"{text}\n\n{more}", count + 1
    return _row(slips[:count], {**others, "text": text}, kept[:count])


def _split(params: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return params["text"], {name: value for name, value in params.items() if name != "text"}


def _album(slips: Sequence[Slip], kept: Sequence[Kept]) -> Row:
    if len(kept) == 1:
        return _row(slips, kept[0].params, kept)
    # Telegram wants the ids in ascending order; the notes keep step with them.
    ordered = sorted(kept, key=lambda one: int(one.params["message_id"]))
    common = ("from", "protect_content", "disable_notification")
    params = {name: value for name, value in ordered[0].params.items() if name in common}
    params["message_ids"] = [one.params["message_id"] for one in ordered]
    return _row(slips, params, ordered, method="copyMessages")


def plain(params: dict[str, Any]) -> dict[str, Any]:
    """The same without any formatting, for entities that Telegram cannot read."""
    bare = {name: value for name, value in params.items() if name not in FORMATTED}
    if str(params.get("parse_mode", "")).upper() == "HTML":
        for name in ("text", "caption"):
            if name in bare:
                bare[name] = html.unescape(TAG.sub("", bare[name]))
    return bare


def pieces(params: dict[str, Any]) -> list[dict[str, Any]]:
    """A text that is too long, as several plain ones, cut between lines or words where that is possible."""
    bare = plain(params)
    rest, parts = bare["text"], []
    while length(rest) > TEXT_LIMIT:
        room = rest.encode("utf-16-le")[: 2 * TEXT_LIMIT].decode("utf-16-le", "ignore")
        cut = next((at for mark in ("\n\n", "\n", " ") if (at := room.rfind(mark)) > 0), len(room))
        parts.append(rest[:cut])
        rest = rest[cut:].lstrip()
    texts = [part for part in (*parts, rest) if part.strip()]
    without = {name: value for name, value in bare.items() if name != "reply_markup"}
    return [*({**without, "text": part} for part in texts[:-1]), *({**bare, "text": part} for part in texts[-1:])]


def in_pieces(row: Row) -> list[Outgoing]:
    """The rows that say in several messages what is too long for one; they go before the rest of its stream."""
    same: dict[str, Any] = {"method": row.method, "to": row.to, "stream": row.stream, "note": row.note}
    return [Outgoing(**same, params=one, priority=Priority(row.priority), ahead=True) for one in pieces(row.params)]


def addressed(row: Row, address: Address, origin: int | None) -> dict[str, Any] | None:
    """The parameters as Telegram wants them; None while the message that is meant is not there yet."""
    params = {name: value for name, value in row.params.items() if name not in ("from", "chat")}
    params["chat_id"] = address.chat_id
    if row.method.endswith("MyCommands"):
        del params["chat_id"]
        return {**params, "scope": {"type": "chat", "chat_id": address.chat_id}}
    if origin is not None:
        params["from_chat_id"] = origin
    if address.silent and row.method.startswith(("send", "copy")):
        params["disable_notification"] = True
    speaks = row.method.startswith(("send", "copy", "forward"))
    about_topic = row.method.endswith("ForumTopic") and row.method != "createForumTopic"
    if address.thread is not None and (speaks or about_topic):
        params["message_thread_id"] = address.thread
    if address.reply_to is not None and speaks and row.method != "copyMessages":
        reply = {"message_id": address.reply_to, "allow_sending_without_reply": True}
        params.setdefault("reply_parameters", reply)
    if row.to.startswith("case:") and _names_no_message(row):
        if address.card is None:
            return None
        params["message_id"] = address.card
    return params


def _names_no_message(row: Row) -> bool:
    """A row of a case that edits or pins and does not say what means the card."""
    changes = row.method.startswith(NAMES_ITS_MESSAGE) and not row.method.startswith("editForum")
    return changes and "message_id" not in row.params and "message_ids" not in row.params

"""Words between a person's chat and a case's topic: copies, never forwards; a pair of ids is all that stays."""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import Desk
from bot.store import pairs
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from bot.store.vault import Vault

ALBUM = timedelta(seconds=1.2)  # an album has no end mark: its items are gathered this long


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of either side, as far as the relay must know it. `text` is only there for plain text."""

    message: int
    text: str = ""
    entities: tuple[dict[str, Any], ...] = ()
    album: str | None = None
    reply_to: int | None = None
    forwarded: bool = False
    digest: str = ""
    voice: str | None = None  # the file of a voice message: some people forbid those, then it goes as a document

    def kept(self) -> dict[str, Any]:
        """What may be remembered while the person has not agreed: which message, none of its words."""
        return {key: value for key, value in asdict(self).items() if key in ("message", "album", "digest", "forwarded")}


# What people form themselves; links, numbers and names are found again by Telegram, and mentions are not passed on.
FORMATTING = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
    }
)


def read(message: Message, vault: Vault) -> Sent:
    """What the relay must know of a message."""
    formed = [e.model_dump(exclude_none=True) for e in message.entities or message.caption_entities or ()]
    media = next((getattr(message, kind) for kind in MEDIA if getattr(message, kind)), None)
    photo = message.photo[-1] if message.photo else None
    unique = getattr(photo or media, "file_unique_id", "")
    says = json.dumps([message.text, message.caption, formed, unique], ensure_ascii=False)
    reply = message.reply_to_message
    return Sent(
        message=message.message_id,
        text=message.text or "",
        entities=tuple(entity for entity in formed if entity["type"] in FORMATTING),
        album=message.media_group_id,
        reply_to=reply.message_id if reply else None,
        forwarded=message.forward_origin is not None,
        digest=vault.hash("digest", says)[:16].hex(),
        voice=message.voice.file_id if message.voice else message.video_note.file_id if message.video_note else None,
    )


MEDIA = ("video", "voice", "video_note", "audio", "document", "sticker", "animation")


async def to_staff(desk: Desk, conn: AsyncConnection, case: Case, sent: Sent) -> None:
    """The person's words to the topic. Waiting plain texts may be joined; everything else is a copy of the original."""
    reply = await pairs.copy_of(conn, case.id, sent.reply_to) if sent.reply_to else None
    params: dict[str, Any] = {}
    if reply:
        params["reply_parameters"] = {
            "message_id": reply["group_message"],
            "allow_sending_without_reply": True,
        }
    if case.group_name == "restricted" or _guarded(desk, case):
        params["protect_content"] = True
    if sent.forwarded:
        await desk.put(conn, desk.notice(case, "↪️ " + desk.words("forwarded:")))
    if sent.text and not sent.forwarded:
        params |= {"text": sent.text, "link_preview_options": {"is_disabled": True}}
        if sent.entities:
            params["entities"] = list(sent.entities)
        method, merge = "sendMessage", "text" if params.keys() == {"text", "link_preview_options"} else None
    else:
        params |= {"from": f"person:{case.person}", "message_id": sent.message}
        method, merge = "copyMessage", f"album:{sent.album}" if sent.album else None
    await desk.put(
        conn,
        Outgoing(
            method=method,
            params=params,
            to=f"case:{case.id}",
            stream=f"case:{case.id}",
            priority=Priority.URGENT if case.urgent else Priority.WORDS,
            note={"what": "words", "case": case.id, "message": sent.message, "digest": sent.digest},
            key=f"words:{case.id}:{sent.message}",
            merge=merge,
            not_before=desk.clock.now() + ALBUM if sent.album else None,
        ),
    )


async def to_person(desk: Desk, conn: AsyncConnection, case: Case, sent: Sent) -> None:
    """A consultant's message to the person, copied without a name."""
    original = await pairs.original_of(conn, case.id, sent.reply_to) if sent.reply_to else None
    params: dict[str, Any] = {"from": f"case:{case.id}", "message_id": sent.message}
    if original:
        params["reply_parameters"] = {
            "message_id": original["person_message"],
            "allow_sending_without_reply": True,
        }
    if case.quiet:
        params["disable_notification"] = True
    note = {"what": "answer", "case": case.id, "message": sent.message, "digest": sent.digest}
    await desk.put(
        conn,
        Outgoing(
            method="copyMessage",
            params=params,
            to=f"person:{case.person}",
            stream=f"person:{case.person}",
            priority=Priority.URGENT if case.urgent else Priority.ANSWER,
            note=note | ({"voice": sent.voice} if sent.voice else {}),
            key=f"answer:{case.id}:{sent.message}",
            merge=f"album:{sent.album}" if sent.album else None,
            not_before=desk.clock.now() + ALBUM if sent.album else None,
        ),
    )


async def edited_by_person(desk: Desk, conn: AsyncConnection, case: Case, sent: Sent) -> None:
    """Under the copy, consultants see what it says now; the first wording stays above."""
    pair = await pairs.copy_of(conn, case.id, sent.message)
    if pair and pair["digest"] == bytes.fromhex(sent.digest):
        return  # a reaction or a link preview also comes as an edit
    params: dict[str, Any] = {}
    if pair:
        params["reply_parameters"] = {
            "message_id": pair["group_message"],
            "allow_sending_without_reply": True,
        }
    now = desk.words("now")
    if sent.text:
        params["text"] = f"✏️ {now}: {sent.text}"[:4096]
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
            key=f"edit:{case.id}:{sent.message}:{sent.digest}",
        ),
    )


async def edited_by_consultant(desk: Desk, conn: AsyncConnection, case: Case, sent: Sent, caption: str | None) -> None:
    """The person's copy says the same as the consultant's message."""
    pair = await pairs.original_of(conn, case.id, sent.message)
    if not pair or pair["from_person"] or pair["digest"] == bytes.fromhex(sent.digest):
        return
    params: dict[str, Any] = {"message_id": pair["person_message"]}
    if sent.text:
        method, params["text"], params["entities"] = "editMessageText", sent.text, list(sent.entities)
    else:
        method, params["caption"], params["caption_entities"] = (
            "editMessageCaption",
            caption or "",
            list(sent.entities),
        )
    await desk.put(
        conn,
        Outgoing(
            method=method,
            params=params,
            to=f"person:{case.person}",
            stream=f"person:{case.person}",
            priority=Priority.ANSWER,
            note={"what": "answer edit", "case": case.id, "message": sent.message},
            key=f"edit:{case.id}:{sent.message}:{sent.digest}",
        ),
    )


def _guarded(desk: Desk, case: Case) -> bool:
    topic = desk.lists.topics.get(case.topic)
    return bool(topic and topic.group == "restricted")

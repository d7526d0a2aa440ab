"""Words between a person's chat and a case's topic: copies, never forwards; a pair of ids is all that stays."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from aiogram.enums import ContentType
from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import caution, roles, veil
from bot.desk.desk import Desk
from bot.store import outbox, pairs
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from bot.store.vault import Vault
from dialogs.caution import split
from dialogs.guess import guess

# Telegram's own talk (a pin, a title, a member). Whatever is not in this list somebody sent to be read.
SERVICE = frozenset(
    kind
    for kind in ContentType
    if kind.startswith(
        (
            "new_chat_", "left_chat_", "delete_chat_", "group_chat_", "supergroup_chat_", "channel_chat_", "chat_",
            "message_auto_", "migrate_", "pinned_", "successful_payment", "refunded_", "users_shared", "user_shared",
            "connected_", "write_access_", "passport_", "proximity_", "boost_", "forum_topic_", "general_forum_",
            "video_chat_", "giveaway_", "web_app_", "direct_message_price", "checklist_tasks_", "suggested_post_",
            "gift", "unique_gift", "paid_message_", "managed_bot_", "poll_option_", "community_chat_",
        )
    )
)  # fmt: skip
ALBUM = timedelta(seconds=1.2)  # an album has no end mark: its items are gathered this long
DELETABLE = timedelta(hours=47)  # Telegram lets a message be deleted for 48 hours


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
    said: str = ""  # text or caption, with the addresses that links hide: what a warning looks at
    sounds: str = ""  # the language it is clearly in
    personal: bool = False  # a contact or a place: it waits for a yes of its own
    written: int = 0  # when, in seconds of Telegram's clock: what waits through an outage was not written at once
    author: int = 0  # who wrote it in the group; of people nothing is noted
    media: tuple[str, str] | None = None  # kind and file, for when a consultant changes one for another

    def kept(self) -> dict[str, Any]:
        """What may be remembered while the person has not agreed: which message, none of its words."""
        return {
            key: value
            for key, value in asdict(self).items()
            if key in ("message", "album", "digest", "forwarded", "sounds", "personal", "written")
        }


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
    kind = next((kind for kind in MEDIA if getattr(message, kind)), None)
    file = getattr(message, kind) if kind else None
    file = file[-1] if isinstance(file, list) else file  # a photograph comes in several sizes
    unique = getattr(file, "file_unique_id", "")
    says = json.dumps([message.text, message.caption, formed, unique], ensure_ascii=False)
    reply = message.reply_to_message
    said = message.text or message.caption or ""
    heard = guess(said)
    return Sent(
        message=message.message_id,
        text=message.text or "",
        entities=tuple(entity for entity in formed if entity["type"] in FORMATTING),
        album=message.media_group_id,
        reply_to=reply.message_id if reply else None,
        forwarded=message.forward_origin is not None,
        digest=vault.hash("digest", says)[:16].hex(),
        said="\n".join([said, *(entity["url"] for entity in formed if "url" in entity)]),
        sounds=heard.code if heard.clear else "",
        personal=message.content_type in PERSONAL,
        written=int(message.date.timestamp()),
        author=message.from_user.id if message.from_user and message.chat.type != "private" else 0,
        media=(kind, file.file_id) if kind and file else None,
    )


PERSONAL = {ContentType.CONTACT, ContentType.LOCATION, ContentType.VENUE}
# An animation is a document, too: the first that is found counts.
MEDIA = ("photo", "animation", "video", "voice", "video_note", "audio", "document", "sticker")
CHANGEABLE = ("photo", "animation", "video", "audio", "document")  # what Telegram lets be put in place of each other


PLAIN = {"text", "link_preview_options", "protect_content"}  # texts with nothing else may wait for each other


async def to_staff(desk: Desk, conn: AsyncConnection, case: Case, sent: Sent) -> None:
    """The person's words to the topic. Waiting plain texts may be joined; everything else is a copy of the original."""
    reply = await pairs.copy_of(conn, case.id, sent.reply_to) if sent.reply_to else None
    params: dict[str, Any] = {}
    if reply:
        params["reply_parameters"] = {
            "message_id": reply["group_message"],
            "allow_sending_without_reply": True,
        }
    if desk.guards(case):
        params["protect_content"] = True
    if sent.forwarded and (not sent.album or desk.may_tell(f"forwarded:{case.id}:{sent.album}", timedelta(hours=1))):
        await desk.put(conn, desk.notice(case, "↪️ " + desk.words("forwarded:")))
    if sent.text and not sent.forwarded:
        params |= {"text": sent.text, "link_preview_options": {"is_disabled": True}}
        if sent.entities:
            params["entities"] = list(sent.entities)
        method, merge = "sendMessage", "text" if params.keys() <= PLAIN else None
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


async def take_back(conn: AsyncConnection, case: Case, first: int) -> list[int]:
    """The person's messages from this one on that do not stand in the topic yet will not come there; which."""
    begins = f"words:{case.id}:"
    found = {key: int(key.removeprefix(begins).partition(":")[0]) for key in await outbox.keys(conn, begins)}
    waiting = {key: message for key, message in found.items() if message >= first}
    for key in waiting:
        await outbox.cancel(conn, key=key)
    return sorted(waiting.values())


async def words_on_their_way(conn: AsyncConnection, case: Case) -> bool:
    """Whether the person wrote something that does not stand in the topic yet."""
    return await outbox.any_waiting(conn, f"words:{case.id}:")


async def to_person(desk: Desk, conn: AsyncConnection, case: Case, sent: Sent, *, anyway: bool = False) -> bool:
    """A consultant's message to the person, copied without a name; False: it waits until they say so themselves."""
    if not anyway and (doubts := caution.doubts(desk, case, sent.said)):
        await desk.put(
            conn, desk.mark(case, sent.message, "✍"), caution.asked(desk, case, sent.message, sent.text, doubts)
        )
        return False
    method, params = await _spoken(desk, conn, case, sent)
    if original := await pairs.original_of(conn, case.id, sent.reply_to) if sent.reply_to else None:
        params["reply_parameters"] = {
            "message_id": original["person_message"],
            "allow_sending_without_reply": True,
        }
    row = answer(desk, case, sent.message, method, params, digest=sent.digest)
    if sent.media and sent.media[0] in ("voice", "video_note"):
        row.note["voice"] = sent.media  # some people let nobody send them these: then it goes as a file
    if sent.album:
        row = replace(row, merge=f"album:{sent.album}", not_before=desk.clock.now() + ALBUM)
    await desk.put(conn, row)
    await veil.tell_that_it_waits(desk, conn, case)
    return True


async def _spoken(desk: Desk, conn: AsyncConnection, case: Case, sent: Sent) -> tuple[str, dict[str, Any]]:
    """A mere copy; where two answer, a text under its author's role, and before anything else a line with it."""
    role = await roles.line(desk, conn, case, sent.author)
    if role and sent.text and (both := roles.above(role, sent.text, sent.entities)):
        return "sendMessage", {"text": both[0], "entities": both[1]}
    if role and (not sent.album or desk.may_tell(f"role:{case.id}:{sent.album}", timedelta(hours=1))):
        await desk.put(conn, headed(desk, case, sent.message, role))
    return "copyMessage", {"from": f"group:{case.group_name}", "message_id": sent.message}


def headed(desk: Desk, case: Case, message: int, role: str) -> Outgoing:
    """The role as a line of its own, in the same stream: it comes before the words that follow."""
    row = answer(desk, case, message, "sendMessage", {"text": role})
    return replace(row, note={"what": "line", "case": case.id}, key=f"role:{case.id}:{message}")


async def in_pieces(desk: Desk, conn: AsyncConnection, case: Case, sent: Sent) -> None:
    """A long text to somebody who can only read shortly: as several short messages."""
    role = await roles.line(desk, conn, case, sent.author)
    if role:
        await desk.put(conn, headed(desk, case, sent.message, role))
    for at, piece in enumerate(split(sent.text)):
        row = answer(desk, case, sent.message, "sendMessage", {"text": piece}, digest=sent.digest)
        await desk.put(conn, replace(row, key=f"{row.key}:{at}" if at else row.key))
    await veil.tell_that_it_waits(desk, conn, case)


def answer(desk: Desk, case: Case, message: int, method: str, params: dict[str, Any], **note: Any) -> Outgoing:
    """The row that brings a consultant's words to the person; in the topic, that message stands for them."""
    quietly = {"disable_notification": True} if case.quiet else {}
    return Outgoing(
        method=method,
        params=params | quietly,
        to=f"person:{case.person}",
        stream=f"person:{case.person}",
        priority=Priority.URGENT if case.urgent else Priority.ANSWER,
        note={"what": "answer", "case": case.id, "message": message, **note},
        key=answer_key(case, message),
    )


def answer_key(case: Case, message: int) -> str:
    return f"answer:{case.id}:{message}"


async def undo(desk: Desk, conn: AsyncConnection, case: Case, message: int, by: int) -> str:
    """Take back what that message of the topic brought to the person; what came of it, in the staff language."""
    waiting = await outbox.cancel(conn, key=answer_key(case, message))
    sent = [pair for pair in await pairs.originals_of(conn, case.id, message) if not pair["from_person"]]
    if not sent:
        told = desk.words("It had not left yet and was taken back.") if waiting else ""
        return told or desk.words("Reply with /undo to a message that went to the person.")
    if min(pair["at"] for pair in sent) < desk.clock.now() - DELETABLE:
        return desk.words("It is older than two days: Telegram does not let it be deleted.")
    await desk.put(
        conn,
        Outgoing(
            method="deleteMessages",
            params={"message_ids": sorted(pair["person_message"] for pair in sent)},
            to=f"person:{case.person}",
            stream=f"person:{case.person}",
            priority=Priority.URGENT,
            note={"what": "undo", "case": case.id, "message": message, "by": by},
            key=f"undo:{case.id}:{message}",
        ),
    )
    return ""

"""What every method asks first: may the bot speak here, is there such a message, how does the text read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiogram.client.default import Default
from aiogram.types import MessageEntity, ReplyParameters

from bot.sandbox.entities import Entity, parse_html, trimmed, units
from bot.sandbox.refused import Refused
from bot.sandbox.world import BOT_ID, GENERAL, Group, Message, World

TEXT, CAPTION = 4096, 1024
RAW = 1 << 15


@dataclass
class Place:
    """Where a message goes."""

    chat: int
    thread: int | None = None
    reply_to: int | None = None


def chat(world: World, given: int | str | None, write: bool = True) -> int:
    """The chat of this id, if the bot may be there (and, to write, be heard there)."""
    if given in (None, ""):
        raise Refused("chat_id is empty")
    try:
        id = int(given or 0)
    except ValueError:
        raise Refused("chat not found") from None
    if id in world.groups:
        _group(world.groups[id], write)
    elif id in world.people:
        _person(world, id, write)
    else:
        raise Refused("chat not found")
    return id


def _person(world: World, id: int, write: bool) -> None:
    person = world.people[id]
    if person.deactivated and write:
        raise Refused("user is deactivated", 403)
    if not person.started:
        if write:
            raise Refused("bot can't initiate conversation with a user", 403)
        raise Refused("chat not found")
    if person.blocked and write:
        raise Refused("bot was blocked by the user", 403)


def _group(group: Group, write: bool) -> None:
    if group.migrated_to:
        if write:
            raise Refused("group chat was upgraded to a supergroup chat", migrate_to_chat_id=group.migrated_to)
        return
    if group.presence == "kicked":
        raise Refused(f"bot was kicked from the {group.kind} chat", 403)
    if group.presence == "left":
        raise Refused(f"bot is not a member of the {group.kind} chat", 403)


def group(world: World, given: int | str | None, write: bool = True) -> Group:
    id = chat(world, given, write)
    if id not in world.groups:
        raise Refused("the chat is not a forum")
    return world.groups[id]


def place(world: World, call: Any) -> Place:
    """Chat, topic and the message answered, from any sending method's call."""
    id = chat(world, call.chat_id)
    return Place(id, thread(world, id, call.message_thread_id), _answered(world, id, call))


def thread(world: World, chat_id: int, given: int | None) -> int | None:
    """The topic; an id in a chat without topics is passed over in silence, as the service does."""
    if not given or given < 0:
        return None
    if chat_id > 0:
        raise Refused("message thread not found")
    group = world.groups[chat_id]
    if not group.is_forum:
        return None
    topic = group.topics.get(given)
    if given == GENERAL or topic is None:
        raise Refused("message thread not found")
    # Whoever may open it again may write in it: the rule of Telegram's own clients.
    if topic.closed and topic.creator != BOT_ID and not group.may("can_manage_topics"):
        raise Refused("TOPIC_CLOSED")
    return topic.id


def _answered(world: World, chat_id: int, call: Any) -> int | None:
    given: ReplyParameters | None = getattr(call, "reply_parameters", None)
    id = given.message_id if given else getattr(call, "reply_to_message_id", None)
    if not id:
        return None
    lenient = call.allow_sending_without_reply
    if given and not isinstance(given.allow_sending_without_reply, Default):
        lenient = lenient or given.allow_sending_without_reply
    if world.find(chat_id, id) is None:
        if lenient:
            return None
        raise Refused("message to be replied not found")
    return int(id)


def message(world: World, given: int | str | None, id: int | None, what: str, write: bool = True) -> Message:
    found = world.find(chat(world, given, write), id)
    if found is None:
        raise Refused(f"{what} not found")
    return found


def given(value: Any) -> Any:
    """aiogram leaves its defaults open; over HTTP what is not sent is not there."""
    return None if isinstance(value, Default) else value


def formatted(text: str, parse_mode: Any, marked: list[MessageEntity] | None) -> tuple[str, list[Entity]]:
    if len(text.encode()) > RAW:
        raise Refused("text is too long")
    mode = str(given(parse_mode) or "").lower()
    if mode == "html":
        return trimmed(*parse_html(text))
    if mode not in ("", "none"):
        raise Refused("unsupported parse_mode")
    return trimmed(text, _marked(text, marked or []))


def _marked(text: str, marked: list[MessageEntity]) -> list[Entity]:
    kept: list[Entity] = []
    for one in marked:
        entity = one.model_dump(exclude_none=True, mode="json")
        if one.offset < 0:
            raise Refused(f"receive an entity with incorrect offset {one.offset}")
        if one.length < 0:
            raise Refused(f"receive an entity with incorrect length {one.length}")
        if one.type == "text_link" and not one.url:
            raise Refused("can't parse MessageEntity: Can't find field \"url\"")
        entity["length"] = min(one.length, units(text) - one.offset)
        if entity["length"] > 0 and not _halves(text, one.offset):
            kept.append(entity)
    return kept


def _halves(text: str, offset: int) -> bool:
    """An entity that begins inside a surrogate pair is dropped."""
    head = text.encode("utf-16-le")[: offset * 2]
    try:
        head.decode("utf-16-le")
    except UnicodeDecodeError:
        return True
    return False


def text(source: str | None, parse_mode: Any, marked: list[MessageEntity] | None) -> tuple[str, list[Entity]]:
    if not source:
        raise Refused("message text is empty")
    plain, entities = formatted(source, parse_mode, marked)
    if not plain:
        raise Refused("text must be non-empty")
    if units(plain) > TEXT:
        raise Refused("message is too long")
    return plain, entities


def caption(source: str | None, parse_mode: Any, marked: list[MessageEntity] | None) -> tuple[str, list[Entity]]:
    plain, entities = formatted(source or "", parse_mode, marked)
    if units(plain) > CAPTION:
        raise Refused("message caption is too long")
    return plain, entities

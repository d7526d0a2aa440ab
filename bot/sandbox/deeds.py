"""What people do: write, press, edit, delete, react, block; and what staff do to topics and to the bot."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from bot.sandbox import markup, shapes, telling
from bot.sandbox.entities import trimmed, units
from bot.sandbox.methods import deleting, topics
from bot.sandbox.methods.checks import CAPTION, TEXT
from bot.sandbox.refused import Refused
from bot.sandbox.world import ANONYMOUS, BOT_ID, GENERAL, Message, Person, Query, World

Json = dict[str, Any]

MIMES = {
    "photo": "image/jpeg", "video": "video/mp4", "animation": "video/mp4", "video_note": "video/mp4",
    "voice": "audio/ogg", "audio": "audio/mpeg", "sticker": "image/webp",
    "document": "application/octet-stream",
}  # fmt: skip
ENDINGS = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "svg": "image/svg+xml", "pdf": "application/pdf", "mp4": "video/mp4", "webm": "video/webm",
    "ogg": "audio/ogg", "oga": "audio/ogg", "mp3": "audio/mpeg", "m4a": "audio/mp4", "wav": "audio/wav",
    "txt": "text/plain",
}  # fmt: skip


def say(world: World, told: Json) -> Message:
    """One message of a person: words, a file, a contact or a place."""
    person = world.person(told["as"])
    message = Message(int(told.get("chat") or person.id), person.id)
    _fill(world, message, person, told)
    group = world.groups.get(message.chat)
    if group is None:
        _start(world, person, message)
    else:
        _into_group(world, message, person, told)
    message.album = told.get("media_group_id")
    message.reply_to = told.get("reply_to")
    if message.reply_to and world.find(message.chat, message.reply_to) is None:
        raise Refused("there is no message to answer")
    if group and message.reply_to and not message.thread:
        answered = world.messages[message.chat, message.reply_to]
        message.root = answered.root or answered.id
    if told.get("forwarded_from"):
        message.forwarded = _origin(world, told["forwarded_from"])
    telling.message(world, world.post(message))
    return message


def _fill(world: World, message: Message, person: Person, told: Json) -> None:
    if told.get("media"):
        media = told["media"]
        message.kind = media["kind"]
        if message.kind not in MIMES:
            raise Refused(f"there is no such kind: {message.kind}")
        message.file = _file(world, media)
        text, most = told.get("caption") or media.get("caption") or told.get("text") or "", CAPTION
        message.payload = {key: media[key] for key in ("duration", "emoji") if key in media}
    elif told.get("contact"):
        message.kind, text, most = "contact", "", 0
        own = {"phone_number": person.phone, "first_name": person.name, "user_id": person.id}
        message.payload = own if told["contact"] is True else {"first_name": person.name} | told["contact"]
    elif told.get("location"):
        message.kind, text, most = "location", "", 0
        message.payload = {key: float(told["location"][key]) for key in ("latitude", "longitude")}
    else:
        text, most = told.get("text") or "", TEXT
        if not text.strip():
            raise Refused("there is nothing to send")
    message.text, message.entities = trimmed(text, [])
    if units(message.text) > most:
        raise Refused("too long for one message")


def _file(world: World, media: Json) -> Any:
    try:
        data = base64.b64decode(media.get("data_base64") or "", validate=True)
    except (binascii.Error, ValueError):
        raise Refused("data_base64 is not base64") from None
    name = media.get("file_name") or f"{media['kind']}.bin"
    mime = media.get("mime") or ENDINGS.get(name.rpartition(".")[2].lower()) or MIMES[media["kind"]]
    # An empty file would be refused by Telegram; whoever sends none means "some file".
    return world.keep(data or b"sandbox", name, mime, media["kind"], int(media.get("size") or 0))


def _start(world: World, person: Person, message: Message) -> None:
    if message.chat != person.id:
        raise Refused("a person writes to the bot in their own chat")
    if person.blocked:
        block(world, person.id, blocked=False)
    person.started = True
    if person.keyboard and person.keyboard.get("one_time_keyboard"):
        person.keyboard = None


def _into_group(world: World, message: Message, person: Person, told: Json) -> None:
    group = world.groups[message.chat]
    standing = group.members.get(person.id)
    if standing is None or group.migrated_to:
        raise Refused("not a member of this group")
    thread = told.get("thread") or None
    if group.is_forum and thread not in (None, GENERAL):
        topic = group.topics.get(int(thread or 0))
        if topic is None:
            raise Refused("there is no such topic")
        if topic.closed and standing == "member" and topic.creator != person.id:
            raise Refused("TOPIC_CLOSED")
        message.thread = topic.id
    if told.get("anonymous"):
        message.sender = ANONYMOUS


def _origin(world: World, told: Any) -> Json:
    """From a person by id; from a name only, where the author hides."""
    now = world.now()
    if isinstance(told, int):
        who = shapes.user(world, world.person(told).id)
        told_origin: Json = {"type": "user", "sender_user": who, "date": now}
        return {"forward_origin": told_origin, "forward_from": who, "forward_date": now}
    name = str(told)
    hidden = {"type": "hidden_user", "sender_user_name": name, "date": now}
    return {"forward_origin": hidden, "forward_sender_name": name, "forward_date": now}


def press(world: World, told: Json) -> Query:
    """A button under a message; data that is not on it passes only by force."""
    person = world.person(told["as"])
    chat, data = int(told.get("chat") or person.id), str(told["data"])
    message = world.find(chat, told["message_id"])
    if not told.get("force") and (message is None or data not in markup.data_of(message.markup)):
        raise Refused("there is no such button")
    if not told.get("force") and chat in world.groups and person.id not in world.groups[chat].members:
        raise Refused("not a member of this group")
    serial = world.next_serial()
    now = world.clock.now().timestamp()
    query = Query(str(4_000_000_000_000_000 + serial), person.id, chat, int(told["message_id"]), now)
    world.queries[query.id] = query
    world.changed()
    gone = {"chat": shapes.chat(world, chat), "message_id": query.message, "date": 0}
    body = {
        "id": query.id,
        "from": shapes.user(world, person.id),
        "chat_instance": str(8_000_000 - chat),
        "data": data,
    }
    telling.put(world, "callback_query", body | {"message": shapes.message(world, message) if message else gone})
    return query


def _own(world: World, told: Json) -> Message:
    message = world.find(int(told.get("chat") or told["as"]), told["message_id"])
    if message is None:
        raise Refused("there is no such message")
    return message


def edit(world: World, told: Json) -> Message:
    message = _own(world, told)
    if message.sender != told["as"] or message.forwarded:
        raise Refused("only one's own message can be edited")
    text = told.get("text") if message.kind == "text" else told.get("caption", told.get("text"))
    if text is None or message.kind in shapes.NO_CAPTION - {"text"}:
        raise Refused("there is nothing to edit")
    message.text, message.entities = trimmed(text, [])
    message.edited = world.now()
    world.touch(message)
    telling.message(world, message, "edited_message")
    return message


def delete(world: World, told: Json) -> None:
    """The bot is not told: Telegram never tells bots."""
    message = _own(world, told)
    group = world.groups.get(message.chat)
    if group and message.sender != told["as"] and group.members.get(told["as"]) not in ("creator", "administrator"):
        raise Refused("only administrators delete what others wrote")
    world.remove(message)


def react(world: World, told: Json) -> None:
    message, who = _own(world, told), int(told["as"])
    before = [emoji for emoji, people in message.reactions.items() if who in people]
    wanted = [told["emoji"]] if told.get("emoji") and told["emoji"] not in before else []
    deleting.react(world, message, who, wanted)
    if message.chat < 0 and world.groups[message.chat].presence != "administrator":
        return
    body: Json = {"chat": shapes.chat(world, message.chat), "message_id": message.id, "date": world.now()}
    body |= {"user": shapes.user(world, who)}
    body |= {"old_reaction": _typed(before), "new_reaction": _typed(wanted)}
    telling.put(world, "message_reaction", body)


def _typed(emoji: list[str]) -> list[Json]:
    return [{"type": "emoji", "emoji": one} for one in emoji]


def topic(world: World, told: Json) -> int:
    """Staff create, rename, close, reopen or delete a topic; of a deletion the bot hears nothing."""
    group = world.groups[int(told["chat"])]
    by = int(told.get("as") or next(iter(group.members)))
    action = told["action"]
    if action == "create":
        return topics.open_topic(world, group, by, told["name"]).id
    found = group.topics.get(int(told["thread"]))
    if found is None:
        raise Refused("there is no such topic")
    match action:
        case "delete":
            world.remove_topic(group, found.id)
        case "close" | "reopen":
            topics.toggle(world, group, found, by, closed=action == "close")
        case "rename":
            found.name = told["name"]
            telling.service(world, group.id, by, {"forum_topic_edited": {"name": found.name}}, found.id)
        case _:
            raise Refused(f"there is no such action: {action}")
    return found.id


def block(world: World, who: int, blocked: bool) -> None:
    person = world.person(who)
    if person.blocked != blocked:
        person.blocked = blocked
        telling.blocked(world, who, blocked)
        world.changed()


def change(world: World, told: Json) -> None:
    """What else may become of a person: the account is gone, voice messages are not wished for."""
    person = world.person(told["as"])
    for name in ("name", "username", "language_code", "phone", "deactivated", "forbids_voice"):
        if name in told:
            setattr(person, name, told[name])
    world.changed()


def rights(world: World, told: Json) -> None:
    """The bot made administrator with these rights, or a plain member (null); thrown out, or taken back."""
    group = world.groups[int(told["chat"])]
    by, old = next(iter(group.members)), telling.bot_standing(world, group)
    if "protected" in told:
        group.protected = bool(told["protected"])
    if told.get("kicked"):
        group.presence, group.rights = "kicked", None
    elif "rights" in told or "kicked" in told:
        group.rights = told.get("rights")
        group.presence = "administrator" if group.rights is not None else "member"
    new = telling.bot_standing(world, group)
    if new != old:
        telling.membership(world, group.id, BOT_ID, by, old, new)
    world.changed()


def member(world: World, told: Json) -> None:
    """A person enters a group, leaves it, or gets another standing there."""
    group, who = world.groups[int(told["chat"])], world.person(told["as"]).id
    by, status = next(iter(group.members), who), told.get("status", "member")
    old = shapes.member(world, group, who)
    if status in ("left", "kicked"):
        group.members.pop(who, None)
    else:
        group.members[who] = status
        (group.anonymous.add if told.get("anonymous") else group.anonymous.discard)(who)
    telling.membership(world, group.id, who, by, old, shapes.member(world, group, who))
    world.changed()


def migrate(world: World, told: Json) -> int:
    """A group becomes a supergroup: both chats are told, and the old id answers with the new one."""
    old = world.groups[int(told["chat"])]
    if old.migrated_to:
        raise Refused("already upgraded")
    by = next(iter(old.members))
    new = world.new_group(old.title, old.is_forum, old.rights, "supergroup")
    new.members, new.presence, new.topics = old.members, old.presence, old.topics
    for message in list(world.messages.values()):
        # A plain group's messages stay behind; only topics, which it cannot have, come along.
        if message.chat == old.id and old.is_forum:
            del world.messages[old.id, message.id]
            message.chat = new.id
            world.messages[new.id, message.id] = message
            world.touch(message)
    world.counters[new.id] = world.counters.get(old.id, 10)
    telling.service(world, old.id, by, {"migrate_to_chat_id": new.id})
    old.migrated_to = new.id
    telling.service(world, new.id, by, {"migrate_from_chat_id": old.id})
    return new.id

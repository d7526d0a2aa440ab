"""The world in the Bot API's own shapes: User, Chat, Message and the rest, as plain JSON."""

from __future__ import annotations

from typing import Any

from bot.sandbox.world import ANONYMOUS, BOT_ID, EVERY_RIGHT, File, Group, Message, World

Json = dict[str, Any]

BOT: Json = {"id": BOT_ID, "is_bot": True, "first_name": "Sapar", "username": "sapar_sandbox_bot"}
NO_CAPTION = {"text", "sticker", "video_note", "contact", "location", "service"}


def me() -> Json:
    return BOT | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


def user(world: World, id: int) -> Json:
    if id == BOT_ID:
        return dict(BOT)
    if id == ANONYMOUS:
        return {"id": ANONYMOUS, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    person = world.people[id]
    if person.deactivated:
        return {"id": id, "is_bot": False, "first_name": ""}
    named = {"id": id, "is_bot": False, "first_name": person.name, "language_code": person.language_code}
    return named | ({"username": person.username} if person.username else {})


def chat(world: World, id: int) -> Json:
    if id > 0:
        person = world.people[id]
        named = {"id": id, "type": "private", "first_name": person.name}
        return named | ({"username": person.username} if person.username else {})
    group = world.groups[id]
    named = {"id": id, "type": group.kind, "title": group.title}
    named |= {"username": group.username} if group.username else {}
    return named | ({"is_forum": True} if group.is_forum else {})


def full_chat(world: World, id: int) -> Json:
    more: Json = {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False,
            "premium_subscription": False, "gifts_from_channels": False,
        },
    }  # fmt: skip
    if id < 0:
        more["permissions"] = {
            "can_send_messages": True,
            "can_manage_topics": False,
            "can_pin_messages": False,
        }
        if world.groups[id].protected:
            more["has_protected_content"] = True
    pinned = [one for one in world.messages.values() if one.chat == id and one.pinned and not one.deleted]
    if pinned:
        more["pinned_message"] = message(world, pinned[-1], deep=False)
    return chat(world, id) | more


def member(world: World, group: Group, id: int) -> Json:
    who = {"user": user(world, id)}
    status = group.presence if id == BOT_ID else group.members.get(id, "left")
    if status == "administrator":
        none = dict.fromkeys(EVERY_RIGHT, False)
        given = group.rights if id == BOT_ID else EVERY_RIGHT
        return (
            who
            | none
            | (given or {})
            | {"status": status, "can_be_edited": False, "is_anonymous": id in group.anonymous}
        )
    if status == "creator":
        return who | {"status": status, "is_anonymous": id in group.anonymous}
    return who | {"status": status} | ({"until_date": 0} if status == "kicked" else {})


def message(world: World, it: Message, deep: bool = True) -> Json:
    body: Json = {
        "message_id": it.id,
        "from": user(world, it.sender),
        "chat": chat(world, it.chat),
        "date": it.date,
    }
    if it.sender == ANONYMOUS:
        body["sender_chat"] = chat(world, it.chat)
    if it.edited:
        body["edit_date"] = it.edited
    if it.thread:
        body |= {"message_thread_id": it.thread, "is_topic_message": True}
    elif it.root:
        # A reply in General: an id that is no topic's, which bots must not take for one.
        body["message_thread_id"] = it.root
    if it.forwarded:
        body |= it.forwarded
    answered = world.find(it.chat, it.reply_to or (it.thread if it.kind != "service" else None))
    if deep and answered:
        body["reply_to_message"] = message(world, answered, deep=False)
    if it.album:
        body["media_group_id"] = it.album
    if it.markup:
        body["reply_markup"] = it.markup
    if it.protected:
        body["has_protected_content"] = True
    return body | content(world, it)


def content(world: World, it: Message) -> Json:
    # A mention of somebody who is unknown here is plain text.
    known = [one for one in it.entities if "user" not in one or one["user"] in world.people]
    marks = [one | {"user": user(world, one["user"])} if "user" in one else one for one in known]
    if it.kind == "text":
        return {"text": it.text} | ({"entities": marks} if marks else {})
    if it.kind in ("contact", "location"):
        return {it.kind: it.payload}
    if it.kind == "service" or it.file is None:
        return it.payload
    body = {it.kind: media(it.kind, it.file, it.payload)}
    if it.kind == "animation":
        body["document"] = media("document", it.file, {})
    if it.text:
        body["caption"] = it.text
        if marks:
            body["caption_entities"] = marks
    return body


def media(kind: str, file: File, more: Json) -> Any:
    bare = {"file_id": file.id, "file_unique_id": f"u-{file.id}", "file_size": file.size}
    named = bare | {"file_name": file.name, "mime_type": file.mime}
    match kind:
        case "photo":
            small = bare | {"width": 90, "height": 60, "file_size": min(file.size, 1500)}
            return [small | {"file_unique_id": f"s-{file.id}"}, bare | {"width": 1280, "height": 853}]
        case "video" | "animation":
            return named | {"width": 1280, "height": 720, "duration": 5} | more
        case "voice":
            return bare | {"mime_type": file.mime, "duration": 5} | more
        case "audio":
            return named | {"duration": 5} | more
        case "video_note":
            return bare | {"length": 240, "duration": 5} | more
        case "sticker":
            plain = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
            return bare | plain | {"emoji": "🙂"} | more
    return named | more

"""The world as the page and the tests see it."""

from __future__ import annotations

from typing import Any

from bot.sandbox import shapes
from bot.sandbox.world import BOT_ID, Group, Message, Person, World

Json = dict[str, Any]


def world_since(world: World, after: int) -> Json:
    """All people and groups, and the messages that changed; the deleted ones are named once."""
    fresh = [it for it in world.messages.values() if it.seq > after and not (it.deleted and after <= 0)]
    members = {id for group in world.groups.values() for id in group.members}
    people = [person for person in world.people.values() if person.id not in members or person.started]
    return {
        "seq": world.seq,
        "now": world.now(),
        "bot": {"id": BOT_ID, "name": shapes.BOT["first_name"], "username": shapes.BOT["username"]},
        "people": [_person(person) for person in people],
        "groups": [_group(world, group) for group in world.groups.values() if not group.migrated_to],
        "messages": [_message(world, it) for it in sorted(fresh, key=lambda it: (it.chat, it.id))],
    }


def _person(person: Person) -> Json:
    told = ("id", "name", "username", "language_code", "started", "blocked", "deactivated", "keyboard")
    return {name: getattr(person, name) for name in told}


def _group(world: World, group: Group) -> Json:
    return {
        "id": group.id,
        "title": group.title,
        "is_forum": group.is_forum,
        "kind": group.kind,
        "bot": group.presence,
        "members": [
            {"id": id, "name": world.people[id].name, "status": status} for id, status in group.members.items()
        ],
        "topics": [
            {
                "id": topic.id,
                "name": topic.name,
                "closed": topic.closed,
                "icon": topic.icon,
                "color": topic.color,
            }
            for topic in group.topics.values()
        ],
    }


def _message(world: World, it: Message) -> Json:
    who = shapes.user(world, it.sender)
    sender = {"id": who["id"], "name": who["first_name"], "is_bot": who["is_bot"]}
    told: Json = {
        "chat": it.chat,
        "id": it.id,
        "thread": it.thread,
        "from": sender,
        "date": it.date,
        "kind": it.kind,
    }
    if it.deleted:
        return told | {"deleted": True}
    text = it.kind in ("text", "service")
    return told | {
        "text": _service(it.payload) if it.kind == "service" else it.text if text else None,
        "entities": it.entities if text else [],
        "caption": None if text else it.text or None,
        "caption_entities": [] if text else it.entities,
        "service": it.payload if it.kind == "service" else None,
        "contact": it.payload if it.kind == "contact" else None,
        "location": it.payload if it.kind == "location" else None,
        "duration": it.payload.get("duration"),
        "file": f"/sandbox/file/{it.file.id}" if it.file else None,
        "file_name": it.file.name if it.file else None,
        "file_size": it.file.size if it.file else None,
        "media_group_id": it.album,
        "reply_to": it.reply_to,
        "markup": it.markup,
        "edited": it.edited,
        "reactions": it.reactions,
        "deleted": False,
        "pinned": it.pinned,
        "silent": it.silent,
        "protected": it.protected,
        "forwarded": _from(it),
    }


def _from(it: Message) -> str | None:
    if not it.forwarded:
        return None
    origin = it.forwarded["forward_origin"]
    return str(origin.get("sender_user_name") or origin["sender_user"]["first_name"])


def _service(payload: Json) -> str:
    name, what = next(iter(payload.items()))
    match name:
        case "forum_topic_created":
            return f"Создана тема «{what['name']}»"
        case "forum_topic_edited":
            return f"Тема переименована: «{what['name']}»" if "name" in what else "У темы новый значок"
        case "forum_topic_closed":
            return "Тема закрыта"
        case "forum_topic_reopened":
            return "Тема открыта снова"
        case "pinned_message":
            return "Сообщение закреплено"
    return "Группа стала супергруппой"

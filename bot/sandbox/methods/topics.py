"""The topics of a forum."""

from __future__ import annotations

from typing import Any

from aiogram import methods

from bot.sandbox import telling
from bot.sandbox.methods import checks, deleting
from bot.sandbox.methods.registry import method
from bot.sandbox.refused import Refused
from bot.sandbox.world import BOT_ID, Group, Message, Topic, World

Json = dict[str, Any]

NAME = 128
COLORS = {0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F}


@method
def createForumTopic(world: World, call: methods.CreateForumTopic) -> Json:
    forum = _forum(world, call.chat_id)
    if not forum.may("can_manage_topics"):
        raise Refused("not enough rights to create a topic")
    if call.icon_color is not None and call.icon_color not in COLORS:
        raise Refused("invalid icon color specified")
    name = _name(call.name)
    color = call.icon_color or 0x6FB9F0
    topic = open_topic(world, forum, BOT_ID, name, color, call.icon_custom_emoji_id)
    shape: Json = {"message_thread_id": topic.id, "name": name, "icon_color": color}
    return shape | ({"icon_custom_emoji_id": topic.icon} if topic.icon else {})


def open_topic(world: World, forum: Group, by: int, name: str, color: int = 0x6FB9F0, icon: str | None = None) -> Topic:
    """A topic bears the id of the service message that tells of it."""
    told: Json = {"name": name, "icon_color": color} | ({"icon_custom_emoji_id": icon} if icon else {})
    first = world.post(Message(forum.id, by, "service", payload={"forum_topic_created": told}))
    first.thread = first.id
    topic = forum.topics[first.id] = Topic(first.id, name, color, icon, creator=by)
    telling.message(world, first)
    return topic


@method
def editForumTopic(world: World, call: methods.EditForumTopic) -> bool:
    forum, topic = _topic(world, call.chat_id, call.message_thread_id, "not enough rights to edit the topic")
    told: Json = {}
    if call.name:
        told["name"] = _name(call.name)
    if call.icon_custom_emoji_id is not None:
        told["icon_custom_emoji_id"] = call.icon_custom_emoji_id
    same = told.get("name", topic.name) == topic.name
    if same and (told.get("icon_custom_emoji_id", topic.icon) or None) == topic.icon:
        raise Refused("TOPIC_NOT_MODIFIED")
    topic.name, topic.icon = (
        told.get("name", topic.name),
        told.get("icon_custom_emoji_id", topic.icon) or None,
    )
    telling.service(world, forum.id, BOT_ID, {"forum_topic_edited": told}, topic.id)
    return True


@method
def closeForumTopic(world: World, call: methods.CloseForumTopic) -> bool:
    forum, topic = _topic(world, call.chat_id, call.message_thread_id, "not enough rights to close or open the topic")
    toggle(world, forum, topic, BOT_ID, closed=True)
    return True


@method
def reopenForumTopic(world: World, call: methods.ReopenForumTopic) -> bool:
    forum, topic = _topic(world, call.chat_id, call.message_thread_id, "not enough rights to close or open the topic")
    toggle(world, forum, topic, BOT_ID, closed=False)
    return True


def toggle(world: World, forum: Group, topic: Topic, by: int, closed: bool) -> None:
    if topic.closed == closed:
        raise Refused("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    telling.service(world, forum.id, by, {"forum_topic_closed" if closed else "forum_topic_reopened": {}}, topic.id)


@method
def deleteForumTopic(world: World, call: methods.DeleteForumTopic) -> bool:
    forum = _forum(world, call.chat_id)
    if not forum.may("can_delete_messages"):
        raise Refused("not enough rights to delete the topic")
    if call.message_thread_id not in forum.topics:
        raise Refused("TOPIC_ID_INVALID")
    world.remove_topic(forum, call.message_thread_id)
    return True


@method
def unpinAllForumTopicMessages(world: World, call: methods.UnpinAllForumTopicMessages) -> bool:
    forum = _forum(world, call.chat_id)
    if not forum.may("can_pin_messages"):
        raise Refused("not enough rights to manage pinned messages in the chat")
    if call.message_thread_id not in forum.topics:
        raise Refused("TOPIC_ID_INVALID")
    pinned = [message for message in world.in_topic(forum.id, call.message_thread_id) if message.pinned]
    deleting.unpin(world, pinned)
    return True


def _forum(world: World, given: int | str) -> Group:
    group = checks.group(world, given)
    if not group.is_forum:
        raise Refused("the chat is not a forum")
    return group


def _topic(world: World, given: int | str, thread: int, refusal: str) -> tuple[Group, Topic]:
    forum = _forum(world, given)
    topic = forum.topics.get(thread)
    if not forum.may("can_manage_topics") and (topic is None or topic.creator != BOT_ID):
        raise Refused(refusal)
    if topic is None:
        raise Refused("TOPIC_ID_INVALID")
    return forum, topic


def _name(given: str) -> str:
    name = given.strip()
    if not name:
        raise Refused("name must be non-empty")
    if len(name) > NAME:
        raise Refused("TOPIC_TITLE_TOO_LONG")
    return name

"""The Bot API's methods, one function each, and how a call finds its function."""

from __future__ import annotations

import inspect
from typing import Any

from pydantic import ValidationError

from bot.sandbox.methods import chats, copying, deleting, editing, profile, receiving, sending, topics
from bot.sandbox.methods.registry import METHODS, Method
from bot.sandbox.refused import Refused
from bot.sandbox.world import World

__all__ = [
    "METHODS",
    "chats",
    "copying",
    "deleting",
    "editing",
    "perform",
    "profile",
    "receiving",
    "sending",
    "topics",
]

# The service says these of a parameter that is missing; of the others, that it is required.
MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "photo": "there is no photo in the request",
    "video": "there is no video in the request",
    "voice": "there is no voice in the request",
    "audio": "there is no audio in the request",
    "document": "there is no document in the request",
    "sticker": "there is no sticker in the request",
    "video_note": "there is no video note in the request",
    "animation": "there is no animation in the request",
    "latitude": "latitude is empty",
    "longitude": "longitude is empty",
    "action": "wrong parameter action in request",
}
TOPICAL = ("createForumTopic", "closeForumTopic", "reopenForumTopic")


def find(name: str) -> Method:
    method = METHODS.get(name.lower())
    if method is None:
        raise Refused("Not Found: method not found", 404)
    return method


async def perform(world: World, method: Method, params: dict[str, Any]) -> Any:
    """Validates a call as aiogram would build it, counts it against the limits and carries it out."""
    given = {name: value for name, value in params.items() if value is not None}
    try:
        call = method.model.model_validate(given)
    except ValidationError as error:
        raise _refusal(error) from None
    chat = chat_of(params)
    if world.limits and chat is not None and _counts(method.name):
        world.flood.spend(chat, world.clock.now().timestamp())
    result = method.function(world, call)
    return await result if inspect.isawaitable(result) else result


def _counts(name: str) -> bool:
    return name != "sendChatAction" and name.startswith(("send", "copy", "forward", "edit", *TOPICAL))


def _refusal(error: ValidationError) -> Refused:
    first = error.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    if first["type"] == "missing" and len(first["loc"]) == 1:
        return Refused(MISSING.get(name, f'parameter "{name}" is required'))
    if name == "reply_markup":
        return Refused("can't parse reply keyboard markup JSON object")
    if name.endswith("entities"):
        return Refused(f"can't parse MessageEntity: {first['msg']}")
    return Refused(f"can't parse {name}: {first['msg']}")


def chat_of(params: dict[str, Any]) -> int | None:
    try:
        return int(params["chat_id"])
    except (KeyError, TypeError, ValueError):
        return None

"""What the bot is told: which messages it may see, and the updates they become."""

from __future__ import annotations

from typing import Any

from bot.sandbox import shapes
from bot.sandbox.world import BOT_ID, Group, Message, World

Json = dict[str, Any]


def hears(world: World, message: Message) -> bool:
    """Privacy mode: a bot that is no administrator gets commands, replies to it and service messages only."""
    if message.chat > 0:
        return True
    group = world.groups[message.chat]
    if group.presence == "administrator":
        return True
    if group.presence != "member":
        return False
    answered = world.find(message.chat, message.reply_to)
    return (
        message.kind == "service"
        or message.text.startswith("/")
        or f"@{shapes.BOT['username']}" in message.text
        or (answered is not None and answered.sender == BOT_ID)
    )


def message(world: World, it: Message, kind: str = "message") -> None:
    if hears(world, it):
        put(world, kind, shapes.message(world, it))


def put(world: World, kind: str, body: Json) -> None:
    world.updates.put(kind, body, world.clock.now().timestamp())


def service(world: World, chat: int, sender: int, payload: Json, thread: int | None = None) -> Message:
    """A service message; the bot is told of those that it caused itself, too."""
    it = world.post(Message(chat, sender, "service", payload=payload, thread=thread))
    message(world, it)
    return it


def membership(world: World, chat: int, who: int, by: int, old: Json, new: Json) -> None:
    kind = "my_chat_member" if who == BOT_ID else "chat_member"
    if kind == "chat_member" and world.groups[chat].presence != "administrator":
        return
    body = {"chat": shapes.chat(world, chat), "from": shapes.user(world, by), "date": world.now()}
    put(world, kind, body | {"old_chat_member": old, "new_chat_member": new})


def bot_standing(world: World, group: Group) -> Json:
    return shapes.member(world, group, BOT_ID)


def blocked(world: World, person: int, now_blocked: bool) -> None:
    """Of a private chat only this is told: the person blocked the bot, or takes it back."""
    states: list[Json] = [{"user": shapes.user(world, BOT_ID), "status": status} for status in ("member", "kicked")]
    states[1]["until_date"] = 0
    old, new = states if now_blocked else reversed(states)
    membership(world, person, BOT_ID, person, old, new)

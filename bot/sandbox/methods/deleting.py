"""Taking back, pinning and marking messages."""

from __future__ import annotations

from aiogram import methods
from aiogram.types import ReactionTypeEmoji

from bot.sandbox import shapes, telling
from bot.sandbox.methods import checks
from bot.sandbox.methods.registry import method
from bot.sandbox.refused import Refused
from bot.sandbox.world import BOT_ID, Message, World

TWO_DAYS = 48 * 60 * 60
MOST = 100
# What a bot may give; ✅ ❌ ⏳ 🔒 are not among them.
REACTIONS = frozenset(
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 "
    "🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 "
    "🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡".split()
)


@method
def deleteMessage(world: World, call: methods.DeleteMessage) -> bool:
    message = checks.message(world, call.chat_id, call.message_id, "message to delete")
    _delete(world, [message])
    return True


@method
def deleteMessages(world: World, call: methods.DeleteMessages) -> bool:
    if not call.message_ids:
        raise Refused("message identifiers are not specified")
    if len(call.message_ids) > MOST:
        raise Refused("too many message identifiers specified")
    chat = checks.chat(world, call.chat_id)
    _delete(world, [message for message in (world.find(chat, id) for id in call.message_ids) if message])
    return True


def _delete(world: World, messages: list[Message]) -> None:
    for message in messages:
        _may_delete(world, message)
    for message in messages:
        world.remove(message)


def _may_delete(world: World, message: Message) -> None:
    old = world.now() - message.date > TWO_DAYS
    if message.chat > 0:
        if old:
            raise Refused("message can't be deleted for everyone")
        return
    group = world.groups[message.chat]
    own = message.sender == BOT_ID and not old
    if not own and not group.may("can_delete_messages"):
        raise Refused("message can't be deleted")
    if message.id in group.topics:
        raise Refused("message can't be deleted")


@method
def setMessageReaction(world: World, call: methods.SetMessageReaction) -> bool:
    message = checks.message(world, call.chat_id, call.message_id, "message to react", write=False)
    given = call.reaction or []
    if len(given) > 1:
        raise Refused("REACTIONS_TOO_MANY")
    emoji = [one.emoji.replace("\ufe0f", "") for one in given if isinstance(one, ReactionTypeEmoji)]
    if len(emoji) != len(given) or not REACTIONS.issuperset(emoji) or message.kind == "service":
        raise Refused("REACTION_INVALID")
    react(world, message, BOT_ID, emoji)
    return True


def react(world: World, message: Message, who: int, emoji: list[str]) -> None:
    for people in message.reactions.values():
        if who in people:
            people.remove(who)
    for one in emoji:
        message.reactions.setdefault(one, []).append(who)
    message.reactions = {one: people for one, people in message.reactions.items() if people}
    world.touch(message)


@method
def pinChatMessage(world: World, call: methods.PinChatMessage) -> bool:
    _may_pin(world, checks.chat(world, call.chat_id))
    message = checks.message(world, call.chat_id, call.message_id, "message to pin")
    if message.kind == "service":
        raise Refused("service messages can't be pinned")
    if not message.pinned:
        message.pinned = True
        world.touch(message)
        payload = {"pinned_message": shapes.message(world, message, deep=False)}
        telling.service(world, message.chat, BOT_ID, payload, message.thread)
    return True


@method
def unpinChatMessage(world: World, call: methods.UnpinChatMessage) -> bool:
    chat = checks.chat(world, call.chat_id)
    _may_pin(world, chat)
    pinned = [message for message in world.messages.values() if message.chat == chat and message.pinned]
    wanted = [message for message in pinned if call.message_id in (None, message.id)][-1:]
    if not wanted:
        raise Refused("message to unpin not found")
    unpin(world, wanted)
    return True


def _may_pin(world: World, chat: int) -> None:
    if chat in world.groups and not world.groups[chat].may("can_pin_messages"):
        raise Refused("not enough rights to manage pinned messages in the chat")


def unpin(world: World, messages: list[Message]) -> None:
    for message in messages:
        message.pinned = False
        world.touch(message)

"""Copies, which carry no sender, and forwards, which do."""

from __future__ import annotations

from copy import deepcopy
from itertools import pairwise
from typing import Any

from aiogram import methods

from bot.sandbox import shapes
from bot.sandbox.methods import checks, sending
from bot.sandbox.methods.registry import method
from bot.sandbox.refused import Refused
from bot.sandbox.world import BOT_ID, Message, World

Json = dict[str, Any]

MOST = 100


@method
def copyMessage(world: World, call: methods.CopyMessage) -> Json:
    caption = None
    if call.caption is not None:
        caption = checks.caption(call.caption, call.parse_mode, call.caption_entities)
    source = checks.message(world, call.from_chat_id, call.message_id, "message to copy", write=False)
    if not _may_leave(world, source):
        raise Refused("the message can't be copied")
    copy = bare(source)
    if caption is not None and copy.kind not in shapes.NO_CAPTION:
        copy.text, copy.entities = caption
    return {"message_id": sending.post(world, call, copy).id}


@method
def copyMessages(world: World, call: methods.CopyMessages) -> list[Json]:
    """What cannot be found or copied is left out without a word; albums stay albums."""
    ids = call.message_ids
    if not ids:
        raise Refused("message identifiers are not specified")
    if len(ids) > MOST:
        raise Refused("too many message identifiers specified")
    if any(later <= earlier for earlier, later in pairwise(ids)):
        raise Refused("message identifiers must be in a strictly increasing order")
    chat = checks.chat(world, call.chat_id)
    thread = checks.thread(world, chat, call.message_thread_id)
    origin = checks.chat(world, call.from_chat_id, write=False)
    found = [message for message in (world.find(origin, id) for id in ids) if message]
    if not found:
        raise Refused("there are no messages to forward")
    sources = [source for source in found if _may_leave(world, source) and _welcome(world, chat, source)]
    if not sources:
        raise Refused("messages can't be forwarded")
    copies = []
    for source, album in zip(sources, _albums(world, sources), strict=True):
        copy = bare(source)
        copy.chat, copy.thread, copy.album = chat, thread, album
        copy.silent, copy.protected = (
            bool(call.disable_notification),
            bool(checks.given(call.protect_content)),
        )
        if call.remove_caption and copy.kind not in shapes.NO_CAPTION:
            copy.text, copy.entities = "", []
        copies.append(world.post(copy))
    return [{"message_id": copy.id} for copy in copies]


@method
def forwardMessage(world: World, call: methods.ForwardMessage) -> Json:
    source = checks.message(world, call.from_chat_id, call.message_id, "message to forward", write=False)
    if source.protected or _protected(world, source.chat):
        raise Refused("message has protected content and can't be forwarded")
    if not _may_leave(world, source):
        raise Refused("the message can't be forwarded")
    chat = checks.chat(world, call.chat_id)
    copy = bare(source)
    copy.chat, copy.thread = chat, checks.thread(world, chat, call.message_thread_id)
    copy.silent, copy.protected = bool(call.disable_notification), bool(checks.given(call.protect_content))
    copy.forwarded = source.forwarded or origin(world, source)
    return shapes.message(world, world.post(copy))


def origin(world: World, source: Message) -> Json:
    who = shapes.user(world, source.sender)
    told = {"type": "user", "sender_user": who, "date": source.date}
    return {"forward_origin": told, "forward_from": who, "forward_date": source.date}


def bare(source: Message) -> Message:
    """The same content from the bot, without author, keyboard or answer."""
    copy = Message(0, BOT_ID, source.kind, source.text, deepcopy(source.entities), file=source.file)
    copy.payload = deepcopy(source.payload)
    return copy


def _may_leave(world: World, source: Message) -> bool:
    return source.kind != "service" and not _protected(world, source.chat)


def _protected(world: World, chat: int) -> bool:
    group = world.groups.get(chat)
    return group is not None and group.protected


def _welcome(world: World, chat: int, source: Message) -> bool:
    try:
        sending.refuse_voice(world, chat, source.kind)
    except Refused:
        return False
    return True


def _albums(world: World, sources: list[Message]) -> list[str | None]:
    """New names for albums; one photograph left of an album is no album."""
    counts: dict[str, int] = {}
    for source in sources:
        if source.album:
            counts[source.album] = counts.get(source.album, 0) + 1
    names = {old: str(world.next_serial() + 13_000_000_000) for old, count in counts.items() if count > 1}
    return [names.get(source.album or "") for source in sources]

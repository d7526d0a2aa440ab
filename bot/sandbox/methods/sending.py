"""Sending: texts, files, places, contacts and albums."""

from __future__ import annotations

from typing import Any

from aiogram import methods
from aiogram.types import InputFile

from bot.sandbox import markup, shapes
from bot.sandbox.entities import Entity
from bot.sandbox.methods import checks
from bot.sandbox.methods.registry import method
from bot.sandbox.refused import Refused
from bot.sandbox.world import BOT_ID, File, Message, World

Json = dict[str, Any]

ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
ALIKE = {
    frozenset({"document", "animation"}),
    frozenset({"video", "animation"}),
    frozenset({"video", "document"}),
}
ALBUM = 10


@method
def sendMessage(world: World, call: methods.SendMessage) -> Json:
    text, entities = checks.text(call.text, call.parse_mode, call.entities)
    return shapes.message(world, post(world, call, Message(0, BOT_ID, "text", text, entities)))


@method
def sendPhoto(world: World, call: methods.SendPhoto) -> Json:
    return _send(world, call, "photo", call.photo)


@method
def sendVideo(world: World, call: methods.SendVideo) -> Json:
    return _send(world, call, "video", call.video)


@method
def sendAnimation(world: World, call: methods.SendAnimation) -> Json:
    return _send(world, call, "animation", call.animation)


@method
def sendVoice(world: World, call: methods.SendVoice) -> Json:
    return _send(world, call, "voice", call.voice)


@method
def sendAudio(world: World, call: methods.SendAudio) -> Json:
    return _send(world, call, "audio", call.audio)


@method
def sendDocument(world: World, call: methods.SendDocument) -> Json:
    return _send(world, call, "document", call.document)


@method
def sendSticker(world: World, call: methods.SendSticker) -> Json:
    return _send(world, call, "sticker", call.sticker)


@method
def sendVideoNote(world: World, call: methods.SendVideoNote) -> Json:
    return _send(world, call, "video_note", call.video_note)


@method
def sendLocation(world: World, call: methods.SendLocation) -> Json:
    if not (-90 <= call.latitude <= 90 and -180 <= call.longitude <= 180):
        raise Refused("bad location")
    payload = {"latitude": call.latitude, "longitude": call.longitude}
    return shapes.message(world, post(world, call, Message(0, BOT_ID, "location", payload=payload)))


@method
def sendContact(world: World, call: methods.SendContact) -> Json:
    payload = {"phone_number": call.phone_number, "first_name": call.first_name}
    if call.last_name:
        payload["last_name"] = call.last_name
    return shapes.message(world, post(world, call, Message(0, BOT_ID, "contact", payload=payload)))


@method
def sendMediaGroup(world: World, call: methods.SendMediaGroup) -> list[Json]:
    if not call.media:
        raise Refused("there are no messages to send")
    if len(call.media) > ALBUM:
        raise Refused("too many messages to send as an album")
    kinds = {str(item.type) for item in call.media}
    if len(kinds) > 1 and kinds & {"document", "audio"}:
        raise Refused("can't use the media of the specified type in the album")
    items = []
    for item in call.media:
        text, entities = checks.caption(item.caption, item.parse_mode, item.caption_entities)
        items.append((str(item.type), use(world, str(item.type), item.media), text, entities))
    place = checks.place(world, call)
    album = str(world.next_serial() + 13_000_000_000) if len(items) > 1 else None
    sent = []
    for kind, file, text, entities in items:
        message = Message(place.chat, BOT_ID, kind, text, entities, file=file, album=album)
        sent.append(_put(world, message, place, call))
    return [shapes.message(world, message) for message in sent]


@method
def sendChatAction(world: World, call: methods.SendChatAction) -> bool:
    if call.action not in ACTIONS:
        raise Refused("wrong parameter action in request")
    checks.chat(world, call.chat_id)
    return True


def _send(world: World, call: Any, kind: str, given: str | InputFile) -> Json:
    text, entities = "", list[Entity]()
    if kind not in shapes.NO_CAPTION:
        text, entities = checks.caption(call.caption, call.parse_mode, call.caption_entities)
    file = use(world, kind, given)
    return shapes.message(world, post(world, call, Message(0, BOT_ID, kind, text, entities, file=file)))


def use(world: World, kind: str, given: str | InputFile) -> File:
    """The file behind an id. A new upload becomes what it is first used as; afterwards it stays that."""
    file = world.files.get(str(given))
    if file is None:
        if str(given).startswith(("http://", "https://")):
            raise Refused("failed to get HTTP URL content")
        raise Refused("wrong file identifier/HTTP URL specified")
    if not file.size:
        raise Refused("file must be non-empty")
    file.kind = file.kind or kind
    if file.kind != kind and frozenset({file.kind, kind}) not in ALIKE:
        raise Refused(f"can't use file of type {_title(file.kind)} as {_title(kind)}")
    return file


def _title(kind: str) -> str:
    return "".join(part.capitalize() for part in kind.split("_"))


def post(world: World, call: Any, message: Message) -> Message:
    """Puts a message where the call says, with its keyboard."""
    inline = markup.inline(call.reply_markup)
    keyboard = markup.reply(call.reply_markup, int(message.chat or checks.chat(world, call.chat_id)) > 0)
    place = checks.place(world, call)
    message.chat, message.markup = place.chat, inline
    message.had_keyboard = call.reply_markup is not None and inline is None
    refuse_voice(world, place.chat, message.kind)
    _put(world, message, place, call)
    person = world.people.get(place.chat)
    if person and (keyboard or markup.removes(call.reply_markup)):
        person.keyboard = keyboard
    return message


def _put(world: World, message: Message, place: checks.Place, call: Any) -> Message:
    message.thread, message.reply_to = place.thread, place.reply_to
    message.silent = bool(call.disable_notification)
    message.protected = bool(checks.given(call.protect_content))
    return world.post(message)


def refuse_voice(world: World, chat: int, kind: str) -> None:
    person = world.people.get(chat)
    if person and person.forbids_voice and kind in ("voice", "video_note"):
        raise Refused("VOICE_MESSAGES_FORBIDDEN")

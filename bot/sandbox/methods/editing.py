"""Changing what was sent: text, caption, keyboard, media; and answers to pressed buttons."""

from __future__ import annotations

from typing import Any

from aiogram import methods

from bot.sandbox import markup, shapes
from bot.sandbox.entities import Entity
from bot.sandbox.methods import checks, sending
from bot.sandbox.methods.registry import method
from bot.sandbox.refused import Refused
from bot.sandbox.world import BOT_ID, File, Message, World

Json = dict[str, Any]

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
OLD = "query is too old and response timeout expired or query ID is invalid"
QUERY_LIVES = 15
TOAST = 200


@method
def editMessageText(world: World, call: methods.EditMessageText) -> Json:
    text, entities = checks.text(call.text, call.parse_mode, call.entities)
    message = _editable(world, call)
    if message.kind != "text":
        raise Refused("there is no text in the message to edit")
    return _change(world, message, text, entities, message.file, markup.inline(call.reply_markup))


@method
def editMessageCaption(world: World, call: methods.EditMessageCaption) -> Json:
    text, entities = checks.caption(call.caption, call.parse_mode, call.caption_entities)
    message = _editable(world, call)
    if message.kind in shapes.NO_CAPTION:
        raise Refused("there is no caption in the message to edit")
    return _change(world, message, text, entities, message.file, markup.inline(call.reply_markup))


@method
def editMessageReplyMarkup(world: World, call: methods.EditMessageReplyMarkup) -> Json:
    inline = markup.inline(call.reply_markup)
    message = _editable(world, call)
    return _change(world, message, message.text, message.entities, message.file, inline)


@method
def editMessageMedia(world: World, call: methods.EditMessageMedia) -> Json:
    item = call.media
    text, entities = checks.caption(item.caption, item.parse_mode, item.caption_entities)
    file = sending.use(world, str(item.type), item.media)
    message = _editable(world, call)
    if message.kind in shapes.NO_CAPTION - {"text"} or message.kind == "voice":
        raise Refused("message can't be edited")
    if message.album and str(item.type) != message.kind:
        raise Refused("can't change media type in the album")
    message.kind = str(item.type)
    return _change(world, message, text, entities, file, markup.inline(call.reply_markup))


@method
def answerCallbackQuery(world: World, call: methods.AnswerCallbackQuery) -> bool:
    if call.text and len(call.text) > TOAST:
        raise Refused("MESSAGE_TOO_LONG")
    query = world.queries.get(call.callback_query_id)
    if query is None or query.date + QUERY_LIVES < world.clock.now().timestamp():
        raise Refused(OLD)
    if query.answer is None:
        query.answer = {"text": call.text or "", "alert": bool(call.show_alert), "url": call.url}
        world.bell.ring()
    return True


def _editable(world: World, call: Any) -> Message:
    """Only the bot's own messages; one that came with a keyboard in place of the letters never again."""
    if call.inline_message_id:
        raise Refused("MESSAGE_ID_INVALID")
    if not call.message_id:
        raise Refused("message identifier is not specified")
    message = checks.message(world, call.chat_id, call.message_id, "message to edit")
    if message.sender != BOT_ID or message.kind == "service" or message.forwarded or message.had_keyboard:
        raise Refused("message can't be edited")
    return message


def _change(
    world: World, message: Message, text: str, entities: list[Entity], file: File | None, inline: Json | None
) -> Json:
    same_file = (file and file.id) == (message.file and message.file.id)
    if same_file and (text, entities, inline) == (message.text, message.entities, message.markup):
        raise Refused(SAME)
    message.text, message.entities, message.file, message.markup = text, entities, file, inline
    message.edited = world.now()
    world.touch(message)
    return shapes.message(world, message)

"""Keyboards under messages, with the limits at which Telegram refuses them."""

from __future__ import annotations

import re
from typing import Any

from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.sandbox.refused import Refused

Json = dict[str, Any]
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply

MOST_BUTTONS = 100
ADDRESS = re.compile(r"(?:https?://[^\s/]+\.[^\s]+|https?://[^\s/]*localhost\S*|tg://\S+|tel:\S+|mailto:\S+)", re.I)


def inline(markup: Markup | None) -> Json | None:
    """The inline keyboard as it is kept with the message; nothing for any other markup."""
    if not isinstance(markup, InlineKeyboardMarkup):
        return None
    rows = [[_button(button) for button in row] for row in markup.inline_keyboard if row]
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise Refused("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _button(button: InlineKeyboardButton) -> Json:
    kept = button.model_dump(exclude_none=True, mode="json")
    if not button.text.strip():
        raise Refused('can\'t parse inline keyboard button: Field "text" must be non-empty')
    if not set(kept) - {"text", "style", "icon_custom_emoji_id"}:
        raise Refused("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if button.url is not None and not ADDRESS.fullmatch(button.url):
        raise Refused("BUTTON_URL_INVALID")
    if button.url is None and button.callback_data is not None and len(button.callback_data.encode()) > 64:
        raise Refused("BUTTON_DATA_INVALID")
    return kept


def reply(markup: Markup | None, private: bool) -> Json | None:
    """The keyboard in place of the letters, if the markup is one."""
    if not isinstance(markup, ReplyKeyboardMarkup):
        return None
    buttons = [button for row in markup.keyboard for button in row]
    if not buttons:
        raise Refused("reply keyboard markup must be non-empty")
    if len(buttons) > 3 * MOST_BUTTONS:
        raise Refused("reply markup is too long")
    for button in buttons:
        if not button.text.strip():
            raise Refused('can\'t parse keyboard button: Field "text" must be non-empty')
        if not private and button.request_contact:
            raise Refused("phone number can be requested in private chats only")
        if not private and button.request_location:
            raise Refused("location can be requested in private chats only")
    return markup.model_dump(exclude_none=True, mode="json")


def removes(markup: Markup | None) -> bool:
    return isinstance(markup, ReplyKeyboardRemove)


def data_of(markup: Json | None) -> list[str]:
    rows = (markup or {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]

"""Answers to taps: shown directly, for a second tap brings back what was lost."""

import asyncio
from dataclasses import dataclass
from typing import Any

import structlog
from aiogram import Bot
from aiogram.types import CallbackQuery
from orjson import Fragment

from bot.telegram.refusals import Refusal, Refused
from bot.telegram.session import Session

log = structlog.get_logger()

NO_PREVIEW = Fragment(b'{"is_disabled":true}')
SEND_ANEW = frozenset({Refusal.MESSAGE_GONE, Refusal.OTHER, Refusal.UNKNOWN_METHOD, Refusal.TOO_LONG})
HARMLESS = frozenset({Refusal.NOT_MODIFIED, Refusal.QUERY_OLD})


@dataclass(frozen=True, slots=True)
class View:
    """A screen as it leaves: the keyboard was serialised when the book was read."""

    text: str
    parse_mode: str | None = None
    markup: Fragment | None = None
    entities: Fragment | None = None

    def params(self, chat_id: int) -> dict[str, Any]:
        params: dict[str, Any] = {
            "chat_id": chat_id,
            "text": self.text,
            "link_preview_options": NO_PREVIEW,
        }
        if self.parse_mode is not None:
            params["parse_mode"] = self.parse_mode
        if self.markup is not None:
            params["reply_markup"] = self.markup
        if self.entities is not None:
            params["entities"] = self.entities
        return params


async def answer_tap(
    bot: Bot, query: CallbackQuery, view: View | None, *, toast: str = "", alert: bool = False
) -> None:
    """The edit and the answer leave together; where the message cannot be edited, a new one is sent."""
    if view is None or query.message is None:
        await answer_query(bot, query, toast, alert=alert)
        return
    await asyncio.gather(
        _edit(session_of(bot), query.message.chat.id, query.message.message_id, view),
        answer_query(bot, query, toast, alert=alert),
    )


async def answer_query(bot: Bot, query: CallbackQuery, text: str = "", *, alert: bool = False) -> None:
    params: dict[str, Any] = {"callback_query_id": query.id}
    if text:
        params |= {"text": text[:200], "show_alert": alert}
    await _call(session_of(bot), "answerCallbackQuery", params)


async def settle(bot: Bot, chat_id: int, message_id: int) -> None:
    """A question that has been answered loses its buttons; if that fails, they still do no harm."""
    session = session_of(bot)
    session.tapped(chat_id)
    await _call(session, "editMessageReplyMarkup", {"chat_id": chat_id, "message_id": message_id}, SEND_ANEW)


async def _edit(session: Session, chat_id: int, message_id: int, view: View) -> None:
    session.tapped(chat_id)
    params = view.params(chat_id)
    refusal = await _call(session, "editMessageText", {**params, "message_id": message_id}, SEND_ANEW)
    if refusal in SEND_ANEW:
        session.tapped(chat_id)
        await _call(session, "sendMessage", params)


async def _call(
    session: Session, method: str, params: dict[str, Any], expected: frozenset[Refusal] = frozenset()
) -> Refusal | None:
    try:
        await session.raw(method, params)
    except Refused as refused:
        if refused.refusal is Refusal.RETRY_AFTER and "chat_id" in params:
            session.flooded(params["chat_id"], refused.retry_after)
        if refused.refusal not in HARMLESS and refused.refusal not in expected:
            log.warning("tap not answered", method=method, why=str(refused))
        return refused.refusal
    return None


def session_of(bot: Bot) -> Session:
    if not isinstance(bot.session, Session):
        raise TypeError("the bot must speak through bot.telegram.session.Session")
    return bot.session

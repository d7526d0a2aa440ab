"""Answers to taps: shown directly and tried again a few times; after that a second tap brings back what was lost."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
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
TRIES = 3
LONGEST = 60.0  # seconds after which nobody looks at that page any more
HARMLESS = frozenset({Refusal.NOT_MODIFIED, Refusal.QUERY_OLD})


@dataclass(frozen=True, slots=True)
class View:
    """A screen as it leaves: the keyboard was serialised when the book was read."""

    text: str
    parse_mode: str | None = None
    markup: Fragment | None = None
    entities: Fragment | None = None
    asks: bool = False  # its answers may be typed

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


async def _edit(session: Session, chat_id: int, message_id: int, view: View, tries: int = TRIES) -> None:
    if waiting := session.again.pop((chat_id, message_id), None):
        waiting.cancel()  # a newer page takes the place of one that could not be shown
    session.tapped(chat_id)
    params = view.params(chat_id)
    refused = await _call(session, "editMessageText", {**params, "message_id": message_id}, SEND_ANEW)
    if refused is None:
        return
    if refused.refusal in SEND_ANEW:
        session.tapped(chat_id)
        await _call(session, "sendMessage", params)
    elif tries > 1 and (pause := _pause(refused, TRIES - tries)):
        # Beside the lane: nobody's next words wait for it.
        later = asyncio.create_task(_edit_later(session, chat_id, message_id, view, tries - 1, pause))
        session.again[chat_id, message_id] = later


async def _edit_later(session: Session, chat_id: int, message_id: int, view: View, tries: int, pause: float) -> None:
    await session.clock.sleep_until(session.clock.now() + timedelta(seconds=pause))
    session.again.pop((chat_id, message_id), None)
    await _edit(session, chat_id, message_id, view, tries)


def _pause(refused: Refused, before: int) -> float | None:
    """Seconds after which it may be tried again; None where that would be of no use."""
    if refused.refusal is Refusal.RETRY_AFTER:
        return refused.retry_after if refused.retry_after <= LONGEST else None
    return 1.0 + 3.0 * before if refused.refusal is Refusal.UNREACHABLE else None


async def _call(
    session: Session, method: str, params: dict[str, Any], expected: frozenset[Refusal] = frozenset()
) -> Refused | None:
    try:
        await session.raw(method, params)
    except Refused as refused:
        if refused.refusal is Refusal.RETRY_AFTER and "chat_id" in params:
            session.flooded(params["chat_id"], refused.retry_after)
        if refused.refusal not in HARMLESS and refused.refusal not in expected:
            log.warning("tap not answered", method=method, why=str(refused))
        return refused
    return None


def session_of(bot: Bot) -> Session:
    if not isinstance(bot.session, Session):
        raise TypeError("the bot must speak through bot.telegram.session.Session")
    return bot.session

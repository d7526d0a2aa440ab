"""Who acts in a staff group, and at which case: read from the message and the database, never from a button."""

from typing import Any

from aiogram import Bot
from aiogram.types import Message, User
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import Desk
from bot.desk.hands import Consultant
from bot.store import addresses, cases, pairs
from bot.store.cases import Case
from bot.telegram.refusals import Refused
from bot.telegram.show import session_of
from dialogs.words import catalogues

ANONYMOUS = 1087968824  # GroupAnonymousBot: whom Telegram names when an administrator hides
STRANGERS = ("left", "kicked")


def consultant(desk: Desk, user: User) -> Consultant:
    code = (user.language_code or "").partition("-")[0]
    return Consultant(user.id, user.full_name[:100], code if code in catalogues() else desk.staff_locale)


def is_anonymous(message: Message) -> bool:
    """As the group, or as some channel: nobody can tell who it is."""
    return message.sender_chat is not None or message.from_user is None or message.from_user.id == ANONYMOUS


async def is_member(bot: Bot, chat: int, user: int) -> bool:
    """Whether somebody belongs to the group. Telegram shows buttons to members, so only a clear no counts."""
    try:
        member = await session_of(bot).raw("getChatMember", {"chat_id": chat, "user_id": user})
    except Refused:
        return True
    if not isinstance(member, dict):
        return True
    return member.get("status") not in STRANGERS and member.get("is_member") is not False


async def case_at(conn: AsyncConnection, message: Message) -> Case | None:
    """The case of a message: by its topic; in a group without topics by the card or the copy it replies to."""
    group = await addresses.group_at(conn, message.chat.id)
    if group is None:
        return None
    if message.message_thread_id is not None:
        case = await cases.at_thread(conn, group, message.message_thread_id)
        if case:
            return case
    reply = message.reply_to_message
    if reply is None:
        return None
    case = await cases.at_card(conn, group, reply.message_id)
    if case is None and (number := await pairs.case_of(conn, group, reply.message_id)):
        case = await cases.find(conn, number)
    return case


async def named(conn: AsyncConnection, message: Message, number: int) -> Case | None:
    """The case a button names, if the button stands where that case stands: in its group and its topic."""
    case = await cases.find(conn, number)
    if case is None or await addresses.group_at(conn, message.chat.id) != case.group_name:
        return None
    if case.thread is not None and message.message_thread_id not in (case.thread, None):
        return None
    return case


def reply(message: Message) -> dict[str, Any]:
    """Parameters that answer under a message."""
    return {"reply_parameters": {"message_id": message.message_id, "allow_sending_without_reply": True}}

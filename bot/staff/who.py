"""Who acts in a staff group, and at which case: read from the message and the database, never from a button."""

from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.types import Message, User
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import Desk
from bot.desk.hands import Consultant
from bot.store import addresses, cases, pairs, staff
from bot.store.cases import Case
from bot.telegram.refusals import Refused
from bot.telegram.show import session_of
from dialogs.words import catalogues

ANONYMOUS = 1087968824  # GroupAnonymousBot: whom Telegram names when an administrator hides
STRANGERS = ("left", "kicked")


@dataclass(frozen=True, slots=True)
class Standing:
    """What Telegram says of somebody in a group."""

    status: str = "member"
    anonymous: bool = False


async def standing(bot: Bot, chat: int, user: int) -> Standing:
    """Telegram shows buttons to members, so only a clear no counts."""
    try:
        member = await session_of(bot).raw("getChatMember", {"chat_id": chat, "user_id": user})
    except Refused:
        return Standing()
    if not isinstance(member, dict):
        return Standing()
    status = "left" if member.get("is_member") is False else str(member.get("status"))
    return Standing(status, bool(member.get("is_anonymous")))


async def consultant(desk: Desk, conn: AsyncConnection, user: User, stands: Standing) -> Consultant:
    """Who somebody is at the desk. With an open list any member may work, and who administers the group leads."""
    code = (user.language_code or "").partition("-")[0]
    locale = code if code in catalogues() else desk.staff_locale
    listed = await staff.find(conn, user.id)
    roles = set(listed.roles) if listed else set()
    if stands.status in ("administrator", "creator") and not desk.listed_only:
        roles |= {"lead", "admin"}
    elif stands.status == "creator":
        roles |= {"admin"}  # somebody must be able to invite the first one
    elif not listed and not desk.listed_only:
        roles = {"operator"}
    barred = "stranger" if stands.status in STRANGERS else "anonymous" if stands.anonymous else ""
    if not roles and not barred:
        barred = "unlisted"
    return Consultant(user.id, listed.name if listed else user.full_name[:100], locale, frozenset(roles), barred)


def is_anonymous(message: Message) -> bool:
    """As the group, or as some channel: nobody can tell who it is."""
    return message.sender_chat is not None or message.from_user is None or message.from_user.id == ANONYMOUS


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

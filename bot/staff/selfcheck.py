"""/selfcheck: anybody at the desk asks whether the bot can work here, and hears what to mend."""

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import permissions
from bot.desk.desk import Desk
from bot.desk.hands import Told
from bot.staff import acts, who
from bot.staff.commands import listed, place, said, standing
from bot.store import addresses
from bot.telegram.lanes import Commit
from bot.telegram.refusals import Refused
from bot.telegram.session import Session
from bot.telegram.show import session_of

router = Router(name="selfcheck")
router.message.filter(F.chat.type.in_({"group", "supergroup"}))


@router.message(Command("selfcheck"))
@listed
async def selfcheck(message: Message, bot: Bot, commit: Commit, desk: Desk) -> None:
    """Look whether I have the rights I need in this group."""
    lines = await _lines(desk, session_of(bot), bot.id, message.chat.id)
    stands = await standing(bot, message)

    async def tell() -> Told:
        return Told("\n".join(lines))

    async def work(conn: AsyncConnection) -> None:
        group = await addresses.group_at(conn, message.chat.id)
        if group is None or message.from_user is None:
            return  # some other group: nobody's business
        person = await who.consultant(desk, conn, message.from_user, stands)
        told = await acts.at_desk(desk, conn, person, "selfcheck", tell)
        await desk.put(conn, said(place(message, group), told))

    await commit(work)


async def _lines(desk: Desk, session: Session, bot: int, chat: int) -> list[str]:
    try:
        faults = await permissions.look(desk, session, bot, chat)
        people = await permissions.administrators(session, chat)
    except Refused:
        return ["❔ " + desk.words("Telegram does not tell it just now. Try again later.")]
    heard = sum([await _hears(session, person) for person in people])
    text = desk.words("Administrators whom I can alarm in private: {heard} of {all}.", heard=heard, all=len(people))
    if heard < len(people):
        text += " " + desk.words("The others: open a chat with me and press Start.")
    lines = [f"{'⛔' if fault.grave else '⚠️'} {fault.said}" for fault in faults]
    if not any(fault.grave for fault in faults):
        lines.insert(0, "✅ " + desk.words("I have the rights that I need."))
    return [*lines, f"{'✅' if heard == len(people) else '⚠️' if heard else '⛔'} {text}"]


async def _hears(session: Session, person: int) -> bool:
    """Who never pressed Start cannot be written to; "is typing" asks that without a word."""
    try:
        await session.raw("sendChatAction", {"chat_id": person, "action": "typing"})
    except Refused:
        return False
    return True

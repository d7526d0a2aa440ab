"""The group itself: it becomes a supergroup, the bot's rights change."""

import structlog
from aiogram import Bot, F, Router
from aiogram.types import ChatMemberUpdated, Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import moving, opening
from bot.desk.desk import Desk
from bot.staff import strangers, who
from bot.store import addresses
from bot.telegram.lanes import Commit
from bot.telegram.outbox import Outbox

router = Router(name="staff group")
router.message.filter(F.chat.type.in_({"group", "supergroup"}))
router.my_chat_member.filter(F.chat.type.in_({"group", "supergroup"}))

log = structlog.get_logger()


@router.message(F.migrate_to_chat_id)
async def upgraded(message: Message, commit: Commit, desk: Desk) -> None:
    """A group became a supergroup: from now on it has another number."""
    assert message.migrate_to_chat_id is not None
    new = message.migrate_to_chat_id

    async def work(conn: AsyncConnection) -> None:
        await addresses.move_group(conn, message.chat.id, new)
        # Where a call met the move first, the group is known by its new number already.
        group = await addresses.group_at(conn, new)
        if group:
            await moving.renumbered(desk, conn, group)

    await commit(work)


@router.message(F.forum_topic_closed)
async def closed_by_hand(message: Message, bot: Bot, commit: Commit, desk: Desk) -> None:
    """A topic was closed although its case is open: it is opened again, for the person may write at any time."""
    if message.from_user and message.from_user.id == bot.id:
        return

    async def work(conn: AsyncConnection) -> None:
        case = await who.case_at(conn, message)
        if case and case.is_open and case.thread == message.message_thread_id:
            text = desk.words(
                "The topic was closed by hand, but its case is open: the person can write. To end it, close the case."
            )
            await desk.put(conn, opening.topic_reopened(case), desk.notice(case, text))

    await commit(work)


@router.my_chat_member()
async def rights(update: ChatMemberUpdated, commit: Commit, desk: Desk, outbox: Outbox) -> None:
    """The bot's rights changed: what waited is tried again; administrators hear if they are too few or enough."""
    status = update.new_chat_member.status
    log.warning("rights in a group changed", status=status)

    async def work(conn: AsyncConnection) -> str | None:
        if status not in who.STRANGERS:
            await strangers.noticed(desk, conn, update.chat.id)
        return await addresses.group_at(conn, update.chat.id)

    if await commit(work):
        desk.worry("rights")
    outbox.wake()

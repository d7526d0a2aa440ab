"""The group itself: it becomes a supergroup, the bot's rights change."""

import structlog
from aiogram import F, Router
from aiogram.types import ChatMemberUpdated, Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import moving
from bot.desk.desk import Desk
from bot.staff import who
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


@router.my_chat_member()
async def rights(update: ChatMemberUpdated, commit: Commit, desk: Desk, outbox: Outbox) -> None:
    """The bot's rights changed: what waited is tried again; where they are too few, administrators hear of it."""
    now = update.new_chat_member
    log.warning("rights in a staff group changed", status=now.status)
    enough = getattr(now, "can_manage_topics", False) if update.chat.is_forum else now.status not in who.STRANGERS
    if await commit(lambda conn: addresses.group_at(conn, update.chat.id)) and not enough:
        desk.trouble.set()
    outbox.wake()

"""The group itself: it becomes a supergroup, the bot's rights change."""

import structlog
from aiogram import F, Router
from aiogram.types import ChatMemberUpdated, Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import addresses
from bot.telegram.lanes import Commit
from bot.telegram.outbox import Outbox

router = Router(name="staff group")
router.message.filter(F.chat.type.in_({"group", "supergroup"}))
router.my_chat_member.filter(F.chat.type.in_({"group", "supergroup"}))

log = structlog.get_logger()


@router.message(F.migrate_to_chat_id)
async def upgraded(message: Message, commit: Commit) -> None:
    """A group became a supergroup: from now on it has another number."""
    assert message.migrate_to_chat_id is not None
    new = message.migrate_to_chat_id

    async def work(conn: AsyncConnection) -> None:
        await addresses.move_group(conn, message.chat.id, new)

    await commit(work)


@router.my_chat_member()
async def rights(update: ChatMemberUpdated, outbox: Outbox) -> None:
    """The bot's rights changed: what waited for the group is tried again."""
    log.warning("rights in a staff group changed", status=update.new_chat_member.status)
    outbox.wake()

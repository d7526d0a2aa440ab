"""Groups that are none of ours: the bot says one neutral sentence and leaves, within ten seconds."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import Desk
from bot.store import addresses, timers
from bot.store.outbox import Outgoing, Priority
from bot.store.timers import Timer
from bot.timers import fires

LEAVE = "leave group"  # the kind of timer that leaves
SOON = timedelta(seconds=5)  # a group of ours that has just become a supergroup is known by its new number by then


async def noticed(desk: Desk, conn: AsyncConnection, chat: int) -> None:
    """Somebody speaks, or the bot was added, in a group; unless it is known it will be left. The first call counts."""
    subject = f"group:{chat}"
    if await addresses.group_at(conn, chat) is None and not await timers.of(conn, subject):
        await timers.arm(conn, Timer(LEAVE, subject, desk.clock.now() + SOON))


@fires(LEAVE)
async def leave(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    chat = int(timer.subject.removeprefix("group:"))
    if await addresses.group_at(conn, chat) is not None:
        return
    to = f"leaving:{chat}"
    calls = [
        ("sendMessage", {"text": desk.words("This bot works in its own groups only. Goodbye.")}),
        ("leaveChat", {}),
    ]
    await desk.put(
        conn,
        *(
            Outgoing(
                method=method,
                params={"chat": chat, **params},
                to=to,
                stream=to,
                priority=Priority.CARD,
                note={"what": "leaving"},
            )
            for method, params in calls
        ),
    )

"""A group that becomes a supergroup, or another group in its place, numbers its messages anew."""

from dataclasses import replace

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import opening
from bot.desk.desk import Desk
from bot.store import addresses, cases
from bot.store.tables import cases as table
from bot.store.tables import pairs


async def renumbered(desk: Desk, conn: AsyncConnection, group: str) -> None:
    """After an upgrade: a forum is a supergroup already and keeps its numbers; any other group counts anew."""
    if not await addresses.is_forum(conn, group):
        await anew(desk, conn, group)


async def anew(desk: Desk, conn: AsyncConnection, group: str) -> None:
    """Known numbers would now name other messages, and other people: open cases get new topics and cards."""
    numbers = list((await conn.execute(select(table.c.id).where(table.c.group_name == group))).scalars())
    await conn.execute(delete(pairs).where(pairs.c.case.in_(numbers)))
    await conn.execute(update(table).where(table.c.id.in_(numbers)).values(thread=None, card=None, card_text=None))
    for number in numbers:
        case = await cases.find(conn, number)
        if case and case.is_open:
            # The topic in a stream of its own: what already waits in the case's stream waits for it.
            rows = await opening.posted(desk, conn, case)
            own = [replace(row, stream=f"topic:{number}") if row.method == "createForumTopic" else row for row in rows]
            await desk.put(conn, *own)

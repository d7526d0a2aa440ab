"""The topics of a staff group that belong to no case, and the message that is the board of the queue."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import insert
from bot.store.tables import desk_topics


async def note(conn: AsyncConnection, group: str, what: str, **columns: int | None) -> None:
    """What is known of a topic now; columns that are not given stay as they are."""
    row = insert(conn, desk_topics).values(group_name=group, what=what, **columns)
    keys = ["group_name", "what"]
    if columns:
        await conn.execute(row.on_conflict_do_update(index_elements=keys, set_=dict[str, Any](columns)))
    else:
        await conn.execute(row.on_conflict_do_nothing(index_elements=keys))


async def threads(conn: AsyncConnection, group: str) -> dict[str, int | None]:
    found = await conn.execute(
        select(desk_topics.c.what, desk_topics.c.thread).where(desk_topics.c.group_name == group)
    )
    return {row.what: row.thread for row in found}


async def message(conn: AsyncConnection, group: str, what: str = "queue") -> int | None:
    """The board of a group's queue, or another line that is edited in place."""
    here = desk_topics.c.group_name == group, desk_topics.c.what == what
    return (await conn.execute(select(desk_topics.c.message).where(*here))).scalar()


async def forget(conn: AsyncConnection, group: str) -> bool:
    """What was known of a group's topics names other things now; whether anything was."""
    return (await conn.execute(delete(desk_topics).where(desk_topics.c.group_name == group))).rowcount > 0

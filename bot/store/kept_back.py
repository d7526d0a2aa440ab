"""Messages that came faster than anybody reads: which ones, never their words; those stand in the private chat."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import insert
from bot.store.tables import kept_back


async def add(conn: AsyncConnection, case: int, message: int, now: datetime) -> None:
    row = insert(conn, kept_back).values(case=case, message=message, at=now)
    await conn.execute(row.on_conflict_do_nothing())


async def count(conn: AsyncConnection, case: int) -> tuple[int, int]:
    """How many there are of a case, and the first of them; 0 where there is none."""
    found = select(func.count(), func.coalesce(func.min(kept_back.c.message), 0)).where(kept_back.c.case == case)
    row = (await conn.execute(found)).one()
    return int(row[0]), int(row[1])


async def move(conn: AsyncConnection, old: int, new: int, first: int) -> int:
    """Those from this one on are of another case now; how many."""
    theirs = update(kept_back).where(kept_back.c.case == old, kept_back.c.message >= first)
    return (await conn.execute(theirs.values(case=new))).rowcount


async def take(conn: AsyncConnection, case: int, most: int) -> list[int]:
    """The first of them, which from now on are kept back no longer."""
    first = select(kept_back.c.message).where(kept_back.c.case == case).order_by(kept_back.c.message).limit(most)
    messages = list((await conn.execute(first)).scalars())
    await conn.execute(delete(kept_back).where(kept_back.c.case == case, kept_back.c.message.in_(messages)))
    return messages

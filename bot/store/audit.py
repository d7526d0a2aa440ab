"""Who did what at the desk, and what was refused to whom: codes that only ever grow in number, never words."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import audit


async def add(
    conn: AsyncConnection, at: datetime, who: int, what: str, case: int | None, before: str = "", after: str = ""
) -> None:
    row = {"at": at, "who": who, "what": what[:32], "case": case, "before": before[:120], "after": after[:120]}
    await conn.execute(insert(audit).values(**row))


async def of_case(conn: AsyncConnection, case: int, most: int = 30) -> Sequence[RowMapping]:
    """What was done at a case, the newest last."""
    newest = select(audit).where(audit.c.case == case).order_by(audit.c.id.desc()).limit(most)
    return list(reversed((await conn.execute(newest)).mappings().all()))


async def last(conn: AsyncConnection, what: str) -> dict[int, datetime]:
    """When each last did this; what was refused does not count."""
    done = select(audit.c.who, func.max(audit.c.at)).where(audit.c.what == what, audit.c.after == "")
    return {row[0]: row[1] for row in await conn.execute(done.group_by(audit.c.who))}

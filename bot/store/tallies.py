"""Numbers without people: which result a page of questions gave, which answer was wrong, on which day."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import insert
from bot.store.tables import tallies


async def add(conn: AsyncConnection, day: date, what: str, page: str, code: str, about: str) -> None:
    counted = insert(conn, tallies).values(day=day, what=what, page=page, code=code, about=about, count=1)
    keys = ["day", "what", "page", "code", "about"]
    await conn.execute(counted.on_conflict_do_update(index_elements=keys, set_={"count": tallies.c.count + 1}))


async def of(conn: AsyncConnection, what: str, first: date, last: date) -> Sequence[tuple[str, str, str, int]]:
    """(page, code, about, how many) over the days of a period, both included."""
    keys = (tallies.c.page, tallies.c.code, tallies.c.about)
    found = await conn.execute(
        select(*keys, func.sum(tallies.c.count))
        .where(tallies.c.what == what, tallies.c.day.between(first, last))
        .group_by(*keys)
        .order_by(*keys)
    )
    return [(page, code, about, int(count)) for page, code, about, count in found]

"""Who says that a contact does not work: a number for each day, nobody's name."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import insert
from bot.store.tables import contact_reports


async def report(conn: AsyncConnection, contact: str, day: date) -> None:
    await conn.execute(
        insert(conn, contact_reports)
        .values(contact=contact, day=day, count=1)
        .on_conflict_do_update(index_elements=["contact", "day"], set_={"count": contact_reports.c.count + 1})
    )

"""Answers to questions that are not finished: sealed, one row for each person and page, gone after a while."""

from datetime import datetime

from sqlalchemy import RowMapping, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import insert
from bot.store.erasing import erases
from bot.store.tables import drafts
from bot.store.vault import Vault


def _where(person: str, page: str) -> str:
    return f"drafts.sealed:{person}/{page}"


async def of(conn: AsyncConnection, vault: Vault, person: str, now: datetime) -> dict[str, bytes]:
    """What this person has begun, by page."""
    found = await conn.execute(select(drafts).where(drafts.c.person == person, drafts.c.expires > now))
    return {row["page"]: vault.open(_where(person, row["page"]), row["sealed"]) for row in found.mappings()}


async def keep(conn: AsyncConnection, vault: Vault, person: str, page: str, body: bytes, expires: datetime) -> None:
    values = {"sealed": vault.seal(_where(person, page), body), "expires": expires}
    row = insert(conn, drafts).values(person=person, page=page, **values)
    await conn.execute(row.on_conflict_do_update(index_elements=["person", "page"], set_=values))


async def drop(conn: AsyncConnection, person: str, page: str) -> None:
    await conn.execute(delete(drafts).where(drafts.c.person == person, drafts.c.page == page))


async def forget(conn: AsyncConnection, person: str) -> None:
    """Nothing of this person stays."""
    await conn.execute(delete(drafts).where(drafts.c.person == person))


@erases("drafts")
async def erase(conn: AsyncConnection, vault: Vault, person: RowMapping) -> None:
    await forget(conn, person["id"])


async def purge(conn: AsyncConnection, person: str, now: datetime) -> datetime | None:
    """Remove what has expired; when the next of this person will."""
    await conn.execute(delete(drafts).where(drafts.c.person == person, drafts.c.expires <= now))
    moment: datetime | None = await conn.scalar(select(func.min(drafts.c.expires)).where(drafts.c.person == person))
    return moment

"""What people have done of their lists: sealed, one row for each person and list."""

from sqlalchemy import RowMapping, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import insert
from bot.store.erasing import erases
from bot.store.tables import ticks
from bot.store.vault import Vault


def _where(person: str, place: str) -> str:
    return f"ticks.sealed:{person}/{place}"


async def of(conn: AsyncConnection, vault: Vault, person: str) -> dict[str, bytes]:
    """The lists of this person, by `page/list`."""
    found = await conn.execute(select(ticks).where(ticks.c.person == person))
    return {row["place"]: vault.open(_where(person, row["place"]), row["sealed"]) for row in found.mappings()}


async def keep(conn: AsyncConnection, vault: Vault, person: str, place: str, body: bytes) -> None:
    sealed = vault.seal(_where(person, place), body)
    row = insert(conn, ticks).values(person=person, place=place, sealed=sealed)
    await conn.execute(row.on_conflict_do_update(index_elements=["person", "place"], set_={"sealed": sealed}))


async def forget(conn: AsyncConnection, person: str) -> None:
    await conn.execute(delete(ticks).where(ticks.c.person == person))


@erases("drafts")
async def erase(conn: AsyncConnection, vault: Vault, person: RowMapping) -> None:
    await forget(conn, person["id"])

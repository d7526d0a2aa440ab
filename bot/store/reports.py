"""By how many people a telephone, a link or an account was reported: both as keyed hashes that nobody can read."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import insert
from bot.store.tables import reported
from bot.store.vault import Vault


async def count(conn: AsyncConnection, vault: Vault, what: str, person: str, day: date) -> int:
    """Count one more report; how many people have reported it, with this one."""
    token = vault.hash("reported", what)
    row = {"token": token, "who": vault.hash("reported by", f"{what}:{person}"), "day": day}
    await conn.execute(insert(conn, reported).values(row).on_conflict_do_nothing())
    return int(await conn.scalar(select(func.count()).where(reported.c.token == token)) or 0)

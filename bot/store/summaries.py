"""What people answered before they wrote: the forms of a case, sealed, as consultants read them."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import cases
from bot.store.vault import Vault


def _where(number: int) -> str:
    return f"cases.summary:{number}"


async def of(conn: AsyncConnection, vault: Vault, number: int) -> str:
    sealed = await conn.scalar(select(cases.c.summary).where(cases.c.id == number))
    return vault.open(_where(number), sealed).decode() if sealed else ""


async def add(conn: AsyncConnection, vault: Vault, number: int, text: str) -> None:
    """One more form: what was there before stays."""
    before = await of(conn, vault, number)
    sealed = vault.seal(_where(number), f"{before}\n\n{text}".strip().encode())
    await conn.execute(update(cases).where(cases.c.id == number).values(summary=sealed))

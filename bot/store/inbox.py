"""Every update of Telegram, kept before it is confirmed and until it is handled.

Statements are written for the driver: this is the path of every tap.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import RowMapping, delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import Script
from bot.store.tables import inbox
from bot.store.vault import Vault

TRIES = 3
KEPT = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Incoming:
    bot_id: int
    update_id: int
    lane: bytes
    raw: dict[str, Any]


def _where(bot_id: int, update_id: int) -> str:
    return f"inbox.body:{bot_id}:{update_id}"


async def store_batch(conn: AsyncConnection, vault: Vault, rows: Sequence[Incoming], now: datetime) -> list[Incoming]:
    """Returns those that were not there before: what Telegram gives twice is handled once."""
    if not rows:
        return []
    script = Script(conn)
    marks = []
    for row in rows:
        body = vault.seal(_where(row.bot_id, row.update_id), orjson.dumps(row.raw))
        marks.append(script.marks((row.bot_id, row.update_id, row.lane, body, now)))
    # Only marks (?, $1) are put into these statements; what they stand for travels beside.
    found = await script.run(
        f"INSERT INTO inbox (bot_id, update_id, lane, body, received) VALUES {', '.join(marks)} "  # noqa: S608
        "ON CONFLICT DO NOTHING RETURNING bot_id, update_id"
    )
    new = {tuple(pair) for pair in found}
    return [row for row in rows if (row.bot_id, row.update_id) in new]


async def close(conn: AsyncConnection, bot_id: int, update_ids: Iterable[int]) -> None:
    """The body goes, and whose it was; the row stays for a while, so that a late redelivery is known."""
    script = Script(conn)
    await script.run(
        f"UPDATE inbox SET state = 'done', body = NULL, lane = {script.mark(b'')} WHERE bot_id = {script.mark(bot_id)} "  # noqa: S608
        f"AND update_id IN {script.marks(update_ids)}"
    )


async def fail(conn: AsyncConnection, bot_id: int, update_id: int, tries: int = TRIES) -> int:
    """Counts a failure; after the last try the update is parked. Returns the attempts so far."""
    this = (inbox.c.bot_id == bot_id) & (inbox.c.update_id == update_id)
    counted = await conn.execute(
        update(inbox).where(this).values(attempts=inbox.c.attempts + 1).returning(inbox.c.attempts)
    )
    attempts = int(counted.scalar_one())
    if attempts >= tries:
        await conn.execute(update(inbox).where(this).values(state="parked"))
    return attempts


async def unhandled(
    conn: AsyncConnection,
    vault: Vault,
    bot_id: int,
    *,
    limit: int = 500,
    after: Incoming | None = None,
    before: datetime | None = None,
) -> list[Incoming]:
    """In the order of Telegram's numbers; `after` turns the page."""
    wanted = select(inbox.c.update_id, inbox.c.lane, inbox.c.body)
    # Written out, for SQLite takes the partial index only where it reads the same words.
    wanted = wanted.where(inbox.c.bot_id == bot_id, text("state = 'new'"))
    if after is not None:
        wanted = wanted.where(inbox.c.update_id > after.update_id)
    if before is not None:
        wanted = wanted.where(inbox.c.received < before)
    found = await conn.execute(wanted.order_by(inbox.c.update_id).limit(limit))
    return [Incoming(bot_id, row.update_id, row.lane, _open(vault, bot_id, row)) for row in found]


def _open(vault: Vault, bot_id: int, row: Any) -> Any:
    return orjson.loads(vault.open(_where(bot_id, row.update_id), row.body))


async def parked(conn: AsyncConnection, bot_id: int | None = None) -> Sequence[RowMapping]:
    """What failed three times: number and time, never the body."""
    wanted = select(inbox.c.bot_id, inbox.c.update_id, inbox.c.received, inbox.c.attempts)
    wanted = wanted.where(inbox.c.state == "parked")
    if bot_id is not None:
        wanted = wanted.where(inbox.c.bot_id == bot_id)
    return (await conn.execute(wanted.order_by(inbox.c.update_id))).mappings().all()


async def replay(conn: AsyncConnection, bot_id: int | None = None, update_id: int | None = None) -> int:
    """Parked updates are new again; the running bot finds them within a minute. Returns how many."""
    which = inbox.c.state == "parked"
    if bot_id is not None:
        which &= inbox.c.bot_id == bot_id
    if update_id is not None:
        which &= inbox.c.update_id == update_id
    return (await conn.execute(update(inbox).where(which).values(state="new", attempts=0))).rowcount


async def sweep(conn: AsyncConnection, now: datetime) -> int:
    done = (inbox.c.state == "done") & (inbox.c.received < now - KEPT)
    return (await conn.execute(delete(inbox).where(done))).rowcount

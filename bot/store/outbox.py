"""What shall leave for Telegram, kept until it has arrived."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

import orjson
from sqlalchemy import RowMapping, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import insert
from bot.store.tables import outbox
from bot.store.vault import Vault


class Priority(IntEnum):
    URGENT = 0
    WORDS = 1
    ANSWER = 2
    CARD = 3
    BOARD = 4
    DIGEST = 5


def _random_key() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """`to`: "person:<id>", "case:<n>" or "group:<name>"; `merge`: "last", "text" or "album:<id>".

    `ahead`: stands before the other rows of its stream (a topic made anew); always so for createForumTopic.
    """

    method: str
    params: dict[str, Any]
    to: str
    stream: str
    priority: Priority
    note: dict[str, Any] = field(default_factory=dict)
    key: str = field(default_factory=_random_key)
    merge: str | None = None
    not_before: datetime | None = None
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A row as it lies in the table, opened."""

    id: int
    params: dict[str, Any]
    note: dict[str, Any]


async def put(conn: AsyncConnection, vault: Vault, rows: Iterable[Outgoing], now: datetime) -> None:
    """A row whose key is already waiting is not put a second time."""
    values = [_values(vault, row, now) for row in rows]
    if not values:
        return
    await conn.execute(insert(conn, outbox).on_conflict_do_nothing(index_elements=["key"]), values)
    # The store looks here after the commit and wakes whoever sends.
    conn.info["put"] = True


def _values(vault: Vault, row: Outgoing, now: datetime) -> dict[str, Any]:
    return {
        "key": row.key,
        "stream": row.stream,
        "ahead": row.ahead or row.method == "createForumTopic",
        "address": row.to,
        "priority": int(row.priority),
        "method": row.method,
        "merge": row.merge,
        "sealed": vault.seal(_where(row.key), orjson.dumps({"params": row.params, "note": row.note})),
        "created": now,
        "not_before": row.not_before,
    }


def _where(key: str) -> str:
    return f"outbox.sealed:{key}"


def wake(conn: AsyncConnection, to: str) -> None:
    """What waits for this address is tried again after the commit."""
    conn.info.setdefault("awake", set()).add(to)


async def read(conn: AsyncConnection, vault: Vault, ids: Iterable[int]) -> list[Kept]:
    """The rows of these ids that are still there, in the order asked for."""
    wanted = list(ids)
    columns = select(outbox.c.id, outbox.c.key, outbox.c.sealed)
    found = await conn.execute(columns.where(outbox.c.id.in_(wanted)))
    kept = {row.id: Kept(row.id, **orjson.loads(vault.open(_where(row.key), row.sealed))) for row in found}
    return [kept[id_] for id_ in wanted if id_ in kept]


async def done(conn: AsyncConnection, ids: Iterable[int]) -> None:
    await conn.execute(delete(outbox).where(outbox.c.id.in_(list(ids))))


async def tried(conn: AsyncConnection, ids: Iterable[int]) -> None:
    tries = update(outbox).where(outbox.c.id.in_(list(ids)))
    await conn.execute(tries.values(attempts=outbox.c.attempts + 1))


async def mark_late(conn: AsyncConnection, ids: Iterable[int]) -> None:
    await conn.execute(update(outbox).where(outbox.c.id.in_(list(ids))).values(late=True))


SLIP = (
    outbox.c.id,
    outbox.c.stream,
    outbox.c.ahead,
    outbox.c.address.label("to"),
    outbox.c.priority,
    outbox.c.method,
    outbox.c.merge,
    outbox.c.created,
    outbox.c.not_before,
    outbox.c.attempts,
    outbox.c.late,
)


async def after(conn: AsyncConnection, last: int) -> Sequence[RowMapping]:
    """All but the words of the rows that came after this one."""
    wanted = select(*SLIP).where(outbox.c.id > last).order_by(outbox.c.id)
    return (await conn.execute(wanted)).mappings().all()


async def of_stream(conn: AsyncConnection, stream: str) -> Sequence[RowMapping]:
    wanted = select(*SLIP).where(outbox.c.stream == stream).order_by(outbox.c.id)
    return (await conn.execute(wanted)).mappings().all()


async def to(conn: AsyncConnection, address: str) -> list[int]:
    """The rows that have not yet arrived there."""
    return list((await conn.execute(select(outbox.c.id).where(outbox.c.address == address))).scalars())


async def waiting(conn: AsyncConnection, to: str) -> int:
    """How many rows have not yet arrived there."""
    count: int = (await conn.execute(select(func.count()).where(outbox.c.address == to))).scalar_one()
    return count


async def is_waiting(conn: AsyncConnection, key: str) -> bool:
    return (await conn.execute(select(outbox.c.id).where(outbox.c.key == key))).first() is not None


async def any_waiting(conn: AsyncConnection, begins: str) -> bool:
    """Whether a row waits whose key begins so."""
    wanted = select(outbox.c.id).where(outbox.c.key.startswith(begins, autoescape=True)).limit(1)
    return (await conn.execute(wanted)).first() is not None


async def keys(conn: AsyncConnection, begins: str) -> list[str]:
    """The keys of rows that wait, as far as they begin so."""
    wanted = select(outbox.c.key).where(outbox.c.key.startswith(begins, autoescape=True))
    return list((await conn.execute(wanted)).scalars())


async def cancel(conn: AsyncConnection, *, stream: str | None = None, key: str | None = None) -> int:
    """Takes back what has not left yet; returns how many rows."""
    if (stream is None) == (key is None):
        raise ValueError("either a stream or a key")
    which = outbox.c.stream == stream if stream is not None else outbox.c.key == key
    return (await conn.execute(delete(outbox).where(which))).rowcount


__all__ = ["Kept", "Outgoing", "Priority", "cancel", "done", "is_waiting", "put", "read", "waiting"]

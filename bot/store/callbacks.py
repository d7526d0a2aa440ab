"""Calls that people asked for: the number sealed, and only its keyed hash kept in the end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import callbacks
from bot.store.vault import Vault

WAITING, DONE, WRONG, STOP, MISSED = "waiting", "done", "wrong", "stop", "missed"


@dataclass(frozen=True, slots=True)
class Call:
    """A call. `phone` and `cover` are empty once they are forgotten."""

    id: int
    person: str
    asked: datetime
    start: datetime
    until: datetime
    zone: str
    locale: str
    topic: str
    safe: bool
    status: str
    tries: int
    group_name: str
    message: int | None
    phone: str = ""
    cover: str = ""


PLAIN = [name for name in Call.__dataclass_fields__ if name not in ("phone", "cover")]


def _where(person: str) -> str:
    return f"callbacks.sealed:{person}"


def _call(vault: Vault, row: RowMapping) -> Call:
    opened = orjson.loads(vault.open(_where(row["person"]), row["sealed"])) if row["sealed"] else {}
    return Call(**{name: row[name] for name in PLAIN}, **opened)


async def add(conn: AsyncConnection, vault: Vault, person: str, phone: str, cover: str, **columns: Any) -> int:
    """A new call; its number."""
    sealed = vault.seal(_where(person), orjson.dumps({"phone": phone, "cover": cover}))
    values = {"person": person, "number": vault.hash("call", phone), "sealed": sealed, "status": WAITING}
    made = await conn.execute(insert(callbacks).values(**values, **columns))
    [number] = made.inserted_primary_key or [0]
    return int(number)


async def find(conn: AsyncConnection, vault: Vault, number: int) -> Call | None:
    row = (await conn.execute(select(callbacks).where(callbacks.c.id == number))).mappings().first()
    return _call(vault, row) if row else None


async def waiting_of(conn: AsyncConnection, vault: Vault, person: str) -> Call | None:
    """The call that this person waits for."""
    mine = (callbacks.c.person == person, callbacks.c.status == WAITING)
    row = (await conn.execute(select(callbacks).where(*mine).limit(1))).mappings().first()
    return _call(vault, row) if row else None


async def is_stopped(conn: AsyncConnection, vault: Vault, phone: str) -> bool:
    """Whether somebody at this number said that they must not be called."""
    same = (callbacks.c.number.in_(vault.hashes("call", phone)), callbacks.c.status == STOP)
    return (await conn.execute(select(callbacks.c.id).where(*same).limit(1))).first() is not None


async def move(conn: AsyncConnection, number: int, to: str, **columns: Any) -> bool:
    """A call that waits ends, or waits on; False where it does not wait any more."""
    same = (callbacks.c.id == number, callbacks.c.status == WAITING)
    return (await conn.execute(update(callbacks).where(*same).values(status=to, **columns))).rowcount == 1


async def place(conn: AsyncConnection, number: int, message: int) -> None:
    """Where its card stands in the group."""
    await conn.execute(update(callbacks).where(callbacks.c.id == number).values(message=message))


async def forget(conn: AsyncConnection, number: int) -> None:
    """The telephone number and the first words are gone; that there was a call remains."""
    await conn.execute(update(callbacks).where(callbacks.c.id == number).values(sealed=None))

"""Timers: what is to happen at a moment, as rows, so that a restart forgets none and fires none twice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import insert
from bot.store.tables import timers


@dataclass(frozen=True, slots=True)
class Timer:
    """`what` says who fires it, `subject` about whom or what: "case:147", "person:ab12". `detail`: codes, no words."""

    what: str
    subject: str
    due: datetime | None
    detail: Mapping[str, Any] = field(default_factory=dict)
    attempts: int = 0


async def arm(conn: AsyncConnection, timer: Timer) -> None:
    """Set a timer; one of the same kind and subject is replaced."""
    values = {"due": timer.due, "detail": dict(timer.detail), "attempts": 0}
    row = insert(conn, timers).values(what=timer.what, subject=timer.subject, **values)
    await conn.execute(row.on_conflict_do_update(index_elements=["what", "subject"], set_=values))
    conn.info["armed"] = True


async def disarm(conn: AsyncConnection, what: str, subject: str) -> None:
    await conn.execute(delete(timers).where(timers.c.what == what, timers.c.subject == subject))


async def forget(conn: AsyncConnection, subject: str) -> None:
    """No timer of any kind about this subject any more."""
    await conn.execute(delete(timers).where(timers.c.subject == subject))


async def of(conn: AsyncConnection, subject: str) -> list[Timer]:
    found = await conn.execute(select(timers).where(timers.c.subject == subject).order_by(timers.c.due))
    return [Timer(**row) for row in found.mappings()]


async def of_kind(conn: AsyncConnection, what: str) -> list[Timer]:
    found = await conn.execute(select(timers).where(timers.c.what == what))
    return [Timer(**row) for row in found.mappings()]


async def next_due(conn: AsyncConnection) -> datetime | None:
    moment: datetime | None = await conn.scalar(select(func.min(timers.c.due)))
    return moment


async def due(conn: AsyncConnection, now: datetime, most: int = 100) -> list[Timer]:
    """Whose moment has come, the earliest first."""
    found = await conn.execute(select(timers).where(timers.c.due <= now).order_by(timers.c.due).limit(most))
    return [Timer(**row) for row in found.mappings()]


async def take(conn: AsyncConnection, timer: Timer) -> bool:
    """Remove a timer that is about to fire; False where it was changed or removed meanwhile."""
    same = (timers.c.what == timer.what, timers.c.subject == timer.subject, timers.c.due == timer.due)
    return (await conn.execute(delete(timers).where(*same))).rowcount == 1


async def put_off(conn: AsyncConnection, timer: Timer, until: datetime | None) -> None:
    """After a failure: tried again later; None: never by itself, but the row stays to be looked at."""
    same = (timers.c.what == timer.what, timers.c.subject == timer.subject, timers.c.due == timer.due)
    await conn.execute(update(timers).where(*same).values(due=until, attempts=timers.c.attempts + 1))

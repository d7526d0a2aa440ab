"""Notes of a case, sealed: what was said by telephone, what is to be done next and until when."""

from dataclasses import dataclass
from datetime import date, datetime

import orjson
from sqlalchemy import RowMapping, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import notes
from bot.store.vault import Vault

NOTE, NEXT = "note", "next"


@dataclass(frozen=True, slots=True)
class Note:
    """One note. `name`: who wrote it, as colleagues call them; `due`: until when a next step is to be done."""

    id: int
    case: int
    at: datetime
    author: int
    what: str
    due: date | None
    name: str
    text: str


def _where(case: int) -> str:
    return f"notes.sealed:{case}"


def _note(vault: Vault, row: RowMapping) -> Note:
    opened = orjson.loads(vault.open(_where(row["case"]), row["sealed"]))
    plain = {key: row[key] for key in ("id", "case", "at", "author", "what", "due")}
    return Note(**plain, name=opened["name"], text=opened["text"])


async def add(
    conn: AsyncConnection,
    vault: Vault,
    case: int,
    at: datetime,
    author: int,
    name: str,
    text: str,
    *,
    what: str = NOTE,
    due: date | None = None,
) -> None:
    sealed = vault.seal(_where(case), orjson.dumps({"name": name, "text": text}))
    row = {"case": case, "at": at, "author": author, "what": what, "due": due, "sealed": sealed}
    await conn.execute(insert(notes).values(**row))


async def of(conn: AsyncConnection, vault: Vault, case: int) -> list[Note]:
    """All notes of a case, oldest first."""
    found = await conn.execute(select(notes).where(notes.c.case == case).order_by(notes.c.id))
    return [_note(vault, row) for row in found.mappings()]


async def last(conn: AsyncConnection, vault: Vault, case: int, what: str) -> Note | None:
    """The newest note of that kind: what is to be done next is the last thing that was said of it."""
    found = select(notes).where(notes.c.case == case, notes.c.what == what).order_by(notes.c.id.desc()).limit(1)
    row = (await conn.execute(found)).mappings().first()
    return _note(vault, row) if row else None


__all__ = ["NEXT", "NOTE", "Note", "add", "last", "of"]

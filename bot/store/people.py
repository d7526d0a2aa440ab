"""Who writes to us: a random id, an alias, and a sealed chat id."""

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import insert as upsert
from bot.store.tables import people
from bot.store.vault import Vault

RECENT = 20_000
NOBODY = "deleted"  # whose cases are those of people who are no longer known


def _chat(person_id: str) -> str:
    return f"people.chat:{person_id}"


def _held(person_id: str) -> str:
    return f"people.held:{person_id}"


def hash_of(vault: Vault, telegram_id: int) -> bytes:
    return vault.hash("lookup", telegram_id)


async def find(conn: AsyncConnection, vault: Vault, telegram_id: int) -> RowMapping | None:
    hashes = vault.hashes("lookup", telegram_id)
    return (await conn.execute(select(people).where(people.c.hash.in_(hashes)))).mappings().first()


async def get(conn: AsyncConnection, person_id: str) -> RowMapping | None:
    return (await conn.execute(select(people).where(people.c.id == person_id))).mappings().first()


async def create(
    conn: AsyncConnection, vault: Vault, telegram_id: int, *, alias: str, since: date, **columns: Any
) -> RowMapping:
    """Raises IntegrityError where the alias, or the person, is already there."""
    person_id = secrets.token_hex(8)
    sealed = vault.seal(_chat(person_id), str(telegram_id).encode())
    values = {
        **_sealed(vault, person_id, columns),
        "id": person_id,
        "hash": hash_of(vault, telegram_id),
        "chat": sealed,
        "alias": alias,
        "since": since,
    }
    await conn.execute(insert(people).values(**values))
    return (await conn.execute(select(people).where(people.c.id == person_id))).mappings().one()


async def nobody(conn: AsyncConnection, day: date) -> str:
    """The id that cases have whose person is not known: they came by telephone, or were forgotten."""
    row = {"id": NOBODY, "hash": b"", "chat": b"", "alias": "✖", "since": day}
    await conn.execute(upsert(conn, people).values(**row).on_conflict_do_nothing())
    return NOBODY


async def save(conn: AsyncConnection, vault: Vault, person_id: str, **changed: Any) -> None:
    """Writes the columns given and no others; `held` is given as plain bytes and sealed here."""
    if changed:
        values = _sealed(vault, person_id, changed)
        await conn.execute(update(people).where(people.c.id == person_id).values(**values))


def chat_of(vault: Vault, person: RowMapping) -> int:
    return int(vault.open(_chat(person["id"]), person["chat"]))


def held_of(vault: Vault, person: RowMapping) -> bytes | None:
    return None if person["held"] is None else vault.open(_held(person["id"]), person["held"])


def _sealed(vault: Vault, person_id: str, columns: Mapping[str, Any]) -> dict[str, Any]:
    held = columns.get("held")
    return {**columns, "held": vault.seal(_held(person_id), held)} if held is not None else dict(columns)


class Recent:
    """The people met last, by hash, so that a tap asks the database nothing."""

    def __init__(self, vault: Vault, size: int = RECENT) -> None:
        self._vault, self._size = vault, size
        self._people: OrderedDict[bytes, Mapping[str, Any]] = OrderedDict()

    def get(self, telegram_id: int) -> Mapping[str, Any] | None:
        key = hash_of(self._vault, telegram_id)
        person = self._people.get(key)
        if person is not None:
            self._people.move_to_end(key)
        return person

    def keep(self, telegram_id: int, person: Mapping[str, Any]) -> None:
        self._people[hash_of(self._vault, telegram_id)] = person
        if len(self._people) > self._size:
            self._people.popitem(last=False)

    def change(self, telegram_id: int, **changed: Any) -> None:
        """Call it after the commit of the same change."""
        person = self.get(telegram_id)
        if person is not None:
            self.keep(telegram_id, {**person, **changed})

    def gone(self, person: RowMapping) -> None:
        self._people.pop(person["hash"], None)

    def forget(self, telegram_id: int) -> None:
        self._people.pop(hash_of(self._vault, telegram_id), None)


__all__ = ["Recent", "chat_of", "create", "find", "get", "hash_of", "held_of", "save"]

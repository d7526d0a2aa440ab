"""A new key for a database: everything sealed is sealed anew, in batches, and may be interrupted at any moment.

Whoever seals another column enters it here; a test compares this list with the tables.
"""

import base64
from collections.abc import Callable
from typing import Any

import orjson
from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import people as persons
from bot.store.store import Store
from bot.store.tables import (
    callbacks,
    cases,
    drafts,
    inbox,
    invites,
    meta,
    missed_words,
    notes,
    outbox,
    pairs,
    people,
    referrals,
    replied,
    replies,
    reported,
    ticks,
)

BATCH = 500
Where = Callable[[Any], str]

SEALED: tuple[tuple[Table, str, Where], ...] = (
    (people, "chat", lambda row: f"people.chat:{row.id}"),
    (people, "held", lambda row: f"people.held:{row.id}"),
    (inbox, "body", lambda row: f"inbox.body:{row.bot_id}:{row.update_id}"),
    (outbox, "sealed", lambda row: f"outbox.sealed:{row.key}"),
    (drafts, "sealed", lambda row: f"drafts.sealed:{row.person}/{row.page}"),
    (cases, "summary", lambda row: f"cases.summary:{row.id}"),
    (notes, "sealed", lambda row: f"notes.sealed:{row.case}"),
    (referrals, "sealed", lambda row: f"referrals.sealed:{row.case}"),
    (callbacks, "sealed", lambda row: f"callbacks.sealed:{row.person}"),
    (replies, "sealed", lambda row: f"replies.sealed:{row.key}"),
    (ticks, "sealed", lambda row: f"ticks.sealed:{row.person}/{row.place}"),
)
# Keyed hashes. Those of people, and of calls whose number is still known, are made anew. The others only say "the same
# as before": at worst an edit is shown twice, a survey can be answered twice, reports are counted from one
# again, an invitation must be sent again, and "do not call" holds no more where the number itself was erased. A hidden
# word has a key of its own.
HASHES = (
    (people, "hash"),
    (people, "word"),
    (inbox, "lane"),
    (cases, "card_text"),
    (pairs, "digest"),
    (invites, "hash"),
    (callbacks, "number"),
    (replied, "token"),
    (reported, "token"),
    (reported, "who"),
    (missed_words, "word"),
    (missed_words, "who"),
)
IN_META = {"check": "meta.value:check", "hidden words": "meta.value:hidden words"}  # where each of them is bound to


class SameMark(Exception):
    """Both keys have the same one-byte mark, so that nobody could tell what is done already."""

    def __init__(self) -> None:
        super().__init__("these two keys cannot be told apart: make another new one (sapar new-key)")


async def rotate(store: Store) -> int:
    """Seal everything with DATA_KEY that DATA_KEY_OLD sealed. Raises SameMark. Returns how many values were changed."""
    if store.vault.marks_alike:
        raise SameMark
    count = 0
    for table, column, where in SEALED:
        while changed := await store.write(lambda conn, t=table, c=column, w=where: _batch(conn, store, t, c, w)):  # type: ignore[misc]
            count += changed
    await store.write(lambda conn: _rest(conn, store))
    await store.checkpoint()
    return count


async def _batch(conn: AsyncConnection, store: Store, table: Table, column: str, where: Where) -> int:
    """Some of the rows that are still under the old key. A person is found again in the same transaction."""
    vault, sealed = store.vault, table.c[column]
    old = (sealed.is_not(None), sealed != b"", func.substr(sealed, 1, 1) != vault.mark)
    rows = (await conn.execute(select(table).where(*old).limit(BATCH))).all()
    for row in rows:
        plain = vault.open(where(row), getattr(row, column))
        fresh: dict[str, Any] = {column: vault.seal(where(row), plain)}
        if table is people and column == "chat":
            fresh["hash"] = persons.hash_of(vault, int(plain))
        if table is callbacks:
            fresh["number"] = vault.hash("call", orjson.loads(plain)["phone"])
        this = [key == getattr(row, key.name) for key in table.primary_key.columns]
        await conn.execute(update(table).where(*this).values(**fresh))
    return len(rows)


async def _rest(conn: AsyncConnection, store: Store) -> None:
    vault = store.vault
    for row in (await conn.execute(select(meta))).all():
        where = IN_META.get(row.key) or (row.key if row.key.startswith("administrators") else None)
        if where is not None:
            plain = vault.open(where, base64.b64decode(row.value))
            value = base64.b64encode(vault.seal(where, plain)).decode()
            await conn.execute(update(meta).where(meta.c.key == row.key).values(value=value))
    await conn.execute(delete(missed_words))
    await conn.execute(delete(invites))

"""Answers to surveys: of nobody, with the day alone; or of a person who joined a list and may leave it.

Who has answered an anonymous survey is known by a keyed hash; nothing leads from it to what they answered: neither
table has an order of its own.
"""

import secrets
from datetime import date

from sqlalchemy import RowMapping, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import insert
from bot.store.erasing import erases
from bot.store.tables import replied, replies
from bot.store.vault import Vault


def _where(key: str) -> str:
    return f"replies.sealed:{key}"


def _whose(survey: str, person: str, time: str) -> str:
    return f"{survey}:{person}:{time}" if time else f"{survey}:{person}"


async def count(
    conn: AsyncConnection, vault: Vault, survey: str, person: str, day: date, body: bytes, time: str = ""
) -> bool:
    """Keep an answer of nobody; False where this person has answered before, this `time`."""
    if await has_answered(conn, vault, survey, person, time):
        return False
    await conn.execute(insert(conn, replied).values(token=vault.hash("survey", _whose(survey, person, time))))
    await _put(conn, vault, survey, None, day, body)
    return True


async def has_answered(conn: AsyncConnection, vault: Vault, survey: str, person: str, time: str = "") -> bool:
    """Whether this person has answered an anonymous survey; nobody can say what."""
    known = vault.hashes("survey", _whose(survey, person, time))
    return bool(await conn.scalar(select(replied.c.token).where(replied.c.token.in_(known))))


async def join(conn: AsyncConnection, vault: Vault, survey: str, person: str, day: date, body: bytes) -> None:
    """Keep a person's answer in place of the one they gave before."""
    await leave(conn, survey, person)
    await _put(conn, vault, survey, person, day, body)


async def leave(conn: AsyncConnection, survey: str, person: str) -> None:
    await conn.execute(delete(replies).where(replies.c.survey == survey, replies.c.person == person))


async def of(conn: AsyncConnection, vault: Vault, survey: str) -> list[tuple[date, bytes]]:
    """Every answer, in no order that tells anything."""
    found = await conn.execute(select(replies).where(replies.c.survey == survey).order_by(replies.c.key))
    return [(row["day"], vault.open(_where(row["key"]), row["sealed"])) for row in found.mappings()]


async def listed(conn: AsyncConnection, vault: Vault, survey: str, only: str | None = None) -> list[tuple[str, bytes]]:
    """Who gave their answers with their nickname, and what they answered; `only`: of this person."""
    named = (replies.c.survey == survey, replies.c.person.is_not(None))
    found = await conn.execute(select(replies).where(*named, *([replies.c.person == only] if only else [])))
    return [(row["person"], vault.open(_where(row["key"]), row["sealed"])) for row in found.mappings()]


async def _put(conn: AsyncConnection, vault: Vault, survey: str, person: str | None, day: date, body: bytes) -> None:
    key = secrets.token_hex(8)
    values = {"key": key, "survey": survey, "person": person, "day": day, "sealed": vault.seal(_where(key), body)}
    await conn.execute(insert(conn, replies).values(**values))


@erases("subscriptions")
async def erase(conn: AsyncConnection, vault: Vault, person: RowMapping) -> None:
    await conn.execute(delete(replies).where(replies.c.person == person["id"]))

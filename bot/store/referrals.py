"""Referrals: to which partner, what was to be passed, what the person said, what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import referrals
from bot.store.vault import Vault


class Status(StrEnum):
    """How far a referral has come."""

    ASKED = "asked"  # the person has not answered yet
    REFUSED = "refused"  # the person said no: nothing is passed
    AGREED = "agreed"  # there is a letter, not yet sent
    SENT = "sent"
    ACCEPTED = "accepted"
    SERVED = "served"
    DECLINED = "declined"  # the partner said no
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Referral:
    """One referral. `fields`: what the letter may say, as codes; `need`: what a consultant wrote for them."""

    id: int
    case: int
    partner: str
    by: int
    fields: tuple[str, ...]
    status: Status
    asked: datetime
    decided: datetime | None
    need: str


def _where(case: int) -> str:
    return f"referrals.sealed:{case}"


def _referral(vault: Vault, row: RowMapping) -> Referral:
    plain: dict[str, Any] = {key: row[key] for key in ("id", "case", "partner", "by", "asked", "decided")}
    need = vault.open(_where(row["case"]), row["sealed"]).decode()
    return Referral(**plain, fields=tuple(row["fields"]), status=Status(row["status"]), need=need)


async def add(
    conn: AsyncConnection,
    vault: Vault,
    case: int,
    partner: str,
    by: int,
    fields: tuple[str, ...],
    need: str,
    at: datetime,
) -> int:
    """Its number. What was asked of the same partner before and not answered is asked no more."""
    same = (referrals.c.case == case, referrals.c.partner == partner, referrals.c.status == Status.ASKED)
    await conn.execute(update(referrals).where(*same).values(status=Status.NO_ANSWER, changed=at))
    sealed = vault.seal(_where(case), need.encode())
    row = {"case": case, "partner": partner, "by": by, "fields": list(fields), "sealed": sealed}
    made = await conn.execute(insert(referrals).values(**row, status=Status.ASKED, asked=at, changed=at))
    [number] = made.inserted_primary_key or [0]
    return int(number)


async def find(conn: AsyncConnection, vault: Vault, number: int) -> Referral | None:
    row = (await conn.execute(select(referrals).where(referrals.c.id == number))).mappings().first()
    return _referral(vault, row) if row else None


async def of_case(conn: AsyncConnection, vault: Vault, case: int) -> list[Referral]:
    found = await conn.execute(select(referrals).where(referrals.c.case == case).order_by(referrals.c.id))
    return [_referral(vault, row) for row in found.mappings()]


async def of(conn: AsyncConnection, case: int) -> list[tuple[str, Status]]:
    """Partners of a case and how far it has come with each, in order; without any words."""
    found = select(referrals.c.partner, referrals.c.status).where(referrals.c.case == case).order_by(referrals.c.id)
    return [(partner, Status(status)) for partner, status in await conn.execute(found)]


async def move(
    conn: AsyncConnection, number: int, origins: tuple[Status, ...], to: Status, at: datetime, *, decided: bool = False
) -> bool:
    """From one of `origins` to `to`; False where it stood elsewhere already."""
    values = {"status": to, "changed": at, **({"decided": at} if decided else {})}
    same = (referrals.c.id == number, referrals.c.status.in_(origins))
    return (await conn.execute(update(referrals).where(*same).values(**values))).rowcount == 1

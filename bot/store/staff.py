"""Who works at the desk: roles, languages, specialities; and the links by which they came."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import insert
from bot.store.tables import invites, rota, staff

INVITES_LAST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the list of staff. `name` is what colleagues see; `capacity`: how many open cases at most."""

    id: int
    name: str
    roles: tuple[str, ...]
    languages: tuple[str, ...] = ()
    specialities: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    peer: bool = False
    gender: str | None = None
    capacity: int | None = None
    status: str = "on"  # on, pause or off


def _member(row: RowMapping) -> Member:
    values: dict[str, Any] = {name: row[name] for name in Member.__dataclass_fields__}
    for name in ("roles", "languages", "specialities", "regions"):
        values[name] = tuple(values[name])
    return Member(**values)


async def find(conn: AsyncConnection, who: int) -> Member | None:
    row = (await conn.execute(select(staff).where(staff.c.id == who))).mappings().first()
    return _member(row) if row else None


async def everybody(conn: AsyncConnection) -> list[Member]:
    return [_member(row) for row in (await conn.execute(select(staff).order_by(staff.c.since))).mappings()]


async def enter(conn: AsyncConnection, who: int, name: str, roles: Iterable[str], at: datetime) -> None:
    """Put somebody on the list; who stands there already gets the new roles and keeps the rest."""
    nothing: dict[str, Any] = {"languages": [], "specialities": [], "regions": []}
    row = insert(conn, staff).values(id=who, name=name, roles=list(roles), since=at, **nothing)
    await conn.execute(row.on_conflict_do_update(index_elements=["id"], set_={"roles": list(roles)}))


async def change(conn: AsyncConnection, who: int, **columns: Any) -> bool:
    return (await conn.execute(update(staff).where(staff.c.id == who).values(**columns))).rowcount == 1


async def remove(conn: AsyncConnection, who: int) -> bool:
    return (await conn.execute(delete(staff).where(staff.c.id == who))).rowcount == 1


async def invite(conn: AsyncConnection, code: bytes, roles: Sequence[str], made_by: int, at: datetime) -> None:
    """`code`: the keyed hash of what stands in the link."""
    await conn.execute(insert(conn, invites).values(hash=code, roles=list(roles), made_by=made_by, made=at))


async def accept(conn: AsyncConnection, code: bytes, at: datetime) -> tuple[str, ...] | None:
    """The roles that an invitation gives, and its end; None where it is spent, too old, or none of ours."""
    await conn.execute(delete(invites).where(invites.c.made <= at - INVITES_LAST))
    found = (await conn.execute(select(invites.c.roles).where(invites.c.hash == code))).scalar()
    taken = (await conn.execute(delete(invites).where(invites.c.hash == code))).rowcount == 1
    return tuple(found) if taken and found is not None else None


async def set_rota(conn: AsyncConnection, week: date, people: Sequence[int]) -> None:
    """Who is on call in the week of this Monday, the first called first."""
    await conn.execute(delete(rota).where(rota.c.week == week))
    rows = [{"week": week, "place": place, "who": who} for place, who in enumerate(people)]
    if rows:
        await conn.execute(insert(conn, rota), rows)


async def on_call(conn: AsyncConnection, week: date) -> list[int]:
    found = await conn.execute(select(rota.c.who).where(rota.c.week == week).order_by(rota.c.place))
    return list(found.scalars())

"""Cases: a conditional statement for each change of hands, and a history that only grows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import cases, history, people


class Status(StrEnum):
    """Where a case stands."""

    NEW = "new"  # nobody has taken it
    CLAIMED = "claimed"  # one consultant has it, and has not answered yet
    WAITING_PERSON = "waiting_person"  # the last word is ours
    WAITING_STAFF = "waiting_staff"  # the last word is the person's
    REFERRED = "referred"  # a partner helps; it stays open until they tell
    CLOSED = "closed"  # it ended with an outcome


@dataclass(frozen=True, slots=True)
class Case:
    """One case as the desk sees it: never who the person is."""

    id: int
    person: str
    topic: str
    page: str | None
    priority: int
    status: str
    group_name: str
    locale: str
    claimer: int | None
    claimer_name: str | None
    helpers: dict[str, str] | None
    opened: datetime
    closed: datetime | None
    outcome: str | None
    cause: str | None
    answered: datetime | None  # when the first answer arrived
    heard: datetime | None  # when the person last wrote
    owed: datetime | None  # since when we owe an answer, and until when it is due
    due: datetime | None
    link: int | None  # an earlier case that it continues, or that it was merged into
    urgent: bool
    quiet: bool
    legal_hold: bool
    thread: int | None
    card: int | None
    card_text: bytes | None
    kept_back: int | None  # the line that counts what came too fast
    slot: int  # which of the person's two
    turned: datetime | None  # when their talk last turned to it

    @property
    def is_open(self) -> bool:
        return self.closed is None

    def answered_by(self, who: int) -> bool:
        """Whether this consultant's plain words go to the person."""
        return self.claimer == who or str(who) in (self.helpers or {})


COLUMNS = [cases.c[name] for name in Case.__dataclass_fields__]


def _case(row: Row[Any] | None) -> Case | None:
    return Case(**row._mapping) if row is not None else None


async def find(conn: AsyncConnection, number: int) -> Case | None:
    return _case((await conn.execute(select(*COLUMNS).where(cases.c.id == number))).first())


async def get(conn: AsyncConnection, number: int) -> Case:
    """A case that is known to be there."""
    case = await find(conn, number)
    assert case is not None
    return case


async def all_open(conn: AsyncConnection, person: str) -> list[Case]:
    """The open cases of this person, first the one they talk in; the database allows two."""
    found = await conn.execute(
        select(*COLUMNS)
        .where(cases.c.person == person, cases.c.closed.is_(None))
        .order_by(func.coalesce(cases.c.turned, cases.c.opened).desc(), cases.c.id.desc())
    )
    return [Case(**row._mapping) for row in found]


async def open_of(conn: AsyncConnection, person: str) -> Case | None:
    """The open case that this person talks in."""
    return next(iter(await all_open(conn, person)), None)


def free_slot(open_cases: Sequence[Case]) -> int:
    """Which of the two a further case of the same person would be; 0 where both are open."""
    return next((slot for slot in (1, 2) if slot not in {case.slot for case in open_cases}), 0)


async def earlier(conn: AsyncConnection, case: Case, most: int) -> list[Case]:
    """Cases of the same person before this one, the newest first; those of another group only that group sees."""
    before = select(*COLUMNS).where(cases.c.person == case.person, cases.c.id < case.id)
    seen = before.where((cases.c.group_name == "main") | (cases.c.group_name == case.group_name))
    found = await conn.execute(seen.order_by(cases.c.id.desc()).limit(most))
    return [one for row in found if (one := _case(row))]


@dataclass(frozen=True, slots=True)
class Standing:
    """An open case as the queue shows it."""

    id: int
    topic: str
    priority: int
    status: str
    locale: str
    claimer_name: str | None
    owed: datetime | None
    due: datetime | None
    thread: int | None
    card: int | None


STANDING = [cases.c[name] for name in Standing.__dataclass_fields__]


async def standing(conn: AsyncConnection, group: str) -> list[Standing]:
    """The open cases of a group: the most urgent first, among those the oldest. One query."""
    here = select(*STANDING).where(cases.c.closed.is_(None), cases.c.group_name == group)
    found = await conn.execute(here.order_by(cases.c.priority, cases.c.opened))
    return [Standing(*row) for row in found]


async def search(
    conn: AsyncConnection,
    group: str,
    most: int,
    *,
    only_open: bool = False,
    topic: str | None = None,
    outcome: str | None = None,
    pages: Collection[str] | None = None,
    alias: str | None = None,
) -> list[Case]:
    """Cases of a group, the newest first."""
    wanted = select(*COLUMNS).where(cases.c.group_name == group)
    if only_open:
        wanted = wanted.where(cases.c.closed.is_(None))
    if topic is not None:
        wanted = wanted.where(cases.c.topic == topic)
    if outcome is not None:
        wanted = wanted.where(cases.c.outcome == outcome)
    if pages is not None:
        wanted = wanted.where(cases.c.page.in_(pages))
    if alias is not None:
        wanted = wanted.join(people, people.c.id == cases.c.person).where(people.c.alias == alias)
    found = await conn.execute(wanted.order_by(cases.c.id.desc()).limit(most))
    return [one for row in found if (one := _case(row))]


async def load(conn: AsyncConnection, *, urgent: bool = False) -> dict[int, int]:
    """How many open cases each consultant has; `urgent`: of danger alone."""
    mine = select(cases.c.claimer, func.count()).where(cases.c.closed.is_(None), cases.c.claimer.is_not(None))
    if urgent:
        mine = mine.where(cases.c.priority == 1)
    return {row[0]: row[1] for row in await conn.execute(mine.group_by(cases.c.claimer))}


async def open_at(conn: AsyncConnection, who: int) -> list[Case]:
    """The open cases that a consultant answers, or helps to answer."""
    mine = (cases.c.claimer == who) | cases.c.helpers.is_not(None)
    found = await conn.execute(select(*COLUMNS).where(cases.c.closed.is_(None), mine).order_by(cases.c.id))
    return [case for row in found if (case := _case(row)) and case.answered_by(who)]


async def last_closed_of(conn: AsyncConnection, person: str) -> Case | None:
    """The case of this person that was closed last."""
    closed = select(*COLUMNS).where(cases.c.person == person, cases.c.closed.is_not(None))
    return _case((await conn.execute(closed.order_by(cases.c.closed.desc()).limit(1))).first())


async def at_thread(conn: AsyncConnection, group: str, thread: int) -> Case | None:
    return _case(
        (await conn.execute(select(*COLUMNS).where(cases.c.group_name == group, cases.c.thread == thread))).first()
    )


async def at_card(conn: AsyncConnection, group: str, message: int) -> Case | None:
    return _case(
        (await conn.execute(select(*COLUMNS).where(cases.c.group_name == group, cases.c.card == message))).first()
    )


async def add(conn: AsyncConnection, at: datetime, actor: str, **columns: Any) -> int:
    """A new case; its number."""
    made = await conn.execute(insert(cases).values(opened=at, changed=at, status=Status.NEW, **columns))
    [number] = made.inserted_primary_key or [0]
    await record(conn, number, at, actor, "opened", {"topic": columns["topic"], "priority": columns["priority"]})
    return int(number)


async def move(
    conn: AsyncConnection,
    number: int,
    at: datetime,
    actor: str,
    what: str,
    origins: Collection[Status],
    to: Status,
    *also: ColumnElement[bool],
    detail: Mapping[str, Any] | None = None,
    **columns: Any,
) -> bool:
    """From one of `origins` to `to`, if `also` holds. Of many who try at once exactly one is told True."""
    moved = await conn.execute(
        update(cases)
        .where(cases.c.id == number, cases.c.status.in_(origins), *also)
        .values(status=to, changed=at, **columns)
    )
    if moved.rowcount != 1:
        return False
    await record(conn, number, at, actor, what, detail or {})
    return True


async def change(
    conn: AsyncConnection,
    number: int,
    at: datetime,
    actor: str,
    what: str,
    detail: Mapping[str, Any],
    **columns: Any,
) -> None:
    """Change a case and say so in its history."""
    await conn.execute(update(cases).where(cases.c.id == number).values(changed=at, **columns))
    await record(conn, number, at, actor, what, detail)


async def place(conn: AsyncConnection, number: int, **columns: Any) -> None:
    """Where a case stands in the staff group (thread, card): no change of the case itself."""
    await conn.execute(update(cases).where(cases.c.id == number).values(**columns))


async def record(
    conn: AsyncConnection, number: int, at: datetime, actor: str, what: str, detail: Mapping[str, Any]
) -> None:
    await conn.execute(insert(history).values(case=number, at=at, actor=actor, what=what, detail=dict(detail)))


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's history. `actor`: a consultant's id, "person" or "bot"."""

    at: datetime
    actor: str
    what: str
    detail: Mapping[str, Any]


async def history_of(conn: AsyncConnection, number: int) -> list[Event]:
    """What was done in a case, oldest first."""
    columns = (history.c.at, history.c.actor, history.c.what, history.c.detail)
    found = await conn.execute(select(*columns).where(history.c.case == number).order_by(history.c.id))
    return [Event(*row) for row in found]


async def of_person(conn: AsyncConnection, person: str) -> list[Case]:
    """All cases of a person, the newest first."""
    found = await conn.execute(select(*COLUMNS).where(cases.c.person == person).order_by(cases.c.id.desc()))
    return [Case(**row._mapping) for row in found]


async def rate(conn: AsyncConnection, number: int, **code: int | str) -> None:
    """How a person says it was (`rating` 1 to 5, or `solved`): the first word counts."""
    [(name, value)] = code.items()
    await conn.execute(update(cases).where(cases.c.id == number, cases.c[name].is_(None)).values({name: value}))

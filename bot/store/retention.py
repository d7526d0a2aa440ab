"""How long things are kept, and what is due to go: one list, which the dry run shows and the nightly job works off."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete as deleting
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.people import NOBODY
from bot.store.tables import append_only, audit, cases, deletions, history, missed_words, pairs, people, reported
from dialogs.lists import Lists

CODES = {"history": history, "audit": audit}  # who did what, without a word


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """Something whose time is over: `what` says how it goes, `subject` which one, or how many."""

    what: str
    subject: str

    def __str__(self) -> str:
        return f"{self.what} {self.subject}"


async def due(conn: AsyncConnection, lists: Lists, now: datetime) -> list[Due]:
    """Everything that is to go, in an order in which it can go. Legal hold keeps a case and its topic."""
    found: list[Due] = []
    for restricted in (False, True):
        found += await _cases(conn, lists, now, restricted)
    found += [Due("person", name) for name in await _inactive(conn, lists, now)]
    for what, old in (
        ("missed words", missed_words.c.day <= _ago(now, lists.retention.missed_words).date()),
        ("reports", reported.c.day <= _ago(now, lists.retention.reports).date()),
        ("deletions", deletions.c.on <= _ago(now, lists.retention.deletions).date()),
        *((name, table.c.at <= _ago(now, lists.retention.audit)) for name, table in CODES.items()),
    ):
        count = (await conn.execute(select(func.count()).where(old))).scalar_one()
        found += [Due(what, str(count))] if count else []
    return found


async def _cases(conn: AsyncConnection, lists: Lists, now: datetime, restricted: bool) -> list[Due]:
    """Topics of closed cases, and the cases themselves; protection has terms of its own."""
    terms = lists.retention.restricted if restricted else lists.retention.main
    protection = [name for name, topic in lists.topics.items() if topic.group == "restricted"]
    ours = cases.c.topic.in_(protection) if restricted else cases.c.topic.not_in(protection)
    free = (ours, cases.c.closed.is_not(None), cases.c.legal_hold.is_(False))
    stands = or_(cases.c.thread.is_not(None), cases.c.card.is_not(None))
    gone = select(cases.c.id).where(*free, stands, cases.c.closed <= _ago(now, terms.topic)).order_by(cases.c.id)
    known = or_(cases.c.person != NOBODY, select(pairs.c.case).where(pairs.c.case == cases.c.id).exists())
    bare = select(cases.c.id).where(*free, known, cases.c.closed <= _ago(now, terms.case)).order_by(cases.c.id)
    topics_due = [Due("topic", str(number)) for number in (await conn.execute(gone)).scalars()]
    return topics_due + [Due("case", str(number)) for number in (await conn.execute(bare)).scalars()]


async def _inactive(conn: AsyncConnection, lists: Lists, now: datetime) -> list[str]:
    """Who has done nothing for so long, and has neither an open case nor one that must be kept."""
    old = _ago(now, lists.retention.person).date()
    kept = select(cases.c.id).where(cases.c.person == people.c.id, or_(cases.c.closed.is_(None), cases.c.legal_hold))
    quiet = select(people.c.id).where(
        people.c.id != NOBODY, func.coalesce(people.c.active, people.c.since) <= old, ~kept.exists()
    )
    return sorted((await conn.execute(quiet)).scalars())


async def sweep(conn: AsyncConnection, what: str, lists: Lists, now: datetime) -> None:
    """Rows that concern nobody in particular."""
    if what == "missed words":
        await conn.execute(
            deleting(missed_words).where(missed_words.c.day <= _ago(now, lists.retention.missed_words).date())
        )
    elif what == "reports":
        await conn.execute(deleting(reported).where(reported.c.day <= _ago(now, lists.retention.reports).date()))
    elif what == "deletions":
        await conn.execute(deleting(deletions).where(deletions.c.on <= _ago(now, lists.retention.deletions).date()))
    else:
        await _prune(conn, what, _ago(now, lists.retention.audit))


async def _prune(conn: AsyncConnection, table: str, before: datetime) -> None:
    """The one exception from "only ever added to": for the length of this transaction."""
    dialect = conn.dialect.name
    rows = deleting(CODES[table]).where(CODES[table].c.at <= before)
    if dialect == "sqlite":
        await conn.exec_driver_sql(f"DROP TRIGGER {table}_no_delete")
        await conn.execute(rows)
        await conn.exec_driver_sql(append_only(table, dialect)[1])
    else:
        await conn.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only")
        await conn.execute(rows)
        await conn.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER {table}_append_only")


def _ago(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)

"""Which messages stand in a private chat: their ids alone, for the 48 hours in which Telegram lets them be deleted."""

from collections import OrderedDict
from datetime import datetime, timedelta

from sqlalchemy import delete, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import insert
from bot.store.tables import people, seen

KEPT = timedelta(hours=48)
MARGIN = timedelta(minutes=5)  # nearly too old: Telegram's clock decides, not ours
REMEMBERED = 1000


class Seen:
    """Of who only reads nothing may be written down: their messages are remembered here, and lost with a restart."""

    def __init__(self) -> None:
        self._memory: OrderedDict[str, dict[int, datetime]] = OrderedDict()
        self._cleared: OrderedDict[str, datetime] = OrderedDict()

    def clear(self, person: str, now: datetime) -> None:
        """Their chat was cleared now: what was on its way before this moment arrives too late."""
        self._cleared[person] = now
        self._cleared.move_to_end(person)
        while len(self._cleared) > REMEMBERED:
            self._cleared.popitem(last=False)

    def cleared_after(self, person: str, sent: datetime) -> bool:
        return person in self._cleared and sent < self._cleared[person]

    async def add(self, conn: AsyncConnection, person: str, messages: list[int], now: datetime) -> None:
        written = False
        for message in messages:
            row = select(literal(person), literal(message), literal(now, seen.c.at.type)).where(
                select(people.c.id)
                .where(people.c.id == person, people.c.consent.is_distinct_from("read_only"))
                .exists()
            )
            made = insert(conn, seen).from_select(["person", "message", "at"], row).on_conflict_do_nothing()
            written = (await conn.execute(made)).rowcount == 1 or written
        if not written:
            self._memory.setdefault(person, {}).update(dict.fromkeys(messages, now))
            self._memory.move_to_end(person)
            while len(self._memory) > REMEMBERED:
                self._memory.popitem(last=False)

    async def take(self, conn: AsyncConnection, person: str, now: datetime) -> tuple[list[int], int]:
        """The messages that can be deleted, and how many cannot any more; neither is remembered after this."""
        found = (await conn.execute(select(seen.c.message, seen.c.at).where(seen.c.person == person))).all()
        known = {row.message: row.at for row in found} | self._memory.pop(person, {})
        await conn.execute(delete(seen).where(seen.c.person == person))
        fresh = sorted(message for message, at in known.items() if at > now - KEPT + MARGIN)
        return fresh, len(known) - len(fresh)

    async def move_to_memory(self, conn: AsyncConnection, person: str) -> None:
        """From now on this person only reads: what stood in the database stands here."""
        found = (await conn.execute(select(seen.c.message, seen.c.at).where(seen.c.person == person))).all()
        await conn.execute(delete(seen).where(seen.c.person == person))
        self._memory.setdefault(person, {}).update({row.message: row.at for row in found})

    def forget(self, person: str) -> None:
        self._memory.pop(person, None)


async def sweep(conn: AsyncConnection, now: datetime) -> None:
    """What Telegram deletes no more is only counted from now on."""
    old = seen.c.at <= now - KEPT
    count = select(func.count()).select_from(seen).where(seen.c.person == people.c.id, old).scalar_subquery()
    await conn.execute(
        update(people).where(people.c.id.in_(select(seen.c.person).where(old))).values(older=people.c.older + count)
    )
    await conn.execute(delete(seen).where(old))

"""All that waits to be sent, as far as it must be in memory: numbers and times, no words."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.store import outbox
from bot.store.addresses import Address
from bot.store.outbox import Priority
from bot.store.store import Store
from bot.store.tables import cases
from bot.telegram.bundles import Row, Slip
from bot.telegram.limits import Budget, counts
from bot.telegram.streams import GATHER, Agenda, Queue, Stream


class Waiting:
    def __init__(self, store: Store, clock: Clock, budget: Budget) -> None:
        self._store, self._clock, self._budget = store, clock, budget
        self._streams: dict[str, Stream] = {}
        self._served: dict[str, datetime] = {}
        self._queues: dict[str, Queue] = {}
        self._agenda = Agenda()
        self._last = 0
        self._napping: set[str] = set()
        self._unreached: set[str] = set()
        self.stale = True

    @property
    def any(self) -> bool:
        return bool(self._streams)

    @property
    def has_ready(self) -> bool:
        return self._agenda.has_ready

    def next_time(self) -> datetime | None:
        return self._agenda.next_time

    # From the database

    async def load(self) -> None:
        """What was put since the last time."""
        if not self.stale:
            return
        self.stale = False
        try:
            async with self._store.reading() as conn:
                records = await outbox.after(conn, self._last)
                touched = self._add(records)
                await self._assign(conn, [stream for stream in touched if stream.queue is None])
        except BaseException:
            self.stale = True
            raise
        if records:
            self._last = max(self._last, records[-1]["id"])
        self._offer_all(touched)

    async def read_again(self, stream: Stream) -> None:
        """After a refusal rows may have been changed, or others put before them."""
        async with self._store.reading() as conn:
            records = await outbox.of_stream(conn, stream.name)
            stream.slips = []
            self._add(records)
            if stream.slips:
                await self._assign(conn, [stream])

    def _add(self, records: Iterable[RowMapping]) -> list[Stream]:
        touched: dict[str, Stream] = {}
        for record in records:
            slip = Slip(**record)
            stream = self._streams.get(slip.stream)
            if stream is None:
                stream = Stream(slip.stream, served=self._served.get(slip.stream))
                self._streams[slip.stream] = stream
            stream.add(slip)
            touched[stream.name] = stream
        return list(touched.values())

    async def _assign(self, conn: AsyncConnection, streams: list[Stream]) -> None:
        """To each stream the queue of the chat it goes to."""
        numbers = {int(s.slips[0].to[5:]) for s in streams if s.slips[0].to.startswith("case:")}
        groups: dict[int, str] = {}
        if numbers:
            found = await conn.execute(select(cases.c.id, cases.c.group_name).where(cases.c.id.in_(numbers)))
            groups = {record.id: record.group_name for record in found}
        for stream in streams:
            to = stream.slips[0].to
            name = f"group:{groups.get(int(to[5:]), 'nobody')}" if to.startswith("case:") else to
            self._move(stream, name)

    def _move(self, stream: Stream, name: str) -> None:
        if stream.queue is not None:
            stream.queue.streams.pop(stream.name, None)
        stream.queue = self._queues.setdefault(name, Queue(name))
        stream.queue.streams[stream.name] = stream

    # Choosing

    def take(self, now: datetime) -> Stream | None:
        """The most urgent stream that may go now; its queue is busy until `free`."""
        while (name := self._agenda.pop()) is not None:
            queue = self._queues.get(name)
            if queue is None or queue.busy:
                continue
            stream, _ = self._best(queue, now)
            if stream is not None:
                queue.busy = True
                stream.sender = queue
                return stream
            self._offer(queue)
        return None

    def look_again(self, now: datetime) -> None:
        for name in self._agenda.due(now):
            if name in self._queues:
                self._offer(self._queues[name])

    def free(self, stream: Stream) -> None:
        """A call is over: the queue may go on, and an empty stream is forgotten."""
        sender, stream.sender = stream.sender, None
        if not stream.slips:
            self._forget(stream)
        for queue in {id(queue): queue for queue in (sender, stream.queue) if queue is not None}.values():
            if queue is sender:
                queue.busy = False
            self._offer(queue)

    def _forget(self, stream: Stream) -> None:
        self._streams.pop(stream.name, None)
        self._napping.discard(stream.name)
        self._unreached.discard(stream.name)
        if stream.queue is not None:
            stream.queue.streams.pop(stream.name, None)

    def _best(self, queue: Queue, now: datetime) -> tuple[Stream | None, datetime | None]:
        """The first that may go now, or the moment when the first may."""
        soonest: datetime | None = None
        filled = [stream for stream in queue.streams.values() if stream.slips]
        for stream in sorted(filled, key=lambda stream: stream.order(now)):
            when = stream.ready_at() or now
            if queue.chat_id is not None and counts(stream.slips[0].method):
                urgent = stream.rings
                when = max(when, self._budget.free_at(queue.chat_id, urgent, now))
            if queue.chat_id is not None:
                method = stream.slips[0].method
                when = max(when, self._budget.banned_until(queue.chat_id, method, stream.rings) or now)
            if when <= now:
                return stream, None
            soonest = when if soonest is None else min(soonest, when)
        return None, soonest

    def _offer(self, queue: Queue) -> None:
        if queue.busy:
            return
        if not queue.streams:
            self._queues.pop(queue.name, None)
            return
        now = self._clock.now()
        stream, soonest = self._best(queue, now)
        if stream is not None:
            self._agenda.ready(stream.order(now), queue.name)
        elif soonest is not None:
            self._agenda.later(soonest, queue.name)

    def _offer_all(self, streams: Iterable[Stream]) -> None:
        for queue in {stream.queue.name: stream.queue for stream in streams if stream.queue}.values():
            self._offer(queue)

    # What became of them

    def settle(self, stream: Stream, address: Address) -> bool:
        """False where the row goes elsewhere than thought, or must wait for the chat's own limit."""
        queue = stream.queue
        if queue is None or address.queue == "":
            return True
        if queue.name != address.queue:
            self._move(stream, address.queue)
            return False
        known, queue.chat_id = queue.chat_id, address.chat_id
        now = self._clock.now()
        return known == address.chat_id or self._best(queue, now)[0] is stream

    def gone(self, stream: Stream, row: Row) -> None:
        """Sent or given up; whoever waited for the same address is looked at again."""
        stream.drop(row.ids)
        stream.served = now = self._clock.now()
        # Remembered a little longer than the stream has rows: whoever writes without a rest is not new each time.
        self._served = {name: at for name, at in self._served.items() if now - at < GATHER} | {stream.name: now}
        stream.rest_until = None
        self.wake(row.to)

    def nap(self, stream: Stream, how_long: timedelta) -> None:
        stream.rest_until = self._clock.now() + how_long
        self._napping.add(stream.name)

    def unreached(self, stream: Stream, until: datetime) -> None:
        stream.rest_until = until
        self._unreached.add(stream.name)

    def wake(self, to: str | None) -> None:
        names = {name for name in self._napping if to is None or self._concerns(name, to)}
        self._napping -= names
        self._get_up(names)

    def wake_unreached(self) -> None:
        names, self._unreached = self._unreached, set()
        self._get_up(names)

    def late(self, before: datetime) -> list[Slip]:
        """Words of either side, and what is more urgent, that came before this moment and were not told of yet."""
        return [
            slip
            for stream in self._streams.values()
            for slip in stream.slips
            if not slip.late and slip.created <= before and slip.priority <= Priority.ANSWER
        ]

    def _concerns(self, name: str, to: str) -> bool:
        stream = self._streams.get(name)
        if stream is None or not stream.slips:
            return True
        return stream.slips[0].to == to or (stream.queue is not None and stream.queue.name == to)

    def _get_up(self, names: Iterable[str]) -> None:
        streams = [self._streams[name] for name in names if name in self._streams]
        for stream in streams:
            stream.rest_until, stream.failures = None, 0
        self._offer_all(streams)

"""Sends what lies in the outbox: in order, within the limits, again and again until it has arrived."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, Protocol

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock, sleep_or
from bot.store import addresses, outbox
from bot.store.addresses import Address
from bot.store.store import Store
from bot.telegram.bundles import Row, addressed, bundle, in_pieces
from bot.telegram.limits import Budget, Limits
from bot.telegram.opening import opened
from bot.telegram.outage import Outage
from bot.telegram.refusals import ABOUT_THE_CHAT, NOT_NOW, SILENT, Refusal, Refused
from bot.telegram.session import Session
from bot.telegram.streams import Stream
from bot.telegram.waiting import Waiting

log = structlog.get_logger()

BOUND = 16
NAP = timedelta(minutes=15)  # a row that waits for something is tried again after this in any case
LATE = timedelta(minutes=2)
LATE_LOOK = timedelta(seconds=10)


class Then(Enum):
    """What becomes of a refused row."""

    RETRY = auto()
    WAIT = auto()
    GIVE_UP = auto()


class Api(Protocol):
    async def raw(self, method: str, params: dict[str, Any] | None = None, patience: float | None = None) -> Any: ...


Arrived = Callable[[AsyncConnection, Row, Any], Awaitable[None]]
AskThen = Callable[[AsyncConnection, Row, Refusal], Awaitable[Then]]
Late = Callable[[AsyncConnection, Row], Awaitable[None]]


class Outbox:
    """`late` is told once of a row (ANSWER or more urgent) that has waited for two minutes.

    `flooded` is told of a topic that Telegram will not make before some seconds are over.
    """

    def __init__(
        self,
        store: Store,
        api: Api,
        clock: Clock,
        limits: Limits,
        arrived: Arrived,
        refused: AskThen,
        *,
        late: Late | None = None,
        flooded: Late | None = None,
        patience: float = 15.0,
    ) -> None:
        self._store, self._api, self._clock = store, api, clock
        self._hook_arrived, self._hook_refused, self._hook_late, self._hook_flooded = arrived, refused, late, flooded
        self._patience = patience
        self.budget = Budget(limits, clock)
        self._waiting = Waiting(store, clock, self.budget)
        self._outage = Outage(clock)
        self._changed = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._one_by_one = False  # a Bot API server that does not know copyMessages
        self._stopping = False
        self._late_look = clock.now()
        store.on_put(self._put)
        store.on_wake(self.wake)
        if isinstance(api, Session):
            api.tapped, api.flooded = self.budget.tapped, self.budget.refused

    async def run(self) -> None:
        """For ever: what is ready leaves; then waits for a new row, for a moment, or for an answer."""
        self._put()
        while not self._stopping:
            self._changed.clear()
            try:
                await self._waiting.load()
                await self._tell_late()
                self._start()
                until = self._next_time()
            except Exception as error:
                log.error("outbox not read", error=type(error).__name__)
                until = self._clock.now() + timedelta(seconds=5)
            await sleep_or(self._clock, until, self._changed)

    async def drain(self, seconds: float = 10.0) -> None:
        """Waits for the answers under way; what has not left stays for the next start."""
        self._stopping = True
        self._changed.set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def wake(self, to: str | None = None) -> None:
        """Something was mended: tries again what sleeps for this address, or everything that sleeps."""
        self._waiting.wake(to)
        self._changed.set()

    def _put(self) -> None:
        self._waiting.stale = True
        self._changed.set()

    # Choosing

    def _start(self) -> None:
        now = self._clock.now()
        self._waiting.look_again(now)
        while not self._stopping and len(self._tasks) < self._outage.bound(BOUND):
            if max(self.budget.all_free_at(now), self._outage.until or now) > now:
                return
            stream = self._waiting.take(now)
            if stream is None:
                return
            self.budget.spend_overall()
            task = asyncio.create_task(self._send(stream), name="outbox")
            self._tasks.add(task)
            task.add_done_callback(self._sent)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._changed.set()

    def _next_time(self) -> datetime | None:
        moments = [moment for moment in (self._waiting.next_time(),) if moment is not None]
        if self._waiting.has_ready and len(self._tasks) < self._outage.bound(BOUND):
            moments.append(max(self.budget.all_free_at(), self._outage.until or self._clock.now()))
        if self._hook_late is not None and self._waiting.any:
            moments.append(self._late_look)
        return min(moments, default=None)

    # Sending

    async def _send(self, stream: Stream) -> None:
        try:
            await self._deliver(stream)
        except Exception as error:
            log.error("sending failed", error=type(error).__name__)
            self._rest(stream, 5.0)
        finally:
            self._waiting.free(stream)

    async def _deliver(self, stream: Stream) -> None:
        slips = stream.next()
        row, address, origin = await opened(self._store, stream, slips, self._one_by_one)
        if row is None:
            stream.drop(slip.id for slip in slips)
            return
        if address is None:
            self._waiting.nap(stream, NAP)
            return
        if isinstance(address, Refusal):
            await self._ask(stream, row, address)
            return
        if not self._waiting.settle(stream, address):
            return
        params = addressed(row, address, origin)
        if params is None:
            self._waiting.nap(stream, NAP)
            return
        self.budget.spend(address.chat_id, stream.rings, row.method)
        try:
            result = await self._api.raw(row.method, params, patience=self._patience)
        except Refused as refused:
            if refused.refusal is not Refusal.UNREACHABLE and self._outage.over():
                self._waiting.wake_unreached()
            await self._refused(stream, row, address, refused)
            return
        if self._outage.over():
            self._waiting.wake_unreached()
        await self._arrived(stream, row, result)

    # Answers

    async def _arrived(self, stream: Stream, row: Row, result: Any) -> None:
        """The row goes and the desk learns of it in one commit. Only the writing is tried again."""
        row.uncertain = isinstance(result, list) and len(result) != len(row.ids)

        async def both(conn: AsyncConnection) -> None:
            await outbox.done(conn, row.ids)
            await self._hook_arrived(conn, row, result)

        async def only_done(conn: AsyncConnection) -> None:
            await outbox.done(conn, row.ids)

        tries = 0
        while True:
            try:
                await self._store.write(both if tries < 3 else only_done)
                break
            except Exception as error:
                # A database that cannot be written is waited for; only what fails by itself is given up in the end.
                tries += not isinstance(error, OperationalError | OSError)
                log.error("arrival not written", error=type(error).__name__)
                await self._clock.sleep_until(self._clock.now() + timedelta(seconds=max(1, min(tries, 5))))
        self._waiting.gone(stream, row)

    async def _refused(self, stream: Stream, row: Row, address: Address, refused: Refused) -> None:
        refusal = refused.refusal
        if refusal is Refusal.RETRY_AFTER:
            topic, hook = row.method == "createForumTopic", self._hook_flooded
            self.budget.refused(address.chat_id, refused.retry_after, topic=topic)
            if topic and hook is not None:
                await self._store.write(lambda conn: hook(conn, row))
        elif refusal in NOT_NOW:
            await self._unreached(stream, row)
        elif refusal is Refusal.NOT_MODIFIED:
            await self._arrived(stream, row, True)
        elif refusal is Refusal.MIGRATED and refused.new_chat is not None:
            old, new = address.chat_id, refused.new_chat
            await self._store.write(lambda conn: addresses.move_group(conn, old, new))
        elif refusal is Refusal.BAD_ENTITIES and not stream.plain.issuperset(row.ids):
            stream.plain.update(row.ids)
            stream.together = list(row.ids)
        elif refusal is Refusal.UNKNOWN_METHOD and row.method == "copyMessages":
            self._one_by_one = True
            stream.alone.update(row.ids)
        elif refusal in SILENT:
            await self._store.write(lambda conn: outbox.done(conn, row.ids))
            self._waiting.gone(stream, row)
        elif len(row.ids) > 1 and refusal not in ABOUT_THE_CHAT and row.method != "editMessageText":
            # One of them is to blame: they fall apart, and the others arrive.
            stream.alone.update(row.ids)
            stream.together = []
        elif refusal is Refusal.TOO_LONG and row.method == "sendMessage":
            await self._cut(stream, row)
        else:
            await self._ask(stream, row, refusal)

    async def _cut(self, stream: Stream, row: Row) -> None:
        """A text that is too long for one message goes as several."""
        parts = in_pieces(row)
        if len(parts) < 2:
            await self._ask(stream, row, Refusal.TOO_LONG)
            return

        async def work(conn: AsyncConnection) -> None:
            await outbox.done(conn, row.ids)
            await outbox.put(conn, self._store.vault, parts, self._clock.now())

        await self._store.write(work)
        await self._waiting.read_again(stream)

    async def _unreached(self, stream: Stream, row: Row) -> None:
        """It may have been done although the answer was lost: the same again, and nothing else before it."""
        stream.together = list(row.ids)
        stream.failures += 1
        self._outage.failed()
        self._waiting.unreached(stream, self._outage.backoff(stream.failures))
        await self._store.write(lambda conn: outbox.tried(conn, row.ids))

    async def _ask(self, stream: Stream, row: Row, refusal: Refusal) -> None:
        async def work(conn: AsyncConnection) -> Then:
            then = await self._hook_refused(conn, row, refusal)
            if then is Then.GIVE_UP:
                await outbox.done(conn, row.ids)
            return then

        then = await self._store.write(work)
        log.info("refused", refusal=refusal.name, method=row.method, then=then.name)
        if then is Then.GIVE_UP:
            self._waiting.gone(stream, row)
            return
        stream.together = []
        if then is Then.WAIT:
            self._waiting.nap(stream, NAP)
            return
        stream.refusals += 1
        await self._waiting.read_again(stream)
        if stream.refusals > 3:
            self._rest(stream, min(60.0, 2.0**stream.refusals))

    def _rest(self, stream: Stream, seconds: float) -> None:
        stream.rest_until = self._clock.now() + timedelta(seconds=seconds)

    # Telling

    async def _tell_late(self) -> None:
        now, hook = self._clock.now(), self._hook_late
        if hook is None or now < self._late_look:
            return
        self._late_look = now + LATE_LOOK
        late = self._waiting.late(now - LATE)
        if not late:
            return

        async def work(conn: AsyncConnection) -> None:
            kept = {one.id: one for one in await outbox.read(conn, self._store.vault, [s.id for s in late])}
            await outbox.mark_late(conn, kept)
            for slip in late:
                if slip.id in kept:
                    await hook(conn, bundle([replace(slip, merge=None)], [kept[slip.id]]))

        await self._store.write(work)
        for slip in late:
            slip.late = True


__all__ = ["Api", "Outbox", "Row", "Then"]

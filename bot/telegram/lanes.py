"""Updates are handled in lanes: one chat in order, chats side by side."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar

import structlog
from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock, sleep_or
from bot.store import inbox
from bot.store.inbox import Incoming
from bot.store.store import Store
from bot.store.vault import Vault
from bot.telegram.reading import read

T = TypeVar("T")
log = structlog.get_logger()

PAUSES = (1.0, 5.0)
NO_DATABASE = 5.0
LAZY = 0.2
FULL = 1000
# What Telegram may bring tomorrow is stored and skipped.
KINDS = Update.model_fields.keys() - {"update_id"}


class Commit(Protocol):
    async def __call__(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Commits `work` together with the closing of the update that is being handled."""
        ...


Handle = Callable[[Update, Commit], Awaitable[None]]
Stuck = Callable[[AsyncConnection, int], Awaitable[None]]


def lane_of(vault: Vault, raw: dict[str, Any]) -> bytes:
    """One lane for each private chat, and for each topic of a group."""
    event = next(filter(None, (_part(raw, key) for key in raw)), {})
    message = _part(event, "message") or event
    chat = _part(message, "chat") or _part(event, "from")
    place = str(chat.get("id", ""))
    if message.get("is_topic_message") is True:
        place += f":{message.get('message_thread_id')}"
    return vault.hash("lane", place)


def _part(of: dict[str, Any], key: str) -> dict[str, Any]:
    part = of.get(key)
    return part if isinstance(part, dict) else {}


class _Commit:
    def __init__(self, store: Store, incoming: Incoming) -> None:
        self._store, self._incoming = store, incoming
        self.closed = False

    async def __call__(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        if self.closed:
            return await self._store.write(work)

        async def both(conn: AsyncConnection) -> T:
            value = await work(conn)
            await inbox.close(conn, self._incoming.bot_id, [self._incoming.update_id])
            return value

        value = await self._store.write(both)
        self.closed = True
        return value


class Lanes:
    def __init__(
        self,
        store: Store,
        clock: Clock,
        bot: Bot | None,
        handle: Handle,
        *,
        bound: int = 32,
        stuck: Stuck | None = None,
    ) -> None:
        self._store, self._clock, self._handle, self._bot, self._stuck = store, clock, handle, bot, stuck
        self._slots = asyncio.Semaphore(bound)
        self._lanes: dict[bytes, deque[Incoming]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._known: set[tuple[int, int]] = set()
        self._handled: list[Incoming] = []
        self._flusher: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._idle = asyncio.Event()
        self._idle.set()

    def feed(self, rows: Iterable[Incoming]) -> None:
        for row in rows:
            if (row.bot_id, row.update_id) in self._known or self._stopping.is_set():
                continue  # when stopping, it stays in the inbox for the next start
            self._known.add((row.bot_id, row.update_id))
            lane = self._lanes.get(row.lane)
            if lane is not None:
                lane.append(row)
                continue
            self._lanes[row.lane] = deque([row])
            task = asyncio.create_task(self._run(row.lane), name="lane")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self._count()

    def knows(self, row: Incoming) -> bool:
        return (row.bot_id, row.update_id) in self._known

    async def room(self) -> None:
        """Waits until there is room for more: the rest waits at Telegram, or in the inbox."""
        await self._room.wait()

    async def idle(self) -> None:
        """Waits until everything fed has been handled."""
        await self._idle.wait()

    async def close_handled(self, conn: AsyncConnection) -> list[Incoming]:
        """Closes, within somebody else's transaction, what was handled without a commit of its own."""
        handled = list(self._handled)
        for bot_id in {row.bot_id for row in handled}:
            await inbox.close(conn, bot_id, [row.update_id for row in handled if row.bot_id == bot_id])
        return handled

    def closed(self, rows: Iterable[Incoming]) -> None:
        gone = {(row.bot_id, row.update_id) for row in rows}
        self._known -= gone
        self._handled = [row for row in self._handled if (row.bot_id, row.update_id) not in gone]
        self._count()

    async def flush(self) -> None:
        if self._handled:
            self.closed(await self._store.write(self.close_handled))

    async def drain(self, seconds: float = 10.0) -> None:
        """Finishes what runs; what only waits stays in the inbox."""
        self._stopping.set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        if self._flusher is not None:
            self._flusher.cancel()
            await asyncio.gather(self._flusher, return_exceptions=True)
        await self.flush()

    def _count(self) -> None:
        waiting = sum(map(len, self._lanes.values())) if len(self._known) >= FULL else len(self._known)
        (self._room.set if waiting < FULL else self._room.clear)()
        (self._idle.clear if self._lanes else self._idle.set)()

    async def _run(self, lane: bytes) -> None:
        waiting = self._lanes[lane]
        try:
            while waiting and not self._stopping.is_set():
                await self._persist(waiting[0])
                waiting.popleft()
                self._count()
        finally:
            del self._lanes[lane]
            self._count()

    async def _persist(self, row: Incoming) -> None:
        """One update, until it is handled or parked."""
        while not self._stopping.is_set():
            commit = _Commit(self._store, row)
            try:
                update = read(row.raw, self._bot, self._clock.now())
                async with self._slots:
                    if KINDS & update.model_fields_set:
                        await self._handle(update, commit)
            except Exception as error:
                log.error("update failed", update=row.update_id, error=type(error).__name__, at=_place(error))
                if not commit.closed:
                    # What is no update at all will be none a second later: trying again would only hold up others.
                    if await self._failed(row, 1 if isinstance(error, ValidationError) else inbox.TRIES):
                        return
                    continue
            if commit.closed:
                self.closed([row])
            else:
                self._handled.append(row)
                self._flush_soon()
            return

    async def _failed(self, row: Incoming, tries: int) -> bool:
        """True: parked. Where not even the failure can be written, the update is not to blame."""

        async def count(conn: AsyncConnection) -> int:
            attempts = await inbox.fail(conn, row.bot_id, row.update_id, tries)
            if attempts >= tries and self._stuck is not None:
                await self._stuck(conn, row.update_id)
            return attempts

        pause = NO_DATABASE
        try:
            attempts = await self._store.write(count)
            if attempts >= tries:
                self.closed([row])
                return True
            pause = PAUSES[attempts - 1]
        except Exception as error:
            log.error("failure not written", update=row.update_id, error=type(error).__name__)
        await sleep_or(self._clock, self._clock.now() + timedelta(seconds=pause), self._stopping)
        return False

    def _flush_soon(self) -> None:
        # Usually the next batch of updates takes these closings along, and this finds nothing to do.
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.create_task(self._flush_later(), name="closing")

    async def _flush_later(self) -> None:
        while self._handled:
            await asyncio.sleep(LAZY)
            try:
                await self.flush()
            except Exception as error:
                log.error("closing failed", error=type(error).__name__)


def _place(error: BaseException) -> str:
    """Where it happened; never what was said, for that may quote a person."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"

"""The database: one writer that commits in groups, and readers beside it."""

import asyncio
import base64
import contextlib
import fcntl
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import event, insert, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.clock import Clock
from bot.store import migrations
from bot.store.tables import meta
from bot.store.vault import Vault, WrongKey

T = TypeVar("T")
Work = Callable[[AsyncConnection], Awaitable[T]]

GROUP = 256
READERS = 4
CHECK = b"sapar"
PRAGMAS = ("busy_timeout=5000", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON")
ONE_PROCESS = 0x5A9A12  # PostgreSQL's advisory lock: any number, as long as it is always the same


class InUse(Exception):
    """Another process already works with this database."""


@dataclass(slots=True)
class _Queued:
    work: Work[Any]
    done: asyncio.Future[Any]
    value: Any = None


class Store:
    def __init__(self, url: URL, vault: Vault, clock: Clock) -> None:
        self.vault, self.clock = vault, clock
        self._url = url
        self._is_sqlite = url.get_backend_name() == "sqlite"
        self._engine = self._writing_engine()
        self._readers = self._reading_engine()
        self._queue: list[_Queued] = []
        self._queued = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None
        self._lock_file: int | None = None
        self._lock_conn: AsyncConnection | None = None
        self._on_put: list[Callable[[], None]] = []
        self._on_wake: list[Callable[[str], None]] = []
        self.armed = asyncio.Event()  # a timer was set: whoever waits for the next one looks again
        self._writing: AsyncConnection | None = None
        self._closing = False

    @classmethod
    async def open(cls, url: str, vault: Vault, clock: Clock, *, alone: bool = True) -> Self:
        """`alone=False` is for commands that work beside a running bot."""
        store = cls(make_url(url), vault, clock)
        try:
            if store._is_sqlite:
                store._make_file()
            if alone:
                await store._lock()
            await migrations.bring_up_to_date(store._engine)
            await store._check_key()
        except BaseException:
            await store.close()
            raise
        store._writer = asyncio.create_task(store._write_for_ever(), name="store writer")
        return store

    async def write(self, work: Work[T]) -> T:
        """Runs `work` in the writer's transaction; returns once committed. Never call it within a work."""
        if self._closing:
            raise RuntimeError("the store is closed")
        queued = _Queued(work, asyncio.get_running_loop().create_future())
        self._queue.append(queued)
        self._queued.set()
        value: T = await queued.done
        return value

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        async with self._readers.connect() as conn:
            yield conn

    def on_put(self, call: Callable[[], None]) -> None:
        """`call` is called after every commit that put rows into the outbox."""
        self._on_put.append(call)

    def on_wake(self, call: Callable[[str], None]) -> None:
        """`call` is called after a commit with each address that rows may go to again."""
        self._on_wake.append(call)

    async def checkpoint(self) -> None:
        """Empties the write-ahead log, so that what was deleted is nowhere on the disk any more."""
        if self._is_sqlite:
            async with self._readers.connect() as conn:
                await conn.exec_driver_sql("ROLLBACK")
                await conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                await conn.exec_driver_sql("BEGIN")

    async def close(self) -> None:
        self._closing = True
        if self._writer is not None:
            self._queued.set()
            await self._writer
        await self._let_go()
        if self._lock_conn is not None:
            await self._lock_conn.close()
        await self._readers.dispose()
        await self._engine.dispose()
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None

    # The writer

    async def _write_for_ever(self) -> None:
        while not (self._closing and not self._queue):
            await self._queued.wait()
            self._queued.clear()
            while self._queue:
                group, self._queue = self._queue[:GROUP], self._queue[GROUP:]
                await self._commit([queued for queued in group if not queued.done.cancelled()])

    async def _commit(self, group: list[_Queued]) -> None:
        if not group:
            return
        kept: list[_Queued] = []
        try:
            if self._writing is None:
                self._writing = await self._engine.connect()
            async with self._writing.begin():
                await self._work_through(self._writing, group, kept)
            woken = self._writing.info.pop("put", False)
            armed = self._writing.info.pop("armed", False)
            awake = self._writing.info.pop("awake", ())
        except Exception as failure:
            await self._let_go()
            for queued in group:
                if not queued.done.done():
                    queued.done.set_exception(failure)
            return
        for queued in kept:
            if not queued.done.done():
                queued.done.set_result(queued.value)
        if armed:
            self.armed.set()
        if woken:
            for call in self._on_put:
                call()
        for address in awake:
            for wake in self._on_wake:
                wake(address)

    async def _let_go(self) -> None:
        """After a failure the writer begins anew with a clean connection."""
        conn, self._writing = self._writing, None
        if conn is not None:
            with contextlib.suppress(SQLAlchemyError, OSError):
                await conn.close()

    async def _work_through(self, conn: AsyncConnection, group: list[_Queued], kept: list[_Queued]) -> None:
        if len(group) == 1:
            # Alone there is nothing to protect from: the transaction itself is the savepoint.
            group[0].value = await group[0].work(conn)
            kept.append(group[0])
            return
        for queued in group:
            failure: Exception | None = None
            savepoint = await conn.begin_nested()
            try:
                queued.value = await queued.work(conn)
            except Exception as error:
                failure = error
            if failure is None:
                await savepoint.commit()
                kept.append(queued)
                continue
            await savepoint.rollback()
            if not queued.done.done():
                queued.done.set_exception(failure)

    # Opening

    def _writing_engine(self) -> AsyncEngine:
        engine = create_async_engine(self._url, pool_size=1, max_overflow=1, hide_parameters=True)
        if self._is_sqlite:
            _prepare_sqlite(engine, begin="BEGIN IMMEDIATE", pragmas=("journal_mode=WAL",))
        return engine

    def _reading_engine(self) -> AsyncEngine:
        engine = create_async_engine(self._url, pool_size=READERS, max_overflow=READERS, hide_parameters=True)
        if self._is_sqlite:
            _prepare_sqlite(engine, begin="BEGIN", pragmas=("query_only=ON",))
        return engine

    def _make_file(self) -> None:
        path = Path(self._url.database or "")
        if not self._url.database or self._url.database == ":memory:":
            raise ValueError("DATABASE_URL must name a file: what is only in memory would be lost")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Made by us and not by SQLite, so that nobody else on the machine can read it.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))

    async def _lock(self) -> None:
        if self._is_sqlite:
            beside = f"{self._url.database}.lock"
            self._lock_file = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(self._lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise InUse(f"another process already uses {self._url.database}: stop it first") from None
            return
        self._lock_conn = await self._readers.connect()
        held = await self._lock_conn.exec_driver_sql(f"SELECT pg_try_advisory_lock({ONE_PROCESS})")
        got = bool(held.scalar())
        await self._lock_conn.commit()
        if not got:
            raise InUse(f"another process already uses the database {self._url.database}: stop it first")

    async def _check_key(self) -> None:
        async with self._engine.connect() as conn, conn.begin():
            kept = (await conn.execute(select(meta.c.value).where(meta.c.key == "check"))).scalar()
            if kept is None:
                sealed = base64.b64encode(self.vault.seal("meta.value:check", CHECK)).decode()
                await conn.execute(insert(meta).values(key="check", value=sealed))
            elif self.vault.open("meta.value:check", base64.b64decode(kept)) != CHECK:
                raise WrongKey


def _prepare_sqlite(engine: AsyncEngine, begin: str, pragmas: tuple[str, ...]) -> None:
    """The driver's own idea of transactions is switched off; ours begin where we say."""

    def connected(driver: Any, _record: Any) -> None:
        driver.isolation_level = None
        cursor = driver.cursor()
        for pragma in (*PRAGMAS, *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begun(conn: Any) -> None:
        # One trip to the driver's thread instead of four.
        conn.connection.dbapi_connection.run_async(lambda driver: driver.execute_fetchall(begin))

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", begun)

"""A store on a real file, a clock that tests move, and a Telegram that tests command."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import VirtualClock
from bot.store import addresses, outbox, people
from bot.store.outbox import Outgoing, Priority
from bot.store.store import Store
from bot.store.tables import cases
from bot.store.vault import Vault, new_key
from bot.telegram.limits import Limits
from bot.telegram.outbox import Outbox, Row, Then
from bot.telegram.refusals import Refusal
from tests.standing import stands_at

from .telegram import Telegram

GROUP = -1001
DEADLINE = 20.0


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def vault() -> Vault:
    return Vault(new_key())


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'sapar.db'}"


@pytest.fixture
async def store(url: str, vault: Vault, clock: VirtualClock) -> AsyncIterator[Store]:
    store = await Store.open(url, vault, clock)
    yield store
    await store.close()


@pytest.fixture
def telegram(clock: VirtualClock) -> Telegram:
    return Telegram(clock)


async def until(condition: Callable[[], bool]) -> None:
    """Lets everything run until it is so."""
    async with asyncio.timeout(DEADLINE):
        while not condition():  # noqa: ASYNC110 (anything may be the condition)
            await asyncio.sleep(0.001)


LIFE = "life of the outbox"


async def settle() -> None:
    """Lets everything run that can run without the clock moving: threads of the database included."""
    quiet = 0  # turns in a row: what one task has finished wakes the next only a moment later
    for turn in range(1000):
        await asyncio.sleep(0.002)
        tasks = {task: task.get_name() for task in asyncio.all_tasks()}
        busy = any(
            name in ("outbox", "lane", "closing") or (name == LIFE and not stands_at(task, "sleep_or"))
            for task, name in tasks.items()
        )
        quiet = 0 if busy else quiet + 1
        if turn >= 10 and quiet >= 5:
            return


async def live(clock: VirtualClock, condition: Callable[[], bool], most: float = 3600) -> float:
    """Moves the clock from one sleeper to the next until it is so; the seconds that took."""
    start = clock.now()
    async with asyncio.timeout(DEADLINE * 3):
        while not condition():
            await settle()
            due = clock.next_due
            if condition() or due is None:
                continue
            assert (due - start).total_seconds() <= most, "it takes too long"
            clock.advance((due - clock.now()).total_seconds())
    return (clock.now() - start).total_seconds()


class Post:
    """An outbox at work, with people and cases to write to."""

    def __init__(self, store: Store, telegram: Telegram, clock: VirtualClock, limits: Limits | None = None) -> None:
        self.store, self.telegram, self.clock = store, telegram, clock
        self.arrivals: list[tuple[Row, Any]] = []
        self.refusals: list[tuple[Row, Refusal]] = []
        self.late: list[Row] = []
        self.then: Callable[[AsyncConnection, Row, Refusal], Awaitable[Then]] = _give_up
        self.outbox = Outbox(
            store, telegram, clock, limits or Limits(), self._arrived, self._refused, late=self._is_late
        )
        self.task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self.task = asyncio.create_task(self.outbox.run(), name=LIFE)

    async def stop(self) -> None:
        await self.outbox.drain(0)
        if self.task is not None:
            await self.task

    async def person(self, telegram_id: int) -> str:
        async def work(conn: AsyncConnection) -> str:
            today = self.clock.now().date()
            person = await people.create(conn, self.store.vault, telegram_id, alias=f"Тырна-{telegram_id}", since=today)
            return str(person["id"])

        return await self.store.write(work)

    async def group(self, chat_id: int = GROUP, *, is_forum: bool = True, name: str = "main") -> None:
        await self.store.write(lambda conn: addresses.set_group(conn, name, chat_id, is_forum=is_forum))

    async def case(self, person: str, *, thread: int | None = None, card: int | None = None) -> int:
        now = self.clock.now()
        values = {
            "person": person,
            "topic": "work",
            "priority": 3,
            "status": "new",
            "group_name": "main",
            "locale": "kaa",
            "opened": now,
            "changed": now,
            "thread": thread,
            "card": card,
        }

        async def work(conn: AsyncConnection) -> int:
            made = await conn.execute(insert(cases).values(**values))
            return int(made.inserted_primary_key[0])  # type: ignore[index]

        return await self.store.write(work)

    async def put(self, *rows: Outgoing) -> None:
        now = self.clock.now()
        await self.store.write(lambda conn: outbox.put(conn, self.store.vault, rows, now))

    async def left(self) -> int:
        async with self.store.reading() as conn:
            return len(await outbox.after(conn, 0))

    async def empty(self) -> None:
        """Waits until nothing is left; what has arrived is told before its commit is done."""
        async with asyncio.timeout(DEADLINE):
            while await self.left():  # noqa: ASYNC110 -- the database rings no bell
                await asyncio.sleep(0.002)

    async def _arrived(self, conn: AsyncConnection, row: Row, result: Any) -> None:
        self.arrivals.append((row, result))

    async def _refused(self, conn: AsyncConnection, row: Row, refusal: Refusal) -> Then:
        self.refusals.append((row, refusal))
        return await self.then(conn, row, refusal)

    async def _is_late(self, conn: AsyncConnection, row: Row) -> None:
        self.late.append(row)


async def _give_up(conn: AsyncConnection, row: Row, refusal: Refusal) -> Then:
    return Then.GIVE_UP


@pytest.fixture
async def post(store: Store, telegram: Telegram, clock: VirtualClock) -> AsyncIterator[Post]:
    post = Post(store, telegram, clock)
    post.start()
    yield post
    await post.stop()


def text(to: str, words: str, **more: Any) -> Outgoing:
    """A message of words; the stream is the address unless told otherwise."""
    given: dict[str, Any] = {"stream": to, "priority": Priority.ANSWER, "params": {"text": words}}
    return Outgoing(method="sendMessage", to=to, **{**given, **more})

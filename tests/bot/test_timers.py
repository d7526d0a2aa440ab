"""Timers under a clock that the test moves: fired once, in order, also after a restart; a failure is tried again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import timers
from bot.app import Sapar
from bot.clock import VirtualClock
from bot.desk.desk import Desk
from bot.settings import Settings
from bot.store import timers as rows
from bot.store.store import Store
from bot.store.timers import Timer
from dialogs.book import Book
from tests.bot.actors import Sandbox
from tests.bot.conftest import settings_for

HOUR = timedelta(hours=1)


class Fired(list[str]):
    """What was fired, by subject; a subject called "broken" fails."""

    async def fire(self, desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
        self.append(timer.subject)
        if timer.subject == "broken":
            raise RuntimeError


@pytest.fixture
async def fired() -> AsyncIterator[Fired]:
    seen = Fired()
    timers.firers["test"] = seen.fire
    yield seen
    del timers.firers["test"]


@asynccontextmanager
async def built(settings: Settings, book: Book, clock: VirtualClock) -> AsyncIterator[Sapar]:
    """A bot that is put together and does not live: the test alone lets timers fire."""
    sapar = await Sapar.build(settings, book, clock)
    try:
        yield sapar
    finally:
        await sapar.stop()


async def _arm(store: Store, subject: str, hours: int) -> None:
    timer = Timer("test", subject, store.clock.now() + hours * HOUR)
    await store.write(lambda conn: rows.arm(conn, timer))


async def _pass(clock: VirtualClock, store: Store, desk: Desk, hours: int = 1) -> None:
    clock.advance(hours * HOUR.total_seconds())
    await timers.fire_due(desk, store)


async def test_timers_fire_once_and_in_order_over_a_restart(
    sandbox: Sandbox, book: Book, tmp_path: Path, fired: Fired
) -> None:
    clock = VirtualClock()
    settings = settings_for(sandbox, tmp_path)
    async with built(settings, book, clock) as sapar:
        await _arm(sapar.store, "second", 2)
        await _arm(sapar.store, "first", 1)
        await _arm(sapar.store, "moved", 1)
        await _arm(sapar.store, "moved", 4)  # set anew: the earlier moment counts no more
        await _arm(sapar.store, "broken", 3)
        await _arm(sapar.store, "taken back", 1)
        await sapar.store.write(lambda conn: rows.disarm(conn, "test", "taken back"))
        await _pass(clock, sapar.store, sapar.desk)
    assert fired == ["first"]
    clock.advance(HOUR.total_seconds())  # what falls due while the bot is down fires at its start
    async with built(settings, book, clock) as sapar:
        await timers.fire_due(sapar.desk, sapar.store)
        assert fired == ["first", "second"]
        await _pass(clock, sapar.store, sapar.desk)
        assert fired == ["first", "second", "broken"]
        for _ in range(6):
            clock.advance(61)
            await timers.fire_due(sapar.desk, sapar.store)
        assert fired.count("broken") == timers.TRIES
        await _pass(clock, sapar.store, sapar.desk)
        assert fired[-1] == "moved" and fired.count("moved") == 1
        async with sapar.store.reading() as conn:
            assert [timer.due for timer in await rows.of(conn, "broken")] == [None]

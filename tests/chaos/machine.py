"""A bot and a sandbox in one process under one clock, which moves only when neither has anything left to do."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import Sapar
from bot.clock import VirtualClock
from bot.sandbox import deeds
from bot.sandbox.server import serve
from bot.sandbox.world import STAFF_GROUP, Message, World
from bot.settings import Settings
from bot.telegram.limits import Limits
from dialogs.book import Book
from tests.standing import stands_at

SPINS = 30.0  # seconds of this process's own work in which everything must come to rest, or something spins
HANGS = 300.0  # real seconds: on a machine that others keep busy, too


@dataclass
class Machine:
    world: World
    clock: VirtualClock
    sapar: Sapar

    @classmethod
    @asynccontextmanager
    async def running(
        cls, world: World, database: Path, key: str, book: Book, limits: Limits, **more: str
    ) -> AsyncIterator["Machine"]:
        clock = world.clock
        assert isinstance(clock, VirtualClock)
        server = await serve(world, port=0)
        sapar = await Sapar.build(settings(server.url, database, key, **more), book, clock, limits)
        machine = cls(world, clock, sapar)
        try:
            await sapar.start()
            await machine.rest()
            yield machine
        finally:
            await sapar.stop()
            await server.close()

    # What people do

    def say(self, who: int, text: str, chat: int | None = None, thread: int | None = None) -> None:
        deeds.say(self.world, {"as": who, "chat": chat, "thread": thread, "text": text})

    def tap(self, who: int, label: str, chat: int | None = None, thread: int | None = None) -> None:
        """The newest button with this in its label, in a chat or in a topic of it."""
        for message in reversed(self.world.messages.values()):
            if message.chat == (chat or who) and message.thread == thread and (data := _data(message, label)):
                deeds.press(self.world, {"as": who, "chat": chat, "message_id": message.id, "data": data})
                return
        raise AssertionError(f"{who} sees no button {label!r}")

    # Time

    def seconds_since(self, start: datetime) -> float:
        return (self.clock.now() - start).total_seconds()

    async def rest(self) -> None:
        """Lets everything run that can run without the clock moving."""
        begun, quiet = time.process_time(), 0
        async with asyncio.timeout(HANGS):
            while quiet < 3:
                await asyncio.sleep(0.001)
                quiet = quiet + 1 if self._quiet() else 0
                if time.process_time() - begun > SPINS:
                    raise TimeoutError

    async def until(self, wanted: Callable[[], bool], most: float, step: float = 0.0) -> float:
        """Moves the clock from one sleeper to the next until it is so; the seconds of the clock that this took.

        With a step it moves at least so far: where moments do not matter, many are woken at once.
        """
        start = self.clock.now()
        while True:
            await self.rest()
            if wanted():
                return self.seconds_since(start)
            due = self.clock.next_due
            late = due is None or (due - start).total_seconds() > most
            if due is None or late:
                raise AssertionError(f"not within {most} seconds of the clock")
            self.clock.advance(max(step, (due - self.clock.now()).total_seconds()))

    async def pass_time(self, seconds: float) -> None:
        end = self.clock.now() + timedelta(seconds=seconds)
        while self.clock.now() < end:
            await self.rest()
            due = min(self.clock.next_due or end, end)
            self.clock.advance((due - self.clock.now()).total_seconds())
        await self.rest()

    def _quiet(self) -> bool:
        sapar, updates = self.sapar, self.world.updates
        lives = {task.get_name(): task for task in sapar.tasks}
        for task in lives.values():
            if task.done():
                task.result()
        brought = bool(updates.webhook) and not updates.waiting
        asked = updates.listener is not None and not updates.listener.done() and not updates.waiting
        taken_in = brought or asked or stands_at(lives["intake"], "sleep_until", "room")
        handled = sapar.lanes._idle.is_set() or _only_pauses(sapar.lanes._tasks)
        sent = not sapar.outbox._tasks and not sapar.outbox._changed.is_set() and stands_at(lives["outbox"], "sleep_or")
        return taken_in and handled and sent and not sapar.store._queue


def settings(url: str, database: Path, key: str, **more: str) -> Settings:
    given: dict[str, Any] = {
        "bot_token": "1000001:SANDBOX",
        "staff_group_id": STAFF_GROUP,
        "telegram_api_url": url,
        "database_url": f"sqlite+aiosqlite:///{database}",
        "data_key": key,
        "restricted_group_id": None,
        **more,
    }
    return Settings(_env_file=None, **given)  # type: ignore[call-arg]


def _only_pauses(lanes: set[asyncio.Task[None]]) -> bool:
    """All that is handled just now waits for another try."""
    return all(stands_at(lane, "sleep_or") for lane in lanes)


def _data(message: Message, label: str) -> str:
    rows = (message.markup or {}).get("inline_keyboard", [])
    keys = (key for row in rows for key in row if label in key["text"])
    return next((key["callback_data"] for key in keys if "callback_data" in key), "")

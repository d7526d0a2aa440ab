"""kill -9 at any moment: nothing lost, the order kept, at most one duplicate for each chat for each kill."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiogram.types import Update
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import SystemClock
from bot.store import addresses, outbox, people
from bot.store.outbox import Outgoing, Priority
from bot.store.store import Store
from bot.store.vault import Vault, new_key
from bot.telegram.intake import Intake
from bot.telegram.lanes import Commit, Lanes
from bot.telegram.limits import Limits
from bot.telegram.outbox import Outbox, Row, Then
from bot.telegram.refusals import Refusal, Refused
from bot.telegram.session import Session

from .conftest import GROUP, until
from .telegram import Lost, Telegram

PEOPLE, MESSAGES, KILLS = 10, 6, 8
SCALED = Limits(group=10_000, group_burst=10_000, private_burst=10_000, overall=10_000)


@dataclass
class Child:
    """The delivery of the bot in a process of its own, forked from this one, which has imported everything."""

    url: str
    key: str
    telegram_url: str
    pid: int = 0

    def start(self) -> None:
        self.pid = os.fork()
        if self.pid == 0:
            code = 1
            try:
                asyncio.run(_serve(self.url, self.key, self.telegram_url))
                code = 0
            finally:
                os._exit(code)

    async def end(self, how: signal.Signals) -> int:
        os.kill(self.pid, how)
        ended: list[int] = []

        def gone() -> bool:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            ended.append(status)
            return pid != 0

        await until(gone)
        return ended[-1]


async def _serve(url: str, key: str, telegram_url: str) -> None:
    """Each message is answered to its person and passed on to the group, as a relay does."""
    clock, vault = SystemClock(), Vault(key)
    store = await Store.open(url, vault, clock)
    session = Session("1000:TEST", telegram_url)
    await store.write(lambda conn: addresses.set_group(conn, "main", GROUP, is_forum=False))

    async def arrived(conn: AsyncConnection, row: Row, result: Any) -> None:
        return None

    async def refused(conn: AsyncConnection, row: Row, refusal: Refusal) -> Then:
        return Then.GIVE_UP

    async def handle(update: Update, commit: Commit) -> None:
        assert update.message is not None and update.message.text is not None
        chat, words = update.message.chat.id, update.message.text

        async def work(conn: AsyncConnection) -> None:
            person = await people.find(conn, vault, chat)
            if person is None:
                today = clock.now().date()
                person = await people.create(conn, vault, chat, alias=f"Тырна-{chat}", since=today)
            rows = [
                Outgoing(
                    method="sendMessage",
                    params={"text": words},
                    to=to,
                    stream=f"{to}:{chat}",
                    priority=Priority.WORDS,
                    merge=merge,
                )
                for to, merge in ((f"person:{person['id']}", None), ("group:main", "text"))
            ]
            await outbox.put(conn, vault, rows, clock.now())

        await commit(work)

    sender = Outbox(store, session, clock, SCALED, arrived, refused)
    lanes = Lanes(store, clock, None, handle)
    intake = Intake(session, store, lanes, clock, bot_id=1000)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    tasks = [asyncio.create_task(sender.run()), asyncio.create_task(intake.poll())]
    await stopped.wait()
    tasks[1].cancel()
    await lanes.drain(10)
    await sender.drain(10)
    await asyncio.gather(*tasks, return_exceptions=True)
    await store.close()
    await session.close()


@pytest.fixture
def telegram() -> Telegram:
    return Telegram(SystemClock())


@pytest.fixture
async def child(telegram: Telegram, tmp_path: Path) -> AsyncIterator[Child]:
    runner = web.AppRunner(telegram.app(), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    child = Child(f"sqlite+aiosqlite:///{tmp_path / 'sapar.db'}", new_key(), address)
    yield child
    await runner.cleanup()


@pytest.mark.parametrize("seed", [1, 2])
async def test_kill_at_any_moment(child: Child, telegram: Telegram, seed: int) -> None:
    chance = random.Random(seed)
    telegram.slow = lambda: chance.random() * 0.004
    lost = 0

    def faults(method: str, params: dict[str, Any]) -> Exception | None:
        nonlocal lost
        if not method.startswith("send") or chance.random() > 0.05:
            return None
        if chance.random() < 0.5:
            lost += 1
            return Lost()
        return Refused(Refusal.UNREACHABLE)

    telegram.faults = faults
    _write(telegram, 0, MESSAGES // 2)
    for kill in range(KILLS):
        before = len(telegram.done)
        child.start()
        goal = before + chance.randrange(0, 2 + PEOPLE)
        await until(lambda goal=goal: len(telegram.done) >= goal or _all_arrived(telegram, MESSAGES))  # type: ignore[misc]
        if kill == KILLS // 2:
            _write(telegram, MESSAGES // 2, MESSAGES)
        await child.end(signal.SIGKILL)
    child.start()
    await until(lambda: _all_arrived(telegram, MESSAGES))
    assert await child.end(signal.SIGTERM) == 0
    _in_order_with_few_duplicates(telegram, KILLS + lost)


async def test_a_stop_and_a_start_lose_and_double_nothing(child: Child, telegram: Telegram) -> None:
    _write(telegram, 0, MESSAGES)
    for goal in (1, PEOPLE, 3 * PEOPLE):
        child.start()
        asked = len(telegram.calls)
        await until(lambda asked=asked: "getUpdates" in [call.method for call in telegram.calls[asked:]])  # type: ignore[misc]
        await until(lambda goal=goal: len(telegram.texts()) >= goal)  # type: ignore[misc]
        assert await child.end(signal.SIGTERM) == 0
    child.start()
    await until(lambda: _all_arrived(telegram, MESSAGES))
    assert await child.end(signal.SIGTERM) == 0
    _in_order_with_few_duplicates(telegram, 0)


def _write(telegram: Telegram, first: int, last: int) -> None:
    for number in range(first, last):
        for person in range(1, PEOPLE + 1):
            telegram.says(number * PEOPLE + person, person, f"{person}:{number}")


def _said(telegram: Telegram, chat: int) -> list[list[str]]:
    return [words.split("\n\n") for words in telegram.texts(chat)]


def _all_arrived(telegram: Telegram, messages: int) -> bool:
    everything = {f"{person}:{number}" for person in range(1, PEOPLE + 1) for number in range(messages)}
    copied = {words for call in _said(telegram, GROUP) for words in call}
    answered = {words for person in range(1, PEOPLE + 1) for (words,) in _said(telegram, person)}
    return copied == everything == answered


def _in_order_with_few_duplicates(telegram: Telegram, allowed: int) -> None:
    for chat in (*range(1, PEOPLE + 1), GROUP):
        seen: Counter[str] = Counter()
        again = 0
        for call in _said(telegram, chat):
            again += any(seen[words] for words in call)
            seen.update(call)
        assert again <= allowed
        for person in range(1, PEOPLE + 1):
            first = [int(words.split(":")[1]) for words in seen if words.startswith(f"{person}:")]
            assert first == sorted(first)

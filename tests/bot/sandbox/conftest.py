"""A sandbox with a clock that stands still, and a bot reduced to its bare calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.clock import VirtualClock
from tests.bot.actors import Json, Person, Sandbox


class WatchedClock(VirtualClock):
    """A clock that tells when somebody goes to sleep by it."""

    def __init__(self) -> None:
        super().__init__()
        self.asleep = asyncio.Event()

    async def sleep_until(self, when: datetime) -> None:
        if when > self.now():
            self.asleep.set()
        await super().sleep_until(when)

    def advance(self, seconds: float) -> None:
        self.asleep.clear()
        super().advance(seconds)


@pytest.fixture
def clock() -> WatchedClock:
    return WatchedClock()


@pytest.fixture
async def sandbox(clock: WatchedClock) -> AsyncIterator[Sandbox]:
    async with Sandbox(clock) as sandbox:
        yield sandbox


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """aiogram's own client: it refuses any answer that is not of Telegram's shape."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    bot = Bot(sandbox.token, session=session)
    yield bot
    await session.close()


@pytest.fixture
async def berdakh(sandbox: Sandbox) -> Person:
    person = sandbox.person(11)
    await person.says("/start")
    return person


async def updates(sandbox: Sandbox, offset: int = 0, **more: Any) -> list[Json]:
    answer = await sandbox.call("getUpdates", offset=offset, **more)
    assert answer["ok"], answer
    result: list[Json] = answer["result"]
    return result


async def pressed(sandbox: Sandbox) -> Json:
    """The callback query, once somebody has pressed a button."""
    await sandbox.until(lambda: list(sandbox.inside.queries), lambda: "nobody pressed")
    query: Json = (await updates(sandbox))[-1]["callback_query"]
    return query


async def result(sandbox: Sandbox, method: str, **params: Any) -> Any:
    answer = await sandbox.call(method, **params)
    assert answer["ok"], answer
    return answer["result"]


async def refusal(sandbox: Sandbox, method: str, **params: Any) -> str:
    answer = await sandbox.call(method, **params)
    assert not answer["ok"], answer
    return str(answer["description"])

"""Two thousand random and malformed updates, asked for and brought: the bot lives, and answers the next person."""

import asyncio
import gc
import itertools
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import hypothesis
import orjson
import structlog
from hypothesis import HealthCheck

from bot.sandbox.updates import Updates
from tests.chaos.failures import HOUR, busy
from tests.chaos.fuzz import ODD, UPDATES, spoiled
from tests.chaos.machine import Machine
from tests.chaos.seeds import SEED, repeatable
from tests.chaos.town import Town

Json = dict[str, Any]

ASKED, BROUGHT, EXAMPLES = 400, 950, 650  # two thousand
GROWTH = 1_000  # objects that may remain of a hundred updates: the sandbox remembers its messages
SECRET = "s3cret-s3cret-s3cret"
NO_UPDATES = (
    "",
    "not json",
    "[]",
    "null",
    "7",
    "{}",
    '{"update_id": "7"}',
    '{"update_id": -1}',
    '{"update_id": 1.5}',
    "[" * 500,
)


class Junk(Updates):
    """Telegram out of its mind: among its updates there are things that are none."""

    junk: list[Any]

    def first(self, limit: int, now: float) -> list[Any]:
        given: list[Any] = super().first(limit, now)
        junk, self.junk = self.junk[:3], self.junk[3:]
        return [*junk, *given]


@dataclass
class Fuzzed:
    machine: Machine
    url: str
    http: aiohttp.ClientSession
    log: list[Any]

    def ask_for(self, updates: list[Json]) -> None:
        """They wait at Telegram until the bot asks."""
        waiting = self.machine.world.updates
        for update in updates:
            waiting.last_id += 1
            at = self.machine.clock.now().timestamp()
            waiting.waiting.append((at, {**update, "update_id": waiting.last_id}))
        waiting.bell.ring()

    async def bring(self, update: Json) -> int:
        updates = self.machine.world.updates
        updates.last_id += 1
        return await self.post(orjson.dumps({**update, "update_id": updates.last_id}))

    async def post(self, body: bytes, secret: str = SECRET) -> int:
        """Telegram calls; whatever the body is, it gets an answer."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        async with self.http.post(self.url, data=body, headers=headers) as answer:
            return answer.status

    async def next_person_is_answered(self) -> None:
        """Not one of those who were heard before: somebody of whom no update can have spoken."""
        machine = self.machine
        person = machine.world.new_person("next").id
        machine.say(person, "/start")
        await machine.until(lambda: bool(_heard(machine, person)), 10)

    async def size(self) -> int:
        """How many objects there are when all is done that was begun; what the test itself remembers does not count."""
        lanes, outbox = self.machine.sapar.lanes, self.machine.sapar.outbox
        await self.machine.until(lambda: not lanes._known and not outbox._waiting.any, HOUR, step=5.0)
        self.machine.world.calls.clear()
        self.log.clear()
        gc.collect()
        return len(gc.get_objects())


def _heard(machine: Machine, person: int) -> list[str]:
    return [it.text for it in machine.world.messages.values() if it.chat == person and it.sender != person]


@asynccontextmanager
async def fuzzed(town: Town, folder: Path, url: str = "") -> AsyncIterator[Fuzzed]:
    """With a url updates are brought there, else they are asked for."""
    hook = {"webhook_url": url, "webhook_secret": SECRET, "listen": url.removeprefix("http://")} if url else {}
    # What was wrong is said for each of them: two thousand lines that nobody reads.
    with structlog.testing.capture_logs() as said:
        async with busy(town, folder, answering=False, **hook) as (machine, _), aiohttp.ClientSession() as http:
            machine.world.limits = False
            machine.world.updates.__class__ = Junk
            machine.world.updates.junk = []  # type: ignore[attr-defined]
            yield Fuzzed(machine, url, http, said)


async def test_updates_asked_for(town: Town, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    with repeatable(SEED):
        async with fuzzed(town, tmp_path) as fuzz:
            fuzz.machine.world.updates.junk = [*ODD]  # type: ignore[attr-defined]
            sizes: list[int] = []
            for _ in range(4):
                fuzz.ask_for([spoiled(chance) for _ in range(ASKED // 4)])
                await fuzz.next_person_is_answered()
                sizes.append(await fuzz.size())
            # What is made once, as an index, shows once; what leaks shows every time.
            assert min(after - before for before, after in itertools.pairwise(sizes)) < GROWTH, sizes


async def test_updates_brought(town: Town, tmp_path: Path, unused_tcp_port: int) -> None:
    chance = random.Random(SEED)
    with repeatable(SEED):
        async with fuzzed(town, tmp_path, f"http://127.0.0.1:{unused_tcp_port}") as fuzz:
            assert {await fuzz.post(one.encode()) for one in NO_UPDATES} == {400}
            assert {await fuzz.bring(spoiled(chance)) for _ in range(BROUGHT)} <= {200, 400}
            assert await fuzz.post(b"{}", secret="guessed guessed") == 403
            await fuzz.next_person_is_answered()


def test_updates_that_hypothesis_thinks_of(town: Town, tmp_path: Path) -> None:
    """One bot meets them all; what kills it is made smaller by hypothesis."""
    with asyncio.Runner() as runner, repeatable(SEED):
        running = fuzzed(town, tmp_path)
        fuzz = runner.run(running.__aenter__())

        @hypothesis.seed(SEED)
        @hypothesis.settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=[*HealthCheck])
        @hypothesis.given(UPDATES)
        def meets(update: Json) -> None:
            fuzz.ask_for([update])
            runner.run(fuzz.machine.rest())

        try:
            meets()
            runner.run(fuzz.next_person_is_answered())
        finally:
            runner.run(running.__aexit__(None, None, None))

"""kill -9 at random points of a burst: the same scenario for the short form and the long one."""

import asyncio
import contextlib
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.sandbox.faults import KINDS, Fault, Faults
from bot.sandbox.server import serve
from bot.sandbox.world import World
from tests.chaos.crowd import Account, Crowd, everything
from tests.chaos.machine import settings
from tests.chaos.seeds import repeatable
from tests.chaos.town import ROOT, Town
from tests.chaos.zygote import Zygote, zygote

PEOPLE, EACH = (10, 5, 5), 5  # with a case in hand, about to ask, strangers; messages of each
MOST_KILLS = 3
PATIENCE = 30.0  # real seconds in which something must go on
JITTER = 0.03  # seconds: a kill strikes within a statement as well as between two calls
FAULTS = ("", *KINDS)  # each run meets one of them now and then, beside the kills
ASKED = ("bot_token", "staff_group_id", "telegram_api_url", "database_url", "data_key")
WAITING = "outbox WHERE method <> 'setMessageReaction' AND priority < 3"
SPEAKS = ("send", "copy", "createForumTopic")


@dataclass
class Bot:
    """The bot of one run, through all its lives."""

    womb: Zygote | None
    world: World
    url: str
    database: Path
    key: str
    pid: int = 0
    edited: str = ""  # the page that an editor has changed since
    starts: list[tuple[float, int]] = field(default_factory=list)

    def start(self) -> None:
        assert self.womb
        self.starts.append((time.perf_counter(), self.world.call_count))
        self.pid = self.womb.start(self.url, self.database, self.key, self.edited)

    async def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self.womb
        pid, self.pid = self.pid, 0
        return await self.womb.end(pid, how)


@dataclass
class Run:
    seed: int
    kills: int
    account: Account
    revivals: list[float]

    def check(self) -> None:
        assert self.account.lost == 0, self
        assert self.account.out_of_order == 0, self
        assert not self.account.too_many(self.kills), self


async def kill_run(town: Town, womb: Zygote, seed: int, folder: Path, fault: str = "", kills: int | None = None) -> Run:
    """A hundred messages of twenty people, each answered; the bot dies once to three times meanwhile."""
    chance = random.Random(seed)
    kills = chance.randint(1, MOST_KILLS) if kills is None else kills
    world = town.world(SystemClock())
    if fault:
        world.faults = Faults(seed)
        world.faults.add(Fault(fault, probability=0.03, seconds=0.2))
    crowd = Crowd(world)
    script = _script(town, chance)
    with repeatable(seed):
        async with living(town, womb, world, folder) as bot, _watched(crowd), _timed(bot) as revivals:
            bot.start()
            for left in range(kills, 0, -1):
                # Some speak while it lives, the others while it is dead.
                _speak(crowd, script, chance.randrange(len(script) // left + 1))
                await _moment(world, crowd, chance)
                assert await bot.end(signal.SIGKILL) == -signal.SIGKILL, "the bot died by itself"
                _speak(crowd, script, chance.randrange(len(script) // left + 1))
                bot.start()
            _speak(crowd, script, len(script))
            await everything(crowd, PATIENCE, f"seed {seed}, {kills} kills")
            world.faults.clear()
            await _nothing_left(bot.database)
            assert await bot.end() == 0, "a stop is no error"
        run = Run(seed, kills, crowd.account(), revivals)
        run.check()
    return run


def _script(town: Town, chance: random.Random) -> list[tuple[int, str]]:
    """Who speaks when: shuffled, but everybody in order. Strangers begin with the words that need no language."""
    known, asking, strangers = (
        chance.sample(people, count)
        for people, count in zip((town.known, town.asking, town.strangers), PEOPLE, strict=True)
    )
    turns = [person for person in (*known, *asking, *strangers) for _ in range(EACH)]
    chance.shuffle(turns)
    script: list[tuple[int, str]] = []
    for person in turns:
        if person in strangers and (person, "/sos") not in script:
            script.append((person, "/sos"))
        script.append((person, ""))
    return script[::-1]


def _speak(crowd: Crowd, script: list[tuple[int, str]], count: int) -> None:
    for _ in range(min(count, len(script))):
        crowd.says(*script.pop())


async def _moment(world: World, crowd: Crowd, chance: random.Random) -> None:
    """Any point of the bot's life: after so many calls, and a blink."""
    goal = world.call_count + chance.choice((0, 3, 30, 100)) + chance.randrange(20)
    while world.call_count < goal and not crowd.complete:
        before = world.call_count
        async with asyncio.timeout(PATIENCE):
            while world.call_count == before and not crowd.complete:
                await world.bell.wait()
                await asyncio.sleep(0)  # whoever watches looks first
    await asyncio.sleep(chance.random() * JITTER)


async def _nothing_left(database: Path) -> None:
    """In the end nothing waits in the database but marks under messages, which are worth no wait."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        while left := _count(db, WAITING):
            async with asyncio.timeout(PATIENCE):
                while _count(db, WAITING) == left:  # noqa: ASYNC110 -- another process changes it
                    await asyncio.sleep(0.02)
        assert _count(db, "inbox WHERE state = 'parked'") == 0, "an update could not be handled"
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def _count(db: sqlite3.Connection, rows: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM {rows}").fetchone()[0])  # noqa: S608 -- our own words


async def kill_runs(town: Town, seeds: Iterable[int], folder: Path) -> tuple[list[Run], list[Exception]]:
    """Two at a time, for a bot and its sandbox leave a core idle now and then. What fails does not end the others."""
    places, done, failed = asyncio.Semaphore(2), list[Run](), list[Exception]()

    async def one(seed: int, fault: str) -> None:
        own = folder / str(seed)
        async with places:
            own.mkdir()
            try:
                done.append(await kill_run(town, womb, seed, own, fault))
            except Exception as error:
                failed.append(error)
            shutil.rmtree(own)

    with zygote() as womb:
        # The fault goes with the seed, so that one seed alone shows the same again.
        await asyncio.gather(*(one(seed, FAULTS[seed % len(FAULTS)]) for seed in seeds))
    return done, failed


@asynccontextmanager
async def living(town: Town, womb: Zygote | None, world: World, folder: Path) -> AsyncIterator[Bot]:
    server = await serve(world, port=0)
    bot = Bot(womb, world, server.url, town.copy_of_database(folder), town.key)
    try:
        yield bot
    except BaseException as error:
        log = bot.database.with_suffix(".log")
        error.add_note(f"the bot said:\n{log.read_text() if log.exists() else ''}")
        raise
    finally:
        if bot.pid:
            await bot.end(signal.SIGKILL)
        await server.close()


@asynccontextmanager
async def _watched(crowd: Crowd) -> AsyncIterator[None]:
    watching = asyncio.create_task(crowd.watch())
    try:
        yield
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


@asynccontextmanager
async def _timed(bot: Bot) -> AsyncIterator[list[float]]:
    """For every start after a kill the seconds to the first message that it delivered."""
    revivals: list[float] = []

    async def look() -> None:
        known, looked = 1, bot.world.call_count
        while True:
            fresh = [call for call in _since(bot.world, looked) if call["ok"]]
            looked = bot.world.call_count
            if len(bot.starts) > known and any(call["method"].startswith(SPEAKS) for call in fresh):
                begun, before = bot.starts[-1]
                if any(call["n"] > before for call in fresh):
                    revivals.append(time.perf_counter() - begun)
                    known = len(bot.starts)
            await bot.world.bell.wait()

    looking = asyncio.create_task(look())
    try:
        yield revivals
    finally:
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking


def _since(world: World, number: int) -> Iterator[dict[str, Any]]:
    for call in reversed(world.calls):
        if call["n"] <= number:
            return
        yield call


async def cold_start(town: Town, folder: Path) -> float:
    """Seconds from the command to the first delivered message, with nothing imported before."""
    world = town.world(SystemClock())
    crowd = Crowd(world, answering=False)
    own = Path(tempfile.mkdtemp(dir=folder))
    async with living(town, None, world, own) as bot, _watched(crowd), _timed(bot) as revivals:
        crowd.says(town.known[0])
        bot.starts += [(0.0, 0), (time.perf_counter(), world.call_count)]
        given = settings(bot.url, bot.database, town.key).model_dump(include=set(ASKED), mode="json")
        env = {**os.environ, **{name.upper(): str(value) for name, value in given.items()}, "LOG_LEVEL": "ERROR"}
        program = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", cwd=ROOT, env=env)
        try:
            await everything(crowd, PATIENCE, "a cold start")
        finally:
            program.terminate()
            ended = await program.wait()
        assert ended == 0, "a stop is no error"
    return revivals[0]

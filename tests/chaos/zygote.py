"""A process that has imported the bot and read its book: bots are forked from it, so a start costs milliseconds."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

LIVES = 1000  # no exit code
SPEED = 10  # the clock of the bots runs this much faster, so that pauses after failures are scaled like the limits


class FastClock:
    """Every bot forked from one zygote sees the same time, so it never goes back at a restart."""

    def __init__(self, begun: float) -> None:
        self._begun = begun

    def now(self) -> datetime:
        passed = (time.time() - self._begun) * SPEED
        return datetime.fromtimestamp(self._begun, UTC) + timedelta(seconds=passed)

    async def sleep_until(self, when: datetime) -> None:
        await asyncio.sleep(max(0.0, (when - self.now()).total_seconds() / SPEED))


@dataclass
class Zygote:
    """The handle of the test: what it asks for is one line, and so is the answer."""

    process: subprocess.Popen[str]

    def start(self, url: str, database: Path, key: str, edited: str = "") -> int:
        """A new bot, which reads one questionnaire as an editor has changed it; its process id."""
        log = str(database.with_suffix(".log"))
        return self._ask({"url": url, "database": str(database), "key": key, "log": log, "edited": edited})

    async def end(self, bot: int, how: signal.Signals) -> int:
        """The exit code, as subprocess has it."""
        os.kill(bot, how)
        while (code := self._ask({"ended": bot})) == LIVES:  # noqa: ASYNC110 -- it is no child of ours
            await asyncio.sleep(0.005)
        return code

    def _ask(self, what: dict[str, Any]) -> int:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@contextmanager
def zygote() -> Iterator[Zygote]:
    command = [sys.executable, "-m", "tests.chaos.zygote"]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Zygote(process)


def main() -> None:
    from tests.chaos import town

    book, begun, living = town.read_book(), time.time(), set[int]()
    from bot.store.migrations import versions  # noqa: F401 -- what a start would import, imported once

    for line in sys.stdin:
        asked = json.loads(line)
        if bot := asked.get("ended"):
            ended, status = os.waitpid(bot, os.WNOHANG)
            living.discard(ended)
            print(os.waitstatus_to_exitcode(status) if ended else LIVES, flush=True)
        elif bot := os.fork():
            living.add(bot)
            print(bot, flush=True)
        else:
            _bot(asked, book, begun)
    for bot in living:  # the test ended early
        with contextlib.suppress(ProcessLookupError):
            os.kill(bot, signal.SIGKILL)


def _bot(asked: dict[str, str], book: Any, begun: float) -> None:
    from bot import run
    from bot.app import Sapar
    from tests.chaos import machine, town

    code = 1
    try:
        log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for stream in (1, 2):
            os.dup2(log, stream)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        run.log_from("ERROR")
        book = town.edited(book, asked["edited"]) if asked["edited"] else book
        settings = machine.settings(asked["url"], Path(asked["database"]), asked["key"])

        async def live() -> int:
            return await run.live(await Sapar.build(settings, book, FastClock(begun), town.SCALED))

        code = run.looped(live())
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    main()

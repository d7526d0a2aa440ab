"""How the bot is run: its life from the start until it is told to stop, and the exit code."""

import asyncio
import contextlib
import gc
import signal
import sys
from collections.abc import Coroutine
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot import watch
from bot.app import Sapar
from bot.clock import SystemClock
from bot.logs import log_from
from bot.settings import Settings
from bot.store.migrations import NewerDatabase
from bot.store.store import InUse
from bot.store.vault import WrongKey
from bot.telegram.intake import DeadToken
from dialogs.book import Book, load
from dialogs.source import Invalid

log = structlog.get_logger()


def serve(settings: Settings) -> int:
    """Run against Telegram until it is told to stop; the exit code."""
    log_from(settings.log_level)
    try:
        book = load(settings.content_file, SystemClock().now().astimezone(settings.zone).date())
    except Invalid as invalid:
        for problem in invalid.problems:
            print(problem, file=sys.stderr)
        return 1
    if settings.telegram_api_url is None and not book.lists.organisation.phone:
        print(
            f"{settings.content_file}: organisation.phone is empty: people need a number of yours before you go live",
            file=sys.stderr,
        )
        return 2
    return looped(_serve(settings, book))


async def _serve(settings: Settings, book: Book) -> int:
    clock = SystemClock()
    try:
        sapar = await Sapar.build(settings, book, clock)
    except (WrongKey, InUse, NewerDatabase) as unusable:
        print(unusable, file=sys.stderr)
        return 2
    except (OSError, SQLAlchemyError, ImportError, ValueError) as unusable:
        print(f"DATABASE_URL cannot be used: {type(unusable).__name__}", file=sys.stderr)
        return 2
    return await live(sapar)


async def live(sapar: Sapar) -> int:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    waits = [asyncio.create_task(stopped.wait()), asyncio.create_task(_start_and_live(sapar))]
    try:
        done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    except (DeadToken, watch.Taken) as wrong:
        print(wrong, file=sys.stderr)
        return 2
    finally:
        for task in waits:
            task.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
        await sapar.stop()
    return 0


async def _start_and_live(sapar: Sapar) -> None:
    await sapar.start()
    # What stands now stands for ever: a full collection of it would stop everybody for a tenth of a second.
    gc.freeze()
    gc.enable()
    log.info("serving", bot=sapar.bot.id)
    await sapar.died()


def looped(life: Coroutine[Any, Any, int]) -> int:
    import uvloop

    with contextlib.suppress(KeyboardInterrupt):
        return uvloop.run(life)
    return 0

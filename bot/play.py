"""The sandbox: a local Bot API with a page, and the real bot against it."""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from bot.app import Sapar
from bot.clock import SystemClock
from bot.logs import log_from
from bot.run import live, looped
from bot.sandbox.server import serve as serve_sandbox
from bot.sandbox.world import STAFF_GROUP, World
from bot.seek import explained
from bot.settings import Settings
from bot.store.vault import new_key
from bot.telegram.limits import Limits
from dialogs.book import Book, load
from dialogs.source import Invalid

# The sandbox answers nobody "too many requests", so nobody has to wait in it.
UNHURRIED = Limits(group=1000, group_burst=1000, group_gap=0, private_burst=1000, overall=1000)


def play(port: int, server_only: bool) -> int:
    """The sandbox: a local Bot API with a page, and the real bot against it; the exit code."""
    log_from("WARNING")
    return looped(_play(port, server_only))


async def _play(port: int, server_only: bool) -> int:
    clock = SystemClock()
    world = World.seeded(clock)
    shelf: list[Book] = []

    def search(text: str) -> dict[str, Any]:
        return explained(shelf[0], text, shelf[0].locales[0]) if shelf else {}

    try:
        server = await serve_sandbox(world, "127.0.0.1", port, clock, None if server_only else search)
    except OSError:
        print(f"port {port} is taken on this machine: choose another with --port", file=sys.stderr)
        return 2
    print(f"Sapar · {server.url}", flush=True)
    try:
        if server_only:
            await asyncio.Event().wait()
        with tempfile.TemporaryDirectory(prefix="sapar-") as folder:
            settings = Settings(
                _env_file=None,  # type: ignore[call-arg]
                bot_token=world.token,
                staff_group_id=STAFF_GROUP,
                restricted_group_id=None,
                telegram_api_url=server.url,
                database_url=f"sqlite+aiosqlite:///{Path(folder) / 'sapar.db'}",
                data_key=new_key(),
            )
            book = load(settings.content_file, clock.now().astimezone(settings.zone).date())
            shelf.append(book)
            return await live(await Sapar.build(settings, book, clock, UNHURRIED))
    except Invalid as invalid:
        for problem in invalid.problems:
            print(problem, file=sys.stderr)
        return 1
    finally:
        await server.close()

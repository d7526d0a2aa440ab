"""The real bot against the real sandbox over HTTP, with a real database in a temporary folder."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from bot.app import Sapar
from bot.clock import Clock, SystemClock
from bot.sandbox.world import STAFF_GROUP
from bot.settings import Settings
from bot.store.vault import new_key
from bot.telegram.limits import Limits
from dialogs.book import Book, load
from tests import planted
from tests.bot.actors import Consultant, Person, Sandbox
from tests.planted import watched  # noqa: F401  (for every test)

ROOT = Path(__file__).resolve().parents[2]
# Telegram's limits, for tests that are not about them: nothing has to wait.
NO_LIMITS = Limits(group=10_000, group_burst=10_000, group_gap=0, private_burst=10_000, overall=10_000)

planted.install()


@pytest.fixture(scope="session")
def book() -> Book:
    return load(ROOT / "content.yaml", date(2026, 11, 22))


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as running:
        yield running


def settings_for(sandbox: Sandbox, folder: Path, key: str | None = None, **more: object) -> Settings:
    """Settings of a bot in a sandbox. Tests have a database of their own in a temporary folder, never another."""
    given = {
        "bot_token": sandbox.token,
        "staff_group_id": STAFF_GROUP,
        "restricted_group_id": None,
        "telegram_api_url": sandbox.url,
        "database_url": f"sqlite+aiosqlite:///{folder / 'sapar.db'}",
        "data_key": key or new_key(),
        **more,
    }
    return Settings(_env_file=None, **given)  # type: ignore[arg-type, call-arg]


@asynccontextmanager
async def running(
    settings: Settings, book: Book, clock: Clock | None = None, limits: Limits = NO_LIMITS
) -> AsyncIterator[Sapar]:
    sapar = await Sapar.build(settings, book, clock or SystemClock(), limits)
    try:
        await sapar.start()
        yield sapar
    finally:
        await sapar.stop()


@pytest.fixture
async def sapar(sandbox: Sandbox, book: Book, tmp_path: Path) -> AsyncIterator[Sapar]:
    async with running(settings_for(sandbox, tmp_path), book) as bot:
        yield bot


@pytest.fixture
async def migrant(sandbox: Sandbox, sapar: Sapar) -> Person:
    """Бердах, whose name and username nobody at the desk may ever see."""
    return sandbox.person(11)


@pytest.fixture
async def consultant(sandbox: Sandbox, sapar: Sapar) -> Consultant:
    return sandbox.consultant(901)


@pytest.fixture
async def colleague(sandbox: Sandbox, sapar: Sapar) -> Consultant:
    return sandbox.consultant(902)


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""Real processes: the bot is killed in the middle of a conversation and started again."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.sandbox.world import STAFF_GROUP
from bot.store.vault import new_key
from tests.bot.actors import Sandbox
from tests.bot.conftest import ROOT
from tests.bot.test_story import asks


@asynccontextmanager
async def process(sandbox: Sandbox, folder: Path, key: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot as its own process, up to where it waits for updates."""
    updates = sandbox.inside.updates
    before = updates.listener
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        cwd=ROOT,
        env={
            **os.environ,
            "BOT_TOKEN": sandbox.token,
            "STAFF_GROUP_ID": str(STAFF_GROUP),
            "TELEGRAM_API_URL": sandbox.url,
            "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'sapar.db'}",
            "DATA_KEY": key,
            "LOG_LEVEL": "ERROR",
        },
    )
    try:
        while updates.listener in (None, before):  # a call that waits for updates is in no log before it has ended
            assert program.returncode is None, "the bot ended by itself"
            await asyncio.sleep(0.05)
        yield program
    finally:
        if program.returncode is None:
            program.send_signal(signal.SIGTERM)
            await asyncio.wait_for(program.wait(), 15)


async def test_a_conversation_goes_on_after_kill_9(sandbox: Sandbox, tmp_path: Path) -> None:
    key, migrant, consultant = new_key(), sandbox.person(11), sandbox.consultant(901)
    async with process(sandbox, tmp_path, key) as program:
        await asks(migrant, "Ис ҳақымды бермеди")
        topic = await consultant.topic("№1")
        await consultant.sees(topic, "Ис ҳақымды бермеди")
        await consultant.taps(topic, "✋")
        program.kill()
        await program.wait()
    assert program.returncode == -signal.SIGKILL
    await migrant.says("Мен еле усы жердемен")
    await consultant.says(topic, "Қайдасыз?")
    async with process(sandbox, tmp_path, key) as program:
        await consultant.sees(topic, "Мен еле усы жердемен")
        await migrant.sees("Қайдасыз?")
        old = next(seen for seen in migrant.messages if seen.key("🏠"))
        await migrant.taps("🏠", old)
        await migrant.sees("?")
        await consultant.taps(topic, "↩️")
        await consultant.sees(topic, "№1")
    assert program.returncode == 0, "a stop by SIGTERM is no error"
    words = [seen.text for seen in consultant.messages(topic) if seen.by_bot]
    assert words.count("Мен еле усы жердемен") == 1
    assert [seen.text for seen in migrant.messages].count("Қайдасыз?") == 1

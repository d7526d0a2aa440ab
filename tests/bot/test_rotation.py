"""A new key: every sealed value is sealed anew, people are still found, and the old key opens nothing any more."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, select

from bot.app import Sapar
from bot.clock import SystemClock
from bot.store import notes, people, rotation
from bot.store.store import Store
from bot.store.tables import metadata
from bot.store.vault import Vault, WrongKey, new_key
from dialogs.book import Book
from tests.bot.actors import Sandbox
from tests.bot.conftest import ROOT, running, settings_for
from tests.bot.test_desk import opened
from tests.bot.test_discreet import discreet
from tests.bot.test_failures_topics import settled
from tests.bot.test_hide import DECOY


def test_every_column_of_bytes_is_known_to_the_rotation() -> None:
    binary = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    sealed = {(table.name, column) for table, column, _ in rotation.SEALED}
    assert binary == sealed | {(table.name, column) for table, column in rotation.HASHES}


def two_keys() -> tuple[str, str]:
    """An old one and a new one that can be told apart."""
    old = new_key()
    return old, next(new for new in iter(new_key, "") if not Vault(new, old).marks_alike)


def sapar(folder: Path, new: str, old: str | None) -> "subprocess.CompletedProcess[str]":
    given = {"DATA_KEY": new, "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'sapar.db'}"}
    given |= {"BOT_TOKEN": "1:x", "STAFF_GROUP_ID": "-1"} | ({"DATA_KEY_OLD": old} if old else {})
    command = [sys.executable, "-m", "bot", "rotate-key"]
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=120)


async def test_a_person_is_known_under_the_new_key_and_the_old_one_opens_nothing(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = two_keys()
    async with Sandbox() as sandbox:
        migrant, consultant = sandbox.person(11), sandbox.consultant(901)
        async with running(settings_for(sandbox, tmp_path, old), book) as bot:
            topic = await opened(migrant, consultant)
            await consultant.says(topic, "/note ескертиў")
            await discreet(migrant)
            await migrant.taps("🔑")
            await migrant.says("Сарыгүл")
            await settled(bot, sandbox)
            assert sapar(tmp_path, new, old).returncode == 2  # the bot still runs
        # Interrupted after the first batch, it goes on where it stopped.
        monkeypatch.setattr(rotation, "BATCH", 1)
        store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'sapar.db'}", Vault(new, old), SystemClock())
        await store.write(lambda conn: rotation._batch(conn, store, *rotation.SEALED[0]))
        await store.close()
        done = sapar(tmp_path, new, old)
        assert done.returncode == 0, done.stderr
        with pytest.raises(WrongKey):
            await Sapar.build(settings_for(sandbox, tmp_path, old), book, SystemClock())
        async with running(settings_for(sandbox, tmp_path, new), book) as bot:
            async with bot.store.reading() as conn:
                assert await people.find(conn, bot.desk.vault, 11) is not None
                for table, column, where in rotation.SEALED:
                    for row in await conn.execute(select(table)):
                        if sealed := getattr(row, column):
                            bot.desk.vault.open(where(row), sealed)  # raises where it is not so
                assert [note.text for note in await notes.of(conn, bot.desk.vault, 1)]
            await consultant.says(topic, "Жуўап")
            await migrant.sees("Жуўап")
            await migrant.says("сарыгүл")
            await migrant.sees(DECOY)


async def test_a_wrong_key_is_refused_and_named(book: Book, tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        async with running(settings_for(sandbox, tmp_path, new_key()), book):
            pass
        with pytest.raises(WrongKey, match="DATA_KEY does not open this database"):
            await Sapar.build(settings_for(sandbox, tmp_path, new_key()), book, SystemClock())


def test_it_says_what_it_needs(tmp_path: Path) -> None:
    said = sapar(tmp_path, new_key(), None)
    assert (said.returncode, "DATA_KEY_OLD" in said.stderr) == (2, True)

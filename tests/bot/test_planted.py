"""A-39: a name, a username, a telephone, a passport number, words and the token pass through every flow, also through
those that fail, with debug logging on; then they stand nowhere but in the chats where they were said.

All other tests of the bot are searched so, too: tests/planted.py."""

import asyncio
import json
import logging
import zipfile
from pathlib import Path
from unittest.mock import patch

import pytest
import structlog
from typer.testing import CliRunner

from bot import cli
from bot.desk import relay
from bot.logs import log_from, scrubbed
from bot.sandbox.world import STAFF_GROUP, TOKEN, World
from bot.store import backup, inbox
from bot.store.vault import Vault, new_key
from dialogs.book import Book
from tests.bot.actors import Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.traces import raw
from tests.planted import PASSPORT as PASSPORT_OF_ALL
from tests.planted import Watch

NAME, USERNAME = "Зухра Сыртқы", "zuhra_syrtqy"
PHONE, PASSPORT = "+998 90 765-43-21", "AA7654321"
WORDS = "хожайын бизди жертөледе услап отыр"
PLANTED = (NAME, "Зухра", USERNAME, "Сыртқы", PHONE, "907654321", "998907654321", PASSPORT, WORDS, "жертөледе")


@pytest.fixture(autouse=True)
def restored() -> object:
    """Logging as in the program: other tests capture it their way."""
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()
    logging.basicConfig(level=logging.WARNING, force=True)


def found(text: bytes, token: str) -> list[str]:
    return [secret for secret in (*PLANTED, token) if secret.encode() in text or secret.lower().encode() in text]


async def test_a39_what_was_planted_is_nowhere(book: Book, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log_from("DEBUG")
    key = new_key()
    async with Sandbox() as sandbox:
        migrant = await sandbox.new_person(NAME, username=USERNAME)
        consultant = sandbox.consultant(901)
        sandbox.inside.people[migrant.id].phone = PHONE
        settings = settings_for(sandbox, tmp_path, key, log_level="DEBUG")
        database = settings.database_file
        assert database is not None
        async with running(settings, book) as sapar:
            await migrant.says("/start s_flyer7")
            await migrant.taps("Қарақалпақша")
            await migrant.says(f"{WORDS} {PASSPORT}")
            await migrant.sees("112")
            topic = await consultant.topic("№1")
            await consultant.taps(topic, "✋")
            await migrant.sends("contact")
            await migrant.sends("document", caption=f"паспорт {PASSPORT}")
            await migrant.sends("location")
            # What fails on the way: Telegram, the network, and a handler that quotes what it was given.
            for fault in ("500", "502", "html", "reset_after", "429"):
                await sandbox.fault(fault, method="sendMessage", times=1)
                await migrant.says(f"{WORDS}, {PHONE}")
            with patch.object(relay, "to_staff", side_effect=ValueError(f"{WORDS} {PHONE} {sandbox.token}")):
                await migrant.says(f"{WORDS} {NAME}")
                async with asyncio.timeout(30):
                    while not (await sapar.health())["parked_updates"]:
                        await sandbox.refresh(wait=0.2)
            await consultant.says(topic, f"/note {PHONE}")
            await consultant.says(topic, f"/close {NAME}")
            await migrant.says("/data")
            await migrant.taps("⬇️")
            async with sapar.store.reading() as conn:
                assert await inbox.parked(conn)
            backup.make(database, tmp_path / "one.backup", Vault(key))
            while_running = raw(database)
        assert found(while_running, sandbox.token) == []
        assert found(raw(database), sandbox.token) == []
        assert found((tmp_path / "one.backup").read_bytes(), sandbox.token) == []
        given = {"DATA_KEY": key, "DATABASE_URL": settings.database_url, "BOT_TOKEN": sandbox.token}
        runner = CliRunner(env={**given, "STAFF_GROUP_ID": "-1"})
        for command in (["health"], ["retention", "--dry-run"], ["health", "--json"]):
            told = await asyncio.to_thread(runner.invoke, cli.cli, command)
            assert found(told.output.encode(), sandbox.token) == [], command
    said = capfd.readouterr()
    assert "update failed" in said.out + said.err
    assert found((said.out + said.err).encode(), sandbox.token) == []
    assert str(migrant.id) not in said.out + said.err


@pytest.mark.parametrize("folded", [False, True])
def test_the_watch_over_the_whole_suite_finds_what_was_planted(tmp_path: Path, folded: bool) -> None:
    """After every test of bot/ and chaos/ it looks so: it must see words in logs, databases and spreadsheets."""
    own, world = Watch(), World.seeded()
    own.hears(world, {"as": 11, "text": WORDS})
    own.hears(world, {"as": 901, "chat": STAFF_GROUP, "text": "сақ"})
    own.looks("the log", b"case 147 opened, and nothing else")
    assert own.found == set()
    said = WORDS.lower() if folded else json.dumps(WORDS)
    with zipfile.ZipFile(tmp_path / "list.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("sheet1.xml", f"<c>{world.people[11].phone}</c>")
    (tmp_path / "sapar.db-wal").write_text(said, "utf-8")
    for file in tmp_path.iterdir():
        own.looks_into(file)
    own.looks("the log", f"{TOKEN} {PASSPORT_OF_ALL} berdakh_nukus".encode())
    assert len(own.found) == 5, own.found
    assert "Гүлнар" not in own.secrets and "сақ" not in own.secrets, "staff are named in cases"


@pytest.mark.parametrize("secret", [PHONE, PASSPORT, "998907654321", "1000001:SANDBOX", "7712345678:AAE-x_y0123456789"])
def test_numbers_and_tokens_are_taken_out_of_every_line(secret: str) -> None:
    assert secret not in scrubbed(f"no such chat {secret}!")
    assert scrubbed("case 147, update 5512") == "case 147, update 5512"


def test_an_error_of_a_library_says_no_words(capfd: pytest.CaptureFixture[str]) -> None:
    log_from("DEBUG")
    try:
        raise RuntimeError(WORDS)
    except RuntimeError:
        logging.getLogger("some.library").exception("it failed for %s", PHONE)
    said = capfd.readouterr().err
    assert "RuntimeError" in said and WORDS not in said and "765-43-21" not in said

"""What people and consultants notice of outages, and what is left to those who run the bot."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import aiohttp
import pytest
from sqlalchemy.exc import OperationalError

from bot.clock import VirtualClock
from bot.desk import relay
from bot.store import backup, inbox
from bot.store.vault import Vault, WrongKey, new_key
from dialogs.book import Book
from tests.bot.actors import Sandbox
from tests.bot.conftest import ROOT, running, settings_for
from tests.bot.test_desk import opened
from tests.bot.test_story import asks


async def test_updates_come_by_webhook_too(sandbox: Sandbox, book: Book, tmp_path: Path, free_port: int) -> None:
    url, secret = f"http://127.0.0.1:{free_port}", "a-secret-of-sixteen"
    settings = settings_for(
        sandbox, tmp_path, webhook_url=f"{url}/hook", webhook_secret=secret, listen=f"127.0.0.1:{free_port}"
    )
    async with running(settings, book), aiohttp.ClientSession() as http:
        migrant, consultant = sandbox.person(11), sandbox.consultant(901)
        topic = await opened(migrant, consultant)
        await consultant.says(topic, "Сәлем")
        await migrant.sees("Сәлем")
        assert not await sandbox.calls("getUpdates")
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "guess"}):
            async with http.post(f"{url}/hook", json={"update_id": 1}, headers=headers) as refused:
                assert refused.status == 403
        async with http.get(f"{url}/health") as told:
            assert (await told.json())["parked_updates"] == []


async def test_what_cannot_be_handled_is_put_aside_told_and_tried_again(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    clock, key = VirtualClock(), new_key()
    migrant, consultant = sandbox.person(11), sandbox.consultant(901)
    async with running(settings_for(sandbox, tmp_path, key), book, clock) as sapar:
        topic = await opened(migrant, consultant)
        with patch.object(relay, "to_staff", side_effect=RuntimeError):
            await migrant.says("Паспортымды алып қойды")
            while not any("sapar replay" in seen.text for seen in consultant.messages(None)):
                clock.advance(1)
                await sandbox.refresh()
        assert not (await sapar.health())["healthy"]
        await migrant.says("Еситип атырсыз ба?")
        await consultant.sees(topic, "Еситип атырсыз ба?")
    env = {
        "BOT_TOKEN": sandbox.token,
        "STAFF_GROUP_ID": "-1",
        "DATA_KEY": key,
        "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'sapar.db'}",
    }
    program = [sys.executable, "-m", "bot"]
    told = subprocess.run([*program, "health"], cwd=ROOT, env={**os.environ, **env}, capture_output=True, timeout=60)
    assert told.returncode == 1
    assert len(json.loads(told.stdout)["parked_updates"]) == 1
    assert "Паспорт" not in told.stdout.decode()
    again = subprocess.run([*program, "replay"], cwd=ROOT, env={**os.environ, **env}, capture_output=True, timeout=60)
    assert again.returncode == 0
    async with running(settings_for(sandbox, tmp_path, key), book, clock):
        await consultant.sees(topic, "Паспортымды алып қойды")


async def test_nobody_is_left_to_guess_after_two_minutes(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock = VirtualClock()
    async with running(settings_for(sandbox, tmp_path), book, clock):
        migrant, consultant = sandbox.person(11), sandbox.consultant(901)
        topic = await opened(migrant, consultant)
        await sandbox.fault("429", method="sendMessage", chat=consultant.chat, retry_after=600, times=1)
        await migrant.says("Тез жәрдем керек")
        while not any(call["error"] for call in await sandbox.calls("sendMessage")):
            await sandbox.refresh(wait=0.1)
        clock.advance(130)
        await migrant.sees("қайта жазыў шәрт емес")
        assert not any("Тез жәрдем" in seen.text for seen in consultant.messages(topic))
        clock.advance(600)
        await consultant.sees(topic, "Тез жәрдем керек")


async def test_who_waited_for_the_bot_is_told_sorry_once(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock = VirtualClock()
    async with Sandbox(clock) as sandbox:
        migrant, consultant = sandbox.person(11), sandbox.consultant(901)
        settings = settings_for(sandbox, tmp_path)
        async with running(settings, book, clock):
            topic = await opened(migrant, consultant)
        await migrant.says("биринши")
        await migrant.says("екинши")
        clock.advance(3600)
        async with running(settings, book, clock):
            await consultant.sees(topic, "биринши")
            await consultant.sees(topic, "екинши")
            await migrant.sees("Кеширесиз")
        assert len([seen for seen in migrant.messages if "Кеширесиз" in seen.text]) == 1


async def test_rights_lost_and_regained(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    async with running(settings_for(sandbox, tmp_path), book):
        migrant, consultant, owner = sandbox.person(11), sandbox.consultant(901), sandbox.person(901)
        await owner.says("/start")
        await sandbox.ask("rights", {"chat": consultant.chat, "rights": {"can_pin_messages": True}})
        await asks(migrant, "Ис ҳақымды бермеди")
        await owner.sees("⚠️")
        assert consultant.topics == {}
        rights = {"can_manage_topics": True, "can_pin_messages": True, "can_delete_messages": True}
        await sandbox.ask("rights", {"chat": consultant.chat, "rights": rights})
        topic = await consultant.topic("№1")
        await consultant.sees(topic, "Ис ҳақымды бермеди")


def test_a_backup_opens_with_its_key_alone(tmp_path: Path) -> None:
    database, target = tmp_path / "live.db", tmp_path / "copy.sapar"
    key = new_key()
    with closing(sqlite3.connect(database)) as live:
        live.execute("PRAGMA journal_mode=WAL")
        live.execute("CREATE TABLE words (said TEXT)")
        live.executemany("INSERT INTO words VALUES (?)", [(f"secret {at} " * 40,) for at in range(5000)])
        live.commit()
        live.execute("INSERT INTO words VALUES ('not committed')")  # a bot in the middle of something
        assert backup.make(database, target, Vault(key)) > 1_000_000
    assert b"secret" not in target.read_bytes()
    with pytest.raises(WrongKey):
        backup.restore(target, tmp_path / "new" / "a.db", Vault(new_key()))
    with pytest.raises(backup.Unusable):
        backup.restore(target, database, Vault(key))
    cut = tmp_path / "cut.sapar"
    cut.write_bytes(target.read_bytes()[:-1_100_000])
    with pytest.raises((backup.Unusable, WrongKey)):
        backup.restore(cut, tmp_path / "new" / "b.db", Vault(key))
    assert not (tmp_path / "new" / "b.db").exists()
    backup.restore(target, tmp_path / "new" / "c.db", Vault(key))
    with closing(sqlite3.connect(tmp_path / "new" / "c.db")) as restored:
        assert restored.execute("SELECT count(*) FROM words").fetchone() == (5000,)


async def test_a_restored_backup_goes_on_with_its_cases(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    key, (one, two) = new_key(), (tmp_path / "one", tmp_path / "two")
    one.mkdir()
    migrant, consultant = sandbox.person(11), sandbox.consultant(901)
    async with running(settings_for(sandbox, one, key), book):
        topic = await opened(migrant, consultant)
        backup.make(one / "sapar.db", tmp_path / "copy.sapar", Vault(key))
    shutil.rmtree(one)
    backup.restore(tmp_path / "copy.sapar", two / "sapar.db", Vault(key))
    async with running(settings_for(sandbox, two, key), book):
        await migrant.says("Еле усы жердемен")
        await consultant.sees(topic, "Еле усы жердемен")
        await consultant.says(topic, "Күтип турың")
        await migrant.sees("Күтип турың")


async def test_a_full_disk_is_told_and_loses_nothing(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    async with running(settings_for(sandbox, tmp_path), book) as sapar:
        migrant, consultant, owner = sandbox.person(11), sandbox.consultant(901), sandbox.person(901)
        await owner.says("/start")
        topic = await opened(migrant, consultant)
        full = OperationalError("INSERT", {}, Exception("database or disk is full"))
        with patch.object(inbox, "store_batch", side_effect=full):
            await migrant.says("Еситип атырсыз ба?")
            await owner.sees("⚠️")
            assert (await sapar.health())["parked_updates"] == []
        await consultant.sees(topic, "Еситип атырсыз ба?")

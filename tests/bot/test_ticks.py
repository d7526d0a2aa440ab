"""Ticks of a checklist through the house: kept over a restart, in memory for who only reads, and the reminder."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from bot import timers as clockwork
from bot.app import Sapar
from bot.clock import VirtualClock
from bot.store.tables import ticks, timers
from dialogs.book import Book
from tests.bot.actors import Person, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_story import chooses


async def opens(migrant: Person, country: str = "🇬🇧") -> None:
    await migrant.says("/menu")
    await migrant.taps("✈️")
    await migrant.taps("✅")
    await migrant.taps(country)
    await migrant.sees("из 15")


async def rows(sapar: Sapar) -> int:
    await sapar.lanes.flush()
    async with sapar.store.reading() as conn:
        return int(await conn.scalar(select(func.count()).select_from(ticks)) or 0)


async def test_ticks_are_there_after_a_restart(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    settings, migrant = settings_for(sandbox, tmp_path), sandbox.person(11)
    async with running(settings, book):
        await chooses(migrant, "Русский")
        await opens(migrant)
        await migrant.taps("☐ 2")
        await migrant.sees("1 из 15")
    async with running(settings, book) as sapar:
        await migrant.taps("☐ 3")
        await migrant.sees("2 из 15")
        assert await rows(sapar) == 1


async def test_who_only_reads_leaves_no_ticks_behind(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    settings, migrant = settings_for(sandbox, tmp_path), sandbox.person(11)
    async with running(settings, book) as sapar:
        await chooses(migrant, "Русский")
        await opens(migrant)
        await migrant.taps("☐ 2")
        await migrant.sees("1 из 15")
        await migrant.presses(migrant.last, "consent/read", force=True)
        assert await rows(sapar) == 0, "what was written before is taken back"
        await opens(migrant)
        seen = await migrant.sees("Вы только читаете")
        assert "1 из 15" in seen.text
        await migrant.taps("☐ 3")
        await migrant.sees("2 из 15")
        assert await rows(sapar) == 0
    async with running(settings, book) as sapar:
        await opens(migrant)
        await migrant.sees("0 из 15")
        assert await rows(sapar) == 0


async def test_who_wishes_it_is_reminded_in_neutral_words(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock = VirtualClock()
    migrant = sandbox.person(11)
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        await chooses(migrant, "Русский")
        await migrant.presses(migrant.last, "consent/full", force=True)
        await opens(migrant)
        day = (clock.now() + timedelta(61)).date()
        await migrant.presses(migrant.last, f"checklist/gb.d-{day}", force=True)
        await migrant.taps("🔔")
        await sapar.lanes.flush()
        async with sapar.store.reading() as conn:
            [timer] = (await conn.execute(select(timers).where(timers.c.what == "checklist"))).mappings().all()
        assert timer["due"].astimezone(sapar.desk.zone).hour == 10
        clock.advance((timer["due"] - clock.now()).total_seconds() + 1)
        await clockwork.fire_due(sapar.desk, sapar.store)
        told = await migrant.sees("Доброе утро")
        assert "паспорт" not in told.text.lower() and told.buttons == ["📋"]
        await migrant.taps("📋", told)
        await migrant.sees("из 15")
        async with sapar.store.reading() as conn:
            again = (await conn.execute(select(timers).where(timers.c.what == "checklist"))).mappings().all()
        assert len(again) == 1 and again[0]["due"] > timer["due"], "the next one is set"

"""Next year's list: who is on it is told once that the quota of their region is open (F-16, A-15)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import timers
from bot.app import Sapar
from bot.clock import VirtualClock
from bot.store.tables import replies
from bot.store.tables import timers as armed
from bot.store.vault import new_key
from dialogs.book import Book
from dialogs.lists import Quota
from tests.bot.actors import Person, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_failures_topics import settled
from tests.bot.test_hide import knows_hiding
from tests.bot.test_story import chooses

TOLD = "Квота открыта: Северо-Казахстанская область, 2027"


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(datetime(2026, 11, 22, 6, 0, tzinfo=UTC))  # by day in every zone of the house


def with_quota(book: Book, state: str, region: str = "kz-sko", year: int = 2027) -> Book:
    """The book as it is after an editor wrote how a quota stands."""
    quota = Quota.model_validate(
        {
            "region": region,
            "year": year,
            "kind": "settlers",
            "state": state,
            "source": (),
            "checked": date(2026, 11, 22),
        }
    )
    return replace(book, lists=book.lists.model_copy(update={"quotas": (*book.lists.quotas, quota)}))


async def joins(migrant: Person, region: str = "Северо-Казахстанская") -> None:
    """The list asks whether they may be written to, for it keeps who they are."""
    await chooses(migrant, "Русский")
    await migrant.presses(migrant.last, "next-year-form", force=True)
    await migrant.sees("Не государственная очередь")
    await migrant.taps(region)
    await migrant.taps("Ветеринар")
    await migrant.says("6")
    await migrant.taps("✅ Отправить")
    await migrant.sees("Прежде чем")
    await migrant.taps("✅")
    await migrant.sees("Вы в списке")


async def morning(sapar: Sapar, sandbox: Sandbox) -> None:
    await timers.fire_due(sapar.desk, sapar.store)
    await settled(sapar, sandbox)


def times_told(migrant: Person) -> int:
    return sum(TOLD in seen.text for seen in migrant.messages)


async def test_who_is_on_the_list_hears_once_that_the_quota_is_open(
    book: Book, tmp_path: Path, clock: VirtualClock
) -> None:
    key = new_key()
    async with Sandbox(clock) as sandbox:
        vet, elsewhere = sandbox.person(11), sandbox.person(12)
        async with running(settings_for(sandbox, tmp_path, key), with_quota(book, "announced"), clock) as sapar:
            await joins(vet)
            await joins(elsewhere, "Павлодар")
            await morning(sapar, sandbox)
            assert times_told(vet) == 0
        for _ in range(2):  # the second start finds that it was told
            async with running(settings_for(sandbox, tmp_path, key), with_quota(book, "open"), clock) as sapar:
                await morning(sapar, sandbox)
                told = await vet.sees(TOLD)
                assert times_told(vet) == 1 and times_told(elsewhere) == 0
        async with running(settings_for(sandbox, tmp_path, key), with_quota(book, "open"), clock) as sapar:
            await vet.taps("Больше не писать", told)
            async with sapar.store.reading() as conn:
                left = (await conn.execute(select(replies.c.person))).scalars().all()
            assert len(left) == 1, "only the other one is still on the list"


async def test_it_waits_while_they_hide_and_not_for_who_left(book: Book, tmp_path: Path, clock: VirtualClock) -> None:
    key = new_key()
    async with Sandbox(clock) as sandbox:
        hiding, left = sandbox.person(11), sandbox.person(12)
        async with running(settings_for(sandbox, tmp_path, key), book, clock) as sapar:
            for one in (hiding, left):
                await joins(one)
            await left.taps("Удалить мои ответы")
            await knows_hiding(hiding, sapar)
            said = await hiding.says("🙈")
            await hiding.sees("Фраза дня", after=said)
        async with running(settings_for(sandbox, tmp_path, key), with_quota(book, "open"), clock) as sapar:
            await morning(sapar, sandbox)
            assert times_told(left) == times_told(hiding) == 0
            async with sapar.store.reading() as conn:
                assert (await conn.execute(select(armed.c.what).where(armed.c.what == "quota"))).scalars().all()
            back = await hiding.says("/start")
            await hiding.sees("Помощь бесплатна", after=back)  # they are back before the day is over
            clock.advance(timedelta(days=1, minutes=1).total_seconds())
            await morning(sapar, sandbox)
            await hiding.sees(TOLD)

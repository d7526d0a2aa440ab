"""Time at the desk under a clock that the test moves: the alarm's ladder, what is overdue, who is silent."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from bot.app import Sapar
from bot.clock import VirtualClock
from bot.store.tables import cases, inbox, outbox, timers
from bot.store.vault import new_key
from bot.timers import fire_due
from dialogs.book import Book
from dialogs.words import words
from tests.bot.actors import Consultant, Person, Sandbox, Seen
from tests.bot.conftest import running, settings_for
from tests.bot.test_desk import opened, rows
from tests.bot.test_states import standing, told
from tests.bot.test_story import asks, chooses

say, karakalpak = words("ru"), words("kaa")
MINUTE, HOUR, DAY = 60, 3600, 86400


async def settled(sapar: Sapar, sandbox: Sandbox) -> None:
    """Waits until nothing is on its way but what is meant for later; a breath of the clock lets go what rests."""
    clock = sapar.clock
    assert isinstance(clock, VirtualClock)
    new = select(func.count()).select_from(inbox).where(inbox.c.state == "new")
    async with asyncio.timeout(60):
        for look in itertools.count(1):
            now = clock.now()
            leaves = outbox.c.not_before.is_(None) | (outbox.c.not_before <= now)
            row = select(func.count()).select_from(outbox).where(leaves)
            due = select(func.count()).select_from(timers).where(timers.c.due <= now)
            # In the order things travel: what leaves one place while the next was already looked at, is never missed.
            waits = len(sandbox.inside.updates.waiting)
            async with sapar.store.reading() as conn:
                waits += sum([(await conn.execute(which)).scalar_one() for which in (new, due, row)])
            if not waits:
                break
            await sandbox.refresh(wait=0.05)
            clock.advance(1 if look % 20 == 0 else 0)
    await sandbox.refresh()


def full(book: Book) -> Book:
    return replace(book, lists=book.lists.model_copy(update={"team": "full"}))


def alarms(consultant: Consultant) -> list[Seen]:
    return [seen for seen in consultant.messages(None) if "🚨" in seen.text]


async def rings(consultant: Consultant, count: int) -> list[Seen]:
    """The alarms so far, once there are so many."""
    return await consultant.sandbox.until(
        lambda: found if len(found := alarms(consultant)) >= count else None,
        lambda: f"{len(alarms(consultant))} alarms instead of {count}",
    )


def called(alarm: Seen) -> list[int]:
    """Whom an alarm calls by name."""
    return [one["user"] for one in alarm.raw["entities"] or [] if one["type"] == "text_mention"]


@asynccontextmanager
async def night(sandbox: Sandbox, book: Book, folder: Path, clock: VirtualClock, key: str) -> AsyncIterator[Sapar]:
    """A bot in Berlin: its clock is set back at three in the night of 25 October 2026."""
    async with running(settings_for(sandbox, folder, key, timezone="Europe/Berlin"), book, clock) as sapar:
        yield sapar


async def test_danger_at_night_climbs_the_ladder_until_it_is_claimed(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    clock, key, book = VirtualClock(datetime(2026, 10, 25, 0, 55, tzinfo=UTC)), new_key(), full(book)
    migrant, lead, first = sandbox.person(11), sandbox.consultant(901), sandbox.consultant(902)
    async with night(sandbox, book, tmp_path, clock, key):
        for consultant in (lead, first):
            await consultant.says(None, "/shift on")
            await consultant.sees(None, words("kk" if consultant is lead else "ru")("You are at work."))
        asked = await lead.says(None, "/rota 25.10.2026 902 901")
        await lead.sees(None, "902", after=asked)
        await chooses(migrant)
        await migrant.taps("🆘")
        await migrant.taps("✍️")  # an answer: it was no mistake
        await rings(lead, 1)
        for count in (2, 3):  # over three o'clock, which comes twice in that night
            clock.advance(MINUTE)
            await rings(lead, count)
    async with night(sandbox, book, tmp_path, clock, key) as sapar:  # a restart forgets nothing and repeats nothing
        await settled(sapar, sandbox)
        assert len(alarms(lead)) == 3
        for count in (4, 5, 6, 7, 8):
            clock.advance(MINUTE)
            await rings(lead, count)
        whom = [called(alarm) for alarm in alarms(lead)]
        assert whom == [[902]] * 5 + [[901], [901], [901]], "the first on call, the next, leads, administrators"
        clock.advance(MINUTE)
        assert called((await rings(lead, 9))[-1]) == [902, 901], "everybody"
        clock.advance(15 * MINUTE)
        await rings(lead, 10)
        topic = await first.topic("№1")
        await first.taps(topic, "✋")
        await settled(sapar, sandbox)
        clock.advance(2 * MINUTE)
        await settled(sapar, sandbox)
        clock.advance(HOUR)
        await settled(sapar, sandbox)
        assert len(alarms(lead)) == 10, "whoever claims it stops it"


async def test_who_has_two_urgent_cases_or_a_pause_is_called_after_the_next(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    clock = VirtualClock()
    lead, first = sandbox.consultant(901), sandbox.consultant(902)
    async with running(settings_for(sandbox, tmp_path), full(book), clock) as sapar:
        for consultant in (lead, first):
            await consultant.says(None, "/shift on")
        asked = await lead.says(None, f"/rota {clock.now():%d.%m.%Y} 902 901")
        await lead.sees(None, "902", after=asked)

        async def danger(number: int) -> int:
            """Somebody is in danger, and says so; whom the alarm calls."""
            somebody = await sandbox.new_person(f"Person {number}")
            await chooses(somebody)
            await somebody.taps("🆘")
            await somebody.taps("✍️")
            return called(await lead.sees(None, f"🚨 №{number}"))[0]

        for number in (1, 2):
            assert await danger(number) == 902
            await first.taps(await first.topic(f"№{number}"), "✋")
            await settled(sapar, sandbox)
        assert await danger(3) == 901, "902 has two urgent cases"
        await lead.taps(await lead.topic("№3"), "✋")
        await first.says(await first.topic("№1"), "/close advised no-law")
        await settled(sapar, sandbox)
        asked = await first.says(None, "/shift pause")
        await first.sees(None, say("You are not mentioned now."), after=asked)
        assert await danger(4) == 901
        await lead.taps(await lead.topic("№4"), "✋")
        await settled(sapar, sandbox)
        clock.advance(15 * MINUTE)
        await fire_due(sapar.desk, sapar.store)
        assert await danger(5) == 902, "the pause is over by itself"


async def test_a_mere_tap_rings_after_three_minutes_and_a_mistake_not_at_all(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    clock = VirtualClock()
    migrant, other, consultant = sandbox.person(11), sandbox.person(12), sandbox.consultant(901)
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        await chooses(migrant)
        await migrant.taps("🆘")
        await settled(sapar, sandbox)
        clock.advance(2 * MINUTE)
        await settled(sapar, sandbox)
        assert alarms(consultant) == []
        clock.advance(MINUTE)
        await rings(consultant, 1)
        await consultant.taps(await consultant.topic("№1"), "✋")
        await settled(sapar, sandbox)
        before = len(alarms(consultant))
        await chooses(other, "Қазақша")
        await other.taps("🆘")
        await other.taps("↩️")
        await settled(sapar, sandbox)
        clock.advance(4 * MINUTE)
        await settled(sapar, sandbox)
        assert len(alarms(consultant)) == before


async def test_what_is_owed_is_called_to_mind_and_an_answer_stops_the_clock(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    clock = VirtualClock(datetime(2026, 11, 27, 10, 0, tzinfo=UTC))  # Friday, 15:00 in Almaty
    migrant, consultant = sandbox.person(11), sandbox.consultant(901)
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        topic = await opened(migrant, consultant)
        await consultant.sees(topic, "⏳ Ответить до: 30.11.2026 15:00")
        await settled(sapar, sandbox)
        clock.advance(3 * DAY - 5 * HOUR)  # Monday, 10:00: four of nine working hours have passed
        await settled(sapar, sandbox)
        assert not [seen for seen in consultant.messages(topic) if "⏳ Ответить нужно" in seen.text]
        clock.advance(HOUR)
        await consultant.sees(topic, "⏳ Ответить нужно: сегодня, 15:00")
        await consultant.says(topic, "Қайдасыз?")
        await settled(sapar, sandbox)
        assert await standing(sapar) == "waiting_person"
        clock.advance(DAY)
        await settled(sapar, sandbox)
        assert not [seen for seen in consultant.messages(None) if "⏰" in seen.text]
        await migrant.says("Алматыдаман")  # Tuesday, 11:00: an answer is owed until Wednesday, 11:00
        await settled(sapar, sandbox)
        [case] = await rows(sapar, cases)
        assert case.due == datetime(2026, 12, 2, 6, 0, tzinfo=UTC)  # type: ignore[attr-defined]
        for _ in range(3):
            clock.advance(DAY / 2)
            await settled(sapar, sandbox)
        late = await consultant.sees(None, say("The answer is overdue."))
        assert "№1" in late.text and called(late) == [901]
        assert f"/{topic}" in late.text


async def test_a_silent_person_is_asked_once_and_let_go_and_can_come_back(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    clock = VirtualClock()
    migrant, consultant = sandbox.person(11), sandbox.consultant(901)
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        topic = await opened(migrant, consultant)
        await consultant.says(topic, "Қайдасыз?")
        await settled(sapar, sandbox)
        clock.advance(3 * DAY)
        asked = karakalpak("We are still here. If the matter is not settled, write: a specialist reads it.")
        await migrant.sees(asked)
        for _ in range(10):
            clock.advance(DAY)
            await settled(sapar, sandbox)
        assert len([seen for seen in migrant.messages if asked in seen.text]) == 1
        assert await standing(sapar) == "waiting_person"
        clock.advance(DAY)
        await settled(sapar, sandbox)
        assert (await rows(sapar, cases))[0].outcome == "no-answer"  # type: ignore[attr-defined]
        clock.advance(5)  # the topic is closed a little after the case
        await migrant.taps("🏠")
        await migrant.taps("💬")
        await migrant.says("Мен усы жердемен")
        await consultant.sees(topic, "Мен усы жердемен")
        assert "reopened" in await told(sapar)


async def test_a_quiet_person_is_never_reminded(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock = VirtualClock()
    migrant, consultant = sandbox.person(11), sandbox.consultant(901)
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        await chooses(migrant)
        await migrant.taps("🆘")
        await migrant.taps("🤫")
        topic = await consultant.topic("№1")
        await consultant.taps(topic, "✋")
        await consultant.says(topic, "Оқып турман")
        await migrant.sees("Оқып турман")
        await settled(sapar, sandbox)
        before = len(migrant.messages)
        clock.advance(20 * DAY)
        await settled(sapar, sandbox)
        assert await standing(sapar) == "waiting_person"
        assert len(migrant.messages) == before


async def test_in_the_evening_people_hear_when_they_are_read(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock = VirtualClock(datetime(2026, 11, 26, 15, 0, tzinfo=UTC))  # Thursday, 20:00 in Almaty
    migrant: Person = sandbox.person(11)
    async with running(settings_for(sandbox, tmp_path), book, clock):
        await asks(migrant, "Ис ҳақымды бермеди")
        await migrant.sees("ертең, 09:00 (GMT+05:00)")

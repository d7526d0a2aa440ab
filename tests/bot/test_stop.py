"""/stop: the bot writes nothing by itself any more, and what people say to each other still arrives (B-52)."""

from datetime import timedelta
from pathlib import Path

from bot import timers as clockwork
from bot.app import Sapar
from bot.clock import VirtualClock
from bot.store import timers
from bot.store.tables import replies
from bot.store.timers import Timer
from dialogs.book import Book
from tests.bot.actors import Person, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_checkins import opens
from tests.bot.test_desk import rows
from tests.bot.test_failures_topics import settled
from tests.bot.test_mydata import the_person
from tests.bot.test_quotas import joins

ARMED = ("checkin", "checklist", "invite", "quota")


async def armed(sapar: Sapar, migrant: Person) -> set[str]:
    person = await the_person(sapar, migrant)
    async with sapar.store.reading() as conn:
        return {timer.what for timer in await timers.of(conn, f"person:{person['id']}")} & {*ARMED}


async def wishes_everything(sapar: Sapar, sandbox: Sandbox, migrant: Person) -> None:
    """Check-ins, a list with reminders, the list for a quota; an invitation and news of a quota lie ahead."""
    await joins(migrant)
    for place in ("check-in/3+", "checklist/gb.d-2026-12-20", "checklist/gb.remind+"):
        await migrant.presses(migrant.last, place, force=True)
    await settled(sapar, sandbox)
    person, soon = await the_person(sapar, migrant), sapar.desk.clock.now() + timedelta(days=7)
    for what, detail in {"invite": {"page": "service-survey"}, "quota": {"page": "next-year-form"}}.items():
        timer = Timer(what, f"person:{person['id']}", soon, detail)
        await sapar.store.write(lambda conn, timer=timer: timers.arm(conn, timer))  # type: ignore[misc]
    assert await armed(sapar, migrant) == {*ARMED} and await rows(sapar, replies)


async def test_after_stop_only_answers_come(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock, migrant, consultant = VirtualClock(), sandbox.person(11), sandbox.consultant(901)
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        await wishes_everything(sapar, sandbox, migrant)
        await migrant.says("/stop")
        await migrant.sees("Сами мы больше не напишем")
        await migrant.says("/stop")  # twice does no harm
        await settled(sapar, sandbox)
        assert await armed(sapar, migrant) == set() and not await rows(sapar, replies)
        before = len(migrant.messages)
        for _ in range(8):
            clock.advance(timedelta(days=5).total_seconds())
            await clockwork.fire_due(sapar.desk, sapar.store)
        await settled(sapar, sandbox)
        assert len(migrant.messages) == before, "nothing comes by itself"
        await migrant.says("🆘")
        await migrant.sees("112")
        topic = await consultant.topic("№1")
        await consultant.taps(topic, "✋")
        await consultant.says(topic, "Я здесь")
        await migrant.sees("Я здесь")


async def test_the_word_asks_first_and_in_a_case_it_is_said_to_people(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    migrant, consultant = sandbox.person(11), sandbox.consultant(901)
    async with running(settings_for(sandbox, tmp_path), book) as sapar:
        await opens(migrant)
        await migrant.taps("через 3 дн")
        await migrant.says("стоп")
        await migrant.sees("Сами мы больше не напишем")
        assert await armed(sapar, migrant) == {"checkin"}
        await migrant.taps("Да, прекратить")
        await migrant.sees("Готово")
        assert await armed(sapar, migrant) == set()
        await migrant.says("🆘")
        await migrant.says("стоп")
        await consultant.sees(await consultant.topic("№1"), "стоп")

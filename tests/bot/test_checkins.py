"""Check-ins through the house: asked on the day, asked again, silent; over a restart; of who hid or only reads."""

from datetime import timedelta
from pathlib import Path

from bot import timers as clockwork
from bot.app import Sapar
from bot.clock import VirtualClock
from bot.store import timers
from bot.store.timers import Timer
from dialogs.book import Book
from tests.bot.actors import Person, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_failures_topics import settled
from tests.bot.test_mydata import the_person
from tests.bot.test_story import chooses

DAY = timedelta(days=1)
ASKED = "Привет! Всё хорошо?"


async def opens(migrant: Person, *, agrees: bool = True) -> None:
    await chooses(migrant, "Русский")
    await migrant.presses(migrant.last, "consent/full" if agrees else "consent/read", force=True)
    await migrant.says("/menu")
    await migrant.taps("✈️")
    await migrant.taps("🪪")
    await migrant.taps("Спросить, как вы")


async def kept(sapar: Sapar, migrant: Person) -> Timer | None:
    await sapar.lanes.flush()
    person = await the_person(sapar, migrant)
    async with sapar.store.reading() as conn:
        found = await timers.of(conn, f"person:{person['id']}")
    return next((timer for timer in found if timer.what == "checkin"), None)


async def comes(sapar: Sapar, sandbox: Sandbox, clock: VirtualClock, migrant: Person) -> None:
    """The moment that is waited for."""
    timer = await kept(sapar, migrant)
    assert timer and timer.due
    clock.advance((timer.due - clock.now()).total_seconds() + 1)
    await clockwork.fire_due(sapar.desk, sapar.store)
    await settled(sapar, sandbox)


def questions(migrant: Person) -> int:
    return sum(seen.text == ASKED for seen in migrant.messages)


async def test_who_answers_is_not_asked_again_until_the_next_day(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock, settings, migrant = VirtualClock(), settings_for(sandbox, tmp_path), sandbox.person(11)
    async with running(settings, book, clock) as sapar:
        await opens(migrant)
        await migrant.taps("через 3 дн")
        await migrant.taps("через 14 дн")
        first = await kept(sapar, migrant)
        assert first and first.due and first.due.astimezone(sapar.desk.zone).hour == 12
    async with running(settings, book, clock) as sapar:  # the wish survives a restart
        await comes(sapar, sandbox, clock, migrant)
        asked = await migrant.sees(ASKED)
        assert asked.buttons == ["👍", "✋"]
        await migrant.taps("👍", asked)
        await migrant.sees("Спасибо")
        waits = await kept(sapar, migrant)
        assert waits and waits.due and first.due and waits.due - first.due == 11 * DAY and waits.detail["asked"] == 0


async def test_silence_is_asked_once_more_and_then_left_alone(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock, migrant = VirtualClock(), sandbox.person(11)
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        await opens(migrant)
        await migrant.taps("через 3 дн")
        await comes(sapar, sandbox, clock, migrant)
        await comes(sapar, sandbox, clock, migrant)
        assert questions(migrant) == 2
        assert await kept(sapar, migrant) is None, "nothing is kept after the last day"
        assert not sandbox.consultant().topics


async def test_silence_reaches_a_consultant_where_the_person_wished_it(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    clock, settings, migrant = VirtualClock(), settings_for(sandbox, tmp_path), sandbox.person(11)
    consultant = sandbox.consultant()
    async with running(settings, book, clock) as sapar:
        await opens(migrant)
        await migrant.taps("через 3 дн")
        await migrant.taps("Не отвечу — скажите консультанту")
        await comes(sapar, sandbox, clock, migrant)
    async with running(settings, book, clock) as sapar:
        await comes(sapar, sandbox, clock, migrant)
        assert questions(migrant) == 2 and not consultant.topics
        await comes(sapar, sandbox, clock, migrant)
        topic = await consultant.topic()
        assert "🟧" in consultant.topics[topic]
        await consultant.sees(topic, "Два раза спросили")
        assert await kept(sapar, migrant) is None


async def test_any_word_is_an_answer_and_people_may_read_it(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock, migrant = VirtualClock(), sandbox.person(11)
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        await opens(migrant)
        await migrant.taps("через 3 дн")
        await migrant.taps("скажите консультанту")
        await comes(sapar, sandbox, clock, migrant)
        await migrant.says("ну так себе")
        await migrant.taps("✉️")
        await migrant.sees("№1")
        assert questions(migrant) == 1
        assert await kept(sapar, migrant) is None


async def test_the_hand_leads_to_urgent_help(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock, migrant = VirtualClock(), sandbox.person(11)
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        await opens(migrant)
        await migrant.taps("через 3 дн")
        await comes(sapar, sandbox, clock, migrant)
        await migrant.taps("✋")
        await sandbox.consultant().topic("№1")


async def test_who_hid_is_asked_without_a_sound_and_may_answer(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock, migrant = VirtualClock(), sandbox.person(11)
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        await opens(migrant)
        await migrant.taps("через 3 дн")
        await migrant.taps("скажите консультанту")
        await migrant.presses(migrant.last, "hide/now", force=True)
        await settled(sapar, sandbox)
        await comes(sapar, sandbox, clock, migrant)
        asked = await migrant.sees(ASKED)
        sent = [call["params"] for call in await sandbox.calls("sendMessage") if call["params"].get("text") == ASKED]
        assert len(sent) == 1 and sent[0]["disable_notification"]
        await migrant.presses(asked, "check-in/ok")
        assert await kept(sapar, migrant) is None, "the answer counts although they see the decoy"
        assert (await the_person(sapar, migrant))["hidden"] is not None


async def test_of_who_only_reads_nothing_is_kept(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    migrant = sandbox.person(11)
    async with running(settings_for(sandbox, tmp_path), book) as sapar:
        await opens(migrant, agrees=False)
        await migrant.sees("Вы только читаете")
        await migrant.presses(migrant.last, "check-in/3+", force=True)
        assert await kept(sapar, migrant) is None


async def test_whoever_takes_the_yes_back_is_not_asked(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    migrant = sandbox.person(11)
    async with running(settings_for(sandbox, tmp_path), book) as sapar:
        await opens(migrant)
        await migrant.taps("через 3 дн")
        assert await kept(sapar, migrant)
        await migrant.presses(migrant.last, "consent/read", force=True)
        assert await kept(sapar, migrant) is None

"""S-22: a trainee practises with a scripted person, is told what was right, and nothing of it is a case."""

from datetime import UTC, datetime
from pathlib import Path

from bot import timers
from bot.app import Sapar
from bot.clock import VirtualClock
from bot.store import staff
from bot.store.tables import cases, people
from bot.store.tables import timers as armed
from dialogs.book import Book
from dialogs.texts import say
from dialogs.words import words
from tests.bot.actors import Consultant, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_desk import rows

ru = words("ru")


async def trains(sandbox: Sandbox, sapar: Sapar) -> tuple[Consultant, int]:
    """A trainee, and the topic for training."""
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    await sapar.store.write(lambda conn: staff.enter(conn, 902, "Айдана", ["trainee"], now))
    await sandbox.consultant(901).says(None, "/setup")
    trainee = sandbox.consultant(902)
    return trainee, await trainee.topic("🎓")


async def test_a_practice_case_from_its_first_words_to_its_lesson(
    sandbox: Sandbox, sapar: Sapar, book: Book, colleague: Consultant
) -> None:
    trainee, topic = await trains(sandbox, sapar)
    case = book.lists.training["passport-ru"]
    await trainee.says(None, "/practice")
    await trainee.taps(topic, say(case.title, "ru"))
    first = await trainee.sees(topic, case.turns[0])
    assert first.text.startswith("🎓 ТРЕНИРОВКА") and "Айдана" in first.text
    early = await trainee.says(topic, "Здравствуйте!")
    await trainee.sees(topic, ru("Claim the case first, as you would a real one."), early)

    [key] = [one["callback_data"] for one in first.keys]
    for other in (sandbox.consultant(901), sandbox.consultant(13)):  # a colleague, and a stranger
        assert (await other.presses(first, key, force=True)).alert
    await trainee.presses(first, key)
    asked = await trainee.says(topic, "Вам сейчас безопасно писать?")
    await trainee.sees(topic, case.turns[1], asked)
    await trainee.taps(topic, "📋")
    await trainee.taps(topic, say(book.lists.canned["papers-held"].label, "ru"))
    await trainee.sees(topic, case.turns[2])
    await trainee.taps(topic, "📖")
    await trainee.taps(topic, say(book.pages["papers-taken"].title, "ru"))
    await trainee.taps(topic, "✅")
    await trainee.taps(topic, say(book.lists.outcomes["referred"], "ru"))
    await trainee.taps(topic, say(book.lists.causes["debt"], "ru"))
    result = await trainee.sees(topic, "4/5")
    right = [line[:1] for line in result.text.splitlines()[2:7]]
    assert right == ["✅", "✅", "✅", "✅", "❌"], "all but the cause"
    assert say(case.lesson, "ru")[:40] in result.text

    late = await trainee.presses(first, key, force=True)
    assert late.text == ru("This practice case is over. Begin another: /practice")
    assert await rows(sapar, cases) == [] and await rows(sapar, people) == [], "nobody of it is counted"
    assert not any(row.what == "practice" for row in await rows(sapar, armed))  # type: ignore[attr-defined]
    assert all(one.text.startswith("🎓") for one in trainee.messages(topic) if one.by_bot and one.kind == "text")


async def test_a_restart_goes_on_and_a_day_ends_it(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock, settings = VirtualClock(), settings_for(sandbox, tmp_path)
    case = book.lists.training["wages-kaa"]
    async with running(settings, book, clock) as sapar:
        trainee, topic = await trains(sandbox, sapar)
        await trainee.says(topic, "/practice")
        await trainee.taps(topic, say(case.title, "ru"))
        await trainee.taps(topic, "✋")
        await trainee.sees(topic, "Айдана берёт случай")
    async with running(settings, book, clock) as sapar:
        await trainee.says(topic, "Сәлем! Қайсы елдесиз?")
        await trainee.sees(topic, case.turns[1])
        clock.advance(24 * 3600 + 1)
        await timers.fire_due(sapar.desk, sapar.store)
        asked = await trainee.says(topic, "/practice Сізде шарт бар ма?")
        await trainee.sees(topic, ru("This practice case is over. Begin another: /practice"), asked)

"""Call me back: the number stands on one card, by the caller's clock, with what to say first; then it is forgotten."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import update

from bot import timers
from bot.app import Sapar
from bot.clock import VirtualClock
from bot.store import staff
from bot.store.tables import callbacks, people
from dialogs.book import Book
from tests.bot.actors import Consultant, Person, Sandbox, Seen
from tests.bot.conftest import running, settings_for
from tests.bot.test_desk import rows
from tests.bot.test_story import chooses

PHONE = "+998 90 123 45 67"


async def asks_for_a_call(person: Person, phone: str = "90 123 45 67", safe: str = "Яқ") -> None:
    """All the questions, to the end."""
    await chooses(person)
    await person.taps("💬")
    await person.taps("📞")
    await person.taps("Өзбекстан")
    await person.says(phone)
    await person.taps(PHONE)
    await person.taps("Ертең азанда")
    await person.taps(safe)
    await person.says("Инглис тили курсынан хабарласып турман")
    await person.taps("Мийнет")
    await person.taps("✅ Жибериў")
    await person.taps("✅ Разыман")


async def card(consultant: Consultant) -> Seen:
    return await consultant.sees(None, "📞 №")


async def test_a_call_by_the_callers_clock(migrant: Person, consultant: Consultant, sapar: Sapar) -> None:
    await asks_for_a_call(migrant)
    await migrant.sees(PHONE)
    shown = await card(consultant)
    for part in (PHONE, "Asia/Tashkent", "09:00–12:00", "Инглис тили курсынан", "может быть опасно"):
        assert part in shown.text
    [row] = await rows(sapar, callbacks)
    assert b"998" not in row.sealed and b"998" not in row.number  # type: ignore[attr-defined]
    others = [seen for seen in consultant.messages(None) if seen.id != shown.id]
    assert not [seen for seen in others if "123" in seen.text]
    await consultant.taps(None, "✅", shown)
    done = await consultant.sees(None, "поговорили")
    assert done.id == shown.id and not done.buttons


async def test_the_own_number_goes_by_a_key_that_comes_and_goes(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    await chooses(migrant)
    await migrant.taps("💬")
    await migrant.taps("📞")
    await migrant.taps("Өзбекстан")
    await migrant.sees("төмендеги түйме")
    assert any("📱" in key for key in migrant.keyboard) and any("🆘" in key for key in migrant.keyboard)
    asked = await migrant.sends("contact")
    await migrant.sees("Қашан қоңыраў етейик?", after=asked)
    await migrant.sees("🆘 ҳәм 🏠 дайым төменде турады", after=asked)
    assert not any("📱" in key for key in migrant.keyboard)
    await migrant.taps("🏠")

    await sapar.store.write(lambda conn: conn.execute(update(people).values(discreet=True)))
    other = await migrant.says("/menu")
    await migrant.taps("💬")
    await migrant.taps("📞")
    await migrant.taps("▶")
    await sandbox.refresh()
    assert not [seen for seen in migrant.messages if seen.id > other.id and "түйме" in seen.text], "nothing betrays it"


async def test_the_card_stands_in_the_topic_of_calls_where_there_is_one(
    migrant: Person, consultant: Consultant, sapar: Sapar
) -> None:
    now = sapar.clock.now()
    await sapar.store.write(lambda conn: staff.enter(conn, 901, "Гүлнар", ["lead", "admin"], now))
    await consultant.says(None, "/setup")
    calls = await consultant.topic("📞")
    await asks_for_a_call(migrant)
    shown = await consultant.sees(calls, "📞 №")
    await consultant.taps(calls, "✅", shown)
    assert (await consultant.sees(calls, "поговорили")).id == shown.id


async def test_who_must_not_be_called_is_not_called_again(
    sandbox: Sandbox, migrant: Person, consultant: Consultant, sapar: Sapar
) -> None:
    await asks_for_a_call(migrant)
    shown = await card(consultant)
    stranger = sandbox.consultant(13)
    refused = await stranger.presses(shown, "call/1:stop", force=True)
    assert refused.alert
    await consultant.taps(None, "⛔", shown)
    done = await consultant.sees(None, "больше не звонить")
    assert "123" not in done.text, "the number is forgotten at once"
    [row] = await rows(sapar, callbacks)
    assert row.sealed is None  # type: ignore[attr-defined]
    other = sandbox.person(12)
    await asks_for_a_call(other)
    await other.sees("қоңыраў ете алмаймыз")
    assert len(await rows(sapar, callbacks)) == 1


async def test_nobody_answers_and_a_week_later_the_number_is_gone(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock = VirtualClock(datetime(2026, 11, 27, 8, tzinfo=UTC))
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        migrant, consultant = sandbox.person(11), sandbox.consultant(901)
        await asks_for_a_call(migrant)
        shown = await card(consultant)
        clock.advance(timedelta(hours=20).total_seconds())  # 09:00 in Nukus
        await timers.fire_due(sapar.desk, sapar.store)
        told = await consultant.sees(None, "Пора звонить")
        assert told.reply_to == shown.id and "123" not in told.text
        for _ in range(2):
            await consultant.taps(None, "📵", shown)
            clock.advance(timedelta(minutes=31).total_seconds())
            await timers.fire_due(sapar.desk, sapar.store)
            told = await consultant.sees(None, "Пора звонить", after=told)
        await consultant.taps(None, "📵", shown)
        await migrant.sees("хабарласа алмадық")
        clock.advance(timedelta(days=7, minutes=1).total_seconds())
        await timers.fire_due(sapar.desk, sapar.store)
        [row] = await rows(sapar, callbacks)
        assert row.sealed is None  # type: ignore[attr-defined]
        gone = await consultant.sees(None, "номер удалён")
        assert gone.id == shown.id and "123" not in gone.text

"""The directory in the chat: whether somebody is there is told of the minute in which it is asked (F-09)."""

from datetime import UTC, datetime
from pathlib import Path

from bot.clock import VirtualClock
from dialogs.book import Book
from tests.bot.actors import Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_story import chooses


async def test_the_same_button_tells_of_the_minute_it_is_pressed_in(book: Book, tmp_path: Path) -> None:
    clock = VirtualClock(datetime(2026, 12, 4, 13, 59, tzinfo=UTC))  # a Friday, 16:59 in Istanbul
    async with Sandbox(clock) as sandbox, running(settings_for(sandbox, tmp_path), book, clock):
        migrant = sandbox.person()
        await chooses(migrant, "Русский")
        await migrant.sees("")
        home = migrant.last
        await migrant.presses(home, "contacts-tr/kz-istanbul", force=True)
        await migrant.sees("сейчас открыто, до 17:00")
        clock.advance(60)
        await migrant.presses(home, "contacts-tr/kz-istanbul", force=True)
        await migrant.sees("сейчас закрыто. Откроется: понедельник 07.12.2026, 09:00")

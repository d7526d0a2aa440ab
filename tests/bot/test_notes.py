"""Notes, next steps and the history of a case: among colleagues, sealed, and never with what the person said."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import timers
from bot.app import Sapar
from bot.clock import VirtualClock
from bot.desk.notes import with_date
from bot.store.tables import notes
from dialogs.book import Book
from tests.bot.actors import Consultant, Person, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_desk import opened, rows

TODAY = date(2026, 11, 27)


async def test_a_note_stays_among_colleagues_and_sealed(
    migrant: Person, consultant: Consultant, colleague: Consultant, sapar: Sapar
) -> None:
    topic = await opened(migrant, consultant)
    await consultant.says(topic, "/note Шәртнамасы жоқ <b>")
    await consultant.sees(topic, "✍️")
    await consultant.says(topic, "/next Инспекцияға жазыў 05.12")
    await consultant.sees(topic, "05.12.20")
    await colleague.says(topic, "/history")
    story = await colleague.sees(topic, "🕓")
    for part in ("Шәртнамасы жоқ <b>", "Инспекцияға жазыў", "Гүлнар"):
        assert part in story.text
    assert "Ис ҳақымды" not in story.text, "what the person said is not kept"
    assert not [seen for seen in migrant.messages if "Шәртнамасы" in seen.text]
    assert [b"\xd0\xa8\xd3\x99\xd1\x80\xd1\x82" in row.sealed for row in await rows(sapar, notes)] == [False, False]  # type: ignore[attr-defined]


async def test_the_history_names_earlier_cases(migrant: Person, consultant: Consultant, book: Book) -> None:
    topic = await opened(migrant, consultant)
    await consultant.says(topic, "/close advised no-law")
    await consultant.sandbox.until(lambda: topic in consultant.closed_topics or None, lambda: "the topic is open")
    await migrant.taps("🏠")
    await migrant.taps("💬")
    await migrant.taps("🚫")
    await migrant.says("Және бир сораў")
    second = await consultant.topic("№2")
    await consultant.says(second, "/history")
    story = await consultant.sees(second, "🕓")
    assert "№1 " in story.text and book.lists.outcomes["advised"]["ru"] in story.text


async def test_a_next_step_is_called_to_mind_in_the_morning(sandbox: Sandbox, book: Book, tmp_path: Path) -> None:
    clock = VirtualClock()
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        migrant, consultant = sandbox.person(11), sandbox.consultant(901)
        topic = await opened(migrant, consultant)
        await consultant.says(topic, "/next Елшиханаға қоңыраў етиў ертең")
        planned = await consultant.sees(topic, "📌")
        clock.advance(48 * 3600)
        await timers.fire_due(sapar.desk, sapar.store)
        reminded = await consultant.sees(topic, "Елшиханаға", after=planned)
        assert reminded.text.startswith("📌")


@pytest.mark.parametrize(
    ("typed", "action", "day"),
    [
        ("Позвонить в посольство 05.12", "Позвонить в посольство", date(2026, 12, 5)),
        ("елшілікке қоңырау шалу ертең", "елшілікке қоңырау шалу", date(2026, 11, 28)),
        ("проверить через две недели", "проверить", date(2026, 12, 11)),
        ("просто проверить", "просто проверить", None),
        ("завтра", "завтра", None),
    ],
)
def test_a_next_step_ends_in_its_day(typed: str, action: str, day: date | None) -> None:
    assert with_date(typed, TODAY) == (action, day)


@given(st.text(max_size=80))
def test_no_words_of_a_next_step_are_lost(text: str) -> None:
    action, day = with_date(text, TODAY)
    assert day is not None or action == text.strip()

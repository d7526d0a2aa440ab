"""A quiz through the house: what is answered is counted once, without a person, and nothing else is kept."""

import asyncio
from pathlib import Path

from sqlalchemy import select

from bot.app import Sapar
from bot.store.tables import tallies
from dialogs.book import Book
from tests.bot.actors import Person, Sandbox, Seen
from tests.bot.conftest import running, settings_for
from tests.bot.test_checks import everything
from tests.bot.test_story import chooses


async def begins(migrant: Person) -> Seen:
    await chooses(migrant, "Русский")
    for label in ("✈️", "🇬🇧", "Проверьте себя", "▶"):
        await migrant.taps(label)
    return await migrant.sees("1/9")


async def counted(sapar: Sapar) -> list[tuple[str, str, str, str, int]]:
    await sapar.lanes.flush()
    async with sapar.store.reading() as conn:
        rows = await conn.execute(select(tallies).order_by(tallies.c.code))
        return [(row.what, row.page, row.code, row.about, row.count) for row in rows]


async def taps_twice(migrant: Person, message: Seen, button: str) -> None:
    """The second time before the first one is answered."""
    await asyncio.gather(*(migrant.presses(message, button, force=True) for _ in range(2)))


async def test_a_wrong_answer_is_counted_once_however_often_it_is_tapped(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    settings, migrant = settings_for(sandbox, tmp_path), sandbox.person(11)
    wrong = [("wrong", "uk-quiz", "passport", "yes", 1)]
    async with running(settings, book) as sapar:
        question = await begins(migrant)
        await taps_twice(migrant, question, "uk-quiz/py.why")
        await migrant.sees("Не совсем. Верный ответ: Нет")
        assert await counted(sapar) == wrong
        await migrant.taps("◀")
        await migrant.taps("Нет")
        await migrant.sees("✅ Верно.")
        assert await counted(sapar) == wrong, "what one says after it was told is not what one knew"
        await migrant.taps("▶")
        await migrant.taps("Нет")
        known = [("right", "uk-quiz", "fee", "no", 1), *wrong]
        assert await counted(sapar) == known
        kept = await everything(sapar)
        assert "pnfn" not in kept and ".why" not in kept, "and no answer is written down"
    async with running(settings, book) as sapar:
        await migrant.presses(question, "uk-quiz/py.why", force=True)
        await migrant.sees("Не совсем")
        await migrant.presses(question, "uk-quiz/pycb.why", force=True)
        await migrant.sees("до первого рабочего дня")
        assert await counted(sapar) == known, "an old button shows what it showed, and counts nothing"


async def test_two_people_count_as_two(migrant: Person, sapar: Sapar, sandbox: Sandbox) -> None:
    for somebody in (migrant, sandbox.person(12)):
        await begins(somebody)
        await somebody.taps("Да")
        await somebody.sees("Не совсем")
    assert await counted(sapar) == [("wrong", "uk-quiz", "passport", "yes", 2)]

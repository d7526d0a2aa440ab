"""What people looked for in vain: a number for each day, and words only once many people have used them."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import insert
from bot.store.tables import missed_searches, missed_words, wanted_words
from bot.store.vault import Vault

ENOUGH = 5  # people who used a word before anybody sees it
LONGEST = 40


async def missed(conn: AsyncConnection, vault: Vault, person: str, words: Iterable[str], day: date) -> None:
    """Count a search without result. A word is written down when its fifth person uses it; until then it is a hash."""
    counted = insert(conn, missed_searches).values(day=day, count=1)
    await conn.execute(
        counted.on_conflict_do_update(index_elements=["day"], set_={"count": missed_searches.c.count + 1})
    )
    for word in {word for word in words if 3 <= len(word) <= LONGEST and not any(map(str.isdigit, word))}:
        key = vault.hash("missed word", word)
        row = {"word": key, "who": vault.hash("missed by", f"{word}:{person}"), "day": day}
        await conn.execute(insert(conn, missed_words).values(row).on_conflict_do_nothing())
        people = await conn.scalar(select(func.count()).where(missed_words.c.word == key))
        if people and people >= ENOUGH:
            seen = {"people": people, "day": day}
            wanted_now = insert(conn, wanted_words).values(word=word, **seen)
            await conn.execute(wanted_now.on_conflict_do_update(index_elements=["word"], set_=seen))


async def wanted(conn: AsyncConnection) -> Sequence[tuple[str, int]]:
    """The words that editors should know of, most wanted first."""
    found = await conn.execute(
        select(wanted_words.c.word, wanted_words.c.people).order_by(wanted_words.c.people.desc(), wanted_words.c.word)
    )
    return [(word, people) for word, people in found]


async def in_vain(conn: AsyncConnection, today: date, days: int) -> int:
    """How many searches found nothing, in the last `days` days with today."""
    since = today - timedelta(days=days - 1)
    found = await conn.scalar(select(func.sum(missed_searches.c.count)).where(missed_searches.c.day >= since))
    return int(found or 0)

"""Where a case stands follows from what is said in it; every change is in its history."""

from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.app import Sapar
from bot.clock import VirtualClock
from bot.desk import states
from bot.store.cases import Status
from bot.store.tables import cases, history
from dialogs.book import Book
from tests.bot.actors import Consultant, Person, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_desk import opened
from tests.bot.test_failures_topics import settled
from tests.bot.test_story import asks


async def told(sapar: Sapar, number: int = 1) -> list[str]:
    """What the history of a case says, in order."""
    async with sapar.store.reading() as conn:
        found = await conn.execute(select(history.c.what).where(history.c.case == number).order_by(history.c.id))
        return list(found.scalars())


async def standing(sapar: Sapar, number: int = 1) -> str:
    async with sapar.store.reading() as conn:
        return str((await conn.execute(select(cases.c.status).where(cases.c.id == number))).scalar_one())


async def closes(
    consultant: Consultant, topic: int, book: Book, outcome: str = "informed", clock: VirtualClock | None = None
) -> None:
    await consultant.taps(topic, "✅")
    await consultant.taps(topic, book.lists.outcomes[outcome]["ru"])
    await consultant.taps(topic, book.lists.causes["employer"]["ru"])
    if clock:
        clock.advance(5)
    await consultant.sandbox.until(lambda: topic in consultant.closed_topics or None, lambda: "the topic is open")


async def test_the_state_follows_the_conversation(
    migrant: Person, consultant: Consultant, colleague: Consultant, sapar: Sapar, sandbox: Sandbox, book: Book
) -> None:
    topic = await opened(migrant, consultant)
    assert await standing(sapar) == "claimed"
    await consultant.says(topic, "Қайдасыз?")
    await migrant.sees("Қайдасыз?")
    await settled(sapar, sandbox)
    assert await standing(sapar) == "waiting_person"
    await migrant.says("Алматыдаман")
    await consultant.sees(topic, "Алматыдаман")
    await colleague.says(topic, "Бул адам маған да жазған")  # who does not answer the case changes nothing
    await settled(sapar, sandbox)
    assert await standing(sapar) == "waiting_staff"
    await consultant.says(topic, "Түсиникли")
    await settled(sapar, sandbox)
    await closes(consultant, topic, book)
    assert await told(sapar) == ["opened", "claimed", "answered", "wrote", "answered", "closed"]


async def test_the_same_matter_goes_on_within_a_month_and_is_a_new_case_after_it(
    sandbox: Sandbox, book: Book, tmp_path: Path
) -> None:
    clock = VirtualClock()
    migrant, consultant = sandbox.person(11), sandbox.consultant(901)
    async with running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        await asks(migrant, "Ис ҳақымды бермеди")
        topic = await consultant.topic("№1")
        await consultant.taps(topic, "✋")
        await closes(consultant, topic, book, clock=clock)
        clock.advance(timedelta(days=29).total_seconds())
        await migrant.taps("🏠")
        await migrant.taps("💬")
        await migrant.says("Еле де бермеди")
        await consultant.sees(topic, "Еле де бермеди")
        assert topic not in consultant.closed_topics
        assert await standing(sapar) == "new"
        assert "reopened" in await told(sapar)
        await consultant.taps(topic, "✋")
        await closes(consultant, topic, book, clock=clock)
        clock.advance(timedelta(days=31).total_seconds())
        await migrant.taps("🏠")
        await migrant.taps("💬")
        await migrant.says("Тағы бермеди")
        await migrant.sees("№2")
        async with sapar.store.reading() as conn:
            assert (await conn.execute(select(cases.c.link).where(cases.c.id == 2))).scalar() == 1


@given(st.sampled_from(sorted(states.MOVES)))
def test_every_move_leads_somewhere_that_can_be_left(what: str) -> None:
    move = states.MOVES[what]
    assert set(move.origins) <= set(Status)
    assert any(move.to in other.origins for other in states.MOVES.values())
    assert (move.to is Status.CLOSED) == (what == "closed"), "a case ends in one way only"

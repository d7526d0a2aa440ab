"""What is kept for how long: the dry run lists what the night does; a legal hold keeps a case as it is."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import Sapar
from bot.clock import VirtualClock
from bot.desk import keeping
from bot.store import people, retention
from bot.store.people import NOBODY
from bot.store.tables import cases, history, pairs
from bot.store.tables import people as table
from bot.store.vault import new_key
from dialogs.book import Book
from tests.bot.actors import Consultant, Person, Sandbox
from tests.bot.conftest import ROOT, running, settings_for
from tests.bot.test_desk import opened, rows
from tests.bot.test_failures_topics import settled
from tests.bot.test_story import asks

DAY = timedelta(days=1)


async def ended(sapar: Sapar, number: int, days: float, **more: object) -> None:
    """A case that was closed so many days ago."""
    closed = sapar.clock.now() - days * DAY
    values = {"closed": closed, "status": "closed", "outcome": "advised", **more}
    await sapar.store.write(lambda conn: conn.execute(update(cases).where(cases.c.id == number).values(**values)))


async def test_a40_a_closed_case_goes_in_its_time_and_a_held_one_stays(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    topic = await opened(migrant, consultant)
    other = sandbox.person(12)
    await asks(other, "Паспортым жоқ", "Қазақша")
    second = await consultant.topic("№2")
    await consultant.says(second, "/hold")
    await consultant.sees(second, "/hold off")
    await ended(sapar, 1, 366)
    await ended(sapar, 2, 1000, topic="protection")
    await settled(sapar, sandbox)
    async with sapar.store.reading() as conn:
        listed = await retention.due(conn, sapar.desk.lists, sapar.clock.now())
    assert [str(one) for one in listed] == ["topic 1", "case 1"]

    assert await keeping.carry_out(sapar.desk, sapar.store) == listed
    await settled(sapar, sandbox)
    first, kept = await rows(sapar, select(cases).order_by(cases.c.id).subquery())
    assert (first.person, first.outcome, first.topic, first.thread) == (NOBODY, "advised", "other", None)  # type: ignore[attr-defined]
    assert kept.person != NOBODY and kept.thread == second  # type: ignore[attr-defined]
    assert {pair.case for pair in await rows(sapar, pairs)} == {2}  # type: ignore[attr-defined]
    assert topic not in consultant.topics and second in consultant.topics
    async with sapar.store.reading() as conn:
        assert await retention.due(conn, sapar.desk.lists, sapar.clock.now()) == []


async def test_the_command_lists_what_the_night_will_do(book: Book, tmp_path: Path) -> None:
    key = new_key()
    async with Sandbox() as sandbox, running(settings_for(sandbox, tmp_path, key), book) as sapar:
        await asks(sandbox.person(11), "Ис ҳақымды бермеди")
        await settled(sapar, sandbox)
        await ended(sapar, 1, 100)
        async with sapar.store.reading() as conn:
            due = await retention.due(conn, sapar.desk.lists, sapar.clock.now())
        said = subprocess.run(
            [sys.executable, "-m", "bot", "retention", "--dry-run"],
            cwd=ROOT,
            env={
                "DATA_KEY": key,
                "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'sapar.db'}",
                "BOT_TOKEN": "1:x",
                "STAFF_GROUP_ID": "-1",
            },
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines() == [str(one) for one in due] == ["topic 1"]


async def test_who_has_done_nothing_for_long_is_forgotten(book: Book, tmp_path: Path) -> None:
    clock = VirtualClock()
    async with Sandbox(clock) as sandbox:
        sapar = await Sapar.build(settings_for(sandbox, tmp_path), book, clock)

        async def work(conn: AsyncConnection) -> list[str]:
            made = []
            for number, days in enumerate((600, 500), 1):
                day = (clock.now() - days * DAY).date()
                person = await people.create(conn, sapar.desk.vault, number, alias=f"a{number}", since=day, active=day)
                made.append(person["id"])
            return made

        old, _ = await sapar.store.write(work)
        assert [str(one) for one in await keeping.carry_out(sapar.desk, sapar.store)] == [f"person {old}"]
        left = {person.alias for person in await rows(sapar, table)}  # type: ignore[attr-defined]
        assert left == {"a2"}
        await sapar.stop()


async def test_the_history_only_grows_until_its_years_are_over(migrant: Person, sapar: Sapar, sandbox: Sandbox) -> None:
    await asks(migrant, "Ис ҳақымды бермеди")
    await settled(sapar, sandbox)
    count = len(await rows(sapar, history))
    assert count
    now = sapar.clock.now() + 1200 * DAY
    await sapar.store.write(lambda conn: retention.sweep(conn, "history", sapar.desk.lists, now))
    assert await rows(sapar, history) == []
    await asks(sandbox.person(12), "Ис ҳақымды бермеди")
    for statement in ("DELETE FROM history", "UPDATE history SET what = 'x'"):
        try:
            await sapar.store.write(lambda conn, sql=statement: conn.exec_driver_sql(sql))  # type: ignore[misc]
        except Exception as error:
            assert "append-only" in str(error)
        else:
            raise AssertionError(statement)

"""My data: told in plain words, sent as files, deleted so that no table, no chat and no backup knows the person."""

import json
from datetime import timedelta
from pathlib import Path

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import timers
from bot.app import Sapar
from bot.clock import VirtualClock
from bot.store import backup, cases, people
from bot.store.vault import Vault, new_key
from dialogs.book import Book
from tests.bot.actors import Person, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_desk import opened, rows
from tests.bot.test_failures_topics import settled
from tests.bot.test_story import asks, chooses
from tests.bot.traces import tables_with

WEEK = timedelta(days=7)


async def the_person(sapar: Sapar, migrant: Person) -> RowMapping:
    async with sapar.store.reading() as conn:
        person = await people.find(conn, sapar.desk.vault, migrant.id)
    assert person is not None
    return person


def traces(person: RowMapping) -> tuple[bytes, ...]:
    """All by which somebody could be found again."""
    return (person["id"].encode(), person["hash"], person["alias"].encode())


async def goes(migrant: Person, label: str = "Бәрин өшириў") -> None:
    await migrant.says("/data")
    await migrant.taps("🗑 Өшириў")
    await migrant.taps("🗑 Бәри")
    await migrant.taps(label)


async def test_what_is_known_is_told_and_sent_as_files(migrant: Person, sapar: Sapar, sandbox: Sandbox) -> None:
    await asks(migrant, "Ис ҳақымды бермеди")
    person = await the_person(sapar, migrant)
    await migrant.says("/data")
    await migrant.taps("👁")
    told = await migrant.sees(person["alias"])
    assert "№1" in told.text and "Қарақалпақша" in told.text
    await migrant.taps("Артқа")
    await migrant.taps("⬇️")
    await settled(sapar, sandbox)
    files = [file for file in sandbox.inside.files.values() if file.name in ("1.txt", "1.json")]
    assert len(files) == 2
    data = json.loads(next(file.data for file in files if file.name == "1.json"))
    assert data["alias"] == person["alias"] and data["requests"][0]["number"] == 1
    assert "Ис ҳақымды" not in json.dumps(data, ensure_ascii=False)


async def test_a17_everything_goes_ten_seconds_after_the_second_tap(book: Book, tmp_path: Path) -> None:
    clock, key = VirtualClock(), new_key()
    async with Sandbox(clock) as sandbox, running(settings_for(sandbox, tmp_path, key), book, clock) as sapar:
        migrant, consultant = sandbox.person(11), sandbox.consultant(901)
        topic = await opened(migrant, consultant)
        await consultant.says(topic, "Қайдасыз?")
        await migrant.sees("Қайдасыз?")
        person = await the_person(sapar, migrant)
        database = sapar.settings.database_file
        assert database is not None
        backup.make(database, tmp_path / "before.backup", Vault(key))
        known = traces(person)
        assert await tables_with(sapar, *known)

        await goes(migrant)
        await migrant.sees("10 секундтан")
        await migrant.taps("↩️")  # undo
        await migrant.sees("Таяр")
        clock.advance(11)
        await timers.fire_due(sapar.desk, sapar.store)
        assert await tables_with(sapar, *known)

        await goes(migrant)
        await migrant.sees("10 секундтан")
        clock.advance(11)
        await timers.fire_due(sapar.desk, sapar.store)
        await migrant.sees("Сиз ҳаққыңызда ҳеш нәрсе сақланбайды")
        await settled_with(clock, sapar, sandbox)
        assert await tables_with(sapar, *known) == {"deletions"}  # a random id, and nothing else of her
        assert [seen.text for seen in migrant.messages if "Қайдасыз" in seen.text or "№1" in seen.text] == []
        assert migrant.keyboard == []
        card = next(seen for seen in consultant.messages(topic) if "№1 ·" in seen.text)
        assert person["alias"] not in card.text and "удалил свои данные" in card.text
        async with sapar.store.reading() as conn:
            case = await cases.get(conn, 1)
        assert (case.person, case.outcome, case.is_open) == (people.NOBODY, "withdrew", False)
        clock.advance(WEEK.total_seconds() + 1)
        await timers.fire_due(sapar.desk, sapar.store)
        await settled_with(clock, sapar, sandbox)
        assert topic not in consultant.topics

        await migrant.says("/start")
        await migrant.sees("Тілді таңдаңыз")
        assert (await the_person(sapar, migrant))["id"] != person["id"]

    # A backup of before knows her; the list beside the database makes it forget her again.
    restored = tmp_path / "again"
    restored.mkdir()
    backup.restore(tmp_path / "before.backup", restored / "sapar.db", Vault(key))
    (restored / "sapar.deletions").write_bytes((tmp_path / "sapar.deletions").read_bytes())
    async with Sandbox(clock) as sandbox:
        settings = settings_for(sandbox, restored, key)
        sapar = await Sapar.build(settings, book, clock)
        assert await tables_with(sapar, *known) == {"deletions"}
        await sapar.stop()


async def settled_with(clock: VirtualClock, sapar: Sapar, sandbox: Sandbox) -> None:
    """As `settled`, under a clock that stands still: what waits for a moment is given it."""
    for _ in range(8):
        clock.advance(5)
        await sandbox.refresh(wait=0.05)
    await settled(sapar, sandbox)


async def test_the_talk_at_the_desk_goes_at_once_if_they_wish_and_nothing_forbids(book: Book, tmp_path: Path) -> None:
    clock = VirtualClock()
    async with Sandbox(clock) as sandbox, running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        first, second = sandbox.person(11), sandbox.person(12)
        consultant = sandbox.consultant(901)
        await asks(first, "Биринши")
        await asks(second, "Екинши", "Қазақша")
        one, two = await consultant.topic("№1"), await consultant.topic("№2")
        await sapar.store.write(lambda conn: cases.place(conn, 2, legal_hold=True))
        await goes(first, "Сөйлесиўди де бирден")
        await second.says("/data")
        await second.taps("🗑 Өшіру")
        await second.taps("🗑 Бәрі")
        await second.taps("Сөйлесуді де бірден")
        await second.sees("10 секундтан")
        clock.advance(11)
        await timers.fire_due(sapar.desk, sapar.store)
        await timers.fire_due(sapar.desk, sapar.store)
        await settled_with(clock, sapar, sandbox)
        assert one not in consultant.topics and two in consultant.topics
        await consultant.sees(two, "юридический запрет")


async def test_settings_go_and_the_rest_stays(migrant: Person, sapar: Sapar) -> None:
    await chooses(migrant)
    person = await the_person(sapar, migrant)

    async def work(conn: AsyncConnection) -> None:
        await people.save(conn, sapar.desk.vault, person["id"], discreet=True, source="flyer", held=b"{}")

    await sapar.store.write(work)
    await migrant.says("/data")
    await migrant.taps("🗑 Өшириў")
    await migrant.taps("Сазламаларым")
    await migrant.sees("Таяр")
    [after] = await rows(sapar, people.people)
    assert (after.discreet, after.source, after.held, after.locale) == (False, None, None, "kaa")  # type: ignore[attr-defined]


async def test_consent_can_be_taken_back_and_is_asked_again(migrant: Person, sapar: Sapar) -> None:
    await asks(migrant, "Ис ҳақымды бермеди")
    await migrant.says("/data")
    await migrant.taps("🗑 Өшириў")
    await migrant.taps("Разылықты")
    await migrant.sees("Таяр")
    assert (await the_person(sapar, migrant))["consent"] == "withdrawn"

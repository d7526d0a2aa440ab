"""The writer, the key, the versions, and what the tables promise."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, Executable, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import SystemClock, VirtualClock
from bot.store import addresses, migrations, pairs, people
from bot.store import cases as case_rows
from bot.store.migrations import NewerDatabase
from bot.store.people import Recent
from bot.store.store import InUse, Store
from bot.store.tables import cases, history, meta, metadata
from bot.store.tables import people as known
from bot.store.vault import Vault, WrongKey, new_key


async def test_a_failure_takes_back_its_own_savepoint_only(store: Store) -> None:
    async def add(conn: AsyncConnection, key: str) -> str:
        await conn.execute(insert(meta).values(key=key, value="x"))
        if key == "bad":
            raise ValueError(key)
        return key

    keys = ["a", "bad", "b", "bad", "c"]
    works = [partial(add, key=key) for key in keys]
    results = await asyncio.gather(*map(store.write, works), return_exceptions=True)
    assert [str(result) for result in results] == keys
    assert isinstance(results[1], ValueError)
    async with store.reading() as conn:
        kept = (await conn.execute(select(meta.c.key).where(meta.c.key != "check"))).scalars().all()
    assert sorted(kept) == ["a", "b", "c"]


async def test_readers_cannot_write_and_do_not_wait(store: Store) -> None:
    async with store.reading() as conn:
        await conn.execute(select(meta))

        async def add(writing: AsyncConnection) -> None:
            await writing.execute(insert(meta).values(key="x", value="x"))

        await store.write(add)
        with pytest.raises(DBAPIError):
            await conn.execute(insert(meta).values(key="y", value="y"))


async def test_a_second_process_is_refused(store: Store, url: str, vault: Vault, clock: VirtualClock) -> None:
    with pytest.raises(InUse, match="another process"):
        await Store.open(url, vault, clock)
    beside = await Store.open(url, vault, clock, alone=False)
    await beside.close()


async def test_a_wrong_key_is_refused_and_an_old_one_opens(url: str, vault: Vault, clock: VirtualClock) -> None:
    old, new = new_key(), new_key()
    await (await Store.open(url, Vault(old), clock)).close()
    with pytest.raises(WrongKey, match="DATA_KEY"):
        await Store.open(url, Vault(new), clock)
    await (await Store.open(url, Vault(new, old), clock)).close()


async def test_a_newer_database_is_refused(url: str, vault: Vault, clock: VirtualClock) -> None:
    store = await Store.open(url, vault, clock)

    async def newer(conn: AsyncConnection) -> None:
        await conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    await store.write(newer)
    await store.close()
    with pytest.raises(NewerDatabase, match="9999"):
        await Store.open(url, vault, clock)


async def test_migrations_and_metadata_make_the_same(
    tmp_path: Path, vault: Vault, clock: VirtualClock, url: str
) -> None:
    def shape(conn: Connection) -> set[tuple[str, str]]:
        found = conn.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        return {(row.name, _words(row.sql)) for row in found if row.name != "alembic_version"}

    def migrated(conn: Connection) -> set[tuple[str, str]]:
        conn.execute(text("DROP TABLE alembic_version"))
        for table in reversed(metadata.sorted_tables):
            table.drop(conn)
        migrations.upgrade(conn)
        assert migrations.present(conn) == migrations.HEAD
        return shape(conn)

    store = await Store.open(url, vault, clock)
    try:
        async with store.reading() as conn:
            made = await conn.run_sync(shape)
        by_migration = await store.write(lambda conn: conn.run_sync(migrated))
    finally:
        await store.close()
    assert made == by_migration


def _words(sql: str) -> str:
    return " ".join(sorted(sql.replace("(", " ( ").replace(")", " ) ").replace(",", " , ").split()))


async def test_the_settings_of_sqlite(store: Store) -> None:
    async def ask(conn: AsyncConnection) -> list[object]:
        names = ("journal_mode", "foreign_keys", "synchronous", "secure_delete", "busy_timeout")
        return [(await conn.exec_driver_sql(f"PRAGMA {name}")).scalar() for name in names]

    assert await store.write(ask) == ["wal", 1, 2, 1, 5000]


async def test_the_checkpoint_empties_the_log(store: Store, tmp_path: Path) -> None:
    async def add(conn: AsyncConnection) -> None:
        await conn.execute(insert(meta).values(key="x", value="x"))

    await store.write(add)
    assert (tmp_path / "sapar.db-wal").stat().st_size > 0
    await store.checkpoint()
    assert (tmp_path / "sapar.db-wal").stat().st_size == 0


async def test_the_file_is_ours_alone(store: Store, tmp_path: Path) -> None:
    assert (tmp_path / "sapar.db").stat().st_mode & 0o077 == 0


async def test_a_person_is_found_by_hash_and_sealed(store: Store, vault: Vault, tmp_path: Path) -> None:
    today = datetime(2026, 11, 22).date()  # noqa: DTZ001

    async def make(conn: AsyncConnection) -> str:
        person = await people.create(conn, vault, 123456789, alias="Тырна-27", since=today, locale="kaa")
        await people.save(conn, vault, person["id"], held="сөз".encode(), blocked=True)
        return str(person["id"])

    made = await store.write(make)
    async with store.reading() as conn:
        person = await people.find(conn, vault, 123456789)
        assert person is not None and person["id"] == made and len(made) == 16
        assert people.chat_of(vault, person) == 123456789 and people.held_of(vault, person) == "сөз".encode()
        assert person["locale"] == "kaa" and person["blocked"] is True
        assert await people.find(conn, vault, 123456788) is None
    await store.checkpoint()
    raw = (tmp_path / "sapar.db").read_bytes()
    assert b"123456789" not in raw and "сөз".encode() not in raw


async def test_a_person_sealed_under_the_old_key_is_found(url: str, clock: VirtualClock) -> None:
    old, new = new_key(), new_key()
    store = await Store.open(url, Vault(old), clock)
    today = clock.now().date()
    await store.write(lambda conn: people.create(conn, store.vault, 7, alias="a", since=today))
    await store.close()
    both = Vault(new, old)
    store = await Store.open(url, both, clock)
    async with store.reading() as conn:
        person = await people.find(conn, both, 7)
        assert person is not None and people.chat_of(both, person) == 7
    await store.close()


def test_the_recent_are_bounded(vault: Vault) -> None:
    recent = Recent(vault, size=2)
    for telegram_id in (1, 2):
        recent.keep(telegram_id, {"locale": "kk"})
    recent.change(1, locale="ru")
    recent.keep(3, {"locale": "kaa"})
    assert recent.get(1) == {"locale": "ru"} and recent.get(2) is None
    recent.forget(1)
    assert recent.get(1) is None


async def test_a_database_with_open_cases_learns_of_second_ones(vault: Vault, clock: VirtualClock, url: str) -> None:
    """From before a person could have two: who has one open keeps it, and may get a second, but no third."""
    store, now = await Store.open(url, vault, clock), clock.now()
    case = {"person": "p", "topic": "work", "priority": 3, "status": "claimed", "group_name": "main", "locale": "kk"}
    opened = insert(cases).values(**case, opened=now, changed=now)

    def before(conn: Connection) -> None:
        conn.execute(text("DROP TABLE alembic_version"))
        for table in reversed(metadata.sorted_tables):
            table.drop(conn)
        migrations.upgrade(conn, "0019")
        conn.execute(insert(known).values(id="p", hash=b"h", chat=b"c", alias="a", since=now.date()))
        conn.execute(opened)
        migrations.upgrade(conn)

    try:
        await store.write(lambda conn: conn.run_sync(before))
        async with store.reading() as conn:
            [kept] = await case_rows.all_open(conn, "p")
        assert (kept.slot, kept.turned, kept.status) == (1, None, "claimed")
        with pytest.raises(IntegrityError):
            await store.write(partial(_execute, change=opened))
        await store.write(partial(_execute, change=opened.values(slot=2)))
        with pytest.raises(IntegrityError):
            await store.write(partial(_execute, change=opened.values(slot=2)))
        async with store.reading() as conn:
            both = await case_rows.all_open(conn, "p")
        assert [one.slot for one in both] == [2, 1] and case_rows.free_slot(both) == 0
    finally:
        await store.close()


async def test_history_is_only_added_to_and_one_case_is_open(store: Store, vault: Vault) -> None:
    now = store.clock.now()

    async def open_case(conn: AsyncConnection, person: str) -> int:
        values = {"person": person, "topic": "work", "priority": 3, "status": "new", "group_name": "main"}
        made = await conn.execute(insert(cases).values(**values, locale="kk", opened=now, changed=now))
        return int(made.inserted_primary_key[0])  # type: ignore[index]

    async def begin(conn: AsyncConnection) -> tuple[str, int]:
        person = await people.create(conn, vault, 7, alias="a", since=now.date())
        case = await open_case(conn, person["id"])
        await conn.execute(insert(history).values(case=case, at=now, actor="bot", what="opened", detail={}))
        return person["id"], case

    person, case = await store.write(begin)
    for change in (update(history).values(what="x"), history.delete()):
        with pytest.raises(DBAPIError, match="append-only"):
            await store.write(partial(_execute, change=change))
    with pytest.raises(IntegrityError):
        await store.write(lambda conn: open_case(conn, person))
    with pytest.raises(IntegrityError):
        await store.write(lambda conn: open_case(conn, "nobody"))
    async with store.reading() as conn:
        row = (await conn.execute(select(cases))).one()
    assert row.id == case and row.opened == now


async def _execute(conn: AsyncConnection, change: Executable) -> None:
    await conn.execute(change)


async def test_pairs_lead_both_ways(store: Store, vault: Vault) -> None:
    now = store.clock.now()

    async def work(conn: AsyncConnection) -> int:
        person = await people.create(conn, vault, 7, alias="a", since=now.date())
        values = {"topic": "work", "priority": 3, "status": "new", "group_name": "main", "locale": "kk"}
        made = await conn.execute(insert(cases).values(person=person["id"], opened=now, changed=now, **values))
        case = int(made.inserted_primary_key[0])  # type: ignore[index]
        for _ in range(2):
            await pairs.add(conn, case, [(1, 10), (2, 10)], now, from_person=True)
        return case

    case = await store.write(work)
    async with store.reading() as conn:
        copy, original = await pairs.copy_of(conn, case, 2), await pairs.original_of(conn, case, 10)
        assert copy is not None and copy["group_message"] == 10
        assert original is not None and original["person_message"] == 1
        assert await pairs.copy_of(conn, case, 3) is None


async def test_addresses(store: Store, vault: Vault) -> None:
    now = store.clock.now()

    async def work(conn: AsyncConnection) -> tuple[str, int]:
        person = await people.create(conn, vault, 7, alias="a", since=now.date())
        values = {"topic": "work", "priority": 3, "status": "new", "group_name": "main", "locale": "kk"}
        made = await conn.execute(insert(cases).values(person=person["id"], opened=now, changed=now, **values))
        return person["id"], int(made.inserted_primary_key[0])  # type: ignore[index]

    person, case = await store.write(work)

    async def look(to: str, topic: bool = True) -> addresses.Address | None:
        async with store.reading() as conn:
            return await addresses.resolve(conn, vault, to, topic=topic)

    async def change(**columns: object) -> None:
        async def work(conn: AsyncConnection) -> None:
            await conn.execute(update(cases).values(**columns))

        await store.write(work)

    assert await look(f"person:{person}") == addresses.Address(7, None, None, f"person:{person}")
    assert await look("group:main") is None and await look(f"case:{case}") is None
    await store.write(lambda conn: addresses.set_group(conn, "main", -5, is_forum=True))
    assert await look(f"case:{case}") is None, "no topic yet"
    assert await look(f"case:{case}", topic=False) == addresses.Address(-5, None, None, "group:main")
    await change(thread=3, card=9)
    assert await look(f"case:{case}") == addresses.Address(-5, 3, None, "group:main", 9)
    await store.write(lambda conn: addresses.set_group(conn, "main", -5, is_forum=False))
    assert await look(f"case:{case}") == addresses.Address(-5, None, 9, "group:main", 9)
    for to in ("person:ffffffffffffffff", "case:99"):
        with pytest.raises(addresses.Nobody):
            await look(to)


@pytest.fixture
def sealed() -> Iterator[tuple[Vault, bytes]]:
    vault = Vault(new_key())
    yield vault, vault.seal("people.held:1", b"words")


def test_the_vault_binds_to_the_place(sealed: tuple[Vault, bytes]) -> None:
    vault, words = sealed
    assert vault.open("people.held:1", words) == b"words" and vault.is_current(words)
    for where, data in (("people.held:2", words), ("people.held:1", words[:-1] + b"x"), ("people.held:1", b"")):
        with pytest.raises(WrongKey):
            vault.open(where, data)
    assert vault.hash("lookup", 7) != vault.hash("lane", 7) != Vault(new_key()).hash("lane", 7)


@pytest.mark.parametrize("key", ["", "x", "ё" * 43, new_key()[:-4]], ids=["none", "short", "letters", "cut"])
def test_a_bad_key_is_said_plainly(key: str) -> None:
    with pytest.raises(ValueError, match="32 random bytes"):
        Vault(key)


async def test_the_virtual_clock_wakes_in_order() -> None:
    clock, woken = VirtualClock(), []
    start = clock.now()

    async def sleep(seconds: int) -> None:
        await clock.sleep_until(start.replace(minute=seconds))
        woken.append(seconds)

    tasks = [asyncio.create_task(sleep(seconds)) for seconds in (3, 1, 2)]
    await asyncio.sleep(0)
    clock.advance(120)
    await asyncio.gather(*tasks[1:])
    assert woken == [1, 2] and clock.next_due == start.replace(minute=3)
    clock.advance(60)
    await tasks[0]
    await SystemClock().sleep_until(SystemClock().now())

"""The same promises on PostgreSQL, wherever its programs are installed."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text

from bot.clock import VirtualClock
from bot.store import migrations
from bot.store.store import InUse, Store
from bot.store.tables import metadata
from bot.store.vault import Vault

from .test_intake import (
    door,
    test_a_poisonous_update_is_parked_after_three_tries,
    test_handled_updates_lose_their_words_and_redelivered_ones_are_known,
    test_the_writes_of_a_handler_and_the_closing_are_one_commit,
)
from .test_outbox import (
    test_a_deleted_topic_is_made_anew_before_the_words_that_noticed,
    test_a_group_that_moved_is_found_again,
    test_a_key_that_waits_is_not_put_twice,
    test_a_row_arrives_and_nothing_of_it_stays,
    test_an_album_waits_for_its_youngest_and_leaves_as_one,
    test_one_stream_keeps_its_order_under_faults,
    test_words_late_by_two_minutes_are_told_of_once,
)
from .test_store import (
    test_a_database_with_open_cases_learns_of_second_ones,
    test_a_failure_takes_back_its_own_savepoint_only,
    test_a_newer_database_is_refused,
    test_a_wrong_key_is_refused_and_an_old_one_opens,
    test_addresses,
    test_history_is_only_added_to_and_one_case_is_open,
    test_pairs_lead_both_ways,
)

__all__ = [
    "door",
    "test_a_database_with_open_cases_learns_of_second_ones",
    "test_a_deleted_topic_is_made_anew_before_the_words_that_noticed",
    "test_a_failure_takes_back_its_own_savepoint_only",
    "test_a_group_that_moved_is_found_again",
    "test_a_key_that_waits_is_not_put_twice",
    "test_a_newer_database_is_refused",
    "test_a_poisonous_update_is_parked_after_three_tries",
    "test_a_row_arrives_and_nothing_of_it_stays",
    "test_a_wrong_key_is_refused_and_an_old_one_opens",
    "test_addresses",
    "test_an_album_waits_for_its_youngest_and_leaves_as_one",
    "test_handled_updates_lose_their_words_and_redelivered_ones_are_known",
    "test_history_is_only_added_to_and_one_case_is_open",
    "test_one_stream_keeps_its_order_under_faults",
    "test_pairs_lead_both_ways",
    "test_the_writes_of_a_handler_and_the_closing_are_one_commit",
    "test_words_late_by_two_minutes_are_told_of_once",
]


def _programs() -> Path | None:
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


PROGRAMS = _programs()
if PROGRAMS is None:
    # `make test` installs the server, so this is for a machine where somebody runs pytest alone.
    pytest.skip("PostgreSQL is not installed", allow_module_level=True)


def _user() -> str | None:
    """PostgreSQL does not run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    folder, user = Path(tempfile.mkdtemp(prefix="sapar-pg-")), _user()
    if user is not None:
        shutil.chown(folder, user)

    def run(program: str, *words: str) -> None:
        command = [str((PROGRAMS or Path()) / program), *words]
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    data = str(folder / "data")
    run("initdb", "-D", data, "-U", "sapar", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield folder
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def url(server: Path) -> str:
    name = f"t{secrets.token_hex(4)}"
    command = [str((PROGRAMS or Path()) / "createdb"), "-h", str(server), "-U", "sapar", name]
    subprocess.run(command, check=True)
    return f"postgresql+asyncpg://sapar@/{name}?host={server}"


async def test_a_second_process_is_refused(store: Store, url: str, vault: Vault, clock: VirtualClock) -> None:
    with pytest.raises(InUse, match="another process"):
        await Store.open(url, vault, clock)
    beside = await Store.open(url, vault, clock, alone=False)
    await beside.close()


async def test_the_migration_makes_what_the_tables_say(store: Store) -> None:
    def shape(conn: Connection) -> dict[str, object]:
        seen = inspect(conn)
        return {
            name: (
                sorted((c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(name)),
                sorted((str(i["name"]), i["unique"]) for i in seen.get_indexes(name)),
                sorted(str(f["name"]) for f in seen.get_foreign_keys(name)),
            )
            for name in seen.get_table_names()
        }

    def migrated(conn: Connection) -> dict[str, object]:
        conn.execute(text("DROP TABLE alembic_version"))
        for table in reversed(metadata.sorted_tables):
            table.drop(conn)
        migrations.upgrade(conn)
        return shape(conn)

    async with store.reading() as conn:
        made = await conn.run_sync(shape)
        await conn.rollback()
    assert made == await store.write(lambda conn: conn.run_sync(migrated))

"""The commands of who runs the bot: its health, its database, copies, terms and keys."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.settings import Settings
    from bot.store.store import Store

cli = typer.Typer()


def stop(line: str, code: int = 2) -> NoReturn:
    """End the command with one line that says why."""
    typer.echo(line, err=True)
    raise typer.Exit(code)


@cli.command()
def health() -> None:
    """How the bot is: contact with Telegram, what waits, what was put aside, the file and the disk. Exit 1 if ill."""

    async def look(store: "Store", file: Path | None) -> int:
        from bot.store import health

        async with store.reading() as conn:
            state = await health.look(conn, store.clock.now(), file)
        typer.echo(json.dumps(state, indent=2))
        return 0 if state["healthy"] else 1

    _with_store(look)


@cli.command()
def replay(
    update: Annotated[
        int | None, typer.Argument(help="The number of one update; without it, all that were put aside.")
    ] = None,
) -> None:
    """Try again what could not be handled: the running bot takes it up within a minute."""

    async def again(store: "Store", file: Path | None) -> int:
        from bot.store import inbox

        count = await store.write(lambda conn: inbox.replay(conn, update_id=update))
        typer.echo(f"{count} will be tried again")
        return 0

    _with_store(again)


@cli.command()
def backup(target: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """A sealed copy of the database, made while the bot works. It opens with DATA_KEY alone."""
    from bot.store import backup as copies
    from bot.store.vault import Vault, WrongKey

    chosen = _settings()
    if chosen.database_file is None:
        stop("backup copies an SQLite file; for PostgreSQL use pg_dump and keep its output encrypted")
    try:
        size = copies.make(chosen.database_file, target, Vault(chosen.data_key, chosen.data_key_old))
    except (copies.Unusable, WrongKey, OSError) as wrong:
        stop(str(wrong), 1)
    typer.echo(f"{target}: {size} bytes")


@cli.command()
def restore(source: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")]) -> None:
    """Open a backup where DATABASE_URL points to; nothing that exists is overwritten."""
    from bot.store import backup as copies
    from bot.store.vault import Vault, WrongKey

    chosen = _settings()
    if chosen.database_file is None:
        stop("restore writes an SQLite file; for PostgreSQL use pg_restore")
    try:
        copies.restore(source, chosen.database_file, Vault(chosen.data_key, chosen.data_key_old))
    except (copies.Unusable, WrongKey, OSError) as wrong:
        stop(str(wrong), 1)
    typer.echo(f"restored to {chosen.database_file}")

    async def forget(store: "Store", file: Path | None) -> int:
        from bot.store import erasing

        listed = erasing.listed_in(file and file.with_suffix(".deletions"))
        count = await store.write(lambda conn: erasing.again(conn, store.vault, listed, store.clock.now()))
        typer.echo(f"{count} people had themselves deleted since: they are deleted again")
        return 0

    _with_store(forget)


@cli.command()
def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what is due; delete nothing.")] = False,
) -> None:
    """What is due to be deleted. The running bot deletes it every night; this only lists it."""
    if not dry_run:
        stop("the running bot deletes every night what is due; --dry-run lists it")

    async def told(store: "Store", file: Path | None) -> int:
        from bot.store import retention as terms
        from dialogs.book import draft

        async with store.reading() as conn:
            for one in await terms.due(conn, draft(_settings().content_file).lists, store.clock.now()):
                typer.echo(str(one))
        return 0

    _with_store(told)


@cli.command("rotate-key")
def rotate_key() -> None:
    """Seal everything anew with DATA_KEY; DATA_KEY_OLD is the key until now. Stop the bot first; may be repeated."""
    if _settings().data_key_old is None:
        stop("set DATA_KEY_OLD to the key until now, and DATA_KEY to a new one (sapar new-key)")

    async def anew(store: "Store", file: Path | None) -> int:
        from bot.store import rotation

        try:
            count = await rotation.rotate(store)
        except rotation.SameMark as same:
            typer.echo(str(same), err=True)
            return 2
        typer.echo(f"{count} values are sealed with the new key. Remove DATA_KEY_OLD, and make a new backup.")
        return 0

    _with_store(anew, alone=True)


@cli.command()
def migrate() -> None:
    """Bring the database up to date; `run` does it too."""

    async def done(store: "Store", file: Path | None) -> int:
        typer.echo("the database is up to date")
        return 0

    _with_store(done)


def _settings() -> "Settings":
    from bot import settings

    try:
        return settings.read()
    except settings.Wrong as wrong:
        stop(str(wrong))


def _with_store(act: "Callable[[Store, Path | None], Awaitable[int]]", *, alone: bool = False) -> NoReturn:
    """Do something with the database, beside a running bot or `alone`; what it returns is the exit code."""
    import asyncio

    from sqlalchemy.exc import SQLAlchemyError

    from bot.clock import SystemClock
    from bot.store.migrations import NewerDatabase
    from bot.store.store import InUse, Store
    from bot.store.vault import Vault, WrongKey

    chosen = _settings()
    if chosen.database_file is not None and not chosen.database_file.is_file():
        stop(f"there is no database at {chosen.database_file}: the bot makes it at its first start", 1)

    async def work() -> int:
        store = await Store.open(
            chosen.database_url, Vault(chosen.data_key, chosen.data_key_old), SystemClock(), alone=alone
        )
        try:
            return await act(store, chosen.database_file)
        finally:
            await store.close()

    try:
        code = asyncio.run(work())
    except (WrongKey, NewerDatabase, InUse) as wrong:
        stop(str(wrong))
    except (OSError, SQLAlchemyError, ImportError, ValueError) as wrong:
        stop(f"DATABASE_URL cannot be used: {type(wrong).__name__}")
    raise typer.Exit(code)


@cli.command()
def wanted() -> None:
    """What people look for and do not find: searches without a page, and words of at least five people, folded."""

    async def look(store: "Store", file: Path | None) -> int:
        from bot.store import searches

        today = store.clock.now().date()
        async with store.reading() as conn:
            week, month = [await searches.in_vain(conn, today, days) for days in (7, 30)]
            wanted = await searches.wanted(conn)
        typer.echo(f"searches without a page: {week} in 7 days, {month} in 30 days")
        for word, people in wanted:
            typer.echo(f"{word}\t{people}")
        return 0

    _with_store(look)


@cli.command("new-key")
def new_key() -> None:
    """Make a DATA_KEY: 32 random bytes. Keep it apart from the database and its backups."""
    from bot.store.vault import new_key as made

    typer.echo(made())

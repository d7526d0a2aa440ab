"""Which shape the database has, and how it is brought to the present one."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.tables import metadata

HEAD = "0020"


class NewerDatabase(Exception):
    """The database was written by a later version of the program."""


async def bring_up_to_date(engine: AsyncEngine) -> None:
    async with engine.connect() as conn, conn.begin():
        await conn.run_sync(_bring)


def _bring(conn: Connection) -> None:
    version = present(conn)
    if version == HEAD:
        return
    if version is None and not inspect(conn).get_table_names():
        # A new database needs no history: that both ways end alike is a test.
        metadata.create_all(conn)
        conn.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        conn.execute(text("INSERT INTO alembic_version (version_num) VALUES (:head)"), {"head": HEAD})
        return
    if version is not None and version > HEAD:
        line = f"the database has version {version}, this program knows {HEAD}: install a newer Sapar"
        raise NewerDatabase(line)
    upgrade(conn)


def present(conn: Connection) -> str | None:
    if not inspect(conn).has_table("alembic_version"):
        return None
    version: str | None = conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


def upgrade(conn: Connection, to: str = "head") -> None:
    # Alembic takes half a second to import and is needed once in a release.
    from alembic import command

    command.upgrade(_config(conn), to)


def _config(conn: Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = conn
    return config

"""What a database knows of a person: every table, every row, every column, as bytes."""

from pathlib import Path

from sqlalchemy import select

from bot.app import Sapar
from bot.store.tables import metadata


async def dump(sapar: Sapar) -> dict[str, list[bytes]]:
    """All rows of all tables, each as the bytes of its values."""
    found: dict[str, list[bytes]] = {}
    async with sapar.store.reading() as conn:
        for table in metadata.sorted_tables:
            rows = (await conn.execute(select(table))).all()
            found[table.name] = [b"|".join(_bytes(value) for value in row) for row in rows]
    return found


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


async def tables_with(sapar: Sapar, *traces: bytes) -> set[str]:
    """The tables in which one of these stands anywhere."""
    return {
        name for name, rows in (await dump(sapar)).items() for row in rows for trace in traces if trace and trace in row
    }


def raw(database: Path) -> bytes:
    """The database as whoever steals the disk reads it: the file, its log, and what lies beside them."""
    return b"".join(path.read_bytes() for path in sorted(database.parent.glob(f"{database.name}*")))

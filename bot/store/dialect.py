"""The few places where SQLite and PostgreSQL are spoken to differently."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert(conn: AsyncConnection, table: Table) -> Any:
    """An insert that knows ON CONFLICT."""
    return postgresql.insert(table) if conn.dialect.name == "postgresql" else sqlite.insert(table)


class Script:
    """A statement written for the driver: `mark` hands in a value and gives its placeholder."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn
        self._numbered = conn.dialect.name == "postgresql"
        self.values: list[Any] = []

    def mark(self, value: Any) -> str:
        if isinstance(value, datetime) and not self._numbered:
            # The same text that the column type Moment writes.
            value = value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        self.values.append(value)
        return f"${len(self.values)}" if self._numbered else "?"

    async def run(self, sql: str) -> Iterable[Any]:
        """Runs it with the values handed in so far; on SQLite in one trip to the driver's thread."""
        if self._numbered:
            found = await self._conn.exec_driver_sql(sql, tuple(self.values))
            return found.all() if found.returns_rows else ()
        driver = (await self._conn.get_raw_connection()).driver_connection
        rows: Iterable[Any] = await cast(Any, driver).execute_fetchall(sql, self.values)
        return rows

    def marks(self, values: Iterable[Any]) -> str:
        return "(" + ", ".join([self.mark(value) for value in values]) + ")"

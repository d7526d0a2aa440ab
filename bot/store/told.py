"""Of which quotas, once they were open, people on the list have been told already: codes, and never of whom."""

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import insert
from bot.store.tables import meta

KEY = "quotas told"


async def quotas(conn: AsyncConnection) -> set[str]:
    kept = (await conn.execute(select(meta.c.value).where(meta.c.key == KEY))).scalar()
    return set(orjson.loads(kept)) if kept else set()


async def note(conn: AsyncConnection, told: set[str]) -> None:
    value = orjson.dumps(sorted(told)).decode()
    written = insert(conn, meta).values(key=KEY, value=value)
    await conn.execute(written.on_conflict_do_update(index_elements=["key"], set_={"value": value}))

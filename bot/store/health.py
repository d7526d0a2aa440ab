"""How the store is: what waits, what is parked, whether the file is sound and the disk has room."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import inbox
from bot.store.dialect import insert
from bot.store.tables import meta, outbox

SILENT = 90.0  # seconds without Telegram after which a running bot counts as ill
ROOM = 100 * 1024**2  # bytes of disk below which the next words may find no place
LOW = 500 * 1024**2  # bytes below which administrators are told, while there is still time to make room


async def beat(conn: AsyncConnection, at: datetime) -> None:
    """The running bot had Telegram on the line at this moment."""
    value = at.isoformat()
    written = insert(conn, meta).values(key="contact", value=value)
    await conn.execute(written.on_conflict_do_update(index_elements=["key"], set_={"value": value}))


async def look(conn: AsyncConnection, now: datetime, file: Path | None) -> dict[str, Any]:
    """Figures without a person in them. `file`: the SQLite database, None for PostgreSQL."""
    contact = (await conn.execute(select(meta.c.value).where(meta.c.key == "contact"))).scalar()
    waiting, oldest = (await conn.execute(select(func.count(), func.min(outbox.c.created)).select_from(outbox))).one()
    parked = [row["update_id"] for row in await inbox.parked(conn)]
    silent = (now - datetime.fromisoformat(contact)).total_seconds() if contact else None
    state: dict[str, Any] = {
        "seconds_since_telegram": round(silent) if silent is not None else None,
        "outbox_waiting": waiting,
        "outbox_oldest_seconds": round((now - oldest).total_seconds()) if oldest else 0,
        "parked_updates": parked,
    }
    sound = True
    if file is not None:
        sound = (await conn.exec_driver_sql("PRAGMA integrity_check")).scalar() == "ok"
        state |= {"database_sound": sound, **(disk := _disk(file))}
        sound = sound and disk["disk_free_bytes"] > ROOM
    state["healthy"] = sound and not parked and silent is not None and silent < SILENT
    return state


def _disk(file: Path) -> dict[str, int]:
    return {"database_bytes": file.stat().st_size, "disk_free_bytes": shutil.disk_usage(file.parent).free}

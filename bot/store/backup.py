"""A copy of the database that is consistent while the bot works, and sealed like everything personal."""

import os
import sqlite3
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.store.vault import Vault

MAGIC = b"SAPAR-BACKUP-1\n"
CHUNK = 1024 * 1024


class Unusable(Exception):
    """The backup cannot be made or restored; the text says why."""


def make(database: Path, target: Path, vault: Vault) -> int:
    """Write a sealed backup beside a running bot; its size in bytes. Raises Unusable, WrongKey."""
    if not database.is_file():
        raise Unusable(f"there is no database at {database}")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        copy = Path(folder) / "copy.db"
        with sqlite3.connect(database) as source, sqlite3.connect(copy) as plain:
            source.backup(plain)
        plain.close()
        source.close()
        sealed = Path(folder) / "sealed"
        with copy.open("rb") as reading, sealed.open("wb") as writing:
            writing.write(MAGIC)
            for part in _sealed(reading.read(), vault):
                writing.write(struct.pack(">I", len(part)) + part)
            writing.flush()
            os.fsync(writing.fileno())
        sealed.replace(target)
    return target.stat().st_size


def restore(backup: Path, database: Path, vault: Vault) -> None:
    """Open a backup into a place where no database is yet. Raises Unusable, WrongKey; leaves nothing half done."""
    if database.exists():
        raise Unusable(f"{database} exists: move it away first, nothing is overwritten")
    for left in (database.with_name(database.name + end) for end in ("-wal", "-shm")):
        if left.exists():
            raise Unusable(f"{left} is left from another database: move it away first")
    raw = backup.read_bytes()
    if not raw.startswith(MAGIC):
        raise Unusable(f"{backup} is no backup of Sapar")
    database.parent.mkdir(parents=True, exist_ok=True)
    fresh = database.with_suffix(".restoring")
    plain = b"".join(_opened(raw[len(MAGIC) :], vault))
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as writing:
        writing.write(plain)
        writing.flush()
        os.fsync(writing.fileno())
    try:
        with sqlite3.connect(fresh) as conn:
            sound = conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        conn.close()
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        fresh.unlink()
        raise Unusable("the backup is damaged")
    fresh.replace(database)


def _where(number: int, last: bool) -> str:
    """Each part is bound to its place and to being the last, so that none can be left out or exchanged."""
    return f"backup:{number}:{'end' if last else 'more'}"


def _sealed(plain: bytes, vault: Vault) -> Iterator[bytes]:
    count = max(1, -(-len(plain) // CHUNK))
    for number in range(count):
        yield vault.seal(_where(number, number == count - 1), plain[number * CHUNK : (number + 1) * CHUNK])


def _opened(raw: bytes, vault: Vault) -> Iterator[bytes]:
    at, number = 0, 0
    while at < len(raw):
        (size,) = struct.unpack_from(">I", raw, at) if len(raw) - at >= 4 else (len(raw),)
        part, at = raw[at + 4 : at + 4 + size], at + 4 + size
        if len(part) != size:
            raise Unusable("the backup is cut off")
        yield vault.open(_where(number, at >= len(raw)), part)
        number += 1

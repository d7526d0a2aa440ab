"""Hidden words as keyed hashes, under a key of their own that outlives a change of DATA_KEY."""

import base64
import hmac
import secrets
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import insert
from bot.store.tables import meta
from bot.store.vault import Vault

KEY, WHERE = "hidden words", "meta.value:hidden words"


async def hashed(conn: AsyncConnection, vault: Vault, person: str, folded: str) -> bytes:
    """The same word of two people looks different."""
    kept = (await conn.execute(select(meta.c.value).where(meta.c.key == KEY))).scalar()
    if kept is None:
        key = secrets.token_bytes(32)
        value = base64.b64encode(vault.seal(WHERE, key)).decode()
        await conn.execute(insert(conn, meta).values(key=KEY, value=value))
    else:
        key = vault.open(WHERE, base64.b64decode(kept))
    return hmac.digest(key, f"{person}:{folded}".encode(), sha256)

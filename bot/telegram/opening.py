"""A bundle is opened at the moment it leaves: its words, and where the database now says it goes."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import addresses, outbox
from bot.store.addresses import Address, Nobody
from bot.store.outbox import Kept
from bot.store.store import Store
from bot.telegram.bundles import Row, Slip, bundle, plain
from bot.telegram.refusals import Refusal
from bot.telegram.streams import Stream


async def opened(
    store: Store, stream: Stream, slips: list[Slip], one_by_one: bool
) -> tuple[Row | None, Address | Refusal | None, int | None]:
    """The words of a bundle and where it goes, as the database knows it now."""
    vault = store.vault
    async with store.reading() as conn:
        kept = await outbox.read(conn, vault, [slip.id for slip in slips])
        there = {one.id for one in kept}
        slips = [slip for slip in slips if slip.id in there]
        if not slips:
            return None, None, None
        address = await _address(store, conn, slips[0], kept[0])
        origin = await _origin(store, conn, kept[0].params)
        if origin is Refusal.MESSAGE_GONE:
            address = origin
    row = bundle(slips, kept)
    if stream.plain.issuperset(row.ids):
        row.params = plain(row.params)
    replies = isinstance(address, Address) and address.reply_to is not None
    if row.method == "copyMessages" and (one_by_one or replies):
        # An album cannot be a reply; where replies hold a case together, its items go one by one.
        stream.alone.update(row.ids)
        row = bundle(slips[:1], kept[:1])
    return row, address, origin if isinstance(origin, int) else None


async def _address(store: Store, conn: AsyncConnection, slip: Slip, kept: Kept) -> Address | Refusal | None:
    if slip.to.startswith("leaving:"):  # to somebody of whom nothing is kept but what this row says
        return Address(kept.params["chat"], None, None, slip.to)
    topic = slip.method != "createForumTopic"
    try:
        return await addresses.resolve(conn, store.vault, slip.to, topic=topic, veiled="veil" in kept.note)
    except Nobody:
        return Refusal.CHAT_GONE


async def _origin(store: Store, conn: AsyncConnection, params: dict[str, Any]) -> int | Refusal | None:
    """The chat that a copy is made from."""
    if "from" not in params:
        return None
    try:
        origin = await addresses.resolve(conn, store.vault, params["from"], topic=False)
    except Nobody:
        origin = None
    return Refusal.MESSAGE_GONE if origin is None else origin.chat_id

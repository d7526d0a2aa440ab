"""What becomes of a person's rows when they want them gone. Whoever keeps something of people says here how it goes:
`@erases("drafts")`, "profile" or "subscriptions", or `@erases("everything")` for what goes only then.
"""

import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import RowMapping, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import cases as case_rows
from bot.store import outbox as outgoing
from bot.store import people as persons
from bot.store import timers as clocks
from bot.store.dialect import insert
from bot.store.tables import cases, deletions, inbox, kept_back, notes, outbox, pairs, people, referrals, seen
from bot.store.vault import Vault

Eraser = Callable[[AsyncConnection, Vault, RowMapping], Awaitable[None]]

SCOPES = ("drafts", "subscriptions", "profile", "everything")
erasers: dict[str, list[Eraser]] = {scope: [] for scope in SCOPES}


def erases(scope: str) -> Callable[[Eraser], Eraser]:
    """This function removes what is kept of a person: with that scope, and whenever everything goes."""

    def take(erase: Eraser) -> Eraser:
        erasers[scope].append(erase)
        return erase

    return take


async def erase(conn: AsyncConnection, vault: Vault, person: RowMapping, scope: str) -> None:
    for one in erasers[scope]:
        await one(conn, vault, person)


async def everything(conn: AsyncConnection, vault: Vault, person: RowMapping, now: datetime) -> list[int]:
    """No row of this person is left; their cases stay, of nobody. Returns the numbers of the cases."""
    numbers = list((await conn.execute(select(cases.c.id).where(cases.c.person == person["id"]))).scalars())
    await _unlink(conn, vault, numbers, now)
    await _take_out_of_the_outbox(conn, vault, person["id"], numbers)
    for scope in SCOPES:
        await erase(conn, vault, person, scope)
    await conn.execute(delete(people).where(people.c.id == person["id"]))
    await conn.execute(insert(conn, deletions).values(person=person["id"], on=now.date()).on_conflict_do_nothing())
    return numbers


async def _unlink(conn: AsyncConnection, vault: Vault, numbers: list[int], now: datetime) -> None:
    """What was open is closed; the codes stay and count, but nobody can tell whose they were."""
    for number in (
        await conn.execute(select(cases.c.id).where(cases.c.id.in_(numbers), cases.c.closed.is_(None)))
    ).scalars():
        await case_rows.change(
            conn, number, now, "person", "deleted", {}, status=case_rows.Status.CLOSED, closed=now, outcome="withdrew"
        )
    await anonymise(conn, vault, numbers, now)
    for number in numbers:
        await clocks.forget(conn, f"case:{number}")


async def anonymise(conn: AsyncConnection, vault: Vault, numbers: list[int], now: datetime) -> None:
    """These cases belong to nobody any more; their notes go, and which message was whose."""
    if not numbers:
        return
    nobody = {"id": persons.NOBODY, "hash": b"", "chat": b"", "alias": "✖", "since": now.date()}
    await conn.execute(insert(conn, people).values(**nobody).on_conflict_do_nothing())
    await conn.execute(delete(pairs).where(pairs.c.case.in_(numbers)))
    await conn.execute(delete(kept_back).where(kept_back.c.case.in_(numbers)))
    free = select(cases.c.id).where(cases.c.id.in_(numbers), cases.c.legal_hold.is_(False))
    await conn.execute(delete(notes).where(notes.c.case.in_(free)))
    for row in (await conn.execute(select(referrals.c.id, referrals.c.case).where(referrals.c.case.in_(free)))).all():
        empty = vault.seal(f"referrals.sealed:{row.case}", b"")  # to whom and whether it helped stays, and counts
        await conn.execute(update(referrals).where(referrals.c.id == row.id).values(sealed=empty))
    bare = {"person": persons.NOBODY, "summary": None, "card_text": None}
    await conn.execute(update(cases).where(cases.c.id.in_(numbers)).values(**bare))


async def _take_out_of_the_outbox(conn: AsyncConnection, vault: Vault, person: str, numbers: list[int]) -> None:
    """Nothing leaves for them any more, and no words of theirs leave for anybody."""
    await conn.execute(delete(outbox).where(outbox.c.address == f"person:{person}"))
    addresses = [f"case:{number}" for number in numbers]
    waiting = list((await conn.execute(select(outbox.c.id).where(outbox.c.address.in_(addresses)))).scalars())
    theirs = [
        row.id
        for row in await outgoing.read(conn, vault, waiting)
        if row.note.get("what") in ("words", "again", "card", "card edit", "summary")
        or row.params.get("from") == f"person:{person}"
    ]
    await outgoing.done(conn, theirs)


@erases("everything")
async def ids_of_messages(conn: AsyncConnection, vault: Vault, person: RowMapping) -> None:
    await conn.execute(delete(seen).where(seen.c.person == person["id"]))


@erases("everything")
async def timers(conn: AsyncConnection, vault: Vault, person: RowMapping) -> None:
    await clocks.forget(conn, f"person:{person['id']}")


@erases("everything")
async def parked_updates(conn: AsyncConnection, vault: Vault, person: RowMapping) -> None:
    """What could not be handled goes unread; what has just come belongs to whoever writes next."""
    lanes = vault.hashes("lane", persons.chat_of(vault, person))
    await conn.execute(delete(inbox).where(inbox.c.lane.in_(lanes), inbox.c.state == "parked"))


@erases("profile")
async def profile(conn: AsyncConnection, vault: Vault, person: RowMapping) -> None:
    """What they once chose or wrote down; language and consent stay, or the bot would be of no use to them."""
    chosen = {"held": None, "waiting": None, "source": None, "word": None, "discreet": False, "hides_after": None}
    await conn.execute(update(people).where(people.c.id == person["id"]).values(**chosen))


# --- the list of deletions, beside the database: a backup that is restored does not know of them ----------------------
def remember(file: Path | None, person: str) -> None:
    """Write a random id into the list, before the deletion is committed: it may be wanted twice, never forgotten."""
    if file is None:
        return
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="ascii") as writing:
        writing.write(f"{person}\n")
        writing.flush()
        os.fsync(writing.fileno())


def listed_in(file: Path | None) -> set[str]:
    return set(file.read_text("ascii").split()) if file is not None and file.exists() else set()


async def again(conn: AsyncConnection, vault: Vault, listed: set[str], now: datetime) -> int:
    """Who had themselves deleted and stands in the database all the same, after a restore, goes again. How many."""
    listed = listed | set((await conn.execute(select(deletions.c.person))).scalars())
    count = 0
    for name in sorted(listed):
        if person := await persons.get(conn, name):
            await everything(conn, vault, person, now)
            count += 1
    return count

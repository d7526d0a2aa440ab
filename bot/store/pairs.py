"""Which message in the group is the copy of which message in the private chat."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import RowMapping, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import insert
from bot.store.tables import cases, pairs


async def add(
    conn: AsyncConnection,
    case: int,
    both: Iterable[tuple[int, int]],
    now: datetime,
    *,
    from_person: bool,
    uncertain: bool = False,
    digest: bytes | None = None,
) -> None:
    """`both`: (person_message, group_message); several messages of a person may share one copy."""
    rows = [
        {
            "case": case,
            "person_message": person_message,
            "group_message": group_message,
            "from_person": from_person,
            "uncertain": uncertain,
            "digest": digest,
            "at": now,
        }
        for person_message, group_message in both
    ]
    if rows:
        # A pair sent twice because an answer was lost is the same pair.
        await conn.execute(insert(conn, pairs).on_conflict_do_nothing(), rows)


async def copy_of(conn: AsyncConnection, case: int, person_message: int) -> RowMapping | None:
    """The newest copy in the group of a message of the private chat."""
    found = await conn.execute(
        select(pairs)
        .where(pairs.c.case == case, pairs.c.person_message == person_message)
        .order_by(pairs.c.group_message.desc())
        .limit(1)
    )
    return found.mappings().first()


async def says(conn: AsyncConnection, person: str, message: int, digest: bytes) -> bool:
    """Whether a message of the private chat last went to people, in whichever case, as it is now."""
    found = await conn.scalar(
        select(pairs.c.digest)
        .join(cases, cases.c.id == pairs.c.case)
        .where(pairs.c.person_message == message, cases.c.person == person)
        .order_by(pairs.c.at.desc(), pairs.c.group_message.desc())
        .limit(1)
    )
    return found == digest


async def original_of(conn: AsyncConnection, case: int, group_message: int) -> RowMapping | None:
    """The first message of the private chat behind a message of the group."""
    found = await conn.execute(
        select(pairs)
        .where(pairs.c.case == case, pairs.c.group_message == group_message)
        .order_by(pairs.c.person_message)
        .limit(1)
    )
    return found.mappings().first()


async def originals_of(conn: AsyncConnection, case: int, group_message: int) -> list[RowMapping]:
    """All messages of the private chat behind a message of the group: a text may have gone in pieces."""
    found = select(pairs).where(pairs.c.case == case, pairs.c.group_message == group_message)
    return list((await conn.execute(found.order_by(pairs.c.person_message))).mappings().all())


async def changed(conn: AsyncConnection, case: int, group_message: int, digest: bytes) -> None:
    """The message says something else now, on both sides."""
    same = (pairs.c.case == case, pairs.c.group_message == group_message)
    await conn.execute(update(pairs).where(*same).values(digest=digest))


async def forget(conn: AsyncConnection, case: int, group_message: int) -> None:
    """What was taken back from the person is no copy of anything any more."""
    await conn.execute(delete(pairs).where(pairs.c.case == case, pairs.c.group_message == group_message))


async def last_answers(conn: AsyncConnection, numbers: list[int]) -> dict[int, datetime]:
    """When the last answer of each case arrived."""
    answers = select(pairs.c.case, func.max(pairs.c.at, type_=pairs.c.at.type))
    answers = answers.where(pairs.c.case.in_(numbers), pairs.c.from_person.is_(False)).group_by(pairs.c.case)
    return {case: at for case, at in await conn.execute(answers)}


async def last_words(conn: AsyncConnection, case: int) -> RowMapping | None:
    """The newest message of the person that stands in the group."""
    words = select(pairs).where(pairs.c.case == case, pairs.c.from_person.is_(True))
    found = await conn.execute(words.order_by(pairs.c.person_message.desc(), pairs.c.group_message.desc()).limit(1))
    return found.mappings().first()


async def last(conn: AsyncConnection, case: int, count: int) -> list[RowMapping]:
    """The last messages of a case, oldest first: what is copied again into a new topic."""
    newest = select(pairs).where(pairs.c.case == case).order_by(pairs.c.person_message.desc()).limit(count)
    return sorted((await conn.execute(newest)).mappings().all(), key=lambda pair: int(pair["person_message"]))


async def in_group(conn: AsyncConnection, case: int) -> list[int]:
    """Every message of this case in the group that is one of a pair."""
    found = select(pairs.c.group_message).where(pairs.c.case == case).distinct()
    return sorted((await conn.execute(found)).scalars())


async def case_of(conn: AsyncConnection, group: str, group_message: int) -> int | None:
    """The case that a message of a group belongs to."""
    found = select(pairs.c.case).join(cases, cases.c.id == pairs.c.case)
    found = found.where(cases.c.group_name == group, pairs.c.group_message == group_message).limit(1)
    return (await conn.execute(found)).scalar()


async def open_case_of(conn: AsyncConnection, person: str, message: int) -> int | None:
    """The open case that a message of the private chat belongs to; of several the one it was put into last."""
    found = select(pairs.c.case).join(cases, cases.c.id == pairs.c.case)
    found = found.where(cases.c.person == person, cases.c.closed.is_(None), pairs.c.person_message == message)
    return (await conn.execute(found.order_by(pairs.c.at.desc(), pairs.c.case.desc()).limit(1))).scalar()


async def words_from(conn: AsyncConnection, case: int, first: int) -> list[RowMapping]:
    """The person's messages from this one on, each with every copy, oldest first."""
    wanted = select(pairs).where(pairs.c.case == case, pairs.c.from_person, pairs.c.person_message >= first)
    found = await conn.execute(wanted.order_by(pairs.c.person_message, pairs.c.group_message))
    return list(found.mappings().all())


async def answered_since(conn: AsyncConnection, case: int, message: int) -> bool:
    """Whether a consultant's words reached the private chat after that message."""
    after = select(pairs.c.case).where(
        pairs.c.case == case, pairs.c.from_person.is_(False), pairs.c.person_message > message
    )
    return (await conn.execute(after.limit(1))).first() is not None

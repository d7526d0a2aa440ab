"""Where a row of the outbox goes, looked up at the moment of sending."""

import base64
import json
from dataclasses import dataclass, replace

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import insert
from bot.store.tables import cases, desk_topics, meta, people, staff_groups
from bot.store.vault import Vault


class Nobody(Exception):
    """There is no such person or case any more."""


@dataclass(frozen=True, slots=True)
class Address:
    chat_id: int
    thread: int | None
    reply_to: int | None
    queue: str
    card: int | None = None
    silent: bool = False  # whatever goes there makes no sound


def _moved(chat_id: int) -> str:
    return f"moved {chat_id}"


async def resolve(
    conn: AsyncConnection, vault: Vault, to: str, *, topic: bool = True, veiled: bool = True
) -> Address | None:
    """None: not yet (no topic, no group set, or a person who hid). `topic=False` asks for the group of a case, topic
    or not; `veiled`: who hid may be written to, for it is what hiding itself sends."""
    kind, _, name = to.partition(":")
    match kind:
        case "person":
            return await _person(conn, vault, name, veiled)
        case "group":
            return await _group(conn, name)
        case "case":
            return await _case(conn, int(name), topic)
        case "service":
            return await _service(conn, *name.split(":"))
    raise ValueError(f"no such kind of address: {kind}")


async def _person(conn: AsyncConnection, vault: Vault, person_id: str, veiled: bool) -> Address | None:
    columns = select(people.c.chat, people.c.hidden, people.c.discreet)
    row = (await conn.execute(columns.where(people.c.id == person_id))).first()
    if row is None or not row.chat:
        raise Nobody
    if row.hidden is not None and not veiled:
        return None
    chat = int(vault.open(f"people.chat:{person_id}", row.chat))
    return Address(chat, None, None, f"person:{person_id}", silent=row.discreet)


async def _group(conn: AsyncConnection, name: str) -> Address | None:
    chat_id = (await conn.execute(select(staff_groups.c.chat_id).where(staff_groups.c.name == name))).scalar()
    return None if chat_id is None else Address(chat_id, None, None, f"group:{name}")


async def _service(conn: AsyncConnection, name: str, what: str) -> Address | None:
    """A topic that belongs to no case; until it is there, and where there are no topics, the one chat."""
    group = await _group(conn, name)
    here = desk_topics.c.group_name == name, desk_topics.c.what == what
    thread = (await conn.execute(select(desk_topics.c.thread).where(*here))).scalar()
    if group is None or thread is None or not await is_forum(conn, name):
        return group
    return replace(group, thread=thread)


async def _case(conn: AsyncConnection, number: int, topic: bool) -> Address | None:
    group = (staff_groups.c.chat_id, staff_groups.c.is_forum)
    found = await conn.execute(
        select(cases.c.group_name, cases.c.thread, cases.c.card, *group)
        .outerjoin(staff_groups, staff_groups.c.name == cases.c.group_name)
        .where(cases.c.id == number)
    )
    row = found.first()
    if row is None:
        raise Nobody
    if row.chat_id is None:
        return None
    queue = f"group:{row.group_name}"
    if not row.is_forum:
        return Address(row.chat_id, None, row.card, queue, row.card)
    if row.thread is None and topic:
        return None
    return Address(row.chat_id, row.thread, None, queue, row.card)


async def link(conn: AsyncConnection, vault: Vault, case: int) -> str:
    """Where a case stands, as an address that members of its group can open; nothing where there is none."""
    found = await resolve(conn, vault, f"case:{case}", topic=False)
    spot = found and (found.thread or found.card)
    return f"https://t.me/c/{str(found.chat_id).removeprefix('-100')}/{spot}" if found and spot else ""


async def set_group(conn: AsyncConnection, name: str, chat_id: int, *, is_forum: bool) -> None:
    """At start: what the settings say of a group, unless Telegram has moved it since."""
    moved = (await conn.execute(select(meta.c.value).where(meta.c.key == _moved(chat_id)))).scalar()
    chat_id = chat_id if moved is None else int(moved)
    values = {"chat_id": chat_id, "is_forum": is_forum}
    await conn.execute(
        insert(conn, staff_groups)
        .values(name=name, **values)
        .on_conflict_do_update(index_elements=["name"], set_=values)
    )


async def move_group(conn: AsyncConnection, old: int, new: int) -> None:
    """A group became a supergroup: it has a new number, whatever the settings go on saying."""
    await conn.execute(
        insert(conn, meta)
        .values(key=_moved(old), value=str(new))
        .on_conflict_do_update(index_elements=["key"], set_={"value": str(new)})
    )
    await conn.execute(update(staff_groups).where(staff_groups.c.chat_id == old).values(chat_id=new))


async def is_forum(conn: AsyncConnection, name: str) -> bool:
    """Whether a staff group has topics; until it is known, it is taken to have them."""
    known = (await conn.execute(select(staff_groups.c.is_forum).where(staff_groups.c.name == name))).scalar()
    return known is not False


async def set_forum(conn: AsyncConnection, name: str, is_forum: bool) -> None:
    await conn.execute(update(staff_groups).where(staff_groups.c.name == name).values(is_forum=is_forum))


async def keep_administrators(conn: AsyncConnection, vault: Vault, name: str, people: list[int]) -> None:
    """Who may change the bot's rights in a staff group, for the day when the bot cannot ask any more."""
    sealed = vault.seal(_administrators(name), json.dumps(people).encode())
    value = base64.b64encode(sealed).decode()
    row = insert(conn, meta).values(key=_administrators(name), value=value)
    await conn.execute(row.on_conflict_do_update(index_elements=["key"], set_={"value": value}))


async def administrators(conn: AsyncConnection, vault: Vault, name: str) -> list[int]:
    kept = (await conn.execute(select(meta.c.value).where(meta.c.key == _administrators(name)))).scalar()
    return [] if kept is None else json.loads(vault.open(_administrators(name), base64.b64decode(kept)))


def _administrators(name: str) -> str:
    return f"administrators {name}"


async def group_at(conn: AsyncConnection, chat_id: int) -> str | None:
    """The name of the staff group with this chat id."""
    return (await conn.execute(select(staff_groups.c.name).where(staff_groups.c.chat_id == chat_id))).scalar()

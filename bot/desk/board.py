"""The queue as one message: who waits and for how long, by urgency; every line leads to its topic."""

from datetime import datetime
from html import escape
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import card, crowd
from bot.desk.desk import Desk
from bot.store import addresses, cases
from bot.store import topics as rows
from bot.store.cases import Standing, Status
from bot.store.outbox import Outgoing, Priority
from dialogs.formats import master

MOST = {"new": 25, "late": 15, "ours": 15}  # lines of each part; what is left over is counted


async def text(desk: Desk, conn: AsyncConnection, group: str) -> str:
    """The board as HTML, from one query."""
    standing = await cases.standing(conn, group)
    home = await addresses.resolve(conn, desk.vault, f"group:{group}")
    base = f"https://t.me/c/{str(home.chat_id).removeprefix('-100')}" if home else ""
    now, words = desk.clock.now(), desk.words
    waiting = set(await crowd.numbers(conn, group))
    new = [one for one in standing if one.status == Status.NEW and one.id not in waiting]
    late = [one for one in standing if one.status != Status.NEW and one.due and one.due < now]
    ours = [one for one in standing if one.status in (Status.CLAIMED, Status.WAITING_STAFF) and one not in late]
    head = words(
        "open {count} · nobody has {new} · overdue {late}",
        count=len(standing),
        new=len(new) + len(waiting),
        late=len(late),
    )
    parts = [
        _part(desk, "✋ " + words("Nobody has them"), new, MOST["new"], base, now),
        _part(desk, "⏰ " + words("Overdue"), late, MOST["late"], base, now),
        _part(desk, "✍️ " + words("They wait for us"), ours, MOST["ours"], base, now),
    ]
    return "\n\n".join(["📋 " + head, *filter(None, parts)])


def _part(desk: Desk, name: str, shown: list[Standing], most: int, base: str, now: datetime) -> str:
    if not shown:
        return ""
    lines = [_line(desk, one, base, now) for one in shown[:most]]
    more = [f"+ {len(shown) - most}"] if len(shown) > most else []
    return "\n".join([f"<b>{name}</b>", *lines, *more])


def _line(desk: Desk, one: Standing, base: str, now: datetime) -> str:
    """🟧 №147 ⚖️ kaa · 3 h · Сергей: nothing that betrays anybody."""
    spot = one.thread or one.card
    number = f'<a href="{base}/{spot}">№{one.id}</a>' if base and spot else f"№{one.id}"
    told = [f"{card.COLOURS[one.priority]} {number} {card.sign(desk, one.topic)} {master(one.locale)}"]
    told += [_age(desk, now, one.owed)] if one.owed else []
    if one.due and one.due < now:
        told.append("⏰")
    return " · ".join([*told, *([escape(one.claimer_name)] if one.claimer_name else [])])


def _age(desk: Desk, now: datetime, since: datetime) -> str:
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 60:
        return desk.words("{count} minutes", count=minutes)
    return (
        desk.words("{count} hours", count=minutes // 60)
        if minutes < 48 * 60
        else desk.words("{count} days", count=minutes // (24 * 60))
    )


async def first(desk: Desk, conn: AsyncConnection, group: str) -> list[Outgoing]:
    shown = await _shown(desk, conn, group)
    return [_row(group, "sendMessage", shown, key=f"board:{group}")]


async def again(desk: Desk, conn: AsyncConnection, group: str) -> None:
    """The board says what is true now."""
    message = await rows.message(conn, group)
    if message is None:
        return
    shown = await _shown(desk, conn, group)
    await desk.put(conn, _row(group, "editMessageText", {"message_id": message, **shown}))


async def _shown(desk: Desk, conn: AsyncConnection, group: str) -> dict[str, Any]:
    board = await text(desk, conn, group)
    return {"text": board, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


def _row(group: str, method: str, params: dict[str, Any], key: str = "") -> Outgoing:
    keyed: dict[str, Any] = {"key": key} if key else {}
    return Outgoing(
        method=method,
        params=params,
        to=f"service:{group}:queue",
        stream=f"board:{group}",
        priority=Priority.BOARD,
        note={"what": "board"},
        merge="last" if method == "editMessageText" else None,
        **keyed,
    )


def pin(group: str, message: int) -> Outgoing:
    return Outgoing(
        method="pinChatMessage",
        params={"message_id": message, "disable_notification": True},
        to=f"service:{group}:queue",
        stream=f"board:{group}",
        priority=Priority.BOARD,
        note={"what": "pin"},
    )

"""Somebody wants everything of theirs gone: the rows, the chat, and the conversation at the desk."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import card, veil
from bot.desk.desk import Desk
from bot.store import addresses, cases, erasing, pairs, people, timers
from bot.store.cases import Case
from bot.store.outbox import Outgoing, Priority
from bot.store.timers import Timer
from bot.telegram.outbox import Row, Then

TOPIC_STAYS = timedelta(days=7)
TOPIC_GONE = "topic gone"  # the kind of timer that deletes a topic


async def leave(desk: Desk, conn: AsyncConnection, person: RowMapping, receipt: str, *, at_once: bool) -> None:
    """Delete everything of a person. `receipt`: the last words to them; `at_once`: the topics do not wait either."""
    now, chat = desk.clock.now(), people.chat_of(desk.vault, person)
    messages, _ = await desk.seen.take(conn, person["id"], now)
    erasing.remember(desk.deletions, person["id"])
    theirs = await cases.of_person(conn, person["id"])
    copies = {case.id: await pairs.in_group(conn, case.id) for case in theirs}
    await erasing.everything(conn, desk.vault, person, now)
    for gone in desk.on_gone:
        gone(person)
    await desk.put(conn, *_last(chat, messages, receipt))
    for case in theirs:
        await _told(desk, conn, case, copies[case.id], now + (timedelta() if at_once else TOPIC_STAYS))


def _last(chat: int, messages: list[int], receipt: str) -> list[Outgoing]:
    """The chat is cleared and a receipt that names nobody stands in it. Where it goes is known to the rows alone."""
    to = f"leaving:{secrets.token_hex(8)}"
    cleared: list[tuple[str, dict[str, Any]]] = [
        ("deleteMessages", {"message_ids": messages[at : at + veil.BATCH]})
        for at in range(0, len(messages), veil.BATCH)
    ]
    cleared.append(("deleteMyCommands", {}))  # whoever was discreet had a menu of their own
    said: tuple[str, dict[str, Any]] = (
        "sendMessage",
        {"text": receipt, "reply_markup": {"remove_keyboard": True}, "disable_notification": True},
    )
    return [
        Outgoing(
            method=method,
            params={"chat": chat, **params},
            to=to,
            stream=to,
            priority=Priority.URGENT,
            note={"what": "leaving"},
        )
        for method, params in (*cleared, said)
    ]


async def refused(desk: Desk, conn: AsyncConnection, row: Row) -> Then:
    """Where one of a hundred cannot be deleted, the others are tried alone."""
    if row.method == "deleteMessages" and len(row.params["message_ids"]) > 1:
        alone = [
            Outgoing(
                method=row.method,
                params={**row.params, "message_ids": [message]},
                to=row.to,
                stream=row.stream,
                priority=Priority.URGENT,
                note=row.note,
                ahead=True,
            )
            for message in row.params["message_ids"]
        ]
        await desk.put(conn, *alone)
    return Then.GIVE_UP


async def _told(desk: Desk, conn: AsyncConnection, case: Case, copies: list[int], due: datetime) -> None:
    """The desk learns of it; the topic goes after its time, or what stands in a group that has no topics."""
    stays = await cases.get(conn, case.id)
    await desk.put(conn, *await card.refreshed(desk, conn, case.id, soon=True))
    if stays.legal_hold:
        line = desk.words("The person deleted their data. A legal hold keeps this topic.")
    else:
        line = desk.words("The person deleted their data. This topic will be deleted.")
        forum = await addresses.is_forum(conn, case.group_name)
        detail = {} if forum else {"messages": [*copies, *([case.card] if case.card else [])]}
        await timers.arm(conn, Timer(TOPIC_GONE, f"case:{case.id}", due, detail))
    if case.thread is not None or case.card is not None:
        await desk.put(conn, desk.notice(stays, "🗑 " + line))


async def delete_topic(desk: Desk, conn: AsyncConnection, case: Case, messages: list[int]) -> None:
    """The conversation at the desk goes; `messages`: in a group without topics."""
    if case.legal_hold:
        return
    rows: list[tuple[str, dict[str, Any], str]] = (
        [("deleteForumTopic", {}, f"case:{case.id}")] if case.thread is not None else []
    )
    rows += [
        ("deleteMessages", {"message_ids": messages[at : at + veil.BATCH]}, f"group:{case.group_name}")
        for at in range(0, len(messages), veil.BATCH)
    ]
    await desk.put(
        conn,
        *(
            Outgoing(
                method=method,
                params=params,
                to=to,
                stream=f"case:{case.id}",
                priority=Priority.CARD,
                note={"what": "topic deleted", "case": case.id},
            )
            for method, params, to in rows
        ),
    )

"""My data: told, sent as files, deleted in part or wholly.

Whoever keeps something of people says it to them as well: `@tells` gives lines in the person's language.
"""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import leaving, veil
from bot.desk.desk import Desk
from bot.migrant.acting import Act, keeps, performs
from bot.store import cases, erasing, people, timers
from bot.store.outbox import Outgoing, Priority
from bot.store.tables import seen
from bot.store.timers import Timer
from bot.timers import fires
from dialogs.formats import short_date
from dialogs.kinds.mydata import Download, Forget, ForgetAll, Stay
from dialogs.words import Words, words

UNDO = timedelta(seconds=10)

Teller = Callable[[Act, Words], Awaitable[list[str]]]
tellers: list[Teller] = []


def tells(teller: Teller) -> Teller:
    tellers.append(teller)
    return teller


@keeps("known")
async def known(act: Act) -> list[str]:
    say = words(act.person["locale"] or "")
    return [line for teller in tellers for line in await teller(act, say)]


@keeps("subscribed")
async def subscribed(act: Act) -> bool:
    """Whether there is anything in this house that one can subscribe to."""
    return bool(erasing.erasers["subscriptions"])


@tells
async def who_they_are(act: Act, say: Words) -> list[str]:
    person, language = act.person, act.desk.lists.languages.get(act.person["locale"] or "")
    agreed = {
        "full": say("Consent: yes"),
        "read_only": say("Consent: you only read"),
        "withdrawn": say("Consent: taken back"),
    }
    day = f" ({short_date(person['consent_on'])})" if person["consent_on"] else ""
    lines = [
        say("Specialists see you as «{alias}».", alias=person["alias"]),
        say("Language: {name}", name=language.name if language else "—"),
        agreed.get(person["consent"] or "", say("Consent: not asked yet")) + day,
        say("Here since: {day}", day=short_date(person["since"])),
        say("The number of this chat, encrypted: needed to answer you"),
    ]
    if person["discreet"]:
        lines.append(say("Discreet mode: on"))
    if person["word"] is not None:
        lines.append(say("A hidden word: set; nobody can read it"))
    return lines


@tells
async def their_requests(act: Act, say: Words) -> list[str]:
    lines = []
    for case in await cases.of_person(act.conn, act.person["id"]):
        state = say("open") if case.is_open else say("closed")
        lines.append(
            say("Request №{number} of {day}: {state}", number=case.id, day=short_date(case.opened), state=state)
        )
    return lines


@tells
async def their_messages(act: Act, say: Words) -> list[str]:
    count = await act.conn.scalar(select(func.count()).where(seen.c.person == act.person["id"]))
    return [say("Ids of messages, for two days, so that 🙈 can delete them: {count}", count=count or 0)]


@performs(Download)
async def download(act: Act, effect: Download) -> None:
    person, say = act.person, words(act.person["locale"] or "")
    lines = [line for teller in tellers for line in await teller(act, say)]
    data: dict[str, Any] = {
        "alias": person["alias"],
        "language": person["locale"],
        "consent": person["consent"],
        "consent_version": person["consent_version"],
        "consent_on": person["consent_on"],
        "since": person["since"],
        "discreet": bool(person["discreet"]),
        "requests": [
            {
                "number": case.id,
                "opened": case.opened,
                "closed": case.closed,
                "topic": case.topic,
                "outcome": case.outcome,
            }
            for case in await cases.of_person(act.conn, person["id"])
        ],
        "lines": lines,
    }
    files = {"1.txt": "\n".join(lines) + "\n", "1.json": json.dumps(data, default=str, ensure_ascii=False, indent=1)}
    await act.desk.put(act.conn, *(document(person["id"], name, text) for name, text in files.items()))


def document(person: str, name: str, text: str) -> Outgoing:
    """The row that sends a person a file made of this text."""
    return Outgoing(
        method="sendDocument",
        params={"file": {"document": [name, text]}, "disable_notification": True},
        to=f"person:{person}",
        stream=f"person:{person}",
        priority=Priority.ANSWER,
        note={"what": "file"},
    )


@performs(Forget)
async def forget(act: Act, effect: Forget) -> None:
    if effect.scope in ("subscriptions", "profile"):
        await erasing.erase(act.conn, act.desk.vault, act.person, effect.scope)
    if effect.scope == "profile":
        await erasing.erase(act.conn, act.desk.vault, act.person, "drafts")
        act.held.forget(act.person["id"])
        if act.person["discreet"]:
            await act.desk.put(act.conn, veil.commands(act.person["id"], bare=False))


@performs(ForgetAll)
async def forget_all(act: Act, effect: ForgetAll) -> None:
    subject = f"person:{act.person['id']}"
    due = act.desk.clock.now() + UNDO
    await timers.arm(act.conn, Timer("erase", subject, due, {"at_once": effect.at_once}))


@performs(Stay)
async def stay(act: Act, effect: Stay) -> None:
    await timers.disarm(act.conn, "erase", f"person:{act.person['id']}")


@fires("erase")
async def erase(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    person = await people.get(conn, timer.subject.removeprefix("person:"))
    if person is not None:
        page: Any = desk.shelf.book.pages["my-data"]
        await leaving.leave(desk, conn, person, page.receipt(person["locale"] or ""), at_once=timer.detail["at_once"])


@fires(leaving.TOPIC_GONE)
async def topic_gone(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    case = await cases.find(conn, int(timer.subject.removeprefix("case:")))
    if case is not None:
        await leaving.delete_topic(desk, conn, case, timer.detail.get("messages", []))

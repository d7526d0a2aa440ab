"""Ticks of checklists: kept, or in memory only for who only reads; and the reminder that something is due."""

import json
from dataclasses import replace
from datetime import date, datetime, time

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import screens
from bot.desk.desk import Desk
from bot.migrant.acting import Act, keeps, performs
from bot.store import people, ticks, timers
from bot.store.erasing import erases
from bot.store.outbox import Outgoing, Priority
from bot.store.timers import Timer
from bot.store.vault import Vault
from bot.timers import fires
from dialogs.kinds.checklist import Checklist, KeepTicks, Ticks
from dialogs.turn import Button, Place, Screen
from dialogs.words import words

MORNING = time(10)  # local: when a reminder comes
MEMORY_MOST = 1000  # lists


@keeps("ticks")
async def known(act: Act) -> dict[str, Ticks]:
    """The lists of this person; what is only in memory is newer."""
    found = await ticks.of(act.conn, act.desk.vault, act.person["id"])
    found |= {place: body for (who, place), body in act.held.ticks.items() if who == act.person["id"]}
    return {place: _read(body) for place, body in found.items()}


@performs(KeepTicks)
async def keep(act: Act, effect: KeepTicks) -> None:
    who, body = act.person["id"], _written(effect.ticks)
    if act.person["consent"] == "read_only":
        act.held.ticks[who, effect.place] = body
        act.held.ticks.move_to_end((who, effect.place))
        while len(act.held.ticks) > MEMORY_MOST:
            act.held.ticks.popitem(last=False)
        return
    act.held.ticks.pop((who, effect.place), None)
    await ticks.keep(act.conn, act.desk.vault, who, effect.place, body)
    await _arm(act.desk, act.conn, who, effect.place, effect.ticks)


async def to_memory(act: Act) -> None:
    """Who only reads leaves nothing behind."""
    who = act.person["id"]
    for place, body in (await ticks.of(act.conn, act.desk.vault, who)).items():
        act.held.ticks[who, place] = body
    await ticks.forget(act.conn, who)
    await timers.disarm(act.conn, "checklist", f"person:{who}")


@fires("checklist")
async def due(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    """One neutral line, for who agreed to be written to and is not watched; then the next one is set."""
    who, place = timer.subject.removeprefix("person:"), str(timer.detail["place"])
    person = await people.get(conn, who)
    body = (await ticks.of(conn, desk.vault, who)).get(place)
    if person is None or body is None or person["consent"] != "full":
        return
    read, day = _read(body), desk.clock.now().astimezone(desk.zone).date()
    page = desk.shelf.book.pages.get(place.partition("/")[0])
    may = not (person["discreet"] or person["hidden"] is not None or person["blocked"])
    if may and isinstance(page, Checklist) and day in page.reminders(place.partition("/")[2], read):
        say = words(person["locale"] or "")
        shown = Screen(
            Place.parse(place),
            say("Good morning! Something on your list is for today."),
            ((Button("📋", Place.parse(place)),),),
        )
        row = Outgoing(
            method="sendMessage",
            params=screens.params(shown),
            to=f"person:{who}",
            stream=f"person:{who}",
            priority=Priority.DIGEST,
            note={"what": "line"},
            key=f"checklist:{who}:{day}",
        )
        await desk.put(conn, row)
    await _arm(desk, conn, who, place, read)


@erases("subscriptions")
async def remind_no_more(conn: AsyncConnection, vault: Vault, person: RowMapping) -> None:
    """The lists stay as they are, and are silent."""
    for place, body in (await ticks.of(conn, vault, person["id"])).items():
        await ticks.keep(conn, vault, person["id"], place, _written(replace(_read(body), remind=False)))
    await timers.disarm(conn, "checklist", f"person:{person['id']}")


async def _arm(desk: Desk, conn: AsyncConnection, who: str, place: str, read: Ticks) -> None:
    """One timer for each person: the list that was touched last."""
    name, _, part = place.partition("/")
    page, now = desk.shelf.book.pages.get(name), desk.clock.now()
    days = page.reminders(part, read) if isinstance(page, Checklist) else []
    moments = [datetime.combine(day, MORNING, desk.zone) for day in days]
    moment = next((moment for moment in moments if moment > now), None)
    if moment:
        await timers.arm(conn, Timer("checklist", f"person:{who}", moment, {"place": place}))
    else:
        await timers.disarm(conn, "checklist", f"person:{who}")


def _written(read: Ticks) -> bytes:
    day = read.day.isoformat() if read.day else None
    return json.dumps({"done": read.done, "known": read.known, "day": day, "remind": read.remind}).encode()


def _read(body: bytes) -> Ticks:
    plain = json.loads(body)
    day = date.fromisoformat(plain["day"]) if plain["day"] else None
    return Ticks(tuple(plain["done"]), tuple(plain["known"]), day, bool(plain["remind"]))

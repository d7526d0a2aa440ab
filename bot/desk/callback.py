"""Calls back: a card with the number, the caller's clock and what to say first; and what became of the call."""

from datetime import timedelta
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import RESTRICTED, Desk, keyboard
from bot.desk.hands import Consultant, Told
from bot.store import callbacks, cases, people, timers
from bot.store.callbacks import DONE, MISSED, STOP, WAITING, WRONG, Call
from bot.store.outbox import Outgoing, Priority
from bot.store.timers import Timer
from dialogs.formats import clock_time, short_date
from dialogs.kinds.callback import AskCall, CallBooked, CallRefused, window, zone_of
from dialogs.texts import say
from dialogs.typed import shown_phone
from dialogs.words import words

KEPT = timedelta(days=7)  # after the call
AGAIN = timedelta(minutes=30)  # after nobody answered
REPEATS = 2


async def ask(desk: Desk, conn: AsyncConnection, person: RowMapping, asked: AskCall) -> CallBooked | CallRefused:
    """Somebody wants to be called. A second wish replaces the first."""
    if await callbacks.is_stopped(conn, desk.vault, asked.phone):
        return CallRefused()
    now, zone = desk.clock.now(), zone_of(desk.lists, asked.zone, desk.zone.key)
    start, until = window(asked.when, asked.day, asked.part, now.astimezone(ZoneInfo(zone)))
    if before := await callbacks.waiting_of(conn, desk.vault, person["id"]):
        await _end(desk, conn, before, MISSED, desk.words("They asked for another time."))
    number = await callbacks.add(
        conn,
        desk.vault,
        person["id"],
        asked.phone,
        asked.cover,
        asked=now,
        start=start,
        until=until,
        zone=zone,
        locale=person["locale"] or desk.shelf.book.locales[0],
        topic=asked.topic,
        safe=asked.safe,
        group_name=desk.group_of(asked.topic),
    )
    call = await _get(desk, conn, number)
    await desk.put(conn, await _card(desk, conn, call))
    await timers.arm(conn, Timer("call", f"call:{number}", start, {"call": number}))
    await timers.arm(conn, Timer("call forgotten", f"call:{number}", until + KEPT, {"call": number}))
    return CallBooked(asked.phone, start, until)


async def came_to(desk: Desk, conn: AsyncConnection, call: Call, who: Consultant, what: str) -> Told:
    """Called, nobody answered, wrong number, or: do not call again."""
    if call.status != WAITING:
        return Told(words(who.locale)("This call is over."))
    if what == "none" and call.tries < REPEATS:
        again = desk.clock.now() + AGAIN
        await callbacks.move(conn, call.id, WAITING, tries=call.tries + 1, start=again, until=max(again, call.until))
        await timers.arm(conn, Timer("call", f"call:{call.id}", again, {"call": call.id}))
        await _redraw(desk, conn, await _get(desk, conn, call.id))
        return Told(words(who.locale)("You are reminded to try again in half an hour."), done=True)
    ends = {"done": DONE, "none": MISSED, "wrong": WRONG, "stop": STOP}
    if what not in ends:
        return Told(words(who.locale)("This button is too old. Use the card of the case."))
    await _end(desk, conn, call, ends[what], who.name)
    if what == "none":
        await desk.put(conn, await _sorry(desk, conn, call))
    return Told(words(who.locale)("Noted."), done=True)


async def due(desk: Desk, conn: AsyncConnection, number: int) -> None:
    """The time that somebody chose has come."""
    call = await callbacks.find(conn, desk.vault, number)
    if call and call.status == WAITING:
        reply = (
            {"reply_parameters": {"message_id": call.message, "allow_sending_without_reply": True}}
            if call.message
            else {}
        )
        await desk.put(
            conn, _row(call, "📞 " + desk.words("Call now: №{number}", number=call.id), Priority.WORDS, **reply)
        )


async def forget(desk: Desk, conn: AsyncConnection, number: int) -> None:
    """A week after the call nobody here knows the number any more, nor does the card."""
    call = await callbacks.find(conn, desk.vault, number)
    if call is None:
        return
    if call.status == WAITING:
        await callbacks.move(conn, number, MISSED)
    await callbacks.forget(conn, number)
    await _redraw(desk, conn, await _get(desk, conn, number))


async def _get(desk: Desk, conn: AsyncConnection, number: int) -> Call:
    call = await callbacks.find(conn, desk.vault, number)
    assert call is not None
    return call


async def _end(desk: Desk, conn: AsyncConnection, call: Call, status: str, why: str) -> None:
    """A number that is wrong, or must not be called, is forgotten at once; any other a week after the call."""
    if not await callbacks.move(conn, call.id, status):
        return
    await timers.disarm(conn, "call", f"call:{call.id}")
    if status in (WRONG, STOP):
        await timers.disarm(conn, "call forgotten", f"call:{call.id}")
        await callbacks.forget(conn, call.id)
    else:
        later = desk.clock.now() + KEPT
        await timers.arm(conn, Timer("call forgotten", f"call:{call.id}", later, {"call": call.id}))
    await _redraw(desk, conn, await _get(desk, conn, call.id), why)


async def _card(desk: Desk, conn: AsyncConnection, call: Call, why: str = "") -> Outgoing:
    person, found = await people.get(conn, call.person), await cases.all_open(conn, call.person)
    case = next((one for one in found if one.topic == call.topic), found[0] if found else None)
    text = _text(desk, call, person["alias"] if person else "", case.id if case else None, why)
    more: dict[str, Any] = {"parse_mode": "HTML", "reply_markup": _buttons(desk, call)}
    if call.group_name == RESTRICTED:
        more["protect_content"] = True
    return _row(call, text, Priority.WORDS, **more)


async def _redraw(desk: Desk, conn: AsyncConnection, call: Call, why: str = "") -> None:
    if call.message is None:
        return
    drawn = await _card(desk, conn, call, why)
    params = {name: value for name, value in drawn.params.items() if name != "protect_content"}
    await desk.put(
        conn,
        Outgoing(
            method="editMessageText",
            params=params | {"message_id": call.message},
            to=drawn.to,
            stream=f"call:{call.id}",
            priority=Priority.CARD,
            note={"what": "call edit"},
            merge="last",
        ),
    )


def _text(desk: Desk, call: Call, alias: str, case: int | None, why: str) -> str:
    """All that who calls must know; HTML. After a week it holds no number."""
    theirs, language = ZoneInfo(call.zone), desk.lists.languages.get(call.locale)
    topic = desk.lists.topics.get(call.topic)
    start, until = call.start.astimezone(theirs), call.until.astimezone(theirs)
    ours = f"{clock_time(call.start.astimezone(desk.zone))}–{clock_time(call.until.astimezone(desk.zone))}"
    safe = desk.words("safe to talk") if call.safe else "⚠️ " + desk.words("it may be unsafe to talk")
    lines = [
        f"📞 <b>№{call.id}</b> · {escape(alias)}" + (f" · {desk.words('case')} №{case}" if case else ""),
        f"<b>{shown_phone(call.phone)}</b>" if call.phone else "— " + desk.words("the number is forgotten"),
        f"🕓 {short_date(start)} <b>{clock_time(start)}–{clock_time(until)}</b> ({call.zone})"
        f" = {ours} ({desk.zone.key})",
        f"{safe} · {desk.words('writes')}: {language.name if language else call.locale}",
        f"{desk.words('Topic')}: {say(topic.label, desk.staff_locale) if topic else call.topic}",
    ]
    if call.cover:
        lines.append("🗣 " + desk.words("Say first: «{cover}»", cover=escape(call.cover)))
    if call.status != WAITING:
        ended = {
            DONE: desk.words("called"),
            MISSED: desk.words("not reached"),
            WRONG: desk.words("wrong number"),
            STOP: desk.words("do not call again"),
        }[call.status]
        lines.append(f"— <b>{ended}</b>" + (f" · {escape(why)}" if why else ""))
    elif call.tries:
        lines.append("— " + desk.words("nobody answered: {count}", count=call.tries))
    return "\n".join(lines)


def _buttons(desk: Desk, call: Call) -> dict[str, Any]:
    if call.status != WAITING:
        return keyboard([])
    labels = {
        "done": "✅ " + desk.words("called"),
        "none": "📵 " + desk.words("no answer"),
        "wrong": "❌ " + desk.words("wrong number"),
        "stop": "⛔ " + desk.words("do not call again"),
    }
    buttons = [(label, f"call/{call.id}:{what}") for what, label in labels.items()]
    return keyboard([buttons[:2], buttons[2:]])


def _row(call: Call, text: str, priority: Priority, **more: Any) -> Outgoing:
    return Outgoing(
        method="sendMessage",
        params={"text": text, **more},
        to=f"service:{call.group_name}:callbacks",
        stream=f"call:{call.id}",
        priority=priority,
        note={"what": "call", "call": call.id} if "reply_markup" in more else {"what": "said"},
    )


async def _sorry(desk: Desk, conn: AsyncConnection, call: Call) -> Outgoing:
    """Neutral words, silent: whoever sees them learns nothing."""
    person = await people.get(conn, call.person)
    told = words((person["locale"] if person else "") or call.locale)(
        "We could not reach you. You can choose another time."
    )
    return Outgoing(
        method="sendMessage",
        params={"text": told, "disable_notification": True},
        to=f"person:{call.person}",
        stream=f"person:{call.person}",
        priority=Priority.ANSWER,
        note={"what": "line"},
    )

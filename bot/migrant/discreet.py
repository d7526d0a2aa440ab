"""Discreet mode: the settings of it, and the chat that hides by itself after a silence."""

from datetime import timedelta

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import veil
from bot.desk.desk import Desk
from bot.migrant import hiding
from bot.migrant.acting import Act, keeps, performs
from bot.store import hidden_words, people, timers
from bot.store.timers import Timer
from bot.timers import fires
from dialogs.kinds.discreet import HideAfter, SetDiscreet, SetWord

HIDE = "hide"  # the kind of timer that hides a chat


@keeps("hides_after")
async def hides_after(act: Act) -> int | None:
    minutes: int | None = act.person["hides_after"]
    return minutes


@keeps("has_word")
async def has_word(act: Act) -> bool:
    return act.person["word"] is not None


@performs(SetDiscreet)
async def set_discreet(act: Act, effect: SetDiscreet) -> None:
    await people.save(act.conn, act.desk.vault, act.person["id"], discreet=effect.on)
    sign = hiding.keyboard(act.person, "🌙" if effect.on else "☀️", discreet=effect.on)
    await act.desk.put(act.conn, sign, veil.commands(act.person["id"], bare=effect.on))


@performs(HideAfter)
async def hide_after(act: Act, effect: HideAfter) -> None:
    await people.save(act.conn, act.desk.vault, act.person["id"], hides_after=effect.minutes or None)
    await rest(act.desk, act.conn, act.person["id"], effect.minutes)


@performs(SetWord)
async def set_word(act: Act, effect: SetWord) -> None:
    """Only a keyed hash is written; the message that said it goes from the chat."""
    vault, who = act.desk.vault, act.person["id"]
    word = await hidden_words.hashed(act.conn, vault, who, effect.folded) if effect.folded else None
    await people.save(act.conn, vault, who, word=word)
    if act.sent:
        await act.desk.put(act.conn, *veil.deletions(act.person["id"], [act.sent.message]))


async def rest(desk: Desk, conn: AsyncConnection, person: str, minutes: int | None) -> None:
    """The silence is counted anew."""
    if minutes:
        due = desk.clock.now() + timedelta(minutes=minutes)
        await timers.arm(conn, Timer(HIDE, f"person:{person}", due))
    else:
        await timers.disarm(conn, HIDE, f"person:{person}")


@fires(HIDE)
async def silence(desk: Desk, conn: AsyncConnection, timer: Timer) -> None:
    person: RowMapping | None = await people.get(conn, timer.subject.removeprefix("person:"))
    if person is not None and person["hidden"] is None:
        await veil.hide(desk, conn, person, hold=True)
        await desk.put(conn, *hiding.cover(desk, person))

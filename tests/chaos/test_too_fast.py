"""A-29: one account writes five hundred messages in twenty seconds; all others are heard as ever, nothing is lost."""

import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.sandbox import deeds
from bot.sandbox.faults import Fault
from bot.sandbox.world import STAFF_GROUP, Message, World
from bot.store.tables import cases, kept_back
from dialogs.words import words
from tests.chaos.crowd import CONSULTANTS
from tests.chaos.failures import HOUR, busy
from tests.chaos.machine import Machine
from tests.chaos.town import Town, topic_of

HELD = re.compile(r"\+(\d+) " + re.escape(words("ru")("held: they came too fast. Nothing is lost.")))
TOLD = words("kaa")("You write faster than we can read. All is kept, you need not send it again. In danger press 🆘.")
FLOOD = re.compile(r"тасқын (\d+)\b")


def in_topic(world: World, topic: int) -> list[Message]:
    return [it for it in world.messages.values() if (it.chat, it.thread) == (STAFF_GROUP, topic)]


def numbers(world: World, topic: int) -> list[int]:
    """What of the flood stands in the topic, in its order."""
    return [int(found) for it in in_topic(world, topic) for found in FLOOD.findall(it.text)]


def held(world: World, topic: int) -> list[int]:
    """What the lines that count say now."""
    return [int(found[1]) for it in in_topic(world, topic) if (found := HELD.search(it.text))]


async def kept(machine: Machine) -> int:
    async with machine.sapar.store.reading() as conn:
        return (await conn.execute(select(func.count()).select_from(kept_back))).scalar_one()


async def shows(machine: Machine, topic: int) -> int:
    """A consultant asks for the next ones until there are none; how many taps that takes."""
    for tap in range(100):
        if not held(machine.world, topic):
            return tap
        before = held(machine.world, topic)
        machine.tap(CONSULTANTS[0], "20" if before[0] >= 20 else str(before[0]), STAFF_GROUP, topic)
        await machine.until(lambda: held(machine.world, topic) != before, HOUR)  # noqa: B023  (it is asked at once)
    raise AssertionError("it never ends")


async def test_a29_five_hundred_messages_of_one_account_in_twenty_seconds(town: Town, tmp_path: Path) -> None:
    flooder, other, *_ = town.known
    async with busy(town, tmp_path, answering=False) as (machine, _):
        world, clock = machine.world, machine.clock
        topic, elsewhere, start = topic_of(world, flooder), topic_of(world, other), clock.now()
        slowest = 0.0
        asked: dict[str, float] = {}

        def look() -> None:
            nonlocal slowest
            for it in in_topic(world, elsewhere):
                for said in [said for said in asked if said in it.text]:
                    slowest = max(slowest, machine.seconds_since(start) - asked.pop(said))

        for number in range(500):
            machine.say(flooder, f"тасқын {number}")
            if number == 250:
                machine.say(flooder, "/sos")
            if number % 125 == 60:
                asked[said := f"басқа сораў {number}"] = machine.seconds_since(start)
                machine.say(other, said)
            await machine.pass_time(20 / 500)
            look()
        await machine.until(lambda: (look(), held(world, topic) == [480] and not asked)[1], 120)
        assert slowest <= 5, f"another person waited {slowest:.1f} seconds"
        assert numbers(world, topic) == list(range(20)), "in their order, as many as anybody reads"
        assert await kept(machine) == 480, "nothing is lost"
        assert not [call for call in world.calls if call["fault"] is None and "Too Many" in (call["error"] or "")]
        assert len([it for it in world.messages.values() if it.chat == flooder and it.text == TOLD]) == 1
        raised = [it for it in in_topic(world, topic) if words("ru")("The person pressed 🆘.") in it.text]
        assert len(raised) == 1, "one alarm"
        async with machine.sapar.store.reading() as conn:
            urgent = (await conn.execute(select(func.count()).where(cases.c.urgent))).scalar_one()
        assert urgent == 1
        # Whoever wants to read them all can; twice the same tap shows the same ones once.
        line = next(it for it in in_topic(world, topic) if HELD.search(it.text))
        assert line.markup is not None
        data = line.markup["inline_keyboard"][0][0]["callback_data"]
        for who in CONSULTANTS:
            told = {"as": who, "chat": STAFF_GROUP, "message_id": line.id, "data": data}
            deeds.press(world, {**told, "force": True})
        await machine.until(lambda: held(world, topic) == [460], 120)
        assert await shows(machine, topic) == 23
        await machine.until(lambda: numbers(world, topic) == list(range(500)), HOUR)
        assert await kept(machine) == 0


@pytest.mark.parametrize("kind", ["photo", "voice"])
async def test_a_hundred_pictures_or_voices_keep_nobody_waiting(town: Town, tmp_path: Path, kind: str) -> None:
    flooder, other, *_ = town.known
    async with busy(town, tmp_path, answering=False) as (machine, _):
        world = machine.world
        topic, elsewhere = topic_of(world, flooder), topic_of(world, other)
        for _ in range(100):
            deeds.say(world, {"as": flooder, "media": {"kind": kind}})
        machine.say(other, "басқа сораў")
        took = await machine.until(lambda: any("басқа сораў" in it.text for it in in_topic(world, elsewhere)), 60)
        assert took <= 5, took
        await machine.until(lambda: held(world, topic) == [80], 300)
        await machine.until(lambda: len([it for it in in_topic(world, topic) if it.kind == kind]) == 20, HOUR)
        assert await shows(machine, topic) == 4
        await machine.until(lambda: len([it for it in in_topic(world, topic) if it.kind == kind]) == 100, HOUR)


async def test_words_of_danger_pass_once_a_minute(town: Town, tmp_path: Path) -> None:
    flooder, *_ = town.known
    async with busy(town, tmp_path, answering=False) as (machine, _):
        world, danger = machine.world, "хожайын мени урып атыр, паспортымды алып қойды"
        topic = topic_of(world, flooder)
        for number in range(40):
            machine.say(flooder, f"тасқын {number}")
        for _ in range(10):
            machine.say(flooder, danger)
        await machine.until(lambda: held(world, topic) == [29], 120)
        assert sum(it.text.count(danger) for it in in_topic(world, topic)) == 1
        alarms = [it for it in in_topic(world, topic) if it.text.startswith("🆘")]
        assert len(alarms) == 1, [it.text for it in alarms]


async def test_after_an_outage_what_was_written_slowly_is_no_flood(town: Town, tmp_path: Path) -> None:
    """Telegram says when each was written: a backlog comes at once and is read at once."""
    flooder, *_ = town.known
    async with busy(town, tmp_path, answering=False) as (machine, _):
        world = machine.world
        topic = topic_of(world, flooder)
        world.faults.add(Fault("reset_before", method="getUpdates", probability=1.0))
        await machine.pass_time(60)
        for number in range(40):
            machine.say(flooder, f"тасқын {number}")
            machine.clock.advance(3)
        world.faults.clear()
        await machine.until(lambda: numbers(world, topic) == list(range(40)), HOUR)
        assert await kept(machine) == 0


async def test_a_line_that_was_deleted_comes_back_with_the_next_message(town: Town, tmp_path: Path) -> None:
    flooder, *_ = town.known
    async with busy(town, tmp_path, answering=False) as (machine, _):
        world = machine.world
        topic = topic_of(world, flooder)
        for number in range(30):
            machine.say(flooder, f"тасқын {number}")
        await machine.until(lambda: held(world, topic) == [10], 120)
        line = next(it for it in in_topic(world, topic) if HELD.search(it.text))
        deeds.delete(world, {"as": CONSULTANTS[0], "chat": STAFF_GROUP, "message_id": line.id})
        assert held(world, topic) == []
        await machine.pass_time(30)
        for number in range(30, 51):  # twenty pass, since they have rested; one more is held
            machine.say(flooder, f"тасқын {number}")
        await machine.until(lambda: held(world, topic) == [11], 120)
        assert await shows(machine, topic) == 1
        await machine.until(lambda: sorted(numbers(world, topic)) == list(range(51)), HOUR)

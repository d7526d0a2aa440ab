"""Many new accounts ask within a minute: who is known and whoever is in danger comes first, the others are counted."""

import re
from pathlib import Path

from bot.sandbox import deeds
from bot.sandbox.world import STAFF_GROUP, Message
from bot.telegram.limits import Limits
from dialogs.words import words
from tests.chaos.crowd import CONSULTANTS
from tests.chaos.failures import HOUR, busy
from tests.chaos.machine import Machine
from tests.chaos.town import Town

LINE = re.compile(r"📥 Ждут новые обращения: (\d+)")
PEOPLE, MOST, NEXT = 40, 10, 10


def lines(machine: Machine) -> list[Message]:
    return [it for it in machine.world.messages.values() if it.chat == STAFF_GROUP and it.text.startswith("📥")]


def counted(machine: Machine) -> list[int]:
    return [int(found[1]) for it in lines(machine) if (found := LINE.match(it.text))]


def stands(machine: Machine, person: int, said: str = "") -> bool:
    """Whether the words of this person stand in the group."""
    said = said or f"көп {person}."
    return any(it.chat == STAFF_GROUP and said in it.text for it in machine.world.messages.values())


async def about_to_ask(machine: Machine, count: int) -> list[int]:
    """New people who have chosen a language and a matter and agreed: their next word opens a case."""
    people = [machine.world.new_person(f"Z{number}").id for number in range(count)]
    machine.world.limits = False  # how they come so far is not what is tried here
    for person in people:
        machine.say(person, "/start")
    for label in ("Қарақалпақша", "💬"):
        await machine.rest()
        await machine.pass_time(10)
        for person in people:
            machine.tap(person, label)
    await machine.rest()
    for person in people:
        shown = next(it for it in reversed(machine.world.messages.values()) if it.chat == person and it.markup)
        told = {"as": person, "chat": person, "message_id": shown.id, "data": "consent/full:talk/other"}
        deeds.press(machine.world, {**told, "force": True})
    await machine.pass_time(60)
    machine.world.limits = True
    return people


def presses(machine: Machine, who: int) -> None:
    [line] = [it for it in lines(machine) if LINE.match(it.text)]
    assert line.markup is not None
    data = line.markup["inline_keyboard"][0][0]["callback_data"]
    told = {"as": who, "chat": STAFF_GROUP, "message_id": line.id, "data": data}
    deeds.press(machine.world, {**told, "force": True})


async def test_a_crowd_of_new_accounts_waits_behind_who_is_known_and_danger(town: Town, tmp_path: Path) -> None:
    known = town.asking[0]
    async with busy(town, tmp_path, answering=False) as (machine, _):
        world, group = machine.world, machine.world.groups[STAFF_GROUP]
        people = await about_to_ask(machine, PEOPLE)
        before, start = len(group.topics), machine.clock.now()
        for person in people:
            machine.say(person, f"көп {person}.")
            await machine.pass_time(20 / PEOPLE)
        machine.say(known, "таныс сораў")
        machine.say(people[-1], "/sos")  # who waits and presses 🆘 waits no longer
        took = await machine.until(lambda: stands(machine, people[-1]), HOUR)
        assert took <= 10, f"danger waited {took:.0f} seconds"
        took = await machine.until(lambda: stands(machine, known, "таныс сораў"), HOUR)
        assert took <= 120, (
            f"who is known waited {took:.0f} seconds: ten cases are some thirty calls of twenty a minute"
        )
        await machine.until(lambda: counted(machine) == [PEOPLE - MOST - 1] and stands(machine, people[-1]), 300)
        assert [stands(machine, person) for person in people] == [True] * MOST + [False] * (PEOPLE - MOST - 1) + [True]
        assert len(group.topics) - before == MOST + 2, "no topic is made for who waits"
        assert machine.seconds_since(start) < 300
        # What they go on writing waits with them; words of danger open theirs.
        machine.say(people[20], f"тағы {people[20]}.")
        machine.say(people[-2], "хожайын мени урып атыр")
        await machine.until(lambda: counted(machine) == [PEOPLE - MOST - 2] and stands(machine, people[-2]), 300)
        for who in CONSULTANTS:  # two consultants tap the same: the same ten are shown once
            presses(machine, who)
        await machine.until(lambda: counted(machine) == [PEOPLE - MOST - 2 - NEXT], 300)
        await machine.until(lambda: all(stands(machine, person) for person in people[: MOST + NEXT]), HOUR)
        assert not stands(machine, people[MOST + NEXT])
        while counted(machine):
            left = counted(machine)
            presses(machine, CONSULTANTS[0])
            await machine.until(lambda: counted(machine) != left, 300)  # noqa: B023  (it is asked at once)
        await machine.until(lambda: all(stands(machine, person) for person in people), HOUR)
        assert stands(machine, people[20], f"тағы {people[20]}.")
        assert len(lines(machine)) == 1 and words("ru")("All are shown.") in lines(machine)[0].text
        assert not [call for call in world.calls if call["fault"] is None and "Too Many" in (call["error"] or "")]


async def test_nobody_waits_for_ever_and_a_restart_forgets_nobody(town: Town, tmp_path: Path) -> None:
    async with busy(town, tmp_path, answering=False) as (machine, _):
        people = await about_to_ask(machine, MOST + 3)
        for person in people:
            machine.say(person, f"көп {person}.")
        await machine.until(lambda: counted(machine) == [3], 300)
        world, database = machine.world, machine.sapar.settings.database_file
    assert database is not None
    async with Machine.running(world, database, town.key, town.book, Limits()) as machine:
        await machine.pass_time(60)
        assert counted(machine) == [3], "a start makes no topics of its own for who waits"
        line = lines(machine)[0]
        deeds.delete(world, {"as": CONSULTANTS[0], "chat": STAFF_GROUP, "message_id": line.id})
        await machine.until(lambda: all(stands(machine, person) for person in people), 9 * HOUR, step=60)

"""Callbacks and messages from every role and chat: nothing changes without authority, nothing of one person reaches
another, and no update is put aside. Two thousand of each; CHAOS_TIMES=10 makes it ten times as many."""

import os
import random
from pathlib import Path

from sqlalchemy import func, select

from bot.sandbox import deeds
from bot.sandbox.world import STAFF_GROUP, World
from bot.staff.buttons import buttons_by_name
from bot.staff.commands import commands_by_name, group_commands
from bot.store.tables import audit, cases, inbox
from dialogs.conversation import KEYS
from tests.chaos.crowd import CONSULTANTS
from tests.chaos.machine import Machine
from tests.chaos.seeds import SEED, repeatable
from tests.chaos.town import SCALED, Town

TIMES = int(os.environ.get("CHAOS_TIMES", "1"))
COUNT, BATCH = 2000 * TIMES, 250


def somebody(chance: random.Random, town: Town) -> int:
    """Anybody but a consultant: a person with a case, one who is about to ask, one who has never written."""
    return chance.choice([*town.known, *town.asking, *town.strangers])


def tampered(chance: random.Random, town: Town) -> str:
    """What a button might carry: a place, a staff button of any case, or something that nobody ever made."""
    places = [place for _, place in town.book.screens]
    staff = f"{chance.choice([*buttons_by_name])}/{chance.randint(0, 40)}{chance.choice(['', ':1', ':advised', ':x'])}"
    odd = chance.choice(
        ["", "/", "a" * 64, "home/" + "9" * 50, "hide/decoy.99", "my-data/all-x", "consent/full:talk/send"]
    )
    return chance.choice([chance.choice(places), staff, odd])


def words(chance: random.Random) -> str:
    commands = [
        f"/{name}" for name in (*commands_by_name, *group_commands, "start", "hide", "data", "my", "menu", "lang")
    ]
    return chance.choice(
        [*commands, *KEYS, "сәлем", "<b>жирный", "=cmd()", "/close advised", "//note", "1", "да", "🙂" * 50]
    )


def leaks(world: World, town: Town) -> list[str]:
    """Words that only one person said, standing before somebody else who is no consultant."""
    mine = {person: f"сораў {person}" for person in (*town.known, *town.asking)}
    return [
        message.text
        for message in world.messages.values()
        for person, said in mine.items()
        if message.chat > 0 and message.chat != person and said in message.text.split("\n")
    ]


async def test_who_has_no_right_changes_nothing_and_sees_nothing(town: Town, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    world = town.world()
    with repeatable(SEED):
        async with Machine.running(world, town.copy_of_database(tmp_path), town.key, town.book, SCALED) as machine:
            topics = [*world.groups[STAFF_GROUP].topics]
            in_group = [message.id for message in world.messages.values() if message.chat == STAFF_GROUP]
            foreign = world.new_group("foreign", False, None, "supergroup")
            for who in (*town.known, *town.asking, *town.strangers):
                foreign.members[who] = "member"
            # A case that has ended is opened again by its own person's words: that is no change of hands.
            before = {number: case for number, case in (await _cases(machine)).items() if case[1] is None}
            for at in range(0, COUNT, BATCH):
                for _ in range(BATCH):
                    who = somebody(chance, town)
                    place = chance.choice([(who, chance.randint(1, 400)), (STAFF_GROUP, chance.choice(in_group))])
                    told = {"as": who, "chat": place[0], "message_id": place[1], "data": tampered(chance, town)}
                    deeds.press(world, {**told, "force": True})
                for _ in range(BATCH):
                    who = somebody(chance, town)
                    chat = chance.choice([who, who, foreign.id])
                    deeds.say(world, {"as": who, "chat": chat, "text": words(chance)})
                if at % 1000 == 0:  # a consultant presses and says things in topics that are not the case's
                    await _astray(machine, chance, topics)
                await machine.rest()
            after = await _cases(machine)
            # Only who may work at the desk changes whose a case is, and how it ended.
            assert {
                number: (claimer, outcome) for number, (claimer, outcome) in after.items() if number in before
            } == before
            assert leaks(world, town) == []
            async with machine.sapar.store.reading() as conn:
                parked = select(func.count()).where(inbox.c.state == "parked")
                assert (await conn.execute(parked)).scalar_one() == 0
                refused = select(func.count()).where(audit.c.after.like("refused:%"))
                assert (await conn.execute(refused)).scalar_one() > 0


async def _astray(machine: Machine, chance: random.Random, topics: list[int]) -> None:
    numbers = [number for number in await _cases(machine)]
    for _ in range(25):
        topic, case = chance.choice(topics), chance.choice(numbers)
        here = [it.id for it in machine.world.messages.values() if it.chat == STAFF_GROUP and it.thread == topic]
        if machine.world.groups[STAFF_GROUP].topics[topic].name.startswith(f"№{case} "):
            continue
        data = f"{chance.choice(['claim', 'release', 'close'])}/{case}"
        told = {"as": chance.choice(CONSULTANTS), "chat": STAFF_GROUP, "message_id": chance.choice(here), "data": data}
        deeds.press(machine.world, {**told, "force": True})


async def _cases(machine: Machine) -> dict[int, tuple[int | None, str | None]]:
    async with machine.sapar.store.reading() as conn:
        found = await conn.execute(select(cases.c.id, cases.c.claimer, cases.c.outcome))
        return {row.id: (row.claimer, row.outcome) for row in found}

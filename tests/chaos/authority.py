"""Callbacks and messages from every role and chat, from consultants who have left and administrators who hide: nothing
changes without authority, nothing of one person reaches another, and no update is put aside."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Row, func, select

from bot.sandbox import deeds
from bot.sandbox.world import STAFF_GROUP, Group, World
from bot.staff.buttons import buttons_by_name
from bot.staff.commands import commands_by_name, group_commands
from bot.store import staff
from bot.store.tables import audit, cases, inbox
from dialogs.conversation import KEYS
from tests.chaos.crowd import CONSULTANTS
from tests.chaos.machine import Machine
from tests.chaos.seeds import SEED, repeatable
from tests.chaos.town import SCALED, Town, topic_of

COUNT, BATCH = 2000, 250


@dataclass(frozen=True)
class Outsiders:
    """Who stands near the desk and may do nothing at it."""

    former: list[int]  # consultants who had a case and have left
    anonymous: list[int]  # administrators who hide who they are
    trainees: list[int]  # members who stand on the list, and may only practise


def somebody(chance: random.Random, town: Town, near: Outsiders) -> int:
    """Anybody who has no right here: a person with a case, one who is about to ask, one who has never written; or, as
    often, one of the outsiders."""
    people, outside = [*town.known, *town.asking, *town.strangers], [*near.former, *near.anonymous, *near.trainees]
    return chance.choice(chance.choice([people, outside]))


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


async def nobody_gets_through(town: Town, folder: Path, count: int) -> None:
    """So many taps, and as many messages, of people who have no right to what they try."""
    chance = random.Random(SEED)
    world = town.world()
    with repeatable(SEED):
        async with Machine.running(world, town.copy_of_database(folder), town.key, town.book, SCALED) as machine:
            topics = [*world.groups[STAFF_GROUP].topics]
            in_group = [message.id for message in world.messages.values() if message.chat == STAFF_GROUP]
            foreign = world.new_group("foreign", False, None, "supergroup")
            for who in (*town.known, *town.asking, *town.strangers):
                foreign.members[who] = "member"
            near = await _outsiders(machine, town)
            # A case that has ended is opened again by its own person's words: that is no change of hands.
            before = {number: case for number, case in (await _cases(machine)).items() if case.outcome is None}
            listed = await _listed(machine)
            for at in range(0, count, BATCH):
                for _ in range(BATCH):
                    who = somebody(chance, town, near)
                    place = chance.choice([(who, chance.randint(1, 400)), (STAFF_GROUP, chance.choice(in_group))])
                    told = {"as": who, "chat": place[0], "message_id": place[1], "data": tampered(chance, town)}
                    deeds.press(world, {**told, "force": True})
                for _ in range(BATCH):
                    who = somebody(chance, town, near)
                    open_now = [topic.id for topic in world.groups[STAFF_GROUP].topics.values() if not topic.closed]
                    deeds.say(
                        world, {"as": who, "text": words(chance), **_somewhere(chance, who, near, open_now, foreign)}
                    )
                if at % 1000 == 0:  # a consultant presses and says things in topics that are not the case's
                    await _astray(machine, chance, topics)
                await machine.rest()
            after = await _cases(machine)
            # Only who may work at the desk changes whose a case is, and how it ended.
            assert {number: case for number, case in after.items() if number in before} == before
            assert await _listed(machine) == listed
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


async def _outsiders(machine: Machine, town: Town) -> Outsiders:
    world = machine.world
    made = {what: [world.new_person(f"{what}{at}").id for at in range(2)] for what in ("former", "hidden", "trainee")}
    for who in [one for people in made.values() for one in people]:
        standing = {"status": "administrator", "anonymous": True} if who in made["hidden"] else {"status": "member"}
        deeds.member(world, {"as": who, "chat": STAFF_GROUP, **standing})
    await machine.rest()
    for who, person in zip(made["former"], town.known, strict=False):
        topic = topic_of(world, person)
        machine.tap(CONSULTANTS[topic % 2], "↩️", STAFF_GROUP, topic)
        await machine.pass_time(5)
        machine.tap(who, "✋", STAFF_GROUP, topic)
        await machine.pass_time(5)
    taken = {case.claimer for case in (await _cases(machine)).values()}
    assert taken >= {*made["former"]}, "they were consultants"
    for who in made["former"]:
        deeds.member(world, {"as": who, "chat": STAFF_GROUP, "status": "left"})
    now = machine.clock.now()
    for who in made["trainee"]:
        await machine.sapar.store.write(lambda conn, who=who: staff.enter(conn, who, f"T{who}", ["trainee"], now))
    await machine.pass_time(5)
    return Outsiders(made["former"], made["hidden"], made["trainee"])


def _somewhere(
    chance: random.Random, who: int, near: Outsiders, topics: list[int], foreign: Group
) -> dict[str, object]:
    """Their own chat, a group that is none of ours; who is in the staff group writes there, too."""
    if who in (*near.anonymous, *near.trainees) and chance.random() < 0.7:
        return {"chat": STAFF_GROUP, "thread": chance.choice(topics), "anonymous": who in near.anonymous}
    return {"chat": chance.choice([who, who, foreign.id])} if who in foreign.members else {}


async def _listed(machine: Machine) -> list[object]:
    async with machine.sapar.store.reading() as conn:
        return [(one.id, one.roles, one.status) for one in await staff.everybody(conn)]


async def _cases(machine: Machine) -> dict[int, Row[Any]]:
    """What only who may work at the desk changes: whose a case is, where it stands, and how it ended."""
    columns = (cases.c.claimer, cases.c.helpers, cases.c.group_name, cases.c.legal_hold, cases.c.outcome)
    async with machine.sapar.store.reading() as conn:
        return {row.id: row for row in await conn.execute(select(cases.c.id, *columns))}

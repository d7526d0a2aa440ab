"""A town that already knows the bot: people with a case in hand, people just about to ask, strangers."""

import copy
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.clock import Clock, VirtualClock
from bot.sandbox.world import STAFF_GROUP, World
from bot.store.vault import new_key
from bot.telegram.limits import Limits
from dialogs.book import Book, load
from dialogs.kinds.fields import Field
from dialogs.kinds.questionnaire import Questionnaire
from tests.chaos.crowd import CONSULTANTS
from tests.chaos.machine import Machine

ROOT = Path(__file__).resolve().parents[2]
# Telegram's limits, where chaos is not about them: nothing has to wait.
SCALED = Limits(group=100_000, group_burst=100_000, group_gap=0, private_burst=100_000, overall=100_000)
KNOWN, ASKING, STRANGERS = 20, 5, 5
STATE = ("people", "groups", "files", "messages", "profile", "counters", "serial", "call_count", "seq")


def read_book() -> Book:
    return load(ROOT / "content.yaml", date(2026, 11, 22))


def edited(book: Book, page: str) -> Book:
    """A questionnaire that has got a question before its first, and lost the first that nothing depends on."""
    form = book.pages[page]
    assert isinstance(form, Questionnaire)
    rest = repr(form.model_dump(exclude={"fields"})) + repr([one.when for one in form.fields.values()])
    gone = next((name for name, one in form.fields.items() if not one.required and repr(name) not in rest), None)
    added = Field(type="yesno", label={"kk": "Жаңа сұрақ?", "kaa": "Жаңа сораў?", "ru": "Новый вопрос?"})
    fields = {"added": added, **{name: one for name, one in form.fields.items() if name != gone}}
    return replace(book, pages={**book.pages, page: form.model_copy(update={"fields": fields})})


@dataclass
class Town:
    """Built once; every run gets a copy of its own."""

    book: Book
    key: str
    database: Path
    state: dict[str, Any]
    last_update: int
    end: datetime
    known: list[int]
    asking: list[int]
    strangers: list[int]

    def world(self, clock: Clock | None = None) -> World:
        """By default time stands still, a minute after the town was built."""
        world = World(clock or VirtualClock(self.end + timedelta(minutes=1)))
        for name, value in copy.deepcopy(self.state).items():
            setattr(world, name, value)
        world.updates.last_id = self.last_update
        return world

    def copy_of_database(self, folder: Path) -> Path:
        return Path(shutil.copy(self.database, folder / "sapar.db"))


async def build(folder: Path) -> Town:
    clock, key, database, book = VirtualClock(datetime.now(UTC)), new_key(), folder / "town.db", read_book()
    world = World.seeded(clock)
    people = [world.new_person(f"N{number}").id for number in range(KNOWN + ASKING + STRANGERS)]
    known, asking, strangers = people[:KNOWN], people[KNOWN : KNOWN + ASKING], people[KNOWN + ASKING :]
    async with Machine.running(world, database, key, book, SCALED) as machine:
        await _settle(machine, [*known, *asking])
        await _end(machine, asking)
    state = {name: copy.deepcopy(getattr(world, name)) for name in STATE}
    return Town(book, key, database, state, world.updates.last_id, clock.now(), known, asking, strangers)


async def _settle(machine: Machine, people: list[int]) -> None:
    """Everybody asks something; every case is claimed by the consultant who will always answer it."""
    most = machine.sapar.desk.lists.crowd.most
    for at in range(0, len(people), most):  # more of them at once would be a crowd, whose cases wait
        await _ask(machine, people[at : at + most])
        await machine.pass_time(machine.sapar.desk.lists.crowd.within)
    for topic in machine.world.groups[STAFF_GROUP].topics:
        machine.tap(CONSULTANTS[topic % 2], "✋", STAFF_GROUP, topic)
    await machine.pass_time(5)


async def _ask(machine: Machine, people: list[int]) -> None:
    for person in people:
        machine.say(person, "/start")
    for label in ("Қарақалпақша", "💬"):
        await machine.rest()
        for person in people:
            machine.tap(person, label)
    await machine.rest()
    for person in people:
        machine.say(person, f"сораў {person}")
    await machine.rest()
    for person in people:
        machine.tap(person, "✅")
    await machine.pass_time(5)


async def _end(machine: Machine, people: list[int]) -> None:
    """Their cases are closed, and they have chosen another matter: their next word opens a case."""
    topics = [topic_of(machine.world, person) for person in people]
    lists = machine.sapar.desk.lists
    for label in ("✅", next(iter(lists.outcomes.values()))["ru"], next(iter(lists.causes.values()))["ru"]):
        for topic in topics:
            machine.tap(CONSULTANTS[topic % 2], label, STAFF_GROUP, topic)
        await machine.pass_time(5)
    for label in ("🏠", "💬", "🚫"):
        for person in people:
            machine.tap(person, label)
        await machine.rest()


def topic_of(world: World, person: int) -> int:
    """Where the first words of this person stand."""
    said = f"сораў {person}"
    return next(
        it.thread or 0 for it in world.messages.values() if it.chat == STAFF_GROUP and said in it.text.split("\n")
    )

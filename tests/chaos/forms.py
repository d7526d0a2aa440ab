"""A form that is filled in while the bot is killed after every step: it goes on as if nothing had happened.

What should be seen is what the pure core shows to somebody who does the same and whose bot nobody kills.
"""

import asyncio
import contextlib
import random
import signal
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.sandbox import deeds
from bot.sandbox.world import BOT_ID, STAFF_GROUP, Message, World
from bot.talk import Seat
from dialogs.kinds.draft import Draft
from dialogs.kinds.fields import Field
from dialogs.kinds.questionnaire import CHECK, GO, SEND, Questionnaire
from dialogs.texts import plain
from dialogs.turn import Event, Person, Place, Say, Tap
from tests.chaos.crowd import CONSULTANTS
from tests.chaos.kills import JITTER, PATIENCE, Bot, living
from tests.chaos.seeds import repeatable
from tests.chaos.town import Town, edited, topic_of
from tests.chaos.zygote import Zygote

LANGUAGES = ("ru", "kk", "kaa_Latn", "kaa")
Step = Event | str  # a string is a kind of message: photo, location


@dataclass
class Filling:
    """Somebody with a case in hand before a form, what they should see, and the bot that dies."""

    page: str
    who: int
    world: World
    bot: Bot
    seat: Seat
    chance: random.Random
    topic: int = 0
    written: int = 0  # by the consultant, meanwhile
    kills: int = 0

    @property
    def form(self) -> Questionnaire:
        form = self.seat.book.pages[self.page]
        assert isinstance(form, Questionnaire)
        return form

    @property
    def draft(self) -> Draft:
        draft: Draft = self.seat.kept["drafts"].get(self.page) or Draft()
        return draft

    async def take(self, step: Step) -> None:
        """One step; the bot dies somewhere between its coming and its being answered, and a button is pressed again."""
        before = self.seat.shown
        self.seat.does(Say(media=True, kind=step, personal=step == "location") if isinstance(step, str) else step)
        self.send(step)
        await asyncio.sleep(self.chance.random() * JITTER)
        await self.die()
        if isinstance(step, Tap):
            self.send(step)
        await self.sees(f"after {step} on {before and before.place}")

    async def die(self, page_edited: str = "") -> None:
        assert await self.bot.end(signal.SIGKILL) == -signal.SIGKILL, "the bot died by itself"
        self.kills += 1
        if self.chance.random() < 0.5:
            self.consultant_writes()
        self.bot.edited = page_edited or self.bot.edited
        self.bot.start()

    def consultant_writes(self) -> None:
        self.written += 1
        told = {"chat": STAFF_GROUP, "thread": self.topic, "text": f"мәсләҳәт {self.written}"}
        deeds.say(self.world, {"as": CONSULTANTS[self.topic % 2], **told})

    def send(self, step: Step) -> None:
        if isinstance(step, Tap):
            last = max(one.id for one in self.read() if one.markup)
            told = {"as": self.who, "message_id": last, "data": str(step.place), "force": True}
            deeds.press(self.world, told)
        elif isinstance(step, Say):
            deeds.say(self.world, {"as": self.who, "text": step.words})
        elif step == "location":
            deeds.say(self.world, {"as": self.who, "location": {"latitude": 42.46, "longitude": 59.61}})
        elif isinstance(step, str):
            deeds.say(self.world, {"as": self.who, "media": {"kind": step}})

    def read(self) -> list[Message]:
        """What the bot has written to this person."""
        return [one for one in self.world.messages.values() if one.chat == self.who and one.sender == BOT_ID]

    async def sees(self, when: str) -> None:
        """The screen of the core stands in the chat."""
        assert self.seat.shown
        await self.reads(plain(self.seat.shown.text), when)

    async def reads(self, words: str, when: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while not any(words in one.text for one in self.read()):
                    await self.world.bell.wait()
        except TimeoutError:
            stands = "\n".join(one.text for one in self.read()[-3:])
            raise AssertionError(f"{self.page}, {when}: not seen is\n{words}\nbut\n{stands}") from None

    # --- the way through the form ------------------------------------------------------------------------------------
    async def fill_in(self) -> None:
        await self.take(Tap(Place(self.page)))
        asked = 0
        while (name := self.form.next_of(self.draft)) is not None:
            for step in self.steps(name, self.form.fields[name]):
                await self.take(step)
                if self.seat.shown and self.seat.shown.place.page != self.page:  # some answers lead elsewhere first
                    await self.take(Tap(Place(self.page, GO)))
            asked += 1
            await self.take(Tap(Place("language", f"{LANGUAGES[asked % len(LANGUAGES)]}:{self.page}/{GO}")))
            if asked == 2:
                await self.edit()
            assert asked <= 2 * len(self.form.fields), f"{name} is asked for ever"
        await self.take(Tap(Place(self.page, CHECK)))  # every answer stands here
        assert self.draft.answers

    async def edit(self) -> None:
        """An editor changes the questionnaire under somebody who is in it."""
        self.seat.book = edited(self.seat.book, self.page)
        await self.die(page_edited=self.page)
        await self.take(Tap(Place(self.page, GO)))

    def steps(self, name: str, one: Field) -> list[Step]:
        """How a question is answered: by words where it waits for them, otherwise by its buttons."""
        codes = [code for code in one.choices(self.seat.book.lists) if code not in one.leads]
        on: Step = Tap(Place(self.page, f"{name}!"))
        match one.type:
            case "text" | "items":
                return [Say(f"{name} сөз"), on] if one.type == "items" else [Say(f"{name} сөз")]
            case "location":
                return ["location"]
            case "files":
                return ["photo", on]
            case "several":
                return [Tap(Place(self.page, f"{name}+{code}")) for code in codes[:2]] + [on]
            case "int":
                return [Say(one.min or "3")]
            case "money":
                return [Tap(Place(self.page, f"{name}=1500{(one.currencies or ('KZT',))[0]}"))]
            case "date":
                soon = datetime.now(UTC) + timedelta(days=3)
                return [Say("05.03.2026" if one.near == "behind" else f"{soon:%d.%m.%Y}")]
            case "phone":
                return [Say("+77010000001")]
        value = {"yesno": "no" if "no" not in one.leads else "yes", "note": "read"}.get(one.type) or codes[-1]
        return [Tap(Place(self.page, f"{name}={value}"))]

    async def send_it(self) -> None:
        """Sent, killed, and sent again and again: it arrives once."""
        await self.take(Tap(Place(self.page, SEND)))
        self.send(Tap(Place(self.page, SEND)))
        for number in range(1, self.written + 1):
            await self.reads(f"мәсләҳәт {number}", "in the end")
        if self.form.kind == "form":
            async with asyncio.timeout(PATIENCE):
                while not self.arrived():
                    await self.world.bell.wait()

    def arrived(self) -> list[str]:
        """The answers, as they stand in the topic."""
        return [one.text for one in self.world.messages.values() if one.thread == self.topic and "📋" in one.text]


async def form_run(town: Town, womb: Zygote, page: str, folder: Path, seed: int = 1) -> Filling:
    """One form from its first screen to its being sent, with a kill at every step. Raises AssertionError."""
    world, who = town.world(SystemClock()), town.known[0]
    consent = getattr(town.book.pages["consent"], "version", "")
    kept = {"held": None, "case": 1, "drafts": {}}
    seat = Seat(town.book, Person("kaa", consent="full", consent_version=consent), kept, cases=1, now=datetime.now(UTC))
    with repeatable(seed):
        async with living(town, womb, world, folder) as bot:
            filling = Filling(page, who, world, bot, seat, random.Random(seed), topic_of(world, who))
            number = case_of(world, filling.topic)
            seat.kept["case"] = seat.cases = number
            bot.start()
            await filling.fill_in()
            await filling.send_it()
            assert await bot.end() == 0, "a stop is no error"
        with contextlib.closing(sqlite3.connect(f"file:{bot.database}?mode=ro", uri=True)) as db:
            assert db.execute("SELECT count(*) FROM drafts").fetchone() == (0,), "what was sent is no draft any more"
            assert db.execute("SELECT count(*) FROM inbox WHERE state = 'parked'").fetchone() == (0,)
        if filling.form.kind == "form":
            told = filling.arrived()
            assert 1 <= len(told) <= 2, told  # one duplicate at most for the kill that met its sending
    return filling


def case_of(world: World, topic: int) -> int:
    """The number in the name of a topic."""
    name = world.groups[STAFF_GROUP].topics[topic].name
    return int(name.partition("№")[2].split()[0])

"""Many people and two consultants at once, and the account of what reached whom, how often and in which order."""

import asyncio
import itertools
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import deeds
from bot.sandbox.world import BOT_ID, STAFF_GROUP, Message, World

CONSULTANTS = (901, 902)
WORDS = re.compile(r"\bp(\d+)w(\d+)\b")
ANSWERS = re.compile(r"\bp(\d+)a(\d+)\b")
ONCE = re.compile(r"a\d|№\d|\b112\b")  # answers, receipts, the numbers; that an answer is late may be said again
TOPIC = re.compile(r"№(\d+)")
CLAIM = re.compile(r"claim/(\d+)")
LOST_ANSWER = ("reset_after", "half")


@dataclass
class Account:
    """What became of everything that was said."""

    messages: int
    lost: int
    out_of_order: int
    duplicates: dict[int, int]
    lost_answers: dict[int, int]

    def too_many(self, kills: int) -> dict[int, int]:
        """Chats with more duplicates than one for each kill and each answer that got lost."""
        return {
            chat: count for chat, count in self.duplicates.items() if count > kills + self.lost_answers.get(chat, 0)
        }


@dataclass
class Crowd:
    """Consultants answer each message once, as soon as its copy stands in a topic; the first answer claims the case."""

    world: World
    answering: bool = True
    said: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    copied: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    replied: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    received: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    duplicates: Counter[int] = field(default_factory=Counter)
    failure: Exception | None = None

    def __post_init__(self) -> None:
        self._claimed = set(self.world.groups[STAFF_GROUP].topics)
        self._seen: set[tuple[int, str]] = set()
        self._cards: dict[int, Message] = {}
        self._looked = len(self.world.messages)
        self._calls_before = self.world.call_count

    def says(self, person: int, text: str = "") -> None:
        """The person's next numbered word, or this text."""
        if not text:
            self.said[person].append(len(self.said[person]))
            text = f"p{person}w{self.said[person][-1]}"
        deeds.say(self.world, {"as": person, "text": text})

    async def watch(self) -> None:
        """For ever: looks at whatever changes."""
        while True:
            try:
                self.look()
            except Exception as error:
                self.failure = error
                self.world.bell.ring()
                return
            await self.world.bell.wait()

    def look(self) -> None:
        fresh = list(itertools.islice(self.world.messages.values(), self._looked, None))
        self._looked += len(fresh)
        for message in fresh:
            if message.sender == BOT_ID:
                (self._look_in_group if message.chat == STAFF_GROUP else self._look_in_private)(message)

    def _look_in_group(self, message: Message) -> None:
        if made := message.payload.get("forum_topic_created"):
            self._once(message.chat, f"topic {TOPIC.findall(made['name'])}")
            return
        if claim := _claim(message):
            self._once(message.chat, f"card {claim}")
            self._cards[message.thread or 0] = message
        words = [(int(person), int(number)) for person, number in WORDS.findall(message.text)]
        new = [pair for pair in words if pair[1] not in self.copied[pair[0]]]
        if len(new) < len(words):
            self.duplicates[message.chat] += 1
        for person, number in new:
            self.copied[person].append(number)
            if self.answering:
                self._answer(person, number, message.thread or 0)

    def _look_in_private(self, message: Message) -> None:
        answer = ANSWERS.search(message.text)
        if ONCE.search(message.text) and self._once(message.chat, message.text) and answer:
            self.received[int(answer[1])].append(int(answer[2]))

    def _once(self, chat: int, what: str) -> bool:
        if (chat, what) in self._seen:
            self.duplicates[chat] += 1
            return False
        self._seen.add((chat, what))
        return True

    def _answer(self, person: int, number: int, thread: int) -> None:
        """The case's own consultant, who is always the same: by the number of the topic."""
        told: dict[str, Any] = {"as": CONSULTANTS[thread % 2], "chat": STAFF_GROUP}
        if thread not in self._claimed:
            card = self._cards[thread]
            deeds.press(self.world, {**told, "message_id": card.id, "data": f"claim/{_claim(card)}"})
            self._claimed.add(thread)
        deeds.say(self.world, {**told, "thread": thread, "text": f"p{person}a{number}"})
        self.replied[person].append(number)

    @property
    def messages(self) -> int:
        return sum(map(len, self.said.values())) * (1 + self.answering)

    @property
    def arrived(self) -> int:
        return sum(map(len, self.copied.values())) + sum(map(len, self.received.values()))

    @property
    def complete(self) -> bool:
        return self.arrived == self.messages

    def account(self) -> Account:
        self.look()
        missing = sum(len(set(numbers) - set(self.copied[person])) for person, numbers in self.said.items())
        unanswered = sum(len(set(numbers) - set(self.received[person])) for person, numbers in self.replied.items())
        turned = sum(_turned(self.copied[person], numbers) for person, numbers in self.said.items())
        turned += sum(_turned(self.received[person], numbers) for person, numbers in self.replied.items())
        struck = [call for call in self.world.calls if call["fault"] in LOST_ANSWER and call["ok"]]
        mine = Counter(call["chat"] for call in struck if call["n"] > self._calls_before)
        return Account(self.messages, missing + unanswered, turned, dict(self.duplicates), dict(mine))


def _claim(message: Message) -> str:
    rows = (message.markup or {}).get("inline_keyboard", [])
    found = (CLAIM.fullmatch(key.get("callback_data", "")) for row in rows for key in row)
    return next((match[1] for match in found if match), "")


def _turned(arrived: list[int], wanted: list[int]) -> int:
    """How many stand before one that was said earlier."""
    places = {number: place for place, number in enumerate(wanted)}
    order = [places[number] for number in arrived if number in places]
    return sum(later < earlier for earlier, later in itertools.pairwise(order))


async def everything(crowd: Crowd, seconds: float, doing: str) -> None:
    """Waits until all has arrived; woken by the world, never by the passing of time.

    `seconds` in which nothing at all arrives are too many: a busy machine may be slow, a bot may not stand still.
    """
    while not crowd.complete:
        before = crowd.arrived
        try:
            async with asyncio.timeout(seconds):
                while crowd.arrived == before and not crowd.complete:
                    await crowd.world.bell.wait()
                    await asyncio.sleep(0)  # whoever watches looks first
                    if crowd.failure:
                        raise crowd.failure
        except TimeoutError:
            raise AssertionError(f"{doing}: {crowd.arrived} of {crowd.messages} arrived; {crowd.account()}") from None

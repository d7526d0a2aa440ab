"""What was sent before a person agreed to it: ids of messages, never words."""

import json
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import Desk
from bot.desk.relay import Sent
from bot.store import people

HELD_MOST = 500  # messages kept in hand for one person
HELD_FOR = timedelta(hours=24)
SAME_BREATH = timedelta(minutes=10)  # searches that lie further back are another matter, and perhaps nobody's business


class Held:
    """What was sent before a person agreed: ids of messages. Who only reads is remembered in memory alone."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._memory: OrderedDict[str, dict[str, Any]] = OrderedDict()
        # Answers to the questions of a page that are not to be written down, and until when they are kept.
        self.drafts: OrderedDict[tuple[str, str], tuple[datetime, bytes]] = OrderedDict()
        self.ticks: OrderedDict[tuple[str, str], bytes] = OrderedDict()  # of who only reads
        self.sounds: OrderedDict[str, str] = OrderedDict()  # the language somebody's last words were clearly in
        self._places: OrderedDict[str, str] = OrderedDict()
        self._asked: OrderedDict[str, str] = OrderedDict()  # the question on their screen, of a page that keeps nothing
        self._sharing: set[str] = set()  # below whose chat stands the key that sends their number
        self._brought: OrderedDict[str, tuple[float, str]] = OrderedDict()  # answers that only memory may have
        self._counted: OrderedDict[tuple[str, str], set[str]] = OrderedDict()  # the questions, never the answers

    def of(self, person: RowMapping) -> dict[str, Any] | None:
        held = self._memory.get(person["id"])
        if held is None and person["held"] is not None:
            sealed = people.held_of(self._desk.vault, person)
            held = json.loads(sealed) if sealed else None
        fresh = self._desk.clock.now().timestamp() - HELD_FOR.total_seconds()
        return held if held and held["at"] > fresh else None

    def messages(self, person: RowMapping) -> list[Sent]:
        """What "send this" means: all that was written for a request; of words that only searched, the last minutes."""
        found = self.of(person)
        if not found:
            return []
        fresh = self._desk.clock.now().timestamp() - SAME_BREATH.total_seconds()
        items = [item for item in found["messages"] if found["topic"] or item.get("said", 0) > fresh]
        return [_sent(item) for item in items]

    def before_danger(self, person: RowMapping) -> list[Sent]:
        """What belongs to a call for help: what was written just before it, but for answers meant for a form."""
        found = self.of(person)
        answers = {item["message"] for item in found["messages"] if item.get("answer")} if found else set()
        return [sent for sent in self.messages(person) if sent.message not in answers]

    def brings(self, person: RowMapping, place: str | None) -> None:
        """Answers are on their way to people, in the words of a button (`page/spot`); None: they have arrived."""
        self._brought.pop(person["id"], None)
        if place:
            self._brought[person["id"]] = (self._desk.clock.now().timestamp(), place)
            while len(self._brought) > 1000:
                self._brought.popitem(last=False)

    def brought(self, person: RowMapping) -> str | None:
        at, place = self._brought.get(person["id"], (0.0, ""))
        fresh = self._desk.clock.now().timestamp() - HELD_FOR.total_seconds()
        return place if place and at > fresh else None

    def begins(self, person: RowMapping, page: str) -> None:
        """Somebody begins a quiz, or begins it anew: what is counted already stays so."""
        self._counted.setdefault((person["id"], page), set())
        self._counted.move_to_end((person["id"], page))
        while len(self._counted) > 1000:
            self._counted.popitem(last=False)

    def is_first(self, person: RowMapping, page: str, question: str) -> bool:
        """Whether who began this quiz answers this question for the first time; asked once, it is not."""
        counted = self._counted.get((person["id"], page))
        if counted is None or question in counted:
            return False
        counted.add(question)
        return True

    def stands(self, person: RowMapping) -> str | None:
        """The place where typed words are waited for."""
        if person["consent"] == "read_only":
            return self._places.get(person["id"])
        waiting: str | None = person["waiting"]
        return waiting

    async def wait(self, conn: AsyncConnection, person: RowMapping, place: str | None) -> None:
        """From now on words are waited for there. Of who only reads, that too is remembered in memory alone."""
        if person["consent"] != "read_only":
            if person["waiting"] != place:
                await people.save(conn, self._desk.vault, person["id"], waiting=place)
            return
        self._places.pop(person["id"], None)
        if place:
            self._places[person["id"]] = place
            while len(self._places) > 5000:
                self._places.popitem(last=False)

    def shares(self, person: str, key: bool) -> bool:
        """Whether the key that sends one's own number must now come or go."""
        changes = key != (person in self._sharing)
        (self._sharing.add if key else self._sharing.discard)(person)
        return changes

    def asked(self, person: str) -> str | None:
        """The question on their screen, the answer to which may be typed."""
        return self._asked.get(person)

    def asks(self, person: str, place: str | None) -> None:
        """What is on their screen now: a question, or something else. After a restart, words are searched for."""
        self._asked.pop(person, None)
        if place:
            self._asked[person] = place
            while len(self._asked) > 5000:
                self._asked.popitem(last=False)

    def forget(self, person: str) -> None:
        """Nothing of this person is remembered."""
        self._asked.pop(person, None)
        self._sharing.discard(person)
        self._memory.pop(person, None)
        self.sounds.pop(person, None)
        self._brought.pop(person, None)
        for known in [known for known in self.drafts if known[0] == person]:
            del self.drafts[known]
        for known in [known for known in self.ticks if known[0] == person]:
            del self.ticks[known]
        for known in [known for known in self._counted if known[0] == person]:
            del self._counted[known]
        self._places.pop(person, None)

    async def keep(self, conn: AsyncConnection, person: RowMapping, held: dict[str, Any] | None) -> None:
        self._memory.pop(person["id"], None)
        if held and person["consent"] == "read_only":
            self._memory[person["id"]] = held
            while len(self._memory) > 1000:
                self._memory.popitem(last=False)
        elif held or person["held"] is not None:
            await people.save(conn, self._desk.vault, person["id"], held=json.dumps(held).encode() if held else None)

    async def add(
        self,
        conn: AsyncConnection,
        person: RowMapping,
        topic: str,
        sent: Sent,
        at: float | None = None,
        *,
        answer: bool = False,
    ) -> None:
        """Keep hold of one more message. `at`: when the first of its album was sent, as a POSIX time; `answer`: it was
        meant for a question of a form, and is not part of what is written elsewhere afterwards."""
        at = self._desk.clock.now().timestamp() if at is None else at
        before = self.of(person)
        if before and topic and not before["topic"]:
            before = None  # what was only searched for is not part of the request that begins now
        earlier = [item for item in before["messages"] if answer or not item.get("answer")] if before else []
        messages = [*earlier, {**sent.kept(), "said": at, **({"answer": True} if answer else {})}]
        await self.keep(conn, person, {"topic": topic, "messages": messages[-HELD_MOST:], "at": at})

    async def more_of_album(self, conn: AsyncConnection, person: RowMapping, sent: Sent) -> bool:
        """The rest of an album whose first item is held: it is held too, and asked about once."""
        found = self.of(person)
        same = [item for item in found["messages"] if item["album"] == sent.album] if found else []
        if not found or not same:
            return False
        await self.add(conn, person, found["topic"], sent, found["at"], answer=bool(same[0].get("answer")))
        return True


def _sent(item: dict[str, Any]) -> Sent:
    return Sent(**{key: value for key, value in item.items() if key not in ("said", "answer")})

"""What waits to be sent, in memory: streams in strict order, gathered into queues, the most urgent first."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile

from bot.store.outbox import Priority
from bot.telegram.bundles import Slip, run_of

GATHER = timedelta(seconds=10)
Order = tuple[int, bool, bool, datetime, int]


@dataclass(slots=True)
class Stream:
    name: str
    slips: list[Slip] = field(default_factory=list)
    queue: "Queue | None" = None
    sender: "Queue | None" = None
    rest_until: datetime | None = None
    # Rows that may already have been sent once: they are sent again exactly so, never in other company.
    together: list[int] = field(default_factory=list)
    # Rows of a bundle that was refused: each goes alone.
    alone: set[int] = field(default_factory=set)
    # Rows whose formatting Telegram could not read.
    plain: set[int] = field(default_factory=set)
    failures: int = 0
    refusals: int = 0
    served: datetime | None = None

    def add(self, slip: Slip) -> None:
        if any(known.id == slip.id for known in reversed(self.slips)):
            return
        self.slips.append(slip)
        if len(self.slips) > 1 and self.slips[-2].place > slip.place:
            self.slips.sort(key=lambda one: one.place)

    def drop(self, ids: Iterable[int]) -> None:
        gone = set(ids)
        self.slips = [slip for slip in self.slips if slip.id not in gone]
        self.together = [one for one in self.together if one not in gone]
        self.alone -= gone
        self.plain -= gone
        self.failures = self.refusals = 0

    def next(self) -> list[Slip]:
        first = self.slips[0]
        if first.id in self.together:
            return [slip for slip in self.slips if slip.id in self.together]
        if first.id in self.alone:
            return [first]
        return list(takewhile(lambda slip: slip.id not in self.alone, run_of(self.slips)))

    @property
    def urgency(self) -> int:
        return min(slip.priority for slip in self.slips)

    @property
    def rings(self) -> bool:
        """Danger that nobody knows of yet leaves at once; further words of it gather like others' words."""
        return self.urgency == Priority.URGENT and self.slips[0].merge != "text"

    def ready_at(self) -> datetime | None:
        """None: at once. An album waits for its youngest; edits, which never end, for the oldest."""
        leaving = self.next() if self.slips[0].merge != "last" else self.slips[:1]
        moments = [slip.not_before for slip in leaving if slip.not_before is not None]
        if self.rest_until is not None:
            moments.append(self.rest_until)
        return max(moments, default=None)

    def order(self, now: datetime) -> Order:
        """Who goes first where not all can go: urgency, then fairness."""
        first = self.slips[0]
        # Whoever was heard a moment ago lets the words of all others pass; a hundred pictures are a hundred calls.
        lately = self.served is not None and now - self.served < GATHER
        # Young texts let topics and cards pass: meanwhile more words come, and all leave in one call.
        gathers = lately if first.method == "copyMessage" else first.merge == "text" and now - first.created < GATHER
        # Who has just been served stands behind those who came before that moment.
        came = first.created if self.served is None else max(first.created, self.served)
        return self.urgency, gathers, lately, came, first.id


@dataclass(slots=True)
class Queue:
    """All streams that go to one chat: one call at a time."""

    name: str
    chat_id: int | None = None
    busy: bool = False
    streams: dict[str, Stream] = field(default_factory=dict)


class Agenda:
    """Which queue is next: those that are ready by urgency, the others by time."""

    def __init__(self) -> None:
        self._ready: list[tuple[Order, str]] = []
        self._later: list[tuple[datetime, str]] = []

    def ready(self, order: Order, queue: str) -> None:
        heapq.heappush(self._ready, (order, queue))

    def later(self, when: datetime, queue: str) -> None:
        heapq.heappush(self._later, (when, queue))

    def due(self, now: datetime) -> list[str]:
        """Queues whose time has come: they are to be looked at again."""
        names = []
        while self._later and self._later[0][0] <= now:
            names.append(heapq.heappop(self._later)[1])
        return names

    def pop(self) -> str | None:
        return heapq.heappop(self._ready)[1] if self._ready else None

    @property
    def has_ready(self) -> bool:
        return bool(self._ready)

    @property
    def next_time(self) -> datetime | None:
        return self._later[0][0] if self._later else None

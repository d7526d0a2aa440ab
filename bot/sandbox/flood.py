"""Telegram's own limits, if switched on: twenty a minute to a group, one a second to a person."""

from __future__ import annotations

import math
from collections import deque

from bot.sandbox.refused import flooded

GROUP, MINUTE = 20, 60.0
BURST, SECOND = 5, 1.0
OVERALL = 30


class Flood:
    def __init__(self) -> None:
        self.groups: dict[int, deque[float]] = {}
        self.people: dict[int, tuple[float, float]] = {}
        self.all: deque[float] = deque()

    def spend(self, chat: int, now: float) -> None:
        """Counts a call, or refuses it; what is refused is not counted."""
        wait = max(_window(self.all, OVERALL, SECOND, now), self._chat(chat, now))
        if wait > 0:
            raise flooded(math.ceil(wait))
        self.all.append(now)
        if chat < 0:
            self.groups[chat].append(now)
        else:
            tokens, at = self.people[chat]
            self.people[chat] = (min(BURST, tokens + now - at) - 1, now)

    def _chat(self, chat: int, now: float) -> float:
        if chat < 0:
            return _window(self.groups.setdefault(chat, deque()), GROUP, MINUTE, now)
        tokens, at = self.people.setdefault(chat, (BURST, now))
        return max(0.0, 1 - (tokens + now - at))


def _window(times: deque[float], most: int, span: float, now: float) -> float:
    while times and times[0] <= now - span:
        times.popleft()
    return 0.0 if len(times) < most else times[0] + span - now

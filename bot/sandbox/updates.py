"""The queue of updates: what waits for the bot, what it has confirmed, and who listens."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any, Protocol

Json = dict[str, Any]

DAY = 24 * 60 * 60
# chat_member and reactions come only to those who ask for them by name.
USUAL = frozenset({"message", "edited_message", "callback_query", "my_chat_member"})


class Rings(Protocol):
    def ring(self) -> None: ...


class Updates:
    def __init__(self, bell: Rings) -> None:
        self.bell = bell
        self.waiting: deque[tuple[float, Json]] = deque()
        self.last_id = 500_000
        self.last_confirmed: Json | None = None
        self.allowed: frozenset[str] = USUAL
        self.listener: asyncio.Future[None] | None = None
        self.webhook: Json = {}

    def put(self, kind: str, body: Json, at: float) -> None:
        if kind not in self.allowed:
            return
        self.last_id += 1
        self.waiting.append((at, {"update_id": self.last_id, kind: body}))
        self.bell.ring()

    def allow(self, kinds: list[str] | None) -> None:
        """Nothing said leaves it as it was; an empty list is the usual kinds."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or USUAL

    def confirm(self, offset: int) -> None:
        while self.waiting and self.waiting[0][1]["update_id"] < offset:
            self.last_confirmed = self.waiting.popleft()[1]

    def keep_last(self, count: int) -> None:
        while len(self.waiting) > count:
            self.last_confirmed = self.waiting.popleft()[1]

    def first(self, limit: int, now: float) -> list[Json]:
        while self.waiting and self.waiting[0][0] < now - DAY:
            self.waiting.popleft()
        return [update for _, update in list(self.waiting)[:limit]]

    def drop(self) -> None:
        self.waiting.clear()

    def listen(self) -> asyncio.Future[None]:
        """One listener at a time: the newcomer ends the one before it."""
        if self.listener and not self.listener.done():
            self.listener.set_result(None)
        self.listener = asyncio.get_running_loop().create_future()
        return self.listener

"""The one place that knows how fast Telegram lets us speak."""

from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock

REMEMBERED = 10_000
COUNTED = ("send", "copy", "forward", "edit", "createForumTopic", "closeForumTopic", "reopenForumTopic")


@dataclass(frozen=True, slots=True)
class Limits:
    """Budgets, not truths: what Telegram answers with `retry_after` is law."""

    group: int = 20
    group_kept: int = 4
    group_seconds: float = 60.0
    # The first calls leave at once; then we pace ourselves, so that what waits can be merged.
    group_burst: int = 8
    group_gap: float = 4.0
    private_burst: int = 5
    private_seconds: float = 1.0
    overall: int = 28
    overall_seconds: float = 1.0


class _Window:
    """At most so many within any so many seconds."""

    def __init__(self, count: int, seconds: float) -> None:
        self.count, self.span = count, timedelta(seconds=seconds)
        self.spent: deque[datetime] = deque()

    def forget(self, now: datetime) -> None:
        while self.spent and self.spent[0] <= now - self.span:
            self.spent.popleft()

    def free_at(self, now: datetime, kept: int = 0) -> datetime:
        self.forget(now)
        too_many = len(self.spent) - (self.count - kept)
        return now if too_many < 0 else self.spent[min(too_many, len(self.spent) - 1)] + self.span


class _Group:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._all = _Window(limits.group, limits.group_seconds)
        self._urgent = _Window(limits.group_kept, limits.group_seconds)
        self._last: datetime | None = None

    def free_at(self, now: datetime, urgent: bool) -> datetime:
        if urgent:
            return self._all.free_at(now)
        self._urgent.forget(now)
        kept = max(0, self._limits.group_kept - len(self._urgent.spent))
        free = self._all.free_at(now, kept)
        if len(self._all.spent) >= self._limits.group_burst and self._last is not None:
            free = max(free, self._last + timedelta(seconds=self._limits.group_gap))
        return free

    def spend(self, now: datetime, urgent: bool) -> None:
        self._all.spent.append(now)
        if urgent:
            self._urgent.spent.append(now)
        else:
            self._last = now


class _Private:
    """A bucket: a small burst, then one after another. It may be overdrawn a little by taps."""

    def __init__(self, limits: Limits, now: datetime) -> None:
        self._burst, self._seconds = limits.private_burst, limits.private_seconds
        self._tokens, self._at = float(limits.private_burst), now

    def _fill(self, now: datetime) -> None:
        gained = (now - self._at).total_seconds() / self._seconds
        self._tokens, self._at = min(float(self._burst), self._tokens + gained), now

    def free_at(self, now: datetime, urgent: bool) -> datetime:
        self._fill(now)
        # Ten microseconds more than needed, because a moment is rounded to one.
        missing = (1.0 - self._tokens) * self._seconds + 1e-5
        return now if self._tokens >= 1.0 else now + timedelta(seconds=missing)

    def spend(self, now: datetime, urgent: bool) -> None:
        self._fill(now)
        self._tokens = max(-float(self._burst), self._tokens - 1.0)


def counts(method: str) -> bool:
    """Reactions, pins and deletions are no messages: they cost a chat nothing."""
    return method.startswith(COUNTED) and method != "sendChatAction"


class Budget:
    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._limits, self._clock = limits, clock
        self._chats: OrderedDict[int, _Group | _Private] = OrderedDict()
        self._overall = _Window(limits.overall, limits.overall_seconds)
        self._banned: dict[int, datetime] = {}
        self._no_topics: dict[int, datetime] = {}
        self._all_banned: datetime | None = None

    def free_at(self, chat_id: int, urgent: bool = False, now: datetime | None = None) -> datetime:
        """When this chat may be written to; the limit over all chats is asked for separately."""
        now = now or self._clock.now()
        return max(self._chat(chat_id, now).free_at(now, urgent), self._banned.get(chat_id, now))

    def banned_until(self, chat_id: int, method: str = "", urgent: bool = False) -> datetime | None:
        """A ban on topics is obeyed by all but danger, which needs to make none to be told."""
        known = [self._banned.get(chat_id)]
        if not urgent or method == "createForumTopic":
            known.append(self._no_topics.get(chat_id))
        return max(filter(None, known), default=None)

    def all_free_at(self, now: datetime | None = None) -> datetime:
        now = now or self._clock.now()
        free = self._overall.free_at(now)
        return free if self._all_banned is None else max(free, self._all_banned)

    def spend(self, chat_id: int, urgent: bool = False, method: str = "send") -> None:
        now = self._clock.now()
        if counts(method):
            self._chat(chat_id, now).spend(now, urgent)

    def spend_overall(self) -> None:
        now = self._clock.now()
        self._overall.forget(now)
        self._overall.spent.append(now)

    def tapped(self, chat_id: int) -> None:
        """An answer to a tap waits for nobody, but it counts."""
        self.spend(chat_id)
        self.spend_overall()

    def refused(self, chat_id: int, retry_after: float, *, topic: bool = False) -> None:
        """429: this chat waits; where several private chats are refused at once, it is meant for all."""
        now = self._clock.now()
        until = now + timedelta(seconds=retry_after)
        if topic:
            self._no_topics[chat_id] = max(until, self._no_topics.get(chat_id, until))
            return
        self._banned[chat_id] = max(until, self._banned.get(chat_id, until))
        self._banned = {chat: moment for chat, moment in self._banned.items() if moment > now}
        private = [moment for chat, moment in self._banned.items() if chat > 0]
        if chat_id > 0 and len(private) >= 3:
            self._all_banned = max(min(private), self._all_banned or now)

    def _chat(self, chat_id: int, now: datetime) -> _Group | _Private:
        chat = self._chats.get(chat_id)
        if chat is None:
            chat = _Group(self._limits) if chat_id < 0 else _Private(self._limits, now)
            self._chats[chat_id] = chat
            if len(self._chats) > REMEMBERED:
                self._forget_one()
        self._chats.move_to_end(chat_id)
        return chat

    def _forget_one(self) -> None:
        # Groups are few and their minute is long: only private chats are forgotten.
        oldest = next((chat_id for chat_id in self._chats if chat_id > 0), None)
        if oldest is not None:
            del self._chats[oldest]

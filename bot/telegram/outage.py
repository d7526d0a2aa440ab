"""When Telegram cannot be reached: a careful try now and then, the most urgent first, until it answers."""

import secrets
from datetime import datetime, timedelta

from bot.clock import Clock

SUSPECT = 3
LONGEST = 30.0
BETWEEN = 5.0
PATIENT = 200


class Outage:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures = 0
        self.until: datetime | None = None

    @property
    def lasts(self) -> bool:
        return self._failures >= SUSPECT

    def bound(self, usual: int) -> int:
        # Two, so that one row that Telegram cannot digest does not look like an outage for ever.
        return 2 if self.lasts else usual

    def failed(self) -> None:
        self._failures += 1
        if self.lasts:
            pause = min(BETWEEN, 0.5 * 2 ** min(self._failures - SUSPECT, 10))
            self.until = self._clock.now() + timedelta(seconds=pause)

    def over(self) -> bool:
        """Telegram answered. True if it had not for a while."""
        lasted, self._failures, self.until = self.lasts, 0, None
        return lasted

    def backoff(self, failures: int) -> datetime:
        if self.until is not None and failures <= PATIENT:
            # Nobody falls behind in an outage: whoever is the most urgent is tried first each time.
            return self.until
        seconds = min(LONGEST, 0.5 * 2 ** min(failures - 1, 10))
        jitter = 0.75 + secrets.randbelow(500) / 1000
        return self._clock.now() + timedelta(seconds=seconds * jitter)

"""Failures made to order: what the network and Telegram are known to do to a bot."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["429", "500", "502", "html", "reset_before", "reset_after", "half", "hang", "slow", "duplicate_update"]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass
class Fault:
    """Strikes `times` times; without a number once, or, where chance decides, until it is cleared."""

    fault: str
    method: str = "*"
    chat: int | None = None
    retry_after: int = 3
    seconds: float | None = None
    times: int | None = None
    probability: float | None = None

    def __post_init__(self) -> None:
        if self.fault not in KINDS:
            raise ValueError(f"no such fault: {self.fault}; there are {', '.join(KINDS)}")
        if self.fault == "duplicate_update":
            self.method = "getUpdates"
        if self.times is None and self.probability is None:
            self.times = 1

    def meets(self, method: str, chat: int | None) -> bool:
        return self.method.lower() in ("*", method.lower()) and self.chat in (None, chat)


class Faults:
    def __init__(self, seed: int = 20261122) -> None:
        self.seed = seed
        self.clear()

    def clear(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 -- the same failures in each run, no secret
        self.faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self.faults.append(fault)

    def strike(self, method: str, chat: int | None) -> Fault | None:
        """The fault that this call meets, if any; it is spent by that."""
        for fault in self.faults:
            if not fault.meets(method, chat):
                continue
            if fault.probability is not None and self.chance.random() >= fault.probability:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
            return fault
        return None

"""What Telegram and the network do to a bot, on a clock that does not make anybody wait."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.sandbox.faults import Fault, Faults
from bot.sandbox.world import STAFF_GROUP
from bot.telegram.limits import Limits
from tests.chaos.crowd import Account, Crowd
from tests.chaos.machine import Machine
from tests.chaos.seeds import repeatable
from tests.chaos.town import Town

FOUR_FAULTS = ("429", "502", "reset_before", "reset_after")
EVERY_FAULT = (*FOUR_FAULTS, "500", "html", "half", "duplicate_update")
HOUR = 3600.0


@dataclass
class Outcome:
    """`seconds` are those of the clock; `refused` counts the calls that Telegram's limits had to refuse."""

    account: Account
    seconds: float
    refused: int
    urgent_after: float = 0.0


@asynccontextmanager
async def busy(town: Town, folder: Path, *, answering: bool, **more: str) -> AsyncIterator[tuple[Machine, Crowd]]:
    """A bot with the limits it has in earnest, at a Telegram that keeps to its own."""
    world = town.world()
    world.limits = True
    database = town.copy_of_database(folder)
    async with Machine.running(world, database, town.key, town.book, Limits(), **more) as machine:
        crowd = Crowd(world, answering)
        yield machine, crowd


async def arrival(machine: Machine, crowd: Crowd, most: float = HOUR) -> float:
    """Until everything has arrived; the seconds of the clock."""

    def complete() -> bool:
        crowd.look()
        return crowd.complete

    try:
        return await machine.until(complete, most)
    except (AssertionError, TimeoutError) as error:
        error.add_note(f"{crowd.arrived} of {crowd.messages} arrived: {crowd.account()}")
        raise


async def failing(
    town: Town, folder: Path, seed: int, kinds: tuple[str, ...] = FOUR_FAULTS, share: float = 0.2
) -> Outcome:
    """Thirty people, five messages each, all at once; each is answered. A share of all calls fails."""
    with repeatable(seed):
        async with busy(town, folder, answering=True) as (machine, crowd):
            machine.world.faults = _faults(seed, kinds, share)
            for number in range(5):
                for person in (*town.known, *town.asking, *town.strangers):
                    if number == 0 and person in town.strangers:
                        crowd.says(person, "/sos")
                    crowd.says(person)
            seconds = await arrival(machine, crowd)
            account = crowd.account()
            assert account.lost == 0 and account.out_of_order == 0, account
            assert not account.too_many(0), account
            return Outcome(account, seconds, _refused_by_limits(machine))


def _faults(seed: int, kinds: tuple[str, ...], share: float) -> Faults:
    """All kinds alike; each is asked only where those before it did not strike."""
    faults, each = Faults(seed), share / len(kinds)
    for at, kind in enumerate(kinds):
        faults.add(Fault(kind, probability=each / (1 - at * each)))
    return faults


async def flood(town: Town, folder: Path, people: list[int], urgent: int, within: float) -> Outcome:
    """Sixty messages within ten seconds into one group: ten of each person; one of them is in danger."""
    async with busy(town, folder, answering=False) as (machine, crowd):
        start = machine.clock.now()
        announced: float | None = None
        rung = 0.0
        for number in range(60):
            person = [*people, urgent][number % 6]
            if person == urgent and number < 6:
                crowd.says(person, "/sos")
                rung = machine.seconds_since(start)
            crowd.says(person)
            await machine.pass_time(10 / 60)
            if announced is None and _announced(machine):
                announced = machine.seconds_since(start) - rung
        await arrival(machine, crowd, 120.0)
        seconds = machine.seconds_since(start)
        account, refused = crowd.account(), _refused_by_limits(machine)
        assert account.lost == 0 and account.out_of_order == 0 and not account.duplicates, account
        assert refused == 0, f"{refused} calls were more than Telegram allows"
        assert announced is not None and announced <= 5, f"the urgent case was announced after {announced} seconds"
        assert seconds <= within, f"all arrived after {seconds:.0f} seconds, not {within:.0f}"
        return Outcome(account, seconds, refused, announced)


def _announced(machine: Machine) -> bool:
    """The card of the urgent case stands in the group."""
    return any(call["method"] == "sendMessage" and "🟥" in call["params"]["text"] for call in staff_calls(machine))


def staff_calls(machine: Machine, after: int = 0) -> list[dict[str, Any]]:
    """What was done in the group since a call, without marks and pins."""
    calls = (call for call in machine.world.calls if call["n"] > after and call["chat"] == STAFF_GROUP and call["ok"])
    return [call for call in calls if call["method"].startswith(("send", "copy", "edit", "createForumTopic"))]


def _refused_by_limits(machine: Machine) -> int:
    return sum(call["fault"] is None and "Too Many Requests" in (call["error"] or "") for call in machine.world.calls)


async def outage(town: Town, folder: Path, seconds: float = 600.0) -> Outcome:
    """Telegram cannot be reached for ten minutes; what was taken in before waits, and what is said meanwhile."""
    async with busy(town, folder, answering=True) as (machine, crowd):
        world, (danger, late, *_) = machine.world, town.strangers
        # The road out goes first: what is taken in now has to wait in the outbox, the urgent words behind all others.
        out = [Fault("reset_before", method, probability=1.0) for method in ("sendMessage", "createForumTopic")]
        for fault in out:
            world.faults.add(fault)
        for person in (*town.known, *town.asking):
            crowd.says(person)
        crowd.says(danger, "/sos")
        crowd.says(danger)
        await machine.rest()
        world.faults.faults = [Fault("reset_before", probability=1.0)]
        await machine.pass_time(seconds / 2)
        for person in itertools.chain(town.known, [danger]):
            crowd.says(person)
        crowd.says(late, "/sos")
        crowd.says(late)
        await machine.pass_time(seconds / 2)
        before = world.call_count
        assert not [call for call in world.calls if call["ok"] and call["n"] > before], "nothing can have left"
        world.faults.clear()
        back = await arrival(machine, crowd)
        account = crowd.account()
        assert account.lost == 0 and account.out_of_order == 0 and not account.duplicates, account
        calls = staff_calls(machine, before)
        assert "🟥" in calls[0]["params"].get("name", ""), "danger leaves first"
        return Outcome(account, back, _refused_by_limits(machine))


__all__ = ["EVERY_FAULT", "FOUR_FAULTS", "Outcome", "failing", "flood", "outage"]

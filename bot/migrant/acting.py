"""What effects act with, and the two tables by which a turn finds them: who performs an effect, who loads what is kept.

A file that performs an effect says `@performs(TheEffect)`; one that loads what `needs` names says `@keeps("name")`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk.desk import Desk
from bot.desk.relay import Sent
from bot.migrant.held import Held
from dialogs.turn import Effect, Note

Done = TypeVar("Done", bound=Effect | Note)


@dataclass(frozen=True, slots=True)
class Act:
    """One transaction of one person: what they sent, if they sent something, and all that is at hand."""

    conn: AsyncConnection
    desk: Desk
    held: Held
    person: RowMapping
    sent: Sent | None = None

    @property
    def today(self) -> date:
        return self.desk.clock.now().astimezone(self.desk.zone).date()


performers: dict[type, Callable[[Act, Any], Awaitable[object]]] = {}
keepers: dict[str, Callable[[Act], Awaitable[object]]] = {}


def performs(
    kind: type[Done],
) -> Callable[[Callable[[Act, Done], Awaitable[object]]], Callable[[Act, Done], Awaitable[object]]]:
    """This function performs effects (or takes notes) of that kind; what it returns is the effect's result."""

    def take(act: Callable[[Act, Done], Awaitable[object]]) -> Callable[[Act, Done], Awaitable[object]]:
        performers[kind] = act
        return act

    return take


def keeps(
    name: str,
) -> Callable[[Callable[[Act], Awaitable[object]]], Callable[[Act], Awaitable[object]]]:
    """This function loads what pages ask for under that name."""

    def take(load: Callable[[Act], Awaitable[object]]) -> Callable[[Act], Awaitable[object]]:
        keepers[name] = load
        return load

    return take


async def perform(act: Act, effect: Effect | Note) -> object:
    return await performers[type(effect)](act, effect)


async def kept(act: Act, names: frozenset[str]) -> dict[str, Any]:
    """What must be remembered for a place, by the names that `needs` gives."""
    return {name: await keepers[name](act) for name in names if name in keepers}

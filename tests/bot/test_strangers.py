"""Groups that are none of ours, and colleagues who have left while nobody looked."""

import asyncio
from pathlib import Path

from bot import members, timers
from bot.app import Sapar
from bot.clock import VirtualClock
from bot.sandbox.world import STAFF_GROUP
from bot.store.tables import cases
from dialogs.book import Book
from tests.bot.actors import Consultant, Person, Sandbox
from tests.bot.conftest import running, settings_for
from tests.bot.test_desk import opened, rows


async def test_a_strange_group_is_left_within_ten_seconds_after_one_sentence(book: Book, tmp_path: Path) -> None:
    clock = VirtualClock()
    async with Sandbox(clock) as sandbox, running(settings_for(sandbox, tmp_path), book, clock) as sapar:
        group = await sandbox.new_group("Чужая", [901, 902])
        stranger = Consultant(sandbox, 901, group)
        await stranger.says(None, "кто здесь?")
        await stranger.says(None, "/claim")
        await stranger.says(None, "эй")
        async with asyncio.timeout(10):
            while not await _armed(sapar):
                await sandbox.refresh(wait=0.05)
        clock.advance(6)
        await timers.fire_due(sapar.desk, sapar.store)
        await stranger.sees(None, "Этот бот работает только в своих группах")
        await sandbox.until(lambda: sandbox.inside.groups[group].presence == "left" or None, lambda: "still there")
        said = [seen for seen in stranger.messages(None) if seen.by_bot and seen.kind != "service"]
        assert len(said) == 1
        assert sandbox.inside.groups[STAFF_GROUP].presence == "administrator"


async def _armed(sapar: Sapar) -> bool:
    from bot.store.tables import timers as table

    return any(row.what == "leave group" for row in await rows(sapar, table))  # type: ignore[attr-defined]


async def test_who_left_while_the_bot_was_away_has_no_case_any_more(
    migrant: Person, consultant: Consultant, sapar: Sapar, sandbox: Sandbox
) -> None:
    await opened(migrant, consultant)
    assert await members.check(sapar.desk, sapar.store, sapar.session) == []
    del sandbox.inside.groups[STAFF_GROUP].members[901]  # nothing told the bot
    assert await members.check(sapar.desk, sapar.store, sapar.session) == [901]
    [case] = await rows(sapar, cases)
    assert case.claimer is None  # type: ignore[attr-defined]

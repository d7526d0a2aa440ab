"""Floods, refusals and outages: everything arrives, in order, and danger first."""

from datetime import datetime
from pathlib import Path

from tests.chaos.failures import FOUR_FAULTS, arrival, busy, failing, flood, outage, staff_calls
from tests.chaos.seeds import SEED
from tests.chaos.town import Town


async def test_a_fifth_of_all_calls_fails(town: Town, tmp_path: Path) -> None:
    await failing(town, tmp_path, SEED, FOUR_FAULTS)


async def test_sixty_messages_in_ten_seconds_reach_one_group_within_a_minute(town: Town, tmp_path: Path) -> None:
    await flood(town, tmp_path, town.known[:5], town.strangers[0], within=60)


async def test_several_cries_for_help_are_announced_at_once(town: Town, tmp_path: Path) -> None:
    """What is kept for danger is kept for its topics and cards; the words after them gather."""
    async with busy(town, tmp_path, answering=False) as (machine, crowd):
        start = machine.clock.now()
        for person in town.strangers[:3]:
            crowd.says(person, "/sos")
            crowd.says(person)
        await arrival(machine, crowd, 60.0)
        cards = [
            call for call in staff_calls(machine) if "reply_markup" in call["params"] and "🟥" in str(call["params"])
        ]
        moments = [(datetime.fromisoformat(call["at"]) - start).total_seconds() for call in cards]
        assert len(moments) == 3 and max(moments) <= 5, moments


async def test_sixty_first_messages_also_need_topics_and_cards(town: Town, tmp_path: Path) -> None:
    """Topics, cards and alarms are most of the first minute's twenty calls: some words take another."""
    await flood(town, tmp_path, town.asking[:5], town.strangers[0], within=85)


async def test_ten_minutes_without_telegram(town: Town, tmp_path: Path) -> None:
    await outage(town, tmp_path)

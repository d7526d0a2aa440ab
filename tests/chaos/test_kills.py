"""A bot that is killed again and again, at any point, loses nothing (the long form is `make chaos`)."""

from pathlib import Path

from tests.chaos.kills import kill_runs
from tests.chaos.seeds import SEED
from tests.chaos.town import Town

RUNS = 10


async def test_kill_9_under_a_burst(town: Town, tmp_path: Path) -> None:
    runs, failures = await kill_runs(town, range(SEED, SEED + RUNS), tmp_path)
    if failures:
        raise ExceptionGroup("CHAOS_SEED of each stands below it", failures)
    assert len(runs) == RUNS

"""Two thousand taps and two thousand messages without a right; CHAOS_TIMES=10 makes it ten times as many, as in
`make chaos`."""

import os
from pathlib import Path

from tests.chaos.authority import COUNT, nobody_gets_through
from tests.chaos.town import Town


async def test_who_has_no_right_changes_nothing_and_sees_nothing(town: Town, tmp_path: Path) -> None:
    await nobody_gets_through(town, tmp_path, COUNT * int(os.environ.get("CHAOS_TIMES", "1")))

"""The long form, `make chaos`: ends with a table; the exit code says whether everything held."""

import argparse
import asyncio
import sys
import tempfile
import time
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import structlog

from dialogs.kinds.questionnaire import Questionnaire
from tests.chaos import town as towns
from tests.chaos.authority import COUNT, nobody_gets_through
from tests.chaos.crowd import Account
from tests.chaos.failures import EVERY_FAULT, FOUR_FAULTS, Outcome, failing, flood, outage
from tests.chaos.forms import form_run
from tests.chaos.kills import Run, cold_start, kill_runs
from tests.chaos.seeds import SEED
from tests.chaos.town import Town
from tests.chaos.zygote import zygote

LONGEST = 75 * 60.0
HEAD = ("scenario", "runs", "messages", "lost", "duplicates", "disordered", "time", "failed")


@dataclass
class Table:
    rows: list[tuple[str, ...]]
    failed: int = 0

    def add(self, name: str, outcomes: list[Outcome], took: str, failed: list[Exception]) -> None:
        accounts = [outcome.account for outcome in outcomes]
        numbers = (
            len(outcomes) + len(failed),
            sum(one.messages for one in accounts),
            sum(one.lost for one in accounts),
            sum(sum(one.duplicates.values()) for one in accounts),
            sum(one.out_of_order for one in accounts),
        )
        self.rows.append((name, *map(str, numbers), took, str(len(failed))))
        self.failed += len(failed)
        for error in failed:
            traceback.print_exception(error)
        print("  ".join(self.rows[-1]), file=sys.stderr, flush=True)

    def __str__(self) -> str:
        rows = [HEAD, *self.rows]
        widths = [max(len(row[at]) for row in rows) for at in range(len(HEAD))]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        return "\n".join(lines)


async def kills(table: Table, town: Town, folder: Path, count: int) -> None:
    runs, failed = await kill_runs(town, range(SEED, SEED + count), folder)
    revivals = [seconds for run in runs for seconds in run.revivals]
    number = sum(run.kills for run in runs)
    took = f"restart to first delivery: median {median(revivals):.2f} s, most {max(revivals):.2f} s" if revivals else ""
    table.add(f"{number} times kill -9", [_outcome(run) for run in runs], took, failed)


async def forms(table: Table, town: Town, folder: Path) -> None:
    """Every questionnaire that is written down, killed after each of its steps."""
    pages = [name for name, page in town.book.pages.items() if isinstance(page, Questionnaire) and not page.memory]
    kills, failed = 0, list[Exception]()
    with zygote() as womb:
        for page in pages:
            own = folder / page
            own.mkdir()
            try:
                kills += (await form_run(town, womb, page, own, SEED)).kills
            except Exception as error:
                failed.append(error)
    table.rows.append((f"forms, {kills} times kill -9", str(len(pages)), *[""] * 5, str(len(failed))))
    table.failed += len(failed)
    for error in failed:
        traceback.print_exception(error)


def _outcome(run: Run) -> Outcome:
    return Outcome(run.account, 0.0, 0)


async def authority(table: Table, town: Town, folder: Path) -> None:
    """Ten times what the suite tries."""
    count, own, failed = 10 * COUNT, folder / "authority", list[Exception]()
    own.mkdir()
    begun = time.monotonic()
    try:
        await nobody_gets_through(town, own, count)
    except Exception as error:
        failed.append(error)
    tried = [] if failed else [Outcome(Account(2 * count, 0, 0, {}, {}), 0.0, 0)]
    table.add("taps and words without a right", tried, f"{time.monotonic() - begun:.0f} s", failed)


async def several(
    table: Table, name: str, folder: Path, seeds: range, one: Callable[[Path, int], Awaitable[Outcome]], urgent: bool
) -> None:
    outcomes, failed = list[Outcome](), list[Exception]()
    for seed in seeds:
        own = folder / f"{name} {seed}"
        own.mkdir()
        try:
            outcomes.append(await one(own, seed))
        except Exception as error:
            failed.append(error)
    took = ""
    if outcomes:
        took = f"all arrived after: most {max(one.seconds for one in outcomes):.0f} s of the clock"
    if outcomes and urgent:
        took += f"; urgent: most {max(one.urgent_after for one in outcomes):.1f} s"
    table.add(name, outcomes, took, failed)


async def chaos(runs: int) -> int:
    table = Table([])
    with tempfile.TemporaryDirectory(prefix="sapar-chaos-") as place:
        folder = Path(place)
        town = await towns.build(folder)

        async def refused(own: Path, seed: int) -> Outcome:
            return await failing(town, own, seed, FOUR_FAULTS)

        async def everything(own: Path, seed: int) -> Outcome:
            return await failing(town, own, seed, EVERY_FAULT, share=0.3)

        async def in_hand(own: Path, seed: int) -> Outcome:
            return await flood(town, own, town.known[:5], town.strangers[0], within=60)

        async def new(own: Path, seed: int) -> Outcome:
            return await flood(town, own, town.asking[:5], town.strangers[0], within=90)

        async def gone(own: Path, seed: int) -> Outcome:
            return await outage(town, own)

        seeds = range(SEED, SEED + max(1, runs // 20))
        await several(table, "60 messages in 10 s", folder, seeds[:1], in_hand, True)
        await several(table, "60 messages in 10 s, new cases", folder, seeds[:1], new, True)
        await several(table, "10 minutes without Telegram", folder, seeds[:1], gone, False)
        await several(table, "20% of calls fail", folder, seeds, refused, False)
        await several(table, "30% fail in every way", folder, seeds, everything, False)
        await authority(table, town, folder)
        await kills(table, town, folder, runs)
        await forms(table, town, folder)
        starts = [await cold_start(town, folder) for _ in range(3)]
    print(table)
    print(f"a cold start to the first delivery: median {median(starts):.2f} s, most {max(starts):.2f} s")
    return 1 if table.failed else 0


async def _main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--runs", type=int, default=200, help="bursts under kill -9 (default: 200)")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    async with asyncio.timeout(LONGEST):
        return await chaos(parser.parse_args().runs)


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))

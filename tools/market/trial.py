"""One made market, run and scored: how long each took, how much memory was held, what was found and what was not."""

import resource
import time
from dataclasses import dataclass
from pathlib import Path

from tallystick.shell.files.market.partitions import ParquetPartitions
from tallystick.shell.operations.supervision.market.monthly import MonthRun, monthly_run
from tallystick.units.periods import Period
from tools.market.make import AS_OF, LAST, make_market
from tools.market.plan import Size, read_plants
from tools.market.score import Score, score

__all__ = ["MONTH", "Trial", "ran", "tried"]

MONTH = Period(year=LAST[0], month=LAST[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a market came to; times in seconds, memory of this process so far in MiB."""

    seed: int
    size: Size
    made: float
    first: float
    again: float
    memory: int
    same: bool
    score: Score


def ran(folder: Path) -> MonthRun:
    """Run the last month of a market."""
    return monthly_run(ParquetPartitions(folder / "market"), MONTH, as_of=AS_OF)


def tried(folder: Path, *, seed: int, size: Size) -> Trial:
    """Make a market below a folder, run it, run it again, and hold its alerts against what was planted."""
    start = time.perf_counter()
    make_market(folder, seed=seed, size=size)
    made = time.perf_counter()
    run = ran(folder)
    first = time.perf_counter()
    again = ran(folder)
    end = time.perf_counter()
    return Trial(
        seed=seed,
        size=size,
        made=made - start,
        first=first - made,
        again=end - first,
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        same=run.watched.digest == again.watched.digest and again.summed == 0,
        score=score(run.watched.alerts, read_plants(folder / "plants.json")),
    )

"""One made market, run and scored: how long each took, how much memory was held, what was found and what was not."""

import os
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tallystick.shell.compute.pool import Pool
from tallystick.shell.files.market.partitions import ParquetPartitions
from tallystick.shell.operations.ports.compute import Done, Job, Workers
from tallystick.shell.operations.supervision.market.monthly import MonthRun, monthly_run
from tallystick.units.periods import Period
from tools.market.make import AS_OF, LAST, make_market
from tools.market.plan import Size, read_plants
from tools.market.score import Score, score

__all__ = ["MONTH", "Here", "Trial", "ran", "tried"]

MONTH = Period(year=LAST[0], month=LAST[1])


class Here:
    """`Workers` that are nobody else."""

    def each(self, act: Callable[[Job], Done], jobs: Sequence[Job]) -> Iterator[Done]:
        """Yield what an act makes of each job."""
        yield from map(act, jobs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a market came to; times in seconds, memory of this process and its workers at their largest in MiB."""

    seed: int
    size: Size
    made: float
    first: float
    again: float
    memory: int
    same: bool
    score: Score


def ran(folder: Path, workers: Workers | None = None) -> MonthRun:
    """Run the last month of a market, by others where they are given."""
    return monthly_run(ParquetPartitions(folder / "market"), MONTH, workers or Here(), as_of=AS_OF)


def tried(folder: Path, *, seed: int, size: Size) -> Trial:
    """Make a market below a folder, run it, run it again, and hold its alerts against what was planted."""
    start = time.perf_counter()
    make_market(folder, seed=seed, size=size)
    made = time.perf_counter()
    run = ran(folder, Pool())
    first = time.perf_counter()
    again = ran(folder, Pool())
    end = time.perf_counter()
    return Trial(
        seed=seed,
        size=size,
        made=made - start,
        first=first - made,
        again=end - first,
        memory=_held() // 1024,
        same=run.watched.digest == again.watched.digest and again.made == 0,
        score=score(run.watched.alerts, read_plants(folder / "plants.json")),
    )


def _held() -> int:
    """Return what this process and as many workers as there are cores held at most, in KiB."""
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + (os.cpu_count() or 1) * worker

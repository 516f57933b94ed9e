"""One made market, run and scored: how long each took, how much memory was held, what was found and what was not.

`python -m tools.market.trial FOLDER` runs the last month of a market that is there, so that a run can be killed.
"""

import hashlib
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
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

__all__ = ["MONTH", "Clustered", "Here", "Killed", "Trial", "apart", "clustered", "killed", "main", "ran", "tried"]

MONTH = Period(year=LAST[0], month=LAST[1])
_TAKEN = 1_500
"""Of how many kept results a killed run has to make some again, at most."""
_WAIT = 0.05
"""Seconds between two looks at how far a run is that will be killed."""
_SCHEDULER = """
import os, sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=os.cpu_count(), threads_per_worker=1, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


class Here:
    """`Workers` that are nobody else."""

    def each(self, act: Callable[[Job], Done], jobs: Sequence[Job]) -> Iterator[Done]:
        """Yield what an act makes of each job."""
        yield from map(act, jobs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a market came to.

    Times are in seconds, of the clock. `spent` is what the first run took of processors, user and system, its workers
    counted, since a run beside others waits; `spent_again` likewise. Memory of this process and its workers at their
    largest, and all that lies on disk, in MiB.

    Attributes:
        results: how many summaries, checks and replays the first run made; fewer than three a deal where a run before
            it, which was stopped, had kept some.
        digest: of all that the run tells, the same for both.
    """

    seed: int
    size: Size
    made: float
    first: float
    again: float
    spent: float
    spent_again: float
    memory: int
    disk: int
    results: int
    digest: str
    same: bool
    score: Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Killed:
    """A run that was killed and gone on with.

    Attributes:
        deals: of the market.
        kept: of how many summaries, checks and replays it had kept when it died.
        made: how many of them the next run made.
        seconds: that the next run took.
        same: whether both together are what a whole run comes to, every kept file to the byte.
    """

    deals: int
    kept: int
    made: int
    seconds: float
    same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustered:
    """A whole run that a cluster did.

    Attributes:
        deals: of the market.
        made: how many summaries, checks and replays it made.
        seconds: that it took.
        same: whether it is what the processes of one machine come to, every kept file to the byte.
    """

    deals: int
    made: int
    seconds: float
    same: bool


def ran(folder: Path, workers: Workers | None = None) -> MonthRun:
    """Run the last month of a market, by others where they are given."""
    return monthly_run(ParquetPartitions(folder / "market"), MONTH, workers or Here(), as_of=AS_OF)


def tried(folder: Path, *, seed: int, size: Size) -> Trial:
    """Make a market below a folder, run it, run it again, and hold its alerts against what was planted."""
    start = time.perf_counter()
    make_market(folder, seed=seed, size=size, workers=Pool())
    made, before = time.perf_counter(), _spent()
    run = ran(folder, Pool())
    first, after, held = time.perf_counter(), _spent(), _held()
    again = ran(folder, Pool())
    end, last = time.perf_counter(), _spent()
    return Trial(
        seed=seed,
        size=size,
        made=made - start,
        first=first - made,
        again=end - first,
        spent=after - before,
        spent_again=last - after,
        memory=held // 1024,
        disk=sum(place.stat().st_size for place in folder.rglob("*") if place.is_file()) >> 20,
        results=run.made,
        digest=run.watched.digest,
        same=run.watched.digest == again.watched.digest and again.made == 0,
        score=score(run.watched.alerts, read_plants(folder / "plants.json"), run.events),
    )


def apart(folder: Path, *, seed: int, size: Size) -> Trial:
    """Do what `tried` does in a process of its own, whose memory is no other market's."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(tried, folder, seed=seed, size=size).result()


def killed(folder: Path, size: Size) -> Killed:
    """Take away what a market's run kept, run it, kill it and its workers (SIGKILL) half way, and run it again.

    Of a large market not everything is taken away but a spread of it: what every file held is in the journal, so that
    going on from there proves as much and costs little.

    Args:
        folder: of a market that was run whole before.
        size: of it.

    Raises:
        RuntimeError: the run was over before it could be killed.
    """
    whole, store = ran(folder, Pool()), folder / "market" / "kept"
    journal = _journal(store)
    gone = sorted(journal)[:: -(-len(journal) // _TAKEN)]
    for name in gone:
        (store / name).unlink()
    half, command = len(journal) - len(gone) // 2, [sys.executable, "-m", "tools.market.trial", str(folder)]
    with subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL) as run:
        while _kept(store) < half:
            if run.poll() is not None:
                raise RuntimeError(f"the run ended by itself: {run.returncode}")
            time.sleep(_WAIT)
        os.killpg(run.pid, signal.SIGKILL)
    time.sleep(10 * _WAIT)  # until its workers, who are nobody's children now, are dead too
    kept, start = _kept(store), time.perf_counter()
    again = ran(folder, Pool())
    return Killed(
        deals=size.deals,
        kept=kept,
        made=again.made,
        seconds=time.perf_counter() - start,
        same=(again.watched.digest, again.events, again.made, _journal(store))
        == (whole.watched.digest, whole.events, len(journal) - kept, journal),
    )


def clustered(folder: Path, size: Size) -> Clustered:
    """Take away all that a market's run kept, and run it on a scheduler and its workers, in processes of their own.

    Args:
        folder: of a market that was run whole before.
        size: of it.
    """
    from tallystick.shell.compute.cluster import Cluster  # noqa: PLC0415 - an extra that no other trial needs

    whole, store = ran(folder, Pool()), folder / "market" / "kept"
    journal = _journal(store)
    for name in journal:
        (store / name).unlink()
    with _scheduler() as address:
        start = time.perf_counter()
        run = ran(folder, Cluster(address))
        seconds = time.perf_counter() - start
    return Clustered(
        deals=size.deals,
        made=run.made,
        seconds=seconds,
        same=(run.watched.digest, run.events, run.made, _journal(store))
        == (whole.watched.digest, whole.events, len(journal), journal),
    )


@contextmanager
def _scheduler() -> Iterator[str]:
    """Run a scheduler and a worker for each core, as somebody else would; yield its address."""
    command = [sys.executable, "-c", _SCHEDULER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as serving:
        yield serving.stdout.readline().strip() if serving.stdout else ""
        serving.communicate()


def _journal(store: Path) -> dict[str, str]:
    """Return the SHA-256 of each thing that was kept, by its name."""
    return {place.name: hashlib.sha256(place.read_bytes()).hexdigest() for place in store.glob("*.parquet")}


def _kept(store: Path) -> int:
    return sum(1 for _ in store.glob("*.parquet"))


def _spent() -> float:
    """Return what this process and the workers that ended took of processors so far, in seconds."""
    return sum(
        each.ru_utime + each.ru_stime
        for each in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _held() -> int:
    """Return what this process and as many workers as there are cores held at most, in KiB.

    Asked once the first workers have ended: those that are started later are counted with all that this process holds.
    """
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + (os.cpu_count() or 1) * worker


def main(arguments: list[str]) -> int:
    """Run the month of a market and print what it came to."""
    run = ran(Path(arguments[0]), Pool())
    print(f"{run.deals} deals, {run.made} made, {len(run.watched.alerts)} alerts: {run.watched.digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

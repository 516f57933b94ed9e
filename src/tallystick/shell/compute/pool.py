"""A pool of processes, one a core; a single job is done where it stands."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final, TypeVar

__all__ = ["Pool"]

_Job = TypeVar("_Job")
_Done = TypeVar("_Done")
_THREADS: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS")


class Pool:
    """Implements `operations.ports.compute.Workers`."""

    def each(self, act: Callable[[_Job], _Done], jobs: Sequence[_Job]) -> Iterator[_Done]:
        """Yield what an act makes of each job, in the order of the jobs.

        Processes are spawned, not forked: a fork would copy the locks of threads that libraries have started.
        """
        if len(jobs) < 2:
            yield from map(act, jobs)
            return
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(mp_context=context, initializer=_one_thread) as executor:
            yield from executor.map(act, jobs)


def _one_thread() -> None:
    """Keep libraries from starting as many threads in every process as there are cores: they would wait for each other.

    What somebody set already holds. It is read when a library is first used, which no job has done yet.
    """
    for name in _THREADS:
        os.environ.setdefault(name, "1")

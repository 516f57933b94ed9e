"""A pool of processes, one a core; a single job is done where it stands."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

__all__ = ["Pool"]

_Job = TypeVar("_Job")
_Done = TypeVar("_Done")


class Pool:
    """Implements `operations.ports.compute.Workers`."""

    def each(self, act: Callable[[_Job], _Done], jobs: Sequence[_Job]) -> Iterator[_Done]:
        """Yield what an act makes of each job, in the order of the jobs.

        Processes are spawned, not forked: a fork would copy the locks of threads that libraries have started.
        """
        if len(jobs) < 2:
            yield from map(act, jobs)
            return
        with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as executor:
            yield from executor.map(act, jobs)

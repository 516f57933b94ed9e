"""A cluster of machines, for whoever outgrows one: the same jobs, in the same order, on dask.distributed.

It needs the `cluster` extra and a scheduler that somebody runs; what a job is made of crosses to its workers, so the
scheduler belongs on the side whose data the jobs hold.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from distributed import Client

__all__ = ["Cluster"]

_Job = TypeVar("_Job")
_Done = TypeVar("_Done")


class Cluster:
    """Implements `operations.ports.compute.Workers`."""

    def __init__(self, address: str) -> None:
        """Name the scheduler: `tcp://10.0.0.5:8786`."""
        self._address = address

    def each(self, act: Callable[[_Job], _Done], jobs: Sequence[_Job]) -> Iterator[_Done]:
        """Yield what an act makes of each job, in the order of the jobs."""
        connect: Callable[..., Any] = Client
        with connect(self._address, set_as_default=False) as client:
            for waiting in client.map(act, jobs, pure=False):
                yield waiting.result()

"""What operations ask for when there is much of the same to do: one act over many jobs, on every core there is.

Implementation: `shell.compute`.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

__all__ = ["Workers"]

Job = TypeVar("Job")
Done = TypeVar("Done")


class Workers(Protocol):
    """Doers of independent jobs. Their number and order of work change nothing about the results."""

    def each(self, act: Callable[[Job], Done], jobs: Sequence[Job]) -> Iterator[Done]:
        """Yield what an act makes of each job, in the order of the jobs.

        Args:
            act: a function of a module, so that another process can find it; it touches nothing but its job.
            jobs: values that another process can be handed.
        """

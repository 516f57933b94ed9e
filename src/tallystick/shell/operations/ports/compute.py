"""What operations ask for when there is much of the same to do: one act over many jobs, on every core there is.

Implementation: `shell.compute`.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import ParamSpec, Protocol, TypeVar

from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = ["Confined", "ConfinedError", "Workers"]

Job = TypeVar("Job")
Done = TypeVar("Done")
Asked = ParamSpec("Asked")


class ConfinedError(RefusedError):
    """A task in a process of its own took too long, asked for too much memory, or died."""


class Workers(Protocol):
    """Doers of independent jobs. Their number and order of work change nothing about the results."""

    def each(self, act: Callable[[Job], Done], jobs: Sequence[Job]) -> Iterator[Done]:
        """Yield what an act makes of each job, in the order of the jobs.

        Args:
            act: a function of a module, so that another process can find it; it touches nothing but its job.
            jobs: values that another process can be handed.
        """


class Confined(Protocol):
    """Does one task in a process of its own, with little memory and little time: for files that strangers send."""

    def __call__(self, task: Callable[Asked, Done], *args: Asked.args, **kwargs: Asked.kwargs) -> Done:
        """Return what the task returned.

        Raises:
            ConfinedError: the process took too long, asked for too much memory, or died.
        """
        ...

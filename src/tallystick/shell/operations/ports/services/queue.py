"""What operations ask for when work takes long: a queue that loses nothing and does nothing twice.

    put -> waiting -> claimed for the length of a lease -> kept alive by its worker's heartbeat -> done or failed
                      ^ the lease ran out: another worker claims it, and whatever the first one still writes is refused

Implementation: `shell.store.jobs`.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from tallystick.shell.operations.ports.services.jobs import LEASE_SECONDS, Job, Plan, State, Told, Wanted

__all__ = ["Queue"]


class Queue(Protocol):
    """The jobs of one home. Every method is one transaction, or part of the one that `together` opens."""

    def together(self) -> AbstractContextManager[None]:
        """Hold a transaction in which acts are recorded and jobs are put, or neither."""
        ...

    def put(self, wanted: Wanted) -> Job:
        """Have a job done; the one that is there where its key is known."""
        ...

    def claim(self, owner: str, *, lease: float = LEASE_SECONDS) -> Job | None:
        """Take the next job for so many seconds; None where nothing waits. One whose lease ran out waits again."""
        ...

    def beat(self, job: Job, told: Told, *, lease: float = LEASE_SECONDS) -> bool:
        """Keep a job that one holds, and tell how far it is; return whether somebody asked for its end.

        Raises:
            LeaseLostError: another holds it, or it is over.
        """
        ...

    def finish(self, job: Job, result: Mapping[str, Any], *, state: State = State.DONE) -> None:
        """Write what a job that one holds came to: done, failed for good, or cancelled.

        Raises:
            LeaseLostError: another holds it, or it is over.
        """
        ...

    def give_back(self, job: Job, *, seconds: float = 0, failed: Mapping[str, Any] | None = None) -> None:
        """Let another do a job that one holds, after so many seconds; with what failed it counts as a failure.

        Raises:
            LeaseLostError: another holds it, or it is over.
        """
        ...

    def cancel(self, job: int) -> None:
        """Ask for the end of a job; one that waits ends at once, one that runs when its worker hears of it."""
        ...

    def find(self, job: int) -> Job | None:
        """Return a job, or None."""
        ...

    def jobs(self, *, by: str | None = None, under: str = "", most: int = 50) -> tuple[Job, ...]:
        """Return the jobs that were asked for last, of one person where one is named, with keys that begin so."""
        ...

    def plan(self, plan: Plan) -> None:
        """Have a duty come back; its next time is kept where it was planned before at the same interval."""
        ...

    def fire(self) -> tuple[Job, ...]:
        """Put the jobs whose time has come, each time once, however many workers ask."""
        ...

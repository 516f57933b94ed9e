"""One process at a time: a lock on a file that the kernel gives up when its holder ends, however it ends.

Source: flock(2); the lock belongs to the open file, so ``kill -9`` frees it and no stale lock has to be
cleaned up. It works between processes of one machine; a home on a network drive is not supported.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.ports.folders import HomeBusyError

__all__ = ["BusyError", "exclusive"]


class BusyError(HomeBusyError):
    """Another process holds the lock; it is named where it said who it is."""


@contextmanager
def exclusive(path: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock for the length of a ``with`` block.

    Args:
        path: the lock file, created on first use and never deleted.
        wait: wait for the other process instead of refusing; for short critical sections.

    Raises:
        BusyError: another process holds the lock and `wait` is false.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise BusyError(_who_holds(descriptor, path)) from error
        with suppress(OSError):  # who holds it is told where there is room to say so
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _who_holds(descriptor: int, path: Path) -> Finding:
    """Say where, and by which process where it wrote its number."""
    holder, home = os.pread(descriptor, 20, 0).decode("ascii", "replace"), str(path.parent)
    return finding("files.home-held", home=home, process=holder) if holder else finding("files.home-busy", home=home)

"""One process at a time: a lock on a file that the kernel gives up when its holder ends, however it ends.

Source: flock(2); the lock belongs to the open file, so ``kill -9`` frees it and no stale lock has to be
cleaned up. It holds between processes of one machine. On a network drive it can be lost while its holder
still writes (a lease that ran out, a server that came back), so that a folder there is refused: flock(2),
"NFS details" and "CIFS details". The kinds of file systems are those of proc_pid_mountinfo(5).
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.ports.folders import HomeBusyError
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = ["BusyError", "NetworkDriveError", "exclusive"]

_MOUNTS: Final = Path("/proc/self/mountinfo")
_NETWORK: Final = frozenset(
    {"afs", "beegfs", "ceph", "cifs", "fuse.glusterfs", "fuse.sshfs", "gfs2", "gpfs", "lustre", "nfs", "nfs4", "ocfs2"}
    | {"smb3", "smbfs"}
)
"""File systems that lie on other machines, or on several at once."""


class BusyError(HomeBusyError):
    """Another process holds the lock; it is named where it said who it is."""


class NetworkDriveError(RefusedError):
    """The folder lies on a network drive."""


@contextmanager
def exclusive(path: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock for the length of a ``with`` block.

    Args:
        path: the lock file, created on first use and never deleted.
        wait: wait for the other process instead of refusing; for short critical sections.

    Raises:
        BusyError: another process holds the lock and `wait` is false.
        NetworkDriveError: the folder lies on a network drive, where a lock is none.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if (kind := _file_system(path.parent)) in _NETWORK:
        raise NetworkDriveError(finding("files.home-on-network", home=str(path.parent), kind=kind))
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


def _file_system(folder: Path) -> str:
    """Return the kind of file system that a folder lies on; empty where this machine does not say."""
    device = folder.stat().st_dev
    known = f"{os.major(device)}:{os.minor(device)}"
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    for each in mounts:
        mount, _, source = each.partition(" - ")
        if mount.split()[2:3] == [known]:
            return source.partition(" ")[0]
    return ""


def _who_holds(descriptor: int, path: Path) -> Finding:
    """Say where, and by which process where it wrote its number."""
    holder, home = os.pread(descriptor, 20, 0).decode("ascii", "replace"), str(path.parent)
    return finding("files.home-held", home=home, process=holder) if holder else finding("files.home-busy", home=home)

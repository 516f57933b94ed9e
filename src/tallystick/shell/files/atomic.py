"""Writing a file so that a reader, or a crash, finds either the old bytes or the new ones, never a part.

The bytes go to a temporary file in the same folder, reach the disk, and only then take the name; the folder's
own entry reaches the disk last. Killed at any point, the worst that stays behind is a temporary file, which is told
from one that is being written by its lock: the kernel frees a lock when its holder ends.
Source: POSIX.1-2017, rename() and fsync(); flock(2).
It does not arbitrate between two writers: that is what `locks` is for.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["PRIVATE", "PUBLIC", "clear_abandoned", "is_temporary", "refusals_named", "write_atomically"]

PUBLIC = 0o644
PRIVATE = 0o600

_MARK = ".writing-"


def write_atomically(path: Path, content: bytes, *, mode: int = PUBLIC, over: bool = True) -> None:
    """Put bytes under a name, creating the folders above it.

    Args:
        path: where.
        content: the whole of it.
        mode: permissions of the file from its first byte on; `PRIVATE` for keys.
        over: what stood there is replaced; else it stays, so that of two who write at once the first has written.

    Raises:
        OSError: the disk is full or the folder cannot be written; it names `path`, and the old file is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{_MARK}{secrets.token_hex(8)}")
    try:
        with refusals_named(path):
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            with os.fdopen(descriptor, "wb") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX)
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
                if over:
                    temporary.replace(path)
                else:
                    with suppress(FileExistsError):
                        path.hardlink_to(temporary)
    finally:
        temporary.unlink(missing_ok=True)
    _reach_disk(path.parent)


@contextmanager
def refusals_named(path: Path) -> Iterator[None]:
    """Have what the system refuses within be about a path: a full disk names none, and a temporary file says little.

    Raises:
        OSError: of the same kind, with `path` as its file's name.
    """
    try:
        yield
    except OSError as error:
        if error.errno is None or (error.filename is not None and not is_temporary(Path(os.fsdecode(error.filename)))):
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error


def clear_abandoned(folder: Path) -> None:
    """Remove what killed writers left in a folder; the file of a writer still at work is locked, and stays."""
    for path in folder.glob(f"{_MARK}*"):
        with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def is_temporary(path: Path) -> bool:
    """Tell whether a file was left behind by a writer that was killed."""
    return path.name.startswith(_MARK)


def _reach_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

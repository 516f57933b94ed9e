"""A task in a process of its own, with so much memory and so much time: for files that strangers send.

    task, arguments -> pickled -> child: limits, then the task -> pickled result

What a hostile file can do to a parser it does to the child. The child has no connection, no key and no home; where it
dies, runs too long or asks for too much, the caller is told so and nothing else.
Source: PORTAL.md, "Roles and trust"; POSIX setrlimit.
"""

import ctypes
import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

from tallystick.evidence.findings import finding
from tallystick.shell.operations.ports.compute import ConfinedError

__all__ = ["bound", "confined", "without_network"]

_SECONDS: Final = 20
"""Of a processor."""
_PATIENCE: Final = 3
"""By the clock so many times as long: a busy machine gives an honest file a third of a processor."""
_MEGABYTES: Final = 1536
_FILE_BYTES: Final = 1 << 20
_NEW_USER: Final = 0x10000000
_NEW_NETWORK: Final = 0x40000000
_ONE_THREAD: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS")
_KEPT: Final = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TZ", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


def confined(task: Callable[_Asked, _Answer], *args: _Asked.args, **kwargs: _Asked.kwargs) -> _Answer:
    """Do a task in a confined process and return what it returned.

    Args:
        task: a function of a module.
        *args: values that can be pickled.
        **kwargs: likewise.

    Raises:
        ConfinedError: the process took too long, asked for too much memory, or died.
    """
    surroundings = {name: os.environ[name] for name in _KEPT if name in os.environ} | dict.fromkeys(_ONE_THREAD, "1")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tallystick.shell.compute.confined"],
            input=pickle.dumps((task, args, kwargs)),
            capture_output=True,
            timeout=_SECONDS * _PATIENCE,
            env=surroundings,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise ConfinedError(finding("files.upload-refused", seconds=_SECONDS, megabytes=_MEGABYTES)) from error
    answer: _Answer = pickle.loads(done.stdout)  # noqa: S301 - written by the same code a moment ago
    return answer


def bound(*, megabytes: int, seconds: int | None = None, file_bytes: int | None = None) -> None:
    """Bound this process and all it will start: its memory, its time on a processor, and the files it writes."""
    wanted = {
        resource.RLIMIT_AS: megabytes << 20,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: file_bytes,
        resource.RLIMIT_CORE: 0,
    }
    for which, limit in wanted.items():
        if limit is not None:
            _, most = resource.getrlimit(which)
            within = limit if most == resource.RLIM_INFINITY else min(limit, most)
            resource.setrlimit(which, (within, within))


def without_network() -> bool:
    """Take the network away from this process and all it will start; return whether this machine lets us.

    Source: unshare(2); a network namespace of one's own has nothing in it, and a user namespace makes it ours to ask.
    """
    if not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    return any(library.unshare(flags) == 0 for flags in (_NEW_NETWORK, _NEW_USER | _NEW_NETWORK))


def _child() -> None:
    bound(megabytes=_MEGABYTES, seconds=_SECONDS, file_bytes=_FILE_BYTES)
    without_network()
    task, args, kwargs = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - written by the parent
    answer = pickle.dumps(task(*args, **kwargs))
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    _child()

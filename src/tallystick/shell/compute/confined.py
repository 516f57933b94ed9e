"""A task in a process of its own, with so much memory and so much time: for files that strangers send.

    task, arguments -> pickled -> child: limits, then the task -> pickled result

What a hostile file can do to a parser it does to the child. The child has no connection, no key and no home; where it
dies, runs too long or asks for too much, the caller is told so and nothing else.
Source: PORTAL.md, "Roles and trust"; POSIX setrlimit.
"""

import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

from tallystick.evidence.findings import finding
from tallystick.shell.operations.ports.compute import ConfinedError

__all__ = ["confined"]

_SECONDS: Final = 20
_MEGABYTES: Final = 1536
_FILE_BYTES: Final = 1 << 20
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
            timeout=_SECONDS,
            env=surroundings,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise ConfinedError(finding("files.upload-refused", seconds=_SECONDS, megabytes=_MEGABYTES)) from error
    answer: _Answer = pickle.loads(done.stdout)  # noqa: S301 - written by the same code a moment ago
    return answer


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEGABYTES << 20, _MEGABYTES << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _child() -> None:
    _limit()
    task, args, kwargs = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - written by the parent
    answer = pickle.dumps(task(*args, **kwargs))
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    _child()

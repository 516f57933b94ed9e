"""The standard streams as they come: closed, full, cut off by their reader, or of an encoding without Chinese.

None of these is a fault of this program, and none may end it with a traceback: characters that a stream cannot carry
are escaped, a closed stream takes everything, and what cannot be written is told on the other one.
"""

import errno
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import IO

__all__ = ["carries_all", "forgiving", "give_up", "reader_left"]


def forgiving() -> None:
    """Make both output streams take whatever is written, if only to lose or to escape it."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - for as long as we run
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def carries_all() -> bool:
    """Whether standard output carries every character, as UTF-8 does."""
    return (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") in {"utf8", "utf16", "utf32"}


def give_up(stream: IO[str]) -> None:
    """Write no more to a stream, neither now nor when the interpreter ends and empties what it still holds."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def reader_left(error: OSError) -> bool:
    """Whether writing failed because the reader of a pipe has read enough."""
    return error.errno == errno.EPIPE

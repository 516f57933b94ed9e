"""Kill a witness at every line it runs, and see that what it answered it remembers.

    python -m tests.shell.operations.killed_witness FOLDER STRIDE

Prints how many children were killed, and how many of them had answered before.
"""

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from tallystick.shell.files import atomic, locks
from tallystick.shell.files.beside import witnessed
from tallystick.shell.operations.evidence import witness as answering
from tallystick.shell.operations.evidence.witness import answer_head
from tests.shell.operations.test_cosigning import ask, witness

WATCHED = {module.__file__ for module in (atomic, locks, witnessed, answering)}


def main(folder: Path, stride: int) -> None:
    """Try one line after another until a child lives to the end."""
    killed = answered = 0
    while True:
        own = folder / f"w-{killed}"
        assert answer_head(witness(own), ask(3)).status == 200
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _until(own, killed * stride, writing)
            os._exit(0)
        os.close(writing)
        _, status = os.waitpid(child, 0)
        said = os.read(reading, 1)
        os.close(reading)
        _check(own, answered=bool(said))
        if not os.WIFSIGNALED(status):
            break
        killed, answered = killed + 1, answered + bool(said)
    sys.stdout.write(f"{killed} {answered + 1}\n")


def _check(own: Path, *, answered: bool) -> None:
    """After the child: 5 leaves are the last it knows where it answered, and at least 3 in any case."""
    told = answer_head(witness(own), ask(2))
    if told.status != 409 or int(told.content) not in ({5} if answered else {3, 5}):
        sys.exit(f"{own}: answered {answered}, and now says {told}")
    grown = answer_head(witness(own), ask(8, int(told.content)))
    if grown.status != 200:
        sys.exit(f"{own}: does not go on: {grown}")


def _until(own: Path, line: int, writing: int) -> None:
    left = line

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        if frame.f_code.co_filename not in WATCHED:
            return None
        if event == "line":
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
        return trace

    sys.settrace(trace)
    if answer_head(witness(own), ask(5, 3)).status == 200:
        os.write(writing, b"1")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

"""Kill a sequencer at every line it runs, run it again, and say what came of it.

    python -m tests.shell.files.killed FOLDER STRIDE

Each time a child begins from the same log of 254 leaves, adds three, and sends itself SIGKILL a stride of lines later
than the child before. The parent then runs the same call to its end and checks the log. It prints how many children
were killed.
"""

import os
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType

from tallystick.evidence.merkle import root
from tallystick.shell.files import atomic, locks, log
from tallystick.shell.files.beside.growing import sequence
from tallystick.shell.files.fsck import check_log
from tests.shell.files.logs import SIGNER, folder_log, some_leaves

WATCHED = {module.__file__ for module in (atomic, locks, log)}
LEAVES = some_leaves(257)
BEFORE = 254


def main(folder: Path, stride: int) -> None:
    """Try one line after another until a child lives to the end."""
    origin = folder / "origin"
    sequence(folder_log(origin), LEAVES[:BEFORE], SIGNER, first=0)
    killed = 0
    while is_killed(origin, folder / f"log-{killed}", killed * stride):
        killed += 1
    sys.stdout.write(f"{killed}\n")


def is_killed(origin: Path, copy: Path, line: int) -> bool:
    """Kill a child at a line; run the call again; check; tell whether there was such a line."""
    shutil.copytree(origin, copy)
    child = os.fork()
    if child == 0:
        add_until(copy, line)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    again = folder_log(copy)
    signed = again.size()
    if signed not in {BEFORE, len(LEAVES)}:
        sys.exit(f"killed at line {line}, the log says it has {signed} leaves")
    head = sequence(again, LEAVES[BEFORE:], SIGNER, first=BEFORE)
    if head.root != root(LEAVES) or check_log(again):
        sys.exit(f"killed at line {line}, the log did not recover: {head} {check_log(again)}")
    shutil.rmtree(copy)
    return os.WIFSIGNALED(status)


def add_until(folder: Path, line: int) -> None:
    """Add the last leaves, and die at the given line of the code that does it."""
    left = line

    def on_line(frame: FrameType, event: str, _: object) -> object:
        nonlocal left
        if frame.f_code.co_filename not in WATCHED:
            return None
        if event == "line":
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
        return on_line

    sys.settrace(on_line)  # type: ignore[arg-type]  # a trace function may return None
    sequence(folder_log(folder), LEAVES[BEFORE:], SIGNER, first=BEFORE)
    sys.settrace(None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

"""Properties with 2,000 new random examples each, and the tests marked long, as many files as the time allows.

Only files that hold a property or a long test are run; the others would say again what `make test` said. They are
taken in an order of chance, one a core, so that what one run does not reach another will.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.long.outcome import ROOT, Asked, Outcome

__all__ = ["MINUTES", "run", "word"]

MINUTES = 20.0

_MARKS = ("hypothesis", "mark.long", "marks.long")
_SHOWN_LINES = 400
_ENDED = -9
_NOTHING_COLLECTED = 5


def run(asked: Asked) -> Outcome:
    """Run pytest file by file with the long profile and this run's seed."""
    files = [path for path in sorted((ROOT / "tests").rglob("test_*.py")) if _is_long(path.read_text(encoding="utf-8"))]
    asked.random().shuffle(files)
    tried: dict[str, tuple[int, str, float]] = {}

    def one(path: Path) -> None:
        if not asked.is_over():
            name = path.relative_to(ROOT).as_posix()
            tried[name] = _pytest(name, asked)
            asked.tell(f"{len(tried)} of {len(files)} files")

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as workers:
        list(workers.map(one, files))
    return word(tried, [path.relative_to(ROOT).as_posix() for path in files])


def word(tried: dict[str, tuple[int, str, float]], files: list[str]) -> Outcome:
    """Word what pytest answered and printed, by file: what failed in full, what took longest, what was not reached."""
    failed = [name for name, (status, _, _) in tried.items() if status not in {0, _ENDED, _NOTHING_COLLECTED}]
    ended = sorted(name for name, (status, _, _) in tried.items() if status == _ENDED)
    unreached = sorted(set(files) - set(tried))
    done = len(tried) - len(ended)
    rows = [
        f"| {name} | {seconds:,.0f} |"
        for name, (status, _, seconds) in sorted(tried.items(), key=lambda each: -each[1][2])
        if status != _ENDED
    ]
    remarks = "\n".join(["| file | seconds |", "|---|--:|", *rows])
    if ended:
        remarks += "\n\nEnded before they were through, so nothing is known of them: " + ", ".join(ended) + "."
    if unreached:
        remarks += "\n\nNot reached: " + ", ".join(unreached) + "."
    return Outcome(
        did=f"Every property of {done} of {len(files)} test files ran with 2,000 new random examples, "
        "and so did their long tests.",
        figures={
            "files through": str(done),
            "files ended": str(len(ended)),
            "files not reached": str(len(unreached)),
        },
        failures=tuple(f"{name}\n\n{tried[name][1]}" for name in failed),
        remarks=remarks,
    )


def _pytest(name: str, asked: Asked) -> tuple[int, str, float]:
    """Run one file; it is ended where the time is over and it still runs."""
    began = time.monotonic()
    left = max(1.0, 60 * asked.minutes - (began - asked.started))
    command = [sys.executable, "-m", "pytest", "-q", "-m", "long or not long", f"--hypothesis-seed={asked.seed}", name]
    try:
        tested = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "TALLYSTICK_TEST_PROFILE": "long"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=left,
        )
    except subprocess.TimeoutExpired:
        return _ENDED, "", time.monotonic() - began
    printed = "\n".join(tested.stdout.rstrip().splitlines()[-_SHOWN_LINES:])
    return tested.returncode, printed, time.monotonic() - began


def _is_long(text: str) -> bool:
    return any(mark in text for mark in _MARKS)

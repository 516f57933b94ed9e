"""The long run: every property with 2,000 new random examples, and the tests marked long; `make test-long`.

The result is written to docs/results/<date>-long.md, failing examples included, so that a seed that found something
can become an example in the test that missed it.
"""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench.run import machine

__all__ = ["main", "page"]

_ROOT = Path(__file__).resolve().parents[1]
_RESULTS = _ROOT / "docs" / "results"
_SHOWN_LINES = 60


def main(arguments: list[str]) -> int:
    """Run pytest with the long profile, arguments handed on, and write the dated page."""
    command = [sys.executable, "-m", "pytest", "-q", "-m", "long or not long"]
    started = datetime.now(tz=UTC)
    tested = subprocess.run(
        [*command, *arguments],
        cwd=_ROOT,
        env={**os.environ, "TALLYSTICK_TEST_PROFILE": "long"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(tested.stdout)
    minutes = (datetime.now(tz=UTC) - started).total_seconds() / 60
    _RESULTS.mkdir(parents=True, exist_ok=True)
    place = _RESULTS / f"{started.date().isoformat()}-long.md"
    place.write_text(page(tested.stdout, started=started, minutes=minutes, status=tested.returncode), encoding="utf-8")
    print(f"Written to {place.relative_to(_ROOT)}")
    return tested.returncode


def page(printed: str, *, started: datetime, minutes: float, status: int) -> str:
    """Word the result: when, where, how long, the closing line, and what failed."""
    lines = printed.rstrip().splitlines()
    closing = lines[-1].strip("= ") if lines else "nothing was printed"
    surroundings = ", ".join(f"{name} {value}" for name, value in machine().items())
    head = (
        f"# Long run of {started.date().isoformat()}\n\n"
        f"{'Passed' if status == 0 else 'Failed'}: {closing}\n\n"
        f"Properties ran with 2,000 random examples each, in {minutes:.1f} minutes, on {surroundings}.\n"
    )
    table = next((at for at, line in enumerate(lines) if "time by room" in line), len(lines))
    tail = lines if status else lines[table:]
    return f"{head}\n```text\n{chr(10).join(tail[-_SHOWN_LINES:])}\n```\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

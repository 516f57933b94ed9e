"""Every test of portal and operations once more, homes in PostgreSQL: one server a worker, one database a home.

The homes are on SQLite in `make test`, but for a reading of every address and the flows of `test_on_postgresql.py`.
"""

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.long.outcome import ROOT, Asked, Outcome

__all__ = ["MINUTES", "run", "word"]

MINUTES = 30.0

_TESTS = ("tests/shell/web", "tests/shell/operations", "tests/shell/test_wiring.py")
_COUNTS = ("tests", "failures", "errors", "skipped")


def run(asked: Asked) -> Outcome:
    """Run them on a private server, a file of them on each core."""
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-n", "logical", "--dist=loadfile", f"--junit-xml={report}"]
        try:
            tested = subprocess.run(
                [*command, *_TESTS],
                cwd=ROOT,
                env={**os.environ, "TALLYSTICK_TEST_DATABASE": "postgresql"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
                timeout=60 * asked.minutes,
            )
        except subprocess.TimeoutExpired:
            return word("", f"The tests of {', '.join(_TESTS)} were not through after {asked.minutes:g} minutes.")
        return word(report.read_text(encoding="utf-8") if report.is_file() else "", tested.stdout)


def word(report: str, printed: str) -> Outcome:
    """Word a report in JUnit's form: how many tests, and each that failed in full; what was printed, where it is none.

    Args:
        report: the XML that pytest wrote; empty where it wrote none.
        printed: what it printed.
    """
    did = "Every test of the portal and of the operations ran with its homes in PostgreSQL."
    if not report:
        return Outcome(did=did, figures={}, failures=(printed,))
    suites = ET.fromstring(report).findall("testsuite")  # noqa: S314 - pytest's own
    failures = tuple(
        f"{case.get('classname')}::{case.get('name')}\n\n{told.text or told.get('message', '')}"
        for suite in suites
        for case in suite.findall("testcase")
        for told in (*case.findall("failure"), *case.findall("error"))
    )
    return Outcome(
        did=did,
        figures={name: str(sum(int(each.get(name, "0")) for each in suites)) for name in _COUNTS},
        failures=failures,
    )

"""Faults that tests of the suite do: each is run again here, and its cases are counted."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

from tools.faults.fault import ROOT, Came

__all__ = ["rerun", "script"]


def rerun(
    *nodes: str, times: int | None = None, told: tuple[str, ...] = (), long: bool = False
) -> Callable[[Path], Came]:
    """Return what runs tests.

    Args:
        nodes: as pytest names them.
        times: how often the fault is done in all of them, where one test does it more than once; None for what the
            tests record of it (`record_property("times", …)`), and once for each that records nothing.
        told: codes that the tests expect to be said.
        long: whether they are marked so.
    """

    def run(folder: Path) -> Came:
        report = folder / "report.xml"
        asked = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", "-o", "junit_family=xunit1"]
        asked += ["-m", "long" if long else "long or not long", *nodes]
        ended = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
        cases = list(ET.parse(report).iter("testcase")) if report.exists() else []  # noqa: S314 - our own
        wrong = [
            str(case.get("name")) for case in cases if case.find("failure") is not None or len(case.findall("error"))
        ]
        if not cases or (ended.returncode and not wrong):
            wrong.append(ended.stdout[-400:] + ended.stderr[-400:])
        done = sum(_times(case) for case in cases if case.find("skipped") is None)
        return Came(tried=0 if not done else times or done, told=told if done else (), lost=tuple(wrong))

    return run


def _times(case: ET.Element) -> int:
    """Return how often a test says that it did the fault."""
    told = [each.get("value", "") for each in case.iter("property") if each.get("name") == "times"]
    return sum(map(int, told)) if told else 1


def script(module: str, stride: int) -> Callable[[Path], Came]:
    """Return what runs a module that kills children at every line, a stride apart, and prints how many."""

    def run(folder: Path) -> Came:
        asked = [sys.executable, "-m", module, str(folder), str(stride)]
        ended = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
        killed = re.match(r"\d+", ended.stdout)
        return Came(tried=int(killed[0]) if killed else 0, lost=(ended.stderr[-400:],) if ended.returncode else ())

    return run

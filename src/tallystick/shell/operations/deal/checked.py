"""A tape with all that is wrong with it: read, and then checked as far as it is legible."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import polars as pl

from tallystick.evidence.findings import Finding
from tallystick.tape.checks import check, whole_columns
from tallystick.tape.faults import findings_of, gathered
from tallystick.tape.reading.mapping import TapeMapping
from tallystick.tape.reading.tapes import Tape, read_tape

__all__ = ["STEPS", "Progress", "checked_tape"]

Progress = Callable[[str, int, int], None]
"""Told the step, how many are done and of how many."""

STEPS = 3
"""A tape is read, checked, and put to the use of whoever asked for it."""


def checked_tape(
    content: bytes, mapping: TapeMapping, *, file: str, progress: Progress | None = None
) -> tuple[Tape | None, pl.DataFrame | None, tuple[Finding, ...]]:
    """Read a tape and check all of it that is legible; None where it cannot be used, with every fault and finding."""
    tell = progress or _silent
    tell("read", 0, STEPS)
    with ThreadPoolExecutor(max_workers=1) as executor:
        reading = read_tape(content, mapping=mapping, file=file, executor=executor)
    if reading.legible is None:
        return None, reading.faults, reading.findings
    tell("check", 1, STEPS)
    checked = check(reading.legible)
    found = (*reading.findings, *whole_columns(reading.legible), *findings_of(checked, file=file))
    return reading.tape, gathered([reading.faults, checked]), found


def _silent(_step: str, _done: int, _of: int) -> None:
    """Tell nobody."""

"""A tape with all that is wrong with it: read, and then checked as far as it is legible."""

from concurrent.futures import ThreadPoolExecutor

import polars as pl

from tallystick.evidence.findings import Finding
from tallystick.tape.checks import check, whole_columns
from tallystick.tape.faults import findings_of, gathered
from tallystick.tape.reading.mapping import TapeMapping
from tallystick.tape.reading.tapes import Tape, read_tape

__all__ = ["checked_tape"]


def checked_tape(
    content: bytes, mapping: TapeMapping, *, file: str
) -> tuple[Tape | None, pl.DataFrame | None, tuple[Finding, ...]]:
    """Read a tape and check all of it that is legible; None where it cannot be used, with every fault and finding."""
    with ThreadPoolExecutor(max_workers=1) as executor:
        reading = read_tape(content, mapping=mapping, file=file, executor=executor)
    if reading.legible is None:
        return None, reading.faults, reading.findings
    checked = check(reading.legible)
    found = (*reading.findings, *whole_columns(reading.legible), *findings_of(checked, file=file))
    return reading.tape, gathered([reading.faults, checked]), found

"""`tape --other`: which assets of a tape another deal's tape holds too."""

import polars as pl

from tallystick.evidence.findings import finding
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.tape.examine import Examined
from tallystick.tape.faults import findings_of
from tallystick.tape.telling.elsewhere import held_elsewhere

__all__ = ["look_elsewhere"]


def look_elsewhere(this: Examined, other: Examined) -> Outcome[pl.DataFrame]:
    """Return a fault for each asset of one tape, eligible or not, that is on the other too; None in two currencies."""
    mine, theirs = this.tape, other.tape
    if mine.currency is not theirs.currency:
        in_two = finding(
            "tape.other-currency", file=theirs.file, value=str(theirs.currency), expected=str(mine.currency)
        )
        return Outcome(value=None, findings=(in_two,))
    found = held_elsewhere(mine, theirs)
    return Outcome(value=found, findings=findings_of(found, file=mine.file))

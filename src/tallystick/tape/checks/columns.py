"""Checks of whole columns: one finding a column and cause, with how many rows and the first of them.

a rate column whose middle value is a hundredth of any lending rate, or a hundred times it: a slip of unit
a column that is mapped and empty in every row
a column that has one value in every row, where loans differ
"""

from collections.abc import Iterator
from typing import Final

import polars as pl

from tallystick.evidence.findings import Finding, finding
from tallystick.tape.reading.cells import written
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.schemas import RATE_SCALE, Column
from tallystick.tape.statistics import median

__all__ = ["whole_columns"]

_MANY = 50
_LOWEST_RATE: Final = RATE_SCALE // 1000
_HIGHEST_RATE: Final = RATE_SCALE
_DIFFER: Final = frozenset({"original_balance", "current_balance"})


def whole_columns(tape: Tape) -> tuple[Finding, ...]:
    """Return what is wrong with columns as a whole."""
    return tuple(found for column in tape.schema.columns for found in _about(tape, column))


def _about(tape: Tape, column: Column) -> Iterator[Finding]:
    frame, shown = tape.frame, tape.source_of(column.name)
    if column.name not in tape.sources or not frame.height:
        return
    values = frame[column.name]
    if values.null_count() == frame.height:
        yield finding("tape.column-empty", file=tape.file, column=shown, name=shown, count=frame.height)
        return
    if column.name == "interest_rate":
        yield from _scale(tape, shown)
    if column.name in _DIFFER and frame.height >= _MANY and values.n_unique() == 1:
        text = frame.head(1).select(written(column, tape.currency)).item()
        yield finding(
            "tape.column-constant", file=tape.file, column=shown, name=shown, value=str(text), count=frame.height
        )


def _scale(tape: Tape, shown: str) -> Iterator[Finding]:
    middle = median(tape, "interest_rate")
    if middle is None or middle == 0 or _LOWEST_RATE <= middle < _HIGHEST_RATE:
        return
    beyond = pl.col("interest_rate").is_between(_LOWEST_RATE, _HIGHEST_RATE, closed="left")
    rows = tape.frame.filter(~beyond)
    column = next(each for each in tape.schema.columns if each.name == "interest_rate")
    text = str(pl.DataFrame({column.name: [middle]}).select(written(column, tape.currency)).item())
    yield finding(
        "tape.column-scale",
        file=tape.file,
        row=int(rows["source_row"][0]),
        column=shown,
        name=shown,
        value=text,
        count=rows.height,
    )

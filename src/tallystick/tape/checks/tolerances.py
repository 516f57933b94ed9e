"""Where unusual begins, and how a check shows what it found."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from tallystick.tape.faults import faults_in
from tallystick.tape.reading.cells import written
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.schemas import RATE_SCALE, Column

__all__ = ["Tolerances", "faults_at", "has", "text_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerances:
    """Where unusual begins.

    Attributes:
        earliest: no loan originates before.
        latest: no loan matures after.
        high_rate: a year, in units of 10^-8; above it is reported.
        months: by which a term may differ from the days of the contract.
        payment_minor: by which a payment may differ from the level payment, in minor units, or
        payment_parts: by one part in so many of the level payment, whichever is more.
        past_due: days; above is reported.
        schedule_parts: by which a balance may exceed that of its schedule, one part in so many of the original balance.
        loan_to_value: by which a stated ratio may differ from the amounts, in units of 10^-8.
        tenor: days; a receivable that is due later is reported.
        spread: an amount or rate more than so many times the median, or less than that part of it, is reported.
    """

    earliest: date = field(default=date(1990, 1, 1))
    latest: date = field(default=date(2099, 12, 31))
    high_rate: int = RATE_SCALE * 36 // 100
    months: int = 1
    payment_minor: int = 100
    payment_parts: int = 1000
    past_due: int = 30
    schedule_parts: int = 100
    loan_to_value: int = RATE_SCALE * 5 // 100
    tenor: int = 360
    spread: int = 20


def has(tape: Tape, *names: str) -> bool:
    """Whether a tape of this class has the columns, and some row fills each of them."""
    frame = tape.frame
    return all(name in frame.columns and frame[name].null_count() < frame.height for name in names)


def text_of(tape: Tape, name: str) -> pl.Expr:
    """Return a typed column as the tape writes it."""
    return written(_column(tape, name), tape.currency)


def faults_at(
    tape: Tape, code: str, name: str, where: pl.Expr, expected: pl.Expr | str = "", *, frame: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return a fault for every row where a condition holds, shown at a column.

    Args:
        tape: whose rows.
        code: what is wrong.
        name: the canonical column at which it is shown.
        where: the condition; null does not hold.
        expected: what would have been right, as text.
        frame: the rows with further columns that the condition needs.
    """
    rows = tape.frame if frame is None else frame
    return faults_in(rows, code, where=where, column=name, value=text_of(tape, name), expected=expected)


def _column(tape: Tape, name: str) -> Column:
    return next(column for column in tape.schema.columns if column.name == name)

"""Where unusual begins, and how a check shows what it found."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from tallystick.tape.faults import faults_in
from tallystick.tape.reading.cells import written
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.schemas import RATE_SCALE, Column

__all__ = ["Check", "Tolerances", "check_at", "has", "text_of"]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question to every row of a tape, as expressions over its columns; none of them was asked yet.

    Law: where `where` holds for some row, `possible` holds too, and `where` and `beside` are the same for the rows of
    `among` alone as for all.

    Attributes:
        code: what is wrong where the condition holds.
        column: the canonical column at which it is shown.
        where: the condition; null does not hold.
        value: what was found, as text.
        expected: what would have been right, as text.
        beside: further columns that the others may name.
        possible: a cheap condition, for each row or for all at once; the condition itself where there is none.
        among: the rows that can be at fault; all of them where there is none.
    """

    code: str
    column: str
    where: pl.Expr
    value: pl.Expr
    expected: pl.Expr | str = ""
    beside: tuple[pl.Expr, ...] = ()
    possible: pl.Expr | None = None
    among: pl.Expr | None = None

    def faults(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a fault for every row where the condition holds."""
        rows = frame if self.among is None else frame.filter(self.among)
        return faults_in(
            rows.with_columns(self.beside),
            self.code,
            where=self.where,
            column=self.column,
            value=self.value,
            expected=self.expected,
        )


def check_at(
    tape: Tape, code: str, name: str, where: pl.Expr, expected: pl.Expr | str = "", *, beside: tuple[pl.Expr, ...] = ()
) -> Check:
    """Return the check that shows a value as the tape writes it.

    Args:
        tape: whose rows.
        code: what is wrong.
        name: the canonical column at which it is shown.
        where: the condition; null does not hold.
        expected: what would have been right, as text.
        beside: further columns that the condition and what is expected name.
    """
    return Check(code=code, column=name, where=where, value=text_of(tape, name), expected=expected, beside=beside)


def _column(tape: Tape, name: str) -> Column:
    return next(column for column in tape.schema.columns if column.name == name)

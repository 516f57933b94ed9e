"""Checks: does each loan make sense by itself, beside its own figures, and beside the others?

    hard   outside its range; the same id twice; a payer in two groups; more owed than was lent; another currency; days
           out of order; a term longer than the contract's; an identity number where a pseudonym belongs; an id that a
           spreadsheet would compute
    soft   nothing owed; a high rate; terms that differ from the days; owed after maturity; a payment that does not
           amortise the loan; long past due; many times or a fraction of the median

Every check looks at every row in one pass over the columns; an empty cell satisfies all of them, since emptiness has
its own fault. Nothing is repaired and nothing is dropped: `selection` decides what is in the pool.
Source: CASHFLOW.md section 4 for the faults that real tapes have; GB 11643-1999 for identity numbers.
It does not ask whether a loan is eligible.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import polars as pl

from tallystick.tape.faults import FORMULA, faults_in, gathered
from tallystick.tape.reading.cells import DATE_FORM, written
from tallystick.tape.reading.derivation import months_between
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.schemas import RATE_SCALE, Column, Kind
from tallystick.tape.statistics import level_payment, median

__all__ = ["Tolerances", "check"]

_IDENTITY = r"^[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]$"
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS: Final = "10X98765432"
_SPREAD_COLUMNS: Final = ("original_balance", "interest_rate")


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
        spread: an amount or rate more than so many times the median, or less than that part of it, is reported.
    """

    earliest: date = field(default=date(1990, 1, 1))
    latest: date = field(default=date(2099, 12, 31))
    high_rate: int = RATE_SCALE * 36 // 100
    months: int = 1
    payment_minor: int = 100
    payment_parts: int = 1000
    past_due: int = 30
    spread: int = 20


def check(tape: Tape, tolerances: Tolerances | None = None) -> pl.DataFrame:
    """Return every fault of every loan, under the column names of the tape's own file.

    Args:
        tape: what was read.
        tolerances: where unusual begins.

    Returns:
        A table of faults as `faults` describes it; word it with `findings_of` or `findings_frame`.
    """
    bounds = tolerances or Tolerances()
    checks = (_ranges, _identities, _balances, _dates, _terms, _payments, _performance, _spread)
    tables = [table for each in checks for table in each(tape, bounds)]
    names = {name: tape.source_of(name) for name in tape.schema.names}
    return gathered(tables).with_columns(pl.col("column").replace(names))


def _faults(tape: Tape, code: str, name: str, where: pl.Expr, expected: pl.Expr | str = "") -> pl.DataFrame:
    value = written(_column(tape, name), tape.currency)
    return faults_in(tape.frame, code, where=where, column=name, value=value, expected=expected)


def _column(tape: Tape, name: str) -> Column:
    return next(column for column in tape.schema.columns if column.name == name)


def _text(tape: Tape, name: str) -> pl.Expr:
    return written(_column(tape, name), tape.currency)


def _ranges(tape: Tape, bounds: Tolerances) -> Iterator[pl.DataFrame]:
    special = {Kind.MONEY: "tape.balance-negative"}
    for column in tape.schema.columns:
        if column.least is None:
            continue
        value = pl.col(column.name)
        outside = value < column.least
        if column.most is not None:
            outside = outside | (value > column.most)
        code = "tape.rate-impossible" if column.unit == "a-year" else "tape.value-outside"
        yield _faults(tape, special.get(column.kind, code), column.name, outside, _range_text(column))
    high = pl.col("interest_rate").is_between(bounds.high_rate, RATE_SCALE, closed="right")
    yield _faults(tape, "tape.rate-high", "interest_rate", high, _percent(bounds.high_rate))


def _range_text(column: Column) -> str:
    least, most = column.least or 0, column.most
    if column.kind is Kind.RATE and most is not None:
        return f"{_percent(least)}-{_percent(most)}"
    return f">= {least}" if most is None else f"{least}-{most}"


def _percent(units: int) -> str:
    return f"{units * 100 // RATE_SCALE}%"


def _identities(tape: Tape, _: Tolerances) -> Iterator[pl.DataFrame]:
    first = pl.col("source_row").first().over("asset_id")
    yield faults_in(
        tape.frame.with_columns(first.alias("first_row")),
        "tape.asset-twice",
        where=pl.col("asset_id").is_not_null() & (pl.col("source_row") != pl.col("first_row")),
        column="asset_id",
        value=pl.col("asset_id"),
        expected=pl.col("first_row").cast(pl.String),
    )
    groups = pl.col("obligor_group_id").n_unique().over("obligor_id")
    several = pl.col("obligor_id").is_not_null() & (groups > 1)
    yield _faults(tape, "tape.group-differs", "obligor_group_id", several, pl.col("obligor_id"))
    other = pl.col("currency") != str(tape.currency)
    yield _faults(tape, "tape.currency-mixed", "currency", other, str(tape.currency))
    for column in tape.schema.columns:
        if column.kind in {Kind.IDENTIFIER, Kind.TEXT} and column.name != "currency":
            found = faults_in(
                tape.frame,
                "tape.identity-number",
                where=_is_identity_number(pl.col(column.name)),
                column=column.name,
                value=pl.col(column.name).str.head(6) + pl.lit("************"),
                expected="",
            )
            yield found
        if column.kind is Kind.IDENTIFIER:
            computes = pl.col(column.name).str.contains(FORMULA)
            yield _faults(tape, "tape.identifier-formula", column.name, computes)


def _is_identity_number(text: pl.Expr) -> pl.Expr:
    """Whether a text is a citizen identity number with a right check digit. Source: GB 11643-1999, MOD 11-2."""
    number = text.str.to_uppercase()
    shaped = number.str.contains(_IDENTITY)
    digits = (number.str.slice(place, 1).cast(pl.Int64, strict=False) for place in range(len(_WEIGHTS)))
    weighed = (digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    rest = pl.sum_horizontal(*weighed) % len(_CHECK_DIGITS)
    expected = rest.cast(pl.String).replace({str(place): digit for place, digit in enumerate(_CHECK_DIGITS)})
    return shaped & (number.str.tail(1) == expected)


def _balances(tape: Tape, _: Tolerances) -> Iterator[pl.DataFrame]:
    above = pl.col("current_balance") > pl.col("original_balance")
    yield _faults(tape, "tape.balance-above-original", "current_balance", above, _text(tape, "original_balance"))
    yield _faults(tape, "tape.balance-zero", "current_balance", pl.col("current_balance") == 0)


def _dates(tape: Tape, bounds: Tolerances) -> Iterator[pl.DataFrame]:
    window = f"{bounds.earliest.isoformat()} - {bounds.latest.isoformat()}"
    for name in ("origination_date", "maturity_date"):
        outside = ~pl.col(name).is_between(bounds.earliest, bounds.latest)
        yield _faults(tape, "tape.date-outside", name, outside, window)
    after = pl.col("origination_date") > tape.cutoff
    yield _faults(tape, "tape.origination-after-cutoff", "origination_date", after, tape.cutoff.isoformat())
    reversed_days = pl.col("maturity_date") <= pl.col("origination_date")
    origination = pl.col("origination_date").dt.to_string(DATE_FORM)
    yield _faults(tape, "tape.maturity-before-origination", "maturity_date", reversed_days, origination)


def _terms(tape: Tape, bounds: Tolerances) -> Iterator[pl.DataFrame]:
    original, remaining = pl.col("original_term_months"), pl.col("remaining_term_months")
    longer = remaining > original
    yield _faults(
        tape, "tape.term-above-original", "remaining_term_months", longer, _text(tape, "original_term_months")
    )
    contract = months_between(pl.col("origination_date"), pl.col("maturity_date"))
    differs = (original - contract).abs() > bounds.months
    expected = contract.cast(pl.String)
    yield _faults(tape, "tape.term-differs-from-dates", "original_term_months", differs, expected)
    left = months_between(pl.lit(tape.cutoff), pl.col("maturity_date")).clip(lower_bound=0)
    differs = (remaining - left).abs() > bounds.months
    yield _faults(tape, "tape.remaining-term-differs", "remaining_term_months", differs, left.cast(pl.String))
    overdue = (pl.col("maturity_date") < tape.cutoff) & (pl.col("current_balance") > 0)
    yield _faults(tape, "tape.matured-with-balance", "maturity_date", overdue, _text(tape, "current_balance"))


def _payments(tape: Tape, bounds: Tolerances) -> Iterator[pl.DataFrame]:
    frame = tape.frame.with_columns(level_payment(tape).alias("level_payment"))
    level = pl.col("level_payment")
    difference = (pl.col("monthly_payment") - level).abs()
    allowed = pl.max_horizontal(pl.lit(bounds.payment_minor, dtype=pl.Int64), level // bounds.payment_parts)
    payment = _column(tape, "monthly_payment")
    expected = Column(name="level_payment", kind=Kind.MONEY)
    yield faults_in(
        frame,
        "tape.payment-not-level",
        where=(pl.col("repayment_type") == "level-pay") & (difference > allowed),
        column="monthly_payment",
        value=written(payment, tape.currency),
        expected=written(expected, tape.currency),
    )


def _performance(tape: Tape, bounds: Tolerances) -> Iterator[pl.DataFrame]:
    late = pl.col("days_past_due") > bounds.past_due
    yield _faults(tape, "tape.past-due", "days_past_due", late, str(bounds.past_due))


def _spread(tape: Tape, bounds: Tolerances) -> Iterator[pl.DataFrame]:
    for name in _SPREAD_COLUMNS:
        middle = median(tape, name)
        if middle is None or middle <= 0:
            continue
        least, most = middle // bounds.spread, middle * bounds.spread
        edges = pl.DataFrame({name: [least, most]}).select(_text(tape, name)).to_series()
        yield _faults(tape, "tape.value-far-out", name, ~pl.col(name).is_between(least, most), " - ".join(edges))

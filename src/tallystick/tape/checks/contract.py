"""Checks of the contract: ranges, days, terms, payments, and what is owed against what the contract would leave."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from tallystick.tape.checks.tolerances import Check, Tolerances, check_at, has, text_of
from tallystick.tape.reading.cells import DATE_FORM, written
from tallystick.tape.reading.derivation import months_between
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.schemas import QUANTITY_SCALE, RATE_SCALE, Column, Kind
from tallystick.tape.statistics import level_payments, median, scheduled_balances

__all__ = ["contract"]

_SPREAD_COLUMNS: Final = (
    "original_balance",
    "interest_rate",
    "vehicle_value",
    "property_value",
    "annual_income",
    "monthly_rent",
    "unit_price",
)


def contract(tape: Tape, bounds: Tolerances) -> Iterator[Check]:
    """Yield faults of what was agreed."""
    for part in (_ranges, _balances, _dates, _terms, _payments, _schedules, _spread):
        yield from part(tape, bounds)


def _ranges(tape: Tape, bounds: Tolerances) -> Iterator[Check]:
    special = {Kind.MONEY: "tape.balance-negative"}
    for column in tape.schema.columns:
        if column.least is None or not has(tape, column.name):
            continue
        value = pl.col(column.name)
        outside = value < column.least
        if column.most is not None:
            outside = outside | (value > column.most)
        code = "tape.rate-impossible" if column.unit == "a-year" else "tape.value-outside"
        yield check_at(tape, special.get(column.kind, code), column.name, outside, _range_text(column))
    high = pl.col("interest_rate").is_between(bounds.high_rate, RATE_SCALE, closed="right")
    yield check_at(tape, "tape.rate-high", "interest_rate", high, _percent(bounds.high_rate))


def _range_text(column: Column) -> str:
    least, most = column.least or 0, column.most
    if column.kind is Kind.QUANTITY:
        return f">= {least // QUANTITY_SCALE}"
    if column.kind is Kind.RATE and most is not None:
        return f"{_percent(least)}-{_percent(most)}"
    return f">= {least}" if most is None else f"{least}-{most}"


def _percent(units: int) -> str:
    return f"{units * 100 // RATE_SCALE}%"


def _balances(tape: Tape, _: Tolerances) -> Iterator[Check]:
    above = pl.col("current_balance") > pl.col("original_balance")
    yield check_at(tape, "tape.balance-above-original", "current_balance", above, text_of(tape, "original_balance"))
    yield check_at(tape, "tape.balance-zero", "current_balance", pl.col("current_balance") == 0)


def _dates(tape: Tape, bounds: Tolerances) -> Iterator[Check]:
    window = f"{bounds.earliest.isoformat()} - {bounds.latest.isoformat()}"
    for name in ("origination_date", "maturity_date"):
        outside = ~pl.col(name).is_between(bounds.earliest, bounds.latest)
        yield check_at(tape, "tape.date-outside", name, outside, window)
    after = pl.col("origination_date") > tape.cutoff
    yield check_at(tape, "tape.origination-after-cutoff", "origination_date", after, tape.cutoff.isoformat())
    reversed_days = pl.col("maturity_date") <= pl.col("origination_date")
    origination = pl.col("origination_date").dt.to_string(DATE_FORM)
    yield check_at(tape, "tape.maturity-before-origination", "maturity_date", reversed_days, origination)


def _terms(tape: Tape, bounds: Tolerances) -> Iterator[Check]:
    original, remaining = pl.col("original_term_months"), pl.col("remaining_term_months")
    longer = remaining > original
    yield check_at(
        tape, "tape.term-above-original", "remaining_term_months", longer, text_of(tape, "original_term_months")
    )
    contract = months_between(pl.col("origination_date"), pl.col("maturity_date"))
    differs = (original - contract).abs() > bounds.months
    expected = contract.cast(pl.String)
    yield check_at(tape, "tape.term-differs-from-dates", "original_term_months", differs, expected)
    left = months_between(pl.lit(tape.cutoff), pl.col("maturity_date")).clip(lower_bound=0)
    differs = (remaining - left).abs() > bounds.months
    yield check_at(tape, "tape.remaining-term-differs", "remaining_term_months", differs, left.cast(pl.String))
    overdue = (pl.col("maturity_date") < tape.cutoff) & (pl.col("current_balance") > 0)
    yield check_at(tape, "tape.matured-with-balance", "maturity_date", overdue, text_of(tape, "current_balance"))


def _payments(tape: Tape, bounds: Tolerances) -> Iterator[Check]:
    if not has(tape, "monthly_payment"):
        return
    level = pl.col("level_payment")
    difference = (pl.col("monthly_payment") - level).abs()
    allowed = pl.max_horizontal(pl.lit(bounds.payment_minor, dtype=pl.Int64), level // bounds.payment_parts)
    yield check_at(
        tape,
        "tape.payment-not-level",
        "monthly_payment",
        (pl.col("repayment_type") == "level-pay") & (difference > allowed),
        _amount(tape, "level_payment"),
        beside=(level_payments(),),
    )


def _spread(tape: Tape, bounds: Tolerances) -> Iterator[Check]:
    for name in _SPREAD_COLUMNS:
        middle = median(tape, name) if has(tape, name) else None
        if middle is None or middle <= 0:
            continue
        least, most = middle // bounds.spread, middle * bounds.spread
        edges = pl.DataFrame({name: [least, most]}).select(text_of(tape, name)).to_series()
        yield check_at(tape, "tape.value-far-out", name, ~pl.col(name).is_between(least, most), " - ".join(edges))


def _schedules(tape: Tape, bounds: Tolerances) -> Iterator[Check]:
    """Yield loans that owe more than their schedule leaves although nothing is past due, or have repaid nothing yet."""
    scheduled = scheduled_balances(tape, grace=bounds.months)
    punctual = (pl.col("days_past_due") == 0) & (pl.col("current_balance") > 0)
    allowed = pl.col("original_balance") // bounds.schedule_parts
    above = punctual & (pl.col("current_balance") > pl.col("scheduled_balance") + allowed)
    expected = _amount(tape, "scheduled_balance")
    yield check_at(tape, "tape.balance-off-schedule", "current_balance", above, expected, beside=(scheduled,))
    if not has(tape, "monthly_payment"):
        return
    accrued = pl.col("current_balance").cast(pl.Int128) * pl.col("interest_rate") // (12 * RATE_SCALE)
    least = pl.when(pl.col("repayment_type") == "level-pay").then(accrued).cast(pl.Int64, strict=False)
    below = pl.col("monthly_payment") < pl.col("interest_due")
    expected, beside = _amount(tape, "interest_due"), (least.alias("interest_due"),)
    yield check_at(tape, "tape.payment-below-interest", "monthly_payment", below, expected, beside=beside)


def _amount(tape: Tape, name: str) -> pl.Expr:
    """Return an amount that is no column of the tape as the tape would write it."""
    return written(Column(name=name, kind=Kind.MONEY), tape.currency)

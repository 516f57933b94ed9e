"""Checks of what stands behind an asset: an index, a security, a balloon, a station, a tenancy."""

from collections.abc import Iterator

import polars as pl

from tallystick.tape.checks.tolerances import Check, Tolerances, check_at, has, text_of
from tallystick.tape.reading.derivation import months_between
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.schemas import QUANTITY_SCALE, RATE_SCALE

__all__ = ["securities"]

_HOURS_A_MONTH = 744


def securities(tape: Tape, bounds: Tolerances) -> Iterator[Check]:
    """Yield faults of coupons that follow an index, of securities, last payments and rights to income."""
    for part in (_index, _last_payment, _values, _income, _invoices):
        yield from part(tape, bounds)


def _index(tape: Tape, _: Tolerances) -> Iterator[Check]:
    if has(tape, "rate_cap", "rate_floor"):
        crossed = pl.col("rate_cap") < pl.col("rate_floor")
        yield check_at(tape, "tape.cap-below-floor", "rate_cap", crossed, text_of(tape, "rate_floor"))
    if has(tape, "index"):
        alone = pl.col("index").is_not_null() & (pl.col("index_margin").is_null() | pl.col("next_reset_date").is_null())
        yield check_at(tape, "tape.index-incomplete", "index", alone)
    if has(tape, "next_reset_date"):
        reset = pl.col("next_reset_date")
        yield check_at(tape, "tape.reset-past", "next_reset_date", reset <= tape.cutoff, tape.cutoff.isoformat())
        late = reset > pl.col("maturity_date")
        yield check_at(tape, "tape.reset-after-maturity", "next_reset_date", late, text_of(tape, "maturity_date"))


def _last_payment(tape: Tape, _: Tolerances) -> Iterator[Check]:
    for name in ("balloon_balance", "residual_value"):
        if has(tape, name):
            more = (pl.col(name) > pl.col("current_balance")) & (pl.col("current_balance") > 0)
            yield check_at(tape, "tape.balloon-above-balance", name, more, text_of(tape, "current_balance"))
    if has(tape, "interest_only_months"):
        longer = (pl.col("interest_only_months") >= pl.col("remaining_term_months")) & (
            pl.col("repayment_type") != "bullet"
        )
        remaining = text_of(tape, "remaining_term_months")
        yield check_at(tape, "tape.interest-only-too-long", "interest_only_months", longer, remaining)
    if has(tape, "payment_interval_months"):
        uneven = pl.col("original_term_months") % pl.col("payment_interval_months") != 0
        term = text_of(tape, "original_term_months")
        yield check_at(tape, "tape.interval-uneven", "payment_interval_months", uneven, term)


def _values(tape: Tape, bounds: Tolerances) -> Iterator[Check]:
    if has(tape, "property_value", "current_loan_to_value"):
        value, owed = pl.col("property_value").cast(pl.Int128), pl.col("current_balance").cast(pl.Int128)
        off = (owed * RATE_SCALE - value * pl.col("current_loan_to_value")).abs()
        differs = (value > 0) & (off > value * bounds.loan_to_value)
        percent = (owed * 100 // value).cast(pl.String) + pl.lit("%")
        yield check_at(tape, "tape.loan-to-value-differs", "current_loan_to_value", differs, percent)
    for name in ("original_loan_to_value", "current_loan_to_value"):
        if has(tape, name):
            yield check_at(tape, "tape.loan-to-value-high", name, pl.col(name) > RATE_SCALE, "100%")
    if has(tape, "valuation_date"):
        after = pl.col("valuation_date") > tape.cutoff
        yield check_at(tape, "tape.day-after-cutoff", "valuation_date", after, tape.cutoff.isoformat())
    if has(tape, "vehicle_value"):
        more = pl.col("original_balance") * 2 > pl.col("vehicle_value") * 3
        yield check_at(tape, "tape.lent-above-vehicle", "original_balance", more, text_of(tape, "vehicle_value"))
    if has(tape, "vehicle_value", "residual_value"):
        residual = pl.col("residual_value") > pl.col("vehicle_value")
        yield check_at(tape, "tape.residual-above-value", "residual_value", residual, text_of(tape, "vehicle_value"))


def _income(tape: Tape, _: Tolerances) -> Iterator[Check]:
    if has(tape, "first_month", "income_months"):
        gone = months_between(pl.col("first_month"), pl.lit(tape.cutoff)) >= pl.col("income_months")
        yield check_at(tape, "tape.income-past", "income_months", gone, tape.cutoff.isoformat())
    if has(tape, "monthly_quantity", "installed_capacity"):
        most = pl.col("installed_capacity") * _HOURS_A_MONTH
        hours = (most // QUANTITY_SCALE).cast(pl.String)
        more = pl.col("monthly_quantity") > most
        yield check_at(tape, "tape.quantity-above-capacity", "monthly_quantity", more, hours)
    if has(tape, "vacancy_share"):
        yield check_at(tape, "tape.vacancy-total", "vacancy_share", pl.col("vacancy_share") == RATE_SCALE)


def _invoices(tape: Tape, bounds: Tolerances) -> Iterator[Check]:
    if tape.schema.asset_class == "trade-receivable":
        days = (pl.col("maturity_date") - pl.col("origination_date")).dt.total_days()
        yield check_at(tape, "tape.tenor-long", "maturity_date", days > bounds.tenor, str(bounds.tenor))

"""Pool statistics: how many, how much, at what rate and for how long.

Sums of money are exact, and so are weighted means: with balance b and value v of each loan,

    mean = sum(b v) / sum(b)            over the loans that have both, in 128-bit integers

One figure is an estimate, computed in floating point: the level payment a loan would have. It is compared within a
tolerance and never paid or filed.
Source: BMA Uniform Practices, Standard Formulas, SF-4, for the level payment.
It does not judge the figures (`checks`) nor project them (the cash-flow room).
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import polars as pl

from tallystick.tape.reading.derivation import months_between
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.schemas import RATE_SCALE
from tallystick.units.money import Money
from tallystick.units.rates import Rate, Share

__all__ = [
    "PoolStatistics",
    "level_payments",
    "median",
    "pool_statistics",
    "rate_of",
    "scheduled_balances",
    "weighed_sums",
    "weighted_mean",
]

_RESHAPING = ("interest_only_months", "balloon_balance", "residual_value")


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolStatistics:
    """The pool in one table. Terms and rates are weighted by current balance and absent for a pool that owes nothing.

    Attributes:
        assets: loans.
        payers: distinct payers.
        payer_groups: distinct groups of affiliated payers, a payer without a group being its own.
        original_balance: lent.
        current_balance: owed at the cut-off.
        average_balance: owed per loan, half-up to the minor unit.
        largest_balance: the most owed on one loan.
        rate: weighted interest rate a year.
        original_term: weighted, months.
        remaining_term: weighted, months.
        age: weighted, whole months from origination to cut-off.
        longest_remaining_term: months.
        first_origination: the earliest day.
        last_maturity: the latest day.
        past_due: share of the balance that is one day past due or more.
    """

    assets: int
    payers: int
    payer_groups: int
    original_balance: Money
    current_balance: Money
    average_balance: Money
    largest_balance: Money
    rate: Rate | None
    original_term: Fraction | None
    remaining_term: Fraction | None
    age: Fraction | None
    longest_remaining_term: int | None
    first_origination: date | None
    last_maturity: date | None
    past_due: Share | None


def pool_statistics(tape: Tape) -> PoolStatistics:
    """Return the statistics of all rows of a tape; filter it by `selection` first where only the pool is meant."""
    frame, currency = tape.frame, tape.currency
    current = tape.sum_of("current_balance")
    late = frame.filter(pl.col("days_past_due") > 0).select(pl.col("current_balance").cast(pl.Int128).sum()).item()
    group = pl.coalesce("obligor_group_id", "obligor_id")
    row = frame.select(
        payers=pl.col("obligor_id").n_unique(),
        groups=group.n_unique(),
        largest=pl.col("current_balance").max(),
        longest=pl.col("remaining_term_months").max(),
        first=pl.col("origination_date").min(),
        last=pl.col("maturity_date").max(),
    ).row(0, named=True)
    rate = weighted_mean(frame, pl.col("interest_rate"))
    return PoolStatistics(
        assets=frame.height,
        payers=row["payers"],
        payer_groups=row["groups"],
        original_balance=tape.sum_of("original_balance"),
        current_balance=current,
        average_balance=current.times(Fraction(1, frame.height)) if frame.height else current,
        largest_balance=Money(minor=row["largest"] or 0, currency=currency),
        rate=rate_of(rate),
        original_term=weighted_mean(frame, pl.col("original_term_months")),
        remaining_term=weighted_mean(frame, pl.col("remaining_term_months")),
        age=weighted_mean(frame, months_between(pl.col("origination_date"), pl.lit(tape.cutoff))),
        longest_remaining_term=row["longest"],
        first_origination=row["first"],
        last_maturity=row["last"],
        past_due=Share(value=Fraction(int(late), current.minor)) if 0 <= late <= current.minor > 0 else None,
    )


def weighted_mean(frame: pl.DataFrame, value: pl.Expr) -> Fraction | None:
    """Return the mean of a whole-number expression weighted by current balance, exact.

    Args:
        frame: rows of a tape.
        value: an expression of whole numbers.

    Returns:
        The mean over rows where value and balance are both present; None where they owe nothing together.
    """
    weighed, whole = frame.select(weighed_sums(value, "")).row(0)
    return Fraction(int(weighed), int(whole)) if whole else None


def weighed_sums(value: pl.Expr, name: str) -> tuple[pl.Expr, pl.Expr]:
    """Return the two sums of a mean weighted by current balance: ``<name>_weighed`` over ``<name>_weight``, exact.

    Args:
        value: an expression of whole numbers.
        name: what to call them.
    """
    weight = pl.col("current_balance").cast(pl.Int128)
    both = value.is_not_null() & weight.is_not_null()
    return (
        pl.when(both).then(weight * value.cast(pl.Int128)).sum().alias(f"{name}_weighed"),
        pl.when(both).then(weight).sum().alias(f"{name}_weight"),
    )


def rate_of(units: Fraction | None) -> Rate | None:
    """Return a mean of stored rates as a rate a year; None where there is none or it is beyond what a rate can be."""
    if units is None or abs(units) > 10 * RATE_SCALE:
        return None
    return Rate(per_annum=units / RATE_SCALE)


def level_payments() -> pl.Expr:
    """Return each loan's level monthly payment, ``level_payment``, in minor units to the nearest; an estimate.

    From the original balance, rate and term; null where one of them is absent or the term is not positive.

    Source: BMA Uniform Practices, Standard Formulas, SF-4: payment = balance r / (1 - (1 + r)^-n).
    """
    balance, term = pl.col("original_balance").cast(pl.Float64), pl.col("original_term_months")
    monthly = pl.col("interest_rate").cast(pl.Float64) / (12.0 * RATE_SCALE)
    factor = pl.when(monthly == 0.0).then(1.0 / term).otherwise(monthly / (1.0 - (1.0 + monthly).pow(-term)))
    payment = pl.when(term > 0).then(balance * factor).round(0, mode="half_away_from_zero")
    return payment.cast(pl.Int64, strict=False).alias("level_payment")


def scheduled_balances(tape: Tape, *, grace: int = 0) -> pl.Expr:
    """Return what each loan would owe had it paid as agreed from its first day, ``scheduled_balance``; an estimate.

    In minor units. With n months of the original term, of which k have passed by the months that remain, and the
    monthly rate r: level-pay B ((1 + r)^n - (1 + r)^k) / ((1 + r)^n - 1), equal-principal B (n - k) / n, bullet B. Null
    where a figure is absent, and where months without principal or a last payment change the schedule.

    Args:
        tape: the loans.
        grace: months by which the count of payments may run ahead of them; the first is often due a month later.

    Source: BMA Uniform Practices, Standard Formulas, SF-4, for the level payment's balance.
    """
    balance, term = pl.col("original_balance").cast(pl.Float64), pl.col("original_term_months")
    paid = (term - pl.col("remaining_term_months") - grace).clip(lower_bound=0)
    growth = 1.0 + pl.col("interest_rate").cast(pl.Float64) / (12.0 * RATE_SCALE)
    level = (growth.pow(term) - growth.pow(paid)) / (growth.pow(term) - 1.0)
    straight = (term - paid).cast(pl.Float64) / term
    share = (
        pl.when(pl.col("repayment_type") == "bullet")
        .then(1.0)
        .when((pl.col("repayment_type") == "equal-principal") | (growth == 1.0))
        .then(straight)
        .otherwise(level)
    )
    special = [pl.col(name).fill_null(0) > 0 for name in _RESHAPING if name in tape.frame.columns]
    plain = pl.lit(value=True) if not special else ~pl.any_horizontal(special)
    known = (term > 0) & pl.col("interest_rate").is_between(0, RATE_SCALE) & pl.col("repayment_type").is_not_null()
    owed = pl.when(plain & known).then(balance * share).round(0, mode="half_away_from_zero")
    return owed.cast(pl.Int64, strict=False).alias("scheduled_balance")


def median(tape: Tape, name: str) -> int | None:
    """Return the lower median of a whole-number column, a value that occurs in it; None for an empty column."""
    column = tape.frame[name].drop_nulls().sort()
    return None if column.is_empty() else int(column[(column.len() - 1) // 2])

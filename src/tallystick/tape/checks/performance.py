"""Checks of performance: arrears, status, default and recovery beside one another and beside the days."""

from collections.abc import Iterator

import polars as pl

from tallystick.tape.checks.tolerances import Check, Tolerances, check_at, has, text_of
from tallystick.tape.reading.cells import DATE_FORM
from tallystick.tape.reading.tapes import Tape

__all__ = ["performance"]


def performance(tape: Tape, bounds: Tolerances) -> Iterator[Check]:
    """Yield faults of how the assets perform."""
    late = pl.col("days_past_due") > bounds.past_due
    yield check_at(tape, "tape.past-due", "days_past_due", late, str(bounds.past_due))
    for part in (_status, _arrears, _days):
        yield from part(tape, bounds)


def _status(tape: Tape, bounds: Tolerances) -> Iterator[Check]:
    if not has(tape, "asset_status"):
        return
    status, balance = pl.col("asset_status"), pl.col("current_balance")
    late = (status == "current") & (pl.col("days_past_due") > bounds.past_due)
    yield check_at(tape, "tape.status-current-but-late", "asset_status", late, text_of(tape, "days_past_due"))
    few = (status == "current") & pl.col("days_past_due").is_between(1, bounds.past_due)
    yield check_at(tape, "tape.status-current-some-days", "asset_status", few, text_of(tape, "days_past_due"))
    unlate = (status == "defaulted") & (pl.col("days_past_due") == 0)
    yield check_at(tape, "tape.default-but-punctual", "asset_status", unlate, text_of(tape, "days_past_due"))
    punctual = status.is_in(["grace", "late"]) & (pl.col("days_past_due") == 0)
    yield check_at(tape, "tape.status-late-but-punctual", "asset_status", punctual, text_of(tape, "days_past_due"))
    gone = status.is_in(["repaid", "repurchased"]) & (balance > 0)
    yield check_at(tape, "tape.status-closed-but-owed", "asset_status", gone, text_of(tape, "current_balance"))
    if has(tape, "default_date"):
        undated = (status == "defaulted") & pl.col("default_date").is_null()
        yield check_at(tape, "tape.default-without-day", "asset_status", undated)
        early = pl.col("default_date").is_not_null() & status.is_in(["current", "grace"])
        yield check_at(tape, "tape.default-but-current", "asset_status", early, text_of(tape, "default_date"))


def _arrears(tape: Tape, _: Tolerances) -> Iterator[Check]:
    if has(tape, "arrears_balance"):
        arrears, days = pl.col("arrears_balance"), pl.col("days_past_due")
        without = (arrears > 0) & (days == 0)
        yield check_at(tape, "tape.arrears-without-days", "arrears_balance", without, text_of(tape, "days_past_due"))
        owed = arrears > pl.col("current_balance")
        yield check_at(tape, "tape.arrears-above-balance", "arrears_balance", owed, text_of(tape, "current_balance"))
    if has(tape, "recovered_amount"):
        more = pl.col("recovered_amount") > pl.col("original_balance")
        yield check_at(tape, "tape.recovered-above-lent", "recovered_amount", more, text_of(tape, "original_balance"))


def _days(tape: Tape, _: Tolerances) -> Iterator[Check]:
    cutoff, origination = tape.cutoff.isoformat(), pl.col("origination_date").dt.to_string(DATE_FORM)
    for name in ("last_payment_date", "default_date"):
        if has(tape, name):
            yield check_at(tape, "tape.day-after-cutoff", name, pl.col(name) > tape.cutoff, cutoff)
            before = pl.col(name) < pl.col("origination_date")
            yield check_at(tape, "tape.day-before-origination", name, before, origination)
    if has(tape, "last_payment_date"):
        since = (pl.lit(tape.cutoff) - pl.col("last_payment_date")).dt.total_days()
        recent = (pl.col("days_past_due") > since + 31) & (since >= 0)
        yield check_at(tape, "tape.late-although-paid", "days_past_due", recent, since.cast(pl.String))

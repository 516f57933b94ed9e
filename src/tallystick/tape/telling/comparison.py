"""Comparison: what became of the assets since the last tape.

    matched   the same asset id on both; what must not change is held against what it was
    gone      on the last tape only: repaid, sold, or lost from the export
    new       on this tape only: bought, or under another id

    drift     the columns whose distribution moved: shares of strata, and weighted means

Faults of matched assets are rows of the same table that `checks` makes, under this tape's columns, so that one findings
file tells of both. A tape that revolves gains assets; one that does not should not.
Law: matched + gone is the last tape, matched + new is this one, row for row and to the minor unit.
Source: CASHFLOW.md section 4 for the identities that real panels keep or break.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import polars as pl

from tallystick.evidence.persons import ToldError
from tallystick.evidence.wording import both
from tallystick.tape.faults import faults_in, gathered
from tallystick.tape.reading.cells import written
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.schemas import RATE_SCALE, Column, Kind
from tallystick.tape.statistics import weighted_mean
from tallystick.tape.strata import stratify
from tallystick.units.money import Money, Rounding

__all__ = ["Comparison", "ComparisonError", "Moved", "compare"]

_FIXED: Final = (
    "origination_date",
    "original_balance",
    "original_term_months",
    "obligor_id",
    "currency",
    "repayment_type",
    "vehicle_type",
    "property_type",
)
"""What a contract keeps from one tape to the next."""
_WORDS: Final = ("province", "region", "purpose", "vehicle_type", "property_type", "industry", "asset_status")
_MEANS: Final = ("interest_rate", "remaining_term_months", "days_past_due", "down_payment_share")
_MOVED: Final = Fraction(1, 20)
_LAST: Final = "_last"
_LONGEST_MONTH = 31


class ComparisonError(ToldError):
    """Two tapes cannot be compared: other classes, currencies, or the later one is not later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A part of the pool whose weight moved by at least a twentieth, or a weighted mean that moved as much of itself.

    Attributes:
        column: which.
        key: the stratum; empty for a mean of the column.
        before: share of the balance, or the mean in stored units.
        after: likewise now.
    """

    column: Column
    key: str
    before: Fraction
    after: Fraction

    def text(self, value: Fraction) -> str:
        """Return one of the two as people read it: shares and rates in per cent, terms and days with two decimals."""
        hundredths = Rounding.HALF_UP.whole(value * 100)
        if self.column.name not in _MEANS:
            hundredths = Rounding.HALF_UP.whole(value * 10_000)
        elif self.column.kind is Kind.RATE:
            hundredths = Rounding.HALF_UP.whole(value * 10_000 / RATE_SCALE)
        plain = self.column.name in _MEANS and self.column.kind is not Kind.RATE
        return f"{hundredths // 100}.{hundredths % 100:02}{'' if plain else '%'}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """Two tapes side by side.

    Attributes:
        matched: assets on both.
        gone: rows of the last tape that are on it only.
        new: rows of this tape that are on it only.
        before: what the matched assets owed.
        after: what they owe.
        gone_balance: what those that are gone owed.
        new_balance: what the new ones owe.
        faults: of matched assets, and of new ones that are older than the last tape.
        moved: what drifted.
    """

    matched: int
    gone: pl.DataFrame
    new: pl.DataFrame
    before: Money
    after: Money
    gone_balance: Money
    new_balance: Money
    faults: pl.DataFrame
    moved: tuple[Moved, ...]


def compare(last: Tape, this: Tape) -> Comparison:
    """Compare a tape with the last one.

    Raises:
        ComparisonError: they are of two classes or currencies, or `this` is not later.
    """
    if last.schema.asset_class != this.schema.asset_class or last.currency is not this.currency:
        raise ComparisonError.worded(both("tape.comparison.other-pool"))
    if this.cutoff <= last.cutoff:
        raise ComparisonError.worded(both("tape.comparison.not-later", this=this.cutoff, last=last.cutoff))
    earlier = last.frame.unique("asset_id", keep="first", maintain_order=True)
    joined = this.frame.join(earlier, on="asset_id", how="inner", suffix=_LAST, maintain_order="left")
    gone = last.frame.join(this.frame, on="asset_id", how="anti", maintain_order="left")
    new = this.frame.join(last.frame, on="asset_id", how="anti", maintain_order="left")
    names = {name: this.source_of(name) for name in this.schema.names}
    faults = gathered((*_changed(this, joined), *_paths(last, this, joined), *_arrivals(last, this, new)))
    return Comparison(
        matched=this.frame.height - new.height,
        gone=gone,
        new=new,
        before=_sum(joined, f"current_balance{_LAST}", this),
        after=_sum(joined, "current_balance", this),
        gone_balance=_sum(gone, "current_balance", this),
        new_balance=_sum(new, "current_balance", this),
        faults=faults.with_columns(pl.col("column").replace(names)),
        moved=tuple(_moved(last, this)),
    )


def _sum(frame: pl.DataFrame, name: str, tape: Tape) -> Money:
    return Money(minor=int(frame[name].cast(pl.Int128).sum()), currency=tape.currency)


def _at(
    this: Tape, joined: pl.DataFrame, code: str, name: str, where: pl.Expr, *, other: str | None = None
) -> pl.DataFrame:
    """Return a fault at a column, what it was on the last tape being what was expected."""
    column = next(each for each in this.schema.columns if each.name == name)
    shown = joined.with_columns(pl.col(other or f"{name}{_LAST}").alias("_expected"))
    expected = written(Column(name="_expected", kind=column.kind), this.currency)
    value = written(column, this.currency)
    return faults_in(shown, code, where=where, column=name, value=value, expected=expected)


def _changed(this: Tape, joined: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for name in _FIXED:
        if name in joined.columns:
            differs = pl.col(name) != pl.col(f"{name}{_LAST}")
            yield _at(this, joined, "tape.drift-contract-changed", name, differs)


def _paths(last: Tape, this: Tape, joined: pl.DataFrame) -> Iterator[pl.DataFrame]:
    balance, before = pl.col("current_balance"), pl.col(f"current_balance{_LAST}")
    yield _at(this, joined, "tape.drift-balance-rose", "current_balance", balance > before)
    term, left = pl.col("remaining_term_months"), pl.col(f"remaining_term_months{_LAST}")
    yield _at(this, joined, "tape.drift-term-rose", "remaining_term_months", term > left)
    days = (this.cutoff - last.cutoff).days
    late, was = pl.col("days_past_due"), pl.col(f"days_past_due{_LAST}")
    leapt = late > was + days + _LONGEST_MONTH
    yield _at(this, joined, "tape.drift-days-leapt", "days_past_due", leapt)
    closed = pl.col(f"asset_status{_LAST}").is_in(["repaid", "repurchased"]) & (balance > 0)
    yield _at(this, joined, "tape.drift-reopened", "asset_status", closed)
    defaulted = (pl.col(f"asset_status{_LAST}") == "defaulted") & (pl.col("asset_status") == "current")
    yield _at(this, joined, "tape.drift-cured", "asset_status", defaulted)
    sooner = pl.col("maturity_date") != pl.col(f"maturity_date{_LAST}")
    yield _at(this, joined, "tape.drift-maturity-moved", "maturity_date", sooner)
    rate = pl.col("interest_rate") != pl.col(f"interest_rate{_LAST}")
    if "index" in joined.columns:
        rate = rate & pl.col("index").is_null()
    yield _at(this, joined, "tape.drift-rate-changed", "interest_rate", rate)
    standing = (balance == before) & (before > 0) & (late == 0) & (pl.col("repayment_type") != "bullet")
    if days >= _LONGEST_MONTH:
        yield _at(this, joined, "tape.drift-balance-stood", "current_balance", standing)


def _arrivals(last: Tape, this: Tape, new: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield new assets that were there already when the last tape was cut."""
    frame = new.with_columns(pl.lit(last.cutoff).alias("cutoff"))
    old = pl.col("origination_date") <= pl.col("cutoff")
    yield _at(this, frame, "tape.drift-new-but-old", "origination_date", old, other="cutoff")


def _moved(last: Tape, this: Tape) -> Iterator[Moved]:
    for column in this.schema.columns:
        if column.name in _MEANS:
            before, after = (weighted_mean(each.frame, pl.col(column.name)) for each in (last, this))
            if before and after is not None and abs(after - before) >= before * _MOVED * 2:
                yield Moved(column=column, key="", before=before, after=after)
        elif column.name in _WORDS:
            shares = [
                {each.key: each.share or Fraction(0) for each in stratify(tape, column.name)} for tape in (last, this)
            ]
            for key in dict.fromkeys((*shares[0], *shares[1])):
                before, after = (each.get(key, Fraction(0)) for each in shares)
                if abs(after - before) >= _MOVED:
                    yield Moved(column=column, key=key, before=before, after=after)

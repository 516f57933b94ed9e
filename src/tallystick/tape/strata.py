"""Strata: the pool divided by a column, each part with its count, balance and weighted terms.

Choices and texts make one stratum a word, dates one a year; amounts, rates and terms are cut into bands that include
their lower edge and not their upper one. Loans with an empty cell are a stratum of their own.
Laws: counts add up to the tape; balances add up to its balance; shares add up to one (or are absent for a pool that
owes nothing).
Source: CASHFLOW.md section 4 for the usual stratification tables.
It draws nothing: `chart_rows` hands out labels and exact figures for whoever draws.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

import polars as pl

from tallystick.evidence.wording import Language, say
from tallystick.tape.reading.cells import written
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.schemas import RATE_SCALE, Column, Kind
from tallystick.tape.statistics import rate_of, weighed_sums
from tallystick.units.money import Money
from tallystick.units.rates import Rate

__all__ = ["BANDS", "DIVISIONS", "StrataError", "Stratum", "chart_rows", "stratify"]

_RATE_PERCENTS: Final = (0, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 24, 36)
_AMOUNTS: Final = (0, 10_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 10_000_000)

BANDS: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType(
    {
        "interest_rate": tuple(RATE_SCALE * percent // 100 for percent in _RATE_PERCENTS),
        "original_term_months": (0, 13, 25, 37, 49, 61, 85, 121, 241),
        "remaining_term_months": (0, 7, 13, 25, 37, 49, 61, 85, 121, 241),
        "days_past_due": (0, 1, 31, 61, 91, 181),
        "down_payment_share": tuple(RATE_SCALE * percent // 100 for percent in (0, 10, 20, 30, 40, 50)),
        "original_loan_to_value": tuple(RATE_SCALE * percent // 100 for percent in (0, 40, 50, 60, 70, 80, 90, 100)),
        "income_months": (0, 13, 37, 61, 121, 181, 241),
        "original_balance": tuple(amount * 100 for amount in _AMOUNTS),
        "current_balance": tuple(amount * 100 for amount in _AMOUNTS),
    }
)
"""Lower edges of the usual bands, in stored units (money for currencies of two places); the last band is open."""

DIVISIONS: Final = (
    "current_balance",
    "interest_rate",
    "remaining_term_months",
    "origination_date",
    "days_past_due",
    "vehicle_type",
    "vehicle_condition",
    "lease_type",
    "purpose",
    "employment",
    "property_type",
    "occupancy",
    "original_loan_to_value",
    "industry",
    "obligor_size",
    "seniority",
    "property_use",
    "income_months",
    "province",
)
"""By which columns a pool is divided, where its asset class has them."""

_EMPTY = ""
_YEAR_DIGITS = 4


class StrataError(ValueError):
    """A tape cannot be divided this way: no such column, or edges that do not ascend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """One part of the pool.

    Attributes:
        column: what the pool is divided by.
        key: the word, the year, or the lower edge in stored units; empty for loans with an empty cell.
        above: for a band, the edge it does not reach; None for the last one and for words.
        count: loans.
        balance: current balance.
        share: of the pool's current balance; None where that is nothing.
        rate: weighted by balance.
        remaining_term: weighted by balance, months.
    """

    column: Column
    key: str
    above: int | None
    count: int
    balance: Money
    share: Fraction | None
    rate: Rate | None
    remaining_term: Fraction | None

    def label(self, language: Language) -> str:
        """Return the stratum's name for a reader: a word, ``5.00% - 6.00%``, ``13 - 24``, ``10,000 - 50,000``."""
        if self.key == _EMPTY:
            return say("tape.stratum.empty", language)
        if self.column.kind is Kind.CHOICE:
            return say(f"tape.choice.{self.key}", language)
        if self.column.kind in {Kind.TEXT, Kind.IDENTIFIER, Kind.DATE}:
            return self.key
        least = self._edge(int(self.key))
        if self.above is None:
            return say("tape.stratum.from", language, least=least)
        most = self._edge(self.above - 1 if self.column.kind is Kind.INTEGER else self.above)
        return least if least == most else say("tape.stratum.between", language, least=least, most=most)

    def _edge(self, stored: int) -> str:
        if self.column.kind is Kind.MONEY:
            return Money(minor=stored, currency=self.balance.currency).in_units("元").removesuffix(".00")
        frame = pl.DataFrame({self.column.name: [stored]})
        return str(frame.select(written(self.column, self.balance.currency)).item())


def stratify(tape: Tape, by: str, *, edges: Sequence[int] | None = None) -> tuple[Stratum, ...]:
    """Divide a pool by a column.

    Args:
        tape: the pool.
        by: canonical name of the column.
        edges: ascending lower edges of bands, in stored units; `BANDS` where there are usual ones.

    Returns:
        Words by falling balance, years and bands ascending; only strata that have loans; empty cells last.

    Raises:
        StrataError: no such column; edges for a column of words; edges that do not ascend or leave loans below them.
    """
    column = tape.schema.column(by)
    if column is None:
        message = f"{tape.schema.asset_class} tapes have no column {by!r}; they have {', '.join(tape.schema.names)}"
        raise StrataError(message)
    banded = column.kind in {Kind.MONEY, Kind.RATE, Kind.QUANTITY, Kind.INTEGER}
    cuts = _cuts(tape, column, edges) if banded else ()
    if edges is not None and not banded:
        message = f"{by} is {column.kind}, which has no bands; leave out the edges"
        raise StrataError(message)
    whole = tape.sum_of("current_balance")
    above = dict(pairwise(cuts))
    strata = [
        _stratum(tape, part, column, above=above.get(int(part["key"])) if banded and part["key"] else None, whole=whole)
        for part in _parts(tape.frame, _key(column, cuts)).iter_rows(named=True)
    ]
    if banded:
        return tuple(sorted(strata, key=lambda each: (each.key == _EMPTY, int(each.key or 0))))
    if column.kind is Kind.DATE:
        return tuple(sorted(strata, key=lambda each: (each.key == _EMPTY, each.key)))
    return tuple(sorted(strata, key=lambda each: (each.key == _EMPTY, -each.balance.minor, each.key)))


def chart_rows(strata: Sequence[Stratum], language: Language) -> dict[str, list[str]]:
    """Return what a bar chart needs: labels, balances in major units and shares in per cent, exact, as texts."""
    return {
        "labels": [each.label(language) for each in strata],
        "balances": [str(each.balance).partition(" ")[0] for each in strata],
        "shares": [_two_places((each.share or Fraction(0)) * 100) for each in strata],
        "counts": [str(each.count) for each in strata],
    }


def _cuts(tape: Tape, column: Column, edges: Sequence[int] | None) -> tuple[int, ...]:
    cuts = tuple(edges) if edges is not None else BANDS.get(column.name, (0,))
    lowest = tape.frame[column.name].min()
    if list(cuts) != sorted(set(cuts)) or not cuts:
        message = f"the edges {list(cuts)} of {column.name} do not ascend; give each band's lower edge, lowest first"
        raise StrataError(message)
    if isinstance(lowest, int) and lowest < cuts[0]:
        if edges is not None:
            message = f"{column.name} has {lowest}, below the lowest edge {cuts[0]}; begin with a lower edge"
            raise StrataError(message)
        return (lowest, *cuts)
    return cuts


def _parts(frame: pl.DataFrame, key: pl.Expr) -> pl.DataFrame:
    """Return each part's key, as a text, with its count and exact sums: one pass over the loans."""
    sums = (
        pl.len().alias("count"),
        pl.col("current_balance").cast(pl.Int128).sum().alias("balance"),
        *weighed_sums(pl.col("interest_rate"), "rate"),
        *weighed_sums(pl.col("remaining_term_months"), "term"),
    )
    parts = frame.lazy().group_by(key.alias("key"), maintain_order=True).agg(*sums).collect()
    return parts.with_columns(pl.col("key").cast(pl.String).fill_null(_EMPTY))


def _key(column: Column, cuts: tuple[int, ...]) -> pl.Expr:
    value = pl.col(column.name)
    if cuts:
        key = pl.lit(None, dtype=pl.Int64)
        for cut in cuts:
            key = pl.when(value >= cut).then(cut).otherwise(key)
        return key
    return value.dt.year().cast(pl.String).str.zfill(_YEAR_DIGITS) if column.kind is Kind.DATE else value


def _stratum(tape: Tape, part: dict[str, Any], column: Column, *, above: int | None, whole: Money) -> Stratum:
    balance = Money(minor=int(part["balance"]), currency=tape.currency)
    return Stratum(
        column=column,
        key=part["key"],
        above=above,
        count=part["count"],
        balance=balance,
        share=None if whole.is_zero() else balance.ratio_to(whole),
        rate=rate_of(_mean(part, "rate")),
        remaining_term=_mean(part, "term"),
    )


def _mean(part: dict[str, Any], name: str) -> Fraction | None:
    whole = int(part[f"{name}_weight"])
    return Fraction(int(part[f"{name}_weighed"]), whole) if whole else None


def _two_places(value: Fraction) -> str:
    hundredths = (abs(value) * 200 + 1) // 2
    return f"{'-' if value < 0 and hundredths else ''}{hundredths // 100}.{hundredths % 100:02d}"

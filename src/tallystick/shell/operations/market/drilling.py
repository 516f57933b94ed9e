"""From an alert down to what it rests on: a deal's months and claims, its payers, its loans, the loans that two share.

Everything is read from the partitions as the run read them; a deal that is not there, or a page beyond the last, is
empty. Nothing here is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from tallystick.shell.operations.ports.partitions import Partitions
from tallystick.supervision.market.records import PAYERS
from tallystick.units.money import Currency
from tallystick.units.periods import Period

__all__ = ["A_PAGE", "DealSeen", "Loans", "currencies_of", "deal_seen", "loans_of", "medians", "shared_loans"]

A_PAGE: Final = 100
"""Loans on one page."""
_PAYERS: Final = 20
_MEASURES: Final = ("loss", "forecast", "coverage", "distance", "missing", "turnover", "price")
_Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DealSeen:
    """A deal in the market.

    Attributes:
        record: as filed.
        months: up to the run's, the first first.
        claims: what each source says of each figure, the last month of each; `series` every month of them.
        payers: the largest, each with its amount and share of the pool in millionths.
        loans: how many there are; `pool` what they owe.
    """

    record: _Row
    months: tuple[_Row, ...]
    claims: tuple[_Row, ...]
    series: tuple[_Row, ...]
    payers: tuple[_Row, ...]
    loans: int
    pool: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loans:
    """A page of loans, the largest first; `count` of all that were asked for."""

    rows: tuple[_Row, ...]
    count: int


def deal_seen(store: Partitions, deal: str, period: Period) -> DealSeen | None:
    """Return a deal as the run of a month saw it; None where the market has no such deal."""
    deals = store.table("deals")
    own = deals.filter(pl.col("deal") == deal) if deals.height else deals
    if own.is_empty():
        return None
    until = pl.col("period") <= str(period)
    months = _of(store.table("months"), deal).filter(until).sort("period")
    claims = _of(store.table("claims"), deal).filter(until).sort("period")
    last = claims.group_by("figure", "source").last().sort("figure", "source") if claims.height else claims
    loans = store.loans(str(period), deal) if deal in store.deals(str(period)) else None
    owed = _owed(store, deal) if loans is None else loans.rename({"balance": "amount"})
    pool = int(owed["amount"].sum())
    by_payer = (
        owed.group_by("payer")
        .agg(pl.col("amount").sum(), pl.len().alias("loans"))
        .sort("amount", "payer", descending=[True, False])
        .head(_PAYERS)
        .with_columns((pl.col("amount") * 1_000_000 // max(pool, 1)).alias("share"))
    )
    return DealSeen(
        record=own.row(0, named=True),
        months=tuple(months.iter_rows(named=True)),
        claims=tuple(last.iter_rows(named=True)),
        series=tuple(claims.iter_rows(named=True)),
        payers=tuple(by_payer.iter_rows(named=True)),
        loans=loans.height if loans is not None else 0,
        pool=pool,
    )


def medians(store: Partitions, asset_class: str, measure: str, periods: Sequence[str]) -> dict[str, float]:
    """Return the median of a measure over all deals of an asset class, by month; a month nobody tells of is left out.

    Args:
        store: of the market.
        asset_class: of the peers.
        measure: a column of months.
        periods: the months asked for.

    Raises:
        KeyError: there is no such measure.
    """
    if measure not in _MEASURES:
        raise KeyError(measure)
    deals, months = store.table("deals"), store.table("months")
    if deals.is_empty() or months.is_empty():
        return {}
    peers = deals.filter(pl.col("asset_class") == asset_class).select("deal")
    told = months.join(peers, on="deal", how="semi").filter(pl.col("period").is_in([*periods]))
    found = told.drop_nulls(measure).group_by("period").agg(pl.col(measure).median().alias("median"))
    return dict(found.select("period", "median").iter_rows())


def currencies_of(store: Partitions) -> dict[str, Currency]:
    """Return the currency of each deal."""
    deals = store.table("deals")
    return {deal: Currency(told) for deal, told in deals.select("deal", "currency").iter_rows()} if deals.height else {}


def loans_of(store: Partitions, deal: str, period: Period, *, payer: str = "", page: int = 1) -> Loans:
    """Return a page of a deal's loans, of one payer where one is named."""
    if deal not in store.deals(str(period)):
        return Loans(rows=(), count=0)
    loans = store.loans(str(period), deal)
    loans = loans.filter(pl.col("payer") == payer) if payer else loans
    shown = loans.sort("balance", "asset", descending=[True, False]).slice((page - 1) * A_PAGE, A_PAGE)
    return Loans(rows=tuple(_row(each) for each in shown.iter_rows(named=True)), count=loans.height)


def shared_loans(store: Partitions, deals: Sequence[str], period: Period, *, most: int = A_PAGE) -> tuple[_Row, ...]:
    """Return the loans under one blinded tag in two deals, side by side, the largest first."""
    if len(deals) < 2 or any(each not in store.deals(str(period)) for each in deals[:2]):
        return ()
    one, other = (store.loans(str(period), each).select("tag", "asset", "payer", "balance") for each in deals[:2])
    both = one.join(other, on="tag", suffix="_other").sort("balance", "tag", descending=[True, False]).head(most)
    return tuple(_row(each) for each in both.iter_rows(named=True))


def _owed(store: Partitions, deal: str) -> pl.DataFrame:
    """Return what each payer of a deal without loans owes, as its filing lists them."""
    payers = store.table("payers")
    return payers.filter(pl.col("deal") == deal) if payers.height else pl.DataFrame(schema=PAYERS)


def _of(table: pl.DataFrame, deal: str) -> pl.DataFrame:
    return table.filter(pl.col("deal") == deal) if table.height else pl.DataFrame(schema={"period": pl.String})


def _row(row: _Row) -> _Row:
    """Return a loan with its tag in hexadecimal digits, where it has one."""
    return row | {"tag": "" if row["tag"] is None else f"{row['tag']:016x}"}

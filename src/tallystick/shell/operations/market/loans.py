"""The loans of a deal in a market, a page at a time, and the loans that two deals share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from tallystick.shell.operations.ports.partitions import Partitions
from tallystick.units.periods import Period

__all__ = ["A_PAGE", "Loans", "cutoff_of", "loans_of", "shared_loans"]

A_PAGE: Final = 100
"""Loans on one page."""
_Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loans:
    """A page of loans, the largest first; `count` of all that were asked for."""

    rows: tuple[_Row, ...]
    count: int


def cutoff_of(store: Partitions, deal: str) -> str:
    """Return the day on which the loans of a deal stand, ISO 8601; empty where they are those of the month itself."""
    deals = store.table("deals")
    own = deals.filter(pl.col("deal") == deal) if "cutoff" in deals.columns else deals.clear()
    return "" if own.is_empty() else str(own["cutoff"][0])


def loans_of(store: Partitions, deal: str, period: Period, *, payer: str = "", asset: str = "", page: int = 1) -> Loans:
    """Return a page of a deal's loans, of one payer, or under one id, where one is named."""
    if deal not in store.deals(str(period)):
        return Loans(rows=(), count=0)
    loans = store.loans(str(period), deal)
    loans = loans.filter(pl.col("payer") == payer) if payer else loans
    loans = loans.filter(pl.col("asset").cast(pl.String) == asset) if asset else loans
    shown = loans.sort("balance", "asset", descending=[True, False]).slice((page - 1) * A_PAGE, A_PAGE)
    return Loans(rows=tuple(_row(each) for each in shown.iter_rows(named=True)), count=loans.height)


def shared_loans(store: Partitions, deals: Sequence[str], period: Period, *, most: int = A_PAGE) -> tuple[_Row, ...]:
    """Return the loans under one blinded tag in two deals, side by side, the largest first."""
    if len(deals) < 2 or any(each not in store.deals(str(period)) for each in deals[:2]):
        return ()
    one, other = (store.loans(str(period), each).select("tag", "asset", "payer", "balance") for each in deals[:2])
    both = one.join(other, on="tag", suffix="_other").sort("balance", "tag", descending=[True, False]).head(most)
    return tuple(_row(each) for each in both.iter_rows(named=True))


def _row(row: _Row) -> _Row:
    """Return a loan with its tag in hexadecimal digits, where it has one."""
    return row | {"tag": "" if row["tag"] is None else f"{row['tag']:016x}"}

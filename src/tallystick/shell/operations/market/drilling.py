"""From an alert down to what it rests on: a deal's months and claims, its payers, how many loans; `loans` has those.

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

__all__ = ["DealSeen", "currencies_of", "deal_seen", "medians", "parties_of"]

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


def parties_of(store: Partitions, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return name and identifier of parties, and the name of who controls each; what nobody tells of is empty."""
    table = store.table("parties")
    own = table.filter(pl.col("id").is_in([*ids])) if table.height else table
    over = table.filter(pl.col("id").is_in(own["controller"].implode())) if own.height else own
    names = dict(over.select("id", "name").iter_rows()) if over.height else {}
    return {
        each["id"]: {
            "name": each["name"] or "",
            "identifier": each["identifier"] or "",
            "controller": names.get(each["controller"]) or each["controller"] or "",
        }
        for each in own.iter_rows(named=True)
    }


def _owed(store: Partitions, deal: str) -> pl.DataFrame:
    """Return what each payer of a deal without loans owes, as its filing lists them."""
    payers = store.table("payers")
    return payers.filter(pl.col("deal") == deal) if payers.height else pl.DataFrame(schema=PAYERS)


def _of(table: pl.DataFrame, deal: str) -> pl.DataFrame:
    return table.filter(pl.col("deal") == deal) if table.height else pl.DataFrame(schema={"period": pl.String})

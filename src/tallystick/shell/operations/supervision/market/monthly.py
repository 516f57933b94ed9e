"""The monthly run over a market in partitions: each deal alone, then what lies between deals.

    loans -> summary, faults    terms + collections -> waterfalls    kept by digest; all + tables -> market -> alerts

A run after a run makes only what is new or other. Assets of two deals are found by scanning tags in buckets, so that
memory stays bounded.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from tallystick.shell.operations.ports.compute import Workers
from tallystick.shell.operations.ports.partitions import Partitions
from tallystick.shell.operations.supervision.market.alone import Alone, MonthEvent, alone
from tallystick.shell.operations.supervision.market.speaking import LibrarySpeech
from tallystick.supervision.market.kept.replays import EVENT
from tallystick.supervision.market.kept.summaries import SUMMARY, missing_of, pool_of
from tallystick.supervision.market.links import groups_of
from tallystick.supervision.market.records import (
    LOAN_FAULTS,
    PAYERS,
    PLEDGES,
    Claim,
    DealRecord,
    Market,
    MonthRecord,
    PartyRecord,
    Source,
)
from tallystick.supervision.market.watching import MarketWatched, watch_market
from tallystick.units.periods import Period

__all__ = ["MonthRun", "monthly_run"]

_BUCKET: Final = 50_000_000
"""Tags that are sorted at once; every bucket reads all tags again, and sorting takes less memory than counting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRun:
    """What a run came to: the market watched, how many deals there were, and how much of them was made anew."""

    watched: MarketWatched
    period: Period
    deals: int
    made: int
    events: tuple[MonthEvent, ...]


def monthly_run(store: Partitions, period: Period, workers: Workers, *, as_of: date) -> MonthRun:
    """Watch a market in the month whose loans are there.

    Args:
        store: of the market.
        period: the month.
        workers: who looks at each deal alone.
        as_of: the day of the question.
    """
    every = tuple(alone(store, period, workers))
    summaries = {each.deal: each.summary for each in every}
    market = Market(
        period=period,
        as_of=as_of,
        deals=tuple(DealRecord(**row | {"material": frozenset(row["material"])}) for row in _rows(store, "deals")),
        months=tuple(_months(store, period, summaries)),
        claims=(*_claims(store), *_on_tape(period, summaries), *_replayed(every)),
        parties=tuple(PartyRecord(**row) for row in _rows(store, "parties")),
        payers=_payers(summaries),
        pledges=_pledged_more_than_once(store, period) if summaries else pl.DataFrame(schema=PLEDGES),
        faults=_faults(every),
    )
    watched = watch_market(market, groups_of(market.parties, LibrarySpeech()))
    events, made = tuple(one for each in every for one in each.events(period)), sum(each.made for each in every)
    return MonthRun(watched=watched, period=period, deals=len(every), made=made, events=events)


def _rows(store: Partitions, name: str) -> Iterator[dict[str, Any]]:
    return store.table(name).iter_rows(named=True)


def _months(store: Partitions, period: Period, summaries: dict[str, pl.DataFrame]) -> Iterator[MonthRecord]:
    """Yield the months on record; the last has what its own tape leaves empty."""
    for row in _rows(store, "months"):
        month = Period.parse(row["period"])
        own = summaries.get(row["deal"]) if month == period else None
        yield MonthRecord(**row | {"period": month} | ({} if own is None else {"missing": missing_of(own)}))


def _claims(store: Partitions) -> Iterator[Claim]:
    months: dict[str, Period] = {}
    for row in _rows(store, "claims"):
        text = row["period"]
        month = months.get(text) or months.setdefault(text, Period.parse(text))
        yield Claim(**row | {"period": month, "source": Source(row["source"])})


def _on_tape(period: Period, summaries: dict[str, pl.DataFrame]) -> Iterator[Claim]:
    for deal, summary in summaries.items():
        yield Claim(deal=deal, period=period, figure="pool", source=Source.TAPE, minor=pool_of(summary))


def _replayed(every: Iterable[Alone]) -> Iterator[Claim]:
    for each in every:
        paid = each.replay.filter(~pl.col("figure").str.starts_with(EVENT)).select("period", "figure", "minor")
        for row in paid.iter_rows(named=True):
            yield Claim(**row | {"deal": each.deal, "period": Period.parse(row["period"]), "source": Source.REPLAY})


def _payers(summaries: dict[str, pl.DataFrame]) -> pl.DataFrame:
    rows = [
        summary.cast(SUMMARY).select(pl.lit(deal).alias("deal"), "payer", "amount")
        for deal, summary in summaries.items()
    ]
    return pl.concat(rows).cast(PAYERS) if rows else pl.DataFrame(schema=PAYERS)


def _faults(every: Iterable[Alone]) -> pl.DataFrame:
    rows = [each.faults.select(pl.lit(each.deal).alias("deal"), pl.all()) for each in every]
    return pl.concat(rows).cast(LOAN_FAULTS) if rows else pl.DataFrame(schema=LOAN_FAULTS)


def _pledged_more_than_once(store: Partitions, period: Period) -> pl.DataFrame:
    """Return the rows of tags that stand in more than one: found bucket by bucket, and their deals looked up once."""
    scan = store.tags(str(period))
    tags = scan.select("tag")
    buckets = int(tags.select(pl.len()).collect().item()) // _BUCKET + 1
    twice = [_twice(tags.filter(pl.col("tag") % buckets == bucket)) for bucket in range(buckets)]
    return scan.join(pl.concat(twice).lazy(), on="tag", how="semi").collect().cast(PLEDGES)


def _twice(tags: pl.LazyFrame) -> pl.DataFrame:
    """Return the tags that come more than once: in their order, each that is like the one before it."""
    ordered = tags.collect()["tag"].sort()
    return ordered.filter(ordered == ordered.shift()).unique().to_frame()

"""What a monthly run asks of each deal alone: its loans summed up, and its waterfalls on what was collected.

Deals are done in parts of one size and order, in this process, in others or on a cluster, and what they come to is the
same. What was made of the same bytes before is not made again; what is made is kept whole or not at all, so that a run
that was killed goes on where it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from tallystick.evidence.digests import sha256_hex
from tallystick.shell.operations.ports.compute import Workers
from tallystick.shell.operations.ports.partitions import Partitions
from tallystick.supervision.market.kept.replays import REPLAY, replay_of
from tallystick.supervision.market.kept.summaries import summary_of
from tallystick.units.periods import Period

__all__ = ["Alone", "alone"]

_PART: Final = 20
_FORM: Final = b"with events\n"
"""What a replay holds, in its digest: one that was kept before it held events is made again."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alone:
    """One deal in one month.

    Attributes:
        summary: of its loans.
        replay: of its waterfalls; empty where its terms are not there.
        made: how many of the two were made anew.
    """

    deal: str
    summary: pl.DataFrame
    replay: pl.DataFrame
    made: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    store: Partitions
    period: Period
    deals: tuple[str, ...]


def alone(store: Partitions, period: Period, workers: Workers) -> Iterator[Alone]:
    """Yield every deal whose loans of a month are there, in their order.

    Args:
        store: of the market.
        period: the month.
        workers: who does it.
    """
    deals = store.deals(str(period))
    parts = [
        _Part(store=store, period=period, deals=deals[start : start + _PART]) for start in range(0, len(deals), _PART)
    ]
    for done in workers.each(_done, parts):
        yield from done


def _done(part: _Part) -> list[Alone]:
    return [_one(part.store, part.period, deal) for deal in part.deals]


def _one(store: Partitions, period: Period, deal: str) -> Alone:
    month = str(period)
    digest = store.sha256(month, deal)
    summary = known = store.kept(digest)
    if summary is None:
        summary = summary_of(store.loans(month, deal))
        store.keep(digest, summary)
    replay, again = _replay(store, period, deal)
    return Alone(deal=deal, summary=summary, replay=replay, made=int(known is None) + again)


def _replay(store: Partitions, period: Period, deal: str) -> tuple[pl.DataFrame, int]:
    terms = store.terms(deal)
    if terms is None:
        return pl.DataFrame(schema=REPLAY), 0
    earlier = store.earlier_terms(deal)
    collected = store.collected(deal).filter(pl.col("period") <= str(period))
    before = b"".join(f"until {last}\n".encode() + each + b"\n" for last, each in earlier)
    digest = sha256_hex(_FORM + before + terms + b"\n" + collected.write_csv().encode() + str(period).encode())
    kept = store.kept(digest)
    if kept is not None:
        return kept, 0
    replay = replay_of(terms, collected, period, earlier=earlier)
    store.keep(digest, replay)
    return replay, 1

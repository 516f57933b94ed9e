"""What a monthly run asks of each deal alone: its loans summed up and checked, its waterfalls on what came in.

Deals are done in parts of one size and order, in this process, in others or on a cluster, and what they come to is the
same. What was made of the same bytes before is not made again; what is made is kept whole or not at all, so that a run
that was killed goes on where it was.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.persons import Name
from tallystick.shell.operations.ports.compute import Workers
from tallystick.shell.operations.ports.partitions import Partitions
from tallystick.supervision.market.kept.replays import EVENT, REPLAY, replay_of
from tallystick.supervision.market.kept.summaries import summary_of
from tallystick.supervision.market.kept.tapes import faults_of
from tallystick.units.periods import Period

__all__ = ["Alone", "MonthEvent", "alone"]

_PART: Final = 20
_FORM: Final = b"with events told and forecast\n"
"""What a replay holds, in its digest: one that was kept before it told them is made again."""
_FAULTS: Final = b"faults\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthEvent:
    """What a month itself shows of a deal, by the numbers of the law books: its id, and the figures in words."""

    deal: str
    id: str
    fact: Name


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alone:
    """One deal in one month.

    Attributes:
        summary: of its loans.
        replay: of its waterfalls; empty where its terms are not there.
        faults: of its loans, `kept.tapes.faults_of`.
        made: how many of the three were made anew.
    """

    deal: str
    summary: pl.DataFrame
    replay: pl.DataFrame
    faults: pl.DataFrame
    made: int

    def events(self, period: Period) -> Iterator[MonthEvent]:
        """Yield what a month shows."""
        of_month = (pl.col("period") == str(period)) & pl.col("figure").str.starts_with(EVENT)
        for figure, zh, en in self.replay.filter(of_month).select("figure", "zh", "en").iter_rows():
            yield MonthEvent(deal=self.deal, id=figure.removeprefix(EVENT), fact=Name(zh=zh, en=en))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    store: Partitions
    period: Period
    deals: tuple[str, ...]
    before: frozenset[str]


def alone(store: Partitions, period: Period, workers: Workers) -> Iterator[Alone]:
    """Yield every deal whose loans of a month are there, in their order.

    Args:
        store: of the market.
        period: the month.
        workers: who does it.
    """
    deals, before = store.deals(str(period)), frozenset(store.deals(str(period.previous())))
    each = (deals[start : start + _PART] for start in range(0, len(deals), _PART))
    parts = [_Part(store=store, period=period, deals=own, before=before.intersection(own)) for own in each]
    for done in workers.each(_done, parts):
        yield from done


def _done(part: _Part) -> list[Alone]:
    return [_one(part, deal) for deal in part.deals]


def _one(part: _Part, deal: str) -> Alone:
    store, month = part.store, str(part.period)
    earlier = str(part.period.previous()) if deal in part.before else ""
    digest = store.sha256(month, deal)
    summary, summed = _once(store, digest, lambda: summary_of(store.loans(month, deal)))
    both = sha256_hex(_FAULTS + f"{digest} {store.sha256(earlier, deal) if earlier else ''}".encode())
    faults, looked = _once(
        store, both, lambda: faults_of(store.loans(month, deal), store.loans(earlier, deal) if earlier else None)
    )
    replay, again = _replay(store, part.period, deal)
    return Alone(deal=deal, summary=summary, replay=replay, faults=faults, made=summed + looked + again)


def _once(store: Partitions, digest: str, make: Callable[[], pl.DataFrame]) -> tuple[pl.DataFrame, int]:
    """Return what is kept under a digest, made and kept where it is not yet, and how much was made: one or nothing."""
    kept = store.kept(digest)
    if kept is not None:
        return kept, 0
    made = make()
    store.keep(digest, made)
    return made, 1


def _replay(store: Partitions, period: Period, deal: str) -> tuple[pl.DataFrame, int]:
    terms = store.terms(deal)
    if terms is None:
        return pl.DataFrame(schema=REPLAY), 0
    earlier = store.earlier_terms(deal)
    collected, forecast = (
        frame.filter(pl.col("period") <= str(period)) for frame in (store.collected(deal), store.forecast(deal))
    )
    before = b"".join(f"until {last}\n".encode() + each + b"\n" for last, each in earlier)
    told = "\n".join((collected.write_csv(), forecast.write_csv(), str(period))).encode()
    digest = sha256_hex(_FORM + before + terms + b"\n" + told)
    return _once(store, digest, lambda: replay_of(terms, collected, period, earlier=earlier, forecast=forecast))

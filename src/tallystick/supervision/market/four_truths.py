"""Four truths beside each other: what was filed, what was reported as issued, the servicer and its tape, the ledger.

    issued        completion <= plan            ledger = completion
    outstanding   ledger = servicer             closing-pool   tape = plan
    pool          servicer = tape               cash           servicer = tape
    paid          servicer = waterfalls replayed on what was collected

Each difference has a kind, a tolerance, an owner and an age. What a source does not say is not compared, but a supply
on the ledger that no completion report tells of, and months that cannot be replayed, are differences of their own.
Source: SUPTECH.md 8, point 10.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tallystick.supervision.market.alerts import Alert, Kind, percent
from tallystick.supervision.market.kept.replays import STOPPED
from tallystick.supervision.market.records import PPM, Claim, Market, Source
from tallystick.units.periods import Period

__all__ = ["CHECKS", "Check", "claims_by", "reconcile"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Two sources that must agree on a figure.

    Attributes:
        figure: the first word of it; ``issued`` stands for ``issued:A`` and every other class.
        left: who is held against `right`.
        tolerance: what may stand between, in millionths of what the right says.
        more_only: whether only a left above the right is a difference.
    """

    kind: Kind
    figure: str
    left: Source
    right: Source
    tolerance: int = 0
    more_only: bool = False

    def apart(self, left: int, right: int) -> bool:
        """Whether two amounts are further apart than may be."""
        over = left - right if self.more_only else abs(left - right)
        return over * PPM > self.tolerance * abs(right)


CHECKS: Final = (
    Check(kind=Kind.ISSUED_ABOVE_FILED, figure="issued", left=Source.COMPLETION, right=Source.PLAN, more_only=True),
    Check(kind=Kind.SUPPLY_OTHER, figure="issued", left=Source.LEDGER, right=Source.COMPLETION),
    Check(kind=Kind.OUTSTANDING_OTHER, figure="outstanding", left=Source.LEDGER, right=Source.SERVICER),
    Check(kind=Kind.POOL_OTHER, figure="pool", left=Source.SERVICER, right=Source.TAPE, tolerance=10),
    Check(kind=Kind.CASH_OTHER, figure="cash", left=Source.SERVICER, right=Source.TAPE, tolerance=1_000),
    Check(kind=Kind.CLOSING_OTHER, figure="closing-pool", left=Source.TAPE, right=Source.PLAN),
    Check(kind=Kind.PAID_OTHER, figure="paid", left=Source.SERVICER, right=Source.REPLAY),
)
"""What must agree. The tolerances are of this house: a rounding a loan for the pool, late postings for the cash."""


def reconcile(market: Market) -> tuple[Alert, ...]:
    """Return every difference that is there in the month of the market, by deal, figure and kind."""
    said: dict[tuple[str, str], dict[Source, dict[Period, int]]] = defaultdict(lambda: defaultdict(dict))
    for claim in market.claims:
        if claim.period <= market.period:
            said[claim.deal, claim.figure][claim.source][claim.period] = claim.minor
    return tuple(
        alert
        for (deal, figure), sources in sorted(said.items())
        for alert in (
            *_differences(deal, figure, sources, market.period),
            *_untold(deal, figure, sources),
            *_stopped(deal, figure, sources, market.period),
        )
    )


def claims_by(claims: Iterable[Claim], figure: str, source: Source) -> dict[str, dict[Period, int]]:
    """Return what a source says of a figure, by deal and month."""
    found: dict[str, dict[Period, int]] = defaultdict(dict)
    for claim in claims:
        if claim.figure == figure and claim.source is source:
            found[claim.deal][claim.period] = claim.minor
    return found


def _differences(
    deal: str, figure: str, sources: Mapping[Source, Mapping[Period, int]], period: Period
) -> Iterator[Alert]:
    for check in CHECKS:
        left, right = sources.get(check.left), sources.get(check.right)
        if figure.partition(":")[0] != check.figure or not left or not right:
            continue
        since: Period | None = None
        one = other = 0
        for month, one, other in _beside(left, right):
            since = (since or month) if check.apart(one, other) else None
        if since is not None:
            yield Alert(
                kind=check.kind,
                deals=(deal,),
                about=figure,
                since=since,
                period=period,
                measured=str(one - other),
                against=percent(check.tolerance),
                values=((check.left.value, str(one)), (check.right.value, str(other))),
                sources=(check.left.value, check.right.value),
            )


def _untold(deal: str, figure: str, sources: Mapping[Source, Mapping[Period, int]]) -> Iterator[Alert]:
    ledger = sources.get(Source.LEDGER, {})
    held = sorted(month for month, minor in ledger.items() if minor)
    if figure.partition(":")[0] == "issued" and held and Source.COMPLETION not in sources:
        yield Alert(
            kind=Kind.ISSUED_UNREPORTED,
            deals=(deal,),
            about=figure,
            since=held[0],
            period=max(held),
            measured=str(ledger[max(held)]),
            against="0",
            values=((Source.LEDGER.value, str(ledger[max(held)])),),
            sources=(Source.LEDGER.value,),
        )


def _stopped(deal: str, figure: str, sources: Mapping[Source, Mapping[Period, int]], period: Period) -> Iterator[Alert]:
    """Yield that a deal's months cannot be replayed, and by which finding; nothing of what it paid is then compared."""
    if figure.startswith(STOPPED) and period in sources.get(Source.REPLAY, {}):
        yield Alert(
            kind=Kind.REPLAY_STOPPED,
            deals=(deal,),
            about=figure.removeprefix(STOPPED),
            since=period,
            period=period,
            measured="-",
            against="-",
            sources=(Source.SERVICER.value, Source.REPLAY.value),
        )


def _beside(left: Mapping[Period, int], right: Mapping[Period, int]) -> Iterator[tuple[Period, int, int]]:
    """Yield each month of the left with what the right said last by then; what was filed once holds ever after."""
    said = sorted(right.items())
    place = 0
    for month, one in sorted(left.items()):
        while place < len(said) and said[place][0] <= month:
            place += 1
        if place:
            yield month, one, said[place - 1][1]

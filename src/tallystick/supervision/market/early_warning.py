"""Early warning: deals that go otherwise than filed and otherwise than their peers, while they still pay.

    vintage    loss so far > 1.5 x filed for its age, and > 1.25 x what peers of its class came to against their filing
    coverage   median of the last three months, and the last, 10 % below the median before
    trigger    less than 10 % of its bound away, or reached within three months at the pace of the last three
    quality    cells of the tape without a value: twice their median before, and 0.5 % more
    tape       loans of the month twice, without a payer or a balance, below nothing, or above the month before
    servicer   cash reported below the tape of its deals, more each month for four months, at last above 1 %
    reports    three of the last six later than expected, or not there

Every threshold is a choice of this house, tuned on one made market and measured on others; none is law.
Source: SUPTECH.md 8; LAW.md d.2 for what is an event by itself.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median_low
from typing import Final

from tallystick.supervision.market.alerts import Alert, Kind, percent
from tallystick.supervision.market.four_truths import claims_by
from tallystick.supervision.market.records import PPM, DealRecord, Market, MonthRecord, Source, parts
from tallystick.units.periods import Period

__all__ = ["drifting_servicers", "early_warnings", "faulty_tapes"]

_WORSE: Final = 1_500_000
_PEERS: Final = 1_250_000
_LOSS: Final = 5_000
_FEWEST: Final = 3
"""Peers of a class, other than the deal itself, below which there is nobody to compare with."""
_PACE: Final = 3
_FALL: Final = 100_000
_NEAR: Final = 100_000
_QUALITY: Final = 5_000
_BEFORE: Final = 6
_DRIFT: Final = 4
_GAP: Final = 10_000
_REPORTS: Final = 6
_LATE: Final = 3


def early_warnings(market: Market) -> tuple[Alert, ...]:
    """Return what is to be looked at of single deals, by deal."""
    months = market.months_of()
    against = {each.deal: _against_filing(months[each.deal]) for each in market.deals}
    peers: dict[str, list[int]] = defaultdict(list)
    for deal in market.deals:
        own = against[deal.deal]
        if own is not None:
            peers[deal.asset_class].append(own)
    usual = {each: (median_low(found), len(found)) for each, found in peers.items()}
    return tuple(
        alert
        for deal in sorted(market.deals, key=lambda each: each.deal)
        if months[deal.deal]
        for alert in (
            *_vintage(deal, months[deal.deal], *usual.get(deal.asset_class, (0, 0))),
            *_coverage(months[deal.deal]),
            *_trigger(months[deal.deal]),
            *_quality(months[deal.deal]),
            *_late(months[deal.deal], market),
        )
    )


def drifting_servicers(market: Market) -> tuple[Alert, ...]:
    """Return the servicers whose reported cash falls further below their tapes month by month."""
    reported = claims_by(market.claims, "cash", Source.SERVICER)
    on_tape = claims_by(market.claims, "cash", Source.TAPE)
    serving: dict[str, list[str]] = defaultdict(list)
    for deal in market.deals:
        serving[deal.servicer].append(deal.deal)
    return tuple(
        alert
        for servicer, deals in sorted(serving.items())
        for alert in _drift(servicer, deals, _gaps(deals, reported, on_tape, market.period), market.period)
    )


def faulty_tapes(market: Market) -> tuple[Alert, ...]:
    """Return what is wrong with the loans of the market's month, by deal and fault."""
    return tuple(
        Alert(
            kind=Kind.TAPE_FAULTY,
            deals=(deal,),
            about=fault,
            since=market.period,
            period=market.period,
            measured=str(loans),
            against="0",
            values=(("loans", str(loans)), ("first", asset)),
            sources=(Source.TAPE.value,),
        )
        for deal, fault, loans, asset in market.faults.sort("deal", "fault").iter_rows()
    )


def _against_filing(months: Sequence[MonthRecord]) -> int | None:
    """Return the loss so far over what was filed for its age, in millionths; None where nobody says."""
    if not months or months[-1].loss is None or not months[-1].forecast:
        return None
    return parts(months[-1].loss, months[-1].forecast)


def _vintage(deal: DealRecord, months: Sequence[MonthRecord], usual: int, peers: int) -> Iterator[Alert]:
    """Yield losses far above the filing and above what is usual among so many peers, the deal itself among them."""
    last, own = months[-1], _against_filing(months)
    if own is None or last.loss is None or peers <= _FEWEST or last.loss < _LOSS:
        return
    if own <= _WORSE or own * PPM <= usual * _PEERS:
        return
    run = [each for each in months if each.loss and each.forecast and parts(each.loss, each.forecast) > _WORSE]
    yield _alert(
        Kind.VINTAGE_WORSE,
        last,
        deal.asset_class,
        run[0].period,
        (percent(own), percent(max(_WORSE, usual * _PEERS // PPM))),
        (
            ("loss", percent(last.loss)),
            ("filed", percent(last.forecast or 0)),
            ("age", str(last.age)),
            ("peers", percent(usual)),
            ("peers-counted", str(peers)),
        ),
        ("servicer", "plan"),
    )


def _coverage(months: Sequence[MonthRecord]) -> Iterator[Alert]:
    """Yield a fall that is no single bad month: two of the last three are far below, and the last is one of them."""
    before = [each.coverage for each in months[:-_PACE] if each.coverage is not None]
    lately = [each.coverage for each in months[-_PACE:] if each.coverage is not None]
    if len(before) < _PACE or len(lately) < _PACE:
        return
    usual = median_low(before)
    bound = usual - usual * _FALL // PPM
    if median_low(lately) > bound or lately[-1] > bound:
        return
    values = (
        ("median-before", percent(usual)),
        *((str(each.period), percent(each.coverage or 0)) for each in months[-_PACE:]),
    )
    figures = (percent(PPM - parts(median_low(lately), usual)), percent(_FALL))
    yield _alert(Kind.COVERAGE_FALLING, months[-1], "coverage", months[-_PACE].period, figures, values, ("servicer",))


def _trigger(months: Sequence[MonthRecord]) -> Iterator[Alert]:
    known = [each for each in months[-_PACE - 1 :] if each.distance is not None]
    if not known or known[-1] is not months[-1]:
        return
    last, first = known[-1].distance or 0, known[0].distance or 0
    pace = (first - last) if len(known) > _PACE else 0
    if last >= _NEAR and not (pace > 0 and last <= pace):
        return
    values = tuple((str(month.period), percent(month.distance or 0)) for month in known)
    figures = (percent(last), percent(_NEAR))
    yield _alert(Kind.TRIGGER_NEAR, months[-1], "trigger", months[-1].period, figures, values, ("servicer", "plan"))


def _quality(months: Sequence[MonthRecord]) -> Iterator[Alert]:
    before = [each.missing for each in months[-_BEFORE - 1 : -1] if each.missing is not None]
    last = months[-1].missing
    if last is None or len(before) < _PACE:
        return
    usual = median_low(before)
    if last > 2 * usual and last > usual + _QUALITY:
        figures = (percent(last), percent(max(2 * usual, usual + _QUALITY)))
        values = (("missing", percent(last)), ("median-before", percent(usual)), ("months", str(len(before))))
        yield _alert(Kind.QUALITY_DRIFT, months[-1], "tape", months[-1].period, figures, values, ("tape",))


def _late(months: Sequence[MonthRecord], market: Market) -> Iterator[Alert]:
    late = [each for each in months[-_REPORTS:] if (each.told or market.as_of) > each.due]
    if len(late) >= _LATE:
        values = tuple((str(each.period), f"{each.due} < {each.told or '-'}") for each in late)
        figures = (str(len(late)), str(_LATE - 1))
        yield _alert(Kind.REPORTS_LATE, months[-1], "reports", late[0].period, figures, values, ("servicer",))


def _gaps(
    deals: Sequence[str],
    reported: Mapping[str, Mapping[Period, int]],
    on_tape: Mapping[str, Mapping[Period, int]],
    period: Period,
) -> list[tuple[Period, int]]:
    """Return by how much cash reported is below the tape, in millionths, over all deals of the last months."""
    found = []
    for back in range(_DRIFT - 1, -1, -1):
        month = period.add(-back)
        both = [
            (reported[deal][month], on_tape[deal][month])
            for deal in deals
            if month in reported.get(deal, {}) and month in on_tape.get(deal, {})
        ]
        if both:
            tape = sum(each for _, each in both)
            found.append((month, parts(tape - sum(each for each, _ in both), tape)))
    return found


def _drift(servicer: str, deals: Sequence[str], gaps: list[tuple[Period, int]], period: Period) -> Iterator[Alert]:
    rising = len(gaps) == _DRIFT and all(later > earlier for (_, earlier), (_, later) in pairwise(gaps))
    if rising and gaps[-1][1] > _GAP:
        yield Alert(
            kind=Kind.SERVICER_DRIFT,
            deals=tuple(sorted(deals)),
            about=servicer,
            since=gaps[0][0],
            period=period,
            measured=percent(gaps[-1][1]),
            against=percent(_GAP),
            values=tuple((str(month), percent(gap)) for month, gap in gaps),
            sources=(Source.SERVICER.value, Source.TAPE.value),
        )


def _alert(
    kind: Kind,
    month: MonthRecord,
    about: str,
    since: Period,
    figures: tuple[str, str],
    values: tuple[tuple[str, str], ...],
    sources: tuple[str, ...],
) -> Alert:
    return Alert(
        kind=kind,
        deals=(month.deal,),
        about=about,
        since=since,
        period=month.period,
        measured=figures[0],
        against=figures[1],
        values=values,
        sources=sources,
    )

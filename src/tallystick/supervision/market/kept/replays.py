"""What the waterfalls of a deal pay on what was collected: each class, month by month, all that it got since closing.

    terms as issued + reported collections -> both waterfalls from the first month on -> paid by class, added up
                            + filed forecast                                         -> events of each month

A replay depends on nothing else, so that it can be kept by the digest of all. Amounts are added up from closing: a
month that was paid otherwise stays visible until it is made good.
Source: DESIGN.md section 6, obligation 7, asked of every deal at once.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from tallystick.deal.deal import Deal
from tallystick.deal.terms import parse_terms, terms_hash
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.certificate import certify
from tallystick.servicing.close import ClosedPeriod, Earlier, close_period
from tallystick.servicing.collections import Collection, Declared, parse_collection
from tallystick.supervision.watching.events import Detected
from tallystick.supervision.watching.from_servicing import MonthSeen, of_months
from tallystick.units.money import Money
from tallystick.units.periods import Period, PeriodError

__all__ = ["COLLECTED", "EVENT", "FORECAST", "REPLAY", "STOPPED", "replay_of"]

COLLECTED: Final = pl.Schema({"period": pl.String, "item": pl.String, "amount": pl.String, "currency": pl.String})
"""The rows of a deal's monthly files, as they were written."""
FORECAST: Final = pl.Schema({"period": pl.String, "cash": pl.Int64})
"""Cash that the filed base case expects of a month, in minor units of the pool's currency."""
REPLAY: Final = pl.Schema(
    {"period": pl.String, "figure": pl.String, "minor": pl.Int64, "zh": pl.String, "en": pl.String}
)
"""One row a class and month, and one an event with its fact in both languages; or one row in which `STOPPED` and the
reason stand as the figure."""
_COLUMNS: Final = ("item", "amount", "currency")
STOPPED: Final = "stopped:"
"""Before the code of the first finding for which there is no replay."""
EVENT: Final = "event:"
"""Before the id of an event that a month shows (`supervision.watching.from_servicing`)."""


def replay_of(
    terms: bytes,
    collected: pl.DataFrame,
    period: Period,
    *,
    earlier: Sequence[tuple[str, bytes]] = (),
    forecast: pl.DataFrame | None = None,
    events: bool = True,
) -> pl.DataFrame:
    """Return what each class was paid by the end of each month, and the events of the months.

    Args:
        terms: canonical bytes of the terms as issued.
        collected: of the schema `COLLECTED`; later months are passed over.
        period: the last month.
        earlier: the terms before, where the tokens went over: each with the last month paid on them, oldest first.
        forecast: of the schema `FORECAST`; None or empty where it is not at hand, and no month is held against it.
        events: whether the events of the months are asked for; what they show of the law takes its time.
    """
    deal, found = parse_terms(terms)
    before, about_before = _before(earlier)
    months: list[Collection] = []
    if deal is not None and not about_before:
        months, found = _months(deal, collected, period)
    if deal is None or found or about_before:
        return _stopped(period, (*found, *about_before))
    closed, found = close_period(deal, months, period=period, earlier=before)
    if closed is None:
        return _stopped(period, found)
    paid: dict[str, int] = {}
    rows = []
    for month in closed.ledger.periods:
        for flow in (month.offshore or month.onshore).classes:
            paid[flow.class_id] = paid.get(flow.class_id, 0) + (flow.interest + flow.principal + flow.residual).minor
            rows.append((str(month.facts.period), f"paid:{flow.class_id}", paid[flow.class_id], "", ""))
    found_so = _events(deal, before, months, closed, forecast) if events else ()
    rows += [(each.period, f"{EVENT}{each.id}", 0, each.fact.zh, each.fact.en) for each in found_so]
    return pl.DataFrame(rows, schema=REPLAY, orient="row")


def _before(earlier: Sequence[tuple[str, bytes]]) -> tuple[list[Earlier], tuple[Finding, ...]]:
    """Read the terms before; the first that cannot be read ends it."""
    read: list[Earlier] = []
    for last, terms in earlier:
        deal, found = parse_terms(terms)
        try:
            month = Period.parse(last)
        except PeriodError:
            return [], (finding("deal.period-unreadable", value=last),)
        if deal is None:
            return [], found
        read.append(Earlier(deal=deal, last=month))
    return read, ()


def _events(
    deal: Deal,
    before: Sequence[Earlier],
    months: list[Collection],
    closed: ClosedPeriod,
    forecast: pl.DataFrame | None,
) -> tuple[Detected, ...]:
    """Return what the months show by the numbers of the law books."""
    stages = [(each.last, each.deal, terms_hash(each.deal)) for each in before]
    now = (deal, terms_hash(deal))
    seen = []
    for month, out in zip(months, closed.ledger.periods, strict=True):
        terms, hashed = next(((then, told) for last, then, told in stages if month.period <= last), now)
        one = ClosedPeriod(deal=terms, collection=month, paid=out, ledger=closed.ledger)
        seen.append(MonthSeen(collection=month, certificate=certify(one, terms=hashed)))
    currency, filed = deal.structure.onshore.currency, () if forecast is None else forecast.iter_rows()
    expected = {Period.parse(month): Money(minor=cash, currency=currency) for month, cash in filed}
    return of_months(seen, expected, first=deal.structure.first_period)


def _months(deal: Deal, collected: pl.DataFrame, period: Period) -> tuple[list[Collection], tuple[Finding, ...]]:
    """Read what was collected in every month; the first that cannot be read ends it."""
    declared, currency = Declared.of(deal.structure), deal.structure.onshore.currency
    months: list[Collection] = []
    for text, content in _files(collected.filter(pl.col("period") <= str(period))):
        month = Period.parse(text)
        file = f"collections/{month}.csv"
        read, found = parse_collection(content, period=month, currency=currency, file=file, declared=declared)
        if read is None:
            return [], found
        months.append(read)
    return months, ()


def _files(collected: pl.DataFrame) -> Iterator[tuple[str, bytes]]:
    """Yield month and file, as the servicer wrote it; a few rows each, which a frame a month would cost more than."""
    months: dict[str, list[list[str]]] = {}
    for period, *cells in collected.select("period", *_COLUMNS).iter_rows():
        months.setdefault(period, [list(_COLUMNS)]).append(cells)
    for period, rows in months.items():
        file = io.StringIO()
        csv.writer(file, lineterminator="\n").writerows(rows)
        yield period, file.getvalue().encode()


def _stopped(period: Period, found: tuple[Finding, ...]) -> pl.DataFrame:
    return pl.DataFrame([(str(period), f"{STOPPED}{found[0].code}", 0, "", "")], schema=REPLAY, orient="row")

"""The months of a deal as `watch` sees them: reported, paid through its waterfalls, with what happened beside them."""

from collections.abc import Mapping

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.certificate import certify
from tallystick.servicing.close import ClosedPeriod, close_period
from tallystick.servicing.collections import Collection
from tallystick.servicing.lifecycle.events import PoolEvent, parse_events
from tallystick.servicing.restatement import carry
from tallystick.shell.operations.issuance.later.lineage import without_earlier
from tallystick.shell.operations.servicing.loading import read_collections
from tallystick.shell.operations.supervision.watching.lived import Lived
from tallystick.supervision.watching.from_servicing import MonthSeen
from tallystick.units.periods import Period

__all__ = ["ended_with", "months_seen"]


def months_seen(
    files: Mapping[str, bytes], deal: Deal, on_record: Lived
) -> tuple[tuple[MonthSeen, ...], tuple[Finding, ...]]:
    """Return every month from the first until one is missing, and what is wrong with the files.

    Args:
        files: with ``collections/2026-09.csv`` and, where something happened, ``events/2026-09.csv``.
        deal: as priced; as filed where the price is not at hand.
        on_record: when months were closed, what the bank returned, corrections, and the terms of filings before.
    """
    refused = tuple(without_earlier(deal, on_record.earlier))
    if refused:
        return (), refused
    read, findings = read_collections(files, deal)
    used = _unbroken(carry(read, on_record.corrections), deal.structure.first_period)
    found = list(findings)
    if len(used) < len(read):
        gap = used[-1].period.next() if used else deal.structure.first_period
        found.append(finding("supervision.watch-gap", period=str(gap)))
    beside = {f"events/{month.period}.csv" for month in used}
    strange = sorted(name for name in files if name.startswith("events/") and name not in beside)
    found += [finding("servicing.beside-nothing", file=name) for name in strange]
    if not used:
        return (), tuple(found)
    last, wrong = close_period(deal, used, period=used[-1].period, earlier=on_record.earlier or ())
    if last is None:
        return (), (*found, *wrong)
    seen: list[MonthSeen] = []
    for month, paid in zip(used, last.ledger.periods, strict=True):
        events, about = _events(files, deal, month.period)
        found += about
        closed = ClosedPeriod(deal=deal, collection=month, paid=paid, ledger=last.ledger)
        seen.append(
            MonthSeen(
                collection=month,
                certificate=certify(closed),
                events=events,
                known=on_record.closed.get(month.period),
                returned=on_record.returned.get(month.period, ()),
            )
        )
    return tuple(seen), tuple(found)


def ended_with(months: tuple[MonthSeen, ...]) -> Period | None:
    """Return the month in which every class was repaid; None while one is not."""
    for each in months:
        if all(line.ending.is_zero() for line in each.certificate.classes):
            return each.period
    return None


def _unbroken(months: tuple[Collection, ...], first: Period) -> list[Collection]:
    there = {each.period: each for each in months}
    found: list[Collection] = []
    while (period := first.add(len(found))) in there:
        found.append(there[period])
    return found


def _events(
    files: Mapping[str, bytes], deal: Deal, period: Period
) -> tuple[tuple[PoolEvent, ...], tuple[Finding, ...]]:
    name = f"events/{period}.csv"
    if name not in files:
        return (), ()
    return parse_events(files[name], period=period, currency=deal.assets.currency, file=name)

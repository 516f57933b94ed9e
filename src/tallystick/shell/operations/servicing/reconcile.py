"""`reconcile`: reported months beside the tapes at their ends and the statements of the collection account.

    deal.yaml + its tape + tapes/2026-09.csv ... -> rolled forward   ┐
    statements of the collection account         -> cash, exposure   ┴ beside collections/ -> breaks

It works onshore, where the tapes are, and stores nothing.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.collections import PURCHASED, Collection, check_sequence
from tallystick.servicing.lifecycle.events import EventKind, PoolEvent
from tallystick.servicing.reconciliation.beside import Looked, event_breaks, remittance_breaks, servicer_breaks
from tallystick.servicing.reconciliation.breaks import Break, findings_of_breaks
from tallystick.servicing.reconciliation.cash import cash_breaks, statement_breaks
from tallystick.servicing.reconciliation.commingling import Exposure, check_sweeps, exposure
from tallystick.servicing.reconciliation.plain import read_statement
from tallystick.servicing.reconciliation.pool import pool_breaks, roll_forward
from tallystick.servicing.reconciliation.statement import Statement
from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.servicing.beside import Loans, events_beside, remittances_beside
from tallystick.shell.operations.servicing.loading import read_collections
from tallystick.shell.operations.servicing.tapes import BOUGHT_FOLDER, TAPES_FOLDER, bought_beside, tapes_of
from tallystick.units.money import Currency, Money, total
from tallystick.units.periods import Period

__all__ = ["Bounds", "Reconciled", "reconcile_months"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What may differ, and how long money may wait; `supported` says that the duty to sweep has credit support."""

    tolerance: Money
    as_of: dt.date
    supported: bool = False

    @property
    def looked(self) -> Looked:
        """What may differ, and when it is asked."""
        return Looked(tolerance=self.tolerance, as_of=self.as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What was held against what, every break, and what lay in the account; the numbers count months and rows."""

    months: tuple[Period, ...]
    tapes: int
    statements: int
    events: int
    remittances: int
    breaks: tuple[Break, ...]
    exposure: Exposure


def reconcile_months(
    files: Mapping[str, bytes], statements: Mapping[str, bytes], bounds: Bounds
) -> Outcome[Reconciled]:
    """Reconcile every reported month of a deal folder.

    Args:
        files: the deal folder, with ``collections/`` and, where there are any, ``tapes/2026-09.csv``: the pool at the
            end of that month; ``bought/2026-09.csv``: the assets bought in it.
        statements: of the collection account, camt.053 or CSV.
        bounds: what may stand.
    """
    opened = open_deal(
        {name: each for name, each in files.items() if not name.startswith((TAPES_FOLDER, BOUGHT_FOLDER))}
    )
    if opened.value is None:
        return Outcome(value=None, findings=opened.findings)
    deal = opened.value.deal
    months, found = read_collections(files, deal)
    ordered = sorted(months, key=lambda each: each.period)
    read: list[Statement] = []
    for name in sorted(statements):
        some, wrong = read_statement(statements[name], file=name)
        read, found = [*read, *some], (*found, *wrong, *_elsewhere(some, deal.assets.currency))
    own = [each for each in read if each.currency is deal.assets.currency]
    read_tapes, about_tapes = tapes_of(opened.value, files)
    tapes = {period: owed for period, (owed, _) in read_tapes.items()}
    first = deal.structure.first_period
    loans = Loans(owed=tapes, eligible={period: fit for period, (_, fit) in read_tapes.items()})
    events, about_events = events_beside(files, deal, ordered, loans)
    sent, about_remittances = remittances_beside(files, deal, ordered)
    about_events = (*about_events, *about_remittances)
    about_events = (*about_events, *bought_beside(opened.value, files, ordered))
    breaks = [*_rolled(ordered, tapes, bounds, events)]
    breaks += servicer_breaks([each for some in events.values() for each in some], ordered, bounds.looked)
    breaks += remittance_breaks(sent, bounds.looked)
    if own:
        breaks += statement_breaks(own, tolerance=bounds.tolerance, as_of=bounds.as_of)
        breaks += cash_breaks(ordered, own, tolerance=bounds.tolerance, as_of=bounds.as_of)
    lay = exposure(own, deal.assets.currency, as_of=bounds.as_of)
    told = (*found, *about_tapes, *about_events, *check_sequence(ordered, first=first), *findings_of_breaks(breaks))
    if not own and len(tapes) < 2 and not sent:
        told = (*told, finding("servicing.nothing-beside", months=len(ordered)))
    value = Reconciled(
        months=tuple(each.period for each in ordered),
        tapes=len(tapes),
        statements=len(own),
        events=sum(map(len, events.values())),
        remittances=sum(len(each.records or ()) for each in sent),
        breaks=tuple(breaks),
        exposure=lay,
    )
    return Outcome(value=value, findings=(*opened.findings, *told, *check_sweeps(lay, supported=bounds.supported)))


def _elsewhere(statements: tuple[Statement, ...], currency: Currency) -> Iterator[Finding]:
    """Say which statements are of an account in another currency and so of none that collects."""
    for each in statements:
        if each.currency is not currency:
            value = f"{each.account} {each.currency}"
            yield finding("servicing.statement-mixed", file=each.file, row=1, column="currency", value=value)


def _rolled(
    months: list[Collection],
    tapes: Mapping[Period, Mapping[str, Money]],
    bounds: Bounds,
    events: Mapping[Period, tuple[PoolEvent, ...]],
) -> Iterator[Break]:
    """Yield the breaks of each month: of assets, and of the pool where a tape is at both ends."""
    for month in months:
        before, after = tapes.get(month.period.previous()), tapes.get(month.period)
        yield from event_breaks(events.get(month.period, ()), month, (before, after), bounds.looked)
        if before is not None and after is not None:
            rolled = roll_forward(before, after, bounds.tolerance.currency)
            came = (e.principal for e in events.get(month.period, ()) if e.kind is EventKind.SUBSTITUTION_IN)
            bought = month.amounts.get(PURCHASED) or total(came, bounds.tolerance.currency)
            yield from pool_breaks(rolled, month, tolerance=bounds.tolerance, as_of=bounds.as_of, bought=bought)

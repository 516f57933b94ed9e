"""`reconcile`: reported months beside the tapes at their ends and the statements of the collection account.

    deal.yaml + its tape + tapes/2026-09.csv ... -> rolled forward   ┐
    statements of the collection account         -> cash, exposure   ┴ beside collections/ -> breaks

It works onshore, where the tapes are, and stores nothing.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tallystick.evidence.findings import finding
from tallystick.servicing.close import Earlier
from tallystick.servicing.collections import check_sequence
from tallystick.servicing.reconciliation.accounts import check_ends, transfer_breaks
from tallystick.servicing.reconciliation.beside import Looked, remittance_breaks, servicer_breaks
from tallystick.servicing.reconciliation.breaks import Break, findings_of_breaks
from tallystick.servicing.reconciliation.cash import cash_breaks, statement_breaks
from tallystick.servicing.reconciliation.commingling import Exposure, check_sweeps, exposure
from tallystick.servicing.reconciliation.rolled import Gone, rolled_months
from tallystick.servicing.restatement import Correction, carry, put_right
from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.issuance.later.lineage import without_earlier
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.servicing.beside import events_beside, remittances_beside
from tallystick.shell.operations.servicing.loading import read_collections, read_statements
from tallystick.shell.operations.servicing.tapes import BOUGHT_FOLDER, TAPES_FOLDER, Loans, bought_beside, tapes_of
from tallystick.units.calendars.places import prc_working_days
from tallystick.units.money import Money
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
    """What was held against what, every break, and what lay in the account; the numbers count months and rows.

    `corrections` is None where it is not known which were recorded overseas; `exposure` and the cash of the account are
    not judged where there is no statement, or one of those sent (`refused`) cannot be used.
    """

    months: tuple[Period, ...]
    tapes: int
    statements: int
    refused: int
    events: int
    remittances: int
    corrections: int | None
    breaks: tuple[Break, ...]
    gone: tuple[Gone, ...]
    exposure: Exposure | None


def reconcile_months(
    files: Mapping[str, bytes],
    statements: Mapping[str, bytes],
    bounds: Bounds,
    corrections: Sequence[Correction] | None = None,
    earlier: tuple[Earlier, ...] | None = None,
) -> Outcome[Reconciled]:
    """Reconcile every reported month of a deal folder.

    Args:
        files: the deal folder, with ``collections/`` and, where there are any, ``tapes/2026-09.csv``: the pool at the
            end of that month; ``bought/2026-09.csv``: the assets bought in it.
        statements: of the collection account, camt.053 or CSV.
        bounds: what may stand.
        corrections: of months, as they were recorded overseas; None where nothing of them has crossed.
        earlier: terms of the filings before; None where they are not at hand.
    """
    opened = open_deal(
        {name: each for name, each in files.items() if not name.startswith((TAPES_FOLDER, BOUGHT_FOLDER))}
    )
    if opened.value is None:
        return Outcome(value=None, findings=opened.findings)
    deal = opened.value.deal
    if lacking := tuple(without_earlier(deal, earlier)):
        return Outcome(value=None, findings=(*opened.findings, *lacking))
    months, found = read_collections(files, deal)
    reported = sorted(carry(months, corrections or ()), key=lambda each: each.period)
    ordered = list(put_right(reported, corrections or ()))
    own, refused, about_statements = read_statements(statements, deal.assets.currency)
    found = (*found, *about_statements)
    read_tapes, about_tapes = tapes_of(opened.value, files)
    tapes = {period: owed for period, (owed, _) in read_tapes.items()}
    first = deal.structure.first_period
    loans = Loans(owed=tapes, eligible={period: fit for period, (_, fit) in read_tapes.items()})
    events, about_events = events_beside(files, deal, ordered, loans, earlier or ())
    sent, about_remittances = remittances_beside(files, deal, ordered, earlier or ())
    about_events = (*about_events, *about_remittances, *bought_beside(opened.value, files, ordered))
    rolled = rolled_months(ordered, tapes, events, bounds.looked)
    breaks = [*rolled.breaks]
    every = [each for some in events.values() for each in some]
    breaks += servicer_breaks(every, ordered, deal.parties, bounds.looked)
    breaks += remittance_breaks(sent, bounds.looked)
    months_reported = {each.period for each in ordered}
    found = (*found, *check_ends(own, months_reported, prc_working_days(), as_of=bounds.as_of))
    judged = bool(own) and not refused
    if judged:
        breaks += statement_breaks(own, tolerance=bounds.tolerance, as_of=bounds.as_of)
        breaks += cash_breaks(ordered, own, tolerance=bounds.tolerance, as_of=bounds.as_of)
        breaks += transfer_breaks(own, tolerance=bounds.tolerance, as_of=bounds.as_of)
    lay = exposure(own, deal.assets.currency, as_of=bounds.as_of) if judged else None
    told = (*found, *about_tapes, *about_events, *check_sequence(reported, first=first), *findings_of_breaks(breaks))
    told = (*told, *rolled.told())
    if corrections is None and ordered:
        told = (*told, finding("servicing.corrections-unseen"))
    if not own and not refused and len(tapes) < 2 and not sent:
        told = (*told, finding("servicing.nothing-beside", months=len(ordered)))
    value = Reconciled(
        months=tuple(each.period for each in ordered),
        tapes=len(tapes),
        statements=len(own),
        refused=refused,
        events=sum(map(len, events.values())),
        remittances=sum(len(each.records or ()) for each in sent),
        corrections=None if corrections is None else len(corrections),
        breaks=tuple(breaks),
        gone=rolled.gone,
        exposure=lay,
    )
    told = (*told, *(check_sweeps(lay, supported=bounds.supported) if lay is not None else ()))
    return Outcome(value=value, findings=(*opened.findings, *told))

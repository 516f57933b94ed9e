"""What lies beside the collections of a deal folder: events and remittances, each month held against what it reports.

events/2026-10.csv        against the pool's loans, the month's cash and the deal's own rights
remittances/2026-10.csv   against what the onshore waterfall paid to what crosses the border
"""

from collections.abc import Mapping, Sequence

from tallystick.cashflow.waterfall import ClassFlow
from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.close import ClosedPeriod, Earlier, close_period
from tallystick.servicing.collections import Collection
from tallystick.servicing.lifecycle.calls import CallRights, calls_of, rights_to_call
from tallystick.servicing.lifecycle.checks import Surroundings, check_events
from tallystick.servicing.lifecycle.events import EventKind, PoolEvent, parse_events
from tallystick.servicing.lifecycle.servicers import AT_CLOSING, servicer_changes, servicing_after
from tallystick.servicing.reconciliation.beside import Sent
from tallystick.servicing.remittance.records import check_remittances, counted_once, parse_remittances
from tallystick.shell.operations.servicing.tapes import Loans
from tallystick.units.money import Money, total
from tallystick.units.periods import Period, PeriodError

__all__ = ["events_beside", "remittances_beside"]


def events_beside(
    files: Mapping[str, bytes], deal: Deal, months: Sequence[Collection], loans: Loans, earlier: Sequence[Earlier] = ()
) -> tuple[dict[Period, tuple[PoolEvent, ...]], tuple[Finding, ...]]:
    """Read and check the events of every month.

    Args:
        files: the deal folder.
        deal: whose parties and rights count.
        months: as reported, following each other.
        loans: of the tapes.
        earlier: terms of the filings before.
    """
    read: dict[Period, tuple[PoolEvent, ...]] = {}
    found: list[Finding] = []
    gone, came, servicing = frozenset[str](), frozenset[str](), AT_CLOSING
    for month in months:
        name, period = f"events/{month.period}.csv", month.period
        if name not in files:
            continue
        events, wrong = parse_events(files[name], period=period, currency=deal.assets.currency, file=name)
        around = Surroundings(
            eligible=loans.eligible.get(period),
            unpaid=_unpaid(deal, months, period, earlier) if (calls := calls_of(events)) else None,
            rights=rights_to_call(deal, months, period, calls, earlier) if calls else CallRights(held=None),
            gone=gone,
            pool=loans.before(period),
            came=came,
            servicing=servicing,
        )
        if missing := loans.missing(period) if any(each.kind.is_of_assets for each in events) else ():
            names = tuple(f"tapes/{end}.csv" for end in missing)
            found.append(finding("servicing.events-unheld", file=name, missing=names))
        found += [*wrong, *check_events(events, deal, month, around, file=name)]
        out = {each.asset for each in events if each.kind.is_of_assets and each.kind is not EventKind.SUBSTITUTION_IN}
        new = {each.asset for each in events if each.kind is EventKind.SUBSTITUTION_IN}
        gone, came = (gone | out) - new, (came | new) - out
        servicing = servicing_after(events, deal.parties, servicing)
        read[period] = events
    reported = {f"events/{month.period}.csv" for month in months}
    strange = [name for name in _named(files, "events/") if name not in reported]
    for name in strange:
        read |= _of_servicers(files[name], name, deal)
    return read, (*found, *(finding("servicing.beside-nothing", file=name) for name in strange))


def remittances_beside(
    files: Mapping[str, bytes], deal: Deal, months: Sequence[Collection], earlier: Sequence[Earlier] = ()
) -> tuple[tuple[Sent, ...], tuple[Finding, ...]]:
    """Read and check the remittances of every month; what was due and sent, none where the folder has no remittances.

    Args:
        files: the deal folder.
        deal: whose onshore classes pay the issuer.
        months: as reported, following each other.
        earlier: terms of the filings before.
    """
    found: list[Finding] = []
    sent: list[Sent] = []
    left: Mapping[str, Money] = {}
    names = {month.period: f"remittances/{month.period}.csv" for month in months}
    read = {name: parse_remittances(files[name], file=name) for name in names.values() if name in files}
    once, twice = counted_once({name: rows for name, (rows, _) in read.items()})
    for month in months if _named(files, "remittances/") else ():
        name = names[month.period]
        closed, _ = close_period(deal, months, period=month.period, earlier=earlier)
        due = {} if closed is None else _crossing(deal, closed)
        day = month.period.last if closed is None else closed.paid.onshore.classes[0].day.paid
        if name not in files:
            sent.append(Sent(due=due, day=day, records=None))
            continue
        told, left = check_remittances(once[name], due, left, file=name)
        found += [*read[name][1], *told]
        sent.append(Sent(due=due, day=day, records=tuple(each for _, each in once[name])))
    strange = (name for name in _named(files, "remittances/") if name not in names.values())
    if months and not sent and _abroad(deal):
        found.append(finding("servicing.remittances-unjudged", months=len(months), items=tuple(sorted(_abroad(deal)))))
    return tuple(sent), (*found, *twice, *(finding("servicing.beside-nothing", file=name) for name in strange))


def _named(files: Mapping[str, bytes], folder: str) -> list[str]:
    return sorted(name for name in files if name.startswith(folder))


def _crossing(deal: Deal, closed: ClosedPeriod) -> dict[str, Money]:
    """Return what each onshore class was paid that the overseas issuer holds."""
    abroad = _abroad(deal)
    return {each.class_id: _whole(each) for each in closed.paid.onshore.classes if each.class_id in abroad}


def _abroad(deal: Deal) -> frozenset[str]:
    if deal.structure.offshore is None:
        return frozenset()
    return frozenset(terms.id for terms in deal.structure.onshore.classes if terms.holder == "issuer")


def _of_servicers(content: bytes, name: str, deal: Deal) -> dict[Period, tuple[PoolEvent, ...]]:
    """Return who serviced no longer, or took over, in a month that nobody reports any more; nothing where none did."""
    try:
        period = Period.parse(name.removeprefix("events/").removesuffix(".csv"))
    except PeriodError:
        return {}
    events, _ = parse_events(content, period=period, currency=deal.assets.currency, file=name)
    changes = tuple(change.event for change in servicer_changes(events, deal.parties))
    return {period: changes} if changes else {}


def _whole(flow: ClassFlow) -> Money:
    return flow.interest + flow.residual + flow.principal


def _unpaid(deal: Deal, months: Sequence[Collection], period: Period, earlier: Sequence[Earlier]) -> Money | None:
    """Return what classes of the pool's vehicle are owed after the payment of a month."""
    closed, _ = close_period(deal, months, period=period, earlier=earlier)
    if closed is None:
        return None
    lent = {terms.id for terms in deal.structure.onshore.classes if terms.notional is None}
    flows = closed.paid.onshore.classes
    owed = (flow.ending + flow.written_down for flow in flows if flow.class_id in lent)
    return total((*owed, *(flow.carried for flow in flows)), deal.assets.currency)

"""When a record date is over, what is said before it is, and what once every unit of a class is redeemed.

filed calendar -> midnight in its place -> last block before it -> register of the month
the closing says the moment, so that a month is replayed by what it was closed by
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Final
from zoneinfo import ZoneInfo

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.close import ClosedPeriod
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.issuance.issue_records import REDEEMED
from tallystick.shell.operations.issuance.registrations import midnight
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.servicing.close_records import closed_months
from tallystick.units.periods import Period

__all__ = ["end_of_day", "register_end", "still_ahead", "units_redeemed"]

_ZONES: Final[Mapping[str, dt.tzinfo]] = {
    "prc": ZoneInfo("Asia/Shanghai"),
    "hong-kong": ZoneInfo("Asia/Hong_Kong"),
    "none": dt.UTC,
}


def end_of_day(deal: Deal, day: dt.date) -> dt.datetime:
    """Return the moment at which a day is over for holders: where the calendar is by which they are paid.

    Without a calendar it is the end of the day in UTC. Summer time is what the place had on that day.
    Source: IANA time zone database; the filed `payment.calendar` of the vehicle that issues.
    """
    vehicle = deal.structure.offshore or deal.structure.onshore
    zone = _ZONES[vehicle.payment.calendar]
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=zone)


def register_end(record: OnRecord, filing: str, period: Period, day: dt.date, deal: Deal | None = None) -> dt.datetime:
    """Return when the record date of a month is over: as it was closed by, or by the filed calendar where it was not.

    A month that does not say was closed by the end of the day in UTC, as all were before it was said.

    Args:
        record: of the overseas home, or its public copy.
        filing: id of the filing.
        period: the month.
        day: its record date.
        deal: as filed; None of a month that was closed.
    """
    said = [body_of(record, row) for month, row in closed_months(record, filing) if month == period]
    if said and "record_ends" in said[0]:
        return dt.datetime.fromisoformat(str(said[0]["record_ends"]))
    return midnight(day + dt.timedelta(days=1)) if said or deal is None else end_of_day(deal, day)


def still_ahead(record: OnRecord, filing: str, closed: ClosedPeriod | None, at: dt.datetime) -> Iterator[Finding]:
    """Say that the record date is not over: who will hold then, nobody knows.

    Args:
        record: of the overseas home.
        filing: id of the filing.
        closed: the month; None where it cannot be closed anyway.
        at: the moment.
    """
    if closed is None:
        return
    day = closed.flows()[0].day.record
    until = register_end(record, filing, closed.period, day, closed.deal)
    if at < until:
        yield finding("servicing.record-ahead", period=str(closed.period), record=day, at=at, until=until.isoformat())


def units_redeemed(record: OnRecord, filing: str, closed: ClosedPeriod, tokens: Collection[str]) -> Iterator[Finding]:
    """Say of each class whose units were redeemed by the record date what it is still paid, and to whom.

    Args:
        record: of the overseas home.
        filing: id of the filing.
        closed: the month.
        tokens: classes that were issued.
    """
    flows = closed.flows()
    over = end_of_day(closed.deal, flows[0].day.record)
    acts = record.journal.acts(subject=filing, kind=REDEEMED)
    if any(dt.datetime.fromisoformat(each.entry.draft.at) < over for each in acts):
        for flow in flows:
            if flow.class_id in tokens:
                paid = flow.interest + flow.residual + flow.principal
                yield finding(
                    "servicing.units-redeemed", period=str(closed.period), token_class=flow.class_id, amount=paid
                )

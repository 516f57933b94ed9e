"""Duties as expected events: what must be told of a deal, from the deadlines of the law books and the deal's life.

    issued         completion report, report of foreign debt          filed     validity of the filing
    each payment   distribution report, before it                     half-year foreign debt
    year ends      annual report, follow-up rating, foreign debt      papers    the last day they count
    all repaid     liquidation report                                 broker    its filing, its report of each year
    promised       report that it was done, or was not

A duty whose occurrence is still to come is expected all the same, so that its day is known beforehand.
Source: LAW.md d.1, d.3, 7.1, 7.2, 7.4; SUPTECH.md 8, point 9 (expected-event monitoring).

It says what is expected, not how it stands (`standing`).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import labels
from tallystick.law.clocks import standing_deadline
from tallystick.law.instruments import Deadline
from tallystick.supervision.watching.life import Life

__all__ = ["AHEAD", "Expected", "expected_duties"]

AHEAD: Final = timedelta(days=366)
"""How far ahead duties are listed."""
_SOON: Final = timedelta(days=30)
"""How long before its last day a paper is called about to expire; the books let most evidence age 30 days."""
_YEARLY = (("annual-report", "SZSE-P12"), ("follow-up-rating", "SZSE-P67"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One report that is or will be owed. Law: it has a deadline or a last day of its own, never both.

    Attributes:
        id: unique within the deal, such as ``distribution/2026-09``.
        name: what it is called.
        arose: the day from which it is owed.
        owner: id of the party that owes it.
        deadline: of the law books.
        about: the later day it speaks of, such as a payment.
        until: the last day by itself, of a paper that expires.
        met: the day on which something else met it or made it moot, such as the issue itself.
        certain: whether it is known to apply; otherwise somebody has to settle that first.
    """

    id: str
    name: Name
    arose: date
    owner: str
    deadline: Deadline | None = None
    about: date | None = None
    until: date | None = None
    met: date | None = None
    certain: bool = True


def expected_duties(life: Life, *, as_of: date) -> tuple[Expected, ...]:
    """Return every duty of a deal's life up to a year ahead, in the order in which they arise.

    Args:
        life: of the deal.
        as_of: the day of the question.
    """
    until = as_of + AHEAD
    found = [*_of_filing(life), *_of_issue(life), *_of_payments(life, until), *_of_years(life, until)]
    found += [*_promised(life), *_expiring(life, until)]
    return tuple(sorted((each for each in found if each.arose <= until), key=lambda each: (each.arose, each.id)))


def _of_filing(life: Life) -> Iterator[Expected]:
    """Yield how long the filing lets the deal be issued: as its own plan says, and by analogy where it says nothing."""
    if life.filed is None:
        return
    if life.valid_until is None:
        yield _owed("filing-validity", "G1-2.9", life.filed, life.owner("filer"), met=life.issued)
    else:
        yield Expected(
            id="filing-validity",
            name=labels()["supervision.expected.filing-validity"],
            arose=life.filed,
            owner=life.owner("filer"),
            until=life.valid_until,
            met=life.issued,
        )


def _of_issue(life: Life) -> Iterator[Expected]:
    owner = life.owner("filer")
    if life.issued is not None:
        yield _owed("completion-report", "D1", life.issued, owner)
        if life.foreign_debt is not False:
            certain, safe = life.foreign_debt is True, life.debt_registered
            yield _owed("foreign-debt-issue", "FD-t2-issue", life.issued, owner, certain=certain)
            yield _owed("foreign-debt-registration", "FX-debt-15", life.issued, owner, certain=certain, met=safe)
    if life.registered is not None and life.foreign_debt is True:
        yield _owed("foreign-debt-certificate", "FD-t2-expiry", _years_later(life.registered, 1), owner)
    if life.vehicle_changed is not None:
        done = life.vehicle_changed if life.vehicle_updated else None
        yield _owed("vehicle-change", "FX-37-change", life.vehicle_changed, owner, met=done)
    if life.broker is not None:
        done = life.broker if life.broker_filed else None
        yield _owed("broker-filing", "TM-21a", life.broker, life.owner("overseas-broker", "arranger"), met=done)
    if life.assessed is not None:
        yield _owed("export-assessment", "DX-valid", life.assessed, owner)


def _of_payments(life: Life, until: date) -> Iterator[Expected]:
    """Yield the report before each payment: what is to be paid is known once the month of collections has ended."""
    if life.issued is None:
        return
    for period, paid in life.payments(until):
        name = f"distribution/{period}"
        yield _owed(name, "SZSE-T40", period.last, life.owner("paying-agent"), about=paid)
        if period == life.ended:
            yield _owed("liquidation-report", "SZSE-T50", paid, life.owner("manager", "trustee"))


def _of_years(life: Life, until: date) -> Iterator[Expected]:
    """Yield what is owed for each year, and half of it, that ends after the issue, or after a broker was engaged."""
    if life.broker is not None:
        for year in range(life.broker.year, until.year + 1):
            by = life.owner("overseas-broker", "arranger")
            yield _owed(f"broker-report/{year}", "TM-21b", date(year, 12, 31), by)
    if life.issued is None:
        return
    owner, debt = life.owner("filer"), life.foreign_debt
    last = life.ended.last if life.ended is not None else date.max
    for year in range(life.issued.year, until.year + 1):
        ended, half = date(year, 12, 31), date(year, 6, 30)
        if life.issued <= ended and date(year, 1, 1) <= last:
            for name, deadline in _YEARLY:
                if name != "follow-up-rating" or life.rated:
                    yield _owed(f"{name}/{year}", deadline, ended, owner)
            if debt is not False:
                yield _owed(f"foreign-debt-half/{year}-2", "FD-t2-january", ended, owner, certain=debt is True)
        if life.issued <= half <= last and debt is not False:
            yield _owed(f"foreign-debt-half/{year}-1", "FD-t2-july", half, owner, certain=debt is True)


def _promised(life: Life) -> Iterator[Expected]:
    """Yield the report on each matter promised for after closing, owed from the last day of the promise on."""
    if life.issued is None:
        return
    for key, each in life.undertakings.items():
        owed = _owed(f"undertaking/{key}", "SZSE-T23", each.due, each.by)
        called = Name(zh=f"{owed.name.zh}：{each.text.zh}", en=f"{owed.name.en}: {each.text.en}")
        yield replace(owed, name=called)


def _expiring(life: Life, until: date) -> Iterator[Expected]:
    """Yield what is to be determined or obtained again, all that counts up to one day together."""
    lasts = Counter(each.until for each in life.papers if each.until <= until)
    for day, count in sorted(lasts.items()):
        name = labels()["supervision.expected.paper"]
        yield Expected(
            id=f"papers/{day.isoformat()}",
            name=Name(zh=f"{name.zh} ×{count}", en=f"{name.en} ×{count}"),
            arose=day - _SOON,
            owner=life.owner("filer"),
            until=day,
        )


def _owed(
    name: str,
    deadline: str,
    arose: date,
    owner: str,
    *,
    about: date | None = None,
    met: date | None = None,
    certain: bool = True,
) -> Expected:
    found = standing_deadline(deadline)
    return Expected(
        id=name, name=found.title, arose=arose, owner=owner, deadline=found, about=about, met=met, certain=certain
    )


def _years_later(day: date, years: int) -> date:
    """Return the same day of a later year; 29 February is 28 in other years."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)

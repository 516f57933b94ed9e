"""What the law asks after a month: shortfall and loss as facts, and the reports that follow from them.

    shortfall of the last month  ->  D2-3.actual       20 % or more below the latest forecast
    loss of the year             ->  D2-1.loss         more than a further 10 % of what is outstanding

The room states shares; which of them is a duty, and by when, the books say. What only people can know stays unknown.
Source: SZSE ad hoc report guide no. 2 (2024), articles 19 and 22, mark A for a token (LAW.md d.2).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache

from tallystick.evidence.persons import Name
from tallystick.law.facts import Evidence, Fact, Subject
from tallystick.law.instruments import Book
from tallystick.law.reading import standing_books
from tallystick.law.screening import weigh_rules
from tallystick.law.values import Truth
from tallystick.servicing.performance.variance import Loss, MonthVariance

__all__ = ["MEASURED", "OwedReport", "facts_of_month", "owed_reports"]

MEASURED = ("D2-1", "D2-3")
"""The reporting events that collections can show; the others are for people to determine."""
_PROVIDER = "servicing"
_DEAL = Subject(kind="deal")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedReport:
    """One reporting event measured. `owed` is None where it waits for what only people know.

    Attributes:
        event: its id in the book.
        title: what it is called.
        owed: whether a report is owed.
        deadline: id of the deadline of the first report.
        number: how many of `unit` the deadline gives; None where its text has no number.
        unit: of the deadline, such as ``trading-day``.
    """

    event: str
    title: Name
    owed: bool | None
    deadline: str
    number: int | None
    unit: str


def facts_of_month(
    last: MonthVariance, loss: Loss, *, disclosed: Fraction, sha256: str, known: date, file: str = ""
) -> tuple[Fact, ...]:
    """Return what a month says to the law.

    Args:
        last: the month.
        loss: of its year.
        disclosed: the last step of loss already disclosed.
        sha256: of the collections file.
        known: the day on which it was known.
        file: its name; that of a table where none is given.
    """
    name = file or f"collections/{last.period}.csv"
    evidence = Evidence(kind="cash-flow-history", reference=name, sha256=sha256, date=known)
    said = (("D2-3.actual", last.shortfall), ("D2-1.loss", loss.share(disclosed)))
    return tuple(
        Fact(id=name, subject=_DEAL, value=value, evidence=(evidence,), as_of=known, provider=_PROVIDER)
        for name, value in said
    )


def owed_reports(facts: Iterable[Fact], *, as_of: date) -> tuple[OwedReport, ...]:
    """Return which of the measured reporting events are owed, as the released books have it.

    Args:
        facts: of `facts_of_month`, and any a person determined beside them.
        as_of: the day of the question.
    """
    books = standing_books()
    events = {event.rule.id: event for book in books for event in book.events if event.rule.id in MEASURED}
    limits = {deadline.id: deadline for book in books for deadline in book.deadlines}
    weighed = weigh_rules(_measuring(), facts, as_of=as_of, known_on=as_of)
    told = {Truth.TRUE: True, Truth.FALSE: False}
    return tuple(
        OwedReport(
            event=each.rule.id,
            title=events[each.rule.id].rule.title,
            owed=told.get(each.truth),
            deadline=events[each.rule.id].deadline,
            number=limits[events[each.rule.id].deadline].number,
            unit=limits[events[each.rule.id].deadline].unit.value,
        )
        for each in weighed
    )


@cache
def _measuring() -> tuple[Book, ...]:
    """Return the books of the measured events with these as their only rules: others are not weighed to be dropped."""
    own = ((book, [event.rule for event in book.events if event.rule.id in MEASURED]) for book in standing_books())
    return tuple(replace(book, rules=tuple(rules)) for book, rules in own if rules)

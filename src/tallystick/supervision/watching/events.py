"""What has happened to a live deal and may have to be told: detected events, each with figures, evidence and a clock.

An event is derived again each time from what is on record, and is known by its rule and what it is about: the same
record gives the same events, in whatever pieces it arrived. Which rule it falls under, and by when it would be told,
the law books say; whether it is told, a person decides.
Source: LAW.md d.2 (marks A and I); SUPTECH.md 8, point 9.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, labels, say
from tallystick.law.clocks import Calendars, ClockEvent, ClockReading, read_clock, standing_deadline
from tallystick.law.expressions.weighing import Trace as Weighed
from tallystick.law.facts import Fact
from tallystick.law.instruments import Deadline, ReportingEvent
from tallystick.law.reading import standing_books
from tallystick.law.values import Mark, Truth
from tallystick.supervision.watching.life import Told
from tallystick.supervision.watching.standing import GRACE, reached

__all__ = [
    "Detected",
    "EventLine",
    "Trace",
    "detected",
    "event_findings",
    "event_lines",
    "found_so",
    "in_both",
    "reporting_events",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A piece of evidence: what it is called, and its SHA-256."""

    reference: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """Something that happened.

    Attributes:
        id: its rule and what it is about, such as ``D2-1/2027-03``; unique within the deal.
        rule: id of the reporting event in its book.
        mark: how the text of that rule is known.
        title: what the rule is called.
        fact: what was found, with its figures.
        figure: the figure; empty where there is none.
        threshold: what it is held against, in the words of the book or of this house; empty where there is none.
        period: the month or day it is about.
        arose: the day on which it arose.
        known: the day from which its clock counts.
        dated: whether that day is on record; otherwise it is the earliest on which it can have been known.
        deadline: for the report.
        evidence: what shows it.
    """

    id: str
    rule: str
    mark: Mark
    title: Name
    fact: Name
    figure: str
    threshold: str
    period: str
    arose: date
    known: date
    dated: bool
    deadline: Deadline
    evidence: tuple[Trace, ...]

    @property
    def digest(self) -> str:
        """The SHA-256 of what identifies it and shows it: what a person decides on."""
        shown = "\n".join((self.id, self.rule, self.figure, *(each.sha256 for each in self.evidence)))
        return sha256_hex(shown.encode())

    @property
    def told(self) -> Name:
        """The fact with its figure beside what it is held against."""
        if not self.figure:
            return self.fact
        figure = f"{self.figure} ({self.threshold})" if self.threshold else self.figure
        return Name(zh=f"{self.fact.zh}：{figure}", en=f"{self.fact.en}: {figure}")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """One event on a day.

    Attributes:
        decision: the act of whoever decided; None while nobody has decided on these figures.
        earlier: the last decision, where it was taken on other figures or other evidence, so that it is asked again.
        due: the last day by analogy or target; None where the text has no number and the house no target.
        clock: of its deadline.
        late: whether that day, with its grace, has passed undecided.
        escalated: roles that are to be told of it by now.
    """

    event: Detected
    decision: Told | None
    earlier: Told | None
    due: date | None
    clock: ClockReading
    late: bool
    escalated: tuple[str, ...]


@cache
def reporting_events() -> dict[str, ReportingEvent]:
    """Return the reporting events of the released books, by id."""
    return {event.rule.id: event for book in standing_books() for event in book.events}


def detected(
    rule: str,
    about: str,
    fact: Name,
    *,
    period: str,
    arose: date,
    known: date | None = None,
    evidence: Iterable[Trace] = (),
    measured: tuple[str, str] = ("", ""),
) -> Detected:
    """Return an event under a rule of the books.

    Args:
        rule: id of the reporting event.
        about: what tells it from others of its rule, such as a month or a party.
        fact: what was found.
        period: the month or day it is about.
        arose: the day on which it arose.
        known: the day on which it was known, where that is on record.
        evidence: what shows it.
        measured: the figure, and what it is held against.
    """
    declared = reporting_events()[rule]
    return Detected(
        id=f"{rule}/{about}",
        rule=rule,
        mark=declared.rule.mark,
        title=declared.rule.title,
        fact=fact,
        figure=measured[0],
        threshold=measured[1],
        period=period,
        arose=arose,
        known=known or arose,
        dated=known is not None,
        deadline=standing_deadline(declared.deadline),
        evidence=tuple(evidence),
    )


def event_lines(
    events: Iterable[Detected], decisions: Iterable[Told], *, as_of: date, calendars: Calendars
) -> tuple[tuple[EventLine, ...], tuple[Told, ...]]:
    """Say of each event how it stands, and which decisions are about none of them.

    Args:
        events: known by the day, later ones are left out; one that comes twice counts once.
        decisions: acts on record; of several on one event the last counts, since a decision can be revised, and only
            while the event is what it was decided on.
        as_of: the day of the question.
        calendars: as known on the day whose knowledge is used.
    """
    known = {each.id: each for each in events if each.known <= as_of}
    acts = sorted((each for each in decisions if each.day <= as_of), key=lambda each: each.day)
    decided = {each.of: each for each in acts}
    decided |= {each.of: each for each in acts if each.of in known and each.event in {"", known[each.of].digest}}
    ordered = sorted(known.values(), key=lambda each: (each.known, each.id))
    lines = tuple(_line(each, decided.get(each.id), as_of, calendars) for each in ordered)
    return lines, tuple(each for name, each in decided.items() if name not in known)


def event_findings(lines: Iterable[EventLine]) -> tuple[Finding, ...]:
    """Return what is open, and what has been open for too long; one that was decided on is neither."""
    found: list[Finding] = []
    for line in lines:
        if line.decision is not None:
            continue
        event, due = line.event, line.due
        name, title, fact = event.id, event.title, event.fact
        if line.earlier is not None:
            before, person, day = line.earlier.told_of, line.earlier.by, line.earlier.day
            code, now = "supervision.event-changed", event.told
            found.append(finding(code, event=name, title=title, before=before, fact=now, person=person, day=day))
        if line.late and due is not None:
            code, roles = "supervision.event-escalated", line.escalated
            found.append(finding(code, event=name, title=title, fact=fact, due=due, roles=roles))
        elif line.earlier is None:
            found.append(finding("supervision.event-undecided", event=name, title=title, fact=fact))
    return tuple(found)


def found_so(trace: Weighed) -> Iterator[Fact]:
    """Yield the facts that a rule read and found to be so; what was found not to be so is no part of an event."""
    if trace.facts and trace.stated is not Truth.FALSE:
        yield from trace.facts
    for child in trace.children:
        yield from found_so(child)


def in_both(key: str, **arguments: str | int | Name) -> Name:
    """Return a label in both languages, with names among its arguments in either."""
    said = {
        language: say(key, language, **{name: _in(value, language) for name, value in arguments.items()})
        for language in Language
    }
    return Name(zh=said[Language.ZH], en=said[Language.EN]) if arguments else labels()[key]


def _in(value: str | int | Name, language: Language) -> str | int:
    return value.in_language(language) if isinstance(value, Name) else value


def _line(event: Detected, last: Told | None, as_of: date, calendars: Calendars) -> EventLine:
    """Say how an event stands; one that is not what it was decided on became so after that decision."""
    earlier = last if last is not None and last.event not in {"", event.digest} else None
    decision = last if earlier is None else None
    known = event.known if earlier is None else max(event.known, earlier.day)
    happened = [ClockEvent(kind=event.deadline.begins, day=known)]
    if decision is not None and event.deadline.ends:
        happened.append(ClockEvent(kind=event.deadline.ends[0], day=decision.day))
    clock = read_clock(event.deadline, happened, as_of=as_of, calendars=calendars)
    due = clock.due or clock.target_due
    late = decision is None and due is not None and as_of > due + GRACE
    return EventLine(
        event=event,
        decision=decision,
        earlier=earlier,
        due=due,
        clock=clock,
        late=late,
        escalated=reached(due, as_of) if late else (),
    )

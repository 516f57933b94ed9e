"""Duties: what must be told, to whom, and the proof of obligation 10.

    a binding number of days is known   reported by the due day: holds; later, or not by then: broken
    none is known                       the days that have passed are shown and never judged

The guideline asks for prompt reports and gives no number, so most duties have none here. `duty_of` takes deadline, name
and due day from the law books and their clocks; a number by analogy or an own target is shown and never judged.
Source: DESIGN.md section 6, obligation 10; section 2, principle 3; 证监会公告〔2026〕1号 (reports after filing).

It sends no report and invents no deadline.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.issuance.obligations import Obligation, Standing, judged, pending
from tallystick.law.clocks import Calendars, ClockEvent, ClockReading, calendars_known, read_clock
from tallystick.law.instruments import Deadline

__all__ = ["Duty", "days_passed", "duty_of", "prove_duties"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One report that is owed.

    Attributes:
        id: such as ``completion-report``.
        name: what it is called.
        arose: the day of the event that it is about.
        due: the last day to report, where a binding number is known; None where none is.
        reported: the day it was reported; None where it was not.
        evidence: digest or number of the report; empty where there is none.
        clock: the reading of the deadline it rests on; None where no book declares one.
    """

    id: str
    name: Name
    arose: date
    due: date | None = None
    reported: date | None = None
    evidence: str = ""
    clock: ClockReading | None = None


def duty_of(
    deadline: Deadline,
    arose: date,
    *,
    as_of: date,
    reported: date | None = None,
    evidence: str = "",
    calendars: Calendars | None = None,
    called: str = "",
) -> Duty:
    """Return the report that a deadline of the law books asks for; only a number that binds gives it a due day.

    Args:
        deadline: whose clock begins with the event.
        arose: the day of the event, in Beijing.
        as_of: the day of the question.
        reported: the day it was reported; None where it was not.
        evidence: digest or number of the report.
        calendars: as known on the day whose knowledge is used; None for all that is on record.
        called: what it is called in the evidence; the id of the deadline where nothing is given.
    """
    happened = [ClockEvent(kind=deadline.begins, day=arose)]
    if reported is not None and deadline.ends:
        happened.append(ClockEvent(kind=deadline.ends[0], day=reported))
    clock = read_clock(deadline, happened, as_of=as_of, calendars=calendars or calendars_known())
    return Duty(
        id=called or deadline.id,
        name=deadline.title,
        arose=arose,
        due=clock.due if deadline.binding else None,
        reported=reported,
        evidence=evidence,
        clock=clock,
    )


def days_passed(duty: Duty, as_of: date) -> int:
    """Return the days from the event to the report, or to `as_of` where there is none yet; shown, never judged."""
    return ((duty.reported or as_of) - duty.arose).days


def prove_duties(duties: Sequence[Duty] | None, *, as_of: date) -> Obligation:
    """Obligation 10: each duty is reported, in time where there is a binding number.

    Args:
        duties: that have arisen; None where it is not known whether any has.
        as_of: the day of the question.
    """
    arisen = [duty for duty in duties or () if duty.arose <= as_of]
    if not arisen:
        return pending(10)
    found = [fault for duty in arisen for fault in _faults(duty, as_of)]
    shown = [("supervision.evidence.duty-days", f"{duty.id}: {days_passed(duty, as_of)}") for duty in arisen]
    shown += [pair for duty in arisen for pair in _numbers(duty)]
    shown += [("supervision.evidence.report", f"{duty.id}: {duty.evidence}") for duty in arisen if duty.evidence]
    return judged(10, found, shown, at_best=Standing.HOLDS)


def _numbers(duty: Duty) -> Iterator[tuple[str, str]]:
    """Yield what the clock of a duty counts in its own unit, and the day that a target or an analogy would give."""
    if duty.clock is None or duty.clock.started is None:
        return
    clock = duty.clock
    yield "supervision.evidence.duty-counted", f"{duty.id}: {clock.counted} {clock.deadline.unit.value}"
    day = clock.target_due or (None if clock.deadline.binding else clock.due)
    if day is not None:
        number = clock.deadline.target or clock.deadline.number
        yield "supervision.evidence.duty-target", f"{duty.id}: {number} {clock.deadline.unit.value}, {day.isoformat()}"


def _faults(duty: Duty, as_of: date) -> Iterator[Finding]:
    if duty.reported is None:
        if duty.due is not None and duty.due < as_of:
            yield finding("supervision.duty-overdue", duty=duty.name, due=duty.due)
        else:
            yield finding("supervision.duty-open", duty=duty.name, days=days_passed(duty, as_of))
        return
    if not duty.arose <= duty.reported <= as_of:
        yield finding("supervision.report-misdated", duty=duty.name, reported=duty.reported, arose=duty.arose)
    if duty.due is not None and duty.reported > duty.due:
        yield finding("supervision.report-late", duty=duty.name, reported=duty.reported, due=duty.due)
    if not duty.evidence:
        yield finding("supervision.report-unproven", duty=duty.name, reported=duty.reported)

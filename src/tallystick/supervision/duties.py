"""Duties: what must be told, to whom, and the proof of obligation 10.

    a binding number of days is known   reported by the due day: holds; later, or not by then: broken
    none is known                       the days that have passed are shown and never judged

The guideline asks for prompt reports and gives no number, so most duties have none here. A due day, where there is one,
was counted by `law` with its calendar and its mark; it arrives as a date.
Source: DESIGN.md section 6, obligation 10; section 2, principle 3; 证监会公告〔2026〕1号 (reports after filing).

It sends no report and invents no deadline.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.issuance.obligations import Obligation, Standing, judged, pending

__all__ = ["Duty", "days_passed", "prove_duties"]


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
    """

    id: str
    name: Name
    arose: date
    due: date | None = None
    reported: date | None = None
    evidence: str = ""


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
    shown += [("supervision.evidence.report", f"{duty.id}: {duty.evidence}") for duty in arisen if duty.evidence]
    return judged(10, found, shown, at_best=Standing.HOLDS)


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

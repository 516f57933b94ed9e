"""How a duty stands on a day, and who is to be told of one that nobody has met.

    not-yet   its occurrence is still to come         overdue   a number that binds has passed
    due       it is owed, and there is still time     missing   a day by analogy, a target or a paper's own has passed
    told      it was told, with evidence              no statutory number: shown in days, and never judged late

Nothing arriving is enough: a duty that was not met becomes an alert without anyone looking. Where no number binds the
alert says so, and how many days have passed.
Source: DESIGN.md section 2, principle 3; SUPTECH.md 8, points 3 and 9.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.law.clocks import Calendars, ClockEvent, ClockReading, read_clock
from tallystick.supervision.watching.expected import Expected
from tallystick.supervision.watching.life import Told

__all__ = ["GRACE", "LADDER", "DutyLine", "DutyState", "duty_findings", "duty_lines", "reached"]

GRACE: Final = timedelta(days=1)
"""How long after a day that does not bind nobody is alarmed; what binds has none."""
LADDER: Final[Sequence[tuple[int, str]]] = (
    (0, "filing-preparer"),
    (1, "filing-approver"),
    (3, "legal-representative"),
)
"""Who is to be told after how many days without an answer, by their role in `people.yaml`; this house's own choice."""


class DutyState(StrEnum):
    """How a duty stands."""

    NOT_YET = "not-yet"
    DUE = "due"
    TOLD = "told"
    OVERDUE = "overdue"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """One duty on a day.

    Attributes:
        due: the last day, whatever it rests on; None where there is neither number nor target.
        binding: whether a text that binds gives that day; otherwise nothing is judged by it.
        days: since it arose, or to the day it was told; 0 where it has not arisen.
        told: the act that met it; None where there is none.
        clock: the reading of its deadline; None for a paper's own last day.
        escalated: roles that are to be told by now that nobody met it.
    """

    expected: Expected
    state: DutyState
    due: date | None
    binding: bool
    days: int
    told: Told | None
    clock: ClockReading | None
    escalated: tuple[str, ...]


def duty_lines(
    expected: Iterable[Expected], told: Iterable[Told], *, as_of: date, calendars: Calendars
) -> tuple[DutyLine, ...]:
    """Say of each duty how it stands.

    Args:
        expected: duties of the deal.
        told: acts on record; of several for one duty the first counts.
        as_of: the day of the question.
        calendars: as known on the day whose knowledge is used.
    """
    known: dict[str, Told] = {}
    for each in sorted((one for one in told if one.day <= as_of), key=lambda one: one.day):
        known.setdefault(each.of, each)
    return tuple(_line(each, known, as_of, calendars) for each in expected)


def reached(since: date | None, as_of: date) -> tuple[str, ...]:
    """Return the roles that are to be told by now, from the day after which nobody could be waited for."""
    if since is None or as_of <= since:
        return ()
    return tuple(role for after, role in LADDER if (as_of - since).days > after)


def duty_findings(lines: Iterable[DutyLine]) -> tuple[Finding, ...]:
    """Return an alert for each duty that was not met in time or is missing, and what waits for nobody's number."""
    found: list[Finding] = []
    for line in lines:
        each, due = line.expected, line.due
        name, owner, days = each.name, each.owner, line.days
        if line.state in {DutyState.OVERDUE, DutyState.MISSING} and due is not None and each.deadline is not None:
            late = line.state is DutyState.OVERDUE
            code = "supervision.watch-overdue" if late else "supervision.watch-missing"
            roles = line.escalated
            found.append(finding(code, duty=name, id=each.id, owner=owner, due=due, days=days, roles=roles))
        elif line.state is DutyState.MISSING and due is not None:
            found.append(finding("supervision.watch-expired", duty=name, id=each.id, owner=owner, due=due))
        elif line.state is DutyState.DUE and not each.certain:
            found.append(finding("supervision.watch-unsettled", duty=name, id=each.id, owner=owner, days=days))
    return tuple(found)


def _line(expected: Expected, known: Mapping[str, Told], as_of: date, calendars: Calendars) -> DutyLine:
    told = known.get(expected.id)
    clock = _clock(expected, as_of, calendars)
    binding = expected.deadline is not None and expected.deadline.binding
    due = expected.until if clock is None else clock.due or clock.target_due
    done = told.day if told is not None else expected.met if _passed(expected.met, as_of) else None
    state = _state(expected, due, as_of, binding=binding, done=done)
    late = state in {DutyState.OVERDUE, DutyState.MISSING}
    return DutyLine(
        expected=expected,
        state=state,
        due=due,
        binding=binding,
        days=max(((done or as_of) - expected.arose).days, 0),
        told=told,
        clock=clock,
        escalated=reached(due, as_of) if late else (),
    )


def _state(expected: Expected, due: date | None, as_of: date, *, binding: bool, done: date | None) -> DutyState:
    if done is not None:
        return DutyState.TOLD
    if as_of < expected.arose:
        return DutyState.NOT_YET
    if due is not None and as_of > due and binding:
        return DutyState.OVERDUE
    own = expected.deadline is None
    if due is not None and expected.certain and as_of > (due if own else due + GRACE):
        return DutyState.MISSING
    return DutyState.DUE


def _passed(day: date | None, as_of: date) -> bool:
    return day is not None and day <= as_of


def _clock(expected: Expected, as_of: date, calendars: Calendars) -> ClockReading | None:
    """Read the clock of a duty; one that has not arisen is read on the day it will, so that its last day is known."""
    deadline = expected.deadline
    if deadline is None:
        return None
    begun = ClockEvent(kind=deadline.begins, day=expected.arose, about=expected.about)
    return read_clock(deadline, [begun], as_of=max(as_of, expected.arose), calendars=calendars)

"""One deal watched on a day: duties, events, orders, and what comes next.

The same record on the same day gives the same list; nothing of it is stored, so nothing of it can be lost.
Source: SUPTECH.md 8, points 3, 9 and 10; DESIGN.md section 6.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tallystick.evidence.findings import Finding, finding
from tallystick.law.clocks import Calendars, calendars_known
from tallystick.supervision.watching.events import Detected, EventLine, event_findings, event_lines
from tallystick.supervision.watching.expected import expected_duties
from tallystick.supervision.watching.life import Life, Told
from tallystick.supervision.watching.orders import Order, order_findings
from tallystick.supervision.watching.standing import DutyLine, DutyState, duty_findings, duty_lines

__all__ = ["Watched", "watch_deal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What is known of a deal on a day.

    Attributes:
        life: of the deal.
        as_of: the day.
        duties: in the order in which they arise.
        events: in the order in which they were known.
        orders: what must stop.
        findings: alerts, what is undecided, and decisions on nothing.
    """

    life: Life
    as_of: date
    duties: tuple[DutyLine, ...]
    events: tuple[EventLine, ...]
    orders: tuple[Order, ...]
    findings: tuple[Finding, ...]

    def coming(self) -> tuple[DutyLine, ...]:
        """Return what is due from the day on and not yet told, by its day."""
        open_ = (DutyState.DUE, DutyState.NOT_YET)
        ahead = [each for each in self.duties if each.state in open_ and (each.due or date.min) >= self.as_of]
        return tuple(sorted(ahead, key=lambda each: (each.due or date.max, each.expected.id)))


def watch_deal(
    life: Life,
    events: Sequence[Detected],
    acts: Sequence[Told],
    *,
    as_of: date,
    orders: Sequence[Order] = (),
    calendars: Calendars | None = None,
) -> Watched:
    """Say how a deal stands.

    Args:
        life: of the deal.
        events: from servicing, ledger, acts and declarations.
        acts: what was told and decided.
        as_of: the day of the question, in Beijing.
        orders: of bars that were asked again.
        calendars: as known on the day whose knowledge is used; None for all that is on record.
    """
    known = calendars or calendars_known()
    expected = expected_duties(life, as_of=as_of)
    duties = duty_lines(expected, acts, as_of=as_of, calendars=known)
    owed = {each.id for each in expected}
    lines, astray = event_lines(events, [each for each in acts if each.of not in owed], as_of=as_of, calendars=known)
    return Watched(
        life=life,
        as_of=as_of,
        duties=duties,
        events=lines,
        orders=tuple(orders),
        findings=(
            *duty_findings(duties),
            *order_findings(orders),
            *event_findings(lines),
            *(finding("supervision.told-nothing", of=each.of, person=each.by, day=each.day) for each in astray),
        ),
    )

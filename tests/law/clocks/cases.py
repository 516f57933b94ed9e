"""A review clock as the books declare it, events on it, and the calendars: what the tests of clocks share."""

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from tallystick.evidence.persons import Name
from tallystick.law.clocks import ClockEvent, calendars_known
from tallystick.law.instruments import Deadline, Stop, Unit
from tallystick.law.values import Mark

__all__ = ["CALENDARS", "REVIEW", "STOPS", "as_ofs", "day", "deadlines", "event", "happened"]

CALENDARS = calendars_known()

STOPS = (
    Stop(begins="deficiency-notice", ends="reply", clause="TM-19c"),
    Stop(begins="consultation-begun", ends="consultation-ended", clause="TM-19d"),
    Stop(begins="suspended", ends="resumed", clause="G1-2.11"),
)

REVIEW = Deadline(
    id="review",
    book="small",
    clause="TM-19a",
    mark=Mark.ANALOGY,
    title=Name(zh="办结备案", en="finish the filing"),
    begins="receipt",
    ends=("decision",),
    unit=Unit.WORKING_DAY,
    number=20,
    by=None,
    before=False,
    stops=STOPS,
    binding=False,
    target=None,
    parameter="P_REVIEW_WD",
    note=None,
)


def day(text: str) -> dt.date:
    """A day of 2026, from ``03-31``."""
    return dt.date.fromisoformat(f"2026-{text}")


def event(line: str) -> ClockEvent:
    """An event from ``03-31 receipt``."""
    when, kind = line.split()
    return ClockEvent(kind=kind, day=day(when))


_KINDS = ["receipt", "decision", *(kind for stop in STOPS for kind in (stop.begins, stop.ends))]
_dates = st.dates(min_value=dt.date(2026, 1, 1), max_value=dt.date(2026, 6, 30))

as_ofs = st.dates(min_value=dt.date(2026, 1, 1), max_value=dt.date(2026, 9, 30))
happened = st.lists(st.builds(lambda kind, when: ClockEvent(kind=kind, day=when), st.sampled_from(_KINDS), _dates))
deadlines = st.builds(
    lambda unit, number: replace(REVIEW, unit=unit, number=number),
    st.sampled_from([unit for unit in Unit if unit is not Unit.YEAR]),
    st.integers(min_value=1, max_value=12) | st.none(),
)

"""Clocks: what a deadline comes to on a day, derived from dated events and never stored as a counter.

`read_clock` turns a declared deadline and a list of events into a `ClockReading`: spans in which the clock ran or stood
still, each with its clause, the days counted and left, and the day it is due. `day_by_day` shows every date with why it
counts or not, `what_if` the same clock with an event that has not happened, `clock_lines` the reading in words.

A deadline whose text gives no number (及时) is never judged: its days are shown beside the installation's own target.
"""

from tallystick.law.clocks.calendars import Calendars, calendars_known
from tallystick.law.clocks.days import DayLine, day_by_day
from tallystick.law.clocks.declared import standing_deadline
from tallystick.law.clocks.ledger import ClockEvent, Counting, Span, Unbegun, unbegun
from tallystick.law.clocks.readings import ClockReading, ClockState, WhatIf, clock_record, read_clock, what_if
from tallystick.law.clocks.words import clock_lines, day_words, deadline_words

__all__ = [
    "Calendars",
    "ClockEvent",
    "ClockReading",
    "ClockState",
    "Counting",
    "DayLine",
    "Span",
    "Unbegun",
    "WhatIf",
    "calendars_known",
    "clock_lines",
    "clock_record",
    "day_by_day",
    "day_words",
    "deadline_words",
    "read_clock",
    "standing_deadline",
    "unbegun",
    "what_if",
]

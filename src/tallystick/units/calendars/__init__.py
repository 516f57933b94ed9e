"""Business days on both sides of a deal: working and trading days in mainland China, business days in Hong Kong.

Each year's days come from its public notice, kept as packaged data with number, date and address; every
answer can say on whose word it rests and whether a notice still to come may change it. A calendar can be
built as it was known on an earlier day, so that a deadline computed then can be computed again.

Public names: `prc_working_days`, `prc_trading_days`, `hong_kong_business_days`, `Calendar`, `Roll`, `DayReason`,
`DayKind`, `DayName`, `CalendarError`; for recording a new notice, `Notice` and `read_notice`.
"""

from tallystick.units.calendars.days import Calendar, CalendarError, DayKind, DayName, DayReason, Roll
from tallystick.units.calendars.notices import Notice, read_notice
from tallystick.units.calendars.places import hong_kong_business_days, prc_trading_days, prc_working_days

__all__ = [
    "Calendar",
    "CalendarError",
    "DayKind",
    "DayName",
    "DayReason",
    "Notice",
    "Roll",
    "hong_kong_business_days",
    "prc_trading_days",
    "prc_working_days",
    "read_notice",
]

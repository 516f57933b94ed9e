"""The clocks of a filing on the desk: its acts as occurrences, and law's deadlines read from them.

Which event is which occurrence, and which clocks belong to the procedure, is data (``filing/states.toml``); what a
clock counts and what stops it is data of the law books. A day is a day in Beijing.
Source: TM-19 and the listing guides, by analogy (T1, T2).
Where an authority's published notice is on record its day counts, and the desk's own decision does not; once its
revocation is on record, no clock of the procedure is left.
It keeps no count: every reading is computed again from the acts.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache

from tallystick.filing.notices import AuthorityNotice
from tallystick.filing.states import Act, Event
from tallystick.law.clocks import (
    Calendars,
    ClockEvent,
    ClockReading,
    ClockState,
    calendars_known,
    read_clock,
    standing_deadline,
)
from tallystick.units.packaged import read

__all__ = ["Done", "beijing_day", "review_clocks"]

_TABLE = "filing/states.toml"
_BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An act and when it was done."""

    act: Act
    at: datetime


def beijing_day(at: datetime) -> date:
    """Return the day a moment falls on in Beijing."""
    return at.astimezone(_BEIJING).date()


def review_clocks(
    done: Iterable[Done],
    *,
    as_of: date,
    calendars: Calendars | None = None,
    parameters: Mapping[str, int] | None = None,
) -> tuple[ClockReading, ...]:
    """Read the clocks of the procedure that run or stand still on a day.

    Args:
        done: the acts on one filing, in their order.
        as_of: the day of the reading, in Beijing.
        calendars: as known on the day whose knowledge is used; None for all that is on record.
        parameters: the installation's own numbers, by parameter.
    """
    table = _table()
    told = [each for each in done if _day(each) <= as_of]
    if any(each.act.event is Event.RECORD_REVOCATION for each in told):
        return ()
    notices = [
        each.act.notice for each in told if each.act.event is Event.RECORD_NOTICE and each.act.notice is not None
    ]
    published = min(notices, key=lambda notice: notice.specimen, default=None)
    happened = [
        ClockEvent(kind=occurrence, day=_day(each))
        for each in told
        if (occurrence := table.occurrences.get(each.act.event)) is not None
        and not (published is not None and _gives_way(each.act, published))
    ]
    known = calendars or calendars_known()
    readings = (
        read_clock(standing_deadline(name, parameters), happened, as_of=as_of, calendars=known) for name in table.clocks
    )
    return tuple(each for each in readings if each.state in {ClockState.RUNNING, ClockState.STOPPED})


def _gives_way(act: Act, published: AuthorityNotice) -> bool:
    """Tell whether an act does not count beside a notice: the desk's own decision, or a specimen before the notice."""
    return act.event is Event.FILE or (act.event is Event.RECORD_NOTICE and act.notice != published)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    clocks: tuple[str, ...]
    occurrences: Mapping[Event, str]


@cache
def _table() -> _Table:
    record = tomllib.loads(read(_TABLE).decode())
    return _Table(
        clocks=tuple(record["clocks"]),
        occurrences={Event(event): occurrence for event, occurrence in record["occurrences"].items()},
    )


def _day(done: Done) -> date:
    """Return the day an act counts from: that of the paper it records, otherwise its own."""
    return done.act.notice.date if done.act.notice is not None else beijing_day(done.at)

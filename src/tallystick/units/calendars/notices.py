"""A notice: the days one year's public announcement names, and since when they were known.

The form, one JSON file a notice, is ``tallystick/calendar-notice/v1``:

    {schema, place, year, settled, known_from, notice: {number, title, office, date, url, mark?},
     off: [{zh, en, days: [...]}], work: [{zh, en, days: [...]}]}

`mark` is S where the days come from a secondary source (a calendar library) and were not read in the paper that is
cited; every reason then carries it.

A notice that changes an earlier one is a later file for the same year: the later word on a day holds, and
asking as of an earlier date still gives the earlier answer.

It does not judge a notice: whether it is genuine is decided by whoever records it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tallystick.units.calendars.days import CalendarError, DayKind, DayName, DayReason

__all__ = ["Notice", "read_notice", "standing"]

_SCHEMA = "tallystick/calendar-notice/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One public announcement of the days off and the days worked of a year.

    Attributes:
        place: ``prc``, ``prc-exchange`` or ``hong-kong``.
        year: the year it settles; it may name days of the year before or after.
        settled: False when the list was computed from the law before it was seen published.
        known_from: the day from which it could be known; None when that was not established.
        number: the document number, empty where there is none.
        title: as published.
        office: who issued it.
        dated: the day it bears; None when that was not established.
        url: where it is published.
        mark: ``S`` where the days were not read in the paper itself; otherwise empty.
        days: every day it names, with what it is.
    """

    place: str
    year: int
    settled: bool
    known_from: date | None
    number: str
    title: str
    office: str
    dated: date | None
    url: str
    mark: str
    days: tuple[tuple[date, DayReason], ...]


def read_notice(content: bytes) -> Notice:
    """Read a notice.

    Args:
        content: UTF-8 JSON of the schema ``tallystick/calendar-notice/v1``.

    Raises:
        CalendarError: other bytes, another schema, a part missing, or a day named twice.
    """
    try:
        return _notice(json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CalendarError(
            problem="calendar.notice",
            what=f"This is no calendar notice that can be read ({type(error).__name__}: {error}).",
            why="A day read wrongly moves every deadline and payment that counts over it.",
            remedy=f"Write it in the schema {_SCHEMA}; the packaged notices are examples.",
        ) from error


def standing(notices: Iterable[Notice], as_known_on: date | None) -> tuple[Notice, ...]:
    """Pick the notices that could be known on a day, in the order in which they became known.

    Args:
        notices: of one place, in any order.
        as_known_on: the day to look back from; None for everything on record.
    """
    kept = (n for n in notices if as_known_on is None or n.known_from is None or n.known_from <= as_known_on)
    return tuple(sorted(kept, key=lambda n: (n.known_from or date.min, n.year)))


def _notice(record: Mapping[str, Any]) -> Notice:
    if record["schema"] != _SCHEMA:
        message = f"schema {record['schema']!r}"
        raise ValueError(message)
    paper = record["notice"]
    mark = paper.get("mark", "")
    source = f"{paper['number'] or paper['title']}{f' [{mark}]' if mark else ''}"
    named = [
        (date.fromisoformat(day), _reason(kind, entry, source, settled=record["settled"]))
        for kind, entries in ((DayKind.HOLIDAY, record["off"]), (DayKind.MAKE_UP, record["work"]))
        for entry in entries
        for day in entry["days"]
    ]
    if len(dict(named)) != len(named):
        message = "a day is named twice"
        raise ValueError(message)
    return Notice(
        place=record["place"],
        year=int(record["year"]),
        settled=record["settled"],
        known_from=_date(record["known_from"]),
        number=paper["number"],
        title=paper["title"],
        office=paper["office"],
        dated=_date(paper["date"]),
        url=paper["url"],
        mark=mark,
        days=tuple(sorted(named, key=lambda pair: pair[0])),
    )


def _reason(kind: DayKind, entry: Mapping[str, str], source: str, *, settled: bool) -> DayReason:
    name = DayName(zh=entry["zh"], en=entry["en"])
    return DayReason(kind=kind, name=name, source=source, provisional=not settled)


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)

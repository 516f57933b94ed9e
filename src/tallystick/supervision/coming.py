"""What comes next of a deal that is watched, as a line of dates: what is open and past first, then what is due.

Source: SUPTECH.md 8, point 9.
"""

from itertools import islice
from typing import Final

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import labels
from tallystick.filing.report.content import Figure, Source
from tallystick.filing.report.figures import Timeline
from tallystick.supervision.watching.standing import DutyState
from tallystick.supervision.watching.watch import Watched

__all__ = ["coming_dates"]

_MOST: Final = 5
_PAST: Final = 2
_OPEN = (DutyState.OVERDUE, DutyState.MISSING)


def coming_dates(watched: Watched) -> Figure:
    """Return the line of dates: the latest that passed unmet, the day of the question, and the next to come.

    Args:
        watched: the deal on its day.
    """
    past = [(each.due, each.expected.name) for each in watched.duties if each.state in _OPEN and each.due is not None]
    late = [(line.due, line.event.title) for line in watched.events if line.late and line.due is not None]
    today = (watched.as_of, labels()["supervision.watch.today"])
    ahead = [(each.due, each.expected.name) for each in watched.coming() if each.due is not None]
    shown = [*sorted([*past, *late], key=_day)[-_PAST:], today, *ahead]
    events = tuple(sorted(islice(dict.fromkeys(shown), _MOST), key=_day))
    dates = ", ".join(day.isoformat() for day, _ in events)
    caption = labels()["supervision.watch.dates"]
    return Figure(
        id="coming",
        caption=caption,
        alt=Name(zh=f"{caption.zh}：{dates}", en=f"{caption.en}: {dates}"),
        picture=Timeline(events=events),
        source=Source(kind="law", reference="deadlines"),
    )


def _day(event: tuple[object, Name]) -> str:
    return str(event[0])

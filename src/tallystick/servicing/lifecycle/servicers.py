"""Who services the pool, change by change: dismissed, and succeeded by another whom the deal knows.

    appointed    a party of the deal that was not dismissed, or was and has been succeeded since
    again        dismissed and named as its own successor, with nobody in between: nobody took over
    unknown      no party of the deal: whoever it is has taken no duty on
    gone         dismissed

Who services at closing no file names. A party that is appointed and dismissed with nobody else named leaves the pool
without a servicer; where another serves beside it, an appointment says so.
Source: CASHFLOW.md section 7 (Must 4); LAW.md d.2, event 10.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from tallystick.servicing.lifecycle.events import EventKind, PoolEvent

__all__ = ["ServicerChange", "servicer_changes", "still_dismissed"]

_CHANGES = (EventKind.SERVICER_APPOINTED, EventKind.SERVICER_TERMINATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicerChange:
    """One change.

    Attributes:
        event: as recorded.
        came_to: what it amounts to.
        left_vacant: whether somebody serviced before it and nobody does after it.
        dismissed: who was dismissed and not succeeded yet, after it.
    """

    event: PoolEvent
    came_to: Literal["appointed", "again", "unknown", "gone"]
    left_vacant: bool
    dismissed: frozenset[str]


def servicer_changes(
    events: Iterable[PoolEvent], parties: Container[str], dismissed: frozenset[str] = frozenset()
) -> Iterator[ServicerChange]:
    """Yield each change in its order; of one day, appointments before dismissals.

    Args:
        events: of one month or of all; others than changes of servicer are passed over.
        parties: ids the deal knows.
        dismissed: who was dismissed before and has not been succeeded.
    """
    changes = (each for each in events if each.kind in _CHANGES)
    serving, vacant = frozenset[str](), bool(dismissed)
    for each in sorted(changes, key=lambda one: (one.on, _CHANGES.index(one.kind))):
        before = vacant
        if each.kind is EventKind.SERVICER_TERMINATED:
            came_to: Literal["appointed", "again", "unknown", "gone"] = "gone"
            serving -= {each.party}
            vacant = not serving
            dismissed = dismissed | {each.party} if vacant else frozenset()
        elif each.party not in parties:
            came_to = "unknown"
        elif each.party in dismissed:
            came_to = "again"
        else:
            came_to, serving, dismissed, vacant = "appointed", serving | {each.party}, frozenset(), False
        yield ServicerChange(event=each, came_to=came_to, left_vacant=vacant and not before, dismissed=dismissed)


def still_dismissed(
    events: Iterable[PoolEvent], parties: Container[str], dismissed: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Return who stands dismissed without a successor after these events; the arguments are those of the changes."""
    for each in servicer_changes(events, parties, dismissed):
        dismissed = each.dismissed
    return dismissed

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
from typing import Final, Literal

from tallystick.servicing.lifecycle.events import EventKind, PoolEvent

__all__ = ["AT_CLOSING", "ServicerChange", "Servicing", "servicer_changes", "servicing_after"]

_CHANGES = (EventKind.SERVICER_APPOINTED, EventKind.SERVICER_TERMINATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Servicing:
    """Who services, as far as the changes so far say; carried from month to month.

    Attributes:
        serving: parties that were appointed and not dismissed since.
        dismissed: who was dismissed and not succeeded yet; the pool is without a servicer.
    """

    serving: frozenset[str] = frozenset()
    dismissed: frozenset[str] = frozenset()


AT_CLOSING: Final = Servicing()
"""Before any change: somebody services, and no file names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicerChange:
    """One change.

    Attributes:
        event: as recorded.
        came_to: what it amounts to.
        left_vacant: whether somebody serviced before it and nobody does after it.
        after: who services after it.
    """

    event: PoolEvent
    came_to: Literal["appointed", "again", "unknown", "gone"]
    left_vacant: bool
    after: Servicing


def servicer_changes(
    events: Iterable[PoolEvent], parties: Container[str], before: Servicing = AT_CLOSING
) -> Iterator[ServicerChange]:
    """Yield each change in its order; of one day, appointments before dismissals.

    Args:
        events: of one month or of all; others than changes of servicer are passed over.
        parties: ids the deal knows.
        before: who serviced before them.
    """
    changes = (each for each in events if each.kind in _CHANGES)
    serving, dismissed = before.serving, before.dismissed
    for each in sorted(changes, key=lambda one: (one.on, _CHANGES.index(one.kind))):
        vacant = bool(dismissed)
        if each.kind is EventKind.SERVICER_TERMINATED:
            came_to: Literal["appointed", "again", "unknown", "gone"] = "gone"
            serving -= {each.party}
            dismissed = frozenset() if serving else dismissed | {each.party}
        elif each.party not in parties:
            came_to = "unknown"
        elif each.party in dismissed:
            came_to = "again"
        else:
            came_to, serving, dismissed = "appointed", serving | {each.party}, frozenset()
        after = Servicing(serving=serving, dismissed=dismissed)
        yield ServicerChange(event=each, came_to=came_to, left_vacant=bool(dismissed) and not vacant, after=after)


def servicing_after(events: Iterable[PoolEvent], parties: Container[str], before: Servicing = AT_CLOSING) -> Servicing:
    """Return who services after these events; the arguments are those of the changes."""
    for each in servicer_changes(events, parties, before):
        before = each.after
    return before

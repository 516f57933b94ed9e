"""What is owed and open of one filing among all of a home: duties not yet met, events undecided, orders that stand.

It is what `watch` finds of the deal, in the few words that stand in a table over all deals.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import labels
from tallystick.law.clocks import ClockEvent, calendars_known, read_clock, standing_deadline
from tallystick.shell.operations.supervision.market.filed import FiledDeal
from tallystick.shell.operations.supervision.watching.lived import Lived
from tallystick.shell.operations.supervision.watching.sources import filed_and_worked
from tallystick.shell.operations.supervision.watching.watch import watch
from tallystick.supervision.watching.events import reporting_events
from tallystick.supervision.watching.standing import DutyState
from tallystick.supervision.watching.watch import Watched

__all__ = ["Matter", "event_matter", "owed"]

_AHEAD: Final = dt.timedelta(days=60)
"""Duties that arise later are not listed over all deals; a deal's own page has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing that somebody has to do about a deal.

    Attributes:
        id: of the duty, event or order, by which `tell` knows it.
        state: of a duty as it stands; ``late`` or ``undecided`` of an event; the measure of an order.
        due: the last day, ISO 8601; empty where no text has a number and the house no target.
        binding: whether a text that binds gives that day.
        owner: the part of the deal that is asked first.
    """

    deal: str
    kind: Literal["duty", "event", "order"]
    id: str
    title: Name
    state: str
    due: str
    binding: bool
    owner: str


def owed(filed: FiledDeal, files: Mapping[str, bytes], on_record: Lived, *, at: dt.datetime) -> tuple[Matter, ...]:
    """Return what is owed and open of a filing.

    Args:
        filed: the deal.
        files: reported of it, or the folder as it stands now, by name.
        on_record: of the deal in the home.
        at: the moment of the question.
    """
    watching = watch(filed_and_worked(filed.opened.files, files), None, at=at, on_record=on_record).value
    return () if watching is None else tuple(_matters(watching.watched))


def event_matter(deal: str, event: str, fact: Name, *, known: dt.date) -> Matter:
    """Return an event that somebody has to decide on; whether anybody did is not on record here.

    Args:
        deal: whose.
        event: its id.
        fact: what was found, in words.
        known: the day from which its clock is read, the last of its month where no other is on record.
    """
    found = reporting_events()[event.partition("/")[0]]
    deadline = standing_deadline(found.deadline)
    begun = ClockEvent(kind=deadline.begins, day=known)
    clock = read_clock(deadline, [begun], as_of=known, calendars=calendars_known())
    title, due = _told(found.rule.title, fact), clock.due or clock.target_due
    return _matter(deal, "event", event, title, "undecided", due, owner="filer")


def _told(title: Name, fact: Name) -> Name:
    return Name(zh=f"{title.zh}：{fact.zh}", en=f"{title.en}: {fact.en}")


def _matters(watched: Watched) -> Iterator[Matter]:
    deal = watched.life.deal
    for order in watched.orders:
        title = labels()[f"market.state.{order.measure}"]
        about = ",".join(order.rules)
        yield _matter(deal, "order", about, title, order.measure.value)
    for line in watched.events:
        if line.decision is None:
            state = "late" if line.late else "undecided"
            title = _told(line.event.title, line.event.fact)
            yield _matter(deal, "event", line.event.id, title, state, line.due, owner="filer")
    for duty in watched.duties:
        soon = duty.expected.arose <= watched.as_of + _AHEAD
        if duty.state is not DutyState.TOLD and soon:
            own, due = duty.expected, duty.due
            yield _matter(deal, "duty", own.id, own.name, duty.state.value, due, binding=duty.binding, owner=own.owner)


def _matter(
    deal: str,
    kind: Literal["duty", "event", "order"],
    name: str,
    title: Name,
    state: str,
    due: dt.date | None = None,
    *,
    binding: bool = False,
    owner: str = "issuer",
) -> Matter:
    day = "" if due is None else due.isoformat()
    return Matter(deal=deal, kind=kind, id=name, title=title, state=state, due=day, binding=binding, owner=owner)

"""Whether an act on a filing was done by those who must do it, for whoever reads it: by the table that makes it do.

    event  ->  how many different people, in which part, with which roles; a decision has a standing, a paper is
               recorded by the very people who act

`move` asks the same table and the same roles when the act is made; a reader never takes the maker's word for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from tallystick.evidence.entries import Entry
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person, same_person
from tallystick.filing.clocks import beijing_day
from tallystick.filing.states import Act, Review, apply, transitions
from tallystick.shell.operations.evidence.acts import other_side
from tallystick.shell.operations.evidence.roles import SIDES, Part, without_role
from tallystick.shell.operations.filing.act_records import ACT_KIND, read_act

__all__ = ["in_order", "misacted", "misdated"]

_COUNTERSIGNED: Final = "countersigned"
_PAIR: Final = 2


def misacted(
    entry: Entry, body: Mapping[str, object], people: Mapping[str, Person], *, file: str = ""
) -> Iterator[Finding]:
    """Yield why those whom a body names cannot have done the act; nothing for acts that one person does alone.

    Args:
        entry: as it was logged.
        body: of the act.
        people: the reader's own roll, by id; whoever stands on it must have the role there too.
        file: where the body lies.
    """
    kind = entry.draft.kind
    if kind != ACT_KIND:
        named = _named(body)
        if _COUNTERSIGNED in body and len(named) < _PAIR:
            yield finding("evidence.act-persons", file=file, act=kind, needed=_PAIR, given=len(named))
        return
    try:
        act = read_act(body)
    except ValueError:
        yield finding("evidence.act-unreadable", file=file, kind=kind)
        return
    yield from _by_the_table(act, people, file)
    if act.by and act.by[0].id != entry.draft.actor:
        yield finding("evidence.act-other-actor", file=file, actor=entry.draft.actor, named=act.by[0].id)


def _by_the_table(act: Act, people: Mapping[str, Person], file: str) -> Iterator[Finding]:
    row = next(each for each in transitions().values() if each.event is act.event)
    apart = [each for at, each in enumerate(act.by) if not any(same_person(each, other) for other in act.by[:at])]
    if len(apart) != row.persons or len(act.by) != row.persons:
        yield finding("evidence.act-persons", file=file, act=act.event.value, needed=row.persons, given=len(apart))
    else:
        refused = apply(Review(filing="", phase=row.source), act)
        if isinstance(refused, Finding):
            yield refused
    part = Part(row.who)
    yield from without_role(act.by, (part,) * len(act.by))
    known = [people[each.id] for each in act.by if each.id in people]
    yield from without_role(known, (part,) * len(known))
    there = other_side((*act.by, *known), SIDES[part])
    if there is not None:
        yield there


def misdated(earlier: Sequence[datetime], at: datetime, act: Act, *, file: str = "") -> Iterator[Finding]:
    """Yield that an act is dated before the one it follows, or records a paper from before the submission.

    Args:
        earlier: when each act before it in the same filing was done, aware, the submission first.
        at: when it was done, aware.
        act: what was done.
        file: where it lies.
    """
    if earlier and at < earlier[-1]:
        name, before = act.event.value, earlier[-1].isoformat()
        yield finding("filing.act-dated-back", file=file, act=name, at=at.isoformat(), before=before)
    if earlier and act.notice is not None and act.notice.date < beijing_day(earlier[0]):
        number, day = act.notice.number, beijing_day(earlier[0])
        yield finding("filing.notice-before-submission", file=file, number=number, date=act.notice.date, submitted=day)


def in_order(filing: str, acts: Sequence[tuple[Entry, Mapping[str, object]]], *, sound: bool) -> Iterator[Finding]:
    """Yield what keeps acts that crossed from following one another: in time and, of sound ones, by the table.

    Args:
        filing: its id.
        acts: the acts that cross with an edition, entry and body of each, in the order in which they must stand.
        sound: whether each of them by itself was found to hold.
    """
    review, earlier = Review(filing=filing), list[datetime]()
    for entry, body in acts:
        try:
            act = read_act(body)
        except ValueError:
            return
        at = datetime.fromisoformat(entry.draft.at)
        yield from misdated(earlier, at, act)
        earlier.append(at)
        after = apply(review, act) if sound else review
        if isinstance(after, Finding):
            yield after
            return
        review = after


def _named(body: Mapping[str, object]) -> Sequence[str]:
    by = body.get("by")
    listed = [each for each in (by if isinstance(by, list) else []) if isinstance(each, dict)]
    return sorted({str(each.get("public_key")) for each in listed})

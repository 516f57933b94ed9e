"""What two people decided of a name and an entry that may be it, and what is left of a search after that.

    same        the entry is who was named: a hit, whatever a program made of the spelling
    different   it is somebody else: no longer a question, in this list and in its later versions

A decision is about a name and an entry as they are written, code included; either written otherwise is a new question.
A list that was too old, or empty, answers nothing whatever was decided.
Source: SUPTECH.md section 6 (a second person clears).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tallystick.supervision.names.comparing import Party
from tallystick.supervision.names.lists import Screened, Screening, state_of

__all__ = ["Identified", "Settled", "settled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """A decision on record.

    Attributes:
        list_id: in which list the entry stands.
        version: of the list, when it was decided.
        same: whether the entry is who was named.
        persons: who decided, at least two.
        sha256: of the act.
    """

    name: Party
    entry: Party
    list_id: str
    version: str
    same: bool
    reasons: str
    persons: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A search with the decisions that bear on it; `screened` has only what they leave. Law: none adds an entry."""

    screened: Screened
    decisions: tuple[Identified, ...]


def settled(screened: Screened, decisions: Iterable[Identified]) -> Settled:
    """Take what was decided out of what was found; the last decision of an entry holds."""
    if screened.state is Screening.NOT_SCREENED:
        return Settled(screened=screened, decisions=())
    own = {each.entry: each for each in decisions if each.name == screened.name and each.list_id == screened.list_id}
    left = tuple(each for each in screened.found if each.entry not in own or own[each.entry].same)
    used = tuple(own[each.entry] for each in screened.found if each.entry in own)
    state = Screening.HIT if any(each.same for each in used) else state_of(left)
    return Settled(screened=replace(screened, found=left, state=state), decisions=used)

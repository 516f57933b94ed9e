"""A reply to a round as several people write it: each part kept as it is left, over what its writer saw.

It is kept as the edits of a deal are, so that nobody overwrites what they have not seen, and is the filer's own until
it is handed in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tallystick.deal.editing.edits import Deed, Edit, Way, found, merged
from tallystick.deal.reading import Tree
from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.work import Edited, EditsMovedError, Work

__all__ = ["PARTS", "Reply", "put", "reply_of", "write"]

PARTS: Final = ("zh", "en", "documents")
"""What is written about a point: the answer in both languages, and the materials that bear it out."""
_TRIES: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply under way: what is written of it, who wrote each part last, and the number of the last edit."""

    round: int
    tree: Tree
    changed: Mapping[Way, Edited]
    last: int

    def way(self, point: str, part: str) -> Way:
        """Return where a part of an answer stands."""
        return (str(self.round), point, part)

    def text(self, point: str, part: str) -> str:
        """Return what is written; empty where nothing is."""
        told = found(self.tree, self.way(point, part))
        return told if isinstance(told, str) else ""

    def is_answered(self, point: str) -> bool:
        """Tell whether a point is answered, which it is in both languages."""
        return bool(self.text(point, "zh") and self.text(point, "en"))


def reply_of(work: Work, filing: str, number: int) -> Reply:
    """Return the reply to a round as it is being written."""
    edits = work.edits(_kept(filing))
    tree, _, _ = merged({}, [each.edit for each in edits.waiting])
    changed = {each.edit.way: each for each in edits.waiting}
    return Reply(round=number, tree=tree, changed=changed, last=edits.last)


def write(work: Work, filing: str, reply: Reply, edit: Edit, *, by: Member, at: datetime) -> Finding | None:
    """Keep one part of an answer; return why not where somebody else wrote there since its writer looked.

    Args:
        work: of the home.
        filing: what was asked about.
        reply: as it stood.
        edit: a put at `Reply.way`.
        by: who writes.
        at: when.

    Raises:
        EditsMovedError: others write without end.
    """
    for _ in range(_TRIES):
        _, done, held = merged(reply.tree, [edit])
        if held:
            last = reply.changed.get(edit.way)
            now = str(found(reply.tree, edit.way) or "–")
            return finding("deal.edit-held", person=last.by if last else "–", now=now, typed=str(edit.value) or "–")
        if not done:
            return None
        try:
            work.edit(_kept(filing), Edited(number=reply.last + 1, edit=edit, by=by.id, at=at))
        except EditsMovedError:
            reply = reply_of(work, filing, reply.round)
            continue
        return None
    raise EditsMovedError


def put(reply: Reply, point: str, part: str, *, value: str, over: str) -> Edit:
    """Return the edit that writes a part of an answer over what its writer saw."""
    return Edit(deed=Deed.PUT, way=reply.way(point, part), value=value.strip(), over=over.strip())


def _kept(filing: str) -> str:
    """Return under which name the edits of a reply are kept; no deal has a colon in its id."""
    return f"reply:{filing}"

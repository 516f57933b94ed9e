"""A deal as several people edit it: the last revision with the edits that are in none yet, value by value.

    open_copy    the deal with those edits, and what is found in it
    change       one more edit; refused where somebody else changed that value since its editor looked, or where the
                 file could not be read with it

Edits that another revision overtook are `held`: they change nothing until their editor says which of the two holds.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from tallystick.deal.checks.consistency import check_deal
from tallystick.deal.deal import Deal
from tallystick.deal.editing.edits import Deed, Edit, found, merged
from tallystick.deal.editing.forms import joined
from tallystick.deal.editing.texts import written
from tallystick.deal.parsing import build
from tallystick.deal.partly.readable import readable_part
from tallystick.deal.reading import Document, Tree, read_yaml
from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.deal.opened import DEAL_FILE
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import ObjectStore
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.work import Draft, Edited, Work

__all__ = ["Copy", "change", "open_copy"]

_MOST_BYTES: Final = 1 << 18
"""A larger file is edited with an editor; a page would wait too long for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A deal as it is being edited.

    Attributes:
        draft: the last revision; `content` its deal file.
        tree: the deal with every edit that holds; `changed` are those, in order.
        edits: what they come to, without those that change nothing.
        held: edits over a value that another revision changed.
        last: number of the last edit.
    """

    draft: Draft
    content: bytes
    tree: Tree
    edits: tuple[Edit, ...]
    changed: tuple[Edited, ...]
    held: tuple[Edited, ...]
    last: int

    def findings(self) -> tuple[Finding, ...]:
        """Return what reading and checking the deal finds, each at its path."""
        document = Document(file=DEAL_FILE, tree=self.tree, lines={})
        deal, found_first = build(Deal, document)
        fitting = check_deal(deal or readable_part(Deal, document), document)
        return tuple(replace(each, place=replace(each.place, line=None)) for each in (*found_first, *fitting))


def open_copy(work: Work, objects: ObjectStore, draft: Draft) -> Outcome[Copy]:
    """Return a deal as it is being edited; None where its file cannot be edited on a page.

    Args:
        work: of the home.
        objects: where files are kept.
        draft: the last revision.
    """
    content = objects.get(draft.files[DEAL_FILE]) if DEAL_FILE in draft.files else b""
    if len(content) > _MOST_BYTES:
        large = finding("deal.file-too-large", file=DEAL_FILE, size=len(content), limit=_MOST_BYTES)
        return Outcome(value=None, findings=(large,))
    document, wrong = read_yaml(content, file=DEAL_FILE)
    if document is None or wrong:
        return Outcome(value=None, findings=wrong)
    edits = work.edits(draft.deal)
    tree, done, held = merged(document.tree, [each.edit for each in edits.waiting])
    late = {id(each) for each in held}
    copy = Copy(
        draft=draft,
        content=content,
        tree=tree,
        edits=done,
        changed=tuple(each for each in edits.waiting if id(each.edit) not in late),
        held=tuple(each for each in edits.waiting if id(each.edit) in late),
        last=edits.last,
    )
    return Outcome(value=copy)


def change(work: Work, objects: ObjectStore, draft: Draft, edit: Edit, *, by: Member, at: datetime) -> Outcome[Copy]:
    """Keep one edit; None where somebody else changed what it stands over, with what stands there now.

    Nobody else writes between the look and the edit, so that however many edit at once, each of them is kept.
    """
    with work.alone():
        opened = open_copy(work, objects, draft)
        if opened.value is None:
            return opened
        copy = opened.value
        wrong = _unread(edit)
        if wrong:
            return Outcome(value=None, findings=wrong)
        _, done, held = merged(copy.tree, [edit])
        if held:
            last = next((each.by for each in reversed(copy.changed) if each.edit.way == edit.way), copy.draft.by)
            now, typed = (joined(each) or "–" for each in (found(copy.tree, edit.way), edit.value))
            return Outcome(value=None, findings=(finding("deal.edit-held", person=last, now=now, typed=typed),))
        if not done:
            return opened
        given_up = [each.number for each in copy.held if each.edit.way == edit.way]
        earlier = _earlier(copy, edit)
        if earlier is not None:
            edit, given_up = replace(edit, over=earlier.edit.over), [*given_up, earlier.number]
        work.edit(draft.deal, Edited(number=copy.last + 1, edit=edit, by=by.id, at=at), instead=given_up)
    return open_copy(work, objects, draft)


def _unread(edit: Edit) -> tuple[Finding, ...]:
    """Return why a file with what an edit puts could not be read again, such as for signs that nobody sees."""
    _, wrong = read_yaml(written({edit.way[-1]: edit.value}), file=DEAL_FILE)
    path = ".".join(edit.way)
    return tuple(replace(each, place=replace(each.place, line=None, path=path)) for each in wrong)


def _earlier(copy: Copy, edit: Edit) -> Edited | None:
    """Return the text that waits at the way of another, which takes its place: a field that is typed is one edit.

    None where anything but texts was put since, since the way may mean another item then.
    """
    for each in reversed(copy.changed) if _is_text(edit) else ():
        if not _is_text(each.edit):
            return None
        if each.edit.way == edit.way:
            return each
    return None


def _is_text(edit: Edit) -> bool:
    return edit.deed is Deed.PUT and isinstance(edit.value, str) and isinstance(edit.over, str)

"""Revisions of a deal that is edited on its page: begun, handed in when its edits are to count, given more files.

begin        a deal with its name and nothing else
hand_in      a revision of what the edits made; comments of the file stay
restore      a revision with the files of an earlier one
add_files    a revision with more files beside, or others instead
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from tallystick.deal.editing.edits import found
from tallystick.deal.editing.texts import edited, written
from tallystick.deal.reading import Tree, read_yaml
from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Name
from tallystick.shell.operations.deal.opened import DEAL_FILE
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.copies import Copy
from tallystick.shell.operations.people.uploads import keep_files
from tallystick.shell.operations.ports.evidence import ObjectStore
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.work import Draft, Work
from tallystick.shell.operations.ports.services.scanning import UNSCANNED, Scanner

__all__ = ["add_files", "begin", "hand_in", "restore"]


def begin(
    work: Work, objects: ObjectStore, deal: str, name: Name, *, as_of: str, by: Member, at: datetime
) -> Outcome[Draft]:
    """Begin a deal for the house of whoever asks.

    Args:
        work: of the home.
        objects: where files are kept.
        deal: its id.
        name: its name.
        as_of: the day it stands on, ISO 8601.
        by: who begins it.
        at: when.
    """
    if work.draft(deal) is not None:
        return Outcome(value=None, findings=(finding("deal.begun-twice", deal=deal),))
    tree: Tree = {
        "schema": "tallystick/deal/v1",
        "id": deal,
        "name": {"zh": name.zh, "en": name.en},
        "as_of": as_of,
        "parties": {"filer": {"name": {"zh": by.organisation.zh, "en": by.organisation.en}}},
    }
    content = written(tree)
    _, wrong = read_yaml(content, file=DEAL_FILE)
    if wrong:
        return Outcome(value=None, findings=wrong)
    files = {DEAL_FILE: objects.put(content).sha256}
    draft = Draft(
        deal=deal, name=name, team=by.organisation, people=(), revision=1, files=files, by=by.id, at=at, why="begin"
    )
    work.keep(draft)
    return Outcome(value=draft)


def hand_in(work: Work, objects: ObjectStore, copy: Copy, *, by: Member, at: datetime) -> Outcome[Draft]:
    """Keep what the edits made as the next revision; a deal that is not complete is kept as it is.

    None where the file could not be read again, so that no page would open it any more.

    Raises:
        StaleDraftError: somebody else sent a revision in between.
    """
    content = edited(copy.content, copy.edits)
    _, wrong = read_yaml(content, file=DEAL_FILE)
    if wrong:
        return Outcome(value=None, findings=wrong)
    files = {**copy.draft.files, DEAL_FILE: objects.put(content).sha256}
    name = Name(zh=_name(copy, "zh"), en=_name(copy, "en"))
    draft = replace(copy.draft, name=name, files=files, revision=copy.draft.revision + 1, by=by.id, at=at, why="edit")
    work.keep(draft, taken=[each.number for each in copy.changed])
    return Outcome(value=draft)


def restore(work: Work, last: Draft, earlier: Draft, *, by: Member, at: datetime) -> Draft:
    """Keep the files of an earlier revision as the next one; those in between stay on record.

    Raises:
        StaleDraftError: somebody else sent a revision in between.
    """
    draft = replace(earlier, revision=last.revision + 1, by=by.id, at=at, why="restore")
    work.keep(draft)
    return draft


def add_files(
    work: Work,
    objects: ObjectStore,
    draft: Draft,
    files: Mapping[str, bytes],
    *,
    by: Member,
    at: datetime,
    scanner: Scanner = UNSCANNED,
) -> Outcome[Draft]:
    """Keep a revision with more files beside the deal; the deal file itself is edited, not added.

    Raises:
        StaleDraftError: somebody else sent a revision in between.
    """
    kept = keep_files(objects, {name: content for name, content in files.items() if name != DEAL_FILE}, scanner)
    if kept.value is None:
        return Outcome(value=None, findings=kept.findings)
    more = replace(
        draft, files={**draft.files, **kept.value}, revision=draft.revision + 1, by=by.id, at=at, why="files"
    )
    work.keep(more)
    return Outcome(value=more)


def _name(copy: Copy, language: str) -> str:
    told = found(copy.tree, ("name", language))
    return told if isinstance(told, str) and told else copy.draft.deal

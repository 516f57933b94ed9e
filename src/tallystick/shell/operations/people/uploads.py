"""Deal folders as a browser sends them: read in a process of its own, kept file by file, revision by revision.

    archive or files -> confined: unpack, read the deal and its roll -> objects, revision

A revision is taken only on top of the one its sender saw, so two editors cannot overwrite each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tallystick.deal.answers.people import parse_people
from tallystick.deal.parsing import parse_deal
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.shell.operations.deal.opened import DEAL_FILE
from tallystick.shell.operations.deal.papers import taken_in
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.evidence import ObjectStore
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.work import Draft, Work
from tallystick.shell.operations.ports.services.scanning import UNSCANNED, Scanner, infected
from tallystick.shell.operations.register.dropped import Unzip

__all__ = ["Folder", "contents", "keep_files", "keep_papers", "read_folder", "take_in"]

_PEOPLE: Final = "people.yaml"
_Kept = Outcome[dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A deal folder that could be read: its files, whose deal it is, and who works on it."""

    files: Mapping[str, bytes]
    deal: str
    name: Name
    filer: Name | None
    people: tuple[str, ...]


def read_folder(files: Mapping[str, bytes], unzip: Unzip) -> Outcome[Folder]:
    """Read a folder, or the archive it came in; None where there is no deal in it that can be read.

    Args:
        files: by name, as a browser names them; one archive stands for the files in it.
        unzip: reads an archive within limits.
    """
    refused: tuple[Finding, ...] = ()
    (name, content), *others = files.items()
    if not others and name.lower().endswith(".zip"):
        files, refused = unzip(content)
        if has_errors(refused) and not files:
            return Outcome(value=None, findings=refused)
    files = _from_the_top(files)
    if DEAL_FILE not in files:
        missing = finding("deal.upload-without-deal", file=name, files=tuple(sorted(files)[:8]) or ("–",))
        return Outcome(value=None, findings=(*refused, missing))
    deal, _, found = parse_deal(files[DEAL_FILE])
    if deal is None:
        return Outcome(value=None, findings=(*refused, *found))
    people, _ = parse_people(files[_PEOPLE], file=_PEOPLE) if _PEOPLE in files else ((), ())
    filer = deal.parties.get("filer")
    folder = Folder(
        files=files,
        deal=deal.id,
        name=Name(zh=deal.name.zh, en=deal.name.en),
        filer=None if filer is None else Name(zh=filer.name.zh, en=filer.name.en),
        people=tuple(each.id for each in people),
    )
    return Outcome(value=folder, findings=refused)


def take_in(
    work: Work,
    objects: ObjectStore,
    folder: Folder,
    *,
    by: Member,
    seen: int,
    at: datetime,
    scanner: Scanner = UNSCANNED,
) -> Outcome[Draft]:
    """Keep a folder as the next revision of its deal.

    Args:
        work: of the home.
        objects: where files are kept.
        folder: what came in.
        by: who sent it; a first revision makes their organisation its team.
        seen: the revision it was made from; 0 for a new deal.
        at: when.
        scanner: looks through every file.

    Raises:
        StaleDraftError: somebody else sent a revision in between.
    """
    last = work.draft(folder.deal)
    if last is not None and not by.same_house(last.team):
        return Outcome(value=None, findings=(finding("deal.upload-other-team", deal=folder.deal),))
    if last is None and folder.filer is not None and not by.same_house(folder.filer):
        return Outcome(
            value=None, findings=(finding("deal.upload-not-the-filer", deal=folder.deal, filer=folder.filer),)
        )
    kept = keep_files(objects, folder.files, scanner)
    if kept.value is None:
        return Outcome(value=None, findings=kept.findings)
    draft = Draft(
        deal=folder.deal,
        name=folder.name,
        team=by.organisation if last is None else last.team,
        people=folder.people,
        revision=seen + 1,
        files=kept.value,
        by=by.id,
        at=at,
    )
    work.keep(draft)
    return Outcome(value=draft)


def keep_papers(objects: ObjectStore, papers: Mapping[str, bytes], scanner: Scanner = UNSCANNED) -> _Kept:
    """Take in and keep papers that a plan names; return their SHA-256 by name, or what stands against one of them."""
    refused = taken_in(papers, scanner)
    return Outcome(value=None, findings=refused) if has_errors(refused) else keep_files(objects, papers)


def keep_files(objects: ObjectStore, files: Mapping[str, bytes], scanner: Scanner = UNSCANNED) -> _Kept:
    """Keep files of any kind, such as those of a folder; return their SHA-256 by name, of none where one is harmful."""
    harmful = tuple(infected(files, scanner))
    if has_errors(harmful):
        return Outcome(value=None, findings=harmful)
    return Outcome(value={name: objects.put(content).sha256 for name, content in sorted(files.items())})


def contents(objects: ObjectStore, draft: Draft) -> dict[str, bytes]:
    """Return the files of a revision.

    Raises:
        ObjectMissingError, ObjectDamagedError: one is not what was kept.
    """
    return {name: objects.get(digest) for name, digest in draft.files.items()}


def _from_the_top(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Take away the folder that every file lies in, as an archive of a folder has it."""
    tops = {name.partition("/")[0] for name in files}
    nested = len(tops) == 1 and all("/" in name for name in files)
    return {name.partition("/")[2] if nested else name: content for name, content in files.items()}

"""`submit`: hand a sealed package to the desk of this installation, where it stays as it was handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from tallystick.deal.parsing import parse_deal
from tallystick.deal.parties import Bilingual
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.filing.manifest import Manifest
from tallystick.filing.materials import check_materials
from tallystick.filing.package import Package, open_package
from tallystick.filing.screening import Verdict
from tallystick.filing.states import Act, Event
from tallystick.shell.operations.deal.opened import DEAL_FILE
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.filing.act_records import ACT_KIND
from tallystick.shell.operations.filing.check import check
from tallystick.shell.operations.filing.review import Moved, done_before, move
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.journal import FilingRow
from tallystick.shell.operations.ports.services.scanning import UNSCANNED, Scanner, infected

__all__ = ["Submitted", "established", "is_rehearsed", "manifest_of", "package_of", "submit"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Submitted:
    """A filing at the desk: its row, its package, and the act that brought it."""

    row: FilingRow
    package: Package
    moved: Moved


def submit(
    evidence: Evidence,
    files: Mapping[str, bytes],
    *,
    by: Person,
    signer: Signer,
    at: datetime,
    scanner: Scanner = UNSCANNED,
) -> Outcome[Submitted]:
    """Submit a package; the same package submitted again is the same act.

    Args:
        evidence: of the onshore installation.
        files: the package as written, ``manifest.json`` among them.
        by: who submits it for the filer.
        signer: that person's key.
        at: when.
        scanner: looks through everything in the package; the act says by its name whether one did.
    """
    package, found = open_package(files)
    if package is None:
        return Outcome(value=None, findings=found)
    head, manifest = package.manifest.head, package.manifest
    row = FilingRow(
        id=head.filing,
        deal=head.deal,
        version=head.version,
        state="",
        package_sha256=manifest.package_root,
        package_sm3=manifest.package_root_sm3,
    )
    present = evidence.journal.filing(row.id)
    if present is not None and present.package_sha256 != row.package_sha256:
        other = finding("filing.version-taken", filing=row.id, root=present.package_sha256, given=row.package_sha256)
        return Outcome(value=None, findings=(other,))
    shown, filer = _shown(package)
    if filer is not None and filer.en != by.organisation.en and filer.zh != by.organisation.zh:
        stranger = finding("filing.act-not-the-filer", act=Event.SUBMIT.value, person=by.id)
        return Outcome(value=None, findings=(stranger,))
    harmful = tuple(infected(package.contents, scanner))
    if harmful:
        return Outcome(value=None, findings=harmful)
    for content in package.contents.values():
        evidence.objects.put(content)
    listed = evidence.objects.put(manifest.content())
    act = Act(event=Event.SUBMIT, by=(by,), shown=shown)
    moved = move(evidence, row, act, (signer,), at=at, note={"manifest": listed.sha256, "scanner": scanner.name})
    if isinstance(moved, Finding):
        return Outcome(value=None, findings=(moved,))
    return Outcome(value=Submitted(row=row, package=package, moved=moved), findings=done_before(moved, at))


def established(package: Package) -> frozenset[str]:
    """Return what the package itself shows, by the names the table of states uses."""
    return _shown(package)[0]


def is_rehearsed(package: Package) -> bool:
    """Tell whether the deal in a package says of itself that it is invented."""
    deal, _, _ = parse_deal(package.contents.get(DEAL_FILE, b""))
    return deal is not None and deal.purpose == "rehearsal"


def _shown(package: Package) -> tuple[frozenset[str], Bilingual | None]:
    """Return what the package shows, and whose filing it says it is."""
    checked = check(package.contents)
    if checked.value is None:
        return frozenset(), None
    shown = set()
    about_files = (each for each in checked.findings if each.code.startswith("filing.document-"))
    if not has_errors([*check_materials(checked.value.materials, checked.value.opened.deal), *about_files]):
        shown.add("materials-complete")
    if checked.value.screening.verdict is Verdict.CLEAN:
        shown.add("bars-cleared")
    filer = checked.value.opened.deal.parties.get("filer")
    return frozenset(shown), filer.name if filer is not None else None


def package_of(evidence: Evidence, filing: str) -> Package:
    """Return the package of a filing from the objects it was stored as.

    Raises:
        LookupError: nothing was ever submitted under this id.
        ObjectMissingError, ObjectDamagedError: a stored file is not what was submitted.
    """
    manifest = manifest_of(evidence, filing)
    contents = {entry.path: evidence.objects.get(entry.sha256) for entry in manifest.files}
    return Package(manifest=manifest, contents=contents)


def manifest_of(evidence: Evidence, filing: str) -> Manifest:
    """Return the list of what the package of a filing holds, its files unread.

    Raises:
        LookupError: nothing was ever submitted under this id.
        ObjectMissingError, ObjectDamagedError: the list is not what was submitted.
    """
    acts = evidence.journal.acts(subject=filing, kind=ACT_KIND)
    if not acts:
        message = f"no filing {filing} was submitted to this home; see `tallystick submit`"
        raise LookupError(message)
    note = body_of(evidence, acts[0])["note"]
    listed = str(note["manifest"]) if isinstance(note, dict) else ""
    return _parsed(evidence.objects.get(listed))


@lru_cache(maxsize=64)
def _parsed(listed: bytes) -> Manifest:
    return Manifest.parse(listed)

"""The versions of a deal that can be held side by side: its revisions, and what was submitted of it.

    r3                    the third revision of the folder; with its report where it was packaged
    auto-leases-2026-1-v1 a filing

Between two with reports the text is compared too; otherwise fields, tape and files alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tallystick.filing.manifest import MANIFEST_PATH, Manifest
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.filing.proofing.compare import Compared, compare, compare_files
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.uploads import contents
from tallystick.shell.operations.ports.evidence import ObjectStore
from tallystick.shell.operations.ports.people.plans import PlanKind
from tallystick.shell.operations.ports.people.work import Work

__all__ = ["Version", "compare_versions", "filings_of", "packaged_files", "revisions_of", "version_files"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version: how it is called, its number, when it came, what identifies it, and its manifest where it has one.

    `filing` is whether it was submitted; a revision was not.
    """

    id: str
    number: int
    at: datetime | None
    digest: str
    manifest: str = ""
    filing: bool = False

    @property
    def has_report(self) -> bool:
        """Whether a report was made of it."""
        return self.filing or bool(self.manifest)


def revisions_of(work: Work, deal: str) -> tuple[Version, ...]:
    """Return the revisions of a deal, the youngest first, each with the package that was made of it last."""
    made = {
        each.said["revision"]: each.made["manifest"]
        for each in work.plans(subject=deal)
        if each.kind is PlanKind.PACKAGE and each.made.get("manifest")
    }
    return tuple(
        Version(
            id=f"r{each.revision}",
            number=each.revision,
            at=each.at,
            digest=each.digest,
            manifest=made.get(each.revision, ""),
        )
        for each in work.revisions(deal)
    )


def filings_of(evidence: Evidence, deal: str) -> tuple[Version, ...]:
    """Return what was submitted of a deal, the youngest first."""
    rows = sorted((row for row in evidence.journal.filings() if row.deal == deal), key=lambda row: -row.version)
    return tuple(
        Version(id=row.id, number=row.version, at=None, digest=row.package_sha256, filing=True) for row in rows
    )


def version_files(work: Work, evidence: Evidence, deal: str, version: Version) -> dict[str, bytes]:
    """Return the files of a version: its package where it has one, else its folder.

    Raises:
        ObjectMissingError, ObjectDamagedError: a file is not what was kept.
    """
    if version.filing:
        return dict(package_of(evidence, version.id).files())
    if version.manifest:
        return packaged_files(evidence.objects, version.manifest)
    draft = work.draft(deal, version.number)
    return {} if draft is None else contents(evidence.objects, draft)


def compare_versions(
    before: Mapping[str, bytes],
    after: Mapping[str, bytes],
    names: tuple[str, str],
    reports: bool,
) -> Outcome[Compared]:
    """Compare two versions, for a process of its own.

    Args:
        before: files of the earlier one.
        after: of the later one.
        names: of both.
        reports: whether both have a report, and so are packages.
    """
    return compare(before, after, None) if reports else Outcome(value=compare_files(before, after, names))


def packaged_files(objects: ObjectStore, manifest: str) -> dict[str, bytes]:
    """Return the files of a package that was made, by the digest of its manifest.

    Raises:
        ObjectMissingError, ObjectDamagedError: a file is not what was kept.
    """
    listed = objects.get(manifest)
    return {**{each.path: objects.get(each.sha256) for each in Manifest.parse(listed).files}, MANIFEST_PATH: listed}

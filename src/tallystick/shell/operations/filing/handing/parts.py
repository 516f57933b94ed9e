"""The parts of a package that are asked for: named, held against the whitelist, and taken out with their proofs."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final, Self

from tallystick.evidence.audit.records import Opening
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.clocks import beijing_day
from tallystick.filing.handover.committed import COMMITMENTS_FILE, FIELDS_FILE, read_fields
from tallystick.filing.handover.counterparts import Counterpart, unlisted
from tallystick.filing.handover.handover import Handover, columns_of, handed_file
from tallystick.filing.package import Package
from tallystick.shell.operations.filing.handing.consent import LOANS
from tallystick.tape.commitment import COMMITMENT_FILE
from tallystick.tape.disclosures import parse_disclosed

__all__ = ["AskedParts", "ahead", "made", "unlisted_parts"]

_NOTHING: Final[Mapping[str, Opening]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedParts:
    """What is to be handed to whom.

    Attributes:
        counterpart: the id of the authority in `whitelist`, the file of counterparts.
        files: paths in the package; `fields` ids of fields of the report.
        loans: what `disclose` wrote; empty where no loans are handed over.
        purpose: why it was asked for; crosses.
        officer: who receives it; stays, in the confidential log.
    """

    counterpart: str
    whitelist: bytes
    purpose: str
    officer: str
    files: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    loans: bytes = b""

    @property
    def items(self) -> tuple[str, ...]:
        """What consents must cover."""
        return (*self.files, *self.fields, *((LOANS,) if self.loans else ()))

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """What must be in words, by the option that takes it."""
        return (("--purpose", self.purpose), ("--officer", self.officer))

    def without(self, items: Collection[object]) -> Self:
        """Return what is asked for but for these files and fields."""
        files, fields = ((each for each in named if each not in items) for named in (self.files, self.fields))
        return replace(self, files=tuple(files), fields=tuple(fields))


def ahead(counterpart: Counterpart, at: datetime) -> Iterator[Finding]:
    """Yield that the arrangement on which the counterpart is told things is dated after the hand-over."""
    arrangement, day = counterpart.arrangement, beijing_day(at)
    if arrangement.date > day:
        yield finding("filing.arrangement-ahead", name=arrangement.reference, date=arrangement.date, day=day)


def unlisted_parts(package: Package, counterpart: Counterpart, asked: AskedParts) -> Iterator[Finding]:
    """Yield what of the parts asked for is not on the counterpart's whitelist."""
    entries = [each for each in package.manifest.files if each.path in asked.files]
    rows = parse_disclosed(asked.loans) if asked.loans else None
    if asked.loans and rows is None:
        yield finding("filing.handover-loans-differ")
    columns = () if rows is None else columns_of(rows)
    yield from unlisted(counterpart, files=entries, fields=asked.fields, columns=columns)


def made(package: Package, counterpart: Counterpart, asked: AskedParts, bases: list[dict[str, object]]) -> Handover:
    """Take the parts out of a package, each with its proof."""
    manifest, name, arrangement = package.manifest, counterpart.name, counterpart.arrangement
    lists = [path for path, used in ((COMMITMENTS_FILE, asked.fields), (COMMITMENT_FILE, asked.loans)) if used]
    fields = read_fields(package.contents[FIELDS_FILE]) if asked.fields else _NOTHING
    return Handover(
        head=manifest.head,
        roots=(manifest.package_root, manifest.package_root_sm3),
        leaves=len(manifest.files) + 1,
        counterpart=asked.counterpart,
        told={
            "name": {"zh": name.zh, "en": name.en},
            "arrangement": {"reference": arrangement.reference, "date": arrangement.date.isoformat()},
            "purpose": asked.purpose,
        },
        bases=tuple(bases),
        files=tuple(handed_file(package, path) for path in sorted(set(asked.files))),
        lists=tuple(handed_file(package, path) for path in lists),
        fields={name: fields[name] for name in sorted(set(asked.fields))},
        loans=asked.loans,
    )

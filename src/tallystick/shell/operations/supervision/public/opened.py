"""What came with an export edition of the overseas home's public copy, checked before anything stands on it.

    entries -> one root -> the log's signed head      every act that may be public has its body, signed and approved
    the last statement of issuer and trustee -> holders, claims, files

Keys are those of the reader's own roll; whom it does not name is checked with the keys that the statement names.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.entries import Entry, verify_entry
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.evidence.signatures import PublicKeyError
from tallystick.shell.operations.evidence.acts import read_body
from tallystick.shell.operations.evidence.countersignatures import unapproved_by
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.issuance.later.lineage import lineage
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import ObjectMissingError
from tallystick.shell.operations.ports.journal import ActRow
from tallystick.shell.operations.supervision.found.told import APPROVED, PUBLISHED
from tallystick.shell.operations.supervision.public.copy import INVENTORY, OBJECTS, inventory, named_files
from tallystick.shell.operations.supervision.public.entries import entries_of
from tallystick.supervision.publication import Publication, parse_publication, public_acts

__all__ = ["Public", "open_public"]


@dataclass(frozen=True, slots=True)
class _Journal:
    rows: tuple[ActRow, ...]

    def acts(self, *, subject: str = "", kind: str = "") -> tuple[ActRow, ...]:
        drafts = ((row, row.entry.draft) for row in self.rows)
        return tuple(row for row, each in drafts if subject in {"", each.subject} and kind in {"", each.kind})


@dataclass(frozen=True, slots=True)
class _Objects:
    kept: Mapping[str, bytes]

    def get(self, sha256: str) -> bytes:
        if sha256 not in self.kept:
            raise ObjectMissingError(finding("files.object-missing", sha256=sha256))
        return self.kept[sha256]


@dataclass(frozen=True, slots=True)
class _Record:
    journal: _Journal
    objects: _Objects


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """A public copy that adds up: acts and bodies to read, and the last statement."""

    journal: _Journal
    objects: _Objects
    statement: Publication


def open_public(
    files: Mapping[str, bytes], filing: str, *, roll: Mapping[str, Person], trusted: Trusted
) -> Outcome[Public]:
    """Check a public copy; None, and what is wrong, where nothing can be judged by it.

    Args:
        files: of the edition and the copy beside it.
        filing: id of the filing.
        roll: the reader's own roll, by id.
        trusted: logs and witnesses that the reader trusts.
    """
    rows, found = entries_of(files, trusted)
    objects = {sha256_hex(content): content for name, content in files.items() if name.startswith(OBJECTS)}
    names = _lineage(_Record(_Journal(rows), _Objects(objects)), filing)
    own = [row for row in rows if _is_public(row, names)]
    missing = [row for row in own if row.entry.draft.body_sha256 not in objects]
    found += [_lost(row.entry.draft.kind, row.entry.draft.body_sha256) for row in missing]
    stated = [row for row in own if (row.entry.draft.kind, row.entry.draft.subject) == (PUBLISHED, filing)]
    if found or not stated:
        none = () if found else (finding("supervision.statement-missing", filing=filing),)
        return Outcome(value=None, findings=(*found, *none))
    statement, wrong = parse_publication(objects[stated[-1].entry.draft.body_sha256])
    if statement is None:
        return Outcome(value=None, findings=wrong)
    public = Public(journal=_Journal(rows), objects=_Objects(objects), statement=statement)
    keys = {**statement.keys, **{name: each.public_key for name, each in roll.items()}}
    found += [
        finding("supervision.signer-other-key", file=PUBLISHED, person=name)
        for name, key in statement.keys.items()
        if keys[name] != key
    ]
    named = [*statement.files.items(), *(pair for row in own for pair in named_files(public, row))]
    found += [_lost(name, sha256) for name, sha256 in named if sha256 not in objects]
    found += [each for row in own for each in _signed(public, row, keys)]
    if found:
        return Outcome(value=None, findings=tuple(found))
    expected, named_objects = inventory(public, rows, filing, statement.files)
    extra = sorted(name for name in files if name.startswith(OBJECTS) and name[len(OBJECTS) :] not in named_objects)
    told = [finding("supervision.public-extra", name=name) for name in extra]
    if files.get(INVENTORY) != expected:
        told.append(finding("supervision.public-inventory", file=INVENTORY))
    return Outcome(value=public, findings=tuple(told))


def _lineage(record: _Record, filing: str) -> tuple[str, ...]:
    """Return the filings of the issue; this one alone where a plan is missing, which is then said of the plan."""
    try:
        return lineage(record, filing)
    except ObjectMissingError:
        return (filing,)


def _is_public(row: ActRow, names: Collection[str]) -> bool:
    draft = row.entry.draft
    return draft.kind in public_acts() and draft.subject.partition("/")[0] in names


def _signed(public: Public, row: ActRow, keys: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what is wrong with the signature of an act and, where a second person approved it, with theirs."""
    draft = row.entry.draft
    content = public.objects.get(draft.body_sha256)
    yield from _checked(row.entry, keys.get(draft.actor, ""), content)
    if draft.kind in APPROVED:
        body = read_body(content)
        if unapproved_by(body, APPROVED[draft.kind], keys.get(str(body.get("approved_by")), "")) is not None:
            yield finding("evidence.countersignature", person=str(body.get("approved_by")))


def _checked(entry: Entry, key: str, content: bytes) -> tuple[Finding, ...]:
    try:
        return verify_entry(entry, key, content)
    except PublicKeyError:
        return (finding("evidence.entry-signature", actor=entry.draft.actor, kind=entry.draft.kind),)


def _lost(name: str, sha256: str) -> Finding:
    return finding("supervision.public-lost", name=name, sha256=sha256)

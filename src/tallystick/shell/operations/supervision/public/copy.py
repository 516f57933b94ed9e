"""The public copy of an overseas home: what anybody may have of its log, and on what basis; made and read back here.

    public/entries       every entry of the log, one a line          public/checkpoint   its signed head
    public/objects/…     bodies and files that may be public         public/log.vkey     the key of the log
    public/inventory.json  every field that is public, with its basis

With every entry there, nobody can leave an act out: the head would not fit, or a body would be missed.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tallystick.evidence.canonical import canonical
from tallystick.evidence.entries import leaf
from tallystick.evidence.findings import finding
from tallystick.filing.export import fields_of
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.issuance.later.chapters import CLOSED
from tallystick.shell.operations.issuance.later.lineage import lineage
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.journal import ActRow, OnRecord
from tallystick.shell.operations.servicing.restating.trail import RESTATED
from tallystick.supervision.publication import PublicBasis, never_public, public_acts, public_files

__all__ = ["CHECKPOINT", "ENTRIES", "INVENTORY", "KEY", "OBJECTS", "PUBLIC", "inventory", "named_files", "public_copy"]

PUBLIC: Final = "public/"
ENTRIES, CHECKPOINT, KEY, INVENTORY = (
    f"{PUBLIC}entries",
    f"{PUBLIC}checkpoint",
    f"{PUBLIC}log.vkey",
    f"{PUBLIC}inventory.json",
)
OBJECTS: Final = f"{PUBLIC}objects/"
_KINDS: Final = {"certificate": "certificates", "register": "registers", "claims": "claims"}
_OF_A_MONTH: Final = tuple(f"{each}-" for each in _KINDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """One body or file that is to be public."""

    name: str
    basis: PublicBasis
    media_type: str
    sha256: str


def public_copy(evidence: Evidence, filing: str, files: Mapping[str, str]) -> Outcome[dict[str, bytes]]:
    """Return the public copy of a home for one filing and those before it; None where a field may not be public.

    Args:
        evidence: of the overseas home.
        filing: id of the filing.
        files: SHA-256 of the reported months and corrections, by name.
    """
    rows, fields = evidence.journal.acts(), _fields(evidence, evidence.journal.acts(), filing, files)
    contents = {each.sha256: evidence.objects.get(each.sha256) for each, _ in fields}
    refused = [
        finding("supervision.field-never-public", name=each.name, field=field)
        for each, field in fields
        if field.rpartition(".")[2].removesuffix("[]") in never_public()
    ]
    if refused:
        return Outcome(value=None, findings=tuple(refused))
    copy = {
        ENTRIES: b"".join(leaf(row.entry) + b"\n" for row in rows),
        CHECKPOINT: evidence.log.checkpoint(),
        KEY: str(evidence.log.key).encode(),
        INVENTORY: _told(fields),
    }
    return Outcome(value=copy | {f"{OBJECTS}{sha256}": content for sha256, content in contents.items()})


def inventory(
    record: OnRecord, rows: tuple[ActRow, ...], filing: str, files: Mapping[str, str]
) -> tuple[bytes, frozenset[str]]:
    """Return what the inventory of a copy must be, and the digests of all objects that it may have.

    Args:
        record: of the copy.
        rows: every act of its log.
        filing: id of the filing.
        files: SHA-256 of the reported months and corrections, by name.

    Raises:
        ObjectMissingError: something that is public is not in the copy.
    """
    fields = _fields(record, rows, filing, files)
    return _told(fields), frozenset(each.sha256 for each, _ in fields)


def _fields(
    record: OnRecord, rows: tuple[ActRow, ...], filing: str, files: Mapping[str, str]
) -> list[tuple[_Item, str]]:
    """Return every body and file that is to be public, with each of its fields."""
    items = [*_bodies(record, rows, lineage(record, filing)), *_stated(files)]
    return [(each, field) for each in items for field in fields_of(each.media_type, record.objects.get(each.sha256))]


def _told(fields: Iterable[tuple[_Item, str]]) -> bytes:
    told = [
        {"name": each.name, "field": field, "clause": each.basis.clause, "mark": each.basis.mark}
        for each, field in fields
    ]
    return canonical({"schema": "tallystick/public-inventory/v1", "inventory": told})


def named_files(record: OnRecord, row: ActRow) -> Iterator[tuple[str, str]]:
    """Yield the public files that an act names: of a month certificate, claims, register; of a correction its file."""
    kind, body = row.entry.draft.kind, body_of(record, row)
    files = body.get("files")
    if kind == CLOSED and isinstance(files, dict):
        yield from ((name, str(sha256)) for name, sha256 in files.items() if name.startswith(_OF_A_MONTH))
    elif kind == RESTATED:
        yield f"corrections/{body['file']}", str(body["file"])


def _bodies(evidence: OnRecord, rows: tuple[ActRow, ...], names: Collection[str]) -> Iterator[_Item]:
    for row in rows:
        draft = row.entry.draft
        basis = public_acts().get(draft.kind)
        if basis is None or draft.subject.partition("/")[0] not in names:
            continue
        yield _Item(name=draft.kind, basis=basis, media_type="application/json", sha256=draft.body_sha256)
        for name, sha256 in named_files(evidence, row):
            kind = _KINDS.get(name.partition("-")[0], "corrections")
            media_type = "application/json" if kind == "certificates" else "text/csv"
            yield _Item(name=name, basis=public_files()[kind], media_type=media_type, sha256=sha256)


def _stated(files: Mapping[str, str]) -> Iterator[_Item]:
    basis = public_files()["collections"]
    for name, sha256 in files.items():
        yield _Item(name=name, basis=basis, media_type="text/csv", sha256=sha256)

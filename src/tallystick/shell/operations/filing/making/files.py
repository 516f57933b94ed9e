"""The files of a package: the deal folder as it stands, and what is computed from it."""

from collections.abc import Iterator, Mapping

from tallystick.deal.deal import Deal
from tallystick.deal.terms import TERMS_FILE, terms_bytes
from tallystick.evidence.audit.records import Opening
from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.filing.handover.committed import (
    COMMITMENTS_FILE,
    FIELDS_FILE,
    commitments_content,
    fields_content,
)
from tallystick.filing.manifest import Circulation
from tallystick.filing.package import PackageFile
from tallystick.shell.operations.cashflow.analysis.inputs import FUNDING_FILE, HISTORY_FILE
from tallystick.shell.operations.cashflow.project import Projected
from tallystick.shell.operations.cashflow.tables import class_table, pool_table, step_table, texts
from tallystick.shell.operations.deal.registered import REGISTRATION_FILES
from tallystick.shell.operations.filing.check import Checked
from tallystick.shell.operations.filing.making.described import aggregates, pool_of_report
from tallystick.shell.operations.ports.documents import Documents
from tallystick.tape.commitment import COMMITMENT_FILE, commit
from tallystick.tape.reading.files.kinds import TAPE_FILES
from tallystick.units.packaged import paths, read

__all__ = [
    "BUILDS_FILE",
    "calendar_digest",
    "computed_files",
    "field_files",
    "folder_files",
    "folder_role",
    "package_file",
    "rule_set_digest",
]

BUILDS_FILE = "contracts.json"

_OFFERING = "M2"
_ROLES = {"deal.yaml": "deal", "people.yaml": "people", "answers.yaml": "answers"}
_ROLES |= dict.fromkeys(TAPE_FILES, "tape") | {"mapping.yaml": "mapping", "replines.csv": "replines"}
_ROLES |= {"disclosures.yaml": "disclosures", "payers.csv": "payers", "subsidiaries.csv": "subsidiaries"}
_ROLES |= dict.fromkeys(REGISTRATION_FILES, "registrations") | {FUNDING_FILE: "funding", HISTORY_FILE: "vintages"}
_MEDIA = {"csv": "text/csv", "json": "application/json", "pdf": "application/pdf", "svg": "image/svg+xml"}
_MEDIA |= {"parquet": "application/vnd.apache.parquet", "xml": "application/xml"}
_MEDIA |= {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_MEDIA |= {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
_MEDIA |= {"yaml": "application/yaml", "md": "text/markdown", "txt": "text/plain"}


def folder_role(name: str) -> str | None:
    """Return what a file of a deal folder is in a package; None for one that stays in the folder."""
    return _ROLES.get(name, "document" if name.startswith("documents/") else None)


def folder_files(files: Mapping[str, bytes], deal: Deal) -> Iterator[PackageFile]:
    """Yield the deal folder as it stands; all of it stays onshore but what the deal lists as offering documents."""
    offered = {f"documents/{each.file}" for each in deal.documents if each.material == _OFFERING}
    for name, content in files.items():
        role = folder_role(name)
        if name in offered:
            yield package_file(name, "offering", content, side=Circulation.BOTH)
        elif role is not None:
            yield package_file(name, role, content)


def computed_files(
    checked: Checked, projected: Projected, documents: Documents, *, secret: bytes
) -> Iterator[PackageFile]:
    """Yield what is computed and may cross: terms, contract builds, commitment, statistics, projection."""
    opened = checked.opened
    both = Circulation.BOTH
    yield package_file(TERMS_FILE, "terms", terms_bytes(opened.deal), side=both)
    yield package_file(BUILDS_FILE, "model", canonical(_builds()), side=both)
    if opened.tape is not None:
        committed = commit(opened.tape, secret=secret)
        record = {"rows": committed.rows, "sha256": committed.sha256, "sm3": committed.sm3}
        yield package_file(COMMITMENT_FILE, "commitments", canonical(record), side=both)
    pool = pool_of_report(opened)
    if pool is not None:
        yield package_file("statistics.json", "aggregates", canonical(aggregates(pool)), side=both)
    for case in projected.cases:
        for name, table in (("pool", pool_table), ("classes", class_table), ("steps", step_table)):
            content = documents.table(*texts(table(case)))
            yield package_file(f"projection/{case.id}-{name}.csv", "projection", content, side=both)


def field_files(opened: Mapping[str, Opening]) -> Iterator[PackageFile]:
    """Yield what each field of the report says, which stays, and the commitments to it, which may cross."""
    yield package_file(FIELDS_FILE, "fields", fields_content(opened))
    yield package_file(COMMITMENTS_FILE, "commitments", commitments_content(opened), side=Circulation.BOTH)


def _builds() -> dict[str, object]:
    """The contracts as built: SHA-256 of the file that holds each contract's code, by name."""
    built = paths("shell/chain/artifacts")
    return {path.rsplit("/", 1)[-1].removesuffix(".json"): sha256_hex(read(path)) for path in built}


def package_file(path: str, role: str, content: bytes, *, side: Circulation = Circulation.ONSHORE) -> PackageFile:
    """Return a file to be sealed, its media type taken from its name."""
    media = _MEDIA.get(path.rsplit(".", 1)[-1], "application/octet-stream")
    return PackageFile(path=path, role=role, media_type=media, content=content, side=side)


def rule_set_digest() -> str:
    """Return one SHA-256 over the released books of law."""
    return _digest_below("law")


def calendar_digest() -> str:
    """Return one SHA-256 over the released calendars."""
    return _digest_below("units/calendars")


def _digest_below(folder: str) -> str:
    return sha256_hex(canonical({path: sha256_hex(read(path)) for path in paths(folder)}))

"""What a walk laid out for people, held against what it was copied from, and against the record of the walk.

report and tables <- package        receipts <- proofs that crossed        payments <- objects of the overseas home
everything that was left <- its digest in the record, which the onshore home sealed
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Side
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.filing.deliver import PROOFS
from tallystick.shell.operations.issuance.later.chapters import CLOSED, CONFIRMED
from tallystick.shell.operations.walk.finished import FINISHED_FILE, Record

__all__ = ["changed_copies", "changed_payments", "changed_since"]

_FROM = {"report-": "package/report-", "tables/": "package/projection/", "receipts/": f"export/{PROOFS}/"}


def changed_copies(files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Yield what no longer equals its original; an original that was taken away is passed over."""
    for path, content in files.items():
        for begins, original in _FROM.items():
            origin = path.replace(begins, original, 1) if path.startswith(begins) else ""
            if files.get(origin, content) != content:
                yield finding("supervision.copy-differs", file=path, origin=origin)


def changed_payments(files: Mapping[str, bytes], evidence: Evidence) -> Iterator[Finding]:
    """Yield which certificates, bank files and confirmations are not those that were acted on.

    A month may be acted on more than once, as where the bank speaks again: what lies there is any of its files.
    """
    acted: dict[str, list[str]] = {}
    for row in (*evidence.journal.acts(kind=CLOSED), *evidence.journal.acts(kind=CONFIRMED)):
        body = body_of(evidence, row)
        kept, period = body.get("files"), body.get("period")
        confirmed = {f"confirmations-{period}-specimen.csv": body.get("file")}
        for name, digest in (kept if isinstance(kept, dict) else confirmed).items():
            acted.setdefault(f"payments/{period}/{name}", []).append(str(digest))
    for path, digests in acted.items():
        if path in files and sha256_hex(files[path]) not in digests:
            yield finding("supervision.copy-differs", file=path, origin=f"objects/{digests[0]}")


def changed_since(
    record: Record | None, files: Mapping[str, bytes], secret: bytes | None, named: Collection[str]
) -> Iterator[Finding]:
    """Yield what is not as the walk left it: files that are gone, more or differ, a record nobody sealed.

    Args:
        record: of the walk; None where it cannot be read.
        files: below its folder.
        secret: of the onshore home; None where that home is not here, and nobody can tell who sealed.
        named: files that other findings name already.
    """
    if record is None or (secret is not None and not record.is_sealed(secret)):
        yield finding("supervision.walk-unsealed", file=FINISHED_FILE)
        return
    gone = [path for path in record.files if path not in files]
    for folder, count in Counter(path.partition("/")[0] for path in gone).items():
        first = next(path for path in gone if path.partition("/")[0] == folder)
        yield finding("supervision.files-gone", file=folder, count=count, first=first)
    homes = tuple(f"{side.value}/" for side in Side)
    for path in sorted(files.keys() - record.files.keys() - {FINISHED_FILE}):
        if not path.startswith(homes):
            yield finding("supervision.file-beside", file=path)
    for path, digest in record.files.items():
        told = any(f"/{path}".endswith(f"/{each}") for each in named if each)
        if not told and path in files and sha256_hex(files[path]) != digest:
            yield finding("supervision.file-differs", file=path)

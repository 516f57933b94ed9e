"""What a walk laid out for people, held against what it was copied from.

report and tables <- package        receipts <- proofs that crossed        payments <- objects of the overseas home
"""

from collections.abc import Iterator, Mapping

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.filing.deliver import PROOFS
from tallystick.shell.operations.servicing.confirm import CONFIRMED
from tallystick.shell.operations.servicing.service import CLOSED

__all__ = ["changed_copies", "changed_payments"]

_FROM = {"report-": "package/report-", "tables/": "package/projection/", "receipts/": f"export/{PROOFS}/"}


def changed_copies(files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Yield what no longer equals its original; an original that was taken away is passed over."""
    for path, content in files.items():
        for begins, original in _FROM.items():
            origin = path.replace(begins, original, 1) if path.startswith(begins) else ""
            if files.get(origin, content) != content:
                yield finding("supervision.copy-differs", file=path, origin=origin)


def changed_payments(files: Mapping[str, bytes], evidence: Evidence) -> Iterator[Finding]:
    """Yield which certificates, bank files and confirmations are not those that were acted on."""
    for row in (*evidence.journal.acts(kind=CLOSED), *evidence.journal.acts(kind=CONFIRMED)):
        body = body_of(evidence, row)
        kept, period = body.get("files"), body.get("period")
        confirmed = {f"confirmations-{period}-specimen.csv": body.get("file")}
        for name, digest in (kept if isinstance(kept, dict) else confirmed).items():
            path = f"payments/{period}/{name}"
            if path in files and sha256_hex(files[path]) != digest:
                yield finding("supervision.copy-differs", file=path, origin=f"objects/{digest}")

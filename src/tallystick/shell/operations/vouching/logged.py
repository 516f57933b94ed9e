"""What the log says of a package, and who stands under the head: what obligation 1 is judged on."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from tallystick.evidence.findings import Finding, Severity, finding
from tallystick.evidence.log import Policy, Receipt, VerifierKey, open_checkpoint, parse_receipt
from tallystick.evidence.wording import severity
from tallystick.filing.clocks import beijing_day
from tallystick.shell.operations.evidence.cosignatures import line_faults
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.filing.deliver import PROOFS
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.supervision.proofs_filing import PackageInLog

__all__ = ["package_in_log"]

_RECEIPT: Final = ".tlog-proof"


def package_in_log(
    received: Received, crossed: Mapping[str, bytes], trusted: Trusted, *, grown: dt.date | None = None
) -> PackageInLog | None:
    """Return what the log says of the package, and whether the reader's roll knows the log.

    Args:
        received: the edition with its proofs.
        crossed: its files.
        trusted: the witnesses and logs that the reader trusts.
        grown: the Beijing day of the log's last entry, where the log is at hand; else that of the youngest that
            crossed, since all of them have their receipts under one head.
    """
    submitted, key = received.submitted, received.log_key
    if submitted is None or key is None:
        return None
    seen, wrong = _witnessed(crossed, key, trusted.policy)
    acts = (submitted, received.decided, received.notice, *received.corrections, received.revocation)
    youngest = max(dt.datetime.fromisoformat(each.entry.draft.at) for each in acts if each is not None)
    return PackageInLog(
        root=received.edition.root,
        contents=(),
        logged_root=str(submitted.body.get("package_sha256")),
        entry=(*submitted.findings, *trusted.doubts(key, file=f"{PROOFS}/log.vkey")),
        receipt=wrong,
        origin=key.name,
        witnesses=tuple(each.name for each in seen),
        enough=trusted.policy.met(seen, log=key),
        missing=trusted.policy.missing(seen),
        grown=grown or beijing_day(youngest),
    )


def _witnessed(
    crossed: Mapping[str, bytes], key: VerifierKey, policy: Policy
) -> tuple[tuple[VerifierKey, ...], tuple[Finding, ...]]:
    """Return those of a policy who cosigned every receipt that crossed, and what is wrong with lines in their names.

    Receipts of one head have the same lines: one that lacks what another has was changed since.
    """
    names = sorted(name for name in crossed if name.startswith(f"{PROOFS}/") and name.endswith(_RECEIPT))
    read = {name: parse_receipt(crossed[name], file=name) for name in names}
    receipts = {name: each for name, each in read.items() if not isinstance(each, Finding)}
    judged = {name: _cosigned(each, key, policy, file=name) for name, each in receipts.items()}
    heads = {name: each.checkpoint.partition(b"\n\n")[0] for name, each in receipts.items()}
    found = [one for _, about in judged.values() for one in about]
    for name, (seen, _) in judged.items():
        alike = (judged[other][0] for other, head in heads.items() if head == heads[name])
        gone = sorted({each.name for cosigners in alike for each in cosigners} - {each.name for each in seen})
        if gone:
            found.append(finding("supervision.cosignature-gone", file=name, names=tuple(gone)))
    everywhere = tuple(each for each in policy.keys if judged and all(each in seen for seen, _ in judged.values()))
    return everywhere, tuple(found)


def _cosigned(
    receipt: Receipt, key: VerifierKey, policy: Policy, *, file: str
) -> tuple[tuple[VerifierKey, ...], tuple[Finding, ...]]:
    """Return those of a policy who cosigned a receipt's head, and the lines in their names that are none of theirs."""
    checkpoint = receipt.checkpoint
    seen = tuple(
        each
        for each in policy.keys
        if not isinstance(open_checkpoint(checkpoint, key, policy=Policy.of((each,), 1)), Finding)
    )
    about = line_faults(checkpoint, key, policy.keys, file=file, above=receipt.lines_above)
    return seen, tuple(each for each in about if severity(each) is Severity.ERROR)

"""What the log says of a package, and who stands under the heads: what obligations 1 and 2 are judged on.

The submission's own receipt says who saw the package in the log; acts that came later are under heads of their own,
which may still wait for witnesses while what they saw before stands.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from tallystick.evidence.findings import Finding, Severity, finding
from tallystick.evidence.log import Policy, Receipt, VerifierKey, open_checkpoint, parse_receipt
from tallystick.evidence.wording import severity
from tallystick.filing.clocks import beijing_day
from tallystick.filing.states import Event
from tallystick.shell.operations.evidence.cosignatures import line_faults
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.filing.deliver import PROOFS, PROVED
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.supervision.proofs_filing import LONGEST_WAIT, PackageInLog

__all__ = ["notice_awaited", "package_in_log"]

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
            crossed.
    """
    submitted, key = received.submitted, received.log_key
    if submitted is None or key is None:
        return None
    seen, wrong = _witnessed(crossed, key, trusted.policy)
    under = seen.get(_receipt_of(Event.SUBMIT), ())
    acts = (submitted, received.decided, received.notice, *received.corrections, received.revocation)
    youngest = max(dt.datetime.fromisoformat(each.entry.draft.at) for each in acts if each is not None)
    return PackageInLog(
        root=received.edition.root,
        contents=(),
        logged_root=str(submitted.body.get("package_sha256")),
        entry=(*submitted.findings, *trusted.doubts(key, file=f"{PROOFS}/log.vkey")),
        receipt=wrong,
        origin=key.name,
        witnesses=tuple(each.name for each in under),
        enough=trusted.policy.met(under, log=key),
        missing=trusted.policy.missing(under),
        grown=grown or beijing_day(youngest),
    )


def notice_awaited(
    received: Received, crossed: Mapping[str, bytes], trusted: Trusted, *, as_of: dt.date
) -> tuple[Finding, ...]:
    """Say where witnesses saw the package in the log, and not yet a paper that came after, for obligation 2.

    Args:
        received: the edition with its proofs: the notice, each correction of it and its revocation.
        crossed: its files.
        trusted: the witnesses and logs that the reader trusts.
        as_of: the day of the question.
    """
    key, policy = received.log_key, trusted.policy
    if received.notice is None or key is None:
        return ()
    seen, _ = _witnessed(crossed, key, policy)
    there = seen.get(_receipt_of(Event.SUBMIT), ())
    if not (there and policy.met(there, log=key)):
        return ()
    corrected = _receipt_of(Event.RECORD_CORRECTION).removesuffix(_RECEIPT)
    papers = {
        _receipt_of(Event.RECORD_NOTICE): received.notice,
        **{f"{corrected}-{number}{_RECEIPT}": each for number, each in enumerate(received.corrections, start=1)},
        _receipt_of(Event.RECORD_REVOCATION): received.revocation,
    }
    found: list[Finding] = []
    for name, proof in papers.items():
        under = seen.get(name, ())
        if proof is not None and not (under and policy.met(under, log=key)):
            due = beijing_day(dt.datetime.fromisoformat(proof.entry.draft.at)) + dt.timedelta(days=LONGEST_WAIT)
            code = "supervision.witnesses-few" if as_of > due else "supervision.witnesses-awaited"
            found.append(finding(code, found=len(under), missing=policy.missing(under) or ("–",), due=due))
    return tuple(dict.fromkeys(found))


def _receipt_of(event: Event) -> str:
    return f"{PROOFS}/{PROVED[event.value]}{_RECEIPT}"


def _witnessed(
    crossed: Mapping[str, bytes], key: VerifierKey, policy: Policy
) -> tuple[Mapping[str, tuple[VerifierKey, ...]], tuple[Finding, ...]]:
    """Return those of a policy who cosigned each receipt that crossed, and what is wrong with lines in their names.

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
    return {name: seen for name, (seen, _) in judged.items()}, tuple(found)


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

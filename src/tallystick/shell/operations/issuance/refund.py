"""`refund`: an issue failed, and everybody gets back what they paid in; afterwards this filing is never issued.

    statement of the subscription account -> all that cleared, to the account it came from -> an act of two people

Money that clears later is given back by calling again with the later statement; what was given back once is not
instructed a second time, and its list is written again on every call. An issue whose plan was approved does not fail:
it is carried out.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.issuance.closing.escrow import Payment, Refund, read_payments, refund_all
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.evidence.pairs import Pair
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.closing import ESCROW_FILE
from tallystick.shell.operations.issuance.issue_records import FAILED, PLANNED
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.evidence import Signer

__all__ = ["Refunded", "refund"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunded:
    """What goes back now, how many payments went back before, and every list so far, oldest first.

    The lists are made again from the statements they were made from: a list that was lost is not lost for good.
    """

    refunds: tuple[Refund, ...]
    before: int
    lists: tuple[tuple[Refund, ...], ...] = ()


def refund(
    evidence: Evidence,
    filing: str,
    placement: Mapping[str, bytes],
    *,
    reason: str,
    by: tuple[Person, Person],
    signers: tuple[Signer, Signer],
    at: dt.datetime,
) -> Outcome[Refunded]:
    """Give everything back.

    Args:
        evidence: of the overseas home.
        filing: id of the filing whose issue failed.
        placement: with the statement of the subscription account.
        reason: why it failed, in words.
        by: who gives back for the issuer, and who approves it for the trustee.
        signers: their keys, in the same order.
        at: when.
    """
    # LOAD
    pair = Pair(by=by, signers=signers)
    refused = _refused(evidence, filing, placement) or pair.refusal((Part.ISSUER, Part.TRUSTEE))
    if refused is not None:
        return Outcome(value=None, findings=(refused,))
    payments, found = read_payments(placement[ESCROW_FILE], as_of=at.date())
    if has_errors(found):
        return Outcome(value=None, findings=found)
    before = _given_back(evidence, filing)
    # DECIDE
    refunds = tuple(each for each in refund_all(payments, as_of=at.date()) if each.reference not in before)
    waiting = tuple(_waiting(each) for each in payments if not each.good(at.date()))
    # STORE
    if refunds or not before:
        body: dict[str, object] = {
            "reason": reason,
            "statement": evidence.objects.put(placement[ESCROW_FILE]).sha256,
            "refunds": [
                {"reference": each.reference, "account": sha256_hex(each.account.encode()), "amount": str(each.amount)}
                for each in refunds
            ],
        }
        pair.put(evidence, FAILED, filing, body, at=at)
    # TELL
    value = Refunded(refunds=refunds, before=len(before), lists=tuple(_lists(evidence, filing)))
    return Outcome(value=value, findings=(*found, *waiting))


def _refused(evidence: Evidence, filing: str, placement: Mapping[str, bytes]) -> Finding | None:
    if evidence.journal.acts(subject=filing, kind=PLANNED):
        return finding("issuance.refund-after-plan", filing=filing)
    if ESCROW_FILE not in placement:
        return finding("deal.file-missing", file=ESCROW_FILE, name=ESCROW_FILE)
    return None


def _given_back(evidence: Evidence, filing: str) -> frozenset[str]:
    """Return the references of payments that went back already."""
    bodies = (body_of(evidence, row) for row in evidence.journal.acts(subject=filing, kind=FAILED))
    return frozenset(reference for each in bodies for reference in _references(each))


def _lists(evidence: Evidence, filing: str) -> Iterator[tuple[Refund, ...]]:
    """Yield what each act gave back, from the statement it was made from."""
    for row in evidence.journal.acts(subject=filing, kind=FAILED):
        body = body_of(evidence, row)
        payments, _ = read_payments(evidence.objects.get(str(body["statement"])), as_of=dt.date.max)
        given = _references(body)
        yield tuple(each for each in refund_all(payments, as_of=dt.date.max) if each.reference in given)


def _references(body: Mapping[str, object]) -> frozenset[str]:
    rows = body["refunds"] if isinstance(body["refunds"], list) else []
    return frozenset(str(each["reference"]) for each in rows if isinstance(each, dict))


def _waiting(payment: Payment) -> Finding:
    return finding(
        "issuance.refund-waiting",
        file=ESCROW_FILE,
        reference=payment.reference,
        subscriber=payment.subscriber,
        amount=payment.amount,
    )

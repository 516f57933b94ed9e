"""The side that holds the filing: the request, the consent, the answer and the receipts, each one act.

    ask        a request arrived, and holds under the agreement          -> our receipt of it, signed
    consent    two persons record a paper that consents to just it: the CSRC's, a department's, the screening
    answer     two persons approve; only with all three on record -> answer and narrowed edition
    received   the other side's receipt of the answer

Every act is in the log, about the deal; what was never recorded cannot be answered. Nothing is sent from here.
Source: as in `supervision.exchange`.
"""

import datetime as dt

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Side
from tallystick.filing.export import export
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.supervision.exchange.reading import kept
from tallystick.shell.operations.supervision.exchange.recorded import (
    Officers,
    not_about,
    own_keys,
    receipt_of,
    recorded,
    signed_for,
)
from tallystick.supervision.exchange.exchanging import (
    ANSWER_PATH,
    Exchange,
    answer_to,
    approval_findings,
    paper_findings,
    prove_receipt,
    request_findings,
)
from tallystick.supervision.exchange.messages import Answer, Consent, Receipt, Request

__all__ = [
    "ANSWERED",
    "ASKED",
    "CONSENTED",
    "RECEIVED",
    "answer",
    "ask",
    "consent",
    "consents_on",
    "other_deal",
    "received",
]

ASKED = "supervision.exchange.asked"
CONSENTED = "supervision.exchange.consented"
ANSWERED = "supervision.exchange.answered"
RECEIVED = "supervision.exchange.received"


def ask(evidence: Evidence, exchange: Exchange, officers: Officers) -> Outcome[Receipt]:
    """Record a request that arrived, and sign for it; one that does not hold is refused with every reason.

    One that comes again is answered with the receipt that was given, and nothing is recorded twice.
    """
    found = request_findings(exchange, as_of=officers.day) or other_deal(evidence, exchange.request)
    if found := found or own_keys(officers, Side.ONSHORE):
        return Outcome(value=None, findings=found)
    given = signed_for(evidence, ASKED, exchange, exchange.request, officers)
    if given is None:
        given = receipt_of(exchange.request, officers)
        recorded(evidence, ASKED, exchange, exchange.request, officers, receipt=given)
    return Outcome(value=given, findings=())


def consent(
    evidence: Evidence, exchange: Exchange, paper: Consent, officers: Officers, capture: bytes = b""
) -> Outcome[Consent]:
    """Record a paper that consents to a request on record; two different persons sign that it is what they saw.

    Args:
        evidence: of the home.
        exchange: the request.
        paper: as it is put on record, by the digest of its capture.
        officers: who saw it.
        capture: the paper itself, kept where it is given.
    """
    found = own_keys(officers, Side.ONSHORE) or _not_asked(evidence, exchange)
    signed = officers.signed(paper)
    if found := found or paper_findings(exchange, signed, day=officers.day):
        return Outcome(value=None, findings=found)
    files = {"capture": capture} if capture else None
    recorded(evidence, CONSENTED, exchange, signed, officers, files=files)
    return Outcome(value=signed, findings=())


def answer(evidence: Evidence, exchange: Exchange, filing: str, officers: Officers) -> Outcome[dict[str, bytes]]:
    """Answer a request from a filing of the home; the consents are those on record, and no others.

    Raises:
        LookupError: there is no such filing.
        ObjectMissingError, ObjectDamagedError: a stored file is not what was handed in.
    """
    found = own_keys(officers, Side.ONSHORE) or _not_asked(evidence, exchange)
    edition, about = export(package_of(evidence, filing))
    if found or edition is None:
        return Outcome(value=None, findings=(*found, *about))
    made, refused = answer_to(exchange, edition, consents_on(evidence, exchange, officers.day), day=officers.day)
    if made is None:
        return Outcome(value=None, findings=refused)
    signed, files = officers.signed(made[0]), made[1]
    if alone := approval_findings(exchange, signed):
        return Outcome(value=None, findings=alone)
    recorded(evidence, ANSWERED, exchange, signed, officers, files=files)
    return Outcome(value={ANSWER_PATH: signed.content(), **files}, findings=())


def received(evidence: Evidence, exchange: Exchange, receipt: Receipt, officers: Officers) -> Outcome[Answer]:
    """Record the other side's receipt of the answer on record."""
    given = [each for each in kept(evidence, ANSWERED, exchange, Answer) if each.sha256 == receipt.of]
    if not given:
        return Outcome(value=None, findings=(not_about(exchange),))
    abroad = exchange.agreement.abroad
    if found := own_keys(officers, Side.ONSHORE) or prove_receipt(receipt, given[0], exchange.people, abroad):
        return Outcome(value=None, findings=found)
    recorded(evidence, RECEIVED, exchange, receipt, officers)
    return Outcome(value=given[0], findings=())


def other_deal(evidence: Evidence, request: Request) -> tuple[Finding, ...]:
    """Say that the package a request names is of another deal than it says; nothing where it is not of this home."""
    held = [each.deal for each in evidence.journal.filings() if each.package_sha256 == request.package_root]
    if not held or request.deal in held:
        return ()
    return (finding("supervision.exchange-other-deal", asked=request.deal, held=held[0]),)


def _not_asked(evidence: Evidence, exchange: Exchange) -> tuple[Finding, ...]:
    """Say that a request was never recorded; nothing where it was."""
    asked = kept(evidence, ASKED, exchange, Request)
    return () if any(each.sha256 == exchange.request.sha256 for each in asked) else (not_about(exchange),)


def consents_on(evidence: Evidence, exchange: Exchange, day: dt.date) -> list[Consent]:
    """Return the papers on record that consent to just this request and stand on a day, each one."""
    every = kept(evidence, CONSENTED, exchange, Consent)
    return [each for each in every if each.request == exchange.request.sha256 and each.day <= day <= each.until]

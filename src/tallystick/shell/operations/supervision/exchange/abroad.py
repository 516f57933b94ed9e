"""The side that asks: its request, the receipt it got for it, and the answer proven and received, each one act.

    request        somebody of the asking authority signs               -> the request, to be sent
    acknowledged   the other side's receipt of the request
    prove          what arrived is what was filed, asked and approved   -> the answer, and our receipt of it

An authority that uses other software needs none of this: the messages are canonical JSON, and whoever holds agreement
and roll can prove them (`supervision.exchange`).
"""

from collections.abc import Mapping

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.supervision.exchange.reading import kept, messages
from tallystick.shell.operations.supervision.exchange.recorded import (
    Officers,
    not_about,
    own_keys,
    receipt_of,
    recorded,
    signed_for,
)
from tallystick.supervision.exchange.exchanging import Exchange, prove_answer, prove_receipt, request_findings
from tallystick.supervision.exchange.messages import Answer, Receipt, Request

__all__ = ["ACKNOWLEDGED", "PROVED", "REQUESTED", "acknowledged", "prove", "request"]

REQUESTED = "supervision.exchange.requested"
ACKNOWLEDGED = "supervision.exchange.acknowledged"
PROVED = "supervision.exchange.proved"


def request(evidence: Evidence, exchange: Exchange, officers: Officers) -> Outcome[Request]:
    """Sign a request and put it on record; one that the agreement does not bear is not made.

    Args:
        evidence: of the overseas home.
        exchange: the agreement and the request without signatures.
        officers: who asks.
    """
    signed = officers.signed(exchange.request)
    asked = Exchange(agreement=exchange.agreement, request=signed, people=exchange.people)
    if found := own_keys(officers, Side.OVERSEAS) or request_findings(asked, as_of=officers.day):
        return Outcome(value=None, findings=found)
    two = frozenset({asked.agreement.home, asked.agreement.abroad})
    before = (each for _, each in messages(evidence, REQUESTED, Request, houses=two))
    if any(each.id == signed.id and each.sha256 != signed.sha256 for each in before):
        return Outcome(value=None, findings=(finding("supervision.exchange-repeated", message=signed.id),))
    recorded(evidence, REQUESTED, asked, signed, officers)
    return Outcome(value=signed, findings=())


def acknowledged(evidence: Evidence, exchange: Exchange, receipt: Receipt, officers: Officers) -> Outcome[Request]:
    """Record the other side's receipt of a request on record."""
    made = [each for each in kept(evidence, REQUESTED, exchange, Request) if each.sha256 == receipt.of]
    if not made:
        return Outcome(value=None, findings=(not_about(exchange),))
    home = exchange.agreement.home
    if found := own_keys(officers, Side.OVERSEAS) or prove_receipt(receipt, made[0], exchange.people, home):
        return Outcome(value=None, findings=found)
    recorded(evidence, ACKNOWLEDGED, exchange, receipt, officers)
    return Outcome(value=made[0], findings=())


def prove(
    evidence: Evidence, exchange: Exchange, files: Mapping[str, bytes], officers: Officers
) -> Outcome[tuple[Answer, Receipt]]:
    """Hold an answer against the request on record, keep it, and sign for it; what does not hold gets no receipt."""
    if not any(each.sha256 == exchange.request.sha256 for each in kept(evidence, REQUESTED, exchange, Request)):
        return Outcome(value=None, findings=(not_about(exchange),))
    if found := own_keys(officers, Side.OVERSEAS):
        return Outcome(value=None, findings=found)
    answer, found = prove_answer(exchange, files)
    if answer is None:
        return Outcome(value=None, findings=found)
    given = signed_for(evidence, PROVED, exchange, answer, officers)
    if given is None:
        given = receipt_of(answer, officers)
        recorded(evidence, PROVED, exchange, answer, officers, files=files, receipt=given)
    return Outcome(value=(answer, given), findings=found)

"""Exchange with an overseas authority, on record: the request, the consent, the answer and the receipts, each one act.

    ask        a request arrived, and holds under the agreement          -> our receipt of it, signed
    consent    two persons record the paper that consents to just it
    answer     two persons approve; only with a consent that is on record -> answer and narrowed edition
    received   the other side's receipt of the answer

Every act is in the log, about the deal; what was never recorded cannot be answered. Nothing is sent from here.
Source: as in `supervision.exchange`.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.filing.clocks import beijing_day
from tallystick.filing.export import export
from tallystick.shell.operations.evidence.acts import Evidence, Intent, body_of, key_differs, perform
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.supervision.exchange.exchanging import (
    ANSWER_PATH,
    Exchange,
    answer_to,
    approval_findings,
    consent_findings,
    prove_receipt,
    request_findings,
)
from tallystick.supervision.exchange.messages import Answer, Consent, Message, Receipt, Request

__all__ = ["ANSWERED", "ASKED", "CONSENTED", "RECEIVED", "Officers", "answer", "ask", "consent", "received"]

ASKED = "supervision.exchange.asked"
CONSENTED = "supervision.exchange.consented"
ANSWERED = "supervision.exchange.answered"
RECEIVED = "supervision.exchange.received"

_Kind = TypeVar("_Kind", bound=Message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Officers:
    """Who acts at home, with their keys, and when."""

    by: tuple[Person, ...]
    signers: tuple[Signer, ...]
    at: dt.datetime

    def signed(self, message: _Kind) -> _Kind:
        """Return a message with the signature of each."""
        for signer in self.signers:
            message = message.signed(signer.person, signer.sign(message.unsigned()))
        return message

    @property
    def day(self) -> dt.date:
        """The day of the act, in Beijing."""
        return beijing_day(self.at)


def ask(evidence: Evidence, exchange: Exchange, officers: Officers) -> Outcome[Receipt]:
    """Record a request that arrived, and sign for it; one that does not hold is refused with every reason."""
    found = request_findings(exchange, as_of=officers.day) or _own_keys(officers)
    if found:
        return Outcome(value=None, findings=found)
    _recorded(evidence, ASKED, exchange, exchange.request, officers)
    return Outcome(value=officers.signed(_receipt(exchange.request, officers.day)), findings=())


def consent(evidence: Evidence, exchange: Exchange, paper: Consent, officers: Officers) -> Outcome[Consent]:
    """Record a paper that consents to a request on record; two different persons sign that it is what they saw."""
    found = _own_keys(officers) or _not_asked(evidence, exchange)
    signed = officers.signed(paper)
    if found := found or consent_findings(exchange, [signed], day=officers.day):
        return Outcome(value=None, findings=found)
    _recorded(evidence, CONSENTED, exchange, signed, officers)
    return Outcome(value=signed, findings=())


def answer(evidence: Evidence, exchange: Exchange, filing: str, officers: Officers) -> Outcome[dict[str, bytes]]:
    """Answer a request from a filing of the home; the consents are those on record, and no others.

    Raises:
        LookupError: there is no such filing.
        ObjectMissingError, ObjectDamagedError: a stored file is not what was handed in.
    """
    found = _own_keys(officers) or _not_asked(evidence, exchange)
    edition, about = export(package_of(evidence, filing))
    if found or edition is None:
        return Outcome(value=None, findings=(*found, *about))
    made, refused = answer_to(exchange, edition, _consents(evidence, exchange), day=officers.day)
    if made is None:
        return Outcome(value=None, findings=refused)
    signed, files = officers.signed(made[0]), made[1]
    if alone := approval_findings(exchange, signed):
        return Outcome(value=None, findings=alone)
    _recorded(evidence, ANSWERED, exchange, signed, officers)
    return Outcome(value={ANSWER_PATH: signed.content(), **files}, findings=())


def received(evidence: Evidence, exchange: Exchange, receipt: Receipt, officers: Officers) -> Outcome[Answer]:
    """Record the other side's receipt of the answer on record."""
    given = [each for each in _kept(evidence, ANSWERED, exchange, Answer) if each.sha256 == receipt.of]
    if not given:
        return Outcome(value=None, findings=(_other(exchange),))
    if found := _own_keys(officers) or prove_receipt(receipt, given[0], exchange.people, exchange.agreement.abroad):
        return Outcome(value=None, findings=found)
    _recorded(evidence, RECEIVED, exchange, receipt, officers)
    return Outcome(value=given[0], findings=())


def _receipt(of: Message, day: dt.date) -> Receipt:
    return Receipt.model_validate({"schema": "tallystick/exchange-receipt/v1", "of": of.sha256, "day": day.isoformat()})


def _own_keys(officers: Officers) -> tuple[Finding, ...]:
    other = key_differs(officers.by, officers.signers)
    return () if other is None else (other,)


def _not_asked(evidence: Evidence, exchange: Exchange) -> tuple[Finding, ...]:
    """Say that a request was never recorded; nothing where it was."""
    asked = _kept(evidence, ASKED, exchange, Request)
    return () if any(each.sha256 == exchange.request.sha256 for each in asked) else (_other(exchange),)


def _other(exchange: Exchange) -> Finding:
    return finding("supervision.exchange-answers-other", request=exchange.request.id)


def _consents(evidence: Evidence, exchange: Exchange) -> list[Consent]:
    return [each for each in _kept(evidence, CONSENTED, exchange, Consent) if each.request == exchange.request.sha256]


def _recorded(evidence: Evidence, kind: str, exchange: Exchange, message: Message, officers: Officers) -> None:
    content = evidence.objects.put(message.content()).sha256
    body = {"schema": "tallystick/exchange/v1", "agreement": exchange.agreement.id, "message": content}
    perform(evidence, Intent(kind=kind, subject=exchange.request.deal, at=officers.at, body=body), officers.signers[0])


def _kept(evidence: Evidence, kind: str, exchange: Exchange, model: type[_Kind]) -> Sequence[_Kind]:
    rows = evidence.journal.acts(subject=exchange.request.deal, kind=kind)
    read = [model.parse(evidence.objects.get(str(body_of(evidence, row)["message"]))) for row in rows]
    return [each for each in read if each is not None]

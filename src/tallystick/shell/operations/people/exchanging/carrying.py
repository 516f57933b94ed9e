"""What is signed of an exchange: each approved plan with the keys of those who approved it, by the act it names."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from tallystick.evidence.findings import finding
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.carrying import Made, Tools, signers_of
from tallystick.shell.operations.people.exchanging.abroad import request_of
from tallystick.shell.operations.people.exchanging.consenting import on_record, permitted
from tallystick.shell.operations.people.exchanging.preparing import Deed, between
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind
from tallystick.shell.operations.supervision.exchange import abroad, at_home
from tallystick.shell.operations.supervision.exchange.leaving import RECEIPT_FILE, REQUEST_FILE
from tallystick.shell.operations.supervision.exchange.recorded import Officers
from tallystick.shell.operations.supervision.exchange.requested import requested
from tallystick.shell.operations.supervision.exchange.terms import AGREEMENT_FILE, ROLL_FILE, adopted, agree
from tallystick.supervision.exchange.exchanging import Exchange
from tallystick.supervision.exchange.messages import Receipt, Request

__all__ = ["OF_EXCHANGES"]

_Act = Callable[[Installation, Mapping[str, Any], Officers], Outcome[object]]


def _exchanged(home: Installation, tools: Tools, plan: Plan) -> Outcome[Made]:
    """Do what a plan of an exchange says, as those who approved it."""
    people, signers = zip(*signers_of(home, tools, plan), strict=True)
    officers = Officers(by=people, signers=signers, at=plan.approvals[-1].at)
    outcome = _ACTS[Deed(str(plan.said["exchange"]))](home, plan.said, officers)
    made = None if outcome.value is None else {"done": str(plan.said["exchange"])}
    return Outcome(value=made, findings=outcome.findings)


def _agree(home: Installation, said: Mapping[str, Any], officers: Officers) -> Outcome[object]:
    files = _papers(home, said)
    return agree(home.evidence, files[AGREEMENT_FILE], files[ROLL_FILE], officers, home.side)


def _accept(home: Installation, said: Mapping[str, Any], officers: Officers) -> Outcome[object]:
    request = Request.parse(_papers(home, said)[REQUEST_FILE])
    exchange = None if request is None else _between(home, request, officers)
    return _unknown(said) if exchange is None else at_home.ask(home.evidence, exchange, officers)


def _answer(home: Installation, said: Mapping[str, Any], officers: Officers) -> Outcome[object]:
    asked = on_record(home.evidence, said["request"], officers.house, officers.at)
    exchange = None if asked is None else _between(home, asked.asked.message, officers)
    return _unknown(said) if exchange is None else at_home.answer(home.evidence, exchange, said["filing"], officers)


def _receive(home: Installation, said: Mapping[str, Any], officers: Officers) -> Outcome[object]:
    asked = on_record(home.evidence, said["request"], officers.house, officers.at)
    exchange = None if asked is None else _between(home, asked.asked.message, officers)
    receipt = Receipt.parse(_papers(home, said)[RECEIPT_FILE])
    if exchange is None or receipt is None:
        return _unknown(said)
    return at_home.received(home.evidence, exchange, receipt, officers)


def _ask(home: Installation, said: Mapping[str, Any], officers: Officers) -> Outcome[object]:
    request = request_of({**said, "day": officers.day.isoformat()})
    exchange = _between(home, request, officers) if isinstance(request, Request) else None
    return _unknown(said) if exchange is None else abroad.request(home.evidence, exchange, officers)


def _acknowledge(home: Installation, said: Mapping[str, Any], officers: Officers) -> Outcome[object]:
    exchange, receipt = _own(home, said, officers), Receipt.parse(_papers(home, said)[RECEIPT_FILE])
    if exchange is None or receipt is None:
        return _unknown(said)
    return abroad.acknowledged(home.evidence, exchange, receipt, officers)


def _prove(home: Installation, said: Mapping[str, Any], officers: Officers) -> Outcome[object]:
    exchange = _own(home, said, officers)
    if exchange is None:
        return _unknown(said)
    return abroad.prove(home.evidence, exchange, _papers(home, said), officers)


def _own(home: Installation, said: Mapping[str, Any], officers: Officers) -> Exchange | None:
    """Return a request that the home made, with everybody it knows; None where it made none."""
    every = requested(home.evidence, officers.house)
    asked = next((each.asked.message for each in every if each.asked.message.sha256 == said["request"]), None)
    return None if asked is None else _between(home, asked, officers)


def _between(home: Installation, request: Request, officers: Officers) -> Exchange | None:
    terms = adopted(home.evidence, home.side, officers.house).get(request.agreement)
    return None if terms is None else between(home.accounts, terms, request)


def _papers(home: Installation, said: Mapping[str, Any]) -> dict[str, bytes]:
    return {name: home.evidence.objects.get(digest) for name, digest in said["papers"].items()}


def _unknown(said: Mapping[str, Any]) -> Outcome[object]:
    """Return that what a plan rests on is not on record in this home any more, or was read when it was prepared."""
    return Outcome(value=None, findings=(finding("supervision.exchange-unknown", request=str(said["id"])),))


_ACTS: Final[Mapping[Deed, _Act]] = {
    Deed.AGREE: _agree,
    Deed.ACCEPT: _accept,
    Deed.ANSWER: _answer,
    Deed.RECEIVE: _receive,
    Deed.ASK: _ask,
    Deed.ACKNOWLEDGE: _acknowledge,
    Deed.PROVE: _prove,
}

OF_EXCHANGES: Final[Mapping[PlanKind, Callable[[Installation, Tools, Plan], Outcome[Made]]]] = {
    PlanKind.PERMIT: permitted,
    PlanKind.EXCHANGE: _exchanged,
}
"""What carries out each kind of plan about an exchange."""

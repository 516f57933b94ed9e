"""What the side that holds the filing prepares: a request taken in, its answer, and the other side's receipt.

The same as ``exchange accept``, ``respond`` and ``acknowledge``: what is carried out holds everything once more.
"""

from collections.abc import Mapping
from typing import Any

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.exchanging.consenting import on_record
from tallystick.shell.operations.people.exchanging.preparing import Deed, Preparing, planned
from tallystick.shell.operations.ports.people.plans import Plan
from tallystick.shell.operations.supervision.exchange.at_home import other_deal
from tallystick.shell.operations.supervision.exchange.leaving import foreseen
from tallystick.shell.operations.supervision.exchange.standing import Exchanged
from tallystick.supervision.exchange.exchanging import AskedFile, prove_receipt, request_findings
from tallystick.supervision.exchange.messages import Receipt, Request

__all__ = ["for_acceptance", "for_answer", "for_their_receipt", "looked_at"]


def for_acceptance(here: Preparing, request: Request, papers: Mapping[str, str]) -> Outcome[Plan]:
    """Prepare to take a request in and sign for it; one that does not hold, or came before, is refused.

    Args:
        here: who prepares.
        request: as it came.
        papers: the file by name, by the digest under which it is kept.
    """
    if on_record(here.evidence, request.sha256, here.by.organisation.en, here.at) is not None:
        return _repeated(request.id)
    exchange, refused = here.exchange(request)
    if exchange is None or (
        refused := request_findings(exchange, as_of=here.day) or other_deal(here.evidence, request)
    ):
        return Outcome(value=None, findings=refused)
    said = request.model_dump(mode="json", include={"id", "agreement", "package_root", "purpose", "files", "day"})
    said |= {"signed_by": [*request.signatures], "papers": dict(papers)}
    return planned(here, Deed.ACCEPT, exchange.agreement, request.deal, said)


def looked_at(here: Preparing, asked: Exchanged) -> tuple[tuple[AskedFile, ...], tuple[Finding, ...]]:
    """Return each file that is asked for, field by field, and every reason against an answer today.

    Raises:
        ObjectMissingError, ObjectDamagedError: a stored file is not what was handed in.
    """
    exchange, refused = here.exchange(asked.asked.message, asked.agreement.home)
    if exchange is None:
        return (), refused
    return foreseen(here.evidence, exchange, asked, day=here.day)


def for_answer(here: Preparing, asked: Exchanged) -> Outcome[Plan]:
    """Prepare the answer to a request on record; every reason against it is told before anybody approves."""
    request = asked.asked.message
    if asked.answer is not None:
        return _repeated(request.id)
    files, refused = looked_at(here, asked)
    if refused:
        return Outcome(value=None, findings=refused)
    said: dict[str, Any] = {"request": request.sha256, "id": request.id, "filing": asked.filing}
    said |= {"purpose": request.purpose, "passing": {each.path: len(each.fields) for each in files}}
    return planned(here, Deed.ANSWER, asked.agreement, request.deal, said)


def for_their_receipt(here: Preparing, asked: Exchanged, receipt: Receipt, papers: Mapping[str, str]) -> Outcome[Plan]:
    """Prepare the record of the other side's receipt of an answer."""
    request = asked.asked.message
    exchange, refused = here.exchange(request)
    if asked.receipt is not None:
        return _repeated(request.id)
    if asked.answer is None:
        return Outcome(value=None, findings=(finding("supervision.exchange-answers-other", request=request.id),))
    if exchange is None:
        return Outcome(value=None, findings=refused)
    abroad = exchange.agreement.abroad
    if refused := prove_receipt(receipt, asked.answer.message, exchange.people, abroad):
        return Outcome(value=None, findings=refused)
    said = {"request": request.sha256, "id": request.id, "signed_by": [*receipt.signatures], "papers": dict(papers)}
    return planned(here, Deed.RECEIVE, exchange.agreement, request.deal, said)


def _repeated(request: str) -> Outcome[Plan]:
    return Outcome(value=None, findings=(finding("supervision.exchange-repeated", message=request),))

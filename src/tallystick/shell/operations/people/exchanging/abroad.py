"""What the side that asks prepares: its request, the record of the receipt for it, and an answer proven and signed for.

The same as ``exchange request``, ``acknowledge`` and ``examine``: what is carried out holds everything once more.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.exchanging.preparing import Deed, Preparing, planned
from tallystick.shell.operations.ports.people.plans import Plan
from tallystick.shell.operations.register.dropped import Unzip
from tallystick.shell.operations.supervision.exchange.requested import Requested, requested
from tallystick.supervision.exchange.exchanging import Exchange, prove_answer, prove_receipt, scope_findings
from tallystick.supervision.exchange.messages import Answer, Receipt, Request

__all__ = ["examined", "for_examination", "for_receipt", "for_request", "request_of"]


def request_of(said: Mapping[str, Any]) -> Request | Finding:
    """Return the request that plain values say, without a signature; or what of them cannot stand in one."""
    parts = ("id", "agreement", "deal", "package_root", "files", "purpose", "day")
    try:
        told = {part: said[part] for part in parts}
        return Request.model_validate({**told, "schema": "tallystick/exchange-request/v1"})
    except ValidationError as error:
        field = ".".join(str(each) for each in error.errors()[0]["loc"])
        return finding("supervision.exchange-value-wrong", field=field)


def for_request(here: Preparing, said: Mapping[str, Any]) -> Outcome[Plan]:
    """Prepare a request; what the agreement does not bear is not asked.

    Args:
        here: who prepares; two of the authority sign it.
        said: ``id``, ``agreement``, ``deal``, ``package_root``, ``files`` and ``purpose``.
    """
    told = {**said, "files": sorted(set(said["files"])), "day": here.day.isoformat()}
    request, terms = request_of(told), here.terms(said["agreement"])
    if isinstance(request, Finding):
        return Outcome(value=None, findings=(request,))
    if terms is None:
        return Outcome(value=None, findings=(finding("supervision.exchange-not-agreed", agreement=request.agreement),))
    if not request.files:
        return Outcome(value=None, findings=(finding("supervision.exchange-value-wrong", field="files"),))
    if any(each.asked.message.id == request.id for each in requested(here.evidence, terms.agreement.abroad)):
        return Outcome(value=None, findings=(finding("supervision.exchange-repeated", message=request.id),))
    if refused := scope_findings(terms.agreement, request, as_of=here.day):
        return Outcome(value=None, findings=refused)
    return planned(here, Deed.ASK, terms.agreement, request.deal, told)


def for_receipt(here: Preparing, asked: Requested, receipt: Receipt, papers: Mapping[str, str]) -> Outcome[Plan]:
    """Prepare the record of the other side's receipt of a request."""
    request = asked.asked.message
    exchange, refused = here.exchange(request)
    if asked.receipt is not None:
        return Outcome(value=None, findings=(finding("supervision.exchange-repeated", message=request.id),))
    if exchange is None or (refused := prove_receipt(receipt, request, exchange.people, exchange.agreement.home)):
        return Outcome(value=None, findings=refused)
    said = {"request": request.sha256, "id": request.id, "signed_by": [*receipt.signatures], "papers": dict(papers)}
    return planned(here, Deed.ACKNOWLEDGE, exchange.agreement, request.deal, said)


def examined(
    exchange: Exchange, files: Mapping[str, bytes], unzip: Unzip
) -> Outcome[tuple[Answer, Mapping[str, bytes]]]:
    """Hold an answer that arrived, as its files or as one archive of them, against its request.

    For a process of its own, since it is a stranger's until it is proven.
    """
    (name, content), *others = files.items()
    refused: tuple[Finding, ...] = ()
    if not others and name.lower().endswith(".zip"):
        files, refused = unzip(content)
    answer, found = prove_answer(exchange, files) if not refused else (None, ())
    return Outcome(value=None if answer is None else (answer, files), findings=(*refused, *found))


def for_examination(here: Preparing, asked: Requested, answer: Answer, papers: Mapping[str, str]) -> Outcome[Plan]:
    """Prepare the record of an answer that was proven, and our receipt of it.

    Args:
        here: who prepares.
        asked: the request.
        answer: as `examined` proved it.
        papers: every file of it by path, by the digests under which they are kept.
    """
    request = asked.asked.message
    if asked.answer is not None:
        return Outcome(value=None, findings=(finding("supervision.exchange-repeated", message=request.id),))
    said = {"request": request.sha256, "id": request.id, "signed_by": [*answer.signatures], "papers": dict(papers)}
    return planned(here, Deed.PROVE, asked.agreement, request.deal, said)

"""What pages and calls share where a file of an exchange comes in: read in a process of its own, kept, prepared.

A stranger's file is read apart from the portal; what holds becomes a plan, for those of the authority to approve.
"""

from collections.abc import Mapping
from typing import Final

from tallystick.evidence.findings import finding
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.exchanging.abroad import examined, for_examination, for_receipt
from tallystick.shell.operations.people.exchanging.at_desk import for_acceptance, for_their_receipt
from tallystick.shell.operations.people.exchanging.preparing import Preparing, for_terms
from tallystick.shell.operations.people.uploads import keep_files
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.plans import Plan
from tallystick.shell.operations.supervision.exchange.leaving import RECEIPT_FILE, REQUEST_FILE
from tallystick.shell.operations.supervision.exchange.reading import read_message
from tallystick.shell.operations.supervision.exchange.requested import Requested
from tallystick.shell.operations.supervision.exchange.standing import Exchanged
from tallystick.shell.operations.supervision.exchange.terms import AGREEMENT_FILE, ROLL_FILE, read_terms
from tallystick.shell.web.portal import Portal
from tallystick.supervision.exchange.messages import Receipt, Request

__all__ = ["ANSWER_FILE", "answer_taken", "preparing", "receipt_taken", "request_taken", "terms_taken"]

ANSWER_FILE: Final = "answer.zip"


def preparing(portal: Portal, member: Member) -> Preparing:
    """Return who prepares, where and when."""
    return Preparing(evidence=portal.register.evidence, accounts=portal.accounts, by=member, at=portal.now())


def terms_taken(portal: Portal, member: Member, agreement: bytes, roll: bytes) -> Outcome[Plan]:
    """Read an agreement and a roll, and prepare their adoption."""
    read = portal.apart(read_terms, agreement, roll, portal.side)
    if read.value is None:
        return Outcome(value=None, findings=read.findings)
    kept = _kept(portal, {AGREEMENT_FILE: agreement, ROLL_FILE: roll})
    if kept.value is None:
        return Outcome(value=None, findings=kept.findings)
    return for_terms(preparing(portal, member), *read.value, kept.value)


def request_taken(portal: Portal, member: Member, content: bytes) -> Outcome[Plan]:
    """Read a request that arrived, and prepare to take it in."""
    read = portal.apart(read_message, Request, content, REQUEST_FILE)
    kept = _kept(portal, {REQUEST_FILE: content})
    if read.value is None or kept.value is None:
        return Outcome(value=None, findings=(*read.findings, *kept.findings))
    return for_acceptance(preparing(portal, member), read.value, kept.value)


def receipt_taken(portal: Portal, member: Member, asked: Exchanged | Requested, content: bytes) -> Outcome[Plan]:
    """Read a receipt that arrived, of our answer or of our request, and prepare its record."""
    read = portal.apart(read_message, Receipt, content, RECEIPT_FILE)
    kept = _kept(portal, {RECEIPT_FILE: content})
    if read.value is None or kept.value is None:
        return Outcome(value=None, findings=(*read.findings, *kept.findings))
    here = preparing(portal, member)
    if isinstance(asked, Requested):
        return for_receipt(here, asked, read.value, kept.value)
    return for_their_receipt(here, asked, read.value, kept.value)


def answer_taken(portal: Portal, member: Member, asked: Requested, files: Mapping[str, bytes]) -> Outcome[Plan]:
    """Prove an answer that arrived, and prepare its record with our receipt; what does not hold is not kept."""
    if not files:
        return Outcome(value=None, findings=(finding("supervision.exchange-unreadable", file=ANSWER_FILE),))
    here = preparing(portal, member)
    exchange, refused = here.exchange(asked.asked.message)
    if exchange is None:
        return Outcome(value=None, findings=refused)
    proven = portal.apart(examined, exchange, files, portal.unzip)
    if proven.value is None:
        return Outcome(value=None, findings=proven.findings)
    answer, unpacked = proven.value
    kept = _kept(portal, unpacked)
    if kept.value is None:
        return Outcome(value=None, findings=kept.findings)
    return for_examination(here, asked, answer, kept.value)


def _kept(portal: Portal, files: Mapping[str, bytes]) -> Outcome[dict[str, str]]:
    return keep_files(portal.register.evidence.objects, files, portal.scanner)

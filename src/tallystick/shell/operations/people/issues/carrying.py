"""What is signed of an issue: an approved close by both houses, an approved word of the bank by the paying agent.

Nothing is closed but what was approved: the month is worked out again from the same papers, and where its certificate
or its instructions are any other, the plan is refused.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import finding
from tallystick.shell.operations.issued.issues import Issues
from tallystick.shell.operations.issued.papers import papers
from tallystick.shell.operations.issued.seen import instructions_of
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.carrying import Made, Tools, signers_of
from tallystick.shell.operations.people.issues.plans import SIGN
from tallystick.shell.operations.people.issues.recouping import recouped
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind
from tallystick.shell.operations.servicing.confirm import BankFile, confirm
from tallystick.shell.operations.servicing.foresee import foresee
from tallystick.shell.operations.servicing.service import service
from tallystick.units.periods import Period

__all__ = ["OF_ISSUES"]


def _closed(home: Installation, tools: Tools, plan: Plan) -> Outcome[Made]:
    """Close a month as it was approved, and only if it comes to the same still."""
    said: Mapping[str, Any] = plan.said
    issue = Issues(evidence=home.evidence, work=home.work).issue(plan.subject)
    moved = (finding("servicing.papers-moved", filing=plan.subject),)
    if issue is None or issue.prepared is None or issue.folder is None or issue.folder.revision != said["revision"]:
        return Outcome(value=None, findings=moved)
    signing = {person.id: (person, signer) for person, signer in signers_of(home, tools, plan)}
    (agent, own), (trustee, other) = (
        next(pair for name, pair in signing.items() if name in said["parts"][part.value]) for part in SIGN
    )
    collections, period, at = (
        papers(home.evidence, issue.folder, ""),
        Period.parse(said["period"]),
        plan.approvals[-1].at,
    )
    with home.ledger() as ledger:
        seen = foresee(home.evidence, ledger, issue.prepared, collections, period, at=at)
        if seen.value is None:
            return Outcome(value=None, findings=seen.findings)
        digests = {name: sha256_hex(content) for name, content in seen.value.files.items()}
        if (seen.value.certificate.digest, instructions_of(digests, str(period))) != (
            said["certificate"],
            said["instructions"],
        ):
            return Outcome(value=None, findings=(*seen.findings, *moved))
        outcome = service(
            home.evidence,
            ledger,
            issue.prepared,
            collections,
            period,
            by=(agent, trustee),
            signers=(own, other),
            at=at,
        )
    made = None if outcome.value is None else {"certificate": outcome.value.certificate.digest, **digests}
    return Outcome(value=made, findings=outcome.findings)


def _heard(home: Installation, tools: Tools, plan: Plan) -> Outcome[Made]:
    """Record what a bank said of a month."""
    said: Mapping[str, Any] = plan.said
    issue = Issues(evidence=home.evidence, work=home.work).issue(plan.subject)
    period = Period.parse(said["period"])
    month = next((each for each in issue.months if each.period == period), None) if issue is not None else None
    if month is None:
        return Outcome(value=None, findings=(finding("servicing.anchor-unclosed", period=str(period)),))
    ((person, signer),) = signers_of(home, tools, plan)
    ((name, digest),) = said["papers"].items()
    file = BankFile(
        content=home.evidence.objects.get(digest),
        value_date=month.payment.value_date,
        specimen=bool(said["specimen"]),
        name=name,
    )
    outcome = confirm(
        home.evidence,
        plan.subject,
        period,
        month.payment.claims,
        file,
        by=person,
        signer=signer,
        at=plan.approvals[-1].at,
    )
    made = None if outcome.value is None else {"file": digest}
    return Outcome(value=made, findings=outcome.findings)


OF_ISSUES: Final[Mapping[PlanKind, Callable[[Installation, Tools, Plan], Outcome[Made]]]] = {
    PlanKind.CLOSE: _closed,
    PlanKind.WORDS: _heard,
    PlanKind.RECOUP: recouped,
}
"""What carries out each kind of plan about an issue."""

"""How an excess is made good, as people prepare it on a page: by the paying agent, approved by both houses.

an excess of a closed month + a paper -> prepared -> approved by an officer of each house -> `recoup`
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tallystick.evidence.findings import finding
from tallystick.servicing.claims.excess import Way
from tallystick.shell.operations.evidence.pairs import Pair
from tallystick.shell.operations.issued.issues import Issue
from tallystick.shell.operations.issued.months import PaidMonth
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.carrying import Made, Tools, signers_of
from tallystick.shell.operations.people.issues.plans import SIGN, parts_of
from tallystick.shell.operations.ports.people.accounts import Accounts, Member
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind
from tallystick.shell.operations.servicing.recouping.recoup import Asked, beyond, recoup
from tallystick.units.money import Money, MoneyError
from tallystick.units.periods import Period

__all__ = ["for_recoup", "recouped"]


def for_recoup(
    issue: Issue, month: PaidMonth, said: Mapping[str, Any], accounts: Accounts, *, by: Member, at: datetime
) -> Outcome[Plan]:
    """Prepare how an excess is made good.

    Args:
        issue: which.
        month: in which the bank paid beyond a claim.
        said: ``reference`` of that claim, ``amount`` in the currency of the excess, ``way``, and ``papers``, the
            SHA-256 of the paper by its name.
        accounts: of the home.
        by: of the paying agent.
        at: when.
    """
    made = parts_of(issue, accounts, by)
    if made.value is None:
        return Outcome(value=None, findings=made.findings)
    reference = str(said["reference"])
    excess = next((each for each in month.excess if each.reference == reference), None)
    if excess is None or said["way"] not in {*Way}:
        refused = finding("servicing.excess-none", period=str(month.period), reference=reference)
        return Outcome(value=None, findings=(refused,))
    try:
        amount = Money.parse(f"{said['amount']} {excess.excess.currency.value}")
    except MoneyError:
        amount = Money.zero(excess.excess.currency)
    way = Way(said["way"])
    wrong = beyond(excess, Asked(period=month.period, reference=reference, amount=amount, way=way, paper=b""))
    if wrong is not None:
        return Outcome(value=None, findings=(wrong,))
    plan = Plan(
        kind=PlanKind.RECOUP,
        subject=issue.filing,
        said={
            "period": str(month.period),
            "reference": reference,
            "wallet": excess.wallet,
            "way": way.value,
            "amount": str(amount),
            "papers": dict(said["papers"]),
            "parts": made.value,
        },
        prepared_by=by.id,
        at=at,
        people=tuple(person for people in made.value.values() for person in people),
        persons=len(SIGN),
    )
    return Outcome(value=plan)


def recouped(home: Installation, tools: Tools, plan: Plan) -> Outcome[Made]:
    """Put an approved act on an excess on record, for both houses."""
    said: Mapping[str, Any] = plan.said
    signing = {person.id: (person, signer) for person, signer in signers_of(home, tools, plan)}
    (agent, own), (trustee, other) = (
        next(pair for name, pair in signing.items() if name in said["parts"][part.value]) for part in SIGN
    )
    ((_, digest),) = said["papers"].items()
    asked = Asked(
        period=Period.parse(said["period"]),
        reference=said["reference"],
        amount=Money.parse(said["amount"]),
        way=Way(said["way"]),
        paper=home.evidence.objects.get(digest),
    )
    pair = Pair(by=(agent, trustee), signers=(own, other))
    outcome = recoup(home.evidence, plan.subject, asked, pair=pair, at=plan.approvals[-1].at)
    return Outcome(value=None if outcome.value is None else {"file": digest}, findings=outcome.findings)

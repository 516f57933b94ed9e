"""A paper that consents to a request on record: prepared by one of the authority, approved by two, then recorded.

The same as ``exchange permit``: the operation that is carried out holds the paper against the request once more.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from pydantic import ValidationError

from tallystick.evidence.findings import Finding, finding
from tallystick.filing.clocks import beijing_day
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.evidence.roles import ROLES, Part
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.carrying import Made, Tools, signers_of
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind
from tallystick.shell.operations.supervision.exchange.at_home import consent
from tallystick.shell.operations.supervision.exchange.recorded import Officers
from tallystick.shell.operations.supervision.exchange.standing import Exchanged, exchanged
from tallystick.supervision.exchange.exchanging import Exchange, days_of
from tallystick.supervision.exchange.messages import Consent

__all__ = ["for_consent", "on_record", "permitted"]

_PERSONS: Final = 2


def for_consent(
    evidence: Evidence, request: str, said: Mapping[str, str], *, by: Member, at: dt.datetime
) -> Outcome[Plan]:
    """Prepare the record of a consent; None where the request is not on record, or the paper cannot be of it.

    Args:
        evidence: of the onshore home.
        request: digest of the request.
        said: the paper: ``consent`` its kind, ``authority``, ``number``, ``date``, ``expires``, and ``capture``, the
            digest under which it is kept.
        by: who prepares it.
        at: when.
    """
    asked = on_record(evidence, request, by.organisation.en, at)
    if asked is None:
        return Outcome(value=None, findings=(finding("supervision.exchange-unknown", request=request[:12]),))
    paper = _paper(request, said)
    if isinstance(paper, Finding):
        return Outcome(value=None, findings=(paper,))
    if refused := days_of(asked.asked.message, paper, day=beijing_day(at)):
        return Outcome(value=None, findings=refused)
    subject, roles = asked.asked.message.deal, ROLES[Part.REVIEWER]
    told = {**said, "request": request}
    plan = Plan(kind=PlanKind.PERMIT, subject=subject, said=told, prepared_by=by.id, at=at, roles=roles)
    return Outcome(value=replace(plan, persons=_PERSONS))


def on_record(evidence: Evidence, request: str, house: str, at: dt.datetime) -> Exchanged | None:
    """Return how an authority's exchange stands, by its request's digest; None where it never took that in."""
    every = exchanged(evidence, house, as_of=beijing_day(at))
    return next((each for each in every if each.asked.message.sha256 == request), None)


def _paper(request: str, said: Mapping[str, Any]) -> Consent | Finding:
    told = {"kind": said["consent"], "day": said["date"], "until": said["expires"], "request": request}
    told |= {part: said[part] for part in ("authority", "number", "capture")}
    try:
        return Consent.model_validate({**told, "schema": "tallystick/exchange-consent/v1"})
    except ValidationError as error:
        field = ".".join(str(each) for each in error.errors()[0]["loc"])
        return finding("supervision.exchange-value-wrong", field=field)


def permitted(home: Installation, tools: Tools, plan: Plan) -> Outcome[Made]:
    """Put the paper on record as two of the authority."""
    request, at = str(plan.said["request"]), plan.approvals[-1].at
    people, signers = zip(*signers_of(home, tools, plan), strict=True)
    asked, paper = on_record(home.evidence, request, people[0].organisation.en, at), _paper(request, plan.said)
    if asked is None:
        return Outcome(value=None, findings=(finding("supervision.exchange-unknown", request=request[:12]),))
    if isinstance(paper, Finding):
        return Outcome(value=None, findings=(paper,))
    roll = {each.id: each for each in people}
    between = Exchange(agreement=asked.agreement, request=asked.asked.message, people=roll)
    capture = home.evidence.objects.get(str(plan.said["capture"]))
    outcome = consent(home.evidence, between, paper, Officers(by=people, signers=signers, at=at), capture)
    made = None if outcome.value is None else {"file": outcome.value.sha256}
    return Outcome(value=made, findings=outcome.findings)

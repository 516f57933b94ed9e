"""Acts on the months of an issue that wait for people: a close for two, the bank's word for one.

    foreseen -> prepared by the paying agent -> approved by its officer and by the trustee's
    the bank's file -> prepared and approved by the paying agent

What is approved names the certificate and the instructions by their digests; if the month comes to anything else when
it is signed, nothing is closed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Name
from tallystick.shell.operations.evidence.roles import ROLES, Part
from tallystick.shell.operations.issued.issues import PARTS, Issue
from tallystick.shell.operations.issued.months import PaidMonth
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.people.accounts import Accounts, Member
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind

__all__ = ["SIGN", "for_close", "for_words", "officers", "parts_of"]

SIGN: Final = (Part.PAYING_AGENT, Part.TRUSTEE)
"""The parts that sign the close of a month, in the order of their signatures."""


def officers(accounts: Accounts, issue: Issue, part: Part) -> tuple[str, ...]:
    """Return who may sign in a part of an issue: the officers of the house that has it, with a key, by id."""
    house = issue.deal.parties.get(PARTS[part])
    if house is None:
        return ()
    name = Name(zh=house.name.zh, en=house.name.en)
    every = (each for each in accounts.members() if each.active and each.public_key and each.has_role(*ROLES[part]))
    return tuple(each.id for each in every if each.same_house(name))


def parts_of(issue: Issue, accounts: Accounts, by: Member) -> Outcome[dict[str, list[str]]]:
    """Return who may sign an act of both houses, by part; None where a part has nobody, or `by` is not of the agent."""
    parts = {part.value: list(officers(accounts, issue, part)) for part in SIGN}
    lacking = next((part for part, people in parts.items() if not people), None)
    if lacking is not None or by.id not in parts[Part.PAYING_AGENT]:
        refused = finding("servicing.plan-without-officer", part=lacking or Part.PAYING_AGENT.value)
        return Outcome(value=None, findings=(refused,))
    return Outcome(value=parts)


def for_close(issue: Issue, seen: Mapping[str, Any], accounts: Accounts, *, by: Member, at: datetime) -> Outcome[Plan]:
    """Prepare the close of a month as it was foreseen.

    Args:
        issue: which.
        seen: as `seen_value` has it.
        accounts: of the home.
        by: of the paying agent.
        at: when.
    """
    if issue.folder is None or issue.folder.revision != seen["revision"]:
        return Outcome(value=None, findings=(finding("servicing.papers-moved", filing=issue.filing),))
    made = parts_of(issue, accounts, by)
    if made.value is None:
        return Outcome(value=None, findings=made.findings)
    parts = made.value
    named = ("period", "revision", "certificate", "instructions", "record", "paid_on", "payments", "totals")
    breached = [{"zh": each["zh"], "en": each["en"]} for each in seen["triggers"] if each["breached"]]
    plan = Plan(
        kind=PlanKind.CLOSE,
        subject=issue.filing,
        said={name: seen[name] for name in named} | {"breached": breached, "parts": parts},
        prepared_by=by.id,
        at=at,
        people=tuple(person for people in parts.values() for person in people),
        persons=len(SIGN),
    )
    return Outcome(value=plan)


def for_words(
    issue: Issue,
    month: PaidMonth,
    sent: Mapping[str, str],
    accounts: Accounts,
    *,
    by: Member,
    at: datetime,
    specimen: bool,
) -> Outcome[Plan]:
    """Prepare the record of a bank's file on a month.

    Args:
        issue: which.
        month: that was paid.
        sent: the file's SHA-256 by its name.
        accounts: of the home.
        by: of the paying agent, who approves it too.
        at: when.
        specimen: whether no bank sent it.
    """
    people = officers(accounts, issue, Part.PAYING_AGENT)
    if by.id not in people:
        refused = finding("servicing.plan-without-officer", part=Part.PAYING_AGENT.value)
        return Outcome(value=None, findings=(refused,))
    said = {"period": str(month.period), "papers": dict(sent), "specimen": specimen}
    plan = Plan(
        kind=PlanKind.WORDS, subject=issue.filing, said=said, prepared_by=by.id, at=at, people=people, persons=1
    )
    return Outcome(value=plan)

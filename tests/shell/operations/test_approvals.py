"""What two people approved overseas is recomputed: a plan or a month stands on the second one's own signature."""

from typing import Any, cast

import pytest

from tallystick.evidence.canonical import canonical
from tallystick.evidence.findings import Severity, finding
from tallystick.evidence.persons import Side
from tallystick.evidence.wording import severity
from tallystick.shell.operations.evidence.acts import Intent, perform
from tallystick.shell.operations.issuance.issue import ROLES
from tallystick.shell.operations.issuance.issue_records import PLANNED, planned_body
from tallystick.shell.operations.issuance.later.chapters import CLOSED
from tallystick.shell.operations.issuance.prepare import prepare
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.ports.logs import AuditLog
from tallystick.shell.operations.servicing.restating.trail import RESTATED
from tallystick.shell.operations.supervision.fsck import fsck
from tests.shell.operations.example import (
    CLOSING,
    FILING,
    ISSUER,
    PAYING_AGENT,
    SECRET,
    TRUSTEE,
    crossed,
    home,
    person,
    placement,
    signer,
)
from tests.shell.operations.twins import EmptyAudit, MemoryKeyring

ROLL = {name: person(name) for name in (ISSUER, TRUSTEE, PAYING_AGENT)}


def found(kind, body, people=ROLL):
    """What recomputing a home finds that holds this one act."""
    kept = home("overseas")
    absent: Any = None
    perform(kept, Intent(kind=kind, subject=FILING, at=CLOSING, body=body), signer(ISSUER))
    opened = Installation(
        side=Side.OVERSEAS,
        home="",
        evidence=kept,
        audit=cast("AuditLog", EmptyAudit()),
        memory=absent,
        heads={"log": kept.log},
        keyring=MemoryKeyring(),
        log_signer=absent,
        secret=SECRET,
        ledger=absent,
        copied_ledger=absent,
        check_files=lambda: (),
        reader=absent,
        matching=absent,
        accounts=absent,
        work=absent,
    )
    return [(each.code, each.argument("person")) for each in fsck(opened, people).findings]


@pytest.fixture(scope="module")
def planned():
    prepared = prepare(crossed(), placement(), at=CLOSING).value
    assert prepared is not None
    accounts = {role: f"0x{number:040d}" for number, role in enumerate(ROLES, start=1)}
    by = (person(ISSUER), person(TRUSTEE))
    return planned_body(prepared.placed.plan, prepared.pricing, accounts, "00" * 32, by, signer(TRUSTEE))


@pytest.fixture
def closed():
    body = {"period": "2026-09", "certificate": "0" * 64, "files": {}, "holders": {"A": 8}}
    approval = signer(TRUSTEE).sign(canonical(body))
    return body | {"prepared_by": PAYING_AGENT, "approved_by": TRUSTEE, "approval": approval}


def test_what_was_approved_is_found_to_be(planned, closed):
    assert found(PLANNED, planned) == found(CLOSED, closed) == []


def test_a_signature_without_a_key_is_said_to_be_unchecked_and_not_to_hold(planned, closed):
    unchecked = "supervision.signature-unchecked"
    assert found(CLOSED, closed, {}) == [(unchecked, ISSUER), (unchecked, TRUSTEE)]
    assert found(PLANNED, planned, {}) == [(unchecked, ISSUER)]
    assert found(CLOSED, closed | {"approval": "0" * 128}, {}) == found(CLOSED, closed, {})
    assert severity(finding(unchecked, person=TRUSTEE, acts=1)) is Severity.OPEN


def test_a_plan_that_was_changed_after_its_approval_is_named(planned):
    other = planned | {"accounts": planned["accounts"] | {"issuer": f"0x{99:040d}"}}
    assert found(PLANNED, other) == [("evidence.countersignature", TRUSTEE)]
    assert ("evidence.countersignature", TRUSTEE) in found(PLANNED, other, {})


def test_an_approval_by_another_key_is_named(planned, closed):
    content = {name: each for name, each in planned.items() if name not in {"approval", "approver_key", "pricing"}}
    own = {"approval": signer(ISSUER).sign(canonical(content)), "approver_key": signer(ISSUER).public_key}
    assert found(PLANNED, planned | own) == [("evidence.countersignature", TRUSTEE)]
    assert found(CLOSED, closed | {"approval": "0" * 128}) == [("evidence.countersignature", TRUSTEE)]
    assert found(CLOSED, closed | {"certificate": "1" * 64}) == [("evidence.countersignature", TRUSTEE)]


def test_a_correction_that_was_changed_after_its_approval_is_named():
    body: dict[str, object] = {"count": 1, "files": {}}
    approval = signer(TRUSTEE).sign(canonical(body))
    body |= {"prepared_by": PAYING_AGENT, "approved_by": TRUSTEE, "approval": approval}
    assert found(RESTATED, body) == []
    assert found(RESTATED, body | {"count": 2}) == [("evidence.countersignature", TRUSTEE)]

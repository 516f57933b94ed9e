"""An act of a role, as it came in a file: whatever is missing of it is told."""

from unittest.mock import Mock

from tallystick.evidence.canonical import canonical
from tallystick.evidence.findings import Finding
from tallystick.shell.operations.issuance.roles.acts import SignedAct, read_act, sign_act

ACT: dict[str, object] = {
    "schema": "tallystick/role-act/v1",
    "chain_id": "31337",
    "role": "0x01",
    "contract": "FilingRegistry",
    "target": "0x02",
    "function": "approve",
    "arguments": ["1"],
    "nonce": "0",
    "until": "2026-09-20T00:00:00+00:00",
    "digest": "ab" * 32,
    "signatures": {},
}
MEMBERS = Mock(digest=lambda _: "ab" * 32)


def test_it_is_read_and_without_any_of_its_members_it_is_told() -> None:
    assert isinstance(read_act(MEMBERS, canonical(ACT), "act.json"), SignedAct)
    for name in ACT:
        read = read_act(MEMBERS, canonical({each: said for each, said in ACT.items() if each != name}), "act.json")
        assert isinstance(read, Finding)
        assert read.code == ("issuance.act-digest" if name == "digest" else "issuance.act-unreadable")


def test_whose_signature_does_not_count_is_refused_before_anybody_waits_for_the_rest() -> None:
    members = Mock(digest=MEMBERS.digest, sign=lambda *_: ("0x03", "cd" * 65))
    for signers, codes in (([], []), (["0x03", "0x04"], []), (["0x04"], ["issuance.act-stranger"])):
        told = sign_act(members, canonical(ACT | {"signers": signers}), b"", "", file="act.json")
        assert [each.code for each in told.findings] == codes
        assert told.value is None or read_act(MEMBERS, told.value.content(), "act.json") == told.value

"""An act of a role, as it came in a file: whatever is missing of it is told."""

from unittest.mock import Mock

from tallystick.evidence.canonical import canonical
from tallystick.evidence.findings import Finding
from tallystick.shell.operations.issuance.roles.acts import SignedAct, read_act

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

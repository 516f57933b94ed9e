"""A role that three hold, two of whom act: proposed, signed at three desks with three key files, carried out once."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from web3 import Account

from tallystick.shell.chain.acts.members import FileMembers
from tallystick.shell.chain.acts.roles import RoleChain
from tallystick.shell.operations.issuance.roles.acts import SignedAct, execute_act, propose_act, sign_act
from tallystick.shell.operations.ports.ledgers.chain import ChainConflictError, ChainRefusedError
from tallystick.shell.operations.ports.ledgers.ledger import Approver, FilingRoles, FilingStatus, identifier
from tallystick.shell.operations.ports.ledgers.roles import RoleAct
from tests.shell.chain.stage import AT, need_anvil, opened, record

pytestmark = pytest.mark.chain

MEMBERS = FileMembers()
PASSPHRASE = "a passphrase of tests"
FILE = "act-0.json"


def key(number: int) -> tuple[str, bytes]:
    """A member's key file; its derivation is made quick, as no secret hangs on it."""
    account = Account.from_key(bytes([number]) * 32)
    return str(account.address), json.dumps(Account.encrypt(account.key, PASSPHRASE, "pbkdf2", 2)).encode()


KEYS = dict(key(number) for number in (1, 2, 3))


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RoleChain]:
    need_anvil()
    with opened(tmp_path_factory.mktemp("roles")) as (plain, _):
        yield RoleChain(plain._node, plain._accounts)


@pytest.fixture(scope="module")
def role(chain: RoleChain) -> str:
    """The trustee: two of three."""
    return chain.deploy_role("trustees", list(KEYS), 2, delay=86_400, at=AT)


def test_a_label_is_not_answered_with_a_role_that_others_hold(chain: RoleChain, role: str):
    assert chain.deploy_role("trustees", list(reversed(KEYS)), 2, delay=86_400, at=AT) == role
    for members, enough in ((list(KEYS)[1:], 2), (list(KEYS), 3)):
        with pytest.raises(ChainConflictError) as refused:
            chain.deploy_role("trustees", members, enough, delay=86_400, at=AT)
        assert refused.value.finding.code == "chain.label-taken"


@pytest.fixture(scope="module")
def registry(chain: RoleChain, role: str) -> str:
    """A registry with the role for its trustee, and a record that the issuer approved."""
    named = {name: chain.account(name) for name in ("agent", "issuer", "guardian")}
    registry = chain.deploy_filings("of several", FilingRoles(**named, trustee=role), at=AT).address
    chain.propose(registry, record("roles"), at=AT)
    digest = state(chain, registry).digest
    chain.approve(registry, identifier("roles"), Approver.ISSUER, digest=digest, at=AT)
    return registry


def state(chain: RoleChain, registry: str) -> Any:
    return chain.filing(registry, identifier("roles"))


@pytest.fixture(scope="module")
def proposed(chain: RoleChain, role: str, registry: str) -> SignedAct:
    act = RoleAct(
        chain_id=chain.chain_id(),
        role=role,
        contract="FilingRegistry",
        target=registry,
        function="approve",
        arguments=(identifier("roles"), state(chain, registry).digest),
        nonce=chain.next_act(role),
        until=chain.head().at + timedelta(days=5),
    )
    told = propose_act(MEMBERS, act).value
    assert told is not None
    return told


def signed(content: bytes, *who: str) -> bytes:
    for each in who:
        told = sign_act(MEMBERS, content, KEYS[each], PASSPHRASE, file=FILE).value
        assert told is not None
        content = told.content()
    return content


def code(refused: Any) -> str:
    return str(refused.value.finding.code)


def test_two_desks_sign_one_act_and_it_is_carried_out_once(
    chain: RoleChain, registry: str, proposed: SignedAct
) -> None:
    first, second, third = KEYS
    with pytest.raises(ChainRefusedError) as few:
        execute_act(MEMBERS, chain, {FILE: signed(proposed.content(), third)}, at=AT)
    assert code(few) == "chain.too-few-signatures"
    assert state(chain, registry).status is FilingStatus.PROPOSED
    files = {"one": signed(proposed.content(), third), "two": signed(proposed.content(), first)}
    done = execute_act(MEMBERS, chain, files, at=AT).value
    assert done is not None
    assert state(chain, registry).status is FilingStatus.ACTIVE
    again = execute_act(MEMBERS, chain, {"all": signed(proposed.content(), first, second, third)}, at=AT).value
    assert again is not None
    assert again.repeated


def test_another_act_under_a_used_number_is_a_conflict(chain: RoleChain, role: str, proposed: SignedAct) -> None:
    assert chain.next_act(role) == 1
    first, second, _ = KEYS
    for changed in ({"arguments": (identifier("roles"), identifier("other"))}, {"nonce": 5}, {"chain_id": 1}):
        act = propose_act(MEMBERS, replace(proposed.act, **changed)).value
        assert act is not None
        with pytest.raises(ChainConflictError):
            execute_act(MEMBERS, chain, {FILE: signed(act.content(), first, second)}, at=AT)


def test_a_file_that_was_changed_on_its_way_is_signed_by_nobody(proposed: SignedAct) -> None:
    first, *_ = KEYS
    for old, new in ((b'"approve"', b'"suspend"'), (b'"nonce":"0"', b'"nonce":"1"')):
        changed = proposed.content().replace(old, new)
        assert changed != proposed.content()
        told = sign_act(MEMBERS, changed, KEYS[first], PASSPHRASE, file=FILE)
        assert [each.code for each in told.findings] == ["issuance.act-digest"]


@pytest.mark.parametrize("content", [b"", b"{}", b'{"schema":"tallystick/role-act/v1"}', b"\xff"])
def test_what_is_no_act_is_signed_by_nobody(content: bytes) -> None:
    first, *_ = KEYS
    told = sign_act(MEMBERS, content, KEYS[first], PASSPHRASE, file=FILE)
    assert [each.code for each in told.findings] == ["issuance.act-unreadable"]


def test_another_passphrase_or_no_key_signs_nothing(proposed: SignedAct) -> None:
    first, *_ = KEYS
    for content, phrase in ((KEYS[first], "another"), (b"[]", PASSPHRASE), (b"no json", PASSPHRASE)):
        told = sign_act(MEMBERS, proposed.content(), content, phrase, file=FILE)
        assert [each.code for each in told.findings] == ["chain.member-key"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"contract": "Nothing"}, "chain.call-unknown"),
        ({"function": "openCap"}, "chain.call-unknown"),
        ({"target": "0x00"}, "chain.call-unknown"),
        ({"arguments": ("ab", "cd")}, "chain.argument-unreadable"),
    ],
    ids=["contract", "reading", "target", "argument"],
)
def test_what_nobody_could_read_is_not_proposed(proposed: SignedAct, changed: dict[str, Any], expected: str) -> None:
    told = propose_act(MEMBERS, replace(proposed.act, **changed))
    assert [each.code for each in told.findings] == [expected]


def test_files_of_two_acts_are_not_carried_out_together(chain: RoleChain, proposed: SignedAct) -> None:
    other = propose_act(MEMBERS, replace(proposed.act, nonce=7)).value
    assert other is not None
    told = execute_act(MEMBERS, chain, {"one": proposed.content(), "two": other.content()}, at=AT)
    assert [each.code for each in told.findings] == ["issuance.act-other"]


def test_whom_the_role_nominated_accepts_after_its_delay_and_holds_it_from_then_on(
    chain: RoleChain, role: str, proposed: SignedAct
) -> None:
    """The role has other members after this; no test after it acts for the old ones."""
    first, second, third = sorted(KEYS, key=lambda each: int(each, 16))
    named = (f"{first},{third}", "2")
    asked = replace(proposed.act, contract="Threshold", target=role, function="nominate", arguments=named)
    nominate = propose_act(MEMBERS, replace(asked, nonce=chain.next_act(role))).value
    assert nominate is not None
    assert execute_act(MEMBERS, chain, {FILE: signed(nominate.content(), first, second)}, at=AT).value
    accept = propose_act(MEMBERS, replace(asked, function="accept", nonce=chain.next_act(role))).value
    assert accept is not None
    with pytest.raises(ChainRefusedError) as early:
        execute_act(MEMBERS, chain, {FILE: signed(accept.content(), first, third)}, at=AT)
    assert code(early) == "chain.too-early"
    later = chain.head().at + timedelta(days=2)
    with pytest.raises(ChainRefusedError) as stranger:
        execute_act(MEMBERS, chain, {FILE: signed(accept.content(), first, second)}, at=later)
    assert code(stranger) == "chain.not-member"
    over = propose_act(MEMBERS, replace(accept.act, until=later - timedelta(minutes=1))).value
    assert over is not None
    with pytest.raises(ChainRefusedError) as expired:
        execute_act(MEMBERS, chain, {FILE: signed(over.content(), first, third)}, at=later)
    assert code(expired) == "chain.signatures-expired"
    files = {"one": signed(accept.content(), first), "two": signed(accept.content(), third)}
    assert execute_act(MEMBERS, chain, files, at=later).value
    assert [*chain._node.read("Threshold", role, "members")[0]] == [first.lower(), third.lower()]
    again = execute_act(MEMBERS, chain, files, at=later).value
    assert again is not None
    assert again.repeated
    other = propose_act(MEMBERS, replace(accept.act, arguments=(named[0], "1"))).value
    assert other is not None
    with pytest.raises(ChainConflictError):
        execute_act(MEMBERS, chain, {FILE: signed(other.content(), first)}, at=later)
    assert example_codes(propose_act(MEMBERS, replace(accept.act, arguments=("nobody", "2")))) == [
        "chain.argument-unreadable"
    ]


def example_codes(told: Any) -> list[str]:
    return [each.code for each in told.findings]

"""Keys of roles from variables and from encrypted files: used, never shown, and asked for by name where they miss."""

import json
from pathlib import Path
from typing import Any

import pytest
from web3 import Account

from tallystick.evidence.wording import Language, word
from tallystick.shell.chain.accounts import ROLES
from tallystick.shell.chain.remote.configured import configured
from tallystick.shell.chain.remote.keys import VARIABLES, KeyAccounts
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError
from tallystick.shell.wiring.ledgers import ledger
from tests.shell.chain.stage import AT, need_anvil, opened
from tests.shell.chain.test_remote import NAMED
from tests.shell.chain.test_roles import PASSPHRASE

pytestmark = pytest.mark.chain

SECRETS = {name: bytes([place]).hex() * 32 for place, name in enumerate(VARIABLES, start=1)}
HELD = {VARIABLES[name]: secret for name, secret in SECRETS.items()}


def shown(raised: pytest.ExceptionInfo[ChainUnavailableError]) -> str:
    """Everything that is said of a refusal, with its trace of causes."""
    said = [word(raised.value.finding, language) for language in Language]
    return f"{said} {raised.value!r} {raised.value.__cause__!r} {raised.value.__context__!r}"


def test_keys_in_variables_sign_for_their_roles_and_are_never_shown() -> None:
    keys = KeyAccounts.of_variables(HELD)
    assert {name: keys.address(name) for name in ROLES} == {
        name: str(Account.from_key(SECRETS[name]).address) for name in ROLES
    }
    assert len({keys.deployer("one"), keys.deployer("two"), keys.deployer("one")}) == 2
    assert not [secret for secret in SECRETS.values() if secret in repr(keys)]


def test_a_key_that_cannot_be_used_is_named_by_its_place_alone() -> None:
    spoiled = SECRETS["agent"][:-1]
    with pytest.raises(ChainUnavailableError) as refused:
        KeyAccounts.of_variables({VARIABLES["agent"]: spoiled})
    assert refused.value.finding.code == "chain.key-unreadable"
    assert spoiled not in shown(refused)
    with pytest.raises(ChainUnavailableError) as locked:
        KeyAccounts.of_files({"agent": file_of("agent")}, "another passphrase")
    assert "another passphrase" not in shown(locked)
    with pytest.raises(ChainUnavailableError) as missing:
        KeyAccounts.of_variables({VARIABLES["agent"]: SECRETS["agent"]}).address("trustee")
    assert missing.value.finding.code == "chain.key-missing"


def test_keys_are_named_in_one_place_and_no_two() -> None:
    alone = {name: value for name, value in NAMED.items() if name != "TALLYSTICK_SIGNER"}
    for place in (HELD, {"TALLYSTICK_KEYS": "keys"}):
        named = configured(alone | place)
        assert named is not None
        assert named.signer == ""
        with pytest.raises(ChainUnavailableError):
            configured(NAMED | place)
    with pytest.raises(ChainUnavailableError):
        configured(alone | HELD | {"TALLYSTICK_KEYS": "keys"})


def file_of(name: str) -> bytes:
    """An encrypted key, whose derivation is made quick."""
    return json.dumps(Account.encrypt(bytes.fromhex(SECRETS[name]), PASSPHRASE, "pbkdf2", 2)).encode()


@pytest.mark.parametrize("files", [False, True], ids=["variables", "files"])
def test_a_home_acts_on_a_foreign_node_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    from tallystick.evidence.persons import Side
    from tallystick.shell.files.homes import Home

    need_anvil()
    with opened(tmp_path / "node") as (_, running):
        surroundings = {**NAMED, "TALLYSTICK_RPC": running.url, "TALLYSTICK_MAX_FEE": "0", "TALLYSTICK_SIGNER": ""}
        if files:
            (tmp_path / "keys").mkdir()
            for name in SECRETS:
                (tmp_path / "keys" / f"{name}.json").write_bytes(file_of(name))
            surroundings |= {"TALLYSTICK_KEYS": str(tmp_path / "keys"), "TALLYSTICK_KEYS_PASSPHRASE": PASSPHRASE}
        for name, value in (surroundings | ({} if files else HELD)).items():
            monkeypatch.setenv(name, value)
        home = Home(tmp_path / "home")
        with ledger(home, Side.OVERSEAS)() as chain:
            opened_chain: Any = chain
            made = opened_chain.deploy_eligibility("by keys", chain.account("transfer-agent"), at=AT)
            account = chain.account("issuer")
            assert opened_chain.freeze(made.address, account, frozen=True, paper="ab" * 32, at=AT) is not None
        left = [each.read_bytes() for each in tmp_path.rglob("*") if each.is_file() and "keys" not in each.parts]
        said = capfd.readouterr()
    for secret in SECRETS.values():
        assert secret not in said.out + said.err
        assert not [each for each in left if secret.encode() in each or bytes.fromhex(secret) in each]

from pathlib import Path

import pytest

from tallystick.shell.chain.accounts import ROLES, Accounts, UnknownAccountError

WORDS = "test test test test test test test test test test test junk"


def test_roles_and_holders_follow_the_standard_path() -> None:
    accounts = Accounts(WORDS)
    assert accounts.address("issuer") == "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
    assert accounts.address("trustee") == "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"


def test_every_name_is_another_account() -> None:
    accounts = Accounts(WORDS)
    names = [*ROLES, "holder-0", "holder-1"]
    deployers = {accounts.deployer("one"), accounts.deployer("two")}
    assert len({accounts.address(name) for name in names} | deployers) == len(names) + 2


@pytest.mark.parametrize("name", ["", "Issuer", "holder", "holder-", "holder-01", "holder--1", "holder-1000000"])
def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(UnknownAccountError, match="is no account"):
        Accounts(WORDS).address(name)


def test_a_folder_keeps_its_accounts(tmp_path: Path) -> None:
    first = Accounts.open(tmp_path / "chain")
    assert Accounts.open(tmp_path / "chain").address("issuer") == first.address("issuer")
    assert Accounts.open(tmp_path / "other").address("issuer") != first.address("issuer")


def test_no_repr_shows_a_secret() -> None:
    accounts = Accounts(WORDS)
    accounts.address("issuer")
    assert repr(accounts) == str(accounts) == "Accounts(...)"

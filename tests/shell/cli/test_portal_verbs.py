"""`accounts` and `sign`: who may enter the portal of a home, and the process that signs what they approved there."""

import json

import pytest

from tallystick.evidence.persons import Name, Side
from tallystick.shell.operations.people.accounts import accept, invite
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.wiring import operations
from tests.shell.operations import example

ROLL = str(example.EXAMPLE / "people.yaml")
PREPARER, APPROVER, REVIEWER = "shen-yilan", "gu-wenbo", "he-zhixia"


def test_sign_and_accounts_say_what_they_did(tally, tmp_path):
    home = ("--home", str(tmp_path / "onshore"), "--lang", "en")
    made = tally("accounts", *home, "--side", "onshore", "--people", ROLL, "--second-factor", "--json")
    given = {each["person"]: each for each in json.loads(made.out)["value"]["made"]}
    assert made.exit == 0
    assert set(given) >= {PREPARER, APPROVER, REVIEWER}
    assert "carmen-lau" not in given, "who works overseas has no account onshore"
    assert all(len(each["password"]) >= 16 and len(each["totp"]) == 32 for each in given.values())
    assert len({each["password"] for each in given.values()}) == len(given)
    again = tally("accounts", *home, "--people", ROLL)
    assert "shown this once" not in again.out
    assert PREPARER in again.out
    assert "Nothing waits to be signed" in tally("sign", *home).out


def test_an_account_is_closed_and_opened_again_and_one_that_is_not_there_is_told(tally, tmp_path):
    home = ("--home", str(tmp_path / "onshore"), "--lang", "en")
    assert tally("accounts", *home, "--side", "onshore", "--people", ROLL).exit == 0

    def active(*call: str) -> bool:
        told = json.loads(tally("accounts", *home, *call, "--json").out)["value"]["accounts"]
        return bool({each["person"]: each["active"] for each in told}[REVIEWER])

    assert (active(), active("--close", REVIEWER), active("--reopen", REVIEWER)) == (True, False, True)
    assert "closed" in tally("accounts", *home, "--close", REVIEWER).out
    unknown = tally("accounts", *home, "--close", "nobody", "--json")
    assert (unknown.exit, unknown.codes) == (2, ["cli.account-missing"])


@pytest.mark.parametrize("there_before", [False, True])
def test_who_was_invited_signs_once_they_have_a_key_here(tally, tmp_path, there_before):
    place = str(tmp_path / "onshore")
    home = ("--home", place, "--lang", "en")
    assert tally("accounts", *home, "--side", "onshore", "--people", ROLL).exit == 0
    if there_before:
        assert tally("keys", *home, "--create", "wang-lin").exit == 0
    with operations().open_home(place, Side.ONSHORE) as opened:
        owner = opened.accounts.member(PREPARER)
        assert owner is not None
        guest = Member(
            id="wang-lin",
            name=Name(zh="王林", en="Wang Lin"),
            organisation=owner.organisation,
            roles=("filing-approver",),
            side=Side.ONSHORE,
        )
        secret = invite(opened.accounts, owner, guest, at=example.CLOSING).value
        assert secret is not None
        assert accept(opened.accounts, secret, password="calm river ledger 12", at=example.CLOSING) == guest
    noted = ("accounts", "--key") if there_before else ("keys", "--create")
    assert tally(noted[0], *home, noted[1], "wang-lin").exit == 0
    member = operations().read_home(place, Side.ONSHORE).accounts.member("wang-lin")
    assert member is not None
    assert len(member.person().public_key) == 64

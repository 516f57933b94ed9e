"""The published cast of the examples: everybody's key opens, and is the one the roll names."""

import shutil

import pytest

from tallystick.deal.answers.people import parse_people
from tallystick.evidence.persons import Side, roll
from tallystick.shell.signing.keystore import Keystore

PASSPHRASE = "tallystick-example"


@pytest.fixture(scope="module")
def cast(project):
    people, findings = parse_people((project / "examples/cast/people.yaml").read_bytes())
    assert findings == ()
    return roll(people)


def test_everybody_s_key_is_the_one_the_roll_names(project, cast, tmp_path):
    keys = shutil.copytree(project / "examples/cast/keys", tmp_path / "keys")
    for path in keys.iterdir():
        path.chmod(0o600)
    keystore = Keystore(keys)
    assert keystore.people() == tuple(sorted(cast))
    for person in cast.values():
        assert keystore.open(person.id, PASSPHRASE).public_key == person.public_key


def test_every_part_is_played_and_those_that_take_two_people_have_two(cast):
    players = {
        role: [each.id for each in cast.values() if each.has_role(role)]
        for each in cast.values()
        for role in each.roles
    }
    assert {"filing-preparer", "filing-approver", "arranger", "accountant", "issuer-director"} <= set(players)
    assert {"trustee-officer", "paying-agent-officer", "transfer-agent-officer", "auditor"} <= set(players)
    assert all(len(players[role]) == 2 for role in ("counsel", "desk-reviewer", "registrar", "witness"))


def test_each_side_has_its_own_people_and_no_log_whose_key_anybody_can_open(cast):
    assert {each.side for each in cast.values()} == set(Side)
    assert not any(each.has_role("log") for each in cast.values())


def test_the_readme_says_that_the_keys_are_worthless(project):
    assert "**These keys are worthless.**" in (project / "examples/cast/README.md").read_text(encoding="utf-8")

"""Of an edition it is told which proofs did not come along, and that one without any was not delivered yet."""

import pytest

from tallystick.shell.operations.filing.deliver import PROOFS
from tallystick.shell.operations.supervision.examined import examine_filed
from tests.shell.operations.example import crossed


def told(*gone: str) -> list[str]:
    """What is found of the edition without the files of these names."""
    starts = tuple(f"{PROOFS}/{name}" for name in gone)
    files = {name: content for name, content in crossed().items() if not gone or not name.startswith(starts)}
    outcome = examine_filed(files)
    assert outcome is not None
    return [each.code for each in outcome.findings]


def test_with_every_proof_nothing_is_missed():
    assert told() == []


@pytest.mark.parametrize("gone", ["decided", "notice"])
def test_an_act_without_a_proof_is_named(gone: str):
    assert told(gone) == ["supervision.edition-without"]


def test_an_edition_without_any_proof_was_not_delivered():
    assert told("") == ["issuance.not-delivered"]

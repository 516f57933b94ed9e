"""An edition under two heads: the proof between them crosses, and whoever receives or verifies it checks that."""

import json
from typing import Any

import pytest

from tallystick.evidence.canonical import canonical
from tallystick.filing.states import Event
from tallystick.shell.operations.evidence.cosigning import cosign
from tallystick.shell.operations.filing.deliver import PROOFS, deliver
from tallystick.shell.operations.issuance.receive import receive
from tallystick.shell.operations.supervision.examined import examine_filed
from tests.shell.operations.example import (
    CLOSING,
    FILING,
    ISSUER,
    at,
    codes,
    crossed,
    desk,
    home,
    person,
    recorded,
    signer,
)

WITNESS, GROWTH = "nadia-osei", f"{PROOFS}/growth.json"


@pytest.fixture(scope="module")
def edition() -> dict[str, bytes]:
    """Delivered when witnesses had seen submission and decision, and not yet the notice."""
    onshore = desk(Event.FILE)
    assert cosign(onshore.log, person(WITNESS), signer(WITNESS), at=at("2026-09-10T03:00")) is None
    recorded(onshore)
    delivered = deliver(onshore, FILING).value
    assert delivered is not None
    return delivered


def told(files: dict[str, bytes]) -> tuple[list[str], list[str]]:
    """What keeps an edition from being received, and what verifying it says."""
    outcome = receive(home("overseas"), files, by=person(ISSUER), signer=signer(ISSUER), at=CLOSING)
    examined = examine_filed(files)
    assert examined is not None
    return [] if outcome.value is not None else codes(outcome), codes(examined)


def test_the_proof_between_the_heads_crosses_and_holds(edition: dict[str, bytes]):
    (between,) = json.loads(edition[GROWTH])["proofs"]
    assert between["from"] < between["to"]
    assert told(edition)[0] == []


def test_without_it_nothing_is_received(edition: dict[str, bytes]):
    for each in ({}, {GROWTH: b"{"}, {GROWTH: canonical({"proofs": [{"from": "1"}]})}):
        files = {name: content for name, content in edition.items() if name != GROWTH} | each
        for found in told(files):
            assert found == ["evidence.growth-unfit"]


@pytest.mark.parametrize("changed", ["hashes", "from"])
def test_a_proof_that_does_not_lead_from_one_to_the_other_is_named(edition: dict[str, bytes], changed: str):
    said: Any = json.loads(edition[GROWTH])
    (between,) = said["proofs"]
    between[changed] = ["0" * 64] if changed == "hashes" else between["from"] + 1
    code = {"hashes": "evidence.checkpoint-inconsistent", "from": "evidence.growth-unfit"}[changed]
    for found in told(edition | {GROWTH: canonical(said)}):
        assert found == [code]


def test_under_one_head_there_is_none_and_none_may_lie_there(edition: dict[str, bytes]):
    assert GROWTH not in crossed()
    assert "evidence.growth-unfit" in told(crossed() | {GROWTH: edition[GROWTH]})[0]

"""`receive`: what arrived, and on the strength of what: a rehearsal and a specimen are said to be such."""

from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally
from tests.shell.operations.example import crossed


@pytest.fixture
def received(tally: Tally, project: Path, cast: Path, tmp_path: Path):
    overseas = ("--home", tmp_path / "overseas", "--side", "overseas")
    assert tally("keys", "--import-cast", cast, *overseas).exit == 0

    def call(files: dict[str, bytes], *more: str):
        for name, content in files.items():
            path = tmp_path / "edition" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        roll = project / "examples" / "auto-leases" / "people.yaml"
        return tally("receive", tmp_path / "edition", "--as", "carmen-lau", "--people", roll, *overseas, *more)

    return call


def test_a_rehearsal_with_a_specimen_is_said_to_be_one(received):
    told = received(crossed())
    assert told.exit == 0, told.err
    assert "rehearsal: no authority's decision" in told.out
    assert "notice (specimen)" in told.out
    value = received(crossed(), "--json").json["value"]
    assert (value["standing"], value["notice"], value["specimen"]) == ("rehearsal", "样本-2026-001", True)


def test_an_edition_before_any_decision_is_said_to_be_one(received):
    undecided = {name: each for name, each in crossed().items() if "/decided." not in name and "/notice" not in name}
    told = received(undecided, "--lang", "zh")
    assert told.exit == 0, told.err
    assert "席位尚未决定" in told.out
    assert "尚无公示" in told.out
    value = received(undecided, "--json").json["value"]
    assert (value["standing"], value["notice"], value["specimen"]) == (None, None, None)

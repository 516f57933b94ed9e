"""`keys`, `schema`, `version`: what a newcomer calls first."""

import json
from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally


def test_a_person_gets_a_key_of_their_own_once(tally: Tally):
    told = tally("keys", "--create", "zhou-min", "--json")
    assert told.exit == 0
    assert len(told.json["value"]["created"]["public_key"]) == 64
    again = tally("keys", "--create", "zhou-min")
    assert again.exit == 2
    assert "has a key in" in again.err
    assert tally("keys", "--json").json["value"]["people"] == ["zhou-min"]


def test_a_short_passphrase_makes_no_key(tally: Tally, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TALLYSTICK_PASSPHRASE", "short")
    assert tally("keys", "--create", "zhou-min").exit == 2
    assert tally("keys", "--json").json["value"]["people"] == []


def test_no_passphrase_and_no_terminal_is_a_wrong_call(tally: Tally, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("TALLYSTICK_PASSPHRASE")
    told = tally("keys", "--create", "zhou-min")
    assert told.exit == 2
    assert "TALLYSTICK_PASSPHRASE" in told.err


def test_the_cast_comes_in_on_its_own_side_and_is_said_to_be_worthless(tally: Tally, cast: Path, tmp_path: Path):
    onshore = tally("keys", "--import-cast", cast)
    assert "shen-yilan" in onshore.out
    assert "edmund-kwok" not in onshore.out
    assert "anybody can sign as anybody" in " ".join(onshore.out.split())
    overseas = tally("keys", "--import-cast", cast, "--side", "overseas", "--home", tmp_path / "there")
    assert "edmund-kwok" in overseas.out
    assert "shen-yilan" not in overseas.out


@pytest.mark.parametrize(
    "call",
    [
        ("keys",),
        ("fsck",),
        ("deliver", "nothing-v1", "--out", "cross"),
        (
            "decide",
            "nothing-v1",
            "--event",
            "withdraw",
            "--reason",
            "x",
            "--as",
            "shen-yilan",
            "--people",
            "people.yaml",
        ),
    ],
    ids=lambda call: call[0],
)
def test_looking_for_a_home_makes_none(tally: Tally, leases: Path, tmp_path: Path, call: tuple[str, ...]):
    named = [str(leases / each) if each == "people.yaml" else each for each in call]
    told = tally(*named, "--json")
    assert (told.exit, told.codes) == (2, ["cli.home-missing"])
    assert not (tmp_path / "home").exists()


def test_a_home_stays_on_its_side(tally: Tally):
    tally("keys", "--create", "zhou-min")
    told = tally("keys", "--side", "overseas")
    assert told.exit == 2
    assert "cannot be opened as overseas" in told.err


def test_without_a_side_nothing_is_opened(tally: Tally, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.delenv("TALLYSTICK_SIDE")
    told = tally("keys")
    assert told.exit == 2
    assert "--side onshore" in told.err
    assert not (tmp_path / "home").exists()


def test_the_schema_is_one_an_editor_reads(tally: Tally):
    schema = json.loads(tally("schema").out)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert "structure" in schema["properties"]
    assert tally("schema", "--json").json["value"] == schema


def test_the_version_is_the_installed_one(tally: Tally):
    assert tally("version").out.startswith("tallystick ")
    assert set(tally("version", "--json").json["value"]) == {"version"}


def test_a_home_says_itself_on_which_side_it_is(
    tally: Tally, tmp_path: Path, cast: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("TALLYSTICK_SIDE")
    home = tmp_path / "home"
    assert tally("keys", "--home", home, "--side", "overseas", "--import-cast", cast).exit == 0
    assert tally("fsck", "--home", home).exit == 0
    assert "--side onshore" in tally("fsck", "--home", tmp_path / "none").err

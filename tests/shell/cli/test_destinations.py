"""Where results cannot be written, a verb says so before it works: the deals named here are not even there."""

import os
from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally, snapshot

_LONG = {
    "analyse": ("analyse", "deal", "--out"),
    "check": ("check", "deal", "--out"),
    "check --oscal": ("check", "deal", "--oscal"),
    "compare": ("compare", "package", "package", "--out"),
    "deliver": ("deliver", "deal-v1", "--out"),
    "forms": ("forms", "deal", "--out"),
    "law show": ("law", "show", "--html"),
    "package": ("package", "deal", "--out"),
    "project": ("project", "deal", "--out"),
    "reconcile": ("reconcile", "deal", "--out"),
    "reply": ("reply", "deal", "--questions", "questions.yaml", "--out"),
    "tape": ("tape", "deal", "--report"),
    "verifier": ("verifier", "--out"),
    "walk": ("walk", "deal", "--out"),
}
_MONTHLY = ("--placement", "p", "--reported", "r")
_ISSUED = {
    "report": ("report", "edition", *_MONTHLY, "--issued", "i", "--period", "2026-09", "--out"),
    "restate": ("restate", "edition", *_MONTHLY, "--file", "corrections.csv", "--out"),
    "service": ("service", "edition", *_MONTHLY, "--period", "2026-09", "--out"),
}


@pytest.mark.parametrize("call", [*_LONG.values(), *_ISSUED.values()], ids=[*_LONG, *_ISSUED])
def test_a_file_where_the_results_would_go_is_named_first(tally: Tally, tmp_path: Path, call: tuple[str, ...]):
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    for out in (taken, taken / "below"):
        told = tally(*call, out, "--json")
        assert (told.exit, told.codes) == (2, ["files.destination-no-folder"])
        assert told.json["findings"][0]["arguments"] == {"folder": str(out), "name": str(taken)}
    assert snapshot(tmp_path) == {"taken": b"mine"}


@pytest.mark.parametrize("verb", ["tape", "disclose"])
def test_so_is_the_folder_of_a_single_file(tally: Tally, tmp_path: Path, verb: str):
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    asked = ("--asset", "A-1") if verb == "disclose" else ()
    told = tally(verb, "deal", *asked, "--out", tmp_path / "taken" / "rows.csv", "--json")
    assert (told.exit, told.codes) == (2, ["files.destination-no-folder"])


def test_a_folder_nobody_may_write_to_is_named_first(tally: Tally, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    closed = tmp_path / "closed"
    closed.mkdir()
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != closed)
    told = tally("package", "deal", "--out", closed / "made", "--lang", "zh")
    assert told.exit == 2
    assert f"没有写入{closed}的权限" in "".join(told.err.split())


def test_a_walk_is_not_walked_among_other_files(tally: Tally, leases: Path, cast: Path, tmp_path: Path):
    (tmp_path / "out" / "package").mkdir(parents=True)
    (tmp_path / "out" / "package" / "notes.txt").write_text("mine", encoding="utf-8")
    told = tally("walk", leases, "--out", tmp_path / "out", "--cast", cast, "--json")
    assert (told.exit, told.codes) == (2, ["cli.folder-taken"])
    assert set(snapshot(tmp_path / "out")) == {"package/notes.txt"}

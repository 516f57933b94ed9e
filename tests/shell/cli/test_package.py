"""`package` and `deliver`: the same folder gives the same roots, and nothing crosses that may not."""

import json
from pathlib import Path

from tests.shell.cli.conftest import Tally, Told, changed, snapshot


def _package(tally: Tally, folder: Path, out: Path, *more: str) -> Told:
    return tally("package", folder, "--out", out, "--allow-open", *more)


def test_a_package_and_its_edition_are_written_under_one_root(tally: Tally, small: Path, tmp_path: Path):
    told = _package(tally, small, tmp_path / "out", "--json")
    assert told.exit == 0, told.codes
    value = told.json["value"]
    assert value["root"] == value["export_root"]
    assert (tmp_path / "out" / "package" / "manifest.json").is_file()
    assert json.loads((tmp_path / "out" / "export" / "export.json").read_text(encoding="utf-8"))
    listed = {each["path"] for each in value["files"]} | {"manifest.json"}
    assert set(snapshot(tmp_path / "out" / "package")) == listed


def test_no_row_and_no_person_crosses(tally: Tally, small: Path, tmp_path: Path):
    _package(tally, small, tmp_path / "out")
    crossed = snapshot(tmp_path / "out" / "export")
    assert not {"tape.csv", "people.yaml", "answers.yaml", "deal.yaml"} & set(crossed)
    first = (small / "tape.csv").read_text(encoding="utf-8").splitlines()[1].split(",")
    assert not any(first[1].encode() in content for content in crossed.values())


def test_the_same_folder_gives_the_same_root_again(tally: Tally, small: Path, tmp_path: Path):
    first = _package(tally, small, tmp_path / "out", "--json")
    written = snapshot(tmp_path / "out")
    second = _package(tally, small, tmp_path / "out", "--json")
    assert first.json["value"]["root"] == second.json["value"]["root"]
    assert snapshot(tmp_path / "out") == written


def test_people_are_shown_root_and_what_stays(tally: Tally, small: Path, tmp_path: Path):
    told = _package(tally, small, tmp_path / "out", "--lang", "zh")
    assert "封存材料：auto-leases-2026-1-v1" in told.out
    assert "留在境内" in told.out
    assert "可出境" in told.out


def test_a_set_is_not_written_among_other_files(tally: Tally, small: Path, tmp_path: Path):
    foreign = tmp_path / "out" / "package" / "notes.txt"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("mine", encoding="utf-8")
    told = _package(tally, small, tmp_path / "out")
    assert told.exit == 2
    assert "notes.txt" in told.err
    assert set(snapshot(tmp_path / "out")) == {"package/notes.txt"}


def test_a_folder_with_an_error_is_not_packaged(tally: Tally, small: Path, tmp_path: Path):
    changed(small / "deal.yaml", "share: 5%", "share: five")
    assert _package(tally, small, tmp_path / "out").exit == 1
    assert not (tmp_path / "out").exists()


def test_a_refused_package_makes_no_home(tally: Tally, small: Path, tmp_path: Path):
    (small / "answers.yaml").write_text("[", encoding="utf-8")
    assert _package(tally, small, tmp_path / "out").exit == 1
    assert not (tmp_path / "home").exists()


def test_packaging_is_done_onshore(tally: Tally, small: Path, tmp_path: Path):
    told = _package(tally, small, tmp_path / "out", "--side", "overseas")
    assert told.exit == 2
    assert "onshore side only" in told.err


def test_a_filing_that_was_never_submitted_is_not_delivered(tally: Tally, cast: Path, tmp_path: Path):
    assert tally("keys", "--import-cast", cast).exit == 0
    told = tally("deliver", "nothing-v1", "--out", tmp_path / "cross", "--json")
    assert told.exit == 1
    assert told.codes == ["filing.unknown"]
    assert not (tmp_path / "cross").exists()

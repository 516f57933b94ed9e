"""`package` and `deliver`: the same folder gives the same roots, and nothing crosses that may not."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally, Told, caller, changed, copied, few, snapshot


def _package(tally: Tally, folder: Path, out: Path, *more: str) -> Told:
    return tally("package", folder, "--out", out, "--allow-open", *more)


@dataclass(frozen=True, slots=True)
class Made:
    """One folder packaged twice into one place, and what was told and written each time."""

    folder: Path
    out: Path
    first: Told
    second: Told
    before: dict[str, bytes]


@pytest.fixture(scope="module")
def made(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    top = tmp_path_factory.mktemp("packaged")
    folder, out = few(copied(project, "auto-leases", top / "leases")), top / "out"
    with pytest.MonkeyPatch.context() as patched:
        tally = caller(patched, top / "home")
        first = _package(tally, folder, out, "--json")
        before = snapshot(out)
        second = _package(tally, folder, out, "--lang", "zh")
    return Made(folder, out, first, second, before)


def test_a_package_and_its_edition_are_written_under_one_root(made: Made):
    assert made.first.exit == 0, made.first.codes
    value = made.first.json["value"]
    assert value["root"] == value["export_root"]
    assert (made.out / "package" / "manifest.json").is_file()
    assert json.loads((made.out / "export" / "export.json").read_text(encoding="utf-8"))
    listed = {each["path"] for each in value["files"]} | {"manifest.json"}
    assert set(snapshot(made.out / "package")) == listed


def test_no_row_and_no_person_crosses(made: Made):
    crossed = snapshot(made.out / "export")
    assert not {"tape.csv", "people.yaml", "answers.yaml", "deal.yaml"} & set(crossed)
    first = (made.folder / "tape.csv").read_text(encoding="utf-8").splitlines()[1].split(",")
    assert not any(first[1].encode() in content for content in crossed.values())


def test_the_same_folder_gives_the_same_files_and_root_again(made: Made):
    assert made.second.exit == 0
    assert made.first.json["value"]["root"] in made.second.out
    assert snapshot(made.out) == made.before


def test_people_are_shown_root_and_what_stays(made: Made):
    assert "封存材料：auto-leases-2026-1-v1" in made.second.out
    assert "留在境内" in made.second.out
    assert "可出境" in made.second.out


@pytest.mark.parametrize("folder", ["package", "export"])
def test_a_set_is_not_written_among_other_files(tally: Tally, tmp_path: Path, folder: str):
    foreign = tmp_path / "out" / folder / "notes.txt"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("mine", encoding="utf-8")
    told = tally("package", tmp_path / "not even looked for", "--out", tmp_path / "out")
    assert told.exit == 2
    assert f"{folder}/notes.txt" in told.err
    assert set(snapshot(tmp_path / "out")) == {f"{folder}/notes.txt"}


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


def test_a_root_of_the_version_before_that_is_none_is_a_wrong_call(tally: Tally, small: Path, tmp_path: Path):
    told = tally("package", small, "--out", tmp_path / "out", "--number", "2", "--previous", "zzz", "--json")
    assert (told.exit, told.codes) == (2, ["cli.previous-unreadable"])

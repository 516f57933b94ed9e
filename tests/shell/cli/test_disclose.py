"""`disclose` and `prove`: on a recorded basis one row leaves the package's home and is proven by the export edition."""

import json
import shutil
from pathlib import Path

import pytest

from tallystick.evidence.digests import sha256_hex
from tests.shell.cli.conftest import Tally, changed

BY = ("--as", "shen-yilan", "--at", "2026-09-02T10:00:00+08:00")
_DONE = "data-export: {state: done, reference: Specimen 7, date: 2026-08-20,"


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the package and its home are kept between the tests."""
    return tmp_path_factory.mktemp("sealed")


@pytest.fixture
def packaged(tally: Tally, plainly: Tally, small: Path, cast: Path, sealed: Path, tmp_path: Path) -> Path:
    changed(small / "deal.yaml", "data-export: {state: not-triggered,", _DONE)
    home = sealed / "home"
    if not home.is_dir():
        assert tally("keys", "--import-cast", cast, "--home", home).exit == 0
        told = plainly("package", small, "--out", sealed / "made", "--home", home)
        assert told.exit == 0, told.out + told.err
    shutil.copytree(sealed, tmp_path, dirs_exist_ok=True)
    return small


def test_rows_leave_on_the_recorded_basis_and_are_proven_against_the_filed_root(
    tally: Tally, packaged: Path, tmp_path: Path
):
    rows = (packaged / "tape.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 347
    row = rows[5].split(",")
    out = tmp_path / "row.json"
    twice = ("--asset", row[0], "--asset", row[0])
    told = tally("disclose", packaged, *twice, "--out", out, *BY, "--json")
    assert (told.exit, told.codes) == (0, ["tape.disclosure-uncompared"]), told.out + told.err
    assert row[0].encode() not in out.read_bytes()
    assert row[1].encode() not in out.read_bytes()
    proven = tally("prove", out, tmp_path / "made" / "export", "--json")
    assert proven.exit == 0, proven.out + proven.err
    assert proven.json["value"]["holds"] is True
    assert proven.codes == ["tape.disclosure-basis-said"], "what the basis says is proven by nothing"
    assert proven.json["value"]["rows"][0]["index"] == 4
    assert proven.json["value"]["of"] == 346

    (tmp_path / "made" / "export" / "proofs").mkdir()
    (tmp_path / "made" / "export" / "proofs" / "log.vkey").write_bytes(b"as deliver puts it beside the edition")
    assert tally("prove", out, tmp_path / "made" / "export").exit == 0

    other = tmp_path / "other.json"
    other.write_bytes(out.read_bytes().replace(b"auto-leases-2026-1", b"auto-leases-2026-9"))
    assert tally("prove", other, tmp_path / "made" / "export", "--json").codes == ["tape.disclosure-other-deal"]

    altered = json.loads(out.read_bytes())
    altered["rows"][0]["cells"]["days_past_due"] = "7"
    out.write_text(json.dumps(altered, sort_keys=True, separators=(",", ":"), ensure_ascii=False), encoding="utf-8")
    refused = tally("prove", out, tmp_path / "made" / "export", "--json")
    assert refused.exit == 1
    assert refused.codes == ["tape.disclosure-differs"]

    sample = tmp_path / "sample.json"
    call = ("disclose", packaged, "--sample", "3", "--seed", "asked", "--out", sample, *BY)
    assert tally(*call).exit == 0
    drawn = tally("prove", sample, tmp_path / "made" / "export", "--lang", "zh")
    assert drawn.exit == 0
    assert "所披露的资产均在备案的承诺值之下" in drawn.out


def test_who_opened_rows_stands_in_the_register_and_in_the_confidential_log_and_which_rows_in_neither(
    tally: Tally, packaged: Path, tmp_path: Path
):
    loan = (packaged / "tape.csv").read_text(encoding="utf-8").splitlines()[5].split(",")[0]
    call = ("disclose", packaged, "--asset", loan, "--json", "--out")
    assert tally(*call, tmp_path / "row.json").exit == 2, "somebody opens them"
    refused = tally(*call, tmp_path / "row.json", "--as", "he-zhixia")
    assert (refused.exit, refused.codes) == (1, ["evidence.role-missing"]), "a reviewer is nobody of the filer"
    assert tally("audit", "records", "--json").json["value"]["records"] == []

    for name in ("row.json", "again.json"):
        assert tally(*call, tmp_path / name, *BY).exit == 0
    (record,) = tally("audit", "records", "--json").json["value"]["records"]
    fields = record["fields"]
    assert (fields["kind"], fields["person"], fields["rows"]) == ("tape.disclosed", "shen-yilan", "1")
    assert fields["file"] == sha256_hex((tmp_path / "row.json").read_bytes())
    assert loan not in str(record)
    tiles = (tmp_path / "home" / "log" / "tile" / "entries").rglob("*.p/*")
    kept = max(tiles, key=lambda each: int(each.name)).read_bytes()
    assert (kept.count(b'"tape.disclosed"'), loan.encode() in kept) == (1, False)
    assert tally("fsck", "--people", packaged / "people.yaml").exit == 0


def test_no_more_rows_are_written_than_can_be_proven_and_no_file_is_written_over(
    tally: Tally, packaged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out = tmp_path / "sample.json"
    call = ("disclose", packaged, "--seed", "asked", *BY, "--json", "--out")
    told = tally(*call, out, "--sample", "347")
    assert (told.exit, told.codes, out.exists()) == (1, ["tape.disclosure-too-many"], False)
    monkeypatch.setattr("tallystick.shell.operations.tape.disclose.MOST_ROWS", 3)
    assert tally(*call, out, "--sample", "4").codes == ["tape.disclosure-too-many"]
    ids = [line.split(",")[0] for line in (packaged / "tape.csv").read_text(encoding="utf-8").splitlines()[1:5]]
    named = [part for each in ids for part in ("--asset", each)]
    assert tally("disclose", packaged, *named, *BY, "--json", "--out", out).codes == ["tape.disclosure-too-many"]

    of_the_edition = tmp_path / "made" / "export" / "statistics.json"
    before = of_the_edition.read_bytes()
    told = tally(*call, of_the_edition, "--sample", "3")
    assert (told.exit, told.codes) == (2, ["cli.file-taken"])
    assert of_the_edition.read_bytes() == before


def test_rows_leave_of_the_tape_that_was_submitted_alone_and_not_before_the_day_of_the_basis(
    tally: Tally, packaged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out = tmp_path / "row.json"
    call = ("disclose", packaged, "--sample", "2", "--seed", "asked", "--as", "shen-yilan", "--json", "--out", out)
    early = tally(*call, "--at", "2026-08-19T10:00:00+08:00")
    assert (early.exit, early.codes, out.exists()) == (1, ["tape.disclosure-before-basis"], False)
    when = ("--at", "2026-09-02T10:00:00+08:00")
    assert tally("submit", tmp_path / "made" / "package", "--as", "shen-yilan", *when).exit == 0
    lines = (packaged / "tape.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (packaged / "tape.csv").write_text("".join(lines[:-1]), encoding="utf-8")
    other = tally(*call, *when)
    assert (other.exit, other.codes, out.exists()) == (1, ["tape.disclosure-not-filed"], False)
    assert tally("audit", "records", "--json").json["value"]["records"] == []
    (packaged / "tape.csv").write_text("".join(lines), encoding="utf-8")
    assert (tally(*call, *when).codes, out.exists()) == ([], True)
    assert tally("fsck", "--people", packaged / "people.yaml", "--json").codes == []
    monkeypatch.setattr("tallystick.shell.operations.tape.disclose.before_basis", lambda *_: iter(()))
    again = ("disclose", packaged, "--sample", "1", "--seed", "asked", "--as", "shen-yilan", "--out")
    assert tally(*again, tmp_path / "early.json", "--at", "2026-08-19T10:00:00+08:00").exit == 0
    assert tally("fsck", "--people", packaged / "people.yaml", "--json").codes == ["tape.disclosure-before-basis"]


def test_without_a_recorded_basis_nothing_leaves(tally: Tally, leases: Path, tmp_path: Path):
    out = tmp_path / "row.json"
    told = tally("disclose", leases, "--asset", "x", "--out", out, "--home", tmp_path / "home", "--json")
    assert told.exit == 1
    assert told.codes == ["tape.disclosure-without-basis"]
    assert not out.exists()


def test_an_identifier_is_refused_even_where_it_is_asked_for(tally: Tally, leases: Path, tmp_path: Path):
    changed(leases / "deal.yaml", "data-export: {state: not-triggered,", _DONE)
    call = ("disclose", leases, "--asset", "x", "--column", "obligor_id", "--out", tmp_path / "row.json", "--json")
    told = tally(*call)
    assert told.exit == 1
    assert told.codes == ["tape.disclosure-column-stays"]


def test_which_rows_must_be_said(tally: Tally, leases: Path, tmp_path: Path):
    assert tally("disclose", leases, "--out", tmp_path / "row.json").exit == 2
    assert tally("disclose", leases, "--sample", "3", "--out", tmp_path / "row.json").exit == 2
    unnamed = ("disclose", leases, "--sample", "3", "--seed", "", "--out", tmp_path / "row.json")
    assert tally(*unnamed, "--json").codes == ["cli.disclose-asks"], "a draw that nobody named"


def test_an_edition_does_not_cross_while_the_procedure_for_data_is_open(
    tally: Tally, plainly: Tally, small: Path, cast: Path, tmp_path: Path
):
    changed(small / "deal.yaml", "data-export: {state: not-triggered,", "data-export: {state: open,")
    assert plainly("package", small, "--out", tmp_path).exit in {0, 3}
    assert tally("keys", "--import-cast", cast).exit == 0
    submitted = tally("submit", tmp_path / "package", "--as", "shen-yilan", "--json")
    assert submitted.exit in {0, 3}, submitted.out
    told = tally("deliver", "auto-leases-2026-1-v1", "--out", tmp_path / "crossed", "--json")
    assert (told.exit, told.codes) == (1, ["filing.delivery-undetermined"])
    assert not (tmp_path / "crossed").exists()

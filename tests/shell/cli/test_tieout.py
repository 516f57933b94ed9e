"""`tieout`: published figures of two real deals, each equal to the printed digit; one altered digit is found."""

import json
import shutil
from pathlib import Path

from tests.shell.cli.conftest import Tally, changed


def test_every_published_figure_is_equal_to_the_printed_digit(tally: Tally, harot: Path):
    told = tally("tieout", harot)
    assert told.exit == 0
    assert "✓ 83 of 83 published figures are equal to the printed digit" in told.out
    assert "ABS 0.50%   ABS 1.00%   ABS 1.30%   ABS 1.50%   ABS 1.70%   ABS 2.00%" in told.out
    assert "2009-02-15         90.75       88.91       87.53       86.45       85.23       83.02" in told.out
    assert "free writing prospectus" in told.out


def test_the_same_in_chinese(tally: Tally, harot: Path):
    assert "83 / 83 个数字逐位一致" in tally("tieout", harot, "--lang", "zh").out


def test_one_altered_digit_is_found_and_shown_beside_the_printed_one(tally: Tally, harot: Path):
    changed(harot / "published.json", '"90.75"', '"90.76"')
    told = tally("tieout", harot)
    assert told.exit == 1
    assert "× 90.75 (90.76)" in told.out
    assert "× 82 of 83" in told.out
    (off,) = [each for each in tally("tieout", harot, "--json").json["value"]["cells"] if not each["matches"]]
    assert off["off"] == -1


def test_a_class_the_deal_does_not_have_is_named(tally: Tally, harot: Path):
    published = json.loads((harot / "published.json").read_text(encoding="utf-8"))
    published["tables"][0]["class"] = "Z"
    (harot / "published.json").write_text(json.dumps(published), encoding="utf-8")
    told = tally("tieout", harot, "--json")
    assert told.exit == 1
    assert told.codes == ["cashflow.published-name"]


def test_a_deal_nothing_was_published_about_cannot_be_tied_out(tally: Tally, leases: Path):
    told = tally("tieout", leases, "--json")
    assert told.exit == 1
    assert told.codes == ["deal.file-missing"]


def test_two_real_certificates_are_replayed_to_the_cent(tally: Tally, project: Path):
    told = tally("tieout", project / "examples" / "carmax-2025-2")
    assert told.exit == 0
    assert "✓ 42 of 42 published figures are equal to the printed digit" in told.out
    assert "paid            residual                3407026.73    3407026.73" in told.out


def test_the_certificates_in_chinese(tally: Tally, project: Path):
    told = tally("tieout", project / "examples" / "carmax-2025-2", "--lang", "zh").out
    assert "2025-11 分配报告" in told
    assert "42 / 42 个数字逐位一致" in told


def test_a_figure_of_a_step_the_deal_does_not_have_is_named(tally: Tally, project: Path, tmp_path: Path):
    folder = tmp_path / "carmax"
    shutil.copytree(project / "examples" / "carmax-2025-2", folder)
    changed(folder / "published.json", '"of": "residual"', '"of": "residue"')
    told = tally("tieout", folder, "--json")
    assert told.exit == 1
    assert told.codes == ["cashflow.published-name"]

"""`tieout`: published figures of two real deals, each equal to the printed digit; one altered digit is found."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cashflow.actus.contracts import LOAN, written
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


@pytest.fixture
def contract_file(tmp_path: Path) -> Path:
    """A loan of the ACTUS standard with the two events that must come out of it."""
    published = [
        {"eventDate": "2025-01-01T00:00", "eventType": "IED", "payoff": "-1200", "notionalPrincipal": "1200"},
        {"eventDate": "2026-01-01T00:00", "eventType": "IP", "payoff": 72, "accruedInterest": "0.0"},
        {"eventDate": "2026-01-01T00:00", "eventType": "MD", "payoff": 1200.0, "notionalPrincipal": 0},
    ]
    terms = {name: value for name, value in LOAN.items() if "InterestPayment" not in name}
    path = tmp_path / "loan.json"
    path.write_bytes(written(terms, results=published))
    return path


def test_an_actus_contract_ties_out_event_by_event(tally: Tally, contract_file: Path):
    told = tally("tieout", "--actus", contract_file)
    assert told.exit == 0
    assert "loan       PAM principal at maturity          3           3   ✓ yes" in told.out
    assert "✓ 1 of 1 contracts match in every event and figure" in told.out
    events = tally("tieout", "--actus", contract_file, "--contract", "loan", "--lang", "zh").out
    assert "2026-01-01 IP 72.0000000000 1200.0000000000" in " ".join(events.split())
    assert "1 / 1 份合约的全部事件与数字一致" in events


def test_a_published_figure_that_does_not_come_out_is_shown(tally: Tally, contract_file: Path):
    changed(contract_file, '"payoff": 72', '"payoff": 72.001')
    told = tally("tieout", "--actus", contract_file)
    assert told.exit == 1
    assert "× loan, event 2, payoff: computed 72, published 72.001; 0 more differ after it." in told.out
    (tie,) = tally("tieout", "--actus", contract_file, "--json").json["value"]["contracts"]
    assert tie["matches"] is False


def test_where_nothing_was_published_nothing_differs_and_nothing_is_claimed(tally: Tally, tmp_path: Path):
    path = tmp_path / "loan.json"
    path.write_bytes(written(LOAN))
    told = tally("tieout", "--actus", path)
    assert told.exit == 0
    assert "×" not in told.out
    assert "No published events: computed only, nothing was compared." in told.out


def test_asked_of_one_contract_the_faults_of_others_are_not_told(tally: Tally, tmp_path: Path):
    both = json.loads(written(LOAN))
    both["broken"] = {"terms": LOAN | {"statusDate": "soon"}}
    path = tmp_path / "two.json"
    path.write_text(json.dumps(both), encoding="utf-8")
    assert tally("tieout", "--actus", path).exit == 1
    alone = tally("tieout", "--actus", path, "--contract", "loan", "--json")
    assert (alone.exit, alone.codes) == (0, [])
    broken = tally("tieout", "--actus", path, "--contract", "broken", "--json")
    assert (broken.exit, broken.codes) == (1, ["cashflow.actus-moment-unreadable"])


def test_a_deal_and_a_contract_file_are_not_tied_out_at_once(tally: Tally, harot: Path, contract_file: Path):
    for call in ((), (harot, "--actus", contract_file), (harot, "--contract", "loan"), ("--contract", "loan")):
        told = tally("tieout", *call)
        assert told.exit == 2
        assert "Name either a deal folder, or a file with --actus" in told.err
    missing = tally("tieout", "--actus", contract_file, "--contract", "lone")
    assert missing.exit == 2
    assert 'The file has no contract "lone". It has: loan.' in missing.err


def test_two_real_certificates_are_replayed_to_the_cent(tally: Tally, project: Path):
    told = tally("tieout", project / "examples" / "carmax-2025-2")
    assert told.exit == 0
    assert "✓ 46 of 46 published figures are equal to the printed digit" in told.out
    assert "paid            residual                3407026.73    3407026.73       0.0000" in told.out


def test_the_certificates_in_chinese(tally: Tally, project: Path):
    told = tally("tieout", project / "examples" / "carmax-2025-2", "--lang", "zh").out
    assert "2025-11 分配报告" in told
    assert "46 / 46 个数字逐位一致" in told


def test_a_figure_of_a_step_the_deal_does_not_have_is_named(tally: Tally, project: Path, tmp_path: Path):
    folder = tmp_path / "carmax"
    shutil.copytree(project / "examples" / "carmax-2025-2", folder)
    changed(folder / "published.json", '"of": "residual"', '"of": "residue"')
    told = tally("tieout", folder, "--json")
    assert told.exit == 1
    assert told.codes == ["cashflow.published-name"]

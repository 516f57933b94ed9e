"""`check`: the same standing in two languages, open bars with what would settle them, and the day of the test."""

import json
from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally, without_answer


def test_a_deal_whose_bars_are_all_cleared_exits_with_zero(tally: Tally, small: Path):
    told = tally("check", small)
    assert told.exit == 0
    assert "Hengyuan Leasing 2026-1" in told.out
    assert told.out.count("✓ cleared") == 16
    assert "Outcome: every bar is cleared with evidence" in told.out
    assert "This list is a reconstruction" in told.out


def test_the_same_is_said_in_chinese(tally: Tally, small: Path):
    told = tally("check", small, "--lang", "zh")
    assert told.exit == 0
    assert told.out.count("✓ 已排除") == 16
    assert "结论：各禁止情形均以证据排除" in told.out
    assert "本清单系根据监管指引、公开转述和类推重构" in told.out


def test_indications_nobody_answered_are_named_though_they_decide_nothing(tally: Tally, small: Path):
    told, zh, whole = (tally("check", small, *more) for more in ((), ("--lang", "zh"), ("--all",)))
    told_ids = told.out.partition("Not answered, does not decide (")[2]
    assert told.exit == 0
    assert "P1.3" in told_ids
    assert "N1.1" in told_ids
    assert "P5.5" not in told_ids
    assert "未作答、不据以决定" in zh.out
    assert "P1.3 (domestic entity filer)" not in told.out
    assert "P1.3 (domestic entity filer)" in whole.out
    listed = tally("check", small, "--json").json["value"]["unheeded"]
    assert {"question": "P1.3", "subject": "filer:filer"}.items() <= next(
        each for each in listed if each["question"] == "P1.3"
    ).items()


def test_an_unanswered_bar_is_open_and_says_what_would_settle_it(tally: Tally, small: Path):
    without_answer(small, "P1.1")
    told = tally("check", small)
    assert told.exit == 3
    assert "? open" in told.out
    assert "Open questions (2)" in told.out
    assert "P1.1 (the underlying assets) + P1.1 (domestic entity filer)" in told.out
    assert 'unknown is not "no"' in told.out
    assert tally("check", small, "--allow-open").exit == 0


def test_evidence_grows_old_with_the_day_of_the_test(tally: Tally, small: Path):
    told = tally("check", small, "--as-of", "2027-08-31", "--json")
    assert told.exit == 3
    assert "law.answer-expired" in told.codes


def test_json_has_every_rule_with_its_mark(tally: Tally, small: Path):
    value = tally("check", small, "--json").json["value"]
    assert value["outcome"] == "clean"
    assert {each["mark"] for each in value["negative_list"]} == {"O"}
    assert len(value["materials"]) == 26
    assert set(value["materials_note"]) == {"zh", "en"}


def test_a_folder_that_is_only_projected_is_not_screened(tally: Tally, harot: Path):
    told = tally("check", harot)
    assert told.exit == 0
    assert "for projection only; nothing was screened" in told.out
    assert "Materials" not in told.out


def test_before_the_regime_it_is_said_what_was_screened_and_what_was_not(tally: Tally, small: Path):
    told = tally("check", small, "--as-of", "2025-06-01")
    said = " ".join(told.out.split())
    assert "On 2025-06-01 the Guidelines did not hold" in said
    assert "items of the negative list 8" in said
    assert "nothing was screened" not in said
    (small / "answers.yaml").unlink()
    value = tally("check", small, "--as-of", "2025-06-01", "--json").json["value"]
    assert (value["outcome"], value["guidelines_in_force"]) == ("not-in-force", False)
    assert "当日施行的：负面清单8项" in "".join(
        tally("check", small, "--as-of", "2025-06-01", "--lang", "zh").out.split()
    )


def test_no_remedy_is_cut_in_the_middle(tally: Tally, small: Path):
    (small / "answers.yaml").unlink()
    findings = tally("check", small, "--json").json["findings"]
    told = json.dumps(findings, ensure_ascii=False)
    assert max(len(each["remedy"]) for each in findings) > 300
    assert "…" not in told


def test_answers_of_a_later_day_are_one_finding_and_the_outcome_is_that_of_the_law(tally: Tally, small: Path):
    told = tally("check", small, "--as-of", "2026-01-15", "--json")
    assert (told.exit, told.json["value"]["outcome"], told.json["value"]["errors"]) == (3, "not-in-force", 0)
    (ahead,) = (each for each in told.json["findings"] if each["code"].startswith("law.answer"))
    assert ahead["code"] == "law.answers-dated-ahead"
    inside = tally("check", small, "--as-of", "2026-03-01", "--json").json["value"]
    assert (inside["outcome"], inside["errors"]) == ("open", 0)
    assert "晚于核查日 2026-01-15，未予计入" in tally("check", small, "--as-of", "2026-01-15", "--lang", "zh").out


def test_before_any_rule_nothing_is_screened_and_that_is_said(tally: Tally, small: Path):
    assert "No rule held on 1990-01-01; nothing was screened" in tally("check", small, "--as-of", "1990-01-01").out


def test_missing_materials_of_a_rehearsal_show_in_the_outcome(tally: Tally, small: Path):
    path = small / "deal.yaml"
    kept = (line for line in path.read_text(encoding="utf-8").split("\n") if "material: M8" not in line)
    path.write_text("\n".join(kept), encoding="utf-8")
    told = tally("check", small)
    assert told.exit == 0
    assert "Outcome: every bar is cleared with evidence; materials are missing" in told.out
    assert "Materials missing: 1." in told.out
    assert "Next: add the missing materials" in told.out
    value = tally("check", small, "--json").json["value"]
    assert (value["outcome"], value["missing_materials"]) == ("incomplete", ["M8"])
    assert "缺少的材料：1 项。" in tally("check", small, "--lang", "zh").out


def test_an_answer_without_fresh_evidence_beside_cleared_bars_leaves_the_outcome_open(
    tally: Tally, small: Path, cast: Path
):
    assert tally("keys", "--import-cast", cast).exit == 0
    ban = ["--question", "P1.2", "--subject", "asset", "--value", "no", "--reasons", "No ban.", "--at", "2026-08-26"]
    old = ["--evidence", "list-extract=documents/evidence/legal-memo.md@2020-01-01", "--expires", "2027-02-20"]
    assert tally("answer", small, *ban, *old, "--as", "luo-jingxing", "--sign-anyway").exit == 3
    told = tally("check", small)
    assert told.exit == 3
    assert "Outcome: open" in told.out
    assert "Next: the answers listed above have expired or lost their evidence" in told.out
    assert "cleared with evidence" not in told.out
    assert tally("check", small, "--json").json["value"]["outcome"] == "open"
    assert "下一步：上列认定已到期或者证据已过期" in tally("check", small, "--lang", "zh").out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_neither_json_nor_oscal_says_clean_beside_an_error(tally: Tally, small: Path, tmp_path: Path, lang: str):
    (small / "documents" / "M10-team.md").unlink()
    told = tally("check", small, "--json", "--lang", lang, "--oscal", tmp_path / "oscal")
    assert told.exit == 1
    assert (told.json["value"]["outcome"], told.json["value"]["errors"]) == ("faulty", 1)
    results = json.loads((tmp_path / "oscal" / "assessment-results.json").read_text(encoding="utf-8"))
    (result,) = results["assessment-results"]["results"]
    assert [each["value"] for each in result["props"] if each["name"] == "outcome"] == ["faulty"]


@pytest.mark.parametrize("day", ["2026-13-01", "tomorrow", "20260831x"])
def test_a_day_that_is_none_is_a_wrong_call(tally: Tally, small: Path, day: str):
    told = tally("check", small, "--as-of", day)
    assert told.exit == 2
    assert day in told.err
    assert told.out == ""


def test_findings_say_why_only_when_asked_and_all_only_when_asked(tally: Tally, small: Path):
    path = small / "answers.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("luo-jingxing", "nobody-known"), encoding="utf-8")
    brief, whole = tally("check", small), tally("check", small, "--all", "--why")
    assert brief.exit == whole.exit == 1
    assert "more; --all shows them" in brief.out
    assert "more; --all shows them" not in whole.out
    assert "why: " in whole.out
    assert "why: " not in brief.out


_LIST = """
[W1]
status = "G"
mark = "O"
condition = "always"
zh = "备案报告"
en = "Filing report"
when = {zh = "必备", en = "always"}
form = {zh = "签字", en = "signed"}
"""


def test_the_real_list_can_take_the_place_of_the_reconstruction(tally: Tally, small: Path, tmp_path: Path):
    path = tmp_path / "guide-1.toml"
    path.write_text(_LIST, encoding="utf-8")
    told = tally("check", small, "--materials", path, "--json")
    assert [each["id"] for each in told.json["value"]["materials"]] == ["W1"]
    assert "guide-1.toml" in told.json["value"]["materials_note"]["zh"]
    assert "filing.material-missing" in told.codes


def test_a_list_that_cannot_be_read_is_a_finding(tally: Tally, small: Path, tmp_path: Path):
    path = tmp_path / "guide-1.toml"
    path.write_text("W1 = 1", encoding="utf-8")
    told = tally("check", small, "--materials", path, "--json")
    assert (told.exit, told.codes[-1]) == (1, "filing.material-list-unreadable")


def test_the_form_of_documents_is_asked_of_a_filing_and_not_of_a_rehearsal(tally: Tally, small: Path):
    assert not [code for code in tally("check", small, "--json").codes if code.startswith("filing.format-")]
    path = small / "deal.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("purpose: rehearsal", "purpose: filing"), encoding="utf-8")
    assert "filing.format-pair" in tally("check", small, "--json").codes

"""Three deals, three stories, as `tallystick check` tells them to a person in Chinese and in English."""

from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally, changed, copied

_OPEN_BARS = {"CSRC1-3(5)", "CSRC1-3(6)", "N3", "N4"}
_QUESTIONS = {"AUTO-3(3)", "N3.5", "N4.2", "P5.1", "S7.important"}


@pytest.fixture
def piles(project: Path, tmp_path: Path) -> Path:
    """The income of charging piles."""
    return copied(project, "charging-piles", tmp_path / "piles")


@pytest.fixture
def receivables(project: Path, tmp_path: Path) -> Path:
    """The trade receivables with a toll right among them."""
    return copied(project, "trade-receivables", tmp_path / "receivables")


# The leases: clean because somebody answered for it.


def test_the_leases_are_clean_with_their_signed_answers(tally: Tally, small: Path):
    english, chinese = tally("check", small), tally("check", small, "--lang", "zh")
    assert (english.exit, chinese.exit) == (0, 0)
    assert english.out.rstrip().endswith("Outcome: every bar is cleared with evidence")
    assert chinese.out.rstrip().endswith("结论：各禁止情形均以证据排除")
    assert "?" not in english.out.replace("--all", "")


def test_without_the_answers_the_leases_come_with_the_list_of_what_is_open(tally: Tally, small: Path):
    (small / "answers.yaml").unlink()
    english, chinese = tally("check", small), tally("check", small, "--lang", "zh")
    assert (english.exit, chinese.exit) == (3, 3)
    assert "? P1.1 (domestic entity filer)  CSRC1-3(1)" in english.out
    assert "Does any law, regulation or national rule expressly forbid" in _one_line(english.out)
    assert "more concern warnings alone; --all shows them:" in english.out
    assert "HK-6c" in english.out
    assert 'Outcome: open; unknown is not "no"' in english.out
    assert "? P1.1（境内主体 filer）  CSRC1-3(1)" in chinese.out
    assert "个问题只关系提示；--all 可列出：" in chinese.out
    assert "结论：尚有待定事项，未知不等于“否”" in chinese.out
    assert "下一步：tallystick answer" in chinese.out


# The charging piles: neither cleared nor barred, until evidence arrives.


def test_the_charging_piles_wait_for_title_certainty_building_and_data(tally: Tally, piles: Path):
    value = tally("check", piles, "--json").json["value"]
    assert value["outcome"] == "open"
    stopping = (*value["bars"], *value["negative_list"])
    assert {each["rule"] for each in stopping if each["status"] != "cleared"} == _OPEN_BARS
    waiting = {each["rule"]: each["gate"] for each in value["gates"] if each["gate"] in {"open", "undecided"}}
    assert waiting == {"AUTO-3": "undecided", "XB-5a": "undecided", "CSRC1-2b": "open"}
    assert {each["question"] for each in value["questions"]} == _QUESTIONS


def test_the_charging_piles_warn_of_their_short_history_the_platform_and_the_pledge(tally: Tally, piles: Path):
    value = tally("check", piles, "--json").json["value"]
    met = {each["rule"] for each in value["warnings"] if each["status"] == "met"}
    assert met >= {"SSE2-4.1.10", "SZSE2-99"}
    assert met >= {"SSE2-4.1.8", "SZSE2-97", "QA3-4", "RC-acct-mixing"}
    assert met >= {"SSE2-2.1.4", "SZSE2-10", "ABS-24", "RC-title-burden"}
    assert {each["status"] for each in value["warnings"]} == {"met", "cleared", "not-applicable"}


def test_the_charging_piles_are_told_in_english(tally: Tally, piles: Path):
    told = tally("check", piles)
    text = _one_line(told.out)
    assert told.exit == 3
    assert "Major title dispute, or not transferable by law P5.3" in text
    assert "Indication, not weighed: P5.7 (the underlying assets) Is there an encumbrance that is not" in text
    assert "SSE Guideline No. 2 on listing conditions of asset-backed securities" in text
    assert "! SSE2-4.1.10 A Less than 2 years of operation" in text
    assert "Open questions (5)" in text
    assert "N3 N3.5 (the underlying assets)" in text
    assert text.index("What decides") < text.index("Warnings (17)") < text.index("Open questions (5)")
    assert "Outcome: open" in text
    assert "Next: tallystick answer" in text


def test_the_charging_piles_are_told_in_chinese(tally: Tally, piles: Path):
    told = tally("check", piles, "--lang", "zh")
    text = _one_line(told.out)
    assert told.exit == 3
    assert "迹象（未经权衡）：P5.7（基础资产）是否存在转让时不解除的抵押、质押等权利负担？ 答：是" in text
    assert "! SSE2-4.1.8 A 现金流未全额闭环归集" in text
    assert "! SZSE2-99 A 相关业务运营不满2年" in text
    assert "以上各项不据以禁止；请逐项核对，并在报告中说明。" in text
    assert "N4 N4.2（基础资产）" in text
    assert "结论：尚有待定事项" in text


# The receivables: barred, for a debtor who is not in the pool, and for a road.


def test_the_receivables_are_barred_by_a_defaulter_found_only_by_look_through(tally: Tally, receivables: Path):
    value = tally("check", receivables, "--json").json["value"]
    status = {each["rule"]: each["status"] for each in (*value["bars"], *value["negative_list"])}
    assert value["outcome"] == "barred"
    assert {rule for rule, stands in status.items() if stands == "barred"} == {"CSRC1-3(6)", "N6", "N8"}
    assert status["N2"] == "cleared", "no debtor of the pool itself is material, let alone dishonest"
    assert set(status.values()) == {"barred", "cleared"}
    assert value["questions"] == []


@pytest.mark.parametrize(("owed", "status"), [("18000000.00", "cleared"), ("18000000.01", "barred")])
def test_a_defaulter_bars_only_where_it_owes_more_than_fifteen_hundredths(
    tally: Tally, receivables: Path, owed: str, status: str
):
    changed(receivables / "payers.csv", ",19200000.00,", f",{owed},")
    value = tally("check", receivables, "--json").json["value"]
    assert {each["rule"]: each["status"] for each in value["negative_list"]}["N8"] == status


def test_the_receivables_are_told_in_english(tally: Tally, receivables: Path):
    told = tally("check", receivables)
    text = _one_line(told.out)
    assert told.exit == 1
    assert "factoring-pool/hengpei-construction" in text
    assert "Answer: 16% (test: above 15%)" in text
    assert "Is this material provider now a listed judgment defaulter (失信被执行人)? Answer: yes" in text
    assert "Do these types lack relatedness" in text
    assert "Outcome: barred" in text
    assert "Next: no further evidence undoes a bar that exists." in text
    assert "Errors:" not in text, "the errors are the bars themselves"


def test_the_receivables_are_told_in_chinese(tally: Tally, receivables: Path):
    told = tally("check", receivables, "--lang", "zh")
    text = _one_line(told.out)
    assert told.exit == 1
    assert "答：16%（标准：超过15%）" in text
    assert "该重要现金流提供方目前是否为失信 被执行人？ 答：是" in text
    assert "× N6 类型不同且缺乏相关性的资产组合" in text
    assert "结论：存在禁止情形，不得开展" in text
    assert "下一步：已存在的禁止情形不能以补充证据排除" in text


def test_only_a_bar_is_ever_said_to_be_barred(tally: Tally, receivables: Path, piles: Path):
    for folder in (receivables, piles):
        value = tally("check", folder, "--json").json["value"]
        others = (*value["scope"], *value["gates"], *value["warnings"])
        assert "met" in {each["status"] for each in others}
        assert "barred" not in {each["status"] for each in others}


def test_what_is_missing_is_one_line_and_a_list_where_it_is_asked_for(tally: Tally, piles: Path):
    brief, whole = tally("check", piles).out, tally("check", piles, "--all").out
    counted = "provided 6; made with the package 4; does not apply 1; missing 19"
    assert f"{counted}; --all lists each" in brief
    assert "Undertaking of the filer" not in brief
    assert counted in whole
    assert "missing                 A      Undertaking of the filer (always)" in whole
    chinese = tally("check", piles, "--lang", "zh")
    assert "已提供 6；随封存材料生成 4；不适用 1；缺少 19；--all 逐项列出" in chinese.out


def test_everything_is_listed_where_everything_is_asked_for(tally: Tally, receivables: Path):
    brief, whole = tally("check", receivables).out, tally("check", receivables, "--all").out
    assert "not triggered; --all shows them" in brief
    assert "CSR-7" not in brief
    assert "SZSE2-99" not in brief
    assert "CSR-7" in whole
    assert "SZSE2-99" in whole


def _one_line(text: str) -> str:
    return " ".join(text.split())

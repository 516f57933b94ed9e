"""`law show`, `law impact`, and what `check` leaves behind: in both languages, on the terminal, as files."""

import json
from pathlib import Path
from typing import Any

import pytest

from tallystick.law.reading import standing_books, standing_files
from tallystick.law.screening import evaluate
from tallystick.law.telling.plain import read_fact_set, screening_bytes
from tallystick.shell.operations.law.show import law_shown
from tests.shell.cli.conftest import Tally, Told, changed

_LIST = "law/books/amac-negative-list-2024.toml"


@pytest.fixture
def amended(tmp_path: Path) -> Path:
    """The negative list with item 1 turned round: a hypothetical amendment."""
    path = tmp_path / "amended.toml"
    content = standing_files()[_LIST].decode()
    as_it_is = 'predicate = { fact = "N1" }'
    assert content.count(as_it_is) == 1
    path.write_text(content.replace(as_it_is, 'predicate = { not = { fact = "N1" } }'), encoding="utf-8")
    return path


def test_every_book_is_listed_with_its_coverage(tally: Tally):
    value = tally("law", "show", "--json").json["value"]
    assert {each["book"] for each in value["books"]} == {book.id for book in standing_books()}
    for each in value["books"]:
        assert each["clauses"] == each["stated"] + each["not_codable"]
    assert "Only O and Q may bar" in tally("law", "show").out
    assert "仅 O、Q 可据以认定禁止情形" in tally("law", "show", "--lang", "zh").out


def test_it_is_counted_how_many_clauses_are_only_a_gist(tally: Tally):
    clauses = [clause for book in standing_books() for clause in book.clauses]
    quoted = sum(clause.verbatim for clause in clauses)
    told = " ".join(tally("law", "show").out.split())
    assert f"{len(clauses)} clauses of" in told
    assert f"{quoted} are quoted, {len(clauses) - quoted} stand as a gist because their text was not at hand" in told
    chinese = tally("law", "show", "--lang", "zh").out
    assert f"引原文 {quoted} 条；大意 {len(clauses) - quoted} 条，因手边没有原文" in chinese


@pytest.mark.parametrize("name", ["amac-negative-list-2024", "N2", "N2.3a"])
def test_a_book_a_rule_and_a_question_are_found_by_their_ids(tally: Tally, name: str):
    told = tally("law", "show", name)
    assert told.exit == 0
    assert "失信被执行人" in told.out
    assert "N2.3" in told.out
    assert "Evidence counts for 30 days" in told.out


def test_every_rule_of_every_book_can_be_shown(tally: Tally):
    for book in standing_books():
        shown = tally("law", "show", book.id, "--json").json["value"]["books"][0]
        assert sorted(rule for each in shown["sections"] for rule in each["rules"]) == sorted(
            rule.id for rule in book.rules
        )


def test_what_is_in_no_book_is_said_to_be_in_none(tally: Tally):
    told = tally("law", "show", "N99")
    assert told.exit == 2
    assert "No book, clause, rule or question is called N99" in told.err
    assert "N8" in told.err
    assert "相近的标识：S9、N8" in tally("law", "show", "N99", "--lang", "zh").err


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("n5", "N5"),
        ("p_review_wd", "TM-19a"),
        ("d2-21", "D2-21"),
        ("csrc1-3(6)", "CSRC1-3(6)"),
        ("CSRC-2026-1", "CSRC1-1"),
    ],
)
def test_an_id_is_found_however_it_is_typed(tally: Tally, typed: str, meant: str):
    told = tally("law", "show", typed)
    assert told.exit == 0
    assert meant in told.out


def test_no_two_ids_differ_by_capitals_alone():
    books = standing_books()
    ids = {
        *(book.id for book in books),
        *(clause.id for book in books for clause in book.clauses),
        *(rule.id for book in books for rule in book.rules),
        *(fact.id for book in books for fact in book.facts),
    }
    assert len({each.casefold() for each in ids}) == len(ids)


def test_every_question_to_a_person_can_be_shown(tally: Tally):
    asked = [fact.id for book in standing_books() for fact in book.facts if fact.provider == "person"]
    for name in asked:
        assert law_shown(name).readings, name


def test_a_book_is_shown_with_the_sources_it_cites_and_how_they_were_seen(tally: Tally):
    english, chinese = tally("law", "show", "N5").out, tally("law", "show", "N5", "--lang", "zh").out
    assert "Register of sources\nB1  Guidelines on the negative list" in english
    assert "· full text" in english
    assert "amac.org.cn/xwfb/xhyw/202403/t20240329_25350.html" in chinese
    assert "发布处" in chinese
    assert "O 官方文本" in chinese, "the legend stands beside the marks"


def test_the_register_lists_every_source_or_those_of_what_was_named(tally: Tally):
    assert {"B1", "G1", "R1"} <= {
        each["key"] for each in tally("law", "show", "--sources", "--json").json["value"]["sources"]
    }
    (only,) = tally("law", "show", "N5", "--sources", "--json").json["value"]["sources"]
    assert (only["key"], only["seen"], only["date"]) == ("B1", "text", "2024-03-29")
    assert "R1  执业常识，未对照原文；使用前须核对 · 未见" in tally("law", "show", "--sources", "--lang", "zh").out


def test_what_is_wrong_with_a_book_is_said_once(tally: Tally, small: Path, tmp_path: Path):
    path = tmp_path / "wrong.toml"
    content = standing_files()[_LIST].decode()
    as_it_is = 'value = "mining-income"'
    assert content.count(as_it_is) == 1
    path.write_text(content.replace(as_it_is, 'value = "moon-income"'), encoding="utf-8")
    findings = tally("law", "impact", small, "--book", path, "--json").json["findings"]
    assert [each["code"] for each in findings] == ["law.book-value-unreadable"]


def test_a_name_with_none_like_it_suggests_none(tally: Tally):
    told = tally("law", "show", "※※※")
    assert told.exit == 2
    assert "and none like it" in " ".join(told.err.split())
    assert "–" not in told.err


def test_the_pages_are_written_in_both_languages(tally: Tally, tmp_path: Path):
    told = tally("law", "show", "--html", tmp_path / "law", "--json")
    assert sorted(Path(path).name for path in told.json["written"]) == ["index.en.html", "index.html"]


def _deal(told: Told) -> dict[str, Any]:
    deal: dict[str, Any]
    (deal,) = told.json["value"]["deals"]
    return deal


def test_an_amendment_tells_the_outcome_and_then_only_what_changed(tally: Tally, small: Path, amended: Path):
    told = tally("law", "impact", small, "--book", amended)
    assert told.exit == 0
    assert "clean → barred" in told.out
    assert "N1 [O]  Local-government debt\n    not met → met\n" in told.out
    assert "The facts are the same; the rule itself was changed." in told.out
    assert "N2" not in told.out
    assert told.out.index("clean → barred") < told.out.index("N1 [O]") < told.out.index("screenings that change    1")
    chinese = tally("law", "impact", small, "--book", amended, "--lang", "zh").out
    assert "未见障碍 → 存在禁止情形" in chinese
    assert "N1 [O]  地方政府性债务\n    不存在 → 存在\n" in chinese
    assert "事实未变，变动的是规则本身。" in chinese


@pytest.fixture
def stricter(tmp_path: Path) -> Path:
    """The negative list with a payer material from 3.2 % on: a hypothetical amendment."""
    path = tmp_path / "stricter.toml"
    content = standing_files()[_LIST].decode()
    as_it_is = 'fact = "tape.payer_share", value = "15%"'
    assert content.count(as_it_is) == 1
    path.write_text(content.replace(as_it_is, 'fact = "tape.payer_share", value = "3.2%"'), encoding="utf-8")
    return path


def test_questions_that_appear_are_told_and_those_that_disappear(tally: Tally, project: Path, stricter: Path):
    piles = project / "examples" / "charging-piles"
    deal = _deal(tally("law", "impact", piles, "--book", stricter, "--json"))
    assert (deal["before"], deal["after"]) == ("open", "open")
    assert deal["no_longer_asked"] == []
    asked = {(each["question"], each["subject"]) for each in deal["asked"]}
    assert {("N2.3a", "payer:chaohu-taxi"), ("N2.3b", "payer:luzhou-bus")} <= asked
    assert "payer:qingfeng-express" not in {subject for _, subject in asked}, "1.7 % stays immaterial"
    told = " ".join(tally("law", "impact", piles, "--book", stricter).out.split())
    assert f"newly asked ({len(asked)})" in told
    assert "? N2.3a (cash-flow provider chaohu-taxi, cash-flow provider luzhou-bus" in told


def test_kept_facts_are_weighed_like_the_folder_they_came_from(
    tally: Tally, small: Path, amended: Path, tmp_path: Path
):
    tally("check", small, "--out", tmp_path / "kept")
    of_folder = tally("law", "impact", small, "--book", amended, "--json").json["value"]
    of_facts = tally("law", "impact", tmp_path / "kept" / "facts.json", "--book", amended, "--json").json["value"]
    assert of_folder["rules"] == of_facts["rules"]
    (one,), (other,) = of_folder["deals"], of_facts["deals"]
    assert one.pop("screening") != other.pop("screening")
    assert one == other
    assert one["changed"]


def test_kept_facts_that_a_change_leaves_alone_are_only_counted(tally: Tally, small: Path, tmp_path: Path):
    tally("check", small, "--out", tmp_path / "kept")
    value = tally("law", "impact", tmp_path / "kept" / "facts.json", "--json").json["value"]
    assert (value["screenings"], value["deals"]) == (1, [])


def test_another_day_opens_what_answers_that_expire_had_cleared(tally: Tally, small: Path):
    told = tally("law", "impact", small, "--as-of", "2027-08-31", "--json")
    deal = _deal(told)
    changes = {each["rule"]: (each["before"]["value"], each["after"]["value"]) for each in deal["changed"]}
    assert changes["N1"] == ("false", "unknown")
    assert (deal["before"], deal["after"]) == ("clean", "open")
    assert ("N1.2", "asset") in {(each["question"], each["subject"]) for each in deal["asked"]}
    assert {"N1", "CSRC1-3(1)"} <= set(told.json["value"]["rules"])


def test_an_earlier_day_moves_the_law_and_leaves_the_facts(tally: Tally, small: Path, tmp_path: Path):
    yesterday = _deal(tally("law", "impact", small, "--as-of", "2026-08-25", "--json"))
    assert (yesterday["before"], yesterday["after"]) == ("clean", "clean")
    assert (yesterday["changed"], yesterday["asked"]) == ([], [])
    deal = _deal(tally("law", "impact", small, "--as-of", "2024-01-01", "--json"))
    assert (deal["before"], deal["after"]) == ("clean", "not-in-force")
    assert deal["as_of"] == {"before": "2026-08-31", "after": "2024-01-01"}
    assert deal["facts_on"] == "2026-08-31"
    assert {each["question"] for each in deal["asked"]} == {"N1.1", "NL14.single_trust"}, (
        "nothing stated is asked again"
    )
    said = " ".join(tally("law", "impact", small, "--as-of", "2024-01-01").out.split())
    assert "clean → not in force" in said
    assert "the facts are held as they stood on 2026-08-31, and only the day of the law moves" in said
    assert "deal.asset_class (the deal)" not in said
    chinese = "".join(tally("law", "impact", small, "--as-of", "2024-01-01", "--lang", "zh").out.split())
    assert "未见障碍→监管指引尚未施行" in chinese
    assert "事实以2026-08-31所述为准，只变动法规的日期" in chinese
    tally("check", small, "--out", tmp_path / "kept")
    kept = _deal(tally("law", "impact", tmp_path / "kept" / "facts.json", "--as-of", "2024-01-01", "--json"))
    assert kept.pop("screening") != deal.pop("screening")
    assert kept == deal


def test_a_later_day_says_that_answers_expire_and_evidence_ages(tally: Tally, small: Path):
    said = " ".join(tally("law", "impact", small, "--as-of", "2027-08-31").out.split())
    assert "answers that have expired and evidence that is out of date by 2027-08-31 no longer count" in said
    assert "至 2027-08-31 已失效的回答和逾期的证据不再计入" in "".join(
        tally("law", "impact", small, "--as-of", "2027-08-31", "--lang", "zh").out.split("\n  ")
    )


def test_the_same_law_changes_nothing(tally: Tally, small: Path):
    told = tally("law", "impact", small)
    assert "clean before and after" in told.out
    assert "No screening comes to anything else" in told.out


def test_a_folder_with_errors_is_named_with_what_does_not_count(tally: Tally, small: Path, harot: Path):
    path = small / "answers.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 'no'", "value: 'yes'", 1), encoding="utf-8")
    told = tally("law", "impact", small, harot)
    assert told.exit == 1
    said = " ".join(told.out.split())
    assert f"× {small}" in told.out
    assert "what they concern was not counted" in said
    assert f"! {harot}" in told.out
    assert "projected only and was left out" in said
    value = tally("law", "impact", small, harot, "--json").json["value"]
    assert [each["errors"] > 0 for each in value["deals"]] == [True]
    assert "所涉内容未计入核查" in tally("law", "impact", small, "--lang", "zh").out


def test_a_folder_that_cannot_be_read_is_left_out_and_said_to_be(tally: Tally, small: Path):
    (small / "deal.yaml").write_text("[", encoding="utf-8")
    told = tally("law", "impact", small, "--json")
    assert told.codes == ["law.impact-folder-unusable"]
    assert told.json["value"]["deals"] == []


def test_a_book_that_cannot_be_used_is_refused_with_its_reasons(tally: Tally, small: Path, amended: Path):
    changed(amended, 'id = "N1"\narticle', 'id = "N1"\narticel')
    told = tally("law", "impact", small, "--book", amended, "--json")
    assert told.exit == 1
    assert set(told.codes) >= {"law.book-shape"}


def test_facts_that_are_none_are_said_to_be_none(tally: Tally, tmp_path: Path):
    path = tmp_path / "facts.jsonl"
    path.write_text('{"schema": "other"}\n', encoding="utf-8")
    told = tally("law", "impact", path, "--json")
    assert told.exit == 1
    assert told.codes == ["law.facts-unreadable"]


def test_a_check_can_be_kept_and_replayed_byte_for_byte(tally: Tally, small: Path, tmp_path: Path):
    tally("check", small, "--out", tmp_path / "kept")
    facts = (tmp_path / "kept" / "facts.json").read_bytes()
    kept = read_fact_set(facts, standing_books()[0].vocabulary.declarations)
    results = evaluate(standing_books(), kept.facts, as_of=kept.as_of, known_on=kept.as_of)
    again = screening_bytes(results, as_of=kept.as_of, known_on=kept.as_of)
    assert again == (tmp_path / "kept" / "screening.json").read_bytes()


def test_a_check_leaves_its_results_as_oscal(tally: Tally, small: Path, tmp_path: Path):
    told = tally("check", small, "--oscal", tmp_path / "oscal", "--json")
    assert len(told.json["written"]) == 2
    document = json.loads((tmp_path / "oscal" / "assessment-results.json").read_bytes())
    assert document["assessment-results"]["metadata"]["oscal-version"] == "1.2.1"


def test_json_of_a_check_says_why_and_why_not_in_both_languages(tally: Tally, small: Path):
    (first, *_) = tally("check", small, "--json").json["value"]["bars"]
    assert first["why"]["en"][0].endswith("not met.")
    assert first["why"]["zh"][0].endswith("不存在。")
    assert first["why_not"]["zh"][0].startswith("除非此项不同")


@pytest.mark.parametrize("name", ["", " "])
def test_a_name_that_is_empty_shows_nothing(tally: Tally, name: str):
    told = tally("law", "show", name)
    assert told.exit == 2
    assert "No book, clause, rule or question is called" in told.err
    assert "law show" in told.err

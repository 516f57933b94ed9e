"""Rounds: each question is about a field, answered with what the deal says, or open."""

from tallystick.evidence.wording import Language
from tallystick.filing.papers.papers import short_paper
from tallystick.filing.report.content import Table
from tallystick.filing.rounds.questions import Questions, check_questions, parse_questions, reply_section
from tallystick.shell.documents.makers import Makers
from tests.filing.stand_in import CONTENT, deal, report

ROUND = """schema: tallystick/questions/v1
paper: 补充材料通知〔2026〕1号
round: 1
questions:
  - id: Q1
    text: {zh: 请说明A档规模, en: State the size of Class A}
    fields: ["structure.offshore.classes[A].size", classes]
    answer:
      text: {zh: "A档规模不超过114,000,000.00美元。", en: "Class A has a principal amount of USD 114,000,000.00."}
      documents: [M2]
  - id: Q2
    text: {zh: 请说明股权质押, en: Explain pledges over the equity}
    fields: [equity-disputes]
"""


def _read(text: str = ROUND) -> Questions:
    asked, found = parse_questions(text.encode(), file="questions.yaml")
    assert asked is not None, found
    return asked


def _codes(text: str) -> list[str]:
    found = check_questions(_read(text), deal(), CONTENT, file="questions.yaml")
    return [each.code.removeprefix("filing.") for each in found]


def test_a_question_without_an_answer_is_open() -> None:
    assert _codes(ROUND) == ["question-unanswered"]


def test_an_answer_that_contradicts_the_deal_is_told() -> None:
    assert "document-contradicts" in _codes(ROUND.replace("不超过114,000,000.00美元", "不超过120,000,000.00美元"))


def test_fields_and_materials_that_are_not_there_are_told() -> None:
    assert "question-field-unknown" in _codes(ROUND.replace("[equity-disputes]", "[weather]"))
    assert "question-without-field" in _codes(ROUND.replace("[equity-disputes]", "[]"))
    assert "question-document-absent" in _codes(ROUND.replace("documents: [M2]", "documents: [M99]"))


def test_a_round_that_cannot_be_read_is_said_with_its_place() -> None:
    asked, found = parse_questions(ROUND.replace("round: 1", "rond: 1").encode(), file="questions.yaml")
    assert asked is None
    assert found[0].place.line == 3


def test_the_reply_shows_every_question_with_its_field_in_words() -> None:
    section = reply_section(_read(), file="questions.yaml")
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    assert [row[0].text.zh for row in table.rows] == ["Q1", "Q2"]
    assert table.rows[1][2].text.en == "pledges, freezes and disputes over the equity"
    assert table.rows[1][3].text.zh == "尚未回复"
    paper = short_paper(report(), "R1", table.caption, (section,))
    for make in (Makers().report, Makers().word):
        assert isinstance(make(paper, Language.ZH), bytes)


def test_a_field_may_be_named_as_findings_name_it() -> None:
    for path in (
        "assets.criteria[0]",
        "assets.criteria[EC-1]",
        "structure.offshore.classes.A.size",
        "documents[0].file",
    ):
        assert "question-field-unknown" not in _codes(ROUND.replace("[equity-disputes]", f'["{path}"]'))

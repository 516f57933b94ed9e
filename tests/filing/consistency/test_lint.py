"""Consistency: of forty planted contradictions at least thirty-eight are found, and in documents that agree none."""

from collections.abc import Mapping
from functools import cache

import pytest

from tallystick.evidence.findings import Finding
from tallystick.filing.consistency.lint import Known, contradictions, known_of
from tallystick.filing.documents.intake import Kind
from tallystick.filing.documents.texts import CELLS, DocumentText, Line, read_plain, read_word
from tallystick.shell.documents.reading.pdf_text import read_pdf
from tests.filing.consistency.papers import PLANTED, SET, made, planted_set
from tests.filing.stand_in import FOLDER, deal


@cache
def _known() -> Known:
    return known_of(deal(), assets=12_000, obligors=9_000)


def _found(papers: Mapping[str, tuple[str, ...]]) -> list[Finding]:
    found = []
    for name, content in made(papers).items():
        read, wrong = read_word(name, content) if name.endswith(".docx") else read_pdf(name, content)
        assert read is not None, wrong
        found += list(contradictions(read, _known()))
    return found


def _said(text: str) -> list[tuple[str, str, str]]:
    document = DocumentText(file="x", kind=Kind.TEXT, lines=(Line(text=text, place="1"),))
    return [
        (str(each.argument("about")), str(each.argument("written")), str(each.argument("expected")))
        for each in contradictions(document, _known())
    ]


def test_documents_that_agree_are_not_complained_of() -> None:
    assert [each.arguments for each in _found(SET)] == []


def test_at_least_thirty_eight_of_forty_contradictions_are_found() -> None:
    told = _found(planted_set())
    written = [(each.place.file, str(each.argument("sentence")).replace(" ", "")) for each in told]
    missed = [
        (name, after)
        for name, _, after in PLANTED
        if not any(file == name and after.replace(" ", "") in sentence for file, sentence in written)
    ]
    assert len(PLANTED) == 40
    assert len(missed) <= 2, missed
    assert len(told) <= len(PLANTED) + 2, [each.arguments for each in told]


@pytest.mark.parametrize(("name", "before", "after"), PLANTED, ids=[after for _, _, after in PLANTED])
def test_each_contradiction_is_told_with_what_the_deal_says(name: str, before: str, after: str) -> None:
    line = next(each for each in SET[name] if before in each)
    assert _said(line) == []
    assert len(_said(line.replace(before, after))) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "A档与B档规模分别不超过114,000,000.00美元和20,000,000.00美元。",
        "优先级份额规模约为人民币9.5亿元。",
        "Class A has a principal amount of US$114 million.",
        "截至2025年12月31日，备案主体总资产为人民币3,200,000,000.00元。",
        "The auditor, Haihe Accounting Co., Ltd., was paid USD 20,000.00 on 3 March 2026.",
        "A档存续期间，任一付款日的利息不低于500,000.00美元时，受托人发出通知。",
        "本期代币的发行规模、票面利率以定价结果为准。",
        "信托受托人和票据受托人为不同机构。",
    ],
)
def test_other_sentences_are_left_alone(sentence: str) -> None:
    assert _said(sentence) == []


def test_a_table_is_read_by_its_heads() -> None:
    rows = (("档次", "规模", "票息"), ("A档", "141,000,000.00美元", "4.00% – 5.00%"))
    lines = tuple(Line(text=CELLS.join(row), place=str(number)) for number, row in enumerate(rows, 1))
    found = list(contradictions(DocumentText(file="x.docx", kind=Kind.WORD, lines=lines), _known()))
    assert [(each.place.path, each.argument("written")) for each in found] == [("2", "141,000,000.00美元")]


def test_the_documents_of_the_example_agree_with_it() -> None:
    known = known_of(deal())
    for path in sorted((FOLDER / "documents").glob("*.md")):
        assert not list(contradictions(read_plain(path.name, path.read_bytes()), known)), path.name

"""Edits: a report that comes back unchanged is clean; every number typed by hand and every line left out is told."""

import io
from dataclasses import replace
from functools import cache

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.wording import Language
from tallystick.filing.documents.intake import Kind
from tallystick.filing.documents.texts import CELLS, DocumentText, Line, read_word
from tallystick.filing.versions.edits import edits
from tallystick.filing.versions.lines import line_changes, number_changes, word_changes
from tallystick.shell.documents.makers import Makers
from tests.filing.stand_in import report


@cache
def _sealed(language: Language = Language.ZH) -> bytes:
    made = Makers().word(report(), language)
    assert isinstance(made, bytes)
    return made


def _read(content: bytes) -> DocumentText:
    read, found = read_word("edited.docx", content)
    assert read is not None, found
    return read


def _edited(*changes: tuple[str, str], language: Language = Language.ZH) -> DocumentText:
    """The report as Word would save it after texts were replaced, in paragraphs and cells alike."""
    document = Document(io.BytesIO(_sealed(language)))
    places = [
        *document.paragraphs,
        *(p for t in document.tables for row in t.rows for c in row.cells for p in c.paragraphs),
    ]
    for before, after in changes:
        held = [(place, run) for place in places for run in place.runs if before in run.text]
        assert held, before
        held[0][1].text = held[0][1].text.replace(before, after)
    written = io.BytesIO()
    document.save(written)
    return _read(written.getvalue())


def _codes(edited: DocumentText, language: Language = Language.ZH) -> list[str]:
    return [each.code.removeprefix("filing.edit-") for each in edits(_read(_sealed(language)), edited)]


def test_a_report_that_word_only_saved_again_is_clean() -> None:
    assert _codes(_edited()) == []
    assert _codes(_edited(language=Language.EN), Language.EN) == []


def test_a_number_typed_by_hand_is_told_with_what_was_computed() -> None:
    (found,) = edits(_read(_sealed()), _edited(("114,000,000.00", "115,000,000.00")))
    assert found.code == "filing.edit-number"
    assert found.argument("computed") == ("114,000,000.00",)
    assert found.argument("written") == ("115,000,000.00",)
    assert found.place.file == "edited.docx"


def test_other_words_are_a_warning_and_no_number() -> None:
    assert _codes(_edited(("境内备案主体对本报告", "本公司对本报告"))) == ["words"]


def test_a_line_left_out_is_an_error_and_one_put_in_a_warning() -> None:
    document = Document(io.BytesIO(_sealed()))
    gone = next(each for each in document.paragraphs if each.text.startswith("中文为备案文本"))
    gone._p.getparent().remove(gone._p)
    document.add_paragraph("备案主体另行说明：无。")
    written = io.BytesIO()
    document.save(written)
    assert _codes(_read(written.getvalue())) == ["removed", "added"]


def test_a_number_from_nowhere_is_told() -> None:
    document = Document(io.BytesIO(_sealed()))
    document.add_paragraph("备案主体注册资本为人民币987,654,321.00元，封包日2026-08-31。")
    written = io.BytesIO()
    document.save(written)
    found = list(edits(_read(_sealed()), _read(written.getvalue())))
    assert [each.code for each in found] == ["filing.edit-added", "filing.edit-number-unsourced"]
    assert found[1].argument("numbers") == ("987,654,321.00",)


_LINES = st.lists(st.sampled_from(["class A 114", "class B 20", "the trustee", "设立日 2026", "", "x"]), max_size=9)


@given(before=_LINES, after=_LINES)
def test_changes_turn_one_text_into_the_other(before: list[str], after: list[str]) -> None:
    changes = list(line_changes(before, after))
    gone = {change.before for change in changes if change.before is not None}
    come = {change.after for change in changes if change.after is not None}
    kept = [line for index, line in enumerate(before) if index not in gone]
    assert kept == [line for index, line in enumerate(after) if index not in come]
    assert len(changes) <= len(before) + len(after)


def test_a_digest_is_taken_out_and_put_in_whole():
    old, new = "b68406745667957f", "7fe9aa745667957f"
    changed = [piece for piece in word_changes(f"deal.yaml {old}, 3", f"deal.yaml {new}, 3") if piece[0] != piece[1]]
    assert changed == [(old, ""), ("", new)]


@given(text=st.text(max_size=60), other=st.text(max_size=60))
def test_pieces_of_words_put_together_are_the_texts(text: str, other: str) -> None:
    pieces = list(word_changes(text, other))
    assert "".join(old for old, _ in pieces) == text
    assert "".join(new for _, new in pieces) == other


def test_numbers_are_counted_and_not_only_seen() -> None:
    assert number_changes("5% of 5%", "5% of 6%") == (("5%",), ("6%",))
    assert number_changes("1,000.00", "1,000.00") == ((), ())


def test_a_computed_state_that_was_written_over_is_an_error() -> None:
    row = next(each.text.split(CELLS) for each in _read(_sealed()).lines if "CSRC1-3(1)" in each.text)
    sealed, changed = _read(_sealed()), []
    for each in sealed.lines:
        cells = each.text.split(CELLS)
        changed.append(replace(each, text=CELLS.join([*cells[:-1], "存在"])) if cells == row else each)
    (found,) = edits(sealed, replace(sealed, lines=tuple(changed)))
    assert (found.code, found.argument("after")) == ("filing.edit-state", "存在")
    assert found.argument("before") == row[-1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("未触及（适用例外：自开始运营之日起）", "触及"),
        ("does not arise (excepted: x)", "arises"),
        ("是", "否"),
        ("yes", "no"),
    ],
)
def test_a_state_with_its_exception_and_an_answer_are_not_written_over(before: str, after: str) -> None:
    row = Line(text=CELLS.join(["SSE2-2.2.4", "历史", "A", before]), place="1")
    sealed = DocumentText(file="report.docx", kind=Kind.WORD, lines=(row,))
    changed = replace(sealed, lines=(replace(sealed.lines[0], text=sealed.lines[0].text.replace(before, after)),))
    (found,) = edits(sealed, changed)
    assert (found.code, found.argument("after")) == ("filing.edit-state", after)


def test_an_amount_in_chinese_numerals_is_a_number_too() -> None:
    sealed = _read(_sealed())
    added = replace(sealed.lines[-1], text="本期发行总额为人民币拾贰亿元整。")
    told = [each.code for each in edits(sealed, replace(sealed, lines=(*sealed.lines, added)))]
    assert told == ["filing.edit-added", "filing.edit-number-unsourced"]


def test_days_are_whole_and_grouping_is_no_number() -> None:
    assert number_changes("on 2026-09-15", "on 2026-09-25") == (("2026-09-15",), ("2026-09-25",))
    assert number_changes("17,129 leases", "17129 leases") == ((), ())

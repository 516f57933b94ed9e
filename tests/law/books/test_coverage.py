"""Coverage: every row that the source book of the law labels is a clause of a released book.

LAW.md stands beside the project, in the folder that TALLYSTICK_SHARED names or in ../shared; without it this is
skipped. A row counts as covered when a clause has its id, or when clauses have its limbs: ``TM-8`` by ``TM-8(1)`` and
so on. A row that names several provisions (``ABS-35/36``, ``TM-27..29``) may be one clause or one for each.
"""

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tallystick.law.instruments import Book, Rule
from tallystick.law.reading import standing_books

_FAMILIES = (
    r"CSRC1-|YF42-|QA-?\d|N[1-8]$|ABS-|RC-|AMAC-|ID-|DD-|TM-|G1-|G2-chk|G3-|G4$|G5$|CONF-|NERIS-"
    r"|FD-|FX-|DX-|AUTO-|CSR-|PIPL-|DSL-|HK-"
)
_LABEL = re.compile(rf"(?:{_FAMILIES})")
_ENDS = {"# (b) Filing materials and filing-report sections", "# (a) State machine of a filing"}


def test_every_labelled_row_of_the_source_book_is_a_clause(project: Path):
    folder = Path(os.environ.get("TALLYSTICK_SHARED") or project.parent / "shared")
    source = folder / "LAW.md"
    if not source.is_file():
        pytest.skip("LAW.md is not here; name its folder in TALLYSTICK_SHARED")
    clauses = {clause.id for book in standing_books() for clause in book.clauses}
    labels = list(_labels(source.read_text(encoding="utf-8")))
    assert len(labels) > 100
    missing = [label for label in labels if not _is_covered(label, clauses)]
    assert missing == [], f"{len(missing)} of {len(labels)} rows have no clause: {', '.join(missing)}"


@pytest.mark.parametrize(
    ("label", "clauses", "covered"),
    [
        ("TM-8", {"TM-8"}, True),
        ("TM-8", {"TM-8(1)", "TM-8(2)"}, True),
        ("TM-1", {"TM-14"}, False),
        ("ABS-35/36", {"ABS-35/36"}, True),
        ("ABS-35/36", {"ABS-35", "ABS-36"}, True),
        ("ABS-35/36", {"ABS-35"}, False),
        ("TM-27..29", {"TM-27", "TM-28", "TM-29"}, True),
        ("TM-27..29", {"TM-27", "TM-29"}, False),
        ("YF42-14a", {"YF42-14"}, False),
        ("G1-1(2)", {"G1-1(2)1", "G1-1(2)2"}, True),
    ],
)
def test_a_row_is_covered_by_itself_its_limbs_or_all_its_provisions(label, clauses, covered):
    assert _is_covered(label, clauses) is covered


_WEAKER = {
    "YF42-14c": "which form a token takes is this project's reading of the split (I)",
    "FD-2": "quoted, but it rests on control and indirect borrowing, seen paraphrased (S)",
    "FD-pre": "as FD-2",
}
"""Rules of weaker mark than their clause in a table that states one mark, with the reason."""


def test_every_clause_has_the_mark_of_its_row_and_no_rule_a_stronger_one(project: Path):
    source = Path(os.environ.get("TALLYSTICK_SHARED") or project.parent / "shared") / "LAW.md"
    if not source.is_file():
        pytest.skip("LAW.md is not here; name its folder in TALLYSTICK_SHARED")
    clauses = {clause.id: clause for book in standing_books() for clause in book.clauses}
    rows = [(name, marks) for name, marks in _marked(source.read_text(encoding="utf-8")) if name in clauses]
    assert len(rows) > 80
    assert [(name, marks) for name, marks in rows if clauses[name].mark.value not in marks] == []
    weaker = set()
    for name, marks in rows:
        allowed = marks if len(marks) > 1 else {clauses[name].mark.value}
        weaker |= {name for rule in _stating(name) if rule.mark.value not in allowed}
    assert weaker == set(_WEAKER)


def test_no_rule_is_of_a_stronger_mark_than_its_clause():
    strength = "RIASQO"
    clauses = {clause.id: clause for book in standing_books() for clause in book.clauses}
    stronger = [
        rule.id
        for name, clause in clauses.items()
        for rule in _stating(name)
        if strength.index(rule.mark) > strength.index(clause.mark)
    ]
    assert stronger == []


def _stating(clause: str) -> list[Rule]:
    rules = [rule for book in standing_books() for rule in (*book.rules, *(each.rule for each in book.events))]
    return [rule for rule in rules if rule.clause == clause]


def _marked(text: str) -> Iterator[tuple[str, set[str]]]:
    """Yield the rows of tables with a column of marks: the label and the marks its row gives."""
    column = None
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if not cells:
            column = None
        elif column is None:
            column = next((at for at, cell in enumerate(cells) if "mark" in cell.lower()), len(cells))
        elif column < len(cells):
            marks = set(re.findall(r"(?<![A-Za-z0-9])[OQSAIR](?![A-Za-z0-9])", cells[column]))
            if marks:
                yield re.split(r"[ （]", cells[0].replace("*", ""))[0], marks


_ELSEWHERE = {"DX-5(4)", "DX-8", "XB-5b"}
"""Clauses and rules whose words stand in a source that is cited but is not beside us."""


def test_every_quotation_stands_word_for_word_in_the_texts(project: Path):
    folder = Path(os.environ.get("TALLYSTICK_SHARED") or project.parent / "shared")
    texts = [folder / "LAW.md", *sorted((folder / "data" / "law").glob("*"))]
    if len(texts) == 1 or not texts[0].is_file():
        pytest.skip("the source book is not here; name its folder in TALLYSTICK_SHARED")
    copies = [each.read_text(encoding="utf-8") for each in texts]
    seen = "".join(_letters(each) + _letters(_unpaged(each)) for each in copies)
    quoted = {clause.id: clause.text.zh for book in standing_books() for clause in book.clauses if clause.verbatim}
    quoted |= {rule.id: rule.quote.zh for book in standing_books() for rule in book.rules if rule.quote is not None}
    parts = {name: [_letters(part) for part in text.split("……")] for name, text in quoted.items()}
    assert len(parts) > 300
    assert {name for name, some in parts.items() if any(part not in seen for part in some)} == _ELSEWHERE


def _unpaged(text: str) -> str:
    """Return a text without the numbers that begin a line: some are those of pages, in the middle of a sentence."""
    return re.sub(r"(?m)^\s*\d+", "", text)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


_TRANSLATED = {"国家发展改革委令第11号": "NDRC Order 11", "国家发展改革委令第56号": "Order 56"}


@pytest.mark.parametrize("book", standing_books(), ids=lambda book: book.id)
def test_number_and_days_of_every_head_were_seen_or_say_that_they_are_recalled(project: Path, book: Book):
    folder = Path(os.environ.get("TALLYSTICK_SHARED") or project.parent / "shared")
    texts = [folder / "LAW.md", *sorted((folder / "data" / "law").glob("*"))]
    if len(texts) == 1 or not texts[0].is_file():
        pytest.skip("the source book is not here; name its folder in TALLYSTICK_SHARED")
    seen = "".join("".join(each.read_text(encoding="utf-8").split()) for each in texts)
    if "number" not in book.recalled and book.number:
        number = _TRANSLATED.get(book.number, book.number).removesuffix("附件")
        assert "".join(number.split()) in seen, book.number
    days = {"in_force_from": book.window.start, "in_force_to": book.window.end, "known_from": book.window.known_from}
    for name, day in days.items():
        if name not in book.recalled and day is not None:
            assert any(form in seen for form in _forms(day)), f"{name} {day}"


def _forms(day: dt.date) -> Iterator[str]:
    yield day.isoformat()
    yield f"{day.year}年{day.month}月{day.day}日"
    yield f"{day:%Y-%m/%d}"
    yield from (f"{day.day}{day.strftime(month)}{day.year}" for month in ("%b", "%B"))


def _labels(text: str) -> Iterator[str]:
    """Yield the labels in the first column of the tables of sections 1 to 8."""
    seen = set()
    for line in text.splitlines():
        if line in _ENDS:
            return
        cells = line.split("|")
        if len(cells) < 3 or cells[0].strip():
            continue
        for label in re.split(r",\s*", cells[1].replace("*", "").strip()):
            word = label.split(" ")[0]
            if _LABEL.match(word) and word not in seen:
                seen.add(word)
                yield word


def _is_covered(label: str, clauses: set[str]) -> bool:
    return _has(label, clauses) or (len(parts := _provisions(label)) > 1 and all(_has(part, clauses) for part in parts))


def _has(label: str, clauses: set[str]) -> bool:
    further = r"[^0-9]" if label[-1].isdigit() else r"." if label[-1] == ")" else r"[^0-9a-zA-Z]"
    limb = re.compile(re.escape(label) + further)
    return any(clause == label or limb.match(clause) for clause in clauses)


def _provisions(label: str) -> list[str]:
    """Return the provisions a label stands for: of ``A-1/2`` both, of ``A-1..3`` all three."""
    match = re.fullmatch(r"(.+?-)(\d+)\.\.(\d+)", label)
    if match is not None:
        return [f"{match[1]}{number}" for number in range(int(match[2]), int(match[3]) + 1)]
    first, *others = label.split("/")
    head = re.match(r".+?-", first)
    return [first, *(f"{head[0]}{other}" for other in others)] if head is not None and others else [label]

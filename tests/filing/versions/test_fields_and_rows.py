"""Versions: fields by path and by id, rows of the tape in counts, a redline that is the earlier and the later text."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.wording import Language
from tallystick.filing.documents.intake import Kind
from tallystick.filing.documents.texts import DocumentText, Line, read_word
from tallystick.filing.report.wordings import both
from tallystick.filing.versions.fields import check_languages, field_changes
from tallystick.filing.versions.lines import redlined
from tallystick.filing.versions.tape_rows import tape_changes
from tallystick.shell.documents.makers import Makers
from tallystick.shell.documents.reading.pdf_text import read_pdf
from tallystick.tape.reading.tapes import Tape
from tallystick.units.money import Currency
from tests.filing.stand_in import CONTENT, tape


def _document(lines: list[str]) -> DocumentText:
    return DocumentText(
        file="x.docx",
        kind=Kind.WORD,
        lines=tuple(Line(text=text, place=str(index)) for index, text in enumerate(lines)),
    )


def test_a_changed_field_is_told_by_path_and_id() -> None:
    after = CONTENT.replace(b"filed_max: 114000000.00 USD", b"filed_max: 110000000.00 USD")
    (change,) = field_changes(CONTENT, after, file="deal.yaml")
    assert change.path == "deal.yaml:structure.offshore.classes[A].size.filed_max"
    assert (change.before, change.after) == ("114000000.00 USD", "110000000.00 USD")
    assert field_changes(CONTENT, CONTENT, file="deal.yaml") == ()


def test_entries_with_ids_may_change_places() -> None:
    before = b"a: [{id: x, v: 1}, {id: y, v: 2}]\n"
    assert field_changes(before, b"a: [{id: y, v: 2}, {id: x, v: 1}]\n", file="f") == ()
    (gone,) = field_changes(before, b"a: [{id: x, v: 1}, {id: y}]\n", file="f")
    assert (gone.path, gone.before, gone.after) == ("f:a[y].v", "2", "")


def test_a_text_that_changed_in_one_language_alone_is_told() -> None:
    before = b"a: {role: {zh: x, en: y}, name: {zh: p, en: q}}\nb: [{id: i, t: {zh: m, en: n}}]\n"
    after = b"a: {role: {zh: x, en: y 2}, name: {zh: p 2, en: q 2}}\nb: [{id: i, t: {zh: m 2, en: n}}]\n"
    told = list(check_languages(field_changes(before, after, file="deal.yaml")))
    assert [(each.place.file, each.place.path, each.argument("after")) for each in told] == [
        ("deal.yaml", "a.role.en", "y 2"),
        ("deal.yaml", "b[i].t.zh", "m 2"),
    ]
    assert not list(check_languages(field_changes(before, before, file="deal.yaml")))
    assert not list(check_languages(field_changes(b"{}", before, file="deal.yaml")))


def test_documents_are_known_by_their_material_and_file() -> None:
    first, second = "{material: M2, file: a.md, v: 1}", "{material: M6, file: b.md, v: 2}"
    before = f"documents: [{first}, {second}]\n".encode()
    assert field_changes(before, f"documents: [{second}, {first}]\n".encode(), file="f") == ()
    more = f"documents: [{{material: M3, file: c.md}}, {first}, {second}]\n".encode()
    assert {change.path for change in field_changes(before, more, file="f")} == {
        "f:documents[M3 c.md].material",
        "f:documents[M3 c.md].file",
    }
    twice = f"documents: [{first}, {first}]\n".encode()
    assert len(field_changes(b"", twice, file="f")) == 6


def test_rows_are_counted_and_never_shown() -> None:
    old = tape()
    frame = old.frame.with_columns(
        pl.when(pl.col("asset_id") == "AL-900001")
        .then(pl.lit(5))
        .otherwise(pl.col("days_past_due"))
        .cast(old.frame.schema["days_past_due"])
        .alias("days_past_due")
    )
    changed = frame.filter(pl.col("asset_id") != "AL-900003")
    found = tape_changes(old, replace(old, frame=changed))
    assert (found.before, found.after, found.added, found.removed, found.changed) == (3, 2, 0, 1, 1)
    assert found.columns == (("days_past_due", 1),)
    assert "AL-900001" not in str(found)


def test_what_the_rows_owe_is_told_in_sums_of_three_or_more() -> None:
    old = tape()
    four = pl.concat([old.frame, *(old.frame.head(1).with_columns(asset_id=pl.lit(f"AL-X{n}")) for n in range(3))])
    cheaper = four.with_columns(current_balance=pl.col("current_balance") - 100)
    more = tape_changes(old, replace(old, frame=four)).owed
    assert {name: None if each is None else str(each) for name, each in more.items()} == {
        "before": "400000.00 CNY",
        "after": "1000000.00 CNY",
        "added": "600000.00 CNY",
        "removed": "0.00 CNY",
        "changed-before": "0.00 CNY",
        "changed-after": "0.00 CNY",
    }
    moved = tape_changes(replace(old, frame=four), replace(old, frame=cheaper)).owed
    assert (str(moved["changed-before"]), str(moved["changed-after"])) == ("1000000.00 CNY", "999994.00 CNY")
    assert tape_changes(old, replace(old, frame=four.head(4))).owed["added"] is None
    assert set(tape_changes(old, replace(old, currency=Currency.USD)).owed.values()) == {None}


def _leases(number: int) -> Tape:
    one = tape().frame.head(1)
    rows = [one.with_columns(asset_id=pl.lit(f"AL-X{each}"), source_row=pl.lit(each + 2)) for each in range(number)]
    return replace(tape(), frame=pl.concat(rows, how="vertical_relaxed"))


def test_an_asset_whose_row_moved_has_not_changed() -> None:
    old = _leases(5)
    sorted_anew = old.frame.reverse().with_columns(source_row=old.frame["source_row"])
    found = tape_changes(old, replace(old, frame=sorted_anew))
    assert (found.added, found.removed, found.changed, found.columns) == (0, 0, 0, ())


def _renamed(frame: pl.DataFrame, count: int) -> pl.DataFrame:
    later = frame.head(count).with_columns(asset_id=pl.col("asset_id") + "-later")
    return pl.concat([frame.slice(count), later])


def _owing_less(frame: pl.DataFrame, count: int) -> pl.DataFrame:
    less = frame.head(count).with_columns(current_balance=pl.col("current_balance") - 100)
    return pl.concat([less, frame.slice(count)])


def _older(frame: pl.DataFrame, count: int) -> pl.DataFrame:
    return pl.concat([frame.head(count).with_columns(days_past_due=pl.col("days_past_due") + 1), frame.slice(count)])


_WHOLES = {"before", "after"}
_EVERY = _WHOLES | {"added", "removed", "changed-before", "changed-after"}


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (lambda frame: frame.slice(1), set()),
        (lambda frame: _renamed(frame, 1), set()),
        (lambda frame: _owing_less(frame, 2), set()),
        (lambda frame: _owing_less(_renamed(frame, 1), 6), _WHOLES),  # removed 1
        (lambda frame: _owing_less(_renamed(frame, 3), 3), _WHOLES | {"added", "removed"}),  # unchanged 2
        (lambda frame: _older(frame, 2), _WHOLES),
        (lambda frame: _older(frame, 3), _WHOLES | {"changed-before", "changed-after"}),
        (lambda frame: _owing_less(_renamed(frame, 4), 4), _EVERY),
        (lambda frame: frame, _WHOLES),
    ],
)
def test_no_sum_is_told_from_which_what_one_asset_owes_would_follow(
    later: Callable[[pl.DataFrame], pl.DataFrame], told: set[str]
) -> None:
    old = _leases(8)
    owed = tape_changes(old, replace(old, frame=later(old.frame))).owed
    assert {name for name, each in owed.items() if each is not None and not each.is_zero()} == told


def test_a_column_that_one_tape_lacks_differs_for_every_asset_of_both() -> None:
    old = tape()
    found = tape_changes(old, replace(old, frame=old.frame.drop("vehicle_type")))
    assert (found.changed, found.columns) == (3, (("vehicle_type", 3),))


_TEXTS = st.lists(st.sampled_from(["Class A 114", "Class B 20", "受托人为北辰信托", "x y z", "设立日2026"]), max_size=8)


@given(before=_TEXTS, after=_TEXTS)
def test_a_redline_holds_both_texts(before: list[str], after: list[str]) -> None:
    lines = list(redlined(_document(before), _document(after)))
    earlier = ["".join(old for old, _ in line.pieces) for line in lines]
    later = ["".join(new for _, new in line.pieces) for line in lines]
    assert [text for text in earlier if text] == before
    assert [text for text in later if text] == after


def test_what_was_removed_stands_before_what_came_in_its_place() -> None:
    lines = redlined(_document(["kept", "digest 0f3a"]), _document(["kept", "entirely other words"]))
    assert [line.pieces for line in lines][1:] == [(("digest 0f3a", ""),), (("", "entirely other words"),)]


def test_a_printed_redline_says_first_where_it_differs() -> None:
    def document(size: str) -> DocumentText:
        texts = ("A.1 Parties", "same", "A.2 Classes", size)
        lines = tuple(Line(text=each, place="p. 1", heading=each.startswith("A")) for each in texts)
        return DocumentText(file="x.docx", kind=Kind.WORD, lines=lines)

    marked = tuple(redlined(document("Class A 114"), document("Class A 120")))
    made = Makers().printed_redline(both("v1 → v2"), marked, day=date(2026, 9, 1), language=Language.EN)
    assert isinstance(made, bytes)
    read, _ = read_pdf("redline.pdf", made)
    assert read is not None
    first = " ".join(line.text for line in read.lines).split("A.1 Parties")[0]
    assert re.search(r"Where it differs\s+A\.2 Classes[ .]+2", first)


def test_a_redline_tracks_its_changes_in_word() -> None:
    before, after = ["Class A up to 114", "kept", "gone"], ["Class A up to 120", "kept"]
    lines = tuple(redlined(_document(before), _document(after)))
    made = Makers().redline(both("v1 → v2"), lines, day=date(2026, 9, 1), language=Language.EN)
    assert isinstance(made, bytes)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        body = parts.read("word/document.xml").decode()
    assert body.count("<w:del ") == 3
    assert body.count("<w:ins ") == 1
    assert 'w:date="2026-09-01T00:00:00Z"' in body
    read, _ = read_word("redline.docx", made)
    assert read is not None
    assert [line.text for line in read.lines] == ["v1 → v2", "Class A up to 120", "kept"]
    assert made == Makers().redline(both("v1 → v2"), lines, day=date(2026, 9, 1), language=Language.EN)


def test_a_redline_is_printed_with_signs_beside_the_colours() -> None:
    before, after = ["Class A up to 114 #read", "kept", "gone"], ["Class A up to 120 #read", "kept"]
    lines = tuple(redlined(_document(before), _document(after)))
    made = Makers().printed_redline(both("v1 → v2"), lines, day=date(2026, 9, 1), language=Language.EN)
    assert isinstance(made, bytes)
    read, _ = read_pdf("redline.pdf", made)
    assert read is not None
    text = " ".join(line.text for line in read.lines)
    assert "Class A up to [−114][+120] #read" in text
    assert "[−gone]" in text
    assert "3 lines, of which 2 differ" in text
    assert b"/MarkInfo" in made
    assert made == Makers().printed_redline(both("v1 → v2"), lines, day=date(2026, 9, 1), language=Language.EN)

"""Bytes of unknown care become a table of texts, or a finding that says why not and where."""

import codecs
import io

import pytest

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding
from tallystick.evidence.wording import Language, word
from tallystick.tape.reading.files.delimited import read_table
from tallystick.tape.reading.files.source import opened
from tallystick.tape.reading.files.table import Layout, Limits, Table

HEAD = b"asset,amount\n"


def read(content: bytes, **options) -> tuple[Table | None, tuple[Finding, ...]]:
    options.setdefault("limits", Limits())
    return read_table(content, file="tape.csv", **options)


def refusal(content: bytes, **options) -> Finding:
    table, findings = read(content, **options)
    assert table is None
    return findings[-1]


def faults_of(content: bytes, **options) -> list[tuple[str, int, str, str, str]]:
    table, _ = read(content, **options)
    assert table is not None
    return table.faults.rows()


def test_a_plain_file_is_read_with_its_row_numbers():
    table, findings = read(HEAD + b"L1,10\nL2,20\n")
    assert findings == ()
    assert table is not None
    assert table.cells.rows() == [("L1", "10"), ("L2", "20")]
    assert table.numbers.to_list() == [1, 2]
    assert (table.encoding, table.rows_in_file) == ("utf-8", 2)


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_every_line_end_ends_a_line(newline: bytes):
    table, _ = read(newline.join((b"asset,amount", b"L1,10", b"L2,20")))
    assert table is not None
    assert table.cells.height == 2


def test_a_byte_order_mark_is_no_part_of_the_first_name():
    table, findings = read(codecs.BOM_UTF8 + HEAD + b"L1,10\n")
    assert table is not None
    assert table.cells.columns == ["asset", "amount"]
    assert findings == ()


def test_gb18030_is_read_and_the_first_byte_that_is_not_utf_8_is_named():
    content = "资产,城市\nL1,济南\nL2,重庆\n".encode("gb18030")
    table, findings = read(content)
    assert table is not None
    assert table.encoding == "gb18030"
    assert table.cells["城市"].to_list() == ["济南", "重庆"]
    assert [(each.code, each.place.row, each.argument("offset")) for each in findings] == [
        ("tape.encoding-supposed", 0, 0)
    ]


def test_a_stated_encoding_is_not_guessed_at():
    content = "资产,城市\nL1,济南\n".encode("gb18030")
    assert read(content, layout=Layout(encoding="gb18030"))[1] == ()
    table, (found,) = read(content, layout=Layout(encoding="utf-8"))
    assert table is not None
    assert table.encoding == "utf-8"
    assert (found.code, found.argument("encodings")) == ("tape.encoding-unreadable", ("utf-8",))


def test_bytes_that_no_encoding_explains_are_named_with_offset_and_row():
    content = HEAD + b"L1,10\nL2,\xff\xff\n"
    table, (found,) = read(content)
    assert (found.code, found.place.row) == ("tape.encoding-unreadable", 2)
    assert found.argument("offset") == content.index(b"\xff")
    assert found.argument("byte") == "0xff"
    assert table is not None
    assert [row[:3] for row in table.faults.rows()] == [("tape.character-replaced", 2, "amount")]


def test_a_broken_file_is_shown_in_the_encoding_that_reads_furthest():
    content = "资产,城市\nL1,济南\nL2,泰安\nL3,".encode("gb18030") + b"\xff\n"
    table, (found,) = read(content)
    assert found.code == "tape.encoding-unreadable"
    assert table is not None
    assert table.cells["城市"].to_list() == ["济南", "泰安", "\ufffd"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04...", "XLSX/ZIP"),
        (b"\xd0\xcf\x11\xe0...", "XLS"),
        (b"PAR1....", "Parquet"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"%PDF-1.7", "PDF"),
        ("a,b\n1,2\n".encode("utf-16"), "UTF-16"),
        (codecs.BOM_UTF16_BE + "a,b\n".encode("utf-16-be"), "UTF-16"),
        ("a,b\n1,2\n".encode("utf-32"), "UTF-32"),
    ],
)
def test_a_file_that_is_no_text_is_called_what_it_is(content: bytes, kind: str):
    found = refusal(content)
    assert (found.code, found.argument("kind")) == ("tape.file-not-text", kind)


def test_a_zero_byte_is_named_with_its_place():
    found = refusal(HEAD + b"L1,1\0\n")
    assert (found.code, found.place.row, found.argument("offset")) == ("tape.byte-zero", 1, 17)


@pytest.mark.parametrize("content", [b"", b"  \n\n", b"\r\n"])
def test_an_empty_file_is_empty(content: bytes):
    assert refusal(content).code == "tape.file-empty"


@pytest.mark.parametrize("content", [HEAD, HEAD + b"\n,\n", HEAD + b"only one\n"])
def test_a_head_without_rows_is_no_tape(content: bytes):
    assert refusal(content).code == "tape.rows-missing"


def test_a_stream_is_read_up_to_its_limit():
    whole = opened(io.BytesIO(b"12345"), 5)
    assert whole is not None
    assert (whole[0], whole[1]()) == (b"12345", sha256_hex(b"12345"))
    assert opened(io.BytesIO(b"123456"), 5) is None
    assert opened(b"123456", 5) is None


def test_too_many_rows_and_columns_are_refused():
    many = refusal(HEAD + b"L1,1\nL2,2\nL3,3\n", limits=Limits(rows=2))
    assert (many.code, many.argument("limit")) == ("tape.rows-too-many", 2)
    wide = refusal(b"a,b,c\n1,2,3\n", limits=Limits(columns=2))
    assert (wide.code, wide.argument("found")) == ("tape.columns-too-many", 3)


def test_ragged_rows_are_left_out_and_named():
    table, _ = read(HEAD + b"L1,10\nL2\nL3,30,x\nL4,40\n")
    assert table is not None
    assert table.cells["asset"].to_list() == ["L1", "L4"]
    assert table.numbers.to_list() == [1, 4]
    assert table.rows_in_file == 4
    assert table.faults.rows() == [
        ("tape.row-ragged", 2, "", "1", "2"),
        ("tape.row-ragged", 3, "", "3", "2"),
    ]


def test_a_row_with_another_delimiter_is_recognised():
    assert faults_of(HEAD + b"L1,10\nL2;20\n") == [("tape.delimiter-mixed", 2, "", "L2;20", "2")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_divides_the_head(delimiter: str):
    table, _ = read(delimiter.join(("a", "b", "c")).encode() + b"\n" + delimiter.join("123").encode())
    assert table is not None
    assert table.cells.columns == ["a", "b", "c"]


def test_a_stated_delimiter_wins():
    table, _ = read(b"a;b,c\n1;2,3\n", layout=Layout(delimiter=";"))
    assert table is not None
    assert table.cells.columns == ["a", "b,c"]


def test_blank_rows_in_between_are_named_and_at_the_end_are_not():
    assert faults_of(HEAD + b"L1,10\n\nL3,30\n,\n\n") == [("tape.row-blank", 2, "", "", "")]


def test_quotes_hold_delimiters_line_ends_and_quotes():
    table, findings = read(HEAD + b'"L,1","1\n0"\n"L""2",20\n')
    assert findings == ()
    assert table is not None
    assert table.cells.rows() == [("L,1", "1\n0"), ('L"2', "20")]


@pytest.mark.parametrize("content", [b'L1,"10\nL2,20\nL3,30\n', b'L1,"10'])
def test_a_quote_that_never_closes_is_named_where_it_opens(content: bytes):
    found = refusal(HEAD + b"L0,5\n" + content)
    assert (found.code, found.place.line, found.place.row) == ("tape.quote-open", 3, 2)


def test_text_after_a_closing_quote_is_refused():
    found = refusal(HEAD + b'L1,"10"x\n')
    assert (found.code, found.place.row) == ("tape.quote-wrong", 1)


def test_a_wrong_quote_in_the_head_is_row_zero():
    assert refusal(b'"a"b,c\n1,2\n').place.row == 0


def test_a_cell_beyond_what_the_reader_holds_ends_the_reading():
    assert refusal(HEAD + b"L1," + b"9" * 200_000 + b"\n").code == "tape.record-too-long"


def test_a_long_cell_is_named():
    assert faults_of(HEAD + b"L1,123456\n", limits=Limits(cell=5)) == [
        ("tape.cell-too-long", 1, "amount", "123456", "5")
    ]


def test_control_and_replacement_characters_are_named():
    found = faults_of(HEAD + "L\x071,10\nL2,\ufffd\nL\u202e3,4\u200b2\n".encode())
    assert [fault[:3] for fault in found] == [
        ("tape.character-control", 1, "asset"),
        ("tape.character-control", 3, "asset"),
        ("tape.character-control", 3, "amount"),
        ("tape.character-replaced", 2, "amount"),
    ]


def test_a_head_needs_names_and_each_once():
    _, findings = read(b"a,,a\n1,2,3\n")
    assert [each.code for each in findings] == ["tape.head-empty", "tape.head-twice"]
    assert (findings[1].argument("position"), findings[1].argument("first")) == (3, 1)


def test_white_space_around_cells_is_no_part_of_them():
    table, _ = read("asset , amount\n L1 ,　10\t\n".encode())
    assert table is not None
    assert table.cells.rows() == [("L1", "10")]


@pytest.mark.parametrize("rows", [100_000, 100_001])
def test_a_large_file_is_read_in_parts_that_fit_together(rows: int):
    lines = b"".join(b"L%d,%d\n" % (number, number) for number in range(rows))
    table, _ = read(b'"asset",amount\n' + lines)
    assert table is not None
    assert table.cells.height == rows
    assert table.cells.row(-1) == (f"L{rows - 1}", str(rows - 1))


@pytest.mark.parametrize(
    "content",
    [
        b"id,lent\n L1,1.00\nL2\xc2\xa0,2.00\nL3,3.00 \nL4,\n",
        b'id,lent\n" L1",1.00\n"L2\xc2\xa0",2.00\n"L3","3.00 "\n"L4",\n',
        b"id,lent\n L1,1.00\nL2\xc2\xa0,2.00\nL3,3.00 \nL4,\nL5\n",
    ],
    ids=["plain", "quoted", "with a ragged row"],
)
def test_white_space_around_a_cell_is_passed_over_and_told_with_its_row(content):
    table, found = read(content)
    assert table is not None
    assert (table.cells["id"].to_list(), found) == (["L1", "L2", "L3", "L4"], ())
    told = [each for each in faults_of(content) if each[0] == "tape.cell-padded"]
    assert told == [
        ("tape.cell-padded", 1, "id", " L1", "L1"),
        ("tape.cell-padded", 2, "id", "L2\u00a0", "L2"),
        ("tape.cell-padded", 3, "lent", "3.00 ", "3.00"),
    ]


def test_a_byte_of_the_head_that_cannot_be_read_is_said_to_be_of_the_heading_row_and_how_to_name_its_encoding():
    refused = read("编号,金额\n".encode("gb18030") + b"x,1\n", layout=Layout(encoding="utf-8"))[1][0]
    worded = {language: word(refused, language) for language in Language}
    assert (worded[Language.EN].where, worded[Language.ZH].where) == ("tape.csv, heading row", "tape.csv，表头")
    assert all("encoding: gb18030" in each.remedy for each in worded.values())

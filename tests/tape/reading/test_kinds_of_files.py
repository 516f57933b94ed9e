"""The same loans as CSV, Excel, Parquet and XML are the same tape; a file that is a trap is refused and named."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from xml.sax.saxutils import escape

import polars as pl
import pytest
import xlsxwriter

from tallystick.evidence.findings import Finding
from tallystick.tape.reading.files.kinds import read_file
from tallystick.tape.reading.files.table import Layout, Limits, Table
from tallystick.tape.reading.mapping import TapeMapping, own_columns, parse_mapping
from tallystick.tape.reading.tapes import Reading, read_tape
from tallystick.units.money import Currency
from tests.tape.tapes import CUTOFF, LEASE

SECOND = {**LEASE, "asset_id": "L-2", "province": "shanghai", "days_past_due": "7"}
ROWS = (LEASE, SECOND)


def as_csv(rows: tuple[Mapping[str, str], ...]) -> bytes:
    return "\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]).encode()


def as_excel(rows: tuple[Mapping[str, object], ...], *, sheets: tuple[str, ...] = ("tape",)) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name in sheets:
            sheet = book.add_worksheet(name)
            for place, record in enumerate((dict(zip(rows[0], rows[0], strict=True)), *rows)):
                sheet.write_row(place, 0, list(record.values()))
    return file.getvalue()


def as_parquet(rows: tuple[Mapping[str, object], ...]) -> bytes:
    file = io.BytesIO()
    pl.DataFrame(rows).write_parquet(file)
    return file.getvalue()


def as_xml(rows: tuple[Mapping[str, str], ...]) -> bytes:
    assets = ("".join(f"<n:{name}>{escape(text)}</n:{name}>" for name, text in row.items()) for row in rows)
    body = "".join(f"<n:asset>{asset}</n:asset>" for asset in assets)
    return f'<?xml version="1.0"?><n:pool xmlns:n="urn:pool">{body}</n:pool>'.encode()


def tape_of(content: bytes) -> Reading:
    return read_tape(content, mapping=own_columns(asset_class="finance-lease", currency=Currency.CNY, cutoff=CUTOFF))


def table_of(content: bytes, *, limits: Limits | None = None, **asked: str) -> tuple[Table | None, tuple[Finding, ...]]:
    return read_file(
        content, file="tape", limits=limits or Limits(), layout=Layout(rows=asked.get("rows"), sheet=asked.get("sheet"))
    )


def refused(content: bytes, *, limits: Limits | None = None, **asked: str) -> list[str]:
    table, findings = table_of(content, limits=limits, **asked)
    assert table is None
    return [each.code for each in findings]


@pytest.mark.parametrize("written", [as_excel, as_parquet, as_xml])
def test_the_same_rows_are_the_same_tape_whatever_they_are_kept_in(
    written: Callable[[tuple[Mapping[str, str], ...]], bytes],
):
    reading, plain = tape_of(written(ROWS)), tape_of(as_csv(ROWS))
    assert reading.findings == plain.findings
    assert reading.tape is not None
    assert plain.tape is not None
    assert reading.tape.frame.equals(plain.tape.frame)


@pytest.mark.parametrize("written", [as_excel, as_parquet, as_xml])
def test_white_space_around_a_cell_is_told_whatever_it_is_kept_in(
    written: Callable[[tuple[Mapping[str, str], ...]], bytes],
):
    padded = (LEASE, {**SECOND, "asset_id": " L-2\u3000", "province": "shanghai "})
    reading, plain = tape_of(written(padded)), tape_of(as_csv(padded))
    told = [
        ("tape.cell-padded", 2, "asset_id", " L-2\u3000", "L-2"),
        ("tape.cell-padded", 2, "province", "shanghai ", "shanghai"),
    ]
    assert reading.faults.rows() == told
    assert reading.findings == plain.findings
    assert reading.tape is not None
    assert reading.tape.frame["asset_id"].to_list() == [LEASE["asset_id"], "L-2"]


def test_a_folded_choice_with_white_space_in_it_is_told_and_keeps_its_sign():
    owed = '<Bal><Amt Ccy="EUR"> 5.00 </Amt><Sgn>false</Sgn></Bal>'
    rate = "<Rate><NoDataOptn><NoData>ND1 </NoData></NoDataOptn></Rate>"
    content = f"<pool><asset>{owed}{rate}</asset></pool>".encode()
    table, _ = read_file(content, file="tape", limits=Limits(), layout=Layout(rows="asset", folded=True))
    assert table is not None
    assert table.cells.row(0, named=True) == {"Bal": "-5.00", "Bal@Ccy": "EUR", "Rate": "ND1"}
    assert table.faults.select("column", "value").rows() == [("Bal", " -5.00 "), ("Rate", "ND1 ")]


def typed(row: Mapping[str, str]) -> dict[str, object]:
    """The row as a database keeps it: days, whole numbers and decimals; rates stay texts with their sign."""
    days = {name: dt.date.fromisoformat(row[name]) for name in row if name.endswith("_date")}
    amounts = {name: Decimal(row[name]) for name in row if name.endswith("_balance") or name == "monthly_payment"}
    counts = {name: int(row[name]) for name in row if name.endswith("_months") or name == "days_past_due"}
    return {**row, **days, **amounts, **counts}


def test_typed_columns_of_parquet_are_read_exactly():
    reading = tape_of(as_parquet(tuple(typed(row) for row in ROWS)))
    plain = tape_of(as_csv(ROWS)).tape
    assert reading.findings == ()
    assert reading.tape is not None
    assert plain is not None
    assert reading.tape.frame.equals(plain.frame)
    assert reading.tape.encoding == "parquet"


def test_a_column_of_parquet_that_holds_nothing_is_an_empty_column():
    empty = tape_of(as_parquet(tuple({**typed(row), "province": None} for row in ROWS)))
    assert empty.tape is not None
    assert empty.tape.frame["province"].to_list() == [None, None]
    assert empty.findings == tape_of(as_csv(tuple({**row, "province": ""} for row in ROWS))).findings


def test_a_workbook_of_thousands_of_parts_is_refused_for_their_number_not_its_size():
    file = io.BytesIO(as_excel(ROWS))
    with zipfile.ZipFile(file, "a") as parts:
        for number in range(2_001):
            parts.writestr(f"xl/media/{number}", b"")
    (found,) = table_of(file.getvalue())[1]
    assert (found.code, found.argument("limit")) == ("tape.parts-too-many", 2_000)
    assert int(str(found.argument("found"))) > 2_000


@pytest.mark.parametrize(
    ("zone", "hours", "told"),
    [("UTC", 0, []), ("Asia/Shanghai", 0, []), ("UTC", -8, ["tape.column-zoned"]), ("UTC", -7, None)],
)
def test_moments_of_parquet_are_days_where_all_are_midnight_of_their_zone_or_of_beijing(zone, hours, told):
    frame, file = pl.DataFrame([typed(row) for row in ROWS]), io.BytesIO()
    moment = (pl.col("origination_date").cast(pl.Datetime("us")) + pl.duration(hours=hours)).dt.replace_time_zone(zone)
    frame.with_columns(moment.alias("origination_date")).write_parquet(file)
    reading = tape_of(file.getvalue())
    if told is None:
        assert "tape.date-unreadable" in [each.code for each in reading.findings], "no day is guessed"
        return
    assert [each.code for each in reading.findings] == told
    assert reading.tape is not None
    assert reading.tape.frame["origination_date"].to_list() == frame["origination_date"].to_list()


def test_titles_above_the_head_are_said_to_be_that_and_passed_over_where_the_mapping_names_its_row():
    plain = as_csv(ROWS).decode()
    width = len(LEASE)
    titled = f"租赁资产明细表{',' * (width - 1)}\n截止日期：2026-08-31{',' * (width - 1)}\n{plain}".encode()
    sheet = as_excel(
        (
            {f"c{n}": "" for n in range(width)} | {"c0": "租赁资产明细表"},
            {name: name for name in LEASE},
            *ROWS,
        )
    )
    mapping = own_columns(asset_class="finance-lease", currency=Currency.CNY, cutoff=CUTOFF)
    for content, head in ((titled, 3), (sheet, 3)):
        reading = read_tape(content, mapping=mapping.model_copy(update={"head": head}))
        assert reading.findings == ()
        assert reading.tape is not None
        assert reading.tape.frame["source_row"].to_list() == [1, 2]
    assert [each.code for each in read_tape(titled, mapping=mapping).findings] == ["tape.head-title"]
    said = {
        "schema": "tallystick/mapping/v1",
        "asset_class": "finance-lease",
        "currency": "CNY",
        "cutoff": "2026-08-31",
    }
    assert TapeMapping.model_validate(said | {"head": "3"}).head == 3
    assert parse_mapping(b"head: 0")[0] is None


def test_numbers_and_days_of_a_sheet_are_read_as_they_were_typed():
    row = typed(LEASE)
    numbers = {name: float(value) for name, value in row.items() if isinstance(value, Decimal | int)}
    reading = tape_of(as_excel(({**row, **numbers},)))
    plain = tape_of(as_csv((LEASE,))).tape
    assert reading.findings == ()
    assert reading.tape is not None
    assert plain is not None
    assert reading.tape.frame.equals(plain.frame)


def test_binary_fractions_of_parquet_are_read_and_said_to_be_such():
    row = {**typed(LEASE), "current_balance": float(LEASE["current_balance"])}
    reading = tape_of(as_parquet((row,)))
    assert [(each.code, each.place.column) for each in reading.findings] == [("tape.column-binary", "current_balance")]
    assert reading.tape is not None


def test_a_blank_row_inside_keeps_the_numbers_of_the_others():
    blank = dict.fromkeys(LEASE, "")
    for written in (as_parquet, as_excel):
        table, _ = table_of(written((LEASE, blank, SECOND)))
        assert table is not None
        assert table.numbers.to_list() == [1, 3]
        assert table.faults["code"].to_list() == ["tape.row-blank"]


def test_xml_names_columns_by_path_and_forgets_namespaces():
    document = b"""<d:Document xmlns:d="urn:x"><d:Head><d:Id>9</d:Id></d:Head><d:Loans>
        <d:Loan><d:Id>1</d:Id><d:Balance Ccy="CNY">10.00</d:Balance><d:Payer><d:Score>700</d:Score></d:Payer></d:Loan>
        <d:Loan><d:Id>2</d:Id><d:Payer><d:Score>1</d:Score><d:Score>2</d:Score></d:Payer></d:Loan>
    </d:Loans></d:Document>"""
    table, findings = table_of(document, rows="Loan")
    assert findings == ()
    assert table is not None
    assert table.cells.to_dicts() == [
        {"Id": "1", "Balance@Ccy": "CNY", "Balance": "10.00", "Payer/Score": "700", "Payer/Score[2]": ""},
        {"Id": "2", "Balance@Ccy": "", "Balance": "", "Payer/Score": "1", "Payer/Score[2]": "2"},
    ]


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


def with_formula() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("tape")
        sheet.write_row(0, 0, ["asset_id", "current_balance"])
        sheet.write(1, 0, "L-1")
        sheet.write_formula(1, 1, "=1+1")
    return file.getvalue()


def with_far_cell() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("tape")
        sheet.write(0, 0, "asset_id")
        sheet.write(1_048_575, 16_383, "x")
    return file.getvalue()


def test_a_workbook_that_is_a_trap_is_not_opened():
    assert refused(with_formula()) == ["tape.sheet-formulas"]
    assert refused(with_far_cell()) == ["tape.sheet-reach"]
    assert refused(zipped(note=b"hello")) == ["tape.file-not-text"]
    assert refused(zipped(xl__workbook_xml=b"", xl__externalLinks__l_xml=b"")) == ["tape.sheet-links"]
    assert refused(zipped(**{"xl__workbook_xml": b"", "xl__vbaProject.bin": b""})) == ["tape.sheet-macros"]
    bomb = zipped(xl__workbook_xml=b"", xl__worksheets__s_xml=b"\0" * 3_000_000)
    assert len(bomb) < 10_000
    assert refused(bomb, limits=Limits(size=1_000_000)) == ["tape.file-too-large"]


def test_a_sheet_is_chosen_by_name_where_there_are_several():
    book = as_excel(ROWS, sheets=("January", "February"))
    assert refused(book) == ["tape.sheet-several"]
    assert refused(book, sheet="March") == ["tape.sheet-unknown"]
    table, findings = table_of(book, sheet="February")
    assert table is not None
    assert (table.cells.height, findings) == (2, ())


BOMB = b"""<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a><r><x>&c;</x></r></a>"""


def test_xml_that_is_a_trap_or_torn_is_refused():
    assert refused(BOMB) == ["tape.xml-forbidden"]
    assert refused(b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a><r><x>1</x></r></a>') == ["tape.xml-forbidden"]
    assert refused(b"<a>" + b"<b>" * 100 + b"</b>" * 100 + b"</a>") == ["tape.xml-deep"]
    assert refused(as_xml(ROWS)[:-20]) == ["tape.xml-unreadable"]
    assert refused(b"<a></a>") == ["tape.rows-missing"]
    many = b"<a>" + b"<r><x>1</x></r>" * 30 + b"</a>"
    assert refused(many, limits=Limits(rows=20)) == ["tape.rows-too-many"]
    wide = b"<a><r>" + b"".join(b"<x%d>1</x%d>" % (n, n) for n in range(30)) + b"</r></a>"
    assert refused(wide, limits=Limits(columns=20)) == ["tape.columns-too-many"]


@pytest.mark.parametrize("kept", [4, 12, 60, -10])
def test_a_torn_workbook_or_parquet_file_is_damaged_and_nothing_worse(kept: int):
    assert refused(as_parquet(ROWS)[:kept]) == ["tape.file-damaged"]
    assert refused(as_excel(ROWS)[:kept]) == ["tape.file-damaged"]


def test_parquet_with_nested_values_or_beyond_the_limits_is_refused():
    assert refused(as_parquet(({"asset_id": "1", "payers": ["a", "b"]},))) == ["tape.column-nested"]
    assert refused(as_parquet(ROWS), limits=Limits(rows=1)) == ["tape.rows-too-many"]
    assert refused(as_parquet(ROWS), limits=Limits(columns=3)) == ["tape.columns-too-many"]
    long = as_parquet(tuple({"note": "x" * 9_000} for _ in range(100)))
    assert len(long) < 10_000
    assert refused(long, limits=Limits(size=10_000)) == ["tape.file-too-large"]
    assert refused(as_parquet(ROWS).replace(b"asset_id", b"asset_\xff\xfe")) == ["tape.file-damaged"]


def _squeezed_wrongly(content: bytes) -> bytes:
    """Write over the beginning of the sheet's own compressed bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        place = parts.getinfo("xl/worksheets/sheet1.xml").header_offset
    begin = place + 30 + len("xl/worksheets/sheet1.xml")
    return content[:begin] + b"\xff" * 16 + content[begin + 16 :]


def _begun_before_itself(content: bytes) -> bytes:
    """Say that the list of parts begins far beyond the end of the file."""
    end = content.rindex(b"PK\x05\x06")
    return content[: end + 16] + (2_848_127_988).to_bytes(4, "little") + content[end + 20 :]


@pytest.mark.parametrize("damage", [_squeezed_wrongly, _begun_before_itself])
def test_a_workbook_whose_zip_is_damaged_inside_is_named(damage: Callable[[bytes], bytes]) -> None:
    read, found = table_of(damage(as_excel(ROWS)))
    assert read is None
    assert [each.code for each in found] == ["tape.file-damaged"]

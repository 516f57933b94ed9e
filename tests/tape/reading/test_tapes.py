"""A file becomes a tape, with everything that could not be read named in place."""

import io
from datetime import date

import polars as pl
import pytest

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.wording import Language, catalogue, word
from tallystick.tape.faults import TIERS
from tallystick.tape.reading.cells import STORED
from tallystick.tape.reading.files.table import Limits
from tallystick.tape.reading.mapping import TapeMapping, own_columns, parse_mapping
from tallystick.tape.reading.tapes import Tape, read_tape
from tallystick.units.money import Currency, Money
from tests.tape.tapes import CUTOFF, LEASE, codes, lease_tape, leases_read, written_csv

FOREIGN = """\
schema: tallystick/mapping/v1
asset_class: consumer-loan
currency: USD
cutoff: 2018-06-30
empty: [NA]
columns:
  origination_date: {from: issued, as: date, format: "%b-%Y"}
  original_balance: {from: lent, as: money, scale: "10000"}
  current_balance: {from: owed, as: money}
  interest_rate: {from: rate, as: fraction}
  original_term_months: {from: term}
  days_past_due: {from: status, as: integer, values: {Fine: "0", Late: "31"}}
  asset_status: {from: status, values: {Fine: current, Late: late}}
  monthly_payment: {from: payment, optional: "yes"}
constants: {repayment_type: level-pay}
derived:
  asset_id: row-number
  obligor_id: same-as-asset
  maturity_date: origination-plus-term
  remaining_term_months: term-less-elapsed
"""


def foreign(text: str = FOREIGN) -> TapeMapping:
    mapping, findings = parse_mapping(text.encode())
    assert mapping is not None, findings
    return mapping


def foreign_tape(rows: str, mapping: TapeMapping | None = None) -> Tape:
    content = f"issued,lent,owed,rate,term,status\n{rows}".encode()
    tape = read_tape(content, mapping=mapping or foreign()).tape
    assert tape is not None
    return tape


def test_an_honest_tape_is_read_without_a_word():
    reading = leases_read(written_csv({}, {}))
    assert reading.findings == ()
    assert reading.tape is not None
    first = reading.tape.frame.row(0, named=True)
    assert first["current_balance"] == 8_300_000
    assert first["interest_rate"] == 7_200_000
    assert first["maturity_date"] == date(2028, 8, 15)
    assert first["obligor_group_id"] is None
    assert reading.tape.sha256 == sha256_hex(written_csv({}, {}))
    assert reading.tape.sum_of("current_balance") == Money.parse("166000.00 CNY")


def test_a_tape_has_the_columns_of_its_schema_in_their_stored_types():
    tape = lease_tape({})
    expected = {"source_row": pl.Int64()} | {column.name: STORED[column.kind] for column in tape.schema.columns}
    assert dict(tape.frame.schema) == expected


def test_optional_columns_may_be_absent():
    reading = leases_read(b"\n".join(line.rsplit(b",", 1)[0] for line in written_csv({}).splitlines()))
    assert reading.findings == ()
    assert reading.tape is not None
    assert reading.tape.frame["down_payment_share"].to_list() == [None]
    assert reading.tape.source_of("down_payment_share") == "down_payment_share"


def test_a_required_column_may_not():
    reading = leases_read(b"\n".join(line.split(b",", 1)[1] for line in written_csv({}).splitlines()))
    assert reading.tape is None
    assert codes(reading) == ["tape.column-missing"]


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("current_balance", "83000.001", "tape.money-unreadable"),
        ("interest_rate", "7.2", "tape.rate-unreadable"),
        ("days_past_due", "none", "tape.integer-unreadable"),
        ("maturity_date", "2028/08/15", "tape.date-unreadable"),
        ("province", "texas", "tape.choice-unknown"),
        ("obligor_id", "P 1", "tape.identifier-unreadable"),
        ("original_balance", "", "tape.cell-empty"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_in_place(column: str, text: str, code: str):
    reading = leases_read(written_csv({}, {column: text}))
    (found,) = reading.findings
    assert (found.code, found.place.row, found.place.column) == (code, 2, column)
    assert found.argument("value") == text
    assert reading.tape is not None
    assert reading.tape.frame[column].to_list()[1] is None
    assert word(found, Language.ZH).what != word(found, Language.EN).what


def test_an_empty_optional_cell_is_no_fault():
    assert leases_read(written_csv({"monthly_payment": "", "province": ""})).findings == ()


def test_every_kind_of_fault_has_its_words_and_its_tier():
    worded = {code for code in catalogue() if code.startswith("tape.")}
    assert set(TIERS) <= worded


def test_a_foreign_tape_is_scaled_translated_and_derived():
    tape = foreign_tape("Mar-2018,1.5,14000.00,0.1407,36,Fine\nJan-2018,2,19000.5,0.05,NA,Late\n")
    first, second = tape.frame.iter_rows(named=True)
    assert first["asset_id"] == first["obligor_id"] == "row-0000001"
    assert first["original_balance"] == 1_500_000
    assert first["interest_rate"] == 14_070_000
    assert first["origination_date"] == date(2018, 3, 1)
    assert first["maturity_date"] == date(2021, 3, 1)
    assert first["remaining_term_months"] == 33
    assert (second["days_past_due"], second["asset_status"]) == (31, "late")
    assert second["maturity_date"] is None
    assert tape.source_of("original_balance") == "lent"


def test_a_word_without_translation_is_a_fault():
    content = b"issued,lent,owed,rate,term,status\nMar-2018,1,1,0.1,36,Odd\n"
    reading = read_tape(content, mapping=foreign())
    assert [(each.code, each.place.column, each.argument("expected")) for each in reading.findings] == [
        ("tape.integer-unreadable", "status", "Fine, Late"),
        ("tape.choice-unknown", "status", "Fine, Late"),
    ]


@pytest.mark.parametrize(
    ("column", "expected"), [("owed", "1250.50"), ("rate", "0.0685"), ("issued", "Aug-2026"), ("term", "36")]
)
def test_what_was_expected_is_written_as_the_file_writes_it(column: str, expected: str):
    good = {"issued": "Mar-2018", "lent": "1", "owed": "1", "rate": "0.1", "term": "36", "status": "Fine"}
    row = good | {column: "?"}
    content = (",".join(row) + "\n" + ",".join(row.values())).encode()
    (found,) = read_tape(content, mapping=foreign()).findings
    assert found.argument("expected") == expected


def test_yen_are_expected_without_decimals():
    mapping = own_columns(asset_class="finance-lease", currency=Currency.JPY, cutoff=CUTOFF)
    found = read_tape(written_csv({}), mapping=mapping).findings
    assert "1250" in {each.argument("expected") for each in found}


def test_a_remaining_term_can_come_from_the_maturity():
    mapping = foreign(FOREIGN.replace("term-less-elapsed", "months-to-maturity"))
    tape = foreign_tape("Mar-2018,1,1,0.1,36,Fine\nMar-2010,1,1,0.1,36,Fine\n", mapping)
    assert tape.frame["remaining_term_months"].to_list() == [33, 0]


def test_a_term_beyond_all_measure_derives_nothing():
    tape = foreign_tape("Mar-2018,1,1,0.1,99999999999999999,Fine\nMar-2018,1,1,0.1,-5,Fine\n")
    assert tape.frame["maturity_date"].to_list() == [None, None]


def test_a_pool_larger_than_money_can_be_is_refused():
    huge = {"current_balance": "9000000000000000.00"}
    reading = leases_read(written_csv(huge, huge))
    assert (reading.tape, codes(reading)) == (None, ["tape.sum-too-large"])


def test_a_maturity_stays_inside_its_month():
    mapping = foreign(FOREIGN.replace('"%b-%Y"', '"%Y-%m-%d"'))
    tape = foreign_tape("2018-01-31,1,1,0.1,1,Fine\n", mapping)
    assert tape.frame["maturity_date"].to_list() == [date(2018, 2, 28)]


def test_a_column_nobody_reads_is_a_warning_and_no_obstacle():
    lines = written_csv({}).splitlines()
    reading = leases_read(lines[0] + b",remark\n" + lines[1] + b",new tyres\n")
    assert codes(reading) == ["tape.column-unmapped"]
    assert reading.tape is not None


def test_white_space_is_told_of_where_a_cell_is_read_and_not_where_nobody_reads_it():
    lines = written_csv({}).splitlines()
    padded = lines[0] + b",remark\n " + lines[1] + b", new tyres \n"
    assert codes(leases_read(padded)) == ["tape.column-unmapped", "tape.cell-padded"]


def test_a_stream_is_read_and_one_that_is_too_large_is_not():
    mapping = own_columns(asset_class="finance-lease", currency=Currency.CNY, cutoff=CUTOFF)
    content = written_csv({})
    assert read_tape(io.BytesIO(content), mapping=mapping).tape is not None
    refused = read_tape(io.BytesIO(content), mapping=mapping, limits=Limits(size=100))
    assert (refused.tape, codes(refused)) == (None, ["tape.file-too-large"])


def test_a_file_that_is_unusable_gives_no_tape_but_its_reasons():
    reading = leases_read(b"")
    assert (reading.tape, codes(reading), reading.faults.height) == (None, ["tape.file-empty"], 0)


def test_a_column_that_cannot_be_read_is_told_once_with_its_number():
    reading = leases_read(written_csv(*({"current_balance": "much"} for _ in range(100))))
    (only,) = reading.findings
    assert (only.code, only.place.column, only.place.count) == ("tape.money-unreadable", "current_balance", 100)
    assert (only.place.row, *only.place.others) == (1, 2, 3, 4, 5)
    assert reading.faults.height == 100


def test_rows_left_out_are_still_counted():
    content = written_csv({}, {}) + b"too,short\n"
    reading = leases_read(content)
    assert reading.tape is not None
    assert (reading.tape.frame.height, reading.tape.rows_in_file) == (2, 3)
    assert codes(reading) == ["tape.row-ragged"]


def test_the_honest_lease_fills_every_column_it_must():
    columns = lease_tape({}).schema.columns
    assert {column.name for column in columns if column.required} <= set(LEASE) <= {column.name for column in columns}


def test_thousands_set_apart_by_commas_are_read_where_the_mapping_says_so_and_only_exactly():
    columns = {name: {"from": name} for name in LEASE if name != "obligor_group_id"}
    grouped = columns | {"current_balance": {"from": "current_balance", "grouped": "yes"}}
    said = {
        "schema": "tallystick/mapping/v1",
        "asset_class": "finance-lease",
        "currency": "CNY",
        "cutoff": "2026-08-31",
    }
    head = ",".join(name for name in LEASE if name != "obligor_group_id")

    def owed(columns, text):
        row = {**LEASE, "current_balance": f'"{text}"'}
        row.pop("obligor_group_id")
        content = "\n".join([head, ",".join(row.values()), ""]).encode()
        tape = read_tape(content, mapping=TapeMapping.model_validate(said | {"columns": columns})).tape
        assert tape is not None
        return tape.frame["current_balance"].to_list()

    assert owed(grouped, "1,267,100.00") == [126_710_000]
    assert owed(grouped, "83000.00") == [8_300_000]
    assert owed(columns, "1,267,100.00") == [None]
    for wrong in ("1,26,100.00", "1,2671,00", ",267,100", "1.267,100"):
        assert owed(grouped, wrong) == [None]

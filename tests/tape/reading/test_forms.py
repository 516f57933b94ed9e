"""A tape in a regulator's form needs no mapping of its own: paths, codes and reasons come from the cited source."""

import io
from datetime import date
from xml.etree.ElementTree import Element, SubElement, tostring

import polars as pl
import pytest

from tallystick.evidence.findings import Finding
from tallystick.evidence.wording import Language, word
from tallystick.tape.checks import check
from tallystick.tape.reading.cells import FORMS
from tallystick.tape.reading.derivation import DERIVATIONS
from tallystick.tape.reading.files.markup import read_xml
from tallystick.tape.reading.files.table import Layout, Limits
from tallystick.tape.reading.forms import Form, form_ids, form_of
from tallystick.tape.reading.mapping import TapeMapping, parse_mapping
from tallystick.tape.reading.tapes import Reading, read_tape
from tallystick.tape.schemas import SCHEMAS
from tests.tape.reading.esma import AUTO, message, record


def form(form_id: str) -> Form:
    found = form_of(form_id)
    assert found is not None
    return found


def mapped(form_id: str, *, more: str = "", currency: str = "EUR") -> tuple[TapeMapping | None, tuple[Finding, ...]]:
    text = f"""schema: tallystick/mapping/v1
asset_class: {form(form_id).asset_class}
currency: {currency}
cutoff: 2026-08-31
form: {form_id}
{more or "rates: fraction"}"""
    return parse_mapping(text.encode())


def reading(form_id: str, content: bytes, **said: str) -> Reading:
    mapping, found = mapped(form_id, **said)
    assert found == ()
    assert mapping is not None
    return read_tape(content, mapping=mapping, file="tape.xml")


def read(*records: Element, form_id: str = "esma-automobile", cutoff: str = "2026-08-31") -> Reading:
    return reading(form_id, message(*records, cutoff=cutoff))


def codes(found: Reading) -> list[str]:
    return [each.code for each in found.findings]


def test_how_the_rates_of_a_message_are_written_is_said_by_the_mapping_or_asked():
    content = message(record(form("esma-automobile"), AUTO | {"interest_rate": "7.2"}), cutoff="2026-08-31")
    said = reading("esma-automobile", content, more="rates: percent")
    assert said.tape is not None
    assert said.tape.frame["interest_rate"].to_list() == [7_200_000]
    assert "tape.form-rates-open" not in codes(said)
    assert "tape.form-rates-open" in codes(reading("esma-automobile", content, more="empty: []"))
    assert not any(form(each).rates_open for each in form_ids() if each.startswith("abs-ee"))


@pytest.mark.parametrize("form_id", form_ids())
def test_a_form_accounts_for_every_column_of_its_class(form_id: str):
    known = form(form_id)
    schema = SCHEMAS[known.asset_class]
    unfilled = {column.name for column in schema.columns} - {*known.columns, *known.derived, *known.not_found}
    assert unfilled <= {
        "obligor_group_id",
        "monthly_payment",
        "last_payment_date",
        "currency",
        "original_term_months",
        "repayment_type",
    }
    assert not set(known.columns) & set(known.not_found)
    assert known.name(Language.ZH) != known.name(Language.EN)
    for name, column in known.columns.items():
        ours = schema.column(name)
        assert ours is not None
        assert column.source
        assert column.form in FORMS[ours.kind]
        assert not ours.choices or set(column.values.values()) <= set(ours.choices)
        assert column.path not in known.unread
    for name, how in known.derived.items():
        assert DERIVATIONS[how] == name


def test_loans_of_a_message_are_read_with_their_codes():
    found = read(
        record(form("esma-automobile"), AUTO),
        record(form("esma-automobile"), AUTO | {"asset_id": "E2", "obligor_id": "O2"}),
    )
    assert codes(found) == ["tape.no-data-not-applicable"]
    assert found.tape is not None
    row = found.tape.frame.row(1, named=True)
    assert (row["asset_id"], row["current_balance"], row["interest_rate"]) == ("E2", 830_000, 7_200_000)
    assert (row["repayment_type"], row["asset_status"], row["currency"]) == ("level-pay", "current", "EUR")
    assert (row["payment_interval_months"], row["remaining_term_months"]) == (1, 24)
    assert row["maturity_date"] == date(2028, 8, 15)
    assert check(found.tape)["code"].to_list() == []


def test_a_reason_is_kept_as_what_it_says_and_said_once_a_column():
    later = AUTO | {"manufacturer": "ND4 2027-01-31", "asset_id": "E2"}
    found = read(record(form("esma-automobile"), AUTO), record(form("esma-automobile"), later))
    assert found.tape is not None
    assert found.tape.absences.rows() == [
        (1, "vehicle_condition", "ND5", "not-applicable", ""),
        (2, "vehicle_condition", "ND5", "not-applicable", ""),
        (2, "manufacturer", "ND4", "later", "2027-01-31"),
    ]
    assert found.tape.frame["manufacturer"].to_list() == ["Volkswagen", None]
    said = {each.code: each.argument("count") for each in found.findings}
    assert said == {"tape.no-data-not-applicable": 2, "tape.no-data-later": 1}
    for each in found.findings:
        for language in Language:
            assert word(each, language).remedy


def test_a_reason_where_a_value_is_required_is_a_fault_and_no_unreadable_cell():
    found = read(record(form("esma-automobile"), AUTO | {"interest_rate": "ND2"}))
    assert found.faults.select("code", "row", "value").rows() == [("tape.no-data-required", 1, "ND2")]


def test_a_code_without_an_equal_here_is_told_and_not_guessed():
    found = read(record(form("esma-automobile"), AUTO | {"repayment_type": "DEXX"}))
    assert found.faults["code"].to_list() == ["tape.choice-unknown"]
    assert found.faults["value"].to_list() == ["DEXX"]
    assert "DEXX" in form("esma-automobile").columns["repayment_type"].codes_not_found


def test_the_sign_of_an_amount_is_kept():
    found = read(record(form("esma-automobile"), AUTO | {"arrears_balance": ("-5.00", "EUR")}))
    assert found.tape is not None
    assert found.tape.frame["arrears_balance"].to_list() == [-500]
    assert check(found.tape)["code"].to_list() == ["tape.balance-negative"]


def test_an_amount_in_another_currency_is_a_mixed_one():
    found = read(record(form("esma-automobile"), AUTO | {"current_balance": ("8300.00", "GBP")}))
    assert found.tape is not None
    assert check(found.tape)["code"].to_list() == ["tape.currency-mixed"]


def test_the_day_of_the_message_must_be_that_of_the_mapping():
    found = read(record(form("esma-automobile"), AUTO), cutoff="2026-07-31")
    assert "tape.form-cutoff-differs" in codes(found)
    assert found.tape is None
    assert found.legible is not None


def test_fields_beyond_the_form_are_told_of_together():
    strange = {f"UndrlygXpsrData/AutomblLn/NonPrfrmgLn/Fld{number}": "1" for number in range(7)}
    (said,) = [each for each in read(record(form("esma-automobile"), AUTO, strange)).findings if "fields" in each.code]
    assert said.code == "tape.form-fields-unknown"
    assert said.argument("count") == 7


def test_what_the_form_knows_and_we_do_not_read_is_no_surprise():
    unread = {form("esma-automobile").unread[5]: "x"}
    assert codes(read(record(form("esma-automobile"), AUTO, unread))) == ["tape.no-data-not-applicable"]


def test_a_second_security_is_told_of_and_never_taken_for_the_first():
    known = form("esma-residential")
    values = {name: value for name, value in AUTO.items() if name in known.columns}
    row = record(known, values | {"property_value": "ND5"})
    loan = row.find("UndrlygXpsrData/ResdtlRealEsttLn/PrfrmgLn")
    assert loan is not None
    place = SubElement(loan, "Coll")
    for step in ("CollCmonData", "Valtn", "CurInf", "ValtnAmt", "Val"):
        place = SubElement(place, step)
    SubElement(place, "Amt", Ccy="EUR").text = "1.00"
    found = read(row, form_id="esma-residential")
    assert found.tape is not None
    assert found.tape.frame["property_value"].to_list() == [None]
    assert ("tape.form-leaf-again", "property_value") in [(each.code, each.place.column) for each in found.findings]


@pytest.mark.parametrize("form_id", [name for name in form_ids() if name.startswith("esma")])
def test_every_kind_of_exposure_is_read(form_id: str):
    known = form(form_id)
    values = {name: value for name, value in AUTO.items() if name in known.columns}
    found = read(record(known, values), form_id=form_id)
    assert found.tape is not None
    assert found.tape.frame["current_balance"].to_list() == [830_000]
    assert found.faults.height == 0


def test_a_stream_is_read_as_its_bytes_are_and_keeps_their_digests():
    content = message(*(record(form("esma-automobile"), AUTO | {"asset_id": f"E{n}"}) for n in range(6_000)))
    mapping, _ = mapped("esma-automobile")
    assert mapping is not None
    plain = read_tape(content, mapping=mapping, file="tape.xml")
    streamed = read_tape(io.BytesIO(content), mapping=mapping, file="tape.xml")
    assert streamed.findings == plain.findings
    assert streamed.tape is not None
    assert plain.tape is not None
    assert streamed.tape.frame.equals(plain.tape.frame)
    assert streamed.tape.sha256 == plain.tape.sha256


def test_a_stream_beyond_the_limit_is_refused_before_it_is_read():
    content = message(record(form("esma-automobile"), AUTO))
    mapping, _ = mapped("esma-automobile")
    assert mapping is not None
    found = read_tape(io.BytesIO(content), mapping=mapping, limits=Limits(size=100))
    assert codes(found) == ["tape.file-too-large"]


def test_only_wanted_columns_are_kept_and_the_others_are_counted():
    content = b"<p><a><x>1</x><y>2</y></a><a><x>3</x><y>4</y></a></p>"
    table, _ = read_xml(content, file="t", limits=Limits(), layout=Layout(wanted=frozenset({"x"})))
    assert table is not None
    assert table.cells.to_dict(as_series=False) == {"x": ["1", "3"]}
    assert table.beyond == {"y": 2}


ABS_EE = {
    "assetNumber": "000123",
    "originationDate": "08/2025",
    "loanMaturityDate": "08/2028",
    "originalLoanAmount": "12000.00000000",
    "reportingPeriodActualEndBalanceAmount": "8300.00000000",
    "reportingPeriodInterestRatePercentage": ".07200000",
    "originalLoanTerm": "36",
    "remainingTermToMaturityNumber": "24",
    "currentDelinquencyStatus": "0",
    "vehicleNewUsedCode": "1",
    "obligorCreditScore": "700",
}


def abs_ee(kind: str, *rows: dict[str, str]) -> bytes:
    root = Element("assetData", xmlns=f"http://www.sec.gov/edgar/document/absee/{kind}/assetdata")
    for row in rows:
        asset = SubElement(root, "assets")
        for name, text in row.items():
            SubElement(asset, name).text = text
    return tostring(root)


def test_an_exhibit_of_the_sec_is_read_once_the_mapping_says_how_its_loans_repay():
    assert [each.code for each in mapped("abs-ee-auto-loan")[1]] == ["tape.mapping-required-missing"]
    repaid = "constants: {repayment_type: level-pay}"
    found = reading("abs-ee-auto-loan", abs_ee("autoloan", ABS_EE), more=repaid, currency="USD")
    assert codes(found) == []
    assert found.tape is not None
    row = found.tape.frame.row(0, named=True)
    assert (row["asset_id"], row["obligor_id"]) == ("000123", "000123")
    assert (row["interest_rate"], row["current_balance"]) == (7_200_000, 830_000)
    assert row["origination_date"] == date(2025, 8, 1)
    assert row["vehicle_condition"] is None


def test_a_lease_of_the_sec_keeps_what_it_is_worth_in_the_end():
    lease = {
        "assetNumber": "1",
        "originationDate": "08/2025",
        "scheduledTerminationDate": "08/2028",
        "acquisitionCost": "30000.00",
        "reportingPeriodEndingActualBalanceAmount": "25000.00",
        "securitizationDiscountRate": "0.05",
        "originalLeaseTermNumber": "36",
        "remainingTermNumber": "24",
        "currentDelinquencyStatus": "0",
        "contractResidualValue": "15000.00",
    }
    repaid = "constants: {repayment_type: level-pay}"
    found = reading("abs-ee-auto-lease", abs_ee("autolease", lease), more=repaid, currency="USD")
    assert found.tape is not None
    assert found.tape.frame["residual_value"].to_list() == [1_500_000]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("form: esma-auto", "tape.form-unknown"),
        ("form: esma-consumer", "tape.form-class-differs"),
    ],
)
def test_a_wrong_form_is_named(line: str, code: str):
    text = f"schema: tallystick/mapping/v1\nasset_class: auto-loan\ncurrency: EUR\ncutoff: 2026-08-31\n{line}\n"
    mapping, found = parse_mapping(text.encode())
    assert mapping is None
    assert code in [each.code for each in found]


def test_what_the_mapping_says_itself_goes_before_the_form():
    more = "columns: {original_balance: {from: UndrlygXpsrId/NewUndrlygXpsrIdr}}"
    mapping, found = mapped("esma-automobile", more=more)
    assert found == ()
    assert mapping is not None
    sources = {name: source.source for name, source in mapping.columns.items()}
    assert sources["original_balance"] == "UndrlygXpsrId/NewUndrlygXpsrIdr"
    assert sources["asset_id"] == form("esma-automobile").columns["asset_id"].path


def test_a_tape_without_reasons_has_no_absences():
    repaid = "constants: {repayment_type: level-pay}"
    found = reading("abs-ee-auto-loan", abs_ee("autoloan", ABS_EE), more=repaid, currency="USD")
    assert found.tape is not None
    assert found.tape.absences.height == 0
    assert isinstance(found.tape.absences, pl.DataFrame)

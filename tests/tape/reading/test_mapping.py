"""A mapping says which column is which, once each, and its mistakes are named with their lines."""

from datetime import date

import pytest

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, word
from tallystick.tape.reading.mapping import check_columns, own_columns, parse_mapping
from tallystick.tape.schemas import SCHEMAS
from tallystick.units.money import Currency

MAPPING = """\
schema: tallystick/mapping/v1
asset_class: consumer-loan
currency: USD
cutoff: 2018-06-30
columns:
  origination_date: {from: issued, as: date, format: "%b-%Y"}
  original_balance: {from: lent, as: money, scale: "10000"}
  current_balance: {from: owed, as: money}
  interest_rate: {from: rate, as: percent}
  original_term_months: {from: term}
  asset_status: {from: status, values: {Fine: current}}
constants: {repayment_type: level-pay, days_past_due: "0"}
derived:
  asset_id: row-number
  obligor_id: same-as-asset
  maturity_date: origination-plus-term
  remaining_term_months: term-less-elapsed
ignore: [grade]
"""


def faults_of(text: str) -> list[tuple[str, int | None, str]]:
    mapping, findings = parse_mapping(text.encode())
    assert mapping is None
    for finding in findings:
        for language in Language:
            word(finding, language)
    return [(each.code, each.place.line, each.place.path) for each in findings]


def test_a_whole_mapping_is_read():
    mapping, findings = parse_mapping(MAPPING.encode())
    assert findings == ()
    assert mapping is not None
    assert (mapping.asset_class, mapping.currency, mapping.cutoff) == (
        "consumer-loan",
        Currency.USD,
        date(2018, 6, 30),
    )
    assert mapping.columns["original_balance"].scale == "10000"


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("asset_class: consumer-loan", "asset_class: data-asset", ("tape.asset-class-unread", 2, "asset_class")),
        (
            "  original_term_months",
            "  original_term_month",
            ("tape.mapping-name-unknown", 10, "columns.original_term_month"),
        ),
        ("  original_term_months: {from: term}\n", "", ("tape.mapping-required-missing", 5, "columns")),
        (
            "obligor_id: same-as-asset",
            "obligor_id: row-number",
            ("tape.mapping-derivation-unfit", 15, "derived.obligor_id"),
        ),
        ("as: percent}", "as: money}", ("tape.mapping-form-unfit", 9, "columns.interest_rate.as")),
        ('"%b-%Y"', '"%y"', ("tape.mapping-date-form", 6, "columns.origination_date.format")),
        (
            "as: percent}",
            'as: percent, scale: "100"}',
            ("tape.mapping-scale-unfit", 9, "columns.interest_rate.scale"),
        ),
        (
            "Fine: current",
            "Fine: good",
            ("tape.mapping-choice-unknown", 11, "columns.asset_status.values.Fine"),
        ),
        (
            "repayment_type: level-pay",
            "repayment_type: level",
            ("tape.mapping-constant-unreadable", 12, "constants.repayment_type"),
        ),
        ("ignore:", "ignored:", ("deal.key-misspelt", 18, "ignored")),
        ("cutoff: 2018-06-30", "cutoff: June", ("deal.date-unreadable", 4, "cutoff")),
    ],
)
def test_every_mistake_is_named_with_its_line(before: str, after: str, fault: tuple[str, int, str]):
    assert before in MAPPING
    assert fault in faults_of(MAPPING.replace(before, after))


def test_a_column_with_two_origins_is_refused():
    twice = MAPPING.replace("constants: {", 'constants: {original_balance: "5.00", ')
    assert ("tape.mapping-origin-twice", 12, "constants.original_balance") in faults_of(twice)


def test_what_is_no_yaml_is_no_mapping():
    assert faults_of("columns: [") == [("deal.yaml-malformed", 1, "")]


@pytest.mark.parametrize("asset_class", SCHEMAS)
def test_canonical_names_need_no_mapping(asset_class: str):
    mapping = own_columns(asset_class=asset_class, currency=Currency.CNY, cutoff=date(2026, 8, 31))
    names = SCHEMAS[asset_class].names
    assert check_columns(mapping, names, file="tape.csv") == ()
    required = tuple(column.name for column in SCHEMAS[asset_class].columns if column.required)
    assert check_columns(mapping, required, file="tape.csv") == ()


def test_an_asset_class_without_a_schema_is_a_wrong_call():
    with pytest.raises(ValueError, match="no schema for 'film-box-office'"):
        own_columns(asset_class="film-box-office", currency=Currency.CNY, cutoff=date(2026, 8, 31))


def test_columns_that_are_missing_or_unknown_are_named_with_the_nearest():
    mapping = own_columns(asset_class="finance-lease", currency=Currency.CNY, cutoff=date(2026, 8, 31))
    names = tuple("asset_ids" if name == "asset_id" else name for name in SCHEMAS["finance-lease"].names)
    found = {each.code: each for each in check_columns(mapping, names, file="tape.csv")}
    assert found["tape.column-missing"].argument("nearest") == Name(zh="（相近：asset_ids）", en=" (near: asset_ids)")
    assert found["tape.column-unmapped"].argument("nearest") == Name(
        zh="（相近：asset_id、asset_status）", en=" (near: asset_id, asset_status)"
    )
    strange = check_columns(mapping, (*names, "备注"), file="tape.csv")[-1]
    assert (strange.place.column, strange.argument("nearest")) == ("备注", Name(zh="", en=""))

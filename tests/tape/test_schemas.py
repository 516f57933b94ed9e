"""One place says what each asset class's tape holds, in both languages, and how each column is to be handled."""

import pytest

from tallystick.evidence.wording import Language
from tallystick.tape.reading.cells import FORMS, STORED, UNREADABLE
from tallystick.tape.schemas import SCHEMAS, Column, Kind, Schema, Sensitivity
from tests.tape.tapes import LEASE, leases_read

EVERY = [(schema, column) for schema in SCHEMAS.values() for column in schema.columns]


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=lambda schema: schema.asset_class)
def test_a_column_stands_once_and_every_word_of_it_has_two_languages(schema: Schema):
    assert len(set(schema.names)) == len(schema.names)
    for column in schema.columns:
        assert column.label(Language.ZH) != column.label(Language.EN)
        assert bool(column.choices) is (column.kind is Kind.CHOICE)
        if column.kind in {Kind.MONEY, Kind.RATE, Kind.QUANTITY, Kind.INTEGER}:
            assert column.unit
            assert column.least is not None


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_can_be_read_stored_and_refused(kind: Kind):
    assert FORMS[kind]
    assert STORED[kind] is not None
    assert UNREADABLE[kind].startswith("tape.")


def test_whoever_owes_is_personal_in_every_class():
    for schema in SCHEMAS.values():
        for name in ("obligor_id", "obligor_group_id"):
            column = schema.column(name)
            assert column is not None
            assert column.sensitivity is Sensitivity.PERSONAL


def test_what_a_charging_network_delivers_is_important_and_what_a_solar_plant_does_is_not():
    handled = {
        name: {column.name for column in SCHEMAS[name].columns if column.sensitivity is Sensitivity.IMPORTANT}
        for name in ("charging-pile-income", "pv-income")
    }
    assert handled == {"charging-pile-income": {"monthly_quantity", "installed_capacity"}, "pv-income": set()}


def test_a_right_to_income_asks_for_no_balance_and_a_loan_does():
    def required(name: str) -> set[str]:
        return {column.name for column in SCHEMAS[name].columns if column.required}

    assert {"current_balance", "interest_rate", "remaining_term_months"} <= required("mortgage")
    for schema in SCHEMAS.values():
        if schema.income:
            assert "current_balance" not in required(schema.asset_class)
            assert {"first_month", "income_months"} <= required(schema.asset_class)
    assert "interest_rate" not in required("trade-receivable")


def test_a_format_without_kinds_of_vehicle_is_read_all_the_same():
    told = {name: value for name, value in LEASE.items() if name != "vehicle_type"}
    content = "\n".join([",".join(told), ",".join(told.values())]).encode() + b"\n"
    reading = leases_read(content)
    assert reading.findings == ()
    assert reading.tape is not None
    assert reading.tape.frame["vehicle_type"].to_list() == [None]


def test_ranges_are_stored_units():
    cap = next(column for _, column in EVERY if column.name == "original_loan_to_value")
    assert isinstance(cap, Column)
    assert cap.most == 2 * 10**8

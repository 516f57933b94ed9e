"""Every asset class whose tape is read is projected, each with the kind of loan or right that it is."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tallystick.cashflow.assumptions import Assumptions, Defaults, Prepayments, Target
from tallystick.cashflow.kernels.door import DefaultKind, PrepaymentKind
from tallystick.cashflow.projection import Projection, project_pool
from tallystick.cashflow.tape_pool import pool_of_tape
from tallystick.tape.schemas import SCHEMAS
from tallystick.units.money import Currency, Money, total
from tallystick.units.periods import Period
from tests.tape.classes import ASSETS, class_tape

CNY, FIRST = Currency.CNY, Period.parse("2026-09")
QUIET = Assumptions(prepayments=Prepayments(kind=PrepaymentKind.CPR, rates=(Fraction(0),)))

RIGHTS = {name for name, schema in SCHEMAS.items() if schema.income}


def projected(asset_class: str, *changes: dict[str, str]) -> Projection:
    pool, found = pool_of_tape(class_tape(asset_class, *changes))
    assert found == ()
    return project_pool(pool, QUIET, first=FIRST)


def yuan(text: str) -> Money:
    return Money.parse(f"{text} CNY")


def test_no_class_is_forgotten():
    assert set(ASSETS) == set(SCHEMAS)


@pytest.mark.parametrize("asset_class", sorted(set(ASSETS) - RIGHTS - {"mortgage"}))
def test_what_was_lent_comes_back_or_is_diluted_to_the_unit(asset_class: str):
    projection = projected(asset_class, {}, {})
    back = total((period.scheduled + period.prepaid + period.diluted for period in projection.periods), CNY)
    assert back == projection.opening
    assert projection.opening.is_positive()


def test_the_price_at_which_a_lease_ends_and_a_balloon_fall_due_with_the_last_payment():
    plain = projected("auto-loan", {"balloon_balance": ""})
    balloon = projected("auto-loan", {})
    lease = projected("finance-lease", {"residual_value": "20000.00"})
    last = balloon.periods[-1].scheduled
    assert last.minor > 2_000_000 > plain.periods[-1].scheduled.minor
    assert lease.periods[-1].scheduled == last


def test_a_quarterly_loan_pays_in_its_months_and_principal_waits():
    periods = projected("corporate-loan", {}).periods
    assert [number for number, period in enumerate(periods, start=1) if period.interest.is_positive()] == [
        *range(3, 25, 3)
    ]
    assert all(period.scheduled.is_zero() for period in periods[:6])
    assert periods[8].scheduled.is_positive()


def test_a_coupon_that_follows_an_index_is_said_to_and_keeps_its_terms():
    pool, _ = pool_of_tape(class_tape("mortgage", {}, {"index_margin": ""}))
    assert [rows.index for rows in pool.rows] == [None, "LPR-5Y"]
    floating = pool.rows[1].loans.floating
    assert floating is not None
    assert (floating.margin[0], floating.next_reset[0], floating.reset_every[0]) == (-0.002, 5, 12)
    assert (floating.cap[0], floating.floor[0]) == (1, 0)


def test_a_receivable_is_due_on_its_day_without_coupon_less_what_is_diluted():
    periods = projected("trade-receivable", {}).periods
    assert len(periods) == 3
    assert periods[2].scheduled == yuan("4900.00")
    assert total((period.diluted for period in periods), CNY) == yuan("100.00")
    assert all(period.interest.is_zero() for period in periods)


@pytest.mark.parametrize("day", ["2026-08-15", "2026-08-31", "2026-09-30"])
def test_a_receivable_that_is_due_already_is_due_in_the_first_month(day: str):
    assert len(projected("trade-receivable", {"maturity_date": day}).periods) == 1


@pytest.mark.parametrize("asset_class", ["pv-income", "charging-pile-income"])
def test_a_station_brings_quantity_times_price_and_wears_out(asset_class: str):
    periods = projected(asset_class, {}).periods
    assert periods[0].interest == yuan("400.20")
    assert periods[12].interest == yuan("360.18")
    assert len(periods) == 24


@pytest.mark.parametrize("asset_class", ["rent", "rental-housing-rent"])
def test_a_tenancy_brings_its_rent_less_vacancy_and_is_raised(asset_class: str):
    periods = projected(asset_class, {}).periods
    assert periods[0].interest == yuan("95000.00")
    assert periods[12].interest == yuan("98800.00")


def test_income_begins_with_the_first_month_that_is_projected():
    pool, _ = pool_of_tape(class_tape("pv-income", {}), first=Period.parse("2026-11"))
    assert len(project_pool(pool, QUIET, first=Period.parse("2026-11")).periods) == 22


def test_what_cannot_be_projected_is_left_out_and_said():
    tape = class_tape("rent", {}, {})
    frame = tape.frame.with_columns(monthly_rent=tape.frame["monthly_rent"].set(tape.frame["source_row"] == 2, None))
    pool, (found,) = pool_of_tape(replace(tape, frame=frame))
    assert found.code == "cashflow.loans-left-out"
    assert found.argument("count") == 1
    assert pool.rows[0].loans.balance.size == 1


def test_a_balance_that_no_float_holds_is_told_with_its_row_and_the_loan():
    tape = class_tape("auto-loan", {}, {}, {})
    large = tape.frame["current_balance"].set(tape.frame["source_row"] == 2, 2**53)
    pool, (told,) = pool_of_tape(replace(tape, frame=tape.frame.with_columns(current_balance=large)))
    assert (told.code, told.place.row, told.place.column) == ("cashflow.balance-large", 2, "current_balance")
    assert told.argument("asset") == tape.frame["asset_id"][1]
    assert pool.rows == ()


def test_balances_that_no_float_holds_together_are_told_with_the_largest():
    tape = class_tape("auto-loan", {}, {}, {})
    large = tape.frame["current_balance"].set(tape.frame["source_row"] > 1, 2**52)
    larger = large.set(tape.frame["source_row"] == 3, 2**52 + 7)
    _, (told,) = pool_of_tape(replace(tape, frame=tape.frame.with_columns(current_balance=larger)))
    assert (told.code, told.place.row) == ("cashflow.balances-large", 3)


def test_a_rent_raised_beyond_every_amount_is_told_with_its_row():
    tape = class_tape("rent", {}, {"rent_escalation": "100%", "escalation_months": "1", "income_months": "1200"})
    pool, (told,) = pool_of_tape(tape)
    assert (told.code, told.place.row, pool.rows) == ("cashflow.income-large", 2, ())


def test_assumptions_may_be_aimed_at_a_single_loan_of_the_tape():
    tape = class_tape("auto-loan", {}, {}, {})
    pool, _ = pool_of_tape(tape, fields=("asset_id",))
    name = str(tape.frame["asset_id"][1])
    gone = Defaults(kind=DefaultKind.MDR, rates=(Fraction(1),))
    aimed = replace(
        QUIET, targets=(Target(field="asset_id", values=(name,), assumptions=replace(QUIET, defaults=gone)),)
    )
    first = project_pool(pool, aimed, first=FIRST).periods[0]
    assert first.defaulted.minor == int(tape.frame["current_balance"][1])
    assert project_pool(pool, QUIET, first=FIRST).periods[0].defaulted.is_zero()

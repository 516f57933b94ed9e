"""From tape and ledger to what is printed."""

from dataclasses import replace
from fractions import Fraction

import polars as pl
import pytest

from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.classes import project
from tallystick.evidence.wording import labels
from tallystick.filing.gathering import pool_input, scenario_input
from tallystick.units.money import Money, total
from tests.filing.stand_in import deal, ledger, pool, pool_of_lines, scenarios, tape


def test_the_pool_is_told_as_the_tape_has_it() -> None:
    found = pool()

    assert (found.assets, found.obligors) == (3, 3)
    assert found.balance == Money.parse("400000.00 CNY")
    assert found.largest_ten == 1
    assert found.past_due == Fraction(1, 5)
    assert next((each.id, each.met, each.failed) for each in found.criteria) == ("EC-1", 2, 1)
    assert {each.column for each in found.strata} == {
        "current_balance",
        "interest_rate",
        "remaining_term_months",
        "vehicle_type",
        "days_past_due",
    }


@pytest.mark.parametrize(
    ("column", "basis", "said"),
    [(None, "contracted-cash-flow", "contracted cash flow"), ("monthly_payment", "current-balance", "principal")],
)
def test_what_shares_of_payers_are_of_is_said(column: str | None, basis: str, said: str) -> None:
    given = tape()
    frame = given.frame if column is None else given.frame.with_columns(pl.lit(None, dtype=pl.Int64).alias(column))
    found = pool_input(replace(given, frame=frame), ())
    assert found.shares_of == basis
    for key in ("report.pool.largest", "report.pool.largest-ten", "report.assets.payers-found"):
        assert said in labels()[f"{key}.{basis}"].en


def test_strata_add_up_to_the_pool() -> None:
    for strata in pool().strata:
        assert sum(row.count for row in strata.rows) == 3
        assert sum((row.share for row in strata.rows), Fraction(0)) == 1


def test_payers_are_ranked_without_their_names_and_with_their_affiliates() -> None:
    first, second, third = pool().payers

    assert (first.rank, second.rank, third.rank) == (1, 2, 3)
    assert first.with_affiliates == second.with_affiliates == first.own + second.own
    assert third.with_affiliates == third.own
    assert "OB-7" not in repr(pool())


def test_a_pool_that_owes_nothing_cannot_be_filed() -> None:
    empty = replace(tape(), frame=tape().frame.with_columns(current_balance=pl.lit(0, dtype=pl.Int64)))

    with pytest.raises(ValueError, match="owes nothing"):
        pool_input(empty, deal().assets.criteria)


def test_every_period_balances_and_the_last_one_moves_cash() -> None:
    for scenario in scenarios():
        for vehicle in scenario.vehicles:
            currency = vehicle.periods[0].balances[0][2].currency
            for period in vehicle.periods:
                received = total((money for _, money in period.received), currency)
                assert received == total((money for _, money in period.paid), currency)
            assert any(money.minor for _, money in vehicle.periods[-1].paid)


def test_a_deal_of_one_vehicle_has_one_vehicle() -> None:
    alone = deal().structure.model_copy(update={"offshore": None})
    both = scenario_input(ledger(), deal().structure, case="base", run="r")
    run_of_two = scenario_input(ledger(), alone, case="base", run="r")
    without = replace(ledger(), periods=tuple(replace(each, offshore=None) for each in ledger().periods))

    assert [each.vehicle for each in both.vehicles] == ["onshore", "offshore"]
    assert [each.vehicle for each in run_of_two.vehicles] == ["onshore"]
    assert scenario_input(without, deal().structure, case="base", run="r").vehicles[1].periods == ()


def test_what_is_drawn_from_a_reserve_is_available_for_what_is_due() -> None:
    offshore = next(each for each in scenarios()[0].vehicles if each.vehicle == "offshore")
    last = [each for each in offshore.periods if each.coverage is not None][-1]

    assert [name.en for name, _ in last.received][-1] == "drawn from accounts"
    assert last.coverage is not None
    assert last.coverage > 2
    assert all(each.coverage > Fraction(99, 100) for each in offshore.periods if each.coverage is not None)


def test_what_stays_in_a_reserve_covers_nothing() -> None:
    first = next(each for each in scenarios()[1].vehicles if each.vehicle == "onshore").periods[0]

    assert first.coverage is not None
    assert first.coverage < 1


def test_coverage_stops_when_no_senior_class_is_owed_anything() -> None:
    base = scenarios()[0]
    onshore = next(each for each in base.vehicles if each.vehicle == "onshore")
    repaid = [each for each in onshore.periods if each.balances[0][2].is_zero()]

    assert all(each.coverage is None for each in repaid[1:])
    assert onshore.periods[0].coverage is not None


def test_what_is_unpaid_is_counted_at_the_last_payment_and_not_after_it() -> None:
    base, structure = ledger(), deal().structure
    after = base.periods[-1].offshore
    assert after is not None
    assert sum(owed.minor for owed in after.carried_fees.values()) > 0
    told = scenario_input(base, structure, case="base", run="x")
    assert {fee for _, fee, _ in told.unpaid_fees} >= {"vat", "registrar-fee"}
    assert not [owed for _, _, owed in told.unpaid_fees if not owed.is_zero()]
    assert dict(told.unpaid) == {each: money for each, money in told.unpaid if money.is_zero()}
    assert structure.offshore is not None
    asked_once = tuple(each for each in structure.offshore.priorities if each.id != "off-14")
    offshore = structure.offshore.model_copy(update={"priorities": asked_once})
    left = deal().model_copy(update={"structure": structure.model_copy(update={"offshore": offshore})})
    short = project(left, pool_of_lines(), Assumptions.filed(deal().assumptions["base"])).ledger
    owed = scenario_input(short, left.structure, case="base", run="x").unpaid_fees
    assert sum(money.minor for _, _, money in owed) > 0

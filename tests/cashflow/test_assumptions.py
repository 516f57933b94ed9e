"""Assumptions as a deal file states them: what holds for which assets, and under which stress."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from tallystick.cashflow.assumptions import Assumptions, IndexMissingError, Stress
from tallystick.cashflow.kernels.engines import compiled
from tallystick.cashflow.kernels.loans import AgeOrigin, DefaultBase, PrepaymentBase
from tallystick.cashflow.kernels.speeds import Axis, SpeedError, psa_curve, sda_curve
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.projection import check_projectable, project_by, project_pool
from tallystick.cashflow.replines import read_replines
from tallystick.deal import assets as deal
from tallystick.evidence.wording import Language, word
from tallystick.shell.operations.outcome import has_errors
from tallystick.units.money import Currency, Money, total
from tallystick.units.periods import Period

FIRST = Period.parse("2026-10")
HEADING = "current_principal_balance,coupon,remaining_term_months,age_months,repayment_type,index,margin,payer,tag\n"
ROWS = """\
1000.00,12%,3,0,bullet,,,big,new
2000.00,12%,3,0,bullet,,,small,new
500.00,12%,3,24,equal-principal,,,small,old
800.00,5%,14,0,bullet,LPR1Y,1%,big,
"""
NONE = {"kind": "cpr", "rate": "0%"}


def pool(rows: str = ROWS) -> Pool:
    read = read_replines((HEADING + rows).encode(), currency=Currency.CNY)
    assert read.findings == ()
    return Pool.of_lines(read.lines, Currency.CNY)


def filed(**said) -> Assumptions:
    rates = {"LPR1Y": ["3%", "4%"]}
    return Assumptions.filed(deal.Assumptions.model_validate({"prepayment": NONE, "rates": rates, **said}))


def test_what_is_not_said_is_no_default_no_loss_and_nobody_late():
    bare = Assumptions.filed(deal.Assumptions.model_validate({"prepayment": NONE}))
    periods = project_pool(pool(ROWS.rsplit("\n", 2)[0] + "\n"), bare, first=FIRST).periods
    assert sum(period.defaulted.minor + period.delinquent.minor for period in periods) == 0


def test_a_target_has_its_own_default_and_everything_else_of_the_case():
    case = filed(
        default={"kind": "mdr", "rate": "1%"},
        severity="40%",
        recovery_lag="1",
        targets=[{"field": "payer", "values": ["big"], "default": {"kind": "mdr", "rates": ["10%", "0%"]}}],
    )
    big = project_by(pool(), case, "payer", first=FIRST)
    assert (case.targets[0].assumptions.severity, case.targets[0].assumptions.recovery_lag) == (case.severity, 1)
    periods = project_pool(pool(), case, first=FIRST).periods
    assert periods[0].defaulted == Money.parse("205.00 CNY")
    assert periods[1].lost == Money.parse("82.00 CNY")
    assert {name: flows.opening.minor for name, flows in big.items()} == {"big": 180000, "small": 250000}


def test_the_first_target_that_names_an_asset_has_it():
    case = filed(
        targets=[
            {"field": "tag", "values": ["old"], "default": {"kind": "mdr", "rates": ["20%", "0%"]}},
            {"field": "payer", "values": ["small"], "default": {"kind": "mdr", "rates": ["10%", "0%"]}},
        ]
    )
    assert project_pool(pool(), case, first=FIRST).periods[0].defaulted == Money.parse("300.00 CNY")


def test_groups_add_up_to_the_pool_to_a_unit_a_month():
    case = filed(default={"kind": "cdr", "rate": "7%"}, severity="33%", recovery_lag="2")
    whole = project_pool(pool(), case, first=FIRST)
    groups = project_by(pool(), case, "payer", first=FIRST).values()
    assert total((group.opening for group in groups), Currency.CNY) == whole.opening
    for number, period in enumerate(whole.periods):
        parts = [group.periods[number].principal for group in groups if number < len(group.periods)]
        assert abs(total(parts, Currency.CNY).minor - period.principal.minor) <= 3


def test_a_floating_line_follows_the_path_of_the_case():
    line = pool("1200.00,6%,4,0,bullet,LPR1Y,1%,,\n")
    assert [period.interest.minor for period in project_pool(line, filed(), first=FIRST).periods] == [400] * 4
    stressed = filed(stress={"rates": "2%"})
    assert [period.interest.minor for period in project_pool(line, stressed, first=FIRST).periods] == [600] * 4


def test_an_index_without_a_path_is_refused_and_found():
    bare = Assumptions.filed(deal.Assumptions.model_validate({"prepayment": NONE}))
    with pytest.raises(IndexMissingError, match="LPR1Y"):
        project_pool(pool(), bare, first=FIRST)
    (found,) = check_projectable(pool(), "base", bare)
    assert found.code == "cashflow.index-missing"
    assert all("LPR1Y" in word(found, language).remedy for language in Language)


def test_loans_that_an_absolute_speed_has_used_up_are_found():
    case = filed(prepayment={"kind": "abs", "rate": "5%"})
    (found,) = check_projectable(pool(), "base", case)
    assert (found.code, found.argument("count"), found.argument("months")) == ("cashflow.speed-exhausted", 1, 20)
    from_cutoff = filed(prepayment={"kind": "abs", "rate": "5%"}, conventions={"age_origin": "cutoff"})
    assert tuple(check_projectable(pool(), "base", from_cutoff)) == ()


def test_a_target_that_no_asset_meets_is_found():
    case = filed(targets=[{"field": "payer", "values": ["bigg"], "severity": "10%"}])
    assert [found.code for found in check_projectable(pool(), "base", case)] == ["cashflow.target-empty"]


def test_every_choice_of_the_file_reaches_the_kernel():
    case = filed(
        default={"kind": "cumulative", "rate": "6%", "timing": ["25%", "75%"]},
        severity_curve={"rates": ["60%", "50%"], "by": "age"},
        recovery_timing=["50%", "50%"],
        delinquency={"entry": ["1%"], "roll": ["40%"], "cure": ["30%"]},
        conventions={"prepayment_base": "beginning", "age_origin": "cutoff", "first_period_months": "1.5"},
    )
    pace = case.pace(36)
    assert pace.default.rates.tolist() == pytest.approx([0.015, 0.045, 0])
    assert pace.severity is not None
    assert (pace.severity.rates.tolist(), pace.timing) == ([0.6, 0.5], (0.5, 0.5))
    assert pace.severity.axis is Axis.PROJECTION_MONTH
    assert pace.arrears is not None
    assert (pace.arrears.roll, pace.arrears.cure) == ((0.4,), (0.3,))
    how = pace.conventions
    assert (how.prepayment_base, how.default_base) == (PrepaymentBase.BEGINNING, DefaultBase.ORIGINAL)
    assert (how.age_origin, how.first_period) == (AgeOrigin.CUTOFF, 1.5)


def test_a_target_of_another_kind_of_default_is_not_taken_of_the_original_balance():
    case = filed(
        default={"kind": "cumulative", "rate": "6%", "timing": ["100%"]},
        targets=[{"field": "tag", "values": ["old"], "default": {"kind": "cdr", "rate": "3%"}}],
    )
    assert case.targets[0].assumptions.conventions.default_base is DefaultBase.BEGINNING


def test_a_stress_multiplies_and_stops_at_the_whole():
    case = filed(
        prepayment={"kind": "psa", "rate": "900%"},
        default={"kind": "sda", "rate": "300%"},
        severity="60%",
        delinquency={"entry": ["40%"], "roll": ["40%"], "cure": ["30%"]},
    )
    hard = case.under(Stress(defaults=Fraction(100), prepayments=Fraction(2), severity=Fraction(2), recovery_lag=6))
    assert hard.severity.value == 1
    assert hard.recovery_lag == 6
    assert hard.delinquencies is not None
    assert hard.delinquencies.entry == (Fraction(1),)
    assert float(hard.pace(60).default.rates.max()) == pytest.approx(1)
    assert float(hard.pace(60).prepayment.rates.max()) == pytest.approx(1)


@pytest.mark.parametrize(("make", "beyond"), [(psa_curve, 16.7), (sda_curve, 166.7)])
def test_a_multiple_beyond_what_its_standard_allows_is_refused(make, beyond):
    assert make(beyond - 0.1, 60)
    with pytest.raises(SpeedError):
        make(beyond, 60)


@pytest.mark.skipif(not compiled.is_installed(), reason="the fast extra is not installed")
@pytest.mark.parametrize(
    ("base", "rows", "told"), [("advanced", 15_000, 15_000), ("advanced", 10, 0), ("original", 15_000, 0)]
)
def test_a_large_pool_that_only_the_plain_engine_can_project_is_told(base: str, rows: int, told: int):
    """Five million months of loans are worth compiling; with advanced liquidation nobody does, and it takes longer."""
    (one,) = pool("1000.00,12%,360,0,level-pay,,,big,new\n").rows
    many = Pool(balance=Money.zero(Currency.CNY), rows=(replace(one, loans=one.loans.rows(np.zeros(rows, dtype=int))),))
    assumed = filed(conventions={"liquidation_base": base})
    found = {each.code: each for each in check_projectable(many, "base", assumed)}
    assert ("cashflow.engine-plain" in found) is bool(told)
    if told:
        assert found["cashflow.engine-plain"].argument("count") == told
        assert has_errors(found.values()) is False

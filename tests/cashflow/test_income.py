"""Rights to income: what they bring by hand, and what a projection makes of them."""

from fractions import Fraction

import pytest

from tallystick.cashflow.assumptions import Assumptions, Defaults, Prepayments, Stress, Target
from tallystick.cashflow.income import income_by_month, income_total, pool_of_income
from tallystick.cashflow.kernels.door import DefaultKind, PrepaymentKind
from tallystick.cashflow.projection import project_by, project_pool
from tallystick.deal.assets import Income
from tallystick.units.money import Currency, Money, total
from tallystick.units.periods import Period

CNY = Currency.CNY
FIRST = Period.parse("2026-10")
NOBODY = Prepayments(kind=PrepaymentKind.CPR, rates=(Fraction(0),))


def right(**said) -> Income:
    return Income.model_validate({"id": "roof", "kind": "generation", "first": "2026-10", "months": "24", **said})


ROOF = right(quantity="1000", price="0.5", availability="90%", degradation="10%", payer="grid")
SHOPS = right(
    id="shops", kind="rent", amount="1000.00 CNY", vacancy="5%", escalation="4%", months="36", payer="tenants"
)


def test_generation_is_quantity_price_and_availability_and_less_each_year():
    months = income_by_month(ROOF, CNY)
    assert months[0] == months[11] == Fraction(45000)
    assert months[12] == months[23] == Fraction(40500)


def test_a_season_is_of_the_calendar_month_and_not_of_the_projection():
    season = ["1"] * 9 + ["1.2", "0.8", "1"]
    months = income_by_month(right(quantity="1000", price="0.5", season=season), CNY)
    assert months[:3] == (Fraction(60000), Fraction(40000), Fraction(50000))


def test_rent_is_raised_every_so_many_months_and_what_stands_empty_pays_nothing():
    months = income_by_month(SHOPS, CNY)
    assert months[0] == Fraction(95000)
    assert months[12] == Fraction(95000) * Fraction(26, 25)
    assert months[35] == Fraction(95000) * Fraction(26, 25) ** 2


def test_a_pool_of_rights_owes_nothing_and_brings_its_income_as_interest():
    pool = pool_of_income((ROOF, SHOPS), CNY, first=FIRST)
    projection = project_pool(pool, Assumptions(prepayments=NOBODY), first=FIRST)
    assert projection.opening.is_zero()
    assert [str(period.interest) for period in projection.periods[:2]] == ["1400.00 CNY", "1400.00 CNY"]
    assert total((period.interest for period in projection.periods), CNY) == income_total(
        (ROOF, SHOPS), CNY, first=FIRST
    )
    assert all(period.principal.is_zero() for period in projection.periods)


@pytest.mark.parametrize("kind", [PrepaymentKind.CPR, PrepaymentKind.SMM, PrepaymentKind.ABS, PrepaymentKind.PSA])
def test_a_prepayment_speed_leaves_rights_alone_for_nothing_of_them_is_owed(kind: PrepaymentKind):
    """A speed for the loans beside them took income away, month after month, and nothing was prepaid for it."""
    pool = pool_of_income((ROOF, SHOPS), CNY, first=FIRST)
    quiet = project_pool(pool, Assumptions(prepayments=NOBODY), first=FIRST)
    speed = Prepayments(kind=kind, rates=(Fraction(1, 10),))
    aimed = Target(field="payer", values=("grid",), assumptions=Assumptions(prepayments=speed))
    for assumed in (Assumptions(prepayments=speed), Assumptions(prepayments=NOBODY, targets=(aimed,))):
        found = project_pool(pool, assumed, first=FIRST)
        assert [period.interest for period in found.periods] == [period.interest for period in quiet.periods]


def test_stations_that_close_bring_nothing_more():
    closing = Defaults(kind=DefaultKind.MDR, rates=(Fraction(1, 10),))
    pool = pool_of_income((ROOF,), CNY, first=FIRST)
    periods = project_pool(pool, Assumptions(prepayments=NOBODY, defaults=closing), first=FIRST).periods
    assert [period.interest.minor for period in periods[:3]] == [40500, 36450, 32805]


def test_a_stress_of_income_multiplies_it():
    pool = pool_of_income((ROOF,), CNY, first=FIRST)
    stressed = Assumptions(prepayments=NOBODY).under(Stress(income=Fraction(4, 5)))
    assert project_pool(pool, stressed, first=FIRST).periods[0].interest == Money.parse("360.00 CNY")


@pytest.mark.parametrize(("begins", "expected"), [("2026-09", 23), ("2026-10", 24), ("2026-12", 26), ("2020-01", 1)])
def test_only_what_falls_into_the_deal_counts(begins, expected):
    pool = pool_of_income((right(quantity="1", price="1", first=begins),), CNY, first=FIRST)
    projection = project_pool(pool, Assumptions(prepayments=NOBODY), first=FIRST)
    assert len(projection.periods) == expected
    assert projection.periods[0].interest.is_zero() is (begins in {"2026-12", "2020-01"})


def test_each_payer_by_itself_adds_up_to_the_whole():
    pool = pool_of_income((ROOF, SHOPS), CNY, first=FIRST)
    by_payer = project_by(pool, Assumptions(prepayments=NOBODY), "payer", first=FIRST)
    assert sorted(by_payer) == ["grid", "tenants"]
    assert by_payer["grid"].periods[12].interest == Money.parse("405.00 CNY")

"""Figures of a class, worked out by hand on a loan that repays level over a year, and on published lives."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from tallystick.cashflow.analytics.decrement import printed
from tallystick.cashflow.analytics.pricing.yields import Compounding
from tallystick.cashflow.analytics.refusals import AnalyticsError
from tallystick.cashflow.assumptions import Assumptions, Severities, Target
from tallystick.cashflow.classes import project
from tallystick.cashflow.kernels.door import places
from tallystick.cashflow.kernels.loans import Amortisation
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.replines import RepLine
from tallystick.cashflow.scenarios.class_figures import Pricing, class_figures, class_margin, class_price, class_stream
from tallystick.cashflow.scenarios.likelihood import likelihood
from tallystick.cashflow.scenarios.solving import survivals
from tallystick.cashflow.scenarios.stressed import StressedRuns
from tallystick.cashflow.scenarios.sweeps import at_speeds, exchange_moved, followed_rates, grid
from tallystick.deal.formulas.grammar import Formula
from tallystick.deal.liabilities.provisions import Index, NamedAmount
from tallystick.units.money import Currency, Money
from tallystick.units.rates import Rate, Share
from tests.cashflow import harot
from tests.cashflow.scenarios.plain import assumed, deal, pool

CLOSING = date(2026, 9, 1)
MONTHLY = Pricing(settlement=CLOSING, compounding=Compounding.MONTHLY)
PAR = Fraction(100)
NOTHING_LOST = assumed(defaults="0", severity="0")


def year(coupon: str = "12%"):
    """A thousand million repaid level over twelve months at 12 %, all of it to one class."""
    size = 1_000_000_000
    filed = deal(size=size, coupon=coupon)
    return project(filed, pool(months=12, rate="12%", balance=size), NOTHING_LOST), filed.structure.onshore.classes[0]


def test_a_level_loan_passed_through_has_the_life_of_the_closed_form():
    """Principal of month k is (payment - interest): the life of an annuity is n/a - 1/i, in months, here 6.616."""
    run, terms = year()
    found = class_figures(run, terms, MONTHLY, price=PAR)
    growth = Fraction(101, 100)
    annuity = (1 - growth**-12) / Fraction(1, 100)
    # sum of k x v^(13 - k) / a, the principal of month k being the payment discounted from the end.
    months = sum((k * growth ** -(13 - k) for k in range(1, 13)), Fraction(0)) / annuity
    assert found.average_life is not None
    assert abs(found.average_life - months / 12) < Fraction(1, 10_000)
    assert found.window is not None
    assert (found.window.first, found.window.last, found.window.payments) == (date(2026, 10, 1), date(2027, 9, 1), 12)


def test_a_class_bought_at_par_yields_its_coupon_and_one_bought_below_yields_more():
    run, terms = year()
    par, cheap = (class_figures(run, terms, MONTHLY, price=price) for price in (PAR, Fraction(99)))
    assert par.annual_yield is not None
    assert cheap.annual_yield is not None
    assert printed(par.annual_yield * 100, 3) == "12.000"
    assert cheap.annual_yield > par.annual_yield
    assert printed(class_price(run, terms, MONTHLY, annual_yield=cheap.annual_yield), 6) == "99.000000"


def test_a_class_at_par_has_its_coupon_less_the_index_as_margin():
    run, terms = year()
    margin = class_margin(run, terms, MONTHLY, price=PAR, index=Fraction(10, 100))
    assert printed(margin * 10_000, 1) == "200.0"


def test_between_payments_the_price_is_clean_and_what_accrued_is_apart():
    """Half a month at 12 % on what is left: at par the class still yields close to its coupon."""
    run, terms = year()
    mid = Pricing(settlement=date(2026, 10, 16), compounding=Compounding.MONTHLY)
    found = class_figures(run, terms, mid, price=PAR)
    assert found.annual_yield is not None
    assert abs(found.annual_yield - Fraction(12, 100)) < Fraction(1, 2000)


def stepping(*, every: int, **terms: object):
    """Twelve months, 6 % for six of them and 12 % then, paid on the 15th of the month after."""
    size = 1_000_000_000
    filed = deal(size=size, coupon="6%")
    vehicle = filed.structure.onshore
    steps = {"rate": Formula.parse("if(number > 6, 12.00%, 6.00%)"), **terms}
    paying = vehicle.payment.model_copy(update={"day": 15, "every": every})
    first = vehicle.classes[0].model_copy(update=steps)
    vehicle = vehicle.model_copy(update={"classes": (first,), "payment": paying})
    filed = filed.model_copy(update={"structure": filed.structure.model_copy(update={"onshore": vehicle})})
    return project(filed, pool(months=12, rate="12%", balance=size), NOTHING_LOST), first


@pytest.mark.parametrize(
    ("accrues", "every", "settled", "days", "rate"),
    [
        ("payment", 1, date(2027, 1, 30), 15, 6),  # since 15 January, for the payment of January's collections
        ("payment", 1, date(2027, 3, 30), 15, 12),  # the seventh month is March
        ("payment", 1, CLOSING, 0, 6),
        ("payment", 3, date(2027, 5, 30), 75, 12),  # since 15 March, when the second quarter was paid
        ("month", 1, date(2027, 3, 15), 14, 12),  # a payment day: February was paid, March runs since the 1st
        ("month", 1, date(2027, 4, 15), 14, 12),
        ("month", 1, date(2027, 4, 30), 29, 12),
        ("month", 1, date(2026, 9, 20), 19, 6),  # before the first payment
        ("month", 3, date(2027, 4, 20), 49, 12),  # the third quarter runs since 1 March
    ],
)
def test_what_accrued_is_at_the_coupon_that_runs_and_from_where_the_class_counts_it(
    accrues, every, settled, days, rate
):
    """Days by 30/360, of a coupon that steps up; per hundred of the balance."""
    run, terms = stepping(every=every, accrues=accrues)
    accrued = class_stream(run, terms, replace(MONTHLY, settlement=settled)).accrued
    assert accrued == pytest.approx(days * rate / 360, abs=1e-6)


def test_a_month_that_is_over_and_not_yet_paid_is_owed_beside_the_one_that_runs():
    """On 10 April March is owed in full, and nine days of April on what March leaves."""
    run, terms = stepping(every=1, accrues="month")
    accrued = class_stream(run, terms, replace(MONTHLY, settlement=date(2027, 4, 10))).accrued
    april = next(flow for flow in run.flows("A") if flow.day.paid == date(2027, 5, 15))
    march = next(flow for flow in run.flows("A") if flow.day.paid == date(2027, 4, 15))
    share = april.beginning.minor / march.beginning.minor
    assert accrued == pytest.approx(30 * 12 / 360 + share * 9 * 12 / 360, abs=1e-6)


def test_a_class_that_is_never_paid_has_no_yield_and_says_so():
    run = project(deal(size=600), pool(), assumed(defaults="1", severity="1"))
    found = class_figures(run, deal().structure.onshore.classes[0], MONTHLY, price=PAR)
    assert (found.average_life, found.window, found.annual_yield, found.moved) == (None, None, None, None)
    assert found.absent is not None
    assert found.absent.finding.code == "cashflow.payments-none"
    assert str(found.unpaid) == "600.00 USD"
    assert not found.paid_in_full


def test_a_price_of_nothing_is_refused():
    run, terms = year()
    with pytest.raises(AnalyticsError) as caught:
        class_figures(run, terms, MONTHLY, price=Fraction(0))
    assert caught.value.finding.code == "cashflow.price-zero"


def test_lives_at_several_speeds_are_those_that_were_printed():
    """Honda Auto Receivables 2009-1, class A-1: lives at six ABS speeds, as `tieout` finds them cell by cell."""
    filed, printed_by = harot.deal(), harot.published()
    base = Assumptions.filed(filed.assumptions["base"])
    terms = filed.structure.onshore.classes[0]
    pricing = Pricing(settlement=printed_by.settlement, compounding=Compounding.MONTHLY, daycount=printed_by.daycount)
    speeds = [Fraction(part, 1000) for part in (5, 10, 13, 15, 17, 20)]
    runs = at_speeds(filed, harot.pool(), base, speeds)
    lives = [class_figures(run, terms, pricing, price=PAR).average_life for run in runs]
    assert [printed(life or Fraction(0), 2) for life in lives] == ["0.46", "0.40", "0.35", "0.33", "0.30", "0.26"]


FLOATING = {
    "indices": {
        name: Index.model_validate(given)
        for name, given in {
            "LPR": {"name": {"zh": "利率", "en": "rate"}, "assumed": "2.00%"},
            "USDCNY": {"name": {"zh": "汇率", "en": "exchange"}, "assumed": "7"},
        }.items()
    }
}


@pytest.mark.parametrize(("path", "coupons"), [(None, ["1.00%", "4.50%"]), ("4.00%", ["3.00%", "6.50%"])])
def test_a_shift_of_rates_moves_what_classes_follow_by_the_case_s_path_or_the_deal_s_own(path, coupons):
    """One per cent less and two and a half more on an index of 2 %; prices are no rates and stay."""
    filed = deal()
    rate = NamedAmount.model_validate(
        {"id": "follows", "name": {"zh": "浮动", "en": "floats"}, "formula": "index(LPR) + 0 * index(USDCNY)"}
    )
    terms = filed.structure.onshore.classes[0].model_copy(update={"rate": Formula.parse("follows")})
    vehicle = filed.structure.onshore.model_copy(update={"classes": (terms,), "amounts": (rate,)})
    floats = filed.model_copy(update={"structure": filed.structure.model_copy(update={"onshore": vehicle, **FLOATING})})
    assert followed_rates(floats.structure) == {"LPR", "USDCNY"}
    case = assumed() if path is None else replace(assumed(), indices={"LPR": (Rate.parse(path),)})
    case = replace(case, prices={"USDCNY": (Fraction(7),)})
    cells = grid(
        floats,
        pool(),
        case,
        speeds=[Fraction(0)],
        multiples=[Fraction(1)],
        severities=[None],
        shifts=[Fraction(-1, 100), Fraction(5, 200)],
    )
    assert [str(cell.run.flows("A")[0].coupon) for cell in cells] == coupons


def test_a_grid_has_a_cell_for_every_combination_and_loses_what_was_assumed():
    """One month, a tenth defaulting at the base: a class of 600 on 1000 lacks 600 - 1000 (1 - k s / 10)."""
    cells = list(
        grid(
            deal(),
            pool(),
            assumed(),
            speeds=[Fraction(0)],
            multiples=[Fraction(1), Fraction(6)],
            severities=[Share(value=Fraction(1, 2)), Share(value=Fraction(1))],
        )
    )
    lacking = {
        (cell.multiple, cell.severity.value): cell.run.flows("A")[-1].ending
        for cell in cells
        if cell.severity is not None
    }
    assert {(str(k), str(s)): str(amount) for (k, s), amount in lacking.items()} == {
        ("1", "1/2"): "0.00 USD",
        ("1", "1"): "0.00 USD",
        ("6", "1/2"): "0.00 USD",
        ("6", "1"): "200.00 USD",
    }


@pytest.mark.parametrize(("own", "lost"), [(None, 80), (Fraction(2, 5), 40)], ids=["the case's", "its own"])
def test_a_target_moves_with_the_severity_of_the_rows_unless_it_has_its_own(own: Fraction | None, lost: int):
    """All of the pool is targeted at another speed; a tenth defaults, and the row says 80 %."""
    case = assumed()
    aimed = replace(case, prepayments=replace(case.prepayments, rates=(Fraction(1, 100),)))
    aimed = aimed if own is None else replace(aimed, severity=Share(value=own))
    wholly = replace(case, targets=(Target(field="tag", values=("used",), assumptions=aimed),))
    used = replace(pool(), rows=tuple(replace(rows, labels={"tag": {"used": np.array([0])}}) for rows in pool().rows))
    (cell,) = grid(
        deal(), used, wholly, speeds=[Fraction(0)], multiples=[Fraction(1)], severities=[Share(value=Fraction(4, 5))]
    )
    periods = cell.run.projection.periods
    assert sum(each.lost.minor for each in periods) * 100 == lost * sum(each.defaulted.minor for each in periods)


def test_without_a_hedge_there_is_no_exchange_rate_to_move():
    assert exchange_moved(deal(), pool(), assumed(), Fraction(1, 10)) is None
    with pytest.raises(ValueError, match="above -1"):
        exchange_moved(deal(), pool(), assumed(), Fraction(-1))


def test_representative_lines_are_drawn_as_the_many_loans_they_stand_for():
    """Five lines: Vasicek's closed form at each level, and no steps of a fifth of the pool."""
    one, base = pool(), assumed()
    lines = one.beside(one).beside(one).beside(one).beside(one)
    run = project(deal(), lines, base)
    levels = [Fraction(50, 100), Fraction(90, 100), Fraction(99, 100)]
    found = likelihood(run.projection, lines, correlation=Fraction(15, 100), levels=levels, seed=1, scenarios=10_000)
    assert (found.drawn, found.of_many) == (0, True)
    for each in found.quantiles:
        z = NormalDist()
        rho, level = 0.15, float(each.level)
        vasicek = z.cdf((z.inv_cdf(0.1) + rho**0.5 * z.inv_cdf(level)) / (1 - rho) ** 0.5)
        assert float(each.closed_form) == pytest.approx(vasicek, rel=1e-6)
        assert float(each.simulated) == pytest.approx(vasicek, rel=0.05)


def test_lines_that_tell_how_many_loans_they_are_are_drawn_loan_by_loan():
    """One line of ten loans defaults in tenths, where one of nobody knows how many is without steps."""
    run = project(deal(), pool(), assumed())
    ten = replace(pool(), rows=tuple(replace(rows, counts=places([10])) for rows in pool().rows))
    asked: dict[str, Any] = {"correlation": Fraction(1, 5), "levels": [Fraction(1, 2)], "seed": 1, "scenarios": 2000}
    found = likelihood(run.projection, ten, **asked)
    assert (found.drawn, found.of_many) == (10, False)
    assert {round(share * 10, 9) for share in found.distribution.shares} <= set(range(11))
    many = replace(pool(), rows=tuple(replace(rows, counts=places([5001])) for rows in pool().rows))
    endless = likelihood(run.projection, many, **asked)
    assert (endless.drawn, endless.of_many) == (0, False)


def test_a_pool_of_one_loan_defaults_wholly_or_not_at_all():
    base = assumed()
    run = project(deal(), pool(), base)
    one = replace(pool(), rows=tuple(replace(rows, counts=None) for rows in pool().rows))
    found = likelihood(run.projection, one, correlation=Fraction(1, 5), levels=[Fraction(1, 2)], seed=1, scenarios=4000)
    assert (found.drawn, found.of_many) == (1, False)
    assert set(found.distribution.shares) == {0.0, 1.0}
    (simulated, endless) = found.not_paid(survivals(StressedRuns(deal(), pool(), base), ["A"])["A"]) or (None, None)
    assert simulated is not None
    assert abs(float(simulated) - 0.1) < 0.025
    assert endless is not None
    assert endless < simulated


def test_what_is_lost_at_a_level_follows_the_severity_of_the_months_and_not_only_the_filed_one():
    """Defaults of the first month lose 60 %: the filed rate alone is nothing."""
    base = replace(assumed(), severity=Share(value=Fraction(0)), severities=Severities(rates=(Fraction(3, 5),)))
    run = project(deal(), pool(), base)
    (found,) = likelihood(
        run.projection, pool(), correlation=Fraction(1, 5), levels=[Fraction(9, 10)], seed=1, scenarios=200
    ).quantiles
    assert found.simulated > 0
    assert found.lost == found.simulated * Fraction(3, 5)


def test_a_base_case_without_defaults_has_no_distribution():
    run = project(deal(), pool(), NOTHING_LOST)
    with pytest.raises(AnalyticsError) as caught:
        likelihood(run.projection, pool(), correlation=Fraction(1, 5), levels=[], seed=1, scenarios=10)
    assert caught.value.finding.code == "cashflow.probability-range"


@pytest.mark.parametrize(("unpaid", "in_full"), [("bears-interest", True), ("carried", False)])
def test_interest_deferred_where_it_may_be_and_made_good_is_paid_in_full(unpaid: str, in_full: bool):
    """A bullet pays nothing for two months and then all: what waits is made good at the end, with interest on it."""
    filed = deal(size=900, coupon="12%")
    vehicle = filed.structure.onshore
    terms = vehicle.classes[0].model_copy(update={"unpaid": unpaid})
    vehicle = vehicle.model_copy(update={"classes": (terms,)})
    filed = filed.model_copy(update={"structure": filed.structure.model_copy(update={"onshore": vehicle})})
    line = RepLine(
        balance=Money.parse("1000.00 USD"),
        coupon=Rate.parse("0%"),
        remaining_term=3,
        age=0,
        repayment=Amortisation.BULLET,
    )
    run = project(filed, Pool.of_lines([line], Currency.USD), NOTHING_LOST)
    assert run.flows("A")[0].carried == Money.parse("9.00 USD")
    assert run.flows("A")[-1].carried.is_zero()
    assert run.paid_in_full("A") is in_full

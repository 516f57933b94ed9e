"""The exact lane adds up to the unit, and stays within a unit of the fast one."""

from dataclasses import fields
from fractions import Fraction
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.cashflow.assumptions import NO_DEFAULTS, Assumptions, Defaults, Prepayments
from tallystick.cashflow.kernels.door import DefaultKind, PrepaymentKind
from tallystick.cashflow.kernels.loans import Conventions, InterestBase, LiquidationBase, PrepaymentBase
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.projection import PoolPeriod, project_pool
from tallystick.cashflow.replines import RepLine
from tallystick.units.money import Currency, Money, total
from tallystick.units.periods import Period
from tallystick.units.rates import Rate, Share
from tests.cashflow.paced import pool_flows

USD = Currency.USD
FIRST = Period.parse("2026-09")

lines = st.lists(
    st.builds(
        RepLine,
        balance=st.integers(1, 10**12).map(lambda minor: Money(minor=minor, currency=USD)),
        coupon=st.fractions(0, Fraction(3, 10), max_denominator=10**4).map(lambda rate: Rate(per_annum=rate)),
        remaining_term=st.integers(1, 48),
        age=st.integers(0, 48),
    ),
    min_size=1,
    max_size=6,
)
shares = st.fractions(0, 1, max_denominator=1000)
assumptions = st.builds(
    Assumptions,
    prepayments=st.one_of(
        st.builds(Prepayments, kind=st.sampled_from(PrepaymentKind), rates=st.tuples(shares)),
        st.builds(
            Prepayments, kind=st.just(PrepaymentKind.CPR), rates=st.lists(shares, min_size=1, max_size=9).map(tuple)
        ),
    ),
    defaults=st.builds(Defaults, kind=st.sampled_from(DefaultKind), rates=st.tuples(shares)),
    severity=shares.map(lambda value: Share(value=value)),
    recovery_lag=st.integers(0, 12),
    conventions=st.builds(
        Conventions,
        prepayment_base=st.sampled_from(PrepaymentBase),
        interest_base=st.sampled_from(InterestBase),
        liquidation_base=st.sampled_from(LiquidationBase),
        default_free_tail=st.booleans(),
    ),
)


@given(lines, assumptions)
@settings(deadline=None)
def test_principal_in_is_principal_out_to_the_unit(rows, how):
    pool = Pool.of_lines(rows, USD)
    projection = project_pool(pool, how, first=FIRST)
    balance = pool.balance
    for period in projection.periods:
        assert period.beginning == balance
        balance = period.beginning - period.scheduled - period.prepaid - period.defaulted
        assert period.ending == balance
    assert balance.is_zero()
    gone = [
        total((getattr(period, name) for period in projection.periods), USD)
        for name in ("scheduled", "prepaid", "advanced_principal", "recovered", "lost")
    ]
    assert total(gone, USD) == pool.balance


@given(lines, assumptions)
@settings(deadline=None)
def test_no_amount_is_ever_negative(rows, how):
    for period in project_pool(Pool.of_lines(rows, USD), how, first=FIRST).periods:
        for field in fields(PoolPeriod):
            value = getattr(period, field.name)
            assert not isinstance(value, Money) or not value.is_negative(), field.name


@given(lines, assumptions)
@settings(deadline=None)
def test_the_two_lanes_stay_within_a_few_units_of_each_other(rows, how):
    pool = Pool.of_lines(rows, USD)
    exact = project_pool(pool, how, first=FIRST).periods
    fast = pool_flows(
        pool.loans[0],
        prepayment=how.prepayments.curve(pool.months),
        default=how.defaults.curve(pool.months),
        severity=how.severity.value,
        recovery_lag=how.recovery_lag,
        conventions=how.conventions,
    )
    tolerance = 4 + pool.balance.minor * 1e-9
    for name in ("scheduled", "prepaid", "defaulted", "interest", "recovered", "lost", "advanced_principal"):
        running = accumulate(getattr(period, name).minor for period in exact)
        for whole, amount in zip(running, accumulate(getattr(fast, name)), strict=True):
            assert abs(whole - amount) <= tolerance, name


@given(lines)
def test_months_follow_the_calendar(rows):
    periods = project_pool(
        Pool.of_lines(rows, USD),
        Assumptions(prepayments=Prepayments(kind=PrepaymentKind.SMM, rates=(Fraction(0),))),
        first=FIRST,
    ).periods
    assert [period.month for period in periods] == [FIRST.add(months) for months in range(len(periods))]
    assert [period.number for period in periods] == list(range(1, len(periods) + 1))


@given(st.fractions(0, 5, max_denominator=100))
def test_a_multiple_of_no_defaults_is_no_defaults(multiple):
    assert NO_DEFAULTS.times(multiple) == NO_DEFAULTS

"""The distribution of defaults: held against integrations from its definition, and against its own closed form."""

from fractions import Fraction
from itertools import accumulate
from math import erfc, exp, fsum, pi, sqrt
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.cashflow.analytics.losses.draws import integers, uniforms
from tallystick.cashflow.analytics.losses.gaussian import cumulative, quantile
from tallystick.cashflow.analytics.losses.one_factor import OneFactor, simulate
from tallystick.cashflow.analytics.refusals import AnalyticsError

NORMAL = NormalDist()
LEVELS = ("0.9", "0.99", "0.999", "0.9999")


def model(probability: str = "0.02", correlation: str = "0.15") -> OneFactor:
    return OneFactor(probability=Fraction(probability), correlation=Fraction(correlation))


def spread(of: OneFactor) -> float:
    """The standard deviation of the share that defaults, by integrating over the factor."""
    grid = np.linspace(-12, 12, 20001)
    squared = of.conditional(grid) ** 2 * np.exp(-(grid**2) / 2) / sqrt(2 * pi)
    return sqrt(float(np.trapezoid(squared, grid)) - float(of.probability) ** 2)


def shares(probability: str, correlation: str) -> list[tuple[float, float]]:
    """Share that defaults and weight, over a grid of the factor, worst last: from the definition of the model alone.

    A loan defaults where sqrt(rho) Z + sqrt(1 - rho) e is below its threshold; given Z the shares of an endless pool
    are the probabilities of that. Source: O. Vasicek, The Distribution of Loan Portfolio Value, Risk, December 2002.
    """
    threshold, rho, steps = NORMAL.inv_cdf(float(probability)), float(correlation), 40_000
    grid = [9 - 18 * (place + 0.5) / steps for place in range(steps)]
    weights = [NORMAL.pdf(z) * 18 / steps for z in grid]
    given_z = [NORMAL.cdf((threshold - sqrt(rho) * z) / sqrt(1 - rho)) for z in grid]
    return list(zip(given_z, weights, strict=True))


@pytest.mark.parametrize("correlation", ["0.1", "0.4"])
@pytest.mark.parametrize("probability", ["0.01", "0.001"])
def test_quantiles_are_those_of_an_integration_over_the_factor(probability, correlation):
    of, grid = model(probability, correlation), shares(probability, correlation)
    assert fsum(weight for _, weight in grid) == pytest.approx(1, rel=1e-9)
    assert fsum(share * weight for share, weight in grid) == pytest.approx(float(probability), rel=1e-6)
    for level in LEVELS:
        reached = accumulate(weight for _, weight in grid)
        share = next(share for (share, _), mass in zip(grid, reached, strict=True) if mass >= float(level))
        # The grid is fine enough for three figures even in the tail; the closed form is exact.
        assert float(of.quantile(Fraction(level))) == pytest.approx(share, rel=2e-3)


@pytest.mark.parametrize(("probability", "correlation"), [("0.01", "0.1"), ("0.02", "0.15"), ("0.3", "0.6")])
def test_the_spread_of_the_share_is_that_of_two_loans_defaulting_together(probability, correlation):
    """Two loans default together with the bivariate normal probability, p^2 and an integral over the correlation.

    Source: W. F. Sheppard (1899): dPhi2(a, a; r)/dr is exp(-a^2/(1 + r)) / (2 pi sqrt(1 - r^2)).
    """
    threshold, rho, steps = NORMAL.inv_cdf(float(probability)), float(correlation), 20_000
    middles = [rho * (place + 0.5) / steps for place in range(steps)]
    together = fsum(exp(-(threshold**2) / (1 + r)) / (2 * pi * sqrt(1 - r * r)) * rho / steps for r in middles)
    assert spread(model(probability, correlation)) == pytest.approx(sqrt(together), rel=1e-6)


@given(st.floats(-37, 8))
def test_the_cumulative_distribution_is_the_standard_library_s(x):
    assert float(cumulative(np.array(x))) == pytest.approx(erfc(-x / sqrt(2)) / 2, rel=1e-12)


@given(st.floats(1e-12, 1 - 1e-12))
def test_the_quantile_is_the_standard_library_s(probability):
    assert float(quantile(np.array(probability))) == pytest.approx(NORMAL.inv_cdf(probability), rel=1e-11, abs=1e-12)


def test_the_ends_of_the_normal_distribution():
    assert cumulative(np.array([0.0, -40.0, 40.0])).tolist() == [0.5, 0.0, 1.0]
    for probability in (0.0, 1.0, 1.5, float("nan")):
        with pytest.raises(ValueError, match="above 0 and below 1"):
            quantile(np.array([0.5, probability]))


def splitmix64(seed: int, count: int) -> list[int]:
    """SplitMix64. Source: Steele, Lea, Flood, Fast Splittable Pseudorandom Number Generators (OOPSLA 2014)."""
    mask, drawn = 2**64 - 1, []
    for _ in range(count):
        seed = (seed + 0x9E3779B97F4A7C15) & mask
        mixed = ((seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9) & mask
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
        drawn.append(mixed ^ (mixed >> 31))
    return drawn


def test_draws_are_those_of_the_published_generator():
    assert integers(1234567, 0, 5).tolist() == splitmix64(1234567, 5)
    assert integers(1234567, 3, 2).tolist() == splitmix64(1234567, 5)[3:]
    assert integers(0, 0, 100).tolist() == splitmix64(0, 100)


def test_draws_lie_strictly_inside_the_unit_interval():
    drawn = uniforms(7, 0, 100_000)
    assert 0 < drawn.min() < drawn.max() < 1
    assert abs(float(drawn.mean()) - 0.5) < 0.005


def test_a_simulation_of_an_endless_pool_agrees_with_the_closed_form():
    of, scenarios = model(), 20_000
    found = simulate(of, seed=20260831, scenarios=scenarios)
    assert abs(found.mean - of.probability) < Fraction(1, 1000)
    for level in ("0.5", "0.9", "0.99", "0.999"):
        at = Fraction(level)
        # The share of scenarios beyond the closed-form quantile is binomial: five standard deviations.
        allowed = 5 * sqrt(float(at * (1 - at)) / scenarios)
        assert abs(float(found.exceeding(of.quantile(at)) - (1 - at))) < allowed


def test_a_seed_has_one_result_for_ever():
    first, again = (simulate(model(), seed=1, scenarios=500) for _ in range(2))
    assert first == again
    assert first.shares != simulate(model(), seed=2, scenarios=500).shares


def test_two_equal_loans_default_together_as_often_as_the_bivariate_normal_says():
    """For p = 1/2 the closed form is 1/4 + arcsin(rho) / 2 pi: a third at a correlation of one half."""
    of = model("0.5", "0.5")
    found = simulate(of, seed=3, scenarios=20_000, exposures=[Fraction(1, 2)] * 2)
    assert set(found.shares) == {0.0, 0.5, 1.0}
    assert abs(float(found.exceeding(Fraction(3, 4))) - 1 / 3) < 5 * sqrt(2 / 9 / 20_000)


def test_one_large_loan_makes_the_tail_longer_than_many_small_ones():
    uneven = [Fraction(1, 2), *[Fraction(1, 200)] * 100]
    concentrated = simulate(model(), seed=5, scenarios=2000, exposures=uneven)
    assert concentrated.quantile(Fraction(99, 100)) > model().quantile(Fraction(99, 100))


@given(st.fractions("0.001", "0.5"), st.fractions("0.01", "0.9"), st.fractions("0.01", "0.999"))
def test_the_probability_beyond_a_quantile_is_what_is_left_of_its_level(probability, correlation, level):
    of = OneFactor(probability=probability, correlation=correlation)
    share = of.quantile(level)
    if Fraction(1, 10**6) < share < 1 - Fraction(1, 10**6):
        assert abs(of.exceeding(share) - (1 - level)) < Fraction(1, 10**5)


def test_nothing_exceeds_the_whole_and_everything_exceeds_less_than_nothing():
    assert [model().exceeding(Fraction(share)) for share in (1, 0)] == [0, 1]


def test_a_histogram_holds_every_scenario():
    found = simulate(model(), seed=1, scenarios=500)
    counts = found.histogram(10, Fraction(1, 20))
    assert sum(counts) == 500
    assert counts[-1] >= sum(share > 0.05 for share in found.shares)


@pytest.mark.parametrize("value", ["0", "1", "-0.1", "1.5"])
def test_a_probability_correlation_or_level_outside_its_range_is_refused(value):
    for act, code in (
        (lambda: model(value), "cashflow.probability-range"),
        (lambda: model("0.02", value), "cashflow.correlation-range"),
        (lambda: model().quantile(Fraction(value)), "cashflow.level-range"),
        (lambda: simulate(model(), seed=1, scenarios=2).quantile(Fraction(value)), "cashflow.level-range"),
    ):
        with pytest.raises(AnalyticsError) as caught:
            act()
        assert caught.value.finding.code == code


@pytest.mark.parametrize(("seed", "scenarios"), [(-1, 10), (2**64, 10), (1, 0), (1, 1_000_001)])
def test_a_simulation_out_of_range_is_refused(seed, scenarios):
    with pytest.raises(AnalyticsError) as caught:
        simulate(model(), seed=seed, scenarios=scenarios)
    assert caught.value.finding.code == "cashflow.simulation-range"

"""The share of a pool that defaults, when one factor moves all its loans: a one-factor Gaussian copula.

A loan defaults where  sqrt(rho) Z + sqrt(1 - rho) E < quantile(p),  Z common to all, E its own. Given Z:

    p(Z)        = cumulative((quantile(p) - sqrt(rho) Z) / sqrt(1 - rho))
    quantile(a) = cumulative((quantile(p) + sqrt(rho) quantile(a)) / sqrt(1 - rho))      of an endless pool
    P(L <= x)   = cumulative((sqrt(1 - rho) quantile(x) - quantile(p)) / sqrt(rho))      likewise

The simulation draws Z once a scenario; with `exposures` it also draws every loan, so that a pool of few or uneven
loans shows its concentration; without, the pool is endless and the simulation can be held against the closed form.

Source: O. Vasicek, The Distribution of Loan Portfolio Value, Risk 15 (December 2002); Basel Committee, An Explanatory
Note on the Basel II IRB Risk Weight Functions (2005), for the quantile at 99.9 %.

It is one model with one correlation, which is an assumption and no measurement; it is no rating, and no rating
agency's method.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, fsum, sqrt

import numpy as np

from tallystick.cashflow.analytics.losses.draws import uniforms
from tallystick.cashflow.analytics.losses.gaussian import FloatArray, cumulative, quantile
from tallystick.cashflow.analytics.refusals import AnalyticsError, settled
from tallystick.evidence.findings import finding

__all__ = ["DefaultDistribution", "OneFactor", "check_draws", "simulate"]

_MOST_SCENARIOS = 1_000_000
_MOST_DRAWS = 2_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OneFactor:
    """The model in closed form, for a pool of endlessly many small loans.

    Attributes:
        probability: that a loan defaults over its life, above 0 and below 1.
        correlation: of the loans' values, above 0 and below 1.
    """

    probability: Fraction
    correlation: Fraction

    def __post_init__(self) -> None:
        """Refuse a probability or a correlation that is not strictly inside 0 to 1."""
        if not 0 < self.probability < 1:
            raise AnalyticsError(finding("cashflow.probability-range", value=_percent(self.probability)))
        if not 0 < self.correlation < 1:
            raise AnalyticsError(finding("cashflow.correlation-range", value=_percent(self.correlation)))

    def quantile(self, level: Fraction) -> Fraction:
        """Return the share of the pool that defaults at most, with a probability of `level`.

        Raises:
            AnalyticsError: the level is not above 0 and below 1.
        """
        _checked_level(level)
        return settled(float(self.conditional(-_one(quantile, level))), figure="quantile")

    def exceeding(self, share: Fraction) -> Fraction:
        """Return the probability that more than a share of the pool defaults; the share from 0 to 1."""
        if not 0 < share < 1:
            return Fraction(1 if share <= 0 else 0)
        rho = float(self.correlation)
        inside = (sqrt(1 - rho) * _one(quantile, share) - _one(quantile, self.probability)) / sqrt(rho)
        return settled(float(cumulative(-inside)), figure="probability")

    def conditional(self, factors: FloatArray) -> FloatArray:
        """Return the probability of default given each common factor; a low factor is a bad world."""
        rho = float(self.correlation)
        return cumulative((_one(quantile, self.probability) - sqrt(rho) * factors) / sqrt(1 - rho))


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultDistribution:
    """What a simulation found. Law: shares ascend, each from 0 to 1.

    Attributes:
        model: what was simulated.
        seed: of its draws.
        shares: the share of the pool that defaulted, one a scenario, in ascending order.
    """

    model: OneFactor
    seed: int
    shares: tuple[float, ...]

    @property
    def mean(self) -> Fraction:
        """The average share."""
        return settled(fsum(self.shares) / len(self.shares), figure="mean")

    def quantile(self, level: Fraction) -> Fraction:
        """Return the smallest simulated share that at least `level` of the scenarios do not exceed.

        Raises:
            AnalyticsError: the level is not above 0 and below 1.
        """
        _checked_level(level)
        return settled(self.shares[ceil(level * len(self.shares)) - 1], figure="quantile")

    def exceeding(self, share: Fraction) -> Fraction:
        """Return the part of the scenarios in which more than a share of the pool defaulted."""
        within = bisect_right(self.shares, float(share))
        return Fraction(len(self.shares) - within, len(self.shares))

    def histogram(self, bins: int, highest: Fraction) -> tuple[int, ...]:
        """Return how many scenarios fall into each of equal bins from 0; the last also holds all beyond `highest`."""
        width = float(highest) / bins
        counts = [0] * bins
        for share in self.shares:
            counts[min(int(share / width), bins - 1) if width else 0] += 1
        return tuple(counts)


def simulate(
    model: OneFactor, *, seed: int, scenarios: int, exposures: Sequence[Fraction] | None = None
) -> DefaultDistribution:
    """Simulate the share of a pool that defaults.

    Args:
        model: probability and correlation.
        seed: 0 to 2^64 - 1; the same seed gives the same result on every machine.
        scenarios: 1 to 1,000,000.
        exposures: shares of the pool, one a loan, adding up to 1; None is an endless pool.

    Raises:
        AnalyticsError: seed or number of scenarios out of range, or loans times scenarios are too many.
    """
    loans = len(exposures) if exposures is not None else 0
    check_draws(seed=seed, scenarios=scenarios, loans=loans)
    conditional = [float(each) for each in model.conditional(quantile(uniforms(seed, 0, scenarios)))]
    if exposures is None:
        return DefaultDistribution(model=model, seed=seed, shares=tuple(sorted(conditional)))
    weights = np.array([float(each) for each in exposures])
    shares = []
    for place, probability in enumerate(conditional):
        own = uniforms(seed, scenarios + place * loans, loans)
        shares.append(min(fsum(weights[own < probability]), 1.0))
    return DefaultDistribution(model=model, seed=seed, shares=tuple(sorted(shares)))


def check_draws(*, seed: int, scenarios: int, loans: int = 0) -> None:
    """Refuse a seed, or a number of scenarios and loans, that cannot be drawn.

    Raises:
        AnalyticsError: seed or number of scenarios out of range, or loans times scenarios are too many.
    """
    if not (0 <= seed < 2**64 and 1 <= scenarios <= _MOST_SCENARIOS and scenarios * loans <= _MOST_DRAWS):
        raise AnalyticsError(finding("cashflow.simulation-range", seed=seed, scenarios=scenarios, loans=loans))


def _one(function: Callable[[FloatArray], FloatArray], value: Fraction) -> FloatArray:
    return function(np.array(float(value), dtype=np.float64))


def _checked_level(level: Fraction) -> None:
    if not 0 < level < 1:
        raise AnalyticsError(finding("cashflow.level-range", value=_percent(level)))


def _percent(value: Fraction) -> str:
    return f"{float(value * 100):.4g}%"

"""Likelihood: how often, under the one-factor model, the pool does worse than a class stands.

The probability that a loan defaults is the share of the pool that defaults over its life in the base case; the loss is
that share times what the base case loses of its defaults. A class is not paid in full where more of the pool defaults
than at its break-even, found by the waterfall itself; so the run of a class is never approximated, only how often the
pool gets there.

Source: `analytics.losses.one_factor`; the correlation and the levels are the caller's.

It is a computed likelihood under stated assumptions, and no rating.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat

from tallystick.cashflow.analytics.losses.one_factor import DefaultDistribution, OneFactor, simulate
from tallystick.cashflow.pool import Pool, PoolRows
from tallystick.cashflow.projection import Projection
from tallystick.cashflow.scenarios.solving import Survived
from tallystick.units.money import total

__all__ = ["Likelihood", "Quantile", "likelihood"]

_FEW = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantile:
    """One level: the share of the pool that defaults at most with that probability, simulated and in closed form."""

    level: Fraction
    simulated: Fraction
    closed_form: Fraction
    lost: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Likelihood:
    """A pool's distribution.

    Attributes:
        distribution: of the share that defaults.
        drawn: how many loans were drawn one by one; 0 where the pool counts as endless.
        of_many: whether it does because its lines stand for many loans each.
        severity: what the base case loses of what defaults in it, whatever its curve, targets or loans say of when.
        quantiles: in the order of the levels asked for.
    """

    distribution: DefaultDistribution
    drawn: int
    of_many: bool
    severity: Fraction
    quantiles: tuple[Quantile, ...]

    def not_paid(self, stands: Survived) -> tuple[Fraction, Fraction] | None:
        """Return the simulated probability that a class is not paid in full, and the one in closed form.

        None where it is not paid even without defaults.
        """
        if stands.defaulted is None:
            return None
        share = stands.defaulted.value if stands.found.fails is not None else Fraction(1)
        return self.distribution.exceeding(share), self.distribution.model.exceeding(share)


def likelihood(
    projection: Projection,
    pool: Pool,
    *,
    correlation: Fraction,
    levels: Sequence[Fraction],
    seed: int,
    scenarios: int,
) -> Likelihood:
    """Simulate the pool of the base case.

    Args:
        projection: the base case.
        pool: its loans; up to 5,000 are drawn one by one, those of a representative line that tells how many alike.
            Lines that do not tell are no loans: theirs is the endless pool, in which every line defaults at the rate
            that the common factor leaves it.
        correlation: of the loans' values, above 0 and below 1.
        levels: of the quantiles, each above 0 and below 1.
        seed: of the draws.
        scenarios: how many.

    Raises:
        AnalyticsError: a value out of range, or a base case without defaults.
        MoneyError: the pool is empty.
    """
    currency = projection.opening.currency
    defaulted = total((period.defaulted for period in projection.periods), currency)
    model = OneFactor(probability=defaulted.ratio_to(projection.opening), correlation=correlation)
    exposures = _exposures(pool)
    found = simulate(model, seed=seed, scenarios=scenarios, exposures=exposures)
    severity = total((period.lost for period in projection.periods), currency).ratio_to(defaulted)
    quantiles = tuple(
        Quantile(
            level=level,
            simulated=found.quantile(level),
            closed_form=model.quantile(level),
            lost=found.quantile(level) * severity,
        )
        for level in levels
    )
    return Likelihood(
        distribution=found, drawn=len(exposures or ()), of_many=_of_many(pool), severity=severity, quantiles=quantiles
    )


def _of_many(pool: Pool) -> bool:
    return any(rows.of_many for rows in pool.rows)


def _exposures(pool: Pool) -> tuple[Fraction, ...] | None:
    everything = sum(int(balance) for loans in pool.loans for balance in loans.balance)
    if not 0 < (pool.loan_count or 0) <= _FEW or not everything:
        return None
    return tuple(
        Fraction(int(balance), int(count) * everything)
        for rows in pool.rows
        for balance, count in zip(rows.loans.balance, _counts(rows), strict=True)
        for _ in range(int(count))
    )


def _counts(rows: PoolRows) -> Iterable[int]:
    return repeat(1, rows.loans.balance.size) if rows.counts is None else (int(count) for count in rows.counts)

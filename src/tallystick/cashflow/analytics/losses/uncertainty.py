"""How uncertain a completed static pool is: the standard error of chain ladder, of each vintage and of all together.

    sigma(j)^2  = sum of C(v, j) (C(v, j + 1) / C(v, j) - factor(j))^2 / (n(j) - 1)      over the n(j) vintages observed
    mse(v)      = U(v)^2 x sum over j still to come of sigma(j)^2 / factor(j)^2 x (1 / C(v, j) + 1 / S(j))
    mse(all)    = sum over v of
                  mse(v) + U(v) x (sum of U of younger v) x sum over j of 2 sigma(j)^2 / factor(j)^2 / S(j)

C(v, j) cumulative defaults of vintage v at age j, completed by the factors beyond what was observed; U what it comes to
at the oldest age; S(j) the sum of C(v, j) over the vintages behind factor(j). Where one vintage alone is behind a
factor, sigma^2 is the least of the last two and of the last squared over the one before it.

Source: T. Mack, Distribution-free Calculation of the Standard Error of Chain Ladder Reserve Estimates, ASTIN Bulletin
23 (1993), theorem 3 and its corollary.

It says how far factors scattered, not whether the future has others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from tallystick.cashflow.analytics.losses.vintages import Vintage, completed
from tallystick.cashflow.analytics.refusals import AnalyticsError, settled
from tallystick.evidence.findings import finding

__all__ = ["Uncertainty", "uncertainty"]

_FEWEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """What is still to come, and how uncertain it is, in minor units.

    Attributes:
        to_come: of each vintage, in the order given: completed less observed.
        errors: the standard error of each.
        error: of all together, which move together through their common factors.
    """

    to_come: tuple[Fraction, ...]
    errors: tuple[Fraction, ...]
    error: Fraction

    @property
    def total(self) -> Fraction:
        """All that is still to come."""
        return sum(self.to_come, Fraction(0))


def uncertainty(vintages: Sequence[Vintage]) -> Uncertainty:
    """Return the standard errors of the completed history.

    Args:
        vintages: as for `completed`; the scatter of factors needs at least three ages.

    Raises:
        AnalyticsError: there is no history, too little of it, or a vintage without defaults stands in the way.
        CurrencyMismatchError: the currencies differ.
    """
    pools = completed(vintages)
    observed = [[float(amount.minor) for amount in vintage.cumulative()] for vintage in vintages]
    factors = [float(factor) if factor else 0.0 for factor in pools.factors]
    if len(factors) < _FEWEST or not all(factors) or not all(row[0] for row in observed):
        raise AnalyticsError(finding("cashflow.history-thin", ages=len(factors) + 1))
    scatter, behind = _scatter(observed, factors)
    relative = [variance / factor**2 for variance, factor in zip(scatter, factors, strict=True)]
    rows = [_carried(row, factors) for row in observed]
    ages = range(len(factors))
    squares = [
        row[-1] ** 2 * sum(relative[age] * (1 / row[age] + 1 / behind[age]) for age in ages if age >= len(seen) - 1)
        for row, seen in zip(rows, observed, strict=True)
    ]
    order = sorted(range(len(rows)), key=lambda place: -len(observed[place]))
    whole = 0.0
    for number, place in enumerate(order):
        shared = sum(2 * relative[age] / behind[age] for age in ages if age >= len(observed[place]) - 1)
        younger = sum(rows[other][-1] for other in order[number + 1 :])
        whole += squares[place] + rows[place][-1] * younger * shared
    return Uncertainty(
        to_come=tuple(settled(row[-1] - seen[-1], figure="to come") for row, seen in zip(rows, observed, strict=True)),
        errors=tuple(settled(sqrt(square), figure="standard error") for square in squares),
        error=settled(sqrt(whole), figure="standard error"),
    )


def _scatter(rows: Sequence[Sequence[float]], factors: Sequence[float]) -> tuple[list[float], list[float]]:
    """Return sigma squared and S by age."""
    scatter, behind = list[float](), list[float]()
    for age, factor in enumerate(factors):
        older = [row for row in rows if len(row) > age + 1]
        behind.append(sum(row[age] for row in older))
        if len(older) > 1:
            spread = sum(row[age] * (row[age + 1] / row[age] - factor) ** 2 for row in older)
            scatter.append(spread / (len(older) - 1))
        elif len(scatter) > 1:
            last, before = scatter[-1], scatter[-2]
            scatter.append(min(last**2 / before if before else 0.0, last, before))
        else:
            raise AnalyticsError(finding("cashflow.history-thin", ages=len(factors) + 1))
    return scatter, behind


def _carried(row: Sequence[float], factors: Sequence[float]) -> list[float]:
    amounts = list(row)
    for factor in factors[len(row) - 1 :]:
        amounts.append(amounts[-1] * factor)
    return amounts

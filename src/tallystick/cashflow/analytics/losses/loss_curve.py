"""What a class loses as more of the pool defaults, and what that means over a simulated distribution.

A curve is some runs of the deal: for each, the share of the pool that defaulted and the share of the class that was
never paid. Between two runs the loss is on the straight line, beyond the last it is the last's.

It runs no deal and draws no scenario.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, fsum

import numpy as np

from tallystick.cashflow.analytics.losses.one_factor import DefaultDistribution
from tallystick.cashflow.analytics.refusals import AnalyticsError, settled
from tallystick.evidence.findings import finding

__all__ = ["ClassLoss", "LossCurve"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassLoss:
    """The losses of one class over a simulated distribution. Law: expected <= probability.

    Attributes:
        probability: of the scenarios in which the class loses anything.
        expected: the average loss, a share of its original principal.
        given_loss: the average loss of the scenarios with one; None where there is none.
        quantiles: the loss not exceeded, at each level asked for.
    """

    probability: Fraction
    expected: Fraction
    given_loss: Fraction | None
    quantiles: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LossCurve:
    """Runs of one class.

    Attributes:
        defaulted: shares of the pool that defaulted, ascending; at least one.
        lost: the share of the class lost in each, not negative.
    """

    defaulted: tuple[Fraction, ...]
    lost: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        """Refuse runs that do not ascend."""
        ascending = all(before < after for before, after in pairwise(self.defaulted))
        if not self.defaulted or len(self.defaulted) != len(self.lost) or not ascending:
            raise ValueError("a curve of losses needs runs in ascending order of what defaulted, one loss each")

    def over(self, distribution: DefaultDistribution, levels: Sequence[Fraction]) -> ClassLoss:
        """Return what the class loses over a distribution.

        Args:
            distribution: the share of the pool that defaults, simulated.
            levels: of the quantiles, each above 0 and below 1.

        Raises:
            AnalyticsError: a level is not above 0 and below 1.
        """
        for level in levels:
            if not 0 < level < 1:
                raise AnalyticsError(finding("cashflow.level-range", value=f"{float(level):.4%}"))
        shares = np.array(distribution.shares)
        found = np.sort(
            np.interp(shares, [float(each) for each in self.defaulted], [float(each) for each in self.lost])
        )
        losing = found[found > 0]
        return ClassLoss(
            probability=Fraction(int(losing.size), int(found.size)),
            expected=settled(fsum(found) / found.size, figure="expected loss"),
            given_loss=settled(fsum(losing) / losing.size, figure="loss given loss") if losing.size else None,
            quantiles=tuple(settled(float(found[ceil(level * found.size) - 1]), figure="quantile") for level in levels),
        )

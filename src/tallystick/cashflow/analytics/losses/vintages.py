"""Static pools: what loans of one origination period did month by month, and how far the young ones still have to go.

    cumulative(v, j)  defaults of vintage v up to age j
    factor(j)         = sum of cumulative(v, j + 1) / sum of cumulative(v, j)   over vintages that reached j + 1
    completed(v)      = the last cumulative(v, j) carried on by the factors to the oldest age seen

This is the chain-ladder method, all-year volume-weighted; nothing is added beyond the oldest age that was observed.
An age at which no vintage has defaulted yet has no factor, and what has not begun cannot be completed.

Source: T. Mack, Distribution-free Calculation of the Standard Error of Chain Ladder Reserve Estimates, ASTIN Bulletin
23 (1993).

It does not say that the future repeats the past, nor how uncertain a completed figure is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tallystick.cashflow.analytics.refusals import AnalyticsError
from tallystick.evidence.findings import finding
from tallystick.units.money import Money, total

__all__ = ["StaticPools", "Vintage", "completed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vintage:
    """Loans of one origination period.

    Attributes:
        id: such as ``2023-Q1``.
        original: principal at origination, above zero.
        defaulted: principal that defaulted in each month of age from the first; at least one, none negative.
    """

    id: str
    original: Money
    defaulted: tuple[Money, ...]

    def cumulative(self) -> tuple[Money, ...]:
        """Return what has defaulted up to each age."""
        running, so_far = [], Money.zero(self.original.currency)
        for amount in self.defaulted:
            so_far += amount
            running.append(so_far)
        return tuple(running)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticPools:
    """History completed. Law: an observed share is never changed; a completed one is marked by its place.

    Attributes:
        vintages: in the order given.
        factors: from each age to the next; None where nothing had defaulted yet.
        shares: for each vintage the cumulative share of its original balance at every age up to the oldest seen,
            observed up to its own age and completed beyond; it ends where a factor is missing.
        average: of all vintages together by original balance, from the completed shares, at every age all reach.
    """

    vintages: tuple[Vintage, ...]
    factors: tuple[Fraction | None, ...]
    shares: tuple[tuple[Fraction, ...], ...]
    average: tuple[Fraction, ...]

    @property
    def lifetime(self) -> Fraction:
        """The average completed share at the oldest age."""
        return self.average[-1]

    @property
    def timing(self) -> tuple[Fraction, ...]:
        """What part of the lifetime defaults falls into each month of age; empty where there are none."""
        if not self.lifetime:
            return ()
        before = (Fraction(0), *self.average)
        return tuple((now - then) / self.lifetime for now, then in zip(self.average, before, strict=False))


def completed(vintages: Sequence[Vintage]) -> StaticPools:
    """Complete the history of static pools by chain ladder.

    Args:
        vintages: at least one, in one currency.

    Raises:
        AnalyticsError: there is no history.
        CurrencyMismatchError: the currencies differ.
    """
    if not vintages or not all(vintage.defaulted for vintage in vintages):
        raise AnalyticsError(finding("cashflow.history-none"))
    triangle = [vintage.cumulative() for vintage in vintages]
    oldest = max(len(row) for row in triangle)
    factors = tuple(_factor(triangle, age) for age in range(oldest - 1))
    shares = tuple(
        tuple(amount / vintage.original.minor for amount in _carried(row, factors))
        for vintage, row in zip(vintages, triangle, strict=True)
    )
    reached = min(len(row) for row in shares)
    weights = [vintage.original.minor for vintage in vintages]
    currency = vintages[0].original.currency
    everything = total((vintage.original for vintage in vintages), currency).minor
    average = tuple(
        sum((weight * row[age] for weight, row in zip(weights, shares, strict=True)), Fraction(0)) / everything
        for age in range(reached)
    )
    return StaticPools(vintages=tuple(vintages), factors=factors, shares=shares, average=average)


def _factor(triangle: Sequence[tuple[Money, ...]], age: int) -> Fraction | None:
    older = [row for row in triangle if len(row) > age + 1]
    before = sum(row[age].minor for row in older)
    return Fraction(sum(row[age + 1].minor for row in older), before) if before else None


def _carried(row: tuple[Money, ...], factors: Sequence[Fraction | None]) -> list[Fraction]:
    amounts = [Fraction(amount.minor) for amount in row]
    for factor in factors[len(row) - 1 :]:
        if factor is None:
            break
        amounts.append(amounts[-1] * factor)
    return amounts

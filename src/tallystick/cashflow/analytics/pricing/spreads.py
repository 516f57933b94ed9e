"""The zero-volatility spread: what is added to every spot rate of a curve to bring a stream to its price.

    dirty price = sum(amount(i) x (1 + (spot(t(i)) + spread) / m) ^ (-m t(i)))

Between two times of the curve the spot rate is on the straight line; before the first and after the last it is theirs.

Source: F. J. Fabozzi, Bond Markets, Analysis and Strategies, chapter on yield spread measures (zero-volatility, or
static, spread).

It does not take out what an option is worth, and builds no curve.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from tallystick.cashflow.analytics.pricing.stream import Stream
from tallystick.cashflow.analytics.pricing.yields import Compounding
from tallystick.cashflow.analytics.refusals import AnalyticsError, settled
from tallystick.evidence.findings import finding

__all__ = ["SpotCurve", "price_at_spread", "spread_at"]

_WIDEST = 10.0
_HALVINGS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotCurve:
    """Spot rates by time.

    Attributes:
        times: years from settlement, ascending from above zero; at least one.
        rates: a share a year, each above minus one.
        compounding: how many times a year they compound.
    """

    times: tuple[Fraction, ...]
    rates: tuple[Fraction, ...]
    compounding: Compounding

    def __post_init__(self) -> None:
        """Refuse times that do not ascend and rates that lose more than all."""
        if not self.times or len(self.times) != len(self.rates):
            raise ValueError(f"{len(self.times)} times for {len(self.rates)} rates: give one rate a time")
        if self.times[0] <= 0 or any(before >= after for before, after in pairwise(self.times)):
            raise AnalyticsError(finding("cashflow.payments-order"))
        if any(rate <= -1 for rate in self.rates):
            raise AnalyticsError(finding("cashflow.yield-range", value=str(min(self.rates))))

    def at(self, time: float) -> float:
        """Return the spot rate at a time."""
        points = [(float(when), float(rate)) for when, rate in zip(self.times, self.rates, strict=True)]
        if time <= points[0][0]:
            return points[0][1]
        for (before, low), (after, high) in pairwise(points):
            if time <= after:
                return low + (high - low) * (time - before) / (after - before)
        return points[-1][1]


def spread_at(stream: Stream, curve: SpotCurve, price: Fraction) -> Fraction:
    """Return the spread a year, as a share: 146 basis points are 0.0146.

    Args:
        stream: what is paid.
        curve: the spot rates.
        price: clean, per hundred, above zero.

    Raises:
        AnalyticsError: the price is not above zero, or no spread up to 1000 % gives it.
    """
    if price <= 0:
        raise AnalyticsError(finding("cashflow.price-zero", value=str(price)))
    target, spots = float(price) + stream.accrued, [curve.at(time) for time in stream.times]
    periods = curve.compounding.value
    low, high = -periods * (1 - 1e-9) - min(spots), _WIDEST
    if not _price(stream, spots, high, periods) <= target:
        raise AnalyticsError(finding("cashflow.margin-none", price=f"{target:.4f}"))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _price(stream, spots, middle, periods) > target else (low, middle)
    return settled((low + high) / 2, figure="spread")


def price_at_spread(stream: Stream, curve: SpotCurve, spread: Fraction) -> Fraction:
    """Return the clean price per hundred at a spread over the curve."""
    spots = [curve.at(time) for time in stream.times]
    return settled(_price(stream, spots, float(spread), curve.compounding.value) - stream.accrued, figure="price")


def _price(stream: Stream, spots: Sequence[float], spread: float, periods: int) -> float:
    price = 0.0
    for time, amount, spot in zip(stream.times, stream.amounts, spots, strict=True):
        price += amount * max(1 + (spot + spread) / periods, 1e-12) ** (-periods * time)
    return price

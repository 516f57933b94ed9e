"""A stream: what is paid after settlement, per hundred of the balance then outstanding, at times in years.

Payments on or before settlement belong to the seller and are left out. Accrued interest is simple interest on the
balance from the last payment day to settlement; price without it is clean, with it dirty.

Source: Standard Securities Calculation Methods (SIFMA), price per hundred and accrued interest.

It does not discount (`yields`, `margins`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from tallystick.cashflow.analytics.refusals import AnalyticsError
from tallystick.evidence.findings import finding
from tallystick.units.daycounts import DayCount, year_fraction
from tallystick.units.money import Money

__all__ = ["Stream", "accrued_interest", "stream_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Payments to be discounted. Laws: times ascend from above zero; no amount is negative; one is positive.

    Attributes:
        times: years from settlement.
        amounts: per hundred of the balance at settlement.
        accrued: interest accrued to settlement, per hundred; 0 where it settles on a payment day or at closing.
    """

    times: tuple[float, ...]
    amounts: tuple[float, ...]
    accrued: float = 0.0

    def __post_init__(self) -> None:
        """Refuse times that do not ascend, amounts below zero and a stream that pays nothing."""
        if len(self.times) != len(self.amounts):
            raise ValueError(f"{len(self.times)} times for {len(self.amounts)} amounts: give one time an amount")
        ascending = all(before < after for before, after in zip((0.0, *self.times), self.times, strict=False))
        if not ascending:
            raise AnalyticsError(finding("cashflow.payments-order"))
        if not all(amount >= 0 for amount in self.amounts):
            raise AnalyticsError(finding("cashflow.payments-negative"))
        if not any(self.amounts):
            raise AnalyticsError(finding("cashflow.payments-none"))


def stream_of(
    payments: Sequence[tuple[date, Money]],
    *,
    balance: Money,
    settlement: date,
    convention: DayCount,
    accrued: Money | None = None,
) -> Stream:
    """Return the payments of a class per hundred of its balance.

    Args:
        payments: payment days in ascending order with all that is paid on each.
        balance: outstanding at settlement, above zero.
        settlement: the day from which years are counted.
        convention: how they are counted.
        accrued: interest accrued to settlement; none is zero.

    Raises:
        AnalyticsError: there is no balance, nothing is paid after settlement, or days do not ascend.
        CurrencyMismatchError: an amount is in another currency than the balance.
    """
    if not balance.is_positive():
        raise AnalyticsError(finding("cashflow.balance-none"))
    days = [day for day, _ in payments]
    if any(before >= after for before, after in pairwise(days)):
        raise AnalyticsError(finding("cashflow.payments-order"))
    after = [(day, paid) for day, paid in payments if day > settlement]
    zero = Money.zero(balance.currency)
    return Stream(
        times=tuple(float(year_fraction(settlement, day, convention)) for day, _ in after),
        amounts=tuple(float(paid.ratio_to(balance) * 100) for _, paid in after),
        accrued=float((accrued or zero).ratio_to(balance) * 100),
    )


def accrued_interest(*, balance: Money, rate: Fraction, last: date, settlement: date, convention: DayCount) -> Money:
    """Return simple interest from the last payment day to settlement, rounded once to the minor unit.

    Raises:
        DayCountError: settlement is before the last payment day.
    """
    return balance.times(rate * year_fraction(last, settlement, convention))

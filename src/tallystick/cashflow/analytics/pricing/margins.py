"""The discount margin of a floater: the spread over its index at which its projected payments have its price.

    dirty price = sum(amount(i) x product over periods to i of 1 / (1 + tau(k) x (index(k) + margin)))

The payments are those projected at the same index path; tau is the part of a year of each period by the class's own
day count. A class sold at par has its quoted margin.

Source: F. J. Fabozzi and S. V. Mann, Introduction to Fixed Income Analytics, chapter on spreads of floaters.

It does not project the index: the path is an assumption that is stated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tallystick.cashflow.analytics.refusals import AnalyticsError, settled
from tallystick.evidence.findings import finding

__all__ = ["FloatingPayment", "discount_margin", "price_at_margin"]

_WIDEST = 10.0
_HALVINGS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FloatingPayment:
    """One payment of a floater.

    Attributes:
        fraction: part of a year since the payment before, or since settlement; above zero.
        index: rate a year of its period, as a share.
        amount: per hundred of the balance at settlement, not negative.
    """

    fraction: Fraction
    index: Fraction
    amount: Fraction


def discount_margin(payments: Sequence[FloatingPayment], price: Fraction) -> Fraction:
    """Return the margin a year, as a share: 96 basis points are 0.0096.

    Args:
        payments: in order.
        price: dirty, per hundred, above zero.

    Raises:
        AnalyticsError: the price is not above zero, a period has no length, nothing is paid, or no margin up to
            1000 % gives the price.
    """
    _checked(payments)
    if price <= 0:
        raise AnalyticsError(finding("cashflow.price-zero", value=str(price)))
    target = float(price)
    low = max(-1 / float(each.fraction) - float(each.index) for each in payments) * (1 - 1e-9)
    high = _WIDEST
    if not _price(payments, high) <= target:
        raise AnalyticsError(finding("cashflow.margin-none", price=f"{target:.4f}"))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _price(payments, middle) > target else (low, middle)
    return settled((low + high) / 2, figure="discount margin")


def price_at_margin(payments: Sequence[FloatingPayment], margin: Fraction) -> Fraction:
    """Return the dirty price per hundred at a margin over the index.

    Raises:
        AnalyticsError: a period has no length, or nothing is paid.
    """
    _checked(payments)
    return settled(_price(payments, float(margin)), figure="price")


def _checked(payments: Sequence[FloatingPayment]) -> None:
    if any(each.fraction <= 0 for each in payments):
        raise AnalyticsError(finding("cashflow.payments-order"))
    if not any(each.amount > 0 for each in payments):
        raise AnalyticsError(finding("cashflow.payments-none"))


def _price(payments: Sequence[FloatingPayment], margin: float) -> float:
    discount, price = 1.0, 0.0
    for each in payments:
        discount /= max(1 + float(each.fraction) * (float(each.index) + margin), 1e-12)
        price += float(each.amount) * discount
    return price

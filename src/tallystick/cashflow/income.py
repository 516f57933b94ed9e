"""Rights to income: what stations, plants, roads and buildings are expected to bring, month by month, exact.

    generation   quantity x price x availability x season(calendar month) x (1 - degradation)^years
    rent         amount x (1 - vacancy) x (1 + escalation)^steps

Whole years, and whole escalation intervals, since the first month. A right owes no principal: its income is collected
as interest is, survives defaults like a loan does, and stops with its last month.

It does not say what demand will be: quantity, price and vacancy are the deal's own forecast.
"""

from fractions import Fraction
from math import floor

from tallystick.cashflow.kernels.door import LoanColumns, loan_arrays
from tallystick.cashflow.kernels.loans import Amortisation
from tallystick.cashflow.kernels.rounding import EXACT_BELOW
from tallystick.cashflow.pool import Pool, PoolRows, labelled
from tallystick.deal.assets import Income
from tallystick.units.money import Currency, Money
from tallystick.units.periods import Period
from tallystick.units.rates import Share

__all__ = ["income_by_month", "income_total", "month_too_large", "pool_of_income"]

_YEAR = 12


def pool_of_income(rights: tuple[Income, ...], currency: Currency, *, first: Period) -> Pool:
    """Return rights to income as a pool that owes nothing.

    Args:
        rights: at least one, checked.
        currency: of the assets.
        first: the first projected month; what a right brings before is not the deal's.
    """
    zero = Money.zero(currency)
    incomes = [tuple(_from(first, right, currency)) for right in rights]
    columns = LoanColumns(
        balances=[zero] * len(rights),
        annual_rates=[Fraction(0)] * len(rights),
        remaining_terms=[len(months) for months in incomes],
        ages=[max(right.first.months_to(first), 0) for right in rights],
        amortisation=Amortisation.BULLET,
        incomes=incomes,
    )
    labels = labelled({"id": [right.id for right in rights], "payer": [right.payer for right in rights]})
    return Pool(balance=zero, rows=(PoolRows(loans=loan_arrays(columns), labels=labels),))


def month_too_large(right: Income, currency: Currency) -> Period | None:
    """Return the first month in which a right brings more than can be projected to the unit; None where none does."""
    months = income_by_month(right, currency)
    return next((right.first.add(number) for number, each in enumerate(months) if each >= EXACT_BELOW), None)


def income_by_month(right: Income, currency: Currency) -> tuple[Fraction, ...]:
    """Return what a right brings each month from its own first one, in minor units, not rounded."""
    return tuple(_income(right, number, currency) for number in range(right.months))


def income_total(rights: tuple[Income, ...], currency: Currency, *, first: Period) -> Money:
    """Return what rights are forecast to bring from `first` on, rounded down."""
    return Money(minor=floor(sum(sum(_from(first, right, currency)) for right in rights)), currency=currency)


def _from(first: Period, right: Income, currency: Currency) -> list[Fraction]:
    """Return its months from `first` on: empty ones before it begins, none that are past; at least one."""
    before = first.months_to(right.first)
    months = income_by_month(right, currency)
    return [*[Fraction(0)] * max(before, 0), *months[max(-before, 0) :]] or [Fraction(0)]


def _income(right: Income, number: int, currency: Currency) -> Fraction:
    if right.kind == "rent":
        amount = right.amount or Money.zero(currency)
        raised = Fraction(0) if right.escalation is None else right.escalation.per_annum
        return amount.minor * (1 - _share(right.vacancy)) * (1 + raised) ** (number // right.escalation_months)
    quantity, price = right.quantity or Fraction(0), right.price or Fraction(0)
    available = Fraction(1) if right.availability is None else right.availability.value
    season = right.season[right.first.add(number).month - 1] if right.season else Fraction(1)
    lasting = (1 - _share(right.degradation)) ** (number // _YEAR)
    return quantity * price * Money.parse_amount("1", currency).minor * available * season * lasting


def _share(share: Share | None) -> Fraction:
    return Fraction(0) if share is None else share.value

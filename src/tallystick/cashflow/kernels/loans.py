"""Loans as arrays, and the conventions under which they are projected.

A row is one loan or one representative line of many alike. Amounts are in minor units of one currency, held
as float64: exact up to 2^53, far above any pool.

It does not read files and does not know which rows belong to which deal.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from tallystick.cashflow.kernels.speeds import FloatArray

__all__ = [
    "Amortisation",
    "Conventions",
    "InterestBase",
    "LiquidationBase",
    "LoanArrays",
    "LoanArraysError",
    "MonthArray",
    "PrepaymentBase",
]

MonthArray = npt.NDArray[np.int64]


class LoanArraysError(ValueError):
    """Arrays that cannot be projected: of unequal length, not finite, or outside their range."""


class Amortisation(StrEnum):
    """How a loan repays principal when nothing goes wrong."""

    LEVEL_PAY = "level-pay"
    """The same payment each month; what is still owed falls due with the last."""
    EQUAL_PRINCIPAL = "equal-principal"
    """The same principal each month."""
    BULLET = "bullet"
    """All principal with the last payment."""


class PrepaymentBase(StrEnum):
    """What the monthly prepayment rate is a share of."""

    BEFORE_DEFAULTS = "before-defaults"
    """Balance after scheduled principal, the month's defaults not taken out first. Source: SF-17 e."""
    AFTER_DEFAULTS = "after-defaults"
    """Balance after scheduled principal and after the month's defaults."""


class InterestBase(StrEnum):
    """Which balance pays a month's interest."""

    SURVIVORS = "survivors"
    """The beginning balance less the month's defaults. Source: SF-18, actual interest."""
    BEGINNING = "beginning"
    """The whole beginning balance: defaulting loans still pay interest in their month of default."""


class LiquidationBase(StrEnum):
    """What becomes of a defaulted loan until it is liquidated."""

    ORIGINAL = "original"
    """It pays nothing; recovery and loss divide the balance at default. Source: SF-19, not advanced."""
    ADVANCED = "advanced"
    """Its scheduled principal and interest are advanced; recovery is the amortised balance less the loss.

    Source: SF-19, advanced.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """The choices that markets make differently, by name; the defaults are those of the BMA formulas.

    Attributes:
        prepayment_base: what the prepayment rate is a share of.
        interest_base: which balance pays interest.
        liquidation_base: what becomes of defaulted loans until liquidation.
        default_free_tail: no new defaults in the last `recovery_lag` months of a loan's term. Source: SF-17
            i.
    """

    prepayment_base: PrepaymentBase = PrepaymentBase.BEFORE_DEFAULTS
    interest_base: InterestBase = InterestBase.SURVIVORS
    liquidation_base: LiquidationBase = LiquidationBase.ORIGINAL
    default_free_tail: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoanArrays:
    """A pool, one row a loan. Law: permuting the rows changes no projected total beyond float error.

    Attributes:
        balance: principal outstanding, minor units, finite, not negative.
        annual_rate: coupon, a share a year, 0 or above.
        remaining_term: whole months left, at least 1.
        age: whole months since origination, 0 or above.
        amortisation: how every row repays; split a mixed pool and add the flows.
        payment: contractual monthly payment, minor units, for level pay; computed from the other columns if
            absent. A payment below the interest repays no principal until the last month, and the interest
            is not capitalised.
    """

    balance: FloatArray
    annual_rate: FloatArray
    remaining_term: MonthArray
    age: MonthArray
    amortisation: Amortisation = Amortisation.LEVEL_PAY
    payment: FloatArray | None = None

    def __post_init__(self) -> None:
        """Refuse arrays of unequal length or outside their ranges."""
        columns = {
            "balance": (self.balance, 0),
            "annual_rate": (self.annual_rate, 0),
            "remaining_term": (self.remaining_term, 1),
            "age": (self.age, 0),
        }
        if self.payment is not None:
            columns["payment"] = (self.payment, 0)
        for name, (column, least) in columns.items():
            if column.shape != (self.balance.size,):
                message = f"{name} has shape {column.shape} beside {self.balance.size} balances: rows would mix"
                raise LoanArraysError(message)
            if not np.all(np.isfinite(column) & (column >= least)):
                message = f"{name} holds a value that is not finite or below {least}; check the tape first"
                raise LoanArraysError(message)

    def rows(self, places: MonthArray) -> "LoanArrays":
        """Return the rows at `places`, in that order."""
        return LoanArrays(
            balance=self.balance[places],
            annual_rate=self.annual_rate[places],
            remaining_term=self.remaining_term[places],
            age=self.age[places],
            amortisation=self.amortisation,
            payment=None if self.payment is None else self.payment[places],
        )

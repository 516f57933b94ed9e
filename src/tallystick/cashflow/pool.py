"""A pool ready to be projected: its exact balance, and its loans as arrays.

The exact balance is kept beside the arrays so that what comes out of a projection adds up to what went in,
to the unit. A pool in which loans repay in different ways has one set of arrays for each way.

It does not select loans: what it is given is the pool.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from tallystick.cashflow.kernels.door import loan_arrays
from tallystick.cashflow.kernels.loans import LoanArrays
from tallystick.cashflow.replines import RepLine
from tallystick.units.money import Currency, Money, total

__all__ = ["Pool"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pool:
    """Loans to be projected. Law: `balance` is the sum of the balances in `loans`.

    Attributes:
        balance: principal outstanding, exact.
        loans: arrays, one for each way of repaying.
    """

    balance: Money
    loans: tuple[LoanArrays, ...]

    @classmethod
    def of_lines(cls, lines: Sequence[RepLine], currency: Currency) -> Self:
        """Return the pool of level-pay representative lines.

        Args:
            lines: the lines; none is an empty pool.
            currency: of their balances.

        Raises:
            CurrencyMismatchError: a line is in another currency.
            RoundingError: a balance is too large to be projected exactly.
        """
        balance = total((line.balance for line in lines), currency)
        arrays = loan_arrays(
            balances=[line.balance for line in lines],
            annual_rates=[line.coupon.per_annum for line in lines],
            remaining_terms=[line.remaining_term for line in lines],
            ages=[line.age for line in lines],
        )
        return cls(balance=balance, loans=(arrays,))

    @property
    def months(self) -> int:
        """The longest life of a loan, from origination to its last payment; 0 for an empty pool."""
        lives = [int((rows.age + rows.remaining_term).max()) for rows in self.loans if rows.balance.size]
        return max(lives, default=0)

"""Every loan by itself, month by month: what it owes at the end and pays, beside its name.

For who asks of one loan, or adds loans up in a way of their own. Single precision and no rounding: the pool's own
figures are exact (`projection`), and loans add up to them but for that.

It does not say which loans of a class of defaults default: of each loan, the part that does.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.kernels.loans import LoanArrays, MonthArray
from tallystick.cashflow.kernels.pool import loan_flows
from tallystick.cashflow.kernels.speeds import SingleArray
from tallystick.cashflow.pool import Pool, PoolRows

__all__ = ["LoanMonths", "loan_months", "months_of_loans"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoanMonths:
    """Months of loans, one entry a loan and month, loan after loan.

    Attributes:
        loan: its name.
        month: 1 for the first projected month, to the loan's last; or, where loans fall behind, to the last in which
            it may still pay late.
        balance: principal not in default at the end of the month, in minor units.
        cash: principal, interest and fees paid in the month, late or when due, in minor units.
    """

    loan: np.ndarray[tuple[int], np.dtype[np.object_]]
    month: MonthArray
    balance: SingleArray
    cash: SingleArray


def months_of_loans(pool: Pool, assumptions: Assumptions) -> int:
    """Return how many entries `loan_months` makes in all."""
    claimed = (each for rows in pool.rows for each in assumptions.shared_out(rows))
    return sum(int(_months_each(loans, assumed).sum()) for loans, assumed in claimed)


def loan_months(pool: Pool, assumptions: Assumptions, *, name: str) -> Iterator[LoanMonths]:
    """Project every loan by itself, some at a time.

    Args:
        pool: the loans.
        assumptions: speeds, severity, lag and arrears.
        name: the field that names a loan; loans without it are numbered in the order of the pool.

    Raises:
        SpeedError, IndexMissingError: as `project_pool`.
    """
    months, numbered = pool.months, 0
    for rows in pool.rows:
        names = _names(rows, name, numbered)
        numbered += names.size
        for (places, _), (loans, assumed) in zip(assumptions.claims(rows), assumptions.shared_out(rows), strict=True):
            yield _months(loans, assumed, names[places], months)


def _months(
    loans: LoanArrays, assumed: Assumptions, names: np.ndarray[tuple[int], np.dtype[np.object_]], months: int
) -> LoanMonths:
    flows = loan_flows(loans, assumed.pace(months))
    terms = _months_each(loans, assumed)[flows.loans]
    columns = np.repeat(np.arange(terms.size), terms)
    within = np.arange(columns.size) - np.repeat(np.cumsum(terms) - terms, terms)
    return LoanMonths(
        loan=names[flows.loans][columns],
        month=within + 1,
        balance=flows.balance[within, columns],
        cash=flows.cash[within, columns],
    )


def _months_each(loans: LoanArrays, assumed: Assumptions) -> MonthArray:
    """Return in how many months each loan may pay."""
    late = assumed.delinquencies
    return loans.remaining_term + (0 if late is None else len(late.roll))


def _names(rows: PoolRows, name: str, before: int) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    size = rows.loans.balance.size
    names = np.array([str(before + number) for number in range(1, size + 1)], dtype=object)
    for value, places in rows.labels.get(name, {}).items():
        names[places] = value
    return names

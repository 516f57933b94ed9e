"""Cells: many loans written as a few lines, for runs of a thousand scenarios.

Loans of like rate, remaining term and age become one line with their balance together and the balance-weighted mean of
each; the sum of balances stays. What is lost is what differs within a cell, so a step is to be as small as the number
of lines allows.

It does not decide how much may be lost: project both and compare.
"""

import numpy as np

from tallystick.cashflow.kernels.loans import LoanArrays, LoanArraysError
from tallystick.cashflow.kernels.speeds import FloatArray

__all__ = ["replined"]


def replined(loans: LoanArrays, *, rate_step: float, term_step: int, age_step: int) -> LoanArrays:
    """Return loans as representative lines. Law: the balance stays.

    Args:
        loans: of one amortisation, told by balance, rate, term and age alone.
        rate_step: width of a cell, a share a year, above 0.
        term_step: width of a cell in months, at least 1.
        age_step: likewise.

    Raises:
        LoanArraysError: a step is none, or loans have terms that no mean can stand for.
    """
    if not (rate_step > 0 and term_step >= 1 and age_step >= 1):
        message = "a cell needs a width: a rate step above 0 and steps of at least a month"
        raise LoanArraysError(message)
    if not loans.is_plain or loans.payment is not None or loans.balloon is not None:
        message = "only loans told by balance, rate, term and age can be written as cells; project the others as they are"
        raise LoanArraysError(message)
    owing = loans.rows(np.flatnonzero(loans.balance > 0))
    keys = np.stack(
        [np.floor(owing.annual_rate / rate_step), owing.remaining_term // term_step, owing.age // age_step]
    ).astype(np.int64)
    _, cell = np.unique(keys, axis=1, return_inverse=True)
    balance: FloatArray = np.bincount(cell.ravel(), weights=owing.balance).astype(np.float64)

    def mean(column: FloatArray) -> FloatArray:
        weighted: FloatArray = np.bincount(cell.ravel(), weights=owing.balance * column) / balance
        return weighted

    return LoanArrays(
        balance=balance,
        annual_rate=mean(owing.annual_rate),
        remaining_term=np.maximum(np.rint(mean(owing.remaining_term.astype(np.float64))), 1).astype(np.int64),
        age=np.rint(mean(owing.age.astype(np.float64))).astype(np.int64),
        amortisation=owing.amortisation,
    )

"""Months: the terms of loans, unrolled into what each owes month by month.

A schedule is nothing but four numbers a loan and month: what is owed at its beginning and end, the interest and the
fee due. Every loan type ends here, and every engine begins here.

It does not know prepayments or defaults.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tallystick.cashflow.kernels.contracts.payments import (
    contractual_payment,
    due_at_once,
    level_payment,
    repayments_left,
)
from tallystick.cashflow.kernels.loans import Amortisation, Floating, LoanArrays, MonthArray
from tallystick.cashflow.kernels.speeds import FloatArray

__all__ = ["ContractMonth", "Schedule", "contract_months", "living_rows", "unrolled"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ContractMonth:
    """One month of the loans still alive, the longest remaining term first.

    Attributes:
        begin: principal owed at the beginning.
        end: principal owed at the end.
        interest: interest, income or rent due this month.
        rate: the coupon of this month, a share a month.
        accrued: interest that a loan repaid early owes beside what is due: accrued since the last payment, of loans
            that do not pay this month. None where all pay monthly.
        fee: the borrower's fee due this month; None where none has one.
    """

    begin: FloatArray
    end: FloatArray
    interest: FloatArray
    rate: FloatArray
    accrued: FloatArray | None = None
    fee: FloatArray | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Schedule:
    """The months of some loans as tables, a row a month and a column a loan; 0 once a loan has ended."""

    end: FloatArray
    interest: FloatArray
    accrued: FloatArray
    fee: FloatArray


def living_rows(longest_first: MonthArray) -> list[int]:
    """Return how many loans are still alive in each month, and the zero of the month after the last."""
    months = np.arange(1, int(longest_first[0]) + 2)
    return [int(count) for count in np.searchsorted(-longest_first, -months, side="right")]


def contract_months(loans: LoanArrays, first_period: float = 1.0) -> Iterator[ContractMonth]:
    """Unroll loans month by month.

    Args:
        loans: at least one, longest remaining term first.
        first_period: months that the first one is long, above 0; its interest runs for as long, also where it is
            paid later. Income is what its forecast says of the period, however long.
    """
    living = living_rows(loans.remaining_term)
    rate = loans.annual_rate / 12
    payment = contractual_payment(loans, rate)
    owed, unpaid = loans.balance, np.zeros_like(loans.balance)
    for month, alive in enumerate(living[:-1]):
        if loans.floating is not None:
            rate, payment = _reset(loans, loans.floating, month, owed[:alive], rate, payment)
        bearing = rate[:alive] if month else rate[:alive] * (1 - due_at_once(loans)[:alive])
        begin, interest = owed[:alive], owed[:alive] * bearing
        end = begin - _repaid(loans, month, begin, interest, payment[:alive])
        end[living[month + 1] :] = 0
        owed, accrued, paying = end, None, None
        interest = interest if month else interest * first_period
        if loans.income is not None:
            interest = interest + loans.income[:alive, month]
        if loans.interval is not None:
            paying = _pays(loans, month, alive)
            unpaid = unpaid[:alive] + interest
            interest, accrued = np.where(paying, unpaid, 0), np.where(paying, 0, unpaid)
            unpaid = accrued
        fee = None if loans.fee is None else loans.fee[:alive] * (1 if paying is None else paying)
        yield ContractMonth(begin=begin, end=end, interest=interest, rate=bearing, accrued=accrued, fee=fee)


def unrolled(loans: LoanArrays, first_period: float = 1.0) -> Schedule:
    """Return the months of loans as tables; the arguments are those of `contract_months`."""
    tables = np.zeros((4, int(loans.remaining_term[0]), loans.balance.size))
    for month, each in enumerate(contract_months(loans, first_period)):
        for table, column in zip(tables, (each.end, each.interest, each.accrued, each.fee), strict=True):
            if column is not None:
                table[month, : column.size] = column
    end, interest, accrued, fee = tables
    return Schedule(end=end, interest=interest, accrued=accrued, fee=fee)


def _repaid(
    loans: LoanArrays, month: int, begin: FloatArray, interest: FloatArray, payment: FloatArray
) -> FloatArray | float:
    """Return the scheduled principal of a month that is not a loan's last: never below zero, never more than is owed.

    `interest` is that of one month on what is owed.
    """
    alive = begin.size
    due = payment
    match loans.amortisation:
        case Amortisation.LEVEL_PAY:
            due = payment - (interest if loans.interval is None else interest * loans.interval[:alive])
        case Amortisation.LISTED if loans.listed is not None:
            due = loans.listed[:alive, month]
        case Amortisation.BULLET:
            return np.zeros_like(begin)
        case _:
            pass
    if loans.interest_only is not None:
        due = np.where(month < loans.interest_only[:alive], 0, due)
    if loans.interval is not None and loans.amortisation is not Amortisation.LISTED:
        due = np.where(_pays(loans, month, alive), due, 0)
    limited = np.maximum(due, 0)
    return np.minimum(limited, begin, out=limited)


def _pays(loans: LoanArrays, month: int, alive: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    interval = np.ones_like(loans.remaining_term) if loans.interval is None else loans.interval
    paying: np.ndarray[tuple[int], np.dtype[np.bool_]] = (loans.remaining_term[:alive] - month - 1) % interval[:alive] == 0
    return paying


def _reset(
    loans: LoanArrays, terms: Floating, month: int, owed: FloatArray, rate: FloatArray, payment: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the monthly rates and payments that hold from this month on, of the loans still alive."""
    alive = owed.size
    since = month + 1 - terms.next_reset[:alive]
    resets = (since >= 0) & (since % terms.reset_every[:alive] == 0)
    before = rate[:alive] * 12
    aimed = terms.index[min(month, terms.index.size - 1)] + terms.margin[:alive]
    stepped = np.clip(aimed, before - terms.step[:alive], before + terms.step[:alive])
    now = np.where(resets, np.clip(stepped, terms.floor[:alive], terms.cap[:alive]) / 12, rate[:alive])
    if loans.amortisation is not Amortisation.LEVEL_PAY:
        return now, payment[:alive]
    interval = np.ones(alive, dtype=np.int64) if loans.interval is None else loans.interval[:alive]
    without = 0 if loans.interest_only is None else loans.interest_only[:alive]
    left = repayments_left(loans.remaining_term[:alive] - np.maximum(month, without), interval)
    balloon = np.zeros(alive) if loans.balloon is None else loans.balloon[:alive]
    amortising = (due_at_once(loans)[:alive] if month == 0 else 0) * np.equal(without, 0)
    owing = owed / (1 + amortising * now * interval)
    return now, np.where(resets, level_payment(owing, balloon, now * interval, left), payment[:alive])

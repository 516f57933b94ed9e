"""Payments: what a loan pays each time, from what it owes, its rate and how often it still pays.

    level pay          P = (B - R g^-n) r / (1 - g^-n), g = 1 + r     so that R is left after n payments
    equal principal    P = (B - R) / n
    annuity due        P = (B / g - R g^-n) r / (1 - g^-n)        the first payment falls due now

B owed, R the balloon, r the rate of one interval, n payments left that repay principal.

It does not say when payments fall due (`months`).
"""

import numpy as np

from tallystick.cashflow.kernels.loans import Amortisation, LoanArrays, MonthArray
from tallystick.cashflow.kernels.speeds import FloatArray

__all__ = ["contractual_payment", "due_at_once", "level_payment", "repayments_left"]


def contractual_payment(loans: LoanArrays, monthly_rate: FloatArray) -> FloatArray:
    """Return what each loan pays each time: payment, principal for equal principal, nothing where neither is fixed.

    Args:
        loans: in any order.
        monthly_rate: their coupons, a share a month.
    """
    if loans.amortisation in {Amortisation.BULLET, Amortisation.LISTED}:
        return np.zeros_like(loans.balance)
    if loans.payment is not None:
        return loans.payment
    balloon = np.zeros_like(loans.balance) if loans.balloon is None else loans.balloon
    interval = np.ones_like(loans.remaining_term) if loans.interval is None else loans.interval
    without = np.zeros_like(loans.remaining_term) if loans.interest_only is None else loans.interest_only
    repaying = repayments_left(loans.remaining_term - without, interval)
    if loans.amortisation is Amortisation.EQUAL_PRINCIPAL:
        return (loans.balance - balloon) / repaying
    rate = monthly_rate * interval
    amortising = np.where(without == 0, due_at_once(loans), 0)
    return level_payment(loans.balance / (1 + amortising * rate), balloon, rate, repaying)


def due_at_once(loans: LoanArrays) -> MonthArray:
    """Return 1 for each loan whose payment falls due as the projection begins, so that it bears no interest yet."""
    if loans.in_advance is None:
        return np.zeros_like(loans.remaining_term)
    interval = np.ones_like(loans.remaining_term) if loans.interval is None else loans.interval
    first: MonthArray = loans.in_advance * ((loans.remaining_term - 1) % interval == 0)
    return first


def repayments_left(months: MonthArray, interval: MonthArray) -> MonthArray:
    """Return how many payments, counted back from the last, fall into the last `months`; at least the last itself."""
    payments: MonthArray = np.maximum((months + interval - 1) // interval, 1)
    return payments


def level_payment(balance: FloatArray, balloon: FloatArray, rate: FloatArray, payments: MonthArray) -> FloatArray:
    """Return the level payment after `payments` of which the balloon is left.

    Args:
        balance: owed now.
        balloon: left with the last payment.
        rate: of one interval; where 0, principal in equal parts.
        payments: at least 1.
    """
    discount = -np.expm1(-payments * np.log1p(rate))
    free = rate == 0
    safe = np.where(free, 1, discount)
    return np.where(free, (balance - balloon) / payments, (balance - balloon * (1 - discount)) * rate / safe)

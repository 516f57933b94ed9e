"""The compiled engine: the plain engine's arithmetic, loan by loan in blocks that fit the cache, compiled by numba.

It needs the `fast` extra; `is_installed` says whether that is there, and nothing of it is loaded before it is used.
Compiling takes some seconds once; the result is kept beside this file, or in the user's cache where that cannot be
written. The arithmetic may be reordered for the processor's vectors, so results are those of `plain` to 1e-12
relative, not to the bit.

It does not advance for defaulted loans: `pool` hands that convention to the plain engine.
"""

from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple

import numpy as np

from tallystick.cashflow.kernels.flows import Pace, PoolFlows
from tallystick.cashflow.kernels.loans import Amortisation, InterestBase, LoanArrays, MonthArray, PrepaymentBase
from tallystick.cashflow.kernels.plain import contractual_payment
from tallystick.cashflow.kernels.speeds import Axis, FloatArray

__all__ = ["EngineMissingError", "is_installed", "project_part"]

_BLOCK: Final = 256
_SUMS: Final = ("beginning", "scheduled", "prepaid", "defaulted", "interest", "ending", "lost")


class EngineMissingError(ImportError):
    """The compiled engine was asked for by name and numba is not installed."""


@cache
def is_installed() -> bool:
    """Say whether numba can be loaded; it takes half a second to find out, so ask only where it may be used."""
    try:
        import numba  # noqa: F401, PLC0415 - see above
    except ImportError:
        return False
    return True


class _Columns(NamedTuple):
    """One entry a loan, longest remaining term first."""

    balance: FloatArray
    rate: FloatArray
    payment: FloatArray
    term: MonthArray
    age: MonthArray
    severity: FloatArray


class _Manner(NamedTuple):
    """Conventions as the loop asks for them.

    `smm_by_age` and `mdr_by_age` say what the curves' months count; `tail` is how many months at the end of a loan's
    term see no new default.
    """

    level_pay: bool
    smm_by_age: bool
    mdr_by_age: bool
    additive: bool
    on_survivors: bool
    tail: int


def project_part(loans: LoanArrays, severity: FloatArray, pace: Pace) -> PoolFlows:
    """Project a part of a pool and add it up; the arguments are those of `plain.project_part`.

    Raises:
        EngineMissingError: numba is not installed.
    """
    months = int(loans.remaining_term[0])
    rate = loans.annual_rate / 12
    columns = _Columns(
        balance=loans.balance,
        rate=rate,
        payment=contractual_payment(loans, rate),
        term=loans.remaining_term,
        age=loans.age,
        severity=np.ascontiguousarray(severity),
    )
    sums = _engine()(columns, pace.prepayment.rates, pace.default.rates, _manner(loans.amortisation, pace), months)
    vectors = {name: np.zeros(months + pace.recovery_lag) for name in PoolFlows.__slots__}
    for name, vector in zip(_SUMS, sums, strict=True):
        late = pace.recovery_lag if name == "lost" else 0
        vectors[name][late : late + months] = vector
    vectors["recovered"][pace.recovery_lag :] = vectors["defaulted"][:months]
    vectors["recovered"] -= vectors["lost"]
    return PoolFlows(**vectors)


def _manner(amortisation: Amortisation, pace: Pace) -> _Manner:
    conventions = pace.conventions
    return _Manner(
        level_pay=amortisation is Amortisation.LEVEL_PAY,
        smm_by_age=pace.prepayment.axis is Axis.LOAN_MONTH,
        mdr_by_age=pace.default.axis is Axis.LOAN_MONTH,
        additive=conventions.prepayment_base is PrepaymentBase.BEFORE_DEFAULTS,
        on_survivors=conventions.interest_base is InterestBase.SURVIVORS,
        tail=pace.recovery_lag if conventions.default_free_tail else 0,
    )


@cache
def _engine() -> Callable[..., FloatArray]:
    if not is_installed():
        message = "the compiled engine needs numba: install tallystick[fast], or let the plain engine compute"
        raise EngineMissingError(message)
    from numba import njit  # noqa: PLC0415 - half a second that nobody pays who does not need it

    compile_it = njit(nogil=True, cache=True, error_model="numpy", fastmath={"reassoc", "contract", "nsz"})
    compiled: Callable[..., FloatArray] = compile_it(_sums)
    return compiled


def _sums(loans: _Columns, smm_curve: FloatArray, mdr_curve: FloatArray, manner: _Manner, months: int) -> FloatArray:
    """Return one row a vector of `_SUMS`, losses in the month of their default."""
    sums = np.zeros((7, months))
    contractual, survival, smm, mdr = np.empty(_BLOCK), np.empty(_BLOCK), np.empty(_BLOCK), np.empty(_BLOCK)
    for start in range(0, loans.balance.size, _BLOCK):
        alive = min(_BLOCK, loans.balance.size - start)
        stop = start + alive
        contractual[:alive] = loans.balance[start:stop]
        survival[:alive] = 1.0
        rate, payment, severity = loans.rate[start:stop], loans.payment[start:stop], loans.severity[start:stop]
        term, age = loans.term[start:stop], loans.age[start:stop]
        month = 0
        while alive > 0:
            lasting = alive
            while lasting > 0 and term[lasting - 1] <= month + 1:
                lasting -= 1
            for loan in range(alive):
                smm[loan] = smm_curve[min(age[loan] + month if manner.smm_by_age else month, smm_curve.size - 1)]
                mdr[loan] = mdr_curve[min(age[loan] + month if manner.mdr_by_age else month, mdr_curve.size - 1)]
            for loan in range(alive if manner.tail else 0):
                if term[loan] <= month + manner.tail:
                    mdr[loan] = 0.0
            beginning = scheduled = prepaid = defaulted = interest = ending = lost = 0.0
            for loan in range(alive):
                begin, share, new = contractual[loan], survival[loan], mdr[loan]
                due = payment[loan] - begin * rate[loan] if manner.level_pay else payment[loan]
                end = begin - min(max(due, 0.0), begin) if loan < lasting else 0.0
                if manner.additive:
                    early = min(smm[loan], 1.0 - new)
                    prepaying, surviving = share * early, share * (1.0 - new - early)
                else:
                    prepaying = share * (1.0 - new) * smm[loan]
                    surviving = share * (1.0 - new) * (1.0 - smm[loan])
                performing, paying = share * begin, share * (1.0 - new)
                beginning += performing
                scheduled += paying * (begin - end)
                prepaid += prepaying * end
                defaulted += performing * new
                interest += (paying * begin if manner.on_survivors else performing) * rate[loan]
                ending += surviving * end
                lost += performing * new * severity[loan]
                contractual[loan], survival[loan] = end, surviving
            sums[0, month] += beginning
            sums[1, month] += scheduled
            sums[2, month] += prepaid
            sums[3, month] += defaulted
            sums[4, month] += interest
            sums[5, month] += ending
            sums[6, month] += lost
            alive = lasting
            month += 1
    return sums

"""The compiled engine: the plain engine's arithmetic, loan by loan in blocks that fit the cache, compiled by numba.

It needs the `fast` extra; `is_installed` says whether that is there, and nothing of it is loaded before it is used.
Compiling takes some seconds once; the result is kept beside this file, or in the user's cache where that cannot be
written. The arithmetic may be reordered for the processor's vectors, so results are those of `plain` to 1e-12
relative, not to the bit.

It does not advance for defaulted loans: `pool` hands that convention to the plain engine.
"""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from tallystick.cashflow.kernels.contracts.months import unrolled
from tallystick.cashflow.kernels.contracts.payments import contractual_payment
from tallystick.cashflow.kernels.flows import Arrears, Pace, PoolFlows
from tallystick.cashflow.kernels.loans import Amortisation, DefaultBase, InterestBase, LoanArrays, PrepaymentBase
from tallystick.cashflow.kernels.speeds import Axis, Curve, FloatArray, SingleArray

if TYPE_CHECKING:
    from tallystick.cashflow.kernels.engines import loops

__all__ = ["EngineMissingError", "is_installed", "project_part"]

_SUMS = (
    *("beginning", "scheduled", "prepaid", "defaulted", "interest", "ending", "lost", "fees", "diluted", "rolled"),
    "delinquent",
    *("interest_advances", "principal_advances", "interest_reimbursed", "principal_reimbursed"),
    *("interest_stranded", "principal_stranded"),
)
_NOT_KEPT = np.zeros((2, 1, 2), dtype=np.float32)[:, :, :1]
"""Laid out as a part of a pool's table is, so that the loops are compiled once for both."""
_EVERY_MONTH = Curve(rates=np.ones(1), axis=Axis.PROJECTION_MONTH)


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


def project_part(loans: LoanArrays, severity: FloatArray, pace: Pace, kept: SingleArray | None = None) -> PoolFlows:
    """Project a part of a pool and add it up; the arguments are those of `plain.project_part`.

    Raises:
        EngineMissingError: numba is not installed.
    """
    if not is_installed():
        message = "the compiled engine needs numba: install tallystick[fast], or let the plain engine compute"
        raise EngineMissingError(message)
    from tallystick.cashflow.kernels.engines import loops  # noqa: PLC0415 - half a second for who needs it alone

    months = int(loans.remaining_term[0]) + pace.months_late
    rate = loans.annual_rate / 12
    cost = pace.severity or _EVERY_MONTH
    entry = pace.arrears.entry if pace.arrears is not None else _EVERY_MONTH
    # Beyond the last rate of every curve all ages are alike.
    age = np.minimum(loans.age, max(each.rates.size for each in (pace.prepayment, pace.default, cost, entry)))
    latest = months + int(age.max())
    columns = loops.Columns(
        balance=loans.balance,
        rate=rate,
        payment=contractual_payment(loans, rate),
        term=loans.remaining_term,
        age=age,
        severity=np.ascontiguousarray(severity),
        kept=np.ones_like(rate) if loans.dilution is None else 1 - loans.dilution,
        tables=_tables(loans, pace.conventions.first_period),
    )
    curves = loops.Curves(
        smm=_lasting(pace.prepayment.rates, latest),
        mdr=_lasting(pace.default.rates, latest),
        cost=_lasting(cost.rates, latest),
        entry=_lasting(entry.rates, latest),
        smm_by_age=pace.prepayment.axis is Axis.LOAN_MONTH,
        mdr_by_age=pace.default.axis is Axis.LOAN_MONTH,
        cost_by_age=cost.axis is Axis.LOAN_MONTH,
        entry_by_age=entry.axis is Axis.LOAN_MONTH,
    )
    manner = _manner(loans, pace, keeping=kept is not None)
    sums = loops.sums(columns, curves, manner, _behind(pace.arrears), months, _NOT_KEPT if kept is None else kept)
    vectors = {name: np.zeros(months) for name in PoolFlows.__slots__}
    vectors.update(zip(_SUMS, sums, strict=True))
    return PoolFlows(**vectors)


def _lasting(rates: FloatArray, months: int) -> FloatArray:
    """Return the rates of so many months, or more: the last one holds on."""
    return np.concatenate([rates, np.full(max(months - rates.size, 0), rates[-1])])


def _tables(loans: LoanArrays, first_period: float) -> FloatArray:
    """Return end, interest, accrued and fee by month and loan; empty where payments say it all."""
    if loans.is_plain:
        return np.zeros((4, 0, 0))
    each = unrolled(loans, first_period)
    return np.stack([each.end, each.interest, each.accrued, each.fee])


def _behind(arrears: Arrears | None) -> "loops.Behind | None":
    """Return the terms of arrears, with room for a block."""
    from tallystick.cashflow.kernels.engines import loops  # noqa: PLC0415 - as above

    if arrears is None:
        return None
    buckets, terms = len(arrears.roll), arrears.advances
    return loops.Behind(
        roll=np.array(arrears.roll, dtype=np.float64),
        cure=np.array(arrears.cure, dtype=np.float64),
        stop_after=0 if terms is None else terms.stop_after,
        advances_interest=terms is not None and terms.interest,
        advances_principal=terms is not None and terms.principal,
        shares=np.zeros((buckets, loops.BLOCK)),
        owed=np.zeros((buckets + 2, loops.BLOCK)),
        due=np.zeros((buckets + 1, loops.BLOCK)),
        advanced=np.zeros((buckets, buckets, loops.BLOCK)),
        cured=np.zeros(loops.BLOCK),
        rolling=np.zeros(loops.BLOCK),
        interest=np.zeros(loops.BLOCK),
        cash=np.zeros(loops.BLOCK),
    )


def _manner(loans: LoanArrays, pace: Pace, *, keeping: bool) -> "loops.Manner":
    from tallystick.cashflow.kernels.engines import loops  # noqa: PLC0415 - as above

    how = pace.conventions
    tail = pace.recovery_lag if how.default_free_tail else 0
    smm_of_beginning = how.prepayment_base is PrepaymentBase.BEGINNING
    mdr_of_original = how.default_base is DefaultBase.ORIGINAL
    return loops.Manner(
        listed=not loans.is_plain,
        level_pay=loans.amortisation is Amortisation.LEVEL_PAY,
        one_severity=pace.severity is None,
        bent=smm_of_beginning or mdr_of_original or tail > 0 or how.first_period != 1,
        additive=how.prepayment_base is not PrepaymentBase.AFTER_DEFAULTS,
        smm_of_beginning=smm_of_beginning,
        mdr_of_original=mdr_of_original,
        defaults_last=how.default_base is DefaultBase.AFTER_SCHEDULED,
        on_survivors=how.interest_base is InterestBase.SURVIVORS,
        tail=tail,
        span=float(how.first_period),
        keeping=keeping,
    )

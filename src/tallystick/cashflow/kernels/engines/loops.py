"""The loops of the compiled engine: the plain engine's arithmetic, in blocks of loans that fit the cache.

Loading this module loads numba, so only `compiled` does, and only when it computes. Each step of a month is a loop over
the loans of a block that are still alive, the longest remaining term first, so that the processor works on several
loans at once:

    fill_rates      what the curves say for each loan
    fill_contract   what each owes at the end of the month, and its interest
    bend_rates      conventions under which a rate is a share of something else
    decrement       shares defaulting, prepaying and surviving, added up

Sums may be reordered for the processor's vectors, and nothing else: a product and a sum fused into one rounding would
depend on whether the code was just compiled or read back from numba's cache, and the bytes of a projection with it.
Nothing here raises a float to a whole power: numba 0.68 crashes on that in loops that may reorder.
"""

from collections.abc import Callable
from typing import Final, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit

from tallystick.cashflow.kernels.loans import MonthArray
from tallystick.cashflow.kernels.speeds import FloatArray, SingleArray

__all__ = ["BLOCK", "Columns", "Curves", "Manner", "sums"]

BLOCK: Final = 256

_Loop = TypeVar("_Loop", bound=Callable[..., object])


class Columns(NamedTuple):
    """One entry a loan, longest remaining term first; `tables` are end, interest, accrued and fee by month and loan."""

    balance: FloatArray
    rate: FloatArray
    payment: FloatArray
    term: MonthArray
    age: MonthArray
    severity: FloatArray
    kept: FloatArray
    tables: FloatArray


class Curves(NamedTuple):
    """Monthly rates, and whether their months count from origination."""

    smm: FloatArray
    mdr: FloatArray
    cost: FloatArray
    smm_by_age: bool
    mdr_by_age: bool
    cost_by_age: bool


class Manner(NamedTuple):
    """Conventions as the loops ask for them.

    `listed` reads the schedule from tables, not from payments; `bent` says that a rate must be turned before it is
    used; `tail` is how many months at the end of a loan's term see no new default; `span` the months of the first;
    `keeping` writes every loan down.
    """

    listed: bool
    level_pay: bool
    one_severity: bool
    bent: bool
    additive: bool
    smm_of_beginning: bool
    mdr_of_original: bool
    defaults_last: bool
    on_survivors: bool
    tail: int
    span: float
    keeping: bool


class _Block(NamedTuple):
    """One entry a loan of the block, for one month."""

    owed: FloatArray
    survival: FloatArray
    smm: FloatArray
    mdr: FloatArray
    cost: FloatArray
    end: FloatArray
    due: FloatArray
    before: FloatArray


def _compiled(loop: _Loop) -> _Loop:
    made = njit(nogil=True, cache=True, error_model="numpy", fastmath={"reassoc"})(loop)
    return cast("_Loop", made)


@_compiled
def _fill_rates(
    block: _Block, loans: Columns, curves: Curves, manner: Manner, start: int, alive: int, month: int
) -> None:
    age = loans.age[start : start + alive]
    smm_last, mdr_last, cost_last = curves.smm.size - 1, curves.mdr.size - 1, curves.cost.size - 1
    for loan in range(alive):
        block.smm[loan] = curves.smm[min(age[loan] + month if curves.smm_by_age else month, smm_last)]
        block.mdr[loan] = curves.mdr[min(age[loan] + month if curves.mdr_by_age else month, mdr_last)]
    if not manner.one_severity:
        for loan in range(alive):
            by_month = curves.cost[min(age[loan] + month if curves.cost_by_age else month, cost_last)]
            block.cost[loan] = loans.severity[start + loan] * by_month


@_compiled
def _fill_contract(
    block: _Block, loans: Columns, manner: Manner, start: int, alive: int, lasting: int, month: int
) -> None:
    if manner.listed:
        for loan in range(alive):
            block.end[loan] = loans.tables[0, month, start + loan]
            block.due[loan] = loans.tables[1, month, start + loan]
        return
    rate, payment = loans.rate[start : start + alive], loans.payment[start : start + alive]
    for loan in range(alive):
        begin = block.owed[loan]
        interest = begin * rate[loan]
        repaid = payment[loan] - interest if manner.level_pay else payment[loan]
        block.due[loan] = interest
        block.end[loan] = begin - min(max(repaid, 0.0), begin)
    for loan in range(lasting, alive):
        block.end[loan] = 0.0


@_compiled
def _bend_rates(block: _Block, loans: Columns, manner: Manner, start: int, alive: int, month: int) -> None:
    if month == 0 and manner.span != 1.0:
        for loan in range(alive):
            block.smm[loan] = 1.0 - np.exp(manner.span * np.log1p(-block.smm[loan]))
            block.mdr[loan] = 1.0 - np.exp(manner.span * np.log1p(-block.mdr[loan]))
            block.due[loan] *= manner.span
    for loan in range(alive):
        if manner.tail and loans.term[start + loan] <= month + manner.tail:
            block.mdr[loan] = 0.0
        performing = block.survival[loan] * block.owed[loan]
        if manner.mdr_of_original and performing > 0.0:
            block.mdr[loan] = min(block.mdr[loan] * loans.balance[start + loan], performing) / performing
        if manner.smm_of_beginning:
            end = block.end[loan]
            block.smm[loan] = min(block.smm[loan] * block.owed[loan], end) / (end if end > 0.0 else 1.0)


@_compiled
def _move(share: float, smm: float, new: float, manner: Manner) -> tuple[float, float, float]:
    """Return what of a share pays this month, what of that prepays, and what survives."""
    paying = share if manner.defaults_last else share * (1.0 - new)
    if manner.additive:
        early = min(smm, 1.0 - new)
        return paying, share * early, share * (1.0 - new - early)
    return paying, share * (1.0 - new) * smm, share * (1.0 - new) * (1.0 - smm)


@_compiled
def _decrement(block: _Block, manner: Manner, alive: int, month: int, out: FloatArray) -> None:
    beginning = scheduled = prepaid = defaulted = interest = ending = lost = 0.0
    for loan in range(alive):
        begin, end, share, new = block.owed[loan], block.end[loan], block.survival[loan], block.mdr[loan]
        paying, prepaying, surviving = _move(share, block.smm[loan], new, manner)
        defaulting = share * new * (end if manner.defaults_last else begin)
        beginning += share * begin
        scheduled += paying * (begin - end)
        prepaid += prepaying * end
        defaulted += defaulting
        interest += (paying if manner.on_survivors else share) * block.due[loan]
        ending += surviving * end
        lost += defaulting * block.cost[loan]
        block.survival[loan] = surviving
    for place, amount in enumerate((beginning, scheduled, prepaid, defaulted, interest, ending, lost)):
        out[place, month] += amount


@_compiled
def _add_listed(
    block: _Block, loans: Columns, manner: Manner, start: int, alive: int, month: int, out: FloatArray
) -> None:
    """Add what only listed contracts have: fees, interest accrued between payments, dilution."""
    accrued, fees, diluted_scheduled, diluted_prepaid = 0.0, 0.0, 0.0, 0.0
    for loan in range(alive):
        paying, prepaying, _ = _move(block.before[loan], block.smm[loan], block.mdr[loan], manner)
        unpaid = 1.0 - loans.kept[start + loan]
        fees += paying * loans.tables[3, month, start + loan]
        accrued += prepaying * loans.tables[2, month, start + loan]
        diluted_scheduled += paying * (block.owed[loan] - block.end[loan]) * unpaid
        diluted_prepaid += prepaying * block.end[loan] * unpaid
    out[1, month] -= diluted_scheduled
    out[2, month] -= diluted_prepaid
    out[4, month] += accrued
    out[7, month] += fees
    out[8, month] += diluted_scheduled + diluted_prepaid


@_compiled
def _keep(block: _Block, loans: Columns, manner: Manner, start: int, alive: int, month: int, kept: SingleArray) -> None:
    """Write down what each loan owes at the end of the month and what it paid in it."""
    for loan in range(alive):
        share, end = block.before[loan], block.end[loan]
        paying, prepaying, surviving = _move(share, block.smm[loan], block.mdr[loan], manner)
        principal = paying * (block.owed[loan] - end) + prepaying * end
        cash = principal * loans.kept[start + loan]
        kept[0, month, start + loan] = surviving * end
        kept[1, month, start + loan] = cash + (paying if manner.on_survivors else share) * block.due[loan]
    if manner.listed:
        for loan in range(alive):
            paying, prepaying, _ = _move(block.before[loan], block.smm[loan], block.mdr[loan], manner)
            late = prepaying * loans.tables[2, month, start + loan]
            kept[1, month, start + loan] += late + paying * loans.tables[3, month, start + loan]


@_compiled
def sums(loans: Columns, curves: Curves, manner: Manner, months: int, kept: SingleArray) -> FloatArray:
    """Return one row a vector, losses in the month of their default; where told to, fill `kept` loan by loan."""
    out = np.zeros((9, months))
    rows = np.empty((8, BLOCK))
    block = _Block(rows[0], rows[1], rows[2], rows[3], rows[4], rows[5], rows[6], rows[7])
    for start in range(0, loans.balance.size, BLOCK):
        alive = min(BLOCK, loans.balance.size - start)
        block.owed[:alive] = loans.balance[start : start + alive]
        block.cost[:alive] = loans.severity[start : start + alive]
        block.survival[:alive] = 1.0
        month = 0
        while alive > 0:
            lasting = alive
            while lasting > 0 and loans.term[start + lasting - 1] <= month + 1:
                lasting -= 1
            _fill_rates(block, loans, curves, manner, start, alive, month)
            _fill_contract(block, loans, manner, start, alive, lasting, month)
            if manner.bent:
                _bend_rates(block, loans, manner, start, alive, month)
            if manner.listed or manner.keeping:
                block.before[:alive] = block.survival[:alive]
            _decrement(block, manner, alive, month, out)
            if manner.listed:
                _add_listed(block, loans, manner, start, alive, month, out)
            if manner.keeping:
                _keep(block, loans, manner, start, alive, month, kept)
            block.owed[:alive] = block.end[:alive]
            alive = lasting
            month += 1
    return out

"""The loops of the compiled engine: the plain engine's arithmetic, in blocks of loans that fit the cache.

Loading this module loads numba, so only `compiled` does, and only when it computes. Each step of a month is a loop over
the loans of a block that are still alive, the longest remaining term first, so that the processor works on several
loans at once:

    fill_rates      what the curves say for each loan
    fill_contract   what each owes at the end of the month, and its interest
    bend_rates      conventions under which a rate is a share of something else
    decrement       shares defaulting, falling behind, prepaying and surviving, added up
    move_late       who was behind cures, stays or rolls on, and who missed this month's payment falls behind

Sums may be reordered for the processor's vectors, and nothing else: a product and a sum fused into one rounding would
depend on whether the code was just compiled or read back from numba's cache, and the bytes of a projection with it.
Nothing here raises a float to a whole power: numba 0.68 crashes on that in loops that may reorder. All loops stand in
one file, for numba's cache of one does not notice that another it calls has changed elsewhere.
"""

from collections.abc import Callable
from typing import Final, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit

from tallystick.cashflow.kernels.loans import MonthArray
from tallystick.cashflow.kernels.speeds import FloatArray, SingleArray

__all__ = ["BLOCK", "Behind", "Columns", "Curves", "Manner", "sums"]

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
    """Rates of every month looked up, and whether these count from origination; `entry` is the share falling behind."""

    smm: FloatArray
    mdr: FloatArray
    cost: FloatArray
    entry: FloatArray
    smm_by_age: bool
    mdr_by_age: bool
    cost_by_age: bool
    entry_by_age: bool


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


class Behind(NamedTuple):
    """Arrears: how those behind go on, and for the block in hand, one column a loan, who is.

    `roll` and `cure` are by bucket; nothing is advanced after `stop_after` payments, 0 where nothing is. `shares` is by
    bucket; `owed` (at the end of a month) and `due` (interest) are by months ago from this one; `advanced` by bucket
    and months ago. `cured` is current again this month; `rolling` goes into the bucket that is moved next; `interest`
    fell due since the payment that bucket missed first; `cash` was paid late.
    """

    roll: FloatArray
    cure: FloatArray
    stop_after: int
    advances_interest: bool
    advances_principal: bool
    shares: FloatArray
    owed: FloatArray
    due: FloatArray
    advanced: FloatArray
    cured: FloatArray
    rolling: FloatArray
    interest: FloatArray
    cash: FloatArray


class _Block(NamedTuple):
    """One entry a loan of the block, for one month."""

    owed: FloatArray
    survival: FloatArray
    smm: FloatArray
    mdr: FloatArray
    missing: FloatArray
    cost: FloatArray
    end: FloatArray
    due: FloatArray
    before: FloatArray


class _Place(NamedTuple):
    """Where a block stands: its first loan in the part, and the month of the projection, 0 the first.

    Of its loans, the first `alive` have this month's payment ahead, of which the first `lasting` have another; the
    first `waiting` may still be behind with one.
    """

    start: int
    alive: int
    lasting: int
    waiting: int
    month: int


def _compiled(loop: _Loop) -> _Loop:
    made = njit(nogil=True, cache=True, error_model="numpy", fastmath={"reassoc"})(loop)
    return cast("_Loop", made)


@_compiled
def _fill_rates(block: _Block, loans: Columns, curves: Curves, manner: Manner, at: _Place) -> None:
    age = loans.age[at.start : at.start + at.waiting]
    for loan in range(at.alive):
        block.smm[loan] = curves.smm[np.uint64(age[loan] + at.month if curves.smm_by_age else at.month)]
        block.mdr[loan] = curves.mdr[np.uint64(age[loan] + at.month if curves.mdr_by_age else at.month)]
    if not manner.one_severity:
        for loan in range(at.waiting):
            by_month = curves.cost[np.uint64(age[loan] + at.month if curves.cost_by_age else at.month)]
            block.cost[loan] = loans.severity[at.start + loan] * by_month


@_compiled
def _fill_contract(block: _Block, loans: Columns, manner: Manner, at: _Place) -> None:
    if manner.listed:
        for loan in range(at.alive):
            block.end[loan] = loans.tables[0, at.month, at.start + loan]
            block.due[loan] = loans.tables[1, at.month, at.start + loan]
        return
    rate, payment = loans.rate[at.start : at.start + at.alive], loans.payment[at.start : at.start + at.alive]
    for loan in range(at.alive):
        begin = block.owed[loan]
        interest = begin * rate[loan]
        repaid = payment[loan] - interest if manner.level_pay else payment[loan]
        block.due[loan] = interest
        block.end[loan] = begin - min(max(repaid, 0.0), begin)
    for loan in range(at.lasting, at.alive):
        block.end[loan] = 0.0


@_compiled
def _bend_rates(block: _Block, loans: Columns, manner: Manner, at: _Place) -> None:
    if at.month == 0 and manner.span != 1.0:
        for loan in range(at.alive):
            block.smm[loan] = 1.0 - np.exp(manner.span * np.log1p(-block.smm[loan]))
            block.mdr[loan] = -np.expm1((1.0 if manner.mdr_of_original else manner.span) * np.log1p(-block.mdr[loan]))
            block.due[loan] *= 1.0 if manner.listed else manner.span  # what is listed has it in its tables
    for loan in range(at.alive):
        if manner.tail and loans.term[at.start + loan] <= at.month + manner.tail:
            block.mdr[loan] = 0.0
        performing = block.survival[loan] * block.owed[loan]
        if manner.mdr_of_original and performing > 0.0:
            block.mdr[loan] = min(block.mdr[loan] * loans.balance[at.start + loan], performing) / performing
        if manner.smm_of_beginning:
            end = block.end[loan]
            block.smm[loan] = min(block.smm[loan] * block.owed[loan], end) / (end if end > 0.0 else 1.0)


@_compiled
def _fill_missing(block: _Block, loans: Columns, curves: Curves, manner: Manner, at: _Place) -> None:
    """Say which share misses this month's payment, of those that do not default."""
    age = loans.age[at.start : at.start + at.alive]
    for loan in range(at.alive):
        rate = curves.entry[np.uint64(age[loan] + at.month if curves.entry_by_age else at.month)]
        if at.month == 0 and manner.span != 1.0:
            rate = 1.0 - np.exp(manner.span * np.log1p(-rate))
        block.missing[loan] = min(rate, 1.0 - block.mdr[loan])


@_compiled
def _move(share: float, smm: float, new: float, missing: float, manner: Manner) -> tuple[float, float, float, float]:
    """Return what of a share pays interest this month, what pays principal, what of that prepays, and what survives."""
    entering, staying = share * (1.0 - missing), 1.0 - new - missing
    paying = entering if manner.defaults_last else share * staying
    bearing = paying if manner.on_survivors else entering
    if manner.additive:
        early = min(smm, staying)
        return bearing, paying, share * early, share * (staying - early)
    return bearing, paying, share * staying * smm, share * staying * (1.0 - smm)


@_compiled
def _decrement(block: _Block, manner: Manner, buckets: int, at: _Place, out: FloatArray) -> None:
    beginning = scheduled = prepaid = defaulted = interest = ending = lost = 0.0
    for loan in range(at.alive):
        begin, end, share, new = block.owed[loan], block.end[loan], block.survival[loan], block.mdr[loan]
        missing = block.missing[loan] if buckets else 0.0
        bearing, paying, prepaying, surviving = _move(share, block.smm[loan], new, missing, manner)
        defaulting = share * new * (end if manner.defaults_last else begin)
        beginning += share * begin
        scheduled += paying * (begin - end)
        prepaid += prepaying * end
        defaulted += defaulting
        interest += bearing * block.due[loan]
        ending += surviving * end
        lost += defaulting * block.cost[loan]
        block.survival[loan] = surviving
    for place, amount in enumerate((beginning, scheduled, prepaid, defaulted, interest, ending, lost)):
        out[place, at.month] += amount


@_compiled
def _add_listed(block: _Block, loans: Columns, manner: Manner, at: _Place, out: FloatArray) -> None:
    """Add what only listed contracts have: fees, interest accrued between payments, dilution."""
    accrued, fees, diluted_scheduled, diluted_prepaid = 0.0, 0.0, 0.0, 0.0
    for loan in range(at.alive):
        smm, new, missing = block.smm[loan], block.mdr[loan], block.missing[loan]
        _, paying, prepaying, _ = _move(block.before[loan], smm, new, missing, manner)
        unpaid = 1.0 - loans.kept[at.start + loan]
        fees += paying * loans.tables[3, at.month, at.start + loan]
        accrued += prepaying * loans.tables[2, at.month, at.start + loan]
        diluted_scheduled += paying * (block.owed[loan] - block.end[loan]) * unpaid
        diluted_prepaid += prepaying * block.end[loan] * unpaid
    out[1, at.month] -= diluted_scheduled
    out[2, at.month] -= diluted_prepaid
    out[4, at.month] += accrued
    out[7, at.month] += fees
    out[8, at.month] += diluted_scheduled + diluted_prepaid


@_compiled
def _keep(block: _Block, loans: Columns, manner: Manner, at: _Place, kept: SingleArray) -> None:
    """Write down what each loan owes at the end of the month and what it paid in it."""
    for loan in range(at.alive):
        smm, new, missing, end = block.smm[loan], block.mdr[loan], block.missing[loan], block.end[loan]
        bearing, paying, prepaying, surviving = _move(block.before[loan], smm, new, missing, manner)
        cash = (paying * (block.owed[loan] - end) + prepaying * end) * loans.kept[at.start + loan]
        cash += bearing * block.due[loan]
        if manner.listed:
            late, fee = loans.tables[2, at.month, at.start + loan], loans.tables[3, at.month, at.start + loan]
            cash += prepaying * late + paying * fee
        kept[0, at.month, at.start + loan] = surviving * end
        kept[1, at.month, at.start + loan] = cash


@_compiled
def _begin(behind: Behind, block: _Block, at: _Place) -> None:
    """Begin a block: nobody is behind, and nothing was owed before."""
    for rows in (behind.shares, behind.owed, behind.due):
        rows[:] = 0.0
    behind.advanced[:] = 0.0
    behind.owed[0, : at.alive] = block.owed[: at.alive]


@_compiled
def _move_late(behind: Behind, block: _Block, loans: Columns, at: _Place, out: FloatArray) -> None:
    """Move those behind through a month, with those that fall behind in it, and add up."""
    _record(behind, block, at)
    _catch_up(behind, block, loans, at, out)
    _fall(behind, block, at, out)
    if behind.stop_after:
        _advance(behind, loans, at, out)


@_compiled
def _record(behind: Behind, block: _Block, at: _Place) -> None:
    """Take in this month of the contracts; those that have ended owe nothing more."""
    for rows in (behind.owed, behind.due):
        for ago in range(rows.shape[0] - 1, 0, -1):
            rows[ago] = rows[ago - 1]
        rows[0] = 0.0
    behind.owed[0, : at.alive] = block.end[: at.alive]
    behind.due[0, : at.alive] = block.due[: at.alive]


@_compiled
def _catch_up(behind: Behind, block: _Block, loans: Columns, at: _Place, out: FloatArray) -> None:
    """Move every bucket through a month; out of the last, into default."""
    last = behind.roll.size - 1
    beginning = scheduled = defaulted = paid = ending = lost = diluted = 0.0
    behind.cured[: at.waiting] = 0.0
    behind.rolling[: at.waiting] = 0.0
    behind.cash[: at.waiting] = 0.0
    behind.interest[: at.waiting] = behind.due[0, : at.waiting]
    for place in range(last + 1):
        cure, roll = behind.cure[place], behind.roll[place]
        for loan in range(at.waiting):
            share, end = behind.shares[place, loan], behind.owed[0, loan]
            owing, next_due = behind.owed[place + 2, loan], behind.owed[place + 1, loan]
            curing, rolling = share * cure, share * roll
            staying = share - curing - rolling
            repaid = curing * (owing - end) + staying * (owing - next_due)
            behind.interest[loan] += behind.due[place + 1, loan]
            beginning += share * owing
            scheduled += repaid * loans.kept[at.start + loan]
            diluted += repaid * (1.0 - loans.kept[at.start + loan])
            interest = curing * behind.interest[loan] + staying * behind.due[place + 1, loan]
            paid += interest
            behind.cash[loan] += repaid * loans.kept[at.start + loan] + interest
            if place == last:
                defaulted += rolling * owing
                lost += rolling * owing * block.cost[loan]
            ending += curing * end
            behind.cured[loan] += curing
            behind.shares[place, loan] = staying + behind.rolling[loan]
            behind.rolling[loan] = rolling
    for row, amount in enumerate((beginning, scheduled, 0.0, defaulted, paid, ending, lost, 0.0, diluted, defaulted)):
        out[row, at.month] += amount


@_compiled
def _fall(behind: Behind, block: _Block, at: _Place, out: FloatArray) -> None:
    """Let those that miss this month's payment fall behind, and those that cured go on; add up who is behind."""
    for loan in range(at.alive):
        behind.shares[0, loan] += block.before[loan] * block.missing[loan]
        block.survival[loan] += behind.cured[loan]
    delinquent = 0.0
    for place in range(behind.shares.shape[0]):
        for loan in range(at.waiting):
            delinquent += behind.shares[place, loan] * behind.owed[place + 1, loan]
    out[5, at.month] += delinquent
    out[10, at.month] += delinquent


@_compiled
def _advance(behind: Behind, loans: Columns, at: _Place, out: FloatArray) -> None:
    """Take back what was advanced for those that paid or defaulted, and advance what was missed this month."""
    last = behind.roll.size - 1
    for place in range(last, -1, -1):
        cure, roll = behind.cure[place], behind.roll[place]
        stay = 1.0 - cure - roll
        for ago in range(place + 1):
            paying = cure + stay if ago == place else cure
            interest, principal = _fell_due(behind, behind.advanced[place, ago], loans, at, ago + 1)
            _book(behind, interest * paying, principal * paying, 13, at, out)
            if place == last:
                _book(behind, interest * roll, principal * roll, 15, at, out)
        for ago in range(place, 0, -1):
            rolled = behind.roll[place - 1]
            for loan in range(at.waiting):
                stayed, moved = behind.advanced[place, ago - 1, loan], behind.advanced[place - 1, ago - 1, loan]
                behind.advanced[place, ago, loan] = stay * stayed + rolled * moved
        behind.advanced[place, 0, : at.waiting] = 0.0
        if place < behind.stop_after:
            behind.advanced[place, 0, : at.waiting] = behind.shares[place, : at.waiting]
            interest, principal = _fell_due(behind, behind.shares[place], loans, at, 0)
            _book(behind, interest, principal, 11, at, out)


@_compiled
def _fell_due(behind: Behind, shares: FloatArray, loans: Columns, at: _Place, ago: int) -> tuple[float, float]:
    """Return the interest and principal that fell due so many months ago on shares of the contracts."""
    interest = principal = 0.0
    for loan in range(at.waiting):
        interest += shares[loan] * behind.due[ago, loan]
        repaid = behind.owed[ago + 1, loan] - behind.owed[ago, loan]
        principal += shares[loan] * repaid * loans.kept[at.start + loan]
    return interest, principal


@_compiled
def _book(behind: Behind, interest: float, principal: float, row: int, at: _Place, out: FloatArray) -> None:
    if behind.advances_interest:
        out[row, at.month] += interest
    if behind.advances_principal:
        out[row + 1, at.month] += principal


@_compiled
def _keep_late(behind: Behind, at: _Place, kept: SingleArray) -> None:
    """Add what each loan owes in arrears, or again currently, and has paid late, to what is written down of it."""
    for loan in range(at.waiting):
        balance = behind.cured[loan] * behind.owed[0, loan]
        for place in range(behind.shares.shape[0]):
            balance += behind.shares[place, loan] * behind.owed[place + 1, loan]
        kept[0, at.month, at.start + loan] += balance
        kept[1, at.month, at.start + loan] += behind.cash[loan]


@_compiled
def _ahead(loans: Columns, start: int, among: int, months: int) -> int:
    """Return how many of the first loans of a block have a term of so many months or more."""
    while among > 0 and loans.term[start + among - 1] < months:
        among -= 1
    return among


@_compiled
def sums(
    loans: Columns, curves: Curves, manner: Manner, behind: Behind | None, months: int, kept: SingleArray
) -> FloatArray:
    """Return one row a vector, losses in the month of their default; where told to, fill `kept` loan by loan.

    What asks for `behind` is compiled only where loans fall behind.
    """
    out = np.zeros((17, months))
    rows = np.zeros((9, BLOCK))
    block = _Block(rows[0], rows[1], rows[2], rows[3], rows[4], rows[5], rows[6], rows[7], rows[8])
    buckets = 0 if behind is None else behind.roll.size
    for start in range(0, loans.balance.size, BLOCK):
        size = min(BLOCK, loans.balance.size - start)
        at = _Place(start, size, _ahead(loans, start, size, 2), size, 0)
        block.owed[:size] = loans.balance[start : start + size]
        block.cost[:size] = loans.severity[start : start + size]
        block.survival[:size] = 1.0
        if behind is not None:
            _begin(behind, block, at)
        while at.waiting > 0:
            _fill_rates(block, loans, curves, manner, at)
            _fill_contract(block, loans, manner, at)
            if manner.bent:
                _bend_rates(block, loans, manner, at)
            if behind is not None:
                _fill_missing(block, loans, curves, manner, at)
            if buckets or manner.listed or manner.keeping:
                block.before[: at.alive] = block.survival[: at.alive]
            _decrement(block, manner, buckets, at, out)
            if manner.listed:
                _add_listed(block, loans, manner, at, out)
            if manner.keeping:
                _keep(block, loans, manner, at, kept)
            if behind is not None:
                _move_late(behind, block, loans, at, out)
                if manner.keeping:
                    _keep_late(behind, at, kept)
            block.owed[: at.alive] = block.end[: at.alive]
            month = at.month + 1
            lasting = _ahead(loans, start, at.lasting, month + 2)
            at = _Place(start, at.lasting, lasting, _ahead(loans, start, at.waiting, month + 1 - buckets), month)
    return out

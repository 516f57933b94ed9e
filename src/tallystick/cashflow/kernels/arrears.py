"""Arrears: loans behind with their payments, which catch up, stay behind or roll into default.

Shares of the contract, one bucket for each payment missed in a row. A loan k payments behind at the end of month t owes
what its contract owed k months ago, c(t - k). In month t, a share of those k behind (owing c(t - 1 - k))

    cures    pays c(t - 1 - k) - c(t) and the interest of k + 1 months, and is current again
    rolls    pays nothing and is k + 1 behind; from the last bucket it defaults, owing c(t - 1 - k)
    stays    pays its oldest instalment, c(t - 1 - k) - c(t - k) with that month's interest

After the last month of a loan there is nothing more to fall due: who stays pays one overdue instalment a month, so
that all is decided once as many months have passed as there are buckets. Fees missed are not caught up.

What each pays late can be written down loan by loan. What the servicer advances for them is kept beside it
(`advances`) and changes nothing here. The compiled engine does both alike (`engines.loops`).

It does not know why anyone falls behind.
"""

from collections import deque
from collections.abc import Callable

import numpy as np

from tallystick.cashflow.kernels.advances import Advanced, Instalments
from tallystick.cashflow.kernels.contracts.months import ContractMonth
from tallystick.cashflow.kernels.flows import Arrears, PoolFlows
from tallystick.cashflow.kernels.speeds import FloatArray, SingleArray

__all__ = ["Behind"]


class Behind:
    """The loans of a part that are behind, as shares of their contract by bucket."""

    def __init__(self, arrears: Arrears, undiluted: FloatArray, kept: SingleArray | None) -> None:
        """Begin with nobody behind.

        Args:
            arrears: how loans fall behind and catch up.
            undiluted: the share of each loan's principal that is not diluted.
            kept: where given, what each loan owes and pays is added to it, by month and loan.
        """
        self._arrears, self._undiluted, self._each = arrears, undiluted, kept
        buckets = len(arrears.roll)
        self._shares = np.zeros((buckets, undiluted.size))
        self._owed = deque([np.zeros_like(undiluted)] * (buckets + 1), maxlen=buckets + 1)
        self._interest = deque([np.zeros_like(undiluted)] * (buckets + 1), maxlen=buckets + 1)
        terms = arrears.advances
        self._advanced = None if terms is None else Advanced(terms, buckets=buckets, loans=undiluted.size)

    def step(
        self, month: int, falling: FloatArray, owed: ContractMonth, cost: FloatArray, flows: PoolFlows
    ) -> FloatArray:
        """Move every bucket through a month and book what is paid and lost; return the shares that are current again.

        Args:
            month: of the projection, 0 the first.
            falling: shares of the loans alive that miss this month's payment.
            owed: this month of their contracts, with the interest of so long a month.
            cost: severity, one a loan, ended or not.
            flows: added to.
        """
        alive, loans = falling.size, self._undiluted.size
        self._owed.append(_padded(owed.begin, loans))
        self._interest.append(_padded(owed.interest, loans))
        flows.beginning[month] += self._outstanding(months_ago=1)
        end = _padded(owed.end, loans)
        before = self._shares
        cured, paid = self._move(month, end, cost, flows)
        self._shares[0, :alive] += falling
        if self._advanced is not None:
            self._advance(self._advanced, month, (before, _padded(falling, loans)), end, flows)
        outstanding = self._outstanding(months_ago=0)
        flows.ending[month] += outstanding + float(cured @ end)
        flows.delinquent[month] += outstanding
        if self._each is not None:
            self._each[0, month] += cured * end + self._owed_late()
            self._each[1, month] += paid
        return cured[:alive]

    def run_out(self, flows: PoolFlows, cost: Callable[[int], FloatArray]) -> None:
        """Go on after the last payment of the longest loan, until nobody owes anything; `cost` is asked by month."""
        nothing = np.zeros_like(self._undiluted)
        over = ContractMonth(begin=nothing, end=nothing, interest=nothing, rate=nothing)
        for month in range(flows.beginning.size - len(self._shares), flows.beginning.size):
            self.step(month, nothing, over, cost(month), flows)

    def _advance(
        self,
        advanced: Advanced,
        month: int,
        missing: tuple[FloatArray, FloatArray],
        end: FloatArray,
        flows: PoolFlows,
    ) -> None:
        """Advance this month's instalments, of those who were behind and those who now fall behind, and take back."""
        before, falling = missing
        cure, roll = np.array(self._arrears.cure), np.array(self._arrears.roll)
        owed = [end, *reversed(self._owed)]
        due = Instalments(
            interest=tuple(reversed(self._interest)),
            principal=tuple((owed[ago + 1] - owed[ago]) * self._undiluted for ago in range(len(self._owed))),
        )
        missed = np.zeros_like(before)
        missed += before * (1 - cure - roll)[:, None]
        missed[1:] += before[:-1] * roll[:-1, None]
        missed[0] += falling
        advanced.step(month, (cure, roll), missed, due, flows)

    def _outstanding(self, *, months_ago: int) -> float:
        """Return what all behind owe. The history ends with c(t - 1), which who is one payment behind owes at t."""
        return sum(
            float(shares @ self._owed[-bucket - months_ago]) for bucket, shares in enumerate(self._shares, start=1)
        )

    def _owed_late(self) -> FloatArray:
        """Return what each loan owes where it is behind at the end of the month."""
        owed = np.array([self._owed[-bucket] for bucket in range(1, len(self._shares) + 1)])
        return np.asarray((self._shares * owed).sum(axis=0))

    def _move(self, month: int, end: FloatArray, cost: FloatArray, flows: PoolFlows) -> tuple[FloatArray, FloatArray]:
        """Move every bucket; return the shares that are current again, and what each loan pays late."""
        cured, paid, moved = np.zeros_like(end), np.zeros_like(end), np.zeros_like(self._shares)
        for place, shares in enumerate(self._shares):
            owing, next_due = self._owed[-2 - place], self._owed[-1 - place]
            curing, rolling = shares * self._arrears.cure[place], shares * self._arrears.roll[place]
            staying = shares - curing - rolling
            repaid = curing * (owing - end) + staying * (owing - next_due)
            flows.scheduled[month] += repaid @ self._undiluted
            flows.diluted[month] += repaid @ (1 - self._undiluted)
            since_missed = sum(self._interest[-1 - missed] for missed in range(place + 2))
            interest = staying * self._interest[-2 - place] + curing * since_missed
            flows.interest[month] += interest.sum()
            paid += repaid * self._undiluted + interest
            cured += curing
            moved[place] += staying
            if place + 1 < len(self._shares):
                moved[place + 1] += rolling
            else:
                flows.defaulted[month] += rolling @ owing
                flows.rolled[month] += rolling @ owing
                flows.lost[month] += (rolling * owing) @ cost
        self._shares = moved
        return cured, paid


def _padded(column: FloatArray, size: int) -> FloatArray:
    return np.concatenate([column, np.zeros(size - column.size)])

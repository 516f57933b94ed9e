"""Arrears: loans behind with their payments, which catch up, stay behind or roll into default.

Shares of the contract, one bucket for each payment missed in a row. A loan k payments behind at the end of month t owes
what its contract owed k months ago, c(t - k). In month t, a share of those k behind (owing c(t - 1 - k))

    cures    pays c(t - 1 - k) - c(t) and the interest of k + 1 months, and is current again
    rolls    pays nothing and is k + 1 behind; from the last bucket it defaults, owing c(t - 1 - k)
    stays    pays its oldest instalment, c(t - 1 - k) - c(t - k) with that month's interest

After the last month of a loan there is nothing more to fall due: who stays pays one overdue instalment a month, so
that all is decided once as many months have passed as there are buckets. Fees missed are not caught up.

What the servicer advances for them is kept beside it (`advances`) and changes nothing here.

It does not know why anyone falls behind.
"""

from collections import deque
from collections.abc import Callable

import numpy as np

from tallystick.cashflow.kernels.advances import Advanced, Instalments
from tallystick.cashflow.kernels.contracts.months import ContractMonth
from tallystick.cashflow.kernels.flows import Arrears, PoolFlows
from tallystick.cashflow.kernels.speeds import FloatArray

__all__ = ["Behind"]


class Behind:
    """The loans of a part that are behind, as shares of their contract by bucket."""

    def __init__(self, arrears: Arrears, kept: FloatArray) -> None:
        """Begin with nobody behind; `kept` is the share of each loan's principal that is not diluted."""
        self._arrears, self._kept = arrears, kept
        buckets = len(arrears.roll)
        self._shares = np.zeros((buckets, kept.size))
        self._owed = deque([np.zeros_like(kept)] * (buckets + 1), maxlen=buckets + 1)
        self._interest = deque([np.zeros_like(kept)] * (buckets + 1), maxlen=buckets + 1)
        terms = arrears.advances
        self._advanced = None if terms is None else Advanced(terms, buckets=buckets, loans=kept.size)

    def step(
        self, month: int, falling: FloatArray, owed: ContractMonth, cost: FloatArray, flows: PoolFlows
    ) -> FloatArray:
        """Move every bucket through a month and book what is paid and lost; return the shares that are current again.

        Args:
            month: of the projection, 0 the first.
            falling: shares of the loans alive that miss this month's payment.
            owed: this month of their contracts.
            cost: severity, one a loan, ended or not.
            flows: added to.
        """
        alive, loans = falling.size, self._kept.size
        self._owed.append(_padded(owed.begin, loans))
        self._interest.append(_padded(owed.interest, loans))
        flows.beginning[month] += self._outstanding(months_ago=1)
        end = _padded(owed.end, loans)
        before = self._shares
        cured = self._move(month, end, cost, flows)
        self._shares[0, :alive] += falling
        if self._advanced is not None:
            self._advance(self._advanced, month, (before, _padded(falling, loans)), end, flows)
        outstanding = self._outstanding(months_ago=0)
        flows.ending[month] += outstanding + float(cured @ end)
        flows.delinquent[month] += outstanding
        return cured[:alive]

    def run_out(self, flows: PoolFlows, cost: Callable[[int], FloatArray]) -> None:
        """Go on after the last payment of the longest loan, until nobody owes anything; `cost` is asked by month."""
        nothing = np.zeros_like(self._kept)
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
            principal=tuple((owed[ago + 1] - owed[ago]) * self._kept for ago in range(len(self._owed))),
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

    def _move(self, month: int, end: FloatArray, cost: FloatArray, flows: PoolFlows) -> FloatArray:
        cured, moved = np.zeros_like(end), np.zeros_like(self._shares)
        for place, shares in enumerate(self._shares):
            owing, next_due = self._owed[-2 - place], self._owed[-1 - place]
            curing, rolling = shares * self._arrears.cure[place], shares * self._arrears.roll[place]
            staying = shares - curing - rolling
            repaid = curing * (owing - end) + staying * (owing - next_due)
            flows.scheduled[month] += repaid @ self._kept
            flows.diluted[month] += repaid @ (1 - self._kept)
            flows.interest[month] += staying @ self._interest[-2 - place]
            for missed in range(place + 2):
                flows.interest[month] += curing @ self._interest[-1 - missed]
            cured += curing
            moved[place] += staying
            if place + 1 < len(self._shares):
                moved[place + 1] += rolling
            else:
                flows.defaulted[month] += rolling @ owing
                flows.lost[month] += (rolling * owing) @ cost
        self._shares = moved
        return cured


def _padded(column: FloatArray, size: int) -> FloatArray:
    return np.concatenate([column, np.zeros(size - column.size)])

"""Advances: what the servicer pays for loans in arrears when their payment falls due, and takes back later.

A loan k payments behind at the end of month t has not paid what fell due in months t - k + 1 to t. Of each of these, a
share was advanced; it is known by bucket and by how many months ago it fell due. In a month,

    misses      what falls due is advanced, where the loan is then no more than `stop_after` payments behind
    stays       pays the oldest, whose advance is taken back; what falls due is advanced, as above
    cures       pays all, and every advance is taken back
    defaults    what was advanced is taken back as the loan is liquidated

Interest and principal are kept apart. Advances of principal change no balance of a loan: it still owes.

Source: principal and interest advances of pooling and servicing agreements, which end where they would not be
recovered; for loans in default, `LiquidationBase.ADVANCED` is the BMA's own convention.

It does not say whether there is cash to take them back from: the waterfall does.
"""

from dataclasses import dataclass

import numpy as np

from tallystick.cashflow.kernels.flows import Advances, PoolFlows
from tallystick.cashflow.kernels.speeds import FloatArray

__all__ = ["Advanced", "Instalments"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Instalments:
    """What fell due of each loan's contract, this month and before: place m is m months ago."""

    interest: tuple[FloatArray, ...]
    principal: tuple[FloatArray, ...]


class Advanced:
    """The shares of contracts whose missed instalments were advanced: by bucket, then by months since they fell due."""

    def __init__(self, terms: Advances, *, buckets: int, loans: int) -> None:
        """Begin with nothing advanced."""
        self._terms = terms
        self._shares = np.zeros((buckets, buckets, loans))

    def step(
        self, month: int, moves: tuple[FloatArray, FloatArray], missed: FloatArray, due: Instalments, flows: PoolFlows
    ) -> None:
        """Move every bucket through a month.

        Args:
            month: of the projection, 0 the first.
            moves: by bucket, the shares of those in it that cure and that roll on.
            missed: by the bucket they are then in, shares that owe this month's instalment at its end.
            due: instalments up to the depth of the buckets.
            flows: added to.
        """
        cure, roll = moves
        buckets = len(self._shares)
        moved = np.zeros_like(self._shares)
        for place, unpaid in enumerate(self._shares):
            for ago in range(place + 1):
                self._book("reimbursed", month, cure[place] * unpaid[ago], due, ago + 1, flows)
            stay = 1 - cure[place] - roll[place]
            self._book("reimbursed", month, stay * unpaid[place], due, place + 1, flows)
            moved[place, 1 : place + 1] += stay * unpaid[:place]
            if place + 1 < buckets:
                moved[place + 1, 1 : place + 2] += roll[place] * unpaid[: place + 1]
            else:
                for ago in range(place + 1):
                    self._book("stranded", month, roll[place] * unpaid[ago], due, ago + 1, flows)
        self._shares = moved
        for place, shares in enumerate(missed):
            if place < self._terms.stop_after:
                self._shares[place, 0] += shares
                self._book("advances", month, shares, due, 0, flows)

    def _book(self, what: str, month: int, shares: FloatArray, due: Instalments, ago: int, flows: PoolFlows) -> None:
        if self._terms.interest:
            getattr(flows, f"interest_{what}")[month] += shares @ due.interest[ago]
        if self._terms.principal:
            getattr(flows, f"principal_{what}")[month] += shares @ due.principal[ago]

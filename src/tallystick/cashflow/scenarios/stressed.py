"""Runs of one deal by multiple of its assumed defaults, each made once, whoever asks for it.

Break-even, first loss and the loss curves of classes all look for a multiple on the same steps; run apart, the deal
would be projected twice at many of them.

It decides nothing, and keeps of each run no more than those three ask for: a whole ledger is large.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.classes import ClassCashFlows, Outlook, project
from tallystick.cashflow.pool import Pool
from tallystick.deal.deal import Deal
from tallystick.units.money import Money, total
from tallystick.units.rates import Share

__all__ = ["ClassUnderStress", "RunUnderStress", "StressedRuns"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassUnderStress:
    """What a class came to.

    Attributes:
        in_full: whether it was paid all, and all its interest on every payment date.
        original: its principal at the beginning.
        unpaid: principal and interest never paid, at the end of the run.
    """

    in_full: bool
    original: Money
    unpaid: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class RunUnderStress:
    """What a run came to: the shares of all assets, those bought too, that defaulted and were lost; classes by id.

    A class that was paid nothing at all is not among them.
    """

    defaulted: Fraction
    lost: Fraction
    classes: Mapping[str, ClassUnderStress]


class StressedRuns:
    """A deal at multiples of the defaults of one case.

    Attributes:
        deal: as filed.
        pool: its loans.
        base: whose defaults are multiplied.
    """

    def __init__(
        self, deal: Deal, pool: Pool, base: Assumptions, *, call: Share | None = None, outlook: Outlook | None = None
    ) -> None:
        """Begin without a run.

        Args:
            deal: as filed.
            pool: its loans.
            base: whose defaults are multiplied.
            call: as of `project`, and so is `outlook`.
            outlook: rates, events and calls.
        """
        self.deal, self.pool, self.base = deal, pool, base
        self._call, self._outlook = call, outlook
        self._made: dict[Fraction, RunUnderStress] = {}

    def __len__(self) -> int:
        """How many were made."""
        return len(self._made)

    def at(self, multiple: Fraction) -> RunUnderStress:
        """Return the run at a multiple, 0 or above.

        Raises:
            SpeedError, RoundingError, WaterfallError: as `project`.
        """
        if multiple not in self._made:
            assumed = self.base.stressed(multiple)
            run = project(self.deal, self.pool, assumed, call=self._call, outlook=self._outlook)
            self._made[multiple] = self._told(run)
        return self._made[multiple]

    def _told(self, run: ClassCashFlows) -> RunUnderStress:
        vehicles = (self.deal.structure.onshore, self.deal.structure.offshore)
        names = [terms.id for vehicle in vehicles if vehicle is not None for terms in vehicle.classes]
        flows = {name: run.flows(name) for name in names}
        assets = run.assets
        defaulted = total((period.defaulted for period in run.projection.periods), assets.currency)
        lost = total((period.lost for period in run.projection.periods), assets.currency)
        return RunUnderStress(
            defaulted=defaulted.ratio_to(assets),
            lost=lost.ratio_to(assets),
            classes={
                name: ClassUnderStress(
                    in_full=run.paid_in_full(name),
                    original=paid[0].beginning,
                    unpaid=paid[-1].ending + paid[-1].carried,
                )
                for name, paid in flows.items()
                if paid
            },
        )

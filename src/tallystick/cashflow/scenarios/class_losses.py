"""The loss distribution of each class: the deal run at more and more defaults, over the simulated share that defaults.

The same runs serve every class. They reach from no defaults to the worst scenario drawn, in equal steps of the
multiple; where a class first loses for good is then narrowed down by halving, so that the probability of a loss is the
waterfall's own but for the last half; between runs the loss is on the straight line.

    loss = (principal and interest never paid) / original principal, at the end of the run, at most all

Source: `analytics.losses.one_factor` for the distribution; the correlation is the caller's.

It is a computed likelihood under stated assumptions, and no rating. A class loses no less where more defaults: that is
the caller's promise, as for `analytics.break_even`.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from tallystick.cashflow.analytics.losses.loss_curve import LossCurve
from tallystick.cashflow.analytics.losses.one_factor import DefaultDistribution
from tallystick.cashflow.scenarios.stressed import ClassUnderStress, StressedRuns

__all__ = ["loss_curves"]

_MOST_DOUBLINGS = 20


def loss_curves(
    runs: StressedRuns, classes: Sequence[str], *, up_to: DefaultDistribution, steps: int = 24, halvings: int = 9
) -> Mapping[str, LossCurve]:
    """Return what each class loses by the share of the pool that defaults.

    Args:
        runs: of the deal; what others ran is not run again.
        classes: ids of classes with principal.
        up_to: the distribution whose worst scenario the curves must reach, where the pool can default so much.
        steps: runs in equal steps, at least 1.
        halvings: runs that narrow down the first loss of each class.

    Raises:
        KeyError: the deal has no such class.
        MoneyError: the pool is empty.
    """
    looked = _Looked(runs, classes)
    top, reached, worst = Fraction(1), looked.defaulted(Fraction(1)), Fraction(up_to.shares[-1])
    for _ in range(_MOST_DOUBLINGS):
        before, top = reached, top * 2
        reached = looked.defaulted(top)
        if reached >= worst or reached == before:
            break
    for step in range(steps + 1):
        looked.defaulted(top * step / steps)
    for place, _ in enumerate(classes):
        pays, fails = looked.around_first_loss(place)
        for _ in range(halvings if pays is not None and fails is not None else 0):
            middle = ((pays or Fraction(0)) + (fails or Fraction(0))) / 2
            pays, fails = (pays, middle) if looked.lost(middle)[place] else (middle, fails)
    return {name: looked.curve(place) for place, name in enumerate(classes)}


class _Looked:
    """The runs looked at so far: by multiple, what defaulted and what each class lost."""

    def __init__(self, runs: StressedRuns, classes: Sequence[str]) -> None:
        self._runs, self._classes = runs, classes
        self._made: dict[Fraction, tuple[Fraction, tuple[Fraction, ...]]] = {}

    def defaulted(self, multiple: Fraction) -> Fraction:
        return self._at(multiple)[0]

    def lost(self, multiple: Fraction) -> tuple[Fraction, ...]:
        return self._at(multiple)[1]

    def around_first_loss(self, place: int) -> tuple[Fraction | None, Fraction | None]:
        """Return the largest multiple at which a class loses nothing, and the smallest at which it does."""
        pays = [multiple for multiple, (_, lost) in self._made.items() if not lost[place]]
        fails = [multiple for multiple, (_, lost) in self._made.items() if lost[place]]
        return max(pays, default=None), min(fails, default=None)

    def curve(self, place: int) -> LossCurve:
        """Return what a class lost, by what defaulted."""
        found = dict(sorted((share, lost[place]) for share, lost in self._made.values()))
        return LossCurve(defaulted=tuple(found), lost=tuple(found.values()))

    def _at(self, multiple: Fraction) -> tuple[Fraction, tuple[Fraction, ...]]:
        if multiple not in self._made:
            run = self._runs.at(multiple)
            self._made[multiple] = run.defaulted, tuple(_lost(run.classes[name]) for name in self._classes)
        return self._made[multiple]


def _lost(stood: ClassUnderStress) -> Fraction:
    return min(stood.unpaid.ratio_to(stood.original), Fraction(1))

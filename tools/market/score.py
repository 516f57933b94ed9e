"""Alerts held against the list of plants: how many plants were found, and how many alerts some plant explains.

A plant is found by an alert of its kind in its deals. An alert is explained by a plant of which it is a consequence: a
mint nobody reported also moves what is outstanding, and a servicer that drifts is apart from its tapes in every deal.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tallystick.shell.operations.supervision.market.alone import MonthEvent
from tallystick.supervision.market.alerts import Alert
from tools.market.plan import Plant

__all__ = ["Raised", "Score", "score"]

_FOLLOWS = {"supply-other": {"outstanding-other"}, "servicer-drift": {"cash-other"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An alert, or an event of a month under a rule of the books, as the run tells of it."""

    kind: str
    deals: tuple[str, ...]
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Figures of one market.

    Attributes:
        alerts: how many alerts, and events of a kind that is planted, were told.
        found: plants found, and `planted` all of them, by kind.
        missed: plants that nothing found.
        wrong: alerts and events that no plant explains.
    """

    alerts: int
    planted: Counter[str]
    found: Counter[str]
    missed: tuple[Plant, ...]
    wrong: tuple[Raised, ...]

    @property
    def recall(self) -> float:
        """The share of plants that were found."""
        return self.found.total() / self.planted.total() if self.planted else 1.0

    @property
    def precision(self) -> float:
        """The share of alerts that a plant explains."""
        return 1 - len(self.wrong) / self.alerts if self.alerts else 1.0


def score(alerts: Iterable[Alert], plants: Iterable[Plant], events: Iterable[MonthEvent] = ()) -> Score:
    """Hold alerts against plants.

    Args:
        alerts: of a run.
        plants: of its market.
        events: what the month shows; those under a rule that nothing is planted for are left out.
    """
    planted = list(plants)
    kinds = {each.kind for each in planted}
    raised = [Raised(kind=each.kind.value, deals=each.deals, about=each.about) for each in alerts]
    for event in events:
        rule, _, about = event.id.partition("/")
        if rule in kinds:
            raised.append(Raised(kind=rule, deals=(event.deal,), about=about))
    found = [each for each in planted if any(_finds(one, each) for one in raised)]
    return Score(
        alerts=len(raised),
        planted=Counter(each.kind for each in planted),
        found=Counter(each.kind for each in found),
        missed=tuple(each for each in planted if each not in found),
        wrong=tuple(each for each in raised if not any(_explains(plant, each) for plant in planted)),
    )


def _finds(raised: Raised, plant: Plant) -> bool:
    return raised.kind == plant.kind and raised.deals == plant.deals and plant.about in {"", raised.about}


def _explains(plant: Plant, raised: Raised) -> bool:
    follows = raised.kind in _FOLLOWS.get(plant.kind, set()) and set(raised.deals) <= set(plant.deals)
    return follows or _finds(raised, plant)

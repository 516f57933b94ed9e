"""Alerts held against the list of plants: how many plants were found, and how many alerts some plant explains.

A plant is found by an alert of its kind in its deals. An alert is explained by a plant of which it is a consequence: a
mint nobody reported also moves what is outstanding, and a servicer that drifts is apart from its tapes in every deal.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tallystick.supervision.market.alerts import Alert
from tools.market.plan import Plant

__all__ = ["Score", "score"]

_FOLLOWS = {"supply-other": {"outstanding-other"}, "servicer-drift": {"cash-other"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Figures of one market.

    Attributes:
        found: plants found, and `planted` all of them, by kind.
        missed: plants that no alert found.
        wrong: alerts that no plant explains.
    """

    alerts: int
    planted: Counter[str]
    found: Counter[str]
    missed: tuple[Plant, ...]
    wrong: tuple[Alert, ...]

    @property
    def recall(self) -> float:
        """The share of plants that were found."""
        return self.found.total() / self.planted.total() if self.planted else 1.0

    @property
    def precision(self) -> float:
        """The share of alerts that a plant explains."""
        return 1 - len(self.wrong) / self.alerts if self.alerts else 1.0


def score(alerts: Iterable[Alert], plants: Iterable[Plant]) -> Score:
    """Hold alerts against plants."""
    raised, planted = list(alerts), list(plants)
    found = [each for each in planted if any(_finds(alert, each) for alert in raised)]
    return Score(
        alerts=len(raised),
        planted=Counter(each.kind for each in planted),
        found=Counter(each.kind for each in found),
        missed=tuple(each for each in planted if each not in found),
        wrong=tuple(each for each in raised if not any(_explains(plant, each) for plant in planted)),
    )


def _finds(alert: Alert, plant: Plant) -> bool:
    if alert.kind.value != plant.kind:
        return False
    return alert.deals == plant.deals and plant.about in {"", alert.about}


def _explains(plant: Plant, alert: Alert) -> bool:
    follows = alert.kind.value in _FOLLOWS.get(plant.kind, set()) and set(alert.deals) <= set(plant.deals)
    return follows or _finds(alert, plant)

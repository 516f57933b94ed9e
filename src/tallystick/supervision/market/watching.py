"""The whole market on a day: every alert of every kind, what hangs on whom, and what a person has to decide.

The same market gives the same alerts in the same order; nothing of it is stored.
"""

from dataclasses import dataclass

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.supervision.market.alerts import Alert
from tallystick.supervision.market.early_warning import drifting_servicers, early_warnings, faulty_tapes
from tallystick.supervision.market.four_truths import reconcile
from tallystick.supervision.market.records import Market
from tallystick.supervision.market.sharing import (
    Concentration,
    Groups,
    Question,
    concentration,
    hidden_payers,
    pledged_twice,
)
from tallystick.supervision.market.ties import Tie, ties
from tallystick.supervision.market.trading import abnormal_trading

__all__ = ["MarketWatched", "watch_market"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketWatched:
    """What is known of a market on a day.

    Attributes:
        deals: how many were looked at.
        alerts: by kind, deals and subject.
        concentrations: by dimension and currency, the largest first.
        questions: parties that may be one.
        ties: payers, what joins them, and the deals that they tie together.
    """

    deals: int
    alerts: tuple[Alert, ...]
    concentrations: tuple[Concentration, ...]
    questions: tuple[Question, ...]
    ties: tuple[Tie, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 of every alert with its figures: two runs over one market agree in it."""
        rows = [[each.id, str(each.since), each.measured, each.against] for each in self.alerts]
        return sha256_hex(canonical({"alerts": rows}))


def watch_market(market: Market, groups: Groups) -> MarketWatched:
    """Look at every deal alone and beside the others.

    Args:
        market: on its day.
        groups: of its parties, by `links.groups_of`.
    """
    alerts = (
        *reconcile(market),
        *pledged_twice(market),
        *hidden_payers(market, groups),
        *early_warnings(market),
        *drifting_servicers(market),
        *faulty_tapes(market),
        *abnormal_trading(market),
    )
    return MarketWatched(
        deals=len(market.deals),
        alerts=tuple(sorted(alerts, key=lambda each: each.id)),
        concentrations=concentration(market, groups),
        questions=groups.questions,
        ties=ties(market, groups),
    )

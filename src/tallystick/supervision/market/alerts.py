"""Alerts: what a reviewer should look at, each with the figures, the formula and the sources it can be checked by.

An alert judges nobody: it says that figures are as they are, what they are held against, and since when. It is known by
its kind, deal and subject, so that the same market gives the same alerts, and a later month the same alert grown older.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import labels
from tallystick.supervision.market.records import PPM
from tallystick.units.periods import Period

__all__ = ["OWNERS", "Alert", "Kind", "alert_findings", "percent"]


class Kind(StrEnum):
    """What kind of thing is to be looked at."""

    ISSUED_ABOVE_FILED = "issued-above-filed"
    ISSUED_UNREPORTED = "issued-unreported"
    SUPPLY_OTHER = "supply-other"
    OUTSTANDING_OTHER = "outstanding-other"
    POOL_OTHER = "pool-other"
    CASH_OTHER = "cash-other"
    CLOSING_OTHER = "closing-other"
    PAID_OTHER = "paid-other"
    REPLAY_STOPPED = "replay-stopped"
    PLEDGED_TWICE = "pledged-twice"
    PAYER_HIDDEN = "payer-hidden"
    VINTAGE_WORSE = "vintage-worse"
    COVERAGE_FALLING = "coverage-falling"
    TRIGGER_NEAR = "trigger-near"
    QUALITY_DRIFT = "quality-drift"
    TAPE_FAULTY = "tape-faulty"
    SERVICER_DRIFT = "servicer-drift"
    REPORTS_LATE = "reports-late"
    TURNOVER_ABNORMAL = "turnover-abnormal"
    PRICE_ABNORMAL = "price-abnormal"


OWNERS: Final = {
    Kind.ISSUED_ABOVE_FILED: "issuer",
    Kind.ISSUED_UNREPORTED: "filer",
    Kind.SUPPLY_OTHER: "issuer",
    Kind.OUTSTANDING_OTHER: "paying-agent",
    Kind.POOL_OTHER: "servicer",
    Kind.CASH_OTHER: "servicer",
    Kind.CLOSING_OTHER: "filer",
    Kind.PAID_OTHER: "paying-agent",
    Kind.REPLAY_STOPPED: "servicer",
    Kind.PLEDGED_TWICE: "filer",
    Kind.PAYER_HIDDEN: "filer",
    Kind.VINTAGE_WORSE: "filer",
    Kind.COVERAGE_FALLING: "trustee",
    Kind.TRIGGER_NEAR: "trustee",
    Kind.QUALITY_DRIFT: "servicer",
    Kind.TAPE_FAULTY: "servicer",
    Kind.SERVICER_DRIFT: "servicer",
    Kind.REPORTS_LATE: "filer",
    Kind.TURNOVER_ABNORMAL: "issuer",
    Kind.PRICE_ABNORMAL: "issuer",
}
"""Which party of the deal is asked first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One thing to look at.

    Attributes:
        deals: whose it is; several where it lies between deals.
        about: what of, such as a class of tokens, a payer's group or a servicer.
        since: the first month of the unbroken run in which it was so.
        period: the last.
        measured: what was found.
        against: what it is held against: the threshold or tolerance.
        values: every figure of the formula, by name.
        sources: where the figures come from.
    """

    kind: Kind
    deals: tuple[str, ...]
    about: str
    since: Period
    period: Period
    measured: str
    against: str
    values: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = field(default=())

    @property
    def id(self) -> str:
        """What tells it from other alerts."""
        return "/".join((self.kind.value, *self.deals, self.about))

    @property
    def owner(self) -> str:
        """The part of the deal that is asked first."""
        return OWNERS[self.kind]

    @property
    def age(self) -> int:
        """For how many months it has been so, from 1."""
        return self.since.months_to(self.period) + 1

    def title(self) -> Name:
        """Return what its kind is called."""
        return labels()[f"supervision.market.kind.{self.kind}"]

    def formula(self) -> Name:
        """Return how its figures were held against each other."""
        return labels()[f"supervision.market.formula.{self.kind}"]


def alert_findings(alerts: Iterable[Alert]) -> tuple[Finding, ...]:
    """Return alerts as findings for whoever reads them."""
    return tuple(
        finding(
            "supervision.market-alert",
            alert=each.title(),
            deals=each.deals,
            about=each.about,
            measured=each.measured,
            against=each.against,
            formula=each.formula(),
            owner=each.owner,
            months=each.age,
        )
        for each in alerts
    )


def percent(ppm: int) -> str:
    """Return millionths as a percentage that reads back exactly."""
    whole, rest = divmod(abs(ppm), PPM // 100)
    digits = f"{rest:04}".rstrip("0")
    return f"{'-' if ppm < 0 else ''}{whole}{'.' if digits else ''}{digits}%"

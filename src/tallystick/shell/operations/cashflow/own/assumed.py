"""A reader's own assumptions over a filed case: what is given replaces the filed figure, what is left out stays.

    prepayment  CPR, a year     in place of the filed speed, for every loan
    default     CDR, a year     likewise, in place of arrears too
    severity    share lost of what defaults
    lag         months from default to the first recovery
    rates       added to every index, a year

Own speeds hold for every loan, so what a case aims at some loans by itself gives way to them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from tallystick.cashflow.assumptions import Assumptions, Defaults, Prepayments, Stress
from tallystick.cashflow.checked_flows import check_flows
from tallystick.cashflow.classes import STOPS, ClassCashFlows, Outlook, project, stopped
from tallystick.cashflow.kernels.door import DefaultKind, PrepaymentKind
from tallystick.cashflow.projection import check_projectable
from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.cashflow.pool import pool_of
from tallystick.shell.operations.cashflow.project import BASE
from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.units.rates import Rate, RateError, Share

__all__ = ["FIELDS", "Own", "Rerun", "read_own", "rerun"]

FIELDS: Final = ("prepayment", "default", "severity", "lag", "rates")
"""What may be given, in the order of a form."""
_MOST_LAG: Final = 120
_OWN: Final = "own"
_Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """Own assumptions; None where the filed figure stays. `lag` in months, `rates` a shift a year."""

    prepayment: Share | None = None
    default: Share | None = None
    severity: Share | None = None
    lag: int | None = None
    rates: Rate | None = None

    def over(self, filed: Assumptions) -> Assumptions:
        """Return filed assumptions with what is given in its place."""
        made = filed
        if self.prepayment is not None:
            speed = Prepayments(kind=PrepaymentKind.CPR, rates=(self.prepayment.value,))
            made = replace(made, prepayments=speed, targets=())
        if self.default is not None:
            speeds = Defaults(kind=DefaultKind.CDR, rates=(self.default.value,))
            made = replace(made, defaults=speeds, delinquencies=None, advances=None, targets=())
        if self.severity is not None:
            made = replace(made, severity=self.severity, severities=None)
        if self.lag is not None:
            made = replace(made, recovery_lag=self.lag)
        return made if self.rates is None else made.under(Stress(rates=self.rates.per_annum))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rerun:
    """A deal in the filed base case and under own assumptions; `beside` are its other filed cases, by name."""

    deal: Deal
    own: Own
    filed: ClassCashFlows
    made: ClassCashFlows
    beside: Mapping[str, ClassCashFlows]


def read_own(given: Mapping[str, str]) -> Outcome[Own]:
    """Read own assumptions from texts, such as ``12%``, ``6`` and ``-0.50%``; an empty text leaves the filed figure.

    Args:
        given: by name of `FIELDS`.
    """
    read: dict[str, Share | Rate | int] = {}
    wrong: list[Finding] = []
    for name in FIELDS:
        text = given.get(name, "").strip()
        if not text:
            continue
        try:
            read[name] = _months(text) if name == "lag" else (Rate if name == "rates" else Share).parse(_percent(text))
        except (RateError, ValueError):
            wrong.append(finding("cashflow.own-unreadable", path=name, value=text))
    if not wrong and not read:
        wrong.append(finding("cashflow.own-nothing"))
    return Outcome(value=None if wrong else Own(**read), findings=tuple(wrong))  # type: ignore[arg-type]


def rerun(files: Mapping[str, bytes], own: Own, *, progress: _Progress | None = None) -> Outcome[Rerun]:
    """Run a folder in its filed cases and its base case again under own assumptions; None where that cannot be done.

    Args:
        files: of the folder or package.
        own: assumptions.
        progress: told before each run.
    """
    opened = open_deal(files)
    if opened.value is None or has_errors(opened.findings):
        return Outcome(value=None, findings=opened.findings)
    deal = opened.value.deal
    pool, found = pool_of(opened.value)
    if pool is None or not pool.months or BASE not in deal.assumptions:
        return Outcome(value=None, findings=(*found, finding("cashflow.pool-empty")))
    cases = {name: Assumptions.filed(deal.assumptions[name]) for name in sorted(deal.assumptions)}
    runs: dict[str, ClassCashFlows] = {}
    for number, (name, assumed) in enumerate({**cases, _OWN: own.over(cases[BASE])}.items()):
        found = (*found, *check_projectable(pool, name, assumed))
        if has_errors(found):
            return Outcome(value=None, findings=found)
        if progress is not None:
            progress(name, number, len(cases) + 1)
        try:
            runs[name] = project(deal, pool, assumed, outlook=Outlook.assumed(assumed))
        except STOPS as error:
            return Outcome(value=None, findings=(*found, stopped(error, deal.structure, case=name)))
        found = (*found, *check_flows(deal.structure, runs[name], name))
    filed, made = runs.pop(BASE), runs.pop(_OWN)
    return Outcome(value=Rerun(deal=deal, own=own, filed=filed, made=made, beside=runs), findings=found)


def _percent(text: str) -> str:
    return text if text.endswith("%") else f"{text}%"


def _months(text: str) -> int:
    months = int(text) if text.isascii() and text.isdigit() else _MOST_LAG + 1
    if months > _MOST_LAG:
        raise ValueError(text)
    return months

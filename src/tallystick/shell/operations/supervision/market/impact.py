"""What a change of the law does to every filing of a home that the market was made of."""

import datetime as dt
from collections.abc import Mapping

from tallystick.evidence.findings import Finding
from tallystick.law.reading import BookError
from tallystick.shell.operations.law.impact import ImpactFound, law_impact, screened_folder
from tallystick.shell.operations.law.weighing import Screened
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.compute import Workers
from tallystick.shell.operations.supervision.market.market import MarketSeen

__all__ = ["register_impact"]


def register_impact(
    seen: MarketSeen, amended: Mapping[str, bytes], workers: Workers, *, as_of: dt.date | None = None
) -> Outcome[ImpactFound]:
    """Say what a change of the law does to every filing of a home.

    Args:
        seen: by `market`.
        amended: books by file name.
        workers: for many filings.
        as_of: the day of the law after; each filing's own where none is given.
    """
    screenings: list[Screened] = []
    findings: list[Finding] = []
    for each in seen.filed:
        try:
            screened = screened_folder(each.filing, each.opened.files, amended, as_of=as_of)
        except BookError as error:
            return Outcome(value=None, findings=error.findings)
        screenings += [] if screened.value is None else [screened.value]
        findings += screened.findings
    told = law_impact(screenings, amended, workers, as_of=as_of)
    return Outcome(value=told.value, findings=(*findings, *told.findings))

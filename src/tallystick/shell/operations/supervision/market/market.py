"""`market`: every deal of a home beside the others: alerts, concentrations, precedents, and what a change of law does.

filings of the home -> deals as filed, payers, determinations        reported DIR/<deal>/... -> months, claims
latest version of each deal -> market -> alerts, concentrations, questions, precedents, impact
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from polars.exceptions import PolarsError

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.parsers import parser_problem
from tallystick.filing.clocks import beijing_day
from tallystick.law.reading import BookError
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.law.impact import ImpactFound, law_impact, screened_folder
from tallystick.shell.operations.law.weighing import Screened
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.compute import Workers
from tallystick.shell.operations.ports.journal import FilingRow
from tallystick.shell.operations.ports.partitions import Partitions
from tallystick.shell.operations.supervision.market.filed import FiledDeal, filed_deal
from tallystick.shell.operations.supervision.market.lived import lived_months
from tallystick.shell.operations.supervision.market.monthly import monthly_run
from tallystick.shell.operations.supervision.market.speaking import LibrarySpeech
from tallystick.shell.operations.supervision.market.tagged import tagged
from tallystick.shell.operations.supervision.watching.lived import lived
from tallystick.supervision.market.alerts import alert_findings
from tallystick.supervision.market.links import groups_of
from tallystick.supervision.market.precedents import Precedent, precedents
from tallystick.supervision.market.records import PAYERS, PLEDGES, Claim, Market, MonthRecord, frame_of
from tallystick.supervision.market.watching import MarketWatched, watch_market
from tallystick.units.periods import Period

__all__ = ["MarketSeen", "market", "market_run", "register_impact"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MarketSeen:
    """Every deal of a home beside the others; `precedents` where a question was decided otherwise on like facts."""

    period: Period
    filed: tuple[FiledDeal, ...]
    watched: MarketWatched
    precedents: tuple[Precedent, ...]


def market(evidence: Evidence, reported: Mapping[str, bytes], *, at: dt.datetime) -> Outcome[MarketSeen]:
    """Look at all deals of a home.

    Args:
        evidence: of the home.
        reported: files of months, each below a folder of the deal's id.
        at: the moment of the question.
    """
    filed, found = _filed(evidence)
    months: list[MonthRecord] = []
    claims: list[Claim] = []
    pledges: list[tuple[object, ...]] = []
    for each in filed:
        files = _below(reported, f"{each.deal.id}/")
        lived_through, claimed, about = lived_months(each, files, lived(evidence, each.deal, each.filing))
        tags, about_tags = tagged(each.deal.id, files)
        months += lived_through
        claims += (*each.claims, *claimed)
        pledges += tags
        found = (*found, *about, *about_tags)
    as_of = beijing_day(at)
    whole = Market(
        period=Period.of(as_of).previous(),
        as_of=as_of,
        deals=tuple(each.record for each in filed),
        months=tuple(months),
        claims=tuple(claims),
        parties=tuple(party for each in filed for party in each.parties),
        payers=frame_of(PAYERS, (row for each in filed for row in each.payers)),
        pledges=frame_of(PLEDGES, pledges),
    )
    watched = watch_market(whole, groups_of(whole.parties, LibrarySpeech()))
    cases = [case for each in filed for case in each.cases]
    seen = MarketSeen(
        period=whole.period,
        filed=filed,
        watched=watched,
        precedents=tuple(one for case in cases for one in precedents(case, cases)),
    )
    return Outcome(value=seen, findings=(*found, *alert_findings(watched.alerts), *_asked(watched)))


def market_run(store: Partitions, workers: Workers, *, at: dt.datetime) -> Outcome[MarketSeen]:
    """Look at a market in partitions, in the month before; loans that did not change since are not read again."""
    as_of = beijing_day(at)
    try:
        run = monthly_run(store, Period.of(as_of).previous(), workers, as_of=as_of)
    except (PolarsError, ValueError, TypeError, LookupError) as error:  # what a stranger's Parquet can hold
        unread = finding("supervision.market-partitions", detail=parser_problem(str(error)))
        return Outcome(value=None, findings=(unread,))
    seen = MarketSeen(period=run.period, filed=(), watched=run.watched, precedents=())
    return Outcome(value=seen, findings=(*alert_findings(run.watched.alerts), *_asked(run.watched)))


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


def _filed(evidence: Evidence) -> tuple[tuple[FiledDeal, ...], tuple[Finding, ...]]:
    """Return the latest version of each deal, and what could not be read."""
    latest: dict[str, FilingRow] = {}
    for row in sorted(evidence.journal.filings(), key=lambda each: each.version):
        latest[row.deal] = row
    outcomes = [filed_deal(evidence, latest[deal]) for deal in sorted(latest)]
    read = tuple(each.value for each in outcomes if each.value is not None)
    return read, tuple(one for each in outcomes for one in each.findings)


def _asked(watched: MarketWatched) -> tuple[Finding, ...]:
    return tuple(
        finding("supervision.market-question", one=each.one, other=each.other, how=each.how)
        for each in watched.questions
    )


def _below(files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    return {name.removeprefix(folder): content for name, content in files.items() if name.startswith(folder)}

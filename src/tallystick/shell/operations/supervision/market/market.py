"""`market`: every deal of a home beside the others: alerts, concentrations, precedents, and what is owed of each.

filings of the home -> deals as filed, payers, determinations        reported DIR/<deal>/... -> months, claims
latest version of each deal -> market -> alerts, concentrations, questions, precedents, duties, events, orders
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from polars.exceptions import PolarsError

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.parsers import parser_problem
from tallystick.filing.clocks import beijing_day
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.compute import Workers
from tallystick.shell.operations.ports.journal import FilingRow
from tallystick.shell.operations.ports.partitions import Partitions
from tallystick.shell.operations.supervision.market.filed import FiledDeal, filed_deal
from tallystick.shell.operations.supervision.market.lived import lived_months
from tallystick.shell.operations.supervision.market.monthly import monthly_run
from tallystick.shell.operations.supervision.market.owed import Matter, event_matter, owed
from tallystick.shell.operations.supervision.market.speaking import LibrarySpeech
from tallystick.shell.operations.supervision.market.tagged import tagged
from tallystick.shell.operations.supervision.watching.lived import lived
from tallystick.supervision.market.alerts import alert_findings
from tallystick.supervision.market.links import groups_of
from tallystick.supervision.market.precedents import Precedent, precedents
from tallystick.supervision.market.records import PAYERS, PLEDGES, Claim, Market, MonthRecord, frame_of
from tallystick.supervision.market.watching import MarketWatched, watch_market
from tallystick.units.periods import Period

__all__ = ["MarketSeen", "market", "market_run"]

_Told = TypeVar("_Told")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MarketSeen:
    """Every deal of a home beside the others.

    Attributes:
        filed: deals of the home; none where the market came in partitions, which know no filing.
        precedents: where a question was decided otherwise on like facts.
        laid: what was laid side by side; None likewise.
        matters: what is owed and open of each deal; of a market in partitions the events of the month alone.
    """

    period: Period
    filed: tuple[FiledDeal, ...]
    watched: MarketWatched
    precedents: tuple[Precedent, ...]
    laid: Market | None = None
    matters: tuple[Matter, ...] = ()


def market(
    evidence: Evidence, reported: Mapping[str, bytes], *, at: dt.datetime, came: Mapping[str, dt.date] | None = None
) -> Outcome[MarketSeen]:
    """Look at all deals of a home.

    Args:
        evidence: of the home.
        reported: files of months, each below a folder of the deal's id.
        at: the moment of the question.
        came: the day on which each of them came, where that is known.
    """
    as_of = beijing_day(at)
    filed, found = _filed(evidence, as_of)
    matters: list[Matter] = []
    months: list[MonthRecord] = []
    claims: list[Claim] = []
    of_deals: dict[str, Mapping[str, bytes]] = {}
    for each in filed:
        files = _below(reported, f"{each.deal.id}/")
        on_record = lived(evidence, each.deal, each.filing)
        lived_through, claimed, about = lived_months(each, files, on_record, _below(came or {}, f"{each.deal.id}/"))
        matters += owed(each, files, on_record, at=at)
        of_deals[each.deal.id] = files
        months += lived_through
        claims += (*each.claims, *claimed)
        found = (*found, *about)
    pledges, about_tags = tagged(of_deals)
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
        laid=whole,
        matters=tuple(matters),
    )
    return Outcome(value=seen, findings=(*found, *about_tags, *alert_findings(watched.alerts), *_asked(watched)))


def market_run(store: Partitions, workers: Workers, *, at: dt.datetime) -> Outcome[MarketSeen]:
    """Look at a market in partitions, in the month before; loans that did not change since are not read again."""
    as_of = beijing_day(at)
    try:
        run = monthly_run(store, Period.of(as_of).previous(), workers, as_of=as_of)
    except (PolarsError, ValueError, TypeError, LookupError) as error:  # what a stranger's Parquet can hold
        unread = finding("supervision.market-partitions", detail=parser_problem(str(error)))
        return Outcome(value=None, findings=(unread,))
    store.forget()
    matters = tuple(event_matter(each.deal, each.id, each.fact, known=run.period.last) for each in run.events)
    seen = MarketSeen(period=run.period, filed=(), watched=run.watched, precedents=(), matters=matters)
    return Outcome(value=seen, findings=(*alert_findings(run.watched.alerts), *_asked(run.watched)))


def _filed(evidence: Evidence, as_of: dt.date) -> tuple[tuple[FiledDeal, ...], tuple[Finding, ...]]:
    """Return the latest version of each deal that was filed by a day, and what could not be read."""
    latest: dict[str, FilingRow] = {}
    for row in sorted(evidence.journal.filings(), key=lambda each: each.version):
        begun = next((each.entry.draft.at for each in evidence.journal.acts(subject=row.id)), "")
        if begun and beijing_day(dt.datetime.fromisoformat(begun)) <= as_of:
            latest[row.deal] = row
    outcomes = [filed_deal(evidence, latest[deal]) for deal in sorted(latest)]
    read = tuple(each.value for each in outcomes if each.value is not None)
    return read, tuple(one for each in outcomes for one in each.findings)


def _asked(watched: MarketWatched) -> tuple[Finding, ...]:
    return tuple(
        finding("supervision.market-question", one=each.one, other=each.other, how=each.how)
        for each in watched.questions
    )


def _below(files: Mapping[str, _Told], folder: str) -> dict[str, _Told]:
    return {name.removeprefix(folder): told for name, told in files.items() if name.startswith(folder)}

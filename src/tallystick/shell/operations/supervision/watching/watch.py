"""`watch`: what must be told of a live deal and by when, what has happened to it, and what must stop.

    files + home + ledger -> life, months, findings of the tally, declared facts -> duties, events, orders

It changes nothing. What it could not look at it names, and never says that nothing happened there.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Side
from tallystick.evidence.wording import labels
from tallystick.filing.clocks import beijing_day
from tallystick.law.determinations import Determination, determination_digest
from tallystick.law.instruments import Kind
from tallystick.law.reading import standing_books
from tallystick.law.screening import weigh_rules
from tallystick.servicing.close import Earlier
from tallystick.servicing.performance.variance import forecast_as_filed, parse_forecast
from tallystick.shell.operations.deal.opened import OpenedDeal
from tallystick.shell.operations.deal.stated import stated
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.supervision.watching.lived import Lived, lived
from tallystick.shell.operations.supervision.watching.months import ended_with, months_seen
from tallystick.shell.operations.supervision.watching.on_ledger import Place, ledger_events
from tallystick.shell.operations.supervision.watching.sources import Sources, Subject, open_subject
from tallystick.shell.operations.supervision.watching.traded import traded
from tallystick.supervision.watching.drafts import drafts_of
from tallystick.supervision.watching.events import Detected
from tallystick.supervision.watching.from_records import of_acts, of_declarations, of_unpaid, unsettled
from tallystick.supervision.watching.from_servicing import MonthSeen, of_months
from tallystick.supervision.watching.life import Life, Paper, life_of
from tallystick.supervision.watching.orders import Order, bars_again
from tallystick.supervision.watching.watch import Watched, watch_deal

__all__ = ["Watching", "watch"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Watching:
    """How a deal stands, and the drafts and orders that can be written out of it, by file name."""

    subject: Subject
    watched: Watched
    files: Mapping[str, bytes]


def watch(
    sources: Sources, home: Place | None, *, at: dt.datetime, on_record: Lived | None = None
) -> Outcome[Watching]:
    """Watch a deal.

    Args:
        sources: the files there are.
        home: of either side, opened; None where the call names none.
        at: the moment of the question.
        on_record: what a home has on record, where it was read before; None looks into `home`.
    """
    opened = open_subject(sources)
    subject = opened.value
    if subject is None:
        return Outcome(value=None, findings=opened.findings)
    as_of = beijing_day(at)
    known = on_record is not None or home is not None
    if on_record is None:
        on_record = Lived() if home is None else lived(home.evidence, subject.deal, subject.filing)
    months, about_months = months_seen(sources.reported, subject.deal, on_record)
    past = tuple(each for each in months if each.period.last < as_of)
    life = _life(subject, on_record, past, as_of)
    events, about_events = _of_months(subject, past, on_record.earlier)
    events += of_acts(on_record.powers)
    if home is not None and home.side is Side.OVERSEAS and on_record.issued is not None:
        events += of_unpaid(life.payments(as_of), on_record.closed, as_of=as_of)
    orders: tuple[Order, ...] = ()
    if subject.opened is not None:
        orders, more, waiting = _law_again(subject.opened, life, as_of)
        events, about_events = (*events, *more), (*about_events, *waiting)
    on_ledger, about_ledger = ledger_events(subject, sources, home, life, on_record, at=at)
    watched = watch_deal(life, (*events, *on_ledger), on_record.told, as_of=as_of, orders=orders)
    certificates = [each.certificate for each in past]
    files = drafts_of(watched.events, subject.deal, certificates)
    files |= {f"order-{each.measure}.json": each.content() for each in orders}
    about_trading = traded(sources.reported, subject.deal.id, as_of=as_of)
    found = (*about_months, *about_events, *about_ledger, *about_trading, *watched.findings)
    found = (*found, *_unseen(subject, life, home=known))
    return Outcome(value=Watching(subject=subject, watched=watched, files=files), findings=found)


def _life(subject: Subject, on_record: Lived, months: tuple[MonthSeen, ...], as_of: dt.date) -> Life:
    """Return the deal's life; where no home has the issue on record, its closing as priced stands for it."""
    closing = subject.pricing.closing if subject.pricing is not None else None
    planned = closing if closing is not None and closing <= as_of else None
    own = subject.opened.determinations if subject.opened is not None else ()
    life = life_of(
        subject.deal,
        filed=on_record.filed or subject.notice_day,
        issued=on_record.issued or planned,
        ended=ended_with(months),
    )
    return replace(life, papers=tuple(_papers(own)))


def _papers(determinations: tuple[Determination, ...]) -> Iterator[Paper]:
    """Yield each determination that nothing supersedes, with the last day it counts."""
    gone = {each.supersedes for each in determinations}
    for each in determinations:
        digest = determination_digest(each)
        if digest not in gone:
            yield Paper(of=f"{each.question} {each.subject}", digest=digest, until=each.expires)


def _of_months(
    subject: Subject, months: tuple[MonthSeen, ...], earlier: tuple[Earlier, ...] | None
) -> tuple[tuple[Detected, ...], tuple[Finding, ...]]:
    content = subject.forecast()
    forecast, unread = parse_forecast(content) if content is not None else ({}, ())
    forecast = forecast_as_filed(forecast, earlier or ())
    return of_months(months, forecast, first=subject.deal.structure.first_period), unread


def _law_again(
    opened: OpenedDeal, life: Life, as_of: dt.date
) -> tuple[tuple[Order, ...], tuple[Detected, ...], tuple[Finding, ...]]:
    """Ask the bars again on the day, and every reporting event that persons declared, wholly or in part."""
    books = standing_books()
    facts, _ = stated(opened, books, as_of)
    declared, waiting = of_declarations(books, facts, as_of=as_of), unsettled(books, facts, as_of=as_of)
    if life.filed is None:
        return (), declared, waiting
    bars = [rule.id for book in books for rule in book.rules if rule.kind is Kind.BAR]
    results = weigh_rules(books, facts, as_of=as_of, known_on=as_of, only=bars)
    orders, barred = bars_again(results, deal=life.deal, filed=life.filed, as_of=as_of)
    return orders, (*declared, *barred), waiting


def _unseen(subject: Subject, life: Life, *, home: bool) -> Iterator[Finding]:
    """Say what was not looked at."""
    absent = {
        "home": not home,
        "forecast": subject.forecast() is None,
        "answers": subject.opened is None,
        "notice": life.filed is None,
        "issue": life.issued is None,
    }
    for name, missing in absent.items():
        if missing:
            yield finding("supervision.watch-unseen", source=labels()[f"supervision.source.{name}"])

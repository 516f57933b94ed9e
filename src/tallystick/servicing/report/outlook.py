"""How the deal does beside its filed forecast, what was corrected, and which reports are owed."""

from collections.abc import Iterator
from typing import Final

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import labels
from tallystick.filing.report.content import Block, Figure, Note, Source, Table
from tallystick.filing.report.figures import Bars, Series
from tallystick.filing.report.wordings import both, cell, figure_value, percent, said, table_unit, words
from tallystick.servicing.close import FORECAST
from tallystick.servicing.collections import ITEMS
from tallystick.servicing.performance.owed import OwedReport
from tallystick.servicing.report.month import Month, bare, from_certificate, heading, money_column, told
from tallystick.units.money import Money

__all__ = ["notice_blocks", "variance_blocks"]

_STATES: Final = {True: "owed", False: "not-owed", None: "open"}


def variance_blocks(month: Month) -> Iterator[Block]:
    """Yield each month beside its forecast, as a table and as bars, and the losses of the year."""
    if not month.compared:
        yield Note(text=told("note.no-forecast"))
        return
    source, currency = Source(kind="projection", reference=FORECAST), month.deal.assets.currency
    rows = tuple(
        (
            cell(str(each.period)),
            bare(each.forecast, source),
            bare(each.actual, source),
            percent(each.shortfall, source),
            percent(each.shortfall_so_far, source),
        )
        for each in month.compared
    )
    columns = (
        heading("period"),
        *(money_column(name, currency) for name in ("forecast", "actual")),
        *(heading(name, numeric=True) for name in ("below", "below-so-far")),
    )
    yield Table(id="variance", caption=told("table.variance"), columns=columns, rows=rows)
    yield _bars(month, source)
    loss = month.loss
    named = {"defaulted": loss.defaulted, "recovered": loss.recovered, "outstanding": loss.outstanding}
    yield Note(text=Name(zh=_loss(loss.year, named, "zh").zh, en=_loss(loss.year, named, "en").en))


def _loss(year: int, named: dict[str, Money], language: str) -> Name:
    return told("note.loss", year=year, **{name: money.text(language) for name, money in named.items()})


def _bars(month: Month, source: Source) -> Figure:
    series = tuple(
        Series(name=told(f"column.{name}"), values=tuple(figure_value(getattr(each, name)) for each in month.compared))
        for name in ("forecast", "actual")
    )
    labels = tuple(str(each.period) for each in month.compared)
    return Figure(
        id="variance",
        caption=told("figure.variance"),
        alt=told("figure.variance-alt", count=len(month.compared)),
        picture=Bars(labels=labels, series=series, unit=table_unit(month.deal.assets.currency)),
        source=source,
    )


def notice_blocks(month: Month) -> Iterator[Block]:
    """Yield the reports that are owed or open, and the corrections that the month carries."""
    events = tuple(
        (
            cell(each.event),
            words(each.title),
            words(told(f"state.{_STATES[each.owed]}")),
            words(_deadline(each)),
        )
        for each in month.owed
    )
    widths = (("event", 2), ("title", 8), ("state", 4), ("deadline", 4))
    if events:
        columns = tuple(heading(name, width=width) for name, width in widths)
        yield Table(id="events", caption=told("table.events"), columns=columns, rows=events)
    corrected = _corrections(month)
    yield corrected if corrected.rows else Note(text=told("note.no-corrections"))


def _deadline(each: OwedReport) -> Name:
    """Return how long there is for a report, with the id of the deadline; the id alone where its text has no number."""
    if each.number is None:
        return both(each.deadline)
    unit = labels()[f"law.unit.{each.unit}"]
    parts: dict[str, str | int] = {"number": each.number, "deadline": each.deadline}
    return Name(zh=told("within", unit=unit.zh, **parts).zh, en=told("within", unit=unit.en, **parts).en)


def _corrections(month: Month) -> Table:
    source = from_certificate(month, "corrections")
    rows = tuple(
        (
            cell(str(line.period)),
            words(said(f"servicing.item.{line.item}")) if line.item in ITEMS else cell(line.item),
            *(bare(each, source) for each in (line.old, line.new, line.new - line.old)),
            words(Name(zh=line.reason_zh, en=line.reason_en)),
        )
        for line in month.certificate.corrections or ()
    )
    currency = month.deal.assets.currency
    columns = (
        heading("period", width=3),
        heading("item"),
        *(money_column(name, currency) for name in ("old", "new", "difference")),
        heading("reason", width=7),
    )
    return Table(id="corrections", caption=told("table.corrections"), columns=columns, rows=rows)

"""The investor report of one month: what came in, who was paid, how triggers stand, how it compares with the forecast.

    A  the month's payment by class        D  triggers, each with its value
    B  collections and the pool            E  forecast and actual, by month and so far
    C  every step of both waterfalls       F  corrections, and reports that are owed      G  sources

Every number comes from the certificate or the ledger behind it and names it; nothing is computed here but text.
Source: CASHFLOW.md section 7 (Must 6: the investor report from the same ledger); LAW.md 5.3 (ID-14).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.deal.structure import Trigger
from tallystick.evidence.persons import Name
from tallystick.filing.report.content import Block, Cell, Figure, Note, Report, Section, Source, Table, sources
from tallystick.filing.report.figures import Bars, Series
from tallystick.filing.report.wordings import (
    BLANK,
    both,
    cell,
    column,
    figure_value,
    full_amount,
    name_of,
    percent,
    quantity,
    said,
    table_unit,
    words,
)
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.performance.owed import OwedReport
from tallystick.servicing.performance.variance import Loss, MonthVariance
from tallystick.units.money import Money, Rounding
from tallystick.units.rates import Share

__all__ = ["Month", "investor_report"]

_KEY: Final = "servicing.report"
_DECIMALS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """All that the report of a month is made of.

    Attributes:
        deal: the terms that were run.
        certificates: of every month up to this one, in order; the last is the month's own.
        compared: every month beside its forecast.
        loss: of the year.
        owed: reporting events measured.
        as_of: the day of the report.
    """

    deal: Deal
    certificates: tuple[Certificate, ...]
    compared: tuple[MonthVariance, ...]
    loss: Loss
    owed: tuple[OwedReport, ...]
    as_of: date

    @property
    def certificate(self) -> Certificate:
        """The month's own."""
        return self.certificates[-1]


def investor_report(month: Month) -> Report:
    """Return the report.

    Args:
        month: what it is made of.
    """
    certificate = month.certificate
    sections = (
        _section("A", "payment", _payment(month)),
        _section("B", "pool", _pool(month)),
        _section("C", "steps", _steps(month)),
        _section("D", "triggers", _triggers(month)),
        _section("E", "variance", _variance(month)),
        _section("F", "notices", _notices(month)),
    )
    rehearsal = said("report.statement.specimen") if month.deal.purpose == "rehearsal" else None
    return Report(
        title=_said("title", period=str(certificate.period)),
        deal=month.deal.id,
        deal_name=name_of(month.deal.name),
        version=1,
        digest=certificate.digest,
        as_of=month.as_of,
        cover=(
            (_said("cover.period"), both(str(certificate.period))),
            (_said("cover.terms"), both(certificate.terms)),
            (_said("cover.certificate"), both(certificate.digest)),
        ),
        statements=(_said("statement.ledger"), _said("statement.holders")),
        specimen=rehearsal,
        sections=(*sections, _sources(sections)),
    )


def _said(key: str, **arguments: str | int) -> Name:
    return said(f"{_KEY}.{key}", **arguments)


def _section(number: str, key: str, blocks: Sequence[Block]) -> Section:
    return Section(number=number, title=_said(f"section.{key}"), blocks=tuple(blocks))


def _of(month: Month, part: str) -> Source:
    return Source(kind="certificate", reference=f"certificate-{month.certificate.period}.json, {part}")


def _payment(month: Month) -> tuple[Block, ...]:
    source = _of(month, "classes")
    names = ("beginning", "interest", "principal", "ending")
    heads = [column(f"{_KEY}.column.class", width=2)]
    heads += [column(f"{_KEY}.column.{name}", numeric=True, width=3) for name in names]
    heads += [column(f"{_KEY}.column.factor", numeric=True)]
    rows = tuple(
        (
            cell(f"{line.token_class}"),
            *(_coded(getattr(line, name), source) for name in names),
            cell(_decimal(line.factor), source),
        )
        for line in month.certificate.classes
    )
    entitled = tuple(
        (cell(line.token_class), cell(str(line.holders), source), full_amount(line.interest + line.principal, source))
        for line in month.certificate.entitled
    )
    table = Table(id="payment", caption=_said("table.payment"), columns=tuple(heads), rows=rows)
    holders = Table(
        id="entitled",
        caption=_said("table.entitled"),
        columns=(
            column(f"{_KEY}.column.class"),
            column(f"{_KEY}.column.holders", numeric=True),
            column(f"{_KEY}.column.entitled", numeric=True, width=3),
        ),
        rows=entitled,
    )
    return (table, *((holders,) if entitled else ()), _paid_chart(month))


def _paid_chart(month: Month) -> Figure:
    """Draw interest and principal of the classes that investors hold, payment by payment."""
    flows = [[line for line in each.classes if line.vehicle == _issuing(each)] for each in month.certificates]
    currency = flows[-1][0].interest.currency
    series = tuple(
        Series(
            name=_said(f"column.{name}"),
            values=tuple(sum((figure_value(getattr(line, name)) for line in lines), Fraction(0)) for lines in flows),
        )
        for name in ("interest", "principal")
    )
    labels = tuple(str(each.period) for each in month.certificates)
    return Figure(
        id="paid",
        caption=_said("figure.paid"),
        alt=_said("figure.paid-alt", count=len(labels)),
        picture=Bars(labels=labels, series=series, unit=table_unit(currency)),
        source=_of(month, "classes"),
    )


def _issuing(certificate: Certificate) -> str:
    return "offshore" if any(line.vehicle == "offshore" for line in certificate.classes) else "onshore"


def _pool(month: Month) -> tuple[Block, ...]:
    source = Source(kind="collections", reference=f"collections/{month.certificate.period}.csv")
    known = {*_ITEMS}
    rows = tuple(
        (words(said(f"servicing.item.{item}")) if item in known else cell(item), full_amount(amount, source))
        for item, amount in month.certificate.collections.items()
    )
    columns = (column(f"{_KEY}.column.item", width=3), column(f"{_KEY}.column.amount", numeric=True, width=3))
    return (Table(id="collections", caption=_said("table.collections"), columns=columns, rows=rows),)


_ITEMS: Final = (
    *("scheduled-principal", "prepaid-principal", "interest", "recoveries", "fees"),
    *("opening-balance", "defaulted-principal", "closing-balance"),
)


def _steps(month: Month) -> tuple[Block, ...]:
    source = _of(month, "steps")
    heads = [column(f"{_KEY}.column.clause"), column(f"{_KEY}.column.to", width=3)]
    heads += [column(f"{_KEY}.column.{name}", numeric=True, width=3) for name in ("due", "paid", "shortfall")]
    tables = []
    for vehicle in dict.fromkeys(line.vehicle for line in month.certificate.steps):
        rows = tuple(
            (cell(step.clause), cell(step.to), *(full_amount(each, source) for each in _amounts(step)))
            for step in month.certificate.steps
            if step.vehicle == vehicle
        )
        caption = _said(f"table.steps-{vehicle}")
        tables.append(Table(id=f"steps-{vehicle}", caption=caption, columns=tuple(heads), rows=rows))
    return tuple(tables)


def _amounts(step: object) -> tuple[Money, ...]:
    return tuple(getattr(step, name) for name in ("due", "paid", "shortfall"))


def _triggers(month: Month) -> tuple[Block, ...]:
    source = _of(month, "triggers")
    known = {each.id: each for each in month.deal.structure.triggers}
    rows = tuple(
        (
            words(name_of(known[line.trigger].name)),
            _measured(known[line.trigger], line.value, source),
            _measured(known[line.trigger], line.bound, source),
            words(_said(f"state.{'breached' if line.breached else 'kept'}")),
        )
        for line in month.certificate.triggers
    )
    columns = (
        column(f"{_KEY}.column.trigger", width=4),
        column(f"{_KEY}.column.value", numeric=True),
        column(f"{_KEY}.column.bound", numeric=True),
        column(f"{_KEY}.column.state"),
    )
    table = Table(id="triggers", caption=_said("table.triggers"), columns=columns, rows=rows)
    return (table,) if rows else (Note(text=_said("note.no-triggers")),)


def _measured(trigger: Trigger, value: Fraction | None, source: Source) -> Cell:
    """Return a tested value as its bound is written: an amount, a share, or a plain number; a dash for none."""
    bound = trigger.above if trigger.above is not None else trigger.below
    if value is None:
        return BLANK
    if isinstance(bound, Money):
        return full_amount(Money(minor=Rounding.HALF_UP.whole(value), currency=bound.currency), source)
    return percent(value, source, places=4) if isinstance(bound, Share) else quantity(value, source, places=4)


def _variance(month: Month) -> tuple[Block, ...]:
    if not month.compared:
        return (Note(text=_said("note.no-forecast")),)
    source = Source(kind="projection", reference="projection/base-pool.csv")
    heads = [column(f"{_KEY}.column.period", width=2)]
    heads += [column(f"{_KEY}.column.{name}", numeric=True, width=3) for name in ("forecast", "actual")]
    heads += [column(f"{_KEY}.column.{name}", numeric=True, width=2) for name in ("below", "below-so-far")]
    rows = tuple(
        (
            cell(str(each.period)),
            full_amount(each.forecast, source),
            full_amount(each.actual, source),
            percent(each.shortfall, source),
            percent(each.shortfall_so_far, source),
        )
        for each in month.compared
    )
    series = tuple(
        Series(name=_said(f"column.{name}"), values=tuple(figure_value(getattr(each, name)) for each in month.compared))
        for name in ("forecast", "actual")
    )
    picture = Bars(
        labels=tuple(str(each.period) for each in month.compared),
        series=series,
        unit=table_unit(month.compared[-1].actual.currency),
    )
    chart = Figure(
        id="variance",
        caption=_said("figure.variance"),
        alt=_said("figure.variance-alt", count=len(month.compared)),
        picture=picture,
        source=source,
    )
    loss = month.loss
    told = _said(
        "note.loss",
        year=loss.year,
        defaulted=str(loss.defaulted),
        recovered=str(loss.recovered),
        outstanding=str(loss.outstanding),
    )
    table = Table(id="variance", caption=_said("table.variance"), columns=tuple(heads), rows=rows)
    return (table, chart, Note(text=told))


def _notices(month: Month) -> tuple[Block, ...]:
    events = tuple(
        (
            cell(each.event),
            words(each.title),
            words(_said(f"state.{ {True: 'owed', False: 'not-owed', None: 'open'}[each.owed] }")),
            cell(each.deadline),
        )
        for each in month.owed
    )
    columns = tuple(column(f"{_KEY}.column.{name}", width=width) for name, width in _EVENTS)
    made = [Table(id="events", caption=_said("table.events"), columns=columns, rows=events)] if events else []
    lines = month.certificate.corrections or ()
    source = _of(month, "corrections")
    rows = tuple(
        (
            cell(str(line.period)),
            cell(line.item),
            full_amount(line.old, source),
            full_amount(line.new, source),
            words(Name(zh=line.reason_zh, en=line.reason_en)),
        )
        for line in lines
    )
    heads = (
        column(f"{_KEY}.column.period"),
        column(f"{_KEY}.column.item"),
        column(f"{_KEY}.column.old", numeric=True),
        column(f"{_KEY}.column.new", numeric=True),
        column(f"{_KEY}.column.reason", width=3),
    )
    corrected = Table(id="corrections", caption=_said("table.corrections"), columns=heads, rows=rows)
    return (*made, corrected if rows else Note(text=_said("note.no-corrections")))


_EVENTS: Final = (("event", 1), ("title", 4), ("state", 2), ("deadline", 2))


def _sources(sections: Sequence[Section]) -> Section:
    rows = tuple(
        (cell(f"S{number}"), words(said(f"report.source.{source.kind}")), cell(source.reference))
        for source, number in sources(sections).items()
    )
    columns = (
        column("report.column.number", width=1),
        column("report.column.kind", width=2),
        column("report.column.reference", width=7),
    )
    table = Table(id="sources", caption=said("report.sources.title"), columns=columns, rows=rows)
    return Section(number="G", title=said("report.sources.title"), blocks=(table,))


def _coded(money: Money, source: Source) -> Cell:
    """Return an amount with its currency code in both languages: six columns leave no room for words."""
    return cell(money.text("en"), source)


def _decimal(value: Fraction) -> str:
    scaled = value.numerator * 10**_DECIMALS // value.denominator
    return f"{scaled // 10**_DECIMALS}.{scaled % 10**_DECIMALS:0{_DECIMALS}d}"

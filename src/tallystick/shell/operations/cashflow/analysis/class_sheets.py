"""The sheet of classes: life, window, yield and duration at one price."""

from fractions import Fraction

from tallystick.cashflow.analytics.refusals import AnalyticsError
from tallystick.cashflow.scenarios.class_figures import ClassFigures, class_figures, class_margin
from tallystick.deal.structure import ClassTerms
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.report.wordings import said
from tallystick.shell.operations.cashflow.analysis.study import Sheets, Study, column
from tallystick.shell.operations.ports.sheets import Cell, Kind, Sheet

__all__ = ["class_sheets"]


def class_sheets(study: Study) -> Sheets:
    """Return what the case means to each class at the price asked for."""
    asked, rows, findings = study.inputs, [], list[Finding]()
    for terms in study.terms:
        found = class_figures(study.run, terms, study.pricing, price=asked.price)
        rows.append((*_figures(terms, found, asked.price), *_margin(study, terms)))
        if found.absent is not None:
            findings.append(finding("cashflow.class-unpriced", subject=terms.id, reason=found.absent.finding.code))
    heads = [column("class", Kind.TEXT), column("life", Kind.NUMBER)]
    heads += [column(name, Kind.DAY) for name in ("first-principal", "last-principal")]
    heads += [column("price", Kind.PRICE), column("yield", Kind.RATE)]
    heads += [column(name, Kind.NUMBER) for name in ("modified-duration", "convexity")]
    heads += [] if asked.index is None else [column("discount-margin", Kind.POINTS)]
    sheet = Sheet(
        id="classes",
        title=said("analysis.title.classes"),
        columns=tuple(heads),
        rows=tuple(rows),
        notes=(study.conventions(),),
    )
    return (sheet,), tuple(findings)


def _figures(terms: ClassTerms, found: ClassFigures, price: Fraction) -> tuple[Cell, ...]:
    window, moved = found.window, found.moved
    return (
        terms.id,
        found.average_life,
        None if window is None else window.first,
        None if window is None else window.last,
        price,
        found.annual_yield,
        None if moved is None else moved.modified,
        None if moved is None else moved.convexity,
    )


def _margin(study: Study, terms: ClassTerms) -> tuple[Cell, ...]:
    if study.inputs.index is None:
        return ()
    try:
        priced = {"price": study.inputs.price, "index": study.inputs.index}
        return (class_margin(study.run, terms, study.pricing, **priced),)
    except AnalyticsError:
        return (None,)

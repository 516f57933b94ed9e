"""The sheets of classes at one price: life, window, yield and duration, and the spread over a spot curve."""

from fractions import Fraction

from tallystick.cashflow.analytics.pricing.spreads import SpotCurve, spread_at
from tallystick.cashflow.analytics.refusals import AnalyticsError
from tallystick.cashflow.scenarios.class_figures import ClassFigures, class_figures, class_margin, class_stream
from tallystick.deal.structure import ClassTerms
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, word
from tallystick.filing.report.wordings import said
from tallystick.shell.operations.cashflow.analysis.study import Sheets, Study, column, percent_name
from tallystick.shell.operations.ports.sheets import Cell, Kind, Sheet, SheetColumn

__all__ = ["class_sheets", "spread_sheets"]


def class_sheets(study: Study) -> Sheets:
    """Return what the case means to each class at the price asked for, and how its price moves."""
    found = [(each, class_figures(study.run, each, study.pricing, price=study.inputs.price)) for each in study.terms]
    absent = tuple(
        finding("cashflow.class-unpriced", subject=terms.id, reason=_told(figures.absent.finding))
        for terms, figures in found
        if figures.absent is not None
    )
    lives = Sheet(
        id="classes",
        title=said("analysis.title.classes"),
        columns=_columns(_LIVES),
        rows=tuple(_lives(terms, figures, study.inputs.price) for terms, figures in found),
        notes=(study.conventions(), *study.residual()),
    )
    moves = Sheet(
        id="durations",
        title=said("analysis.title.durations"),
        columns=_columns(_MOVES if study.inputs.index is None else (*_MOVES, _MARGIN)),
        rows=tuple((*_moves(figures), *_margin(study, terms)) for terms, figures in found),
        notes=(study.conventions(),),
    )
    return (lives, moves), absent


def spread_sheets(study: Study) -> Sheets:
    """Return what each class yields over the spot curve at the price asked for."""
    asked, refused = study.inputs, []
    if not asked.spots:
        return (), (finding("cashflow.curve-none"),)
    times, rates = zip(*asked.spots, strict=True)
    curve = SpotCurve(times=times, rates=rates, compounding=asked.compounding)
    rows: list[tuple[Cell, ...]] = []
    for terms in study.terms:
        try:
            spread = spread_at(class_stream(study.run, terms, study.pricing), curve, asked.price)
        except AnalyticsError as error:
            spread = None
            refused.append(finding("cashflow.class-unpriced", subject=terms.id, reason=_told(error.finding)))
        rows.append((terms.id, asked.price, spread))
    told = ", ".join(f"{_years(years)}: {percent_name(rate)}" for years, rate in asked.spots)
    sheet = Sheet(
        id="spreads",
        title=said("analysis.title.spreads"),
        columns=_columns((("class", Kind.TEXT), ("price", Kind.PRICE), ("spread", Kind.POINTS))),
        rows=tuple(rows),
        notes=(said("analysis.note.spreads", curve=told), study.conventions(), *study.residual()),
    )
    return (sheet,), tuple(refused)


def _years(years: Fraction) -> str:
    return str(years.numerator) if years.denominator == 1 else f"{float(years):g}"


def _told(why: Finding) -> Name:
    """What is wrong, in both languages."""
    return Name(zh=word(why, Language.ZH).what, en=word(why, Language.EN).what)


_LIVES = (
    ("class", Kind.TEXT),
    ("life", Kind.NUMBER),
    ("first-principal", Kind.DAY),
    ("last-principal", Kind.DAY),
    ("price", Kind.PRICE),
    ("yield", Kind.RATE),
)
_MOVES = (
    ("class", Kind.TEXT),
    ("macaulay", Kind.NUMBER),
    ("modified-duration", Kind.NUMBER),
    ("convexity", Kind.NUMBER),
)
_MARGIN = ("discount-margin", Kind.POINTS)


def _columns(named: tuple[tuple[str, Kind], ...]) -> tuple[SheetColumn, ...]:
    return tuple(column(name, kind) for name, kind in named)


def _lives(terms: ClassTerms, found: ClassFigures, price: Fraction) -> tuple[Cell, ...]:
    window = found.window
    days = (None, None) if window is None else (window.first, window.last)
    return terms.id, found.average_life, *days, price, found.annual_yield


def _moves(found: ClassFigures) -> tuple[Cell, ...]:
    if found.moved is None:
        return found.class_id, None, None, None
    return found.class_id, found.moved.macaulay, found.moved.modified, found.moved.convexity


def _margin(study: Study, terms: ClassTerms) -> tuple[Cell, ...]:
    if study.inputs.index is None:
        return ()
    try:
        priced = {"price": study.inputs.price, "index": study.inputs.index}
        return (class_margin(study.run, terms, study.pricing, **priced),)
    except AnalyticsError:
        return (None,)

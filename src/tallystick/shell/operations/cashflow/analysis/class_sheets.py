"""The sheets of classes: life, window, yield and duration at one price, and how each stands when all is paid."""

from fractions import Fraction

from tallystick.cashflow.analytics.refusals import AnalyticsError
from tallystick.cashflow.scenarios.class_figures import ClassFigures, class_figures, class_margin, standing_of
from tallystick.deal.structure import ClassTerms
from tallystick.evidence.findings import finding
from tallystick.filing.report.wordings import said
from tallystick.shell.operations.cashflow.analysis.study import Sheets, Study, column, told
from tallystick.shell.operations.ports.sheets import Cell, Kind, Sheet, SheetColumn

__all__ = ["class_sheets", "standing_sheets"]


def class_sheets(study: Study) -> Sheets:
    """Return what the case means to each class at the price asked for, and how its price moves."""
    found = [(each, class_figures(study.run, each, study.pricing, price=study.inputs.price)) for each in study.terms]
    absent = tuple(
        finding("cashflow.class-unpriced", subject=terms.id, reason=told(figures.absent.finding))
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


def standing_sheets(study: Study) -> Sheets:
    """Return how every class stands, and each payment after which it was owed interest."""
    found = [standing_of(study.run, terms) for terms in study.terms]
    rows = (
        (
            each.class_id,
            said("cli.yes" if each.paid_in_full else "cli.no"),
            max((flow.carried for flow in each.deferred), default=None),
            each.made_good,
            each.final_maturity,
            each.left,
            each.repaid,
        )
        for each in found
    )
    heads = [("class", Kind.TEXT), ("in-full", Kind.TEXT), ("deferred-most", Kind.MONEY), ("made-good", Kind.DAY)]
    heads += [("final-maturity", Kind.DAY), ("left-at-maturity", Kind.MONEY), ("repaid", Kind.DAY)]
    standing = Sheet(
        id="standing",
        title=said("analysis.title.standing"),
        columns=tuple(column(*head) for head in heads),
        rows=tuple(rows),
        notes=(said("analysis.note.standing"),),
    )
    late = tuple(
        (each.class_id, flow.day.paid, flow.interest_due, flow.interest, flow.carried)
        for each in found
        for flow in each.deferred
    )
    columns = [("class", Kind.TEXT), ("payment-date", Kind.DAY), ("interest-due", Kind.MONEY)]
    columns += [("interest-paid", Kind.MONEY), ("deferred", Kind.MONEY)]
    deferrals = Sheet(
        id="deferrals",
        title=said("analysis.title.deferrals"),
        columns=tuple(column(*head) for head in columns),
        rows=late,
        notes=(),
    )
    return ((standing, deferrals) if late else (standing,)), ()


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

"""The sheets of what was sought: coupon of a yield, size that stands a multiple of defaults, spread over a curve."""

from fractions import Fraction

from tallystick.cashflow.analytics.decrement import printed
from tallystick.cashflow.analytics.pricing.spreads import SpotCurve, spread_at
from tallystick.cashflow.analytics.refusals import AnalyticsError
from tallystick.cashflow.scenarios.class_figures import class_price, class_stream
from tallystick.cashflow.scenarios.solving import NoCoupon, coupon_for_yield, largest_size
from tallystick.deal.structure import ClassTerms, FiledRange
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.filing.report.wordings import said
from tallystick.shell.operations.cashflow.analysis.study import Sheets, Study, column, told
from tallystick.shell.operations.cashflow.names import percent_name
from tallystick.shell.operations.ports.sheets import Cell, Kind, Sheet
from tallystick.units.money import Money
from tallystick.units.rates import Rate

__all__ = ["solve_sheets", "spread_sheets"]


def solve_sheets(study: Study) -> Sheets:
    """Return price and coupon that yield the target, and the largest size that stands a multiple, as far as asked."""
    asked, rows, findings = study.inputs, list[tuple[Cell, ...]](), list[Finding]()
    without = list[Name]()
    for terms in study.terms:
        if asked.target is not None:
            rows.append((terms.id, _sought_price(asked.target), _price(study, terms, asked.target), None))
            found = coupon_for_yield(
                study.deal,
                study.pool,
                study.base,
                terms,
                pricing=study.pricing,
                price=asked.price,
                target=asked.target,
            )
            wanted = said("analysis.row.coupon", target=percent_name(asked.target), price=f"{float(asked.price):g}")
            rows.append((terms.id, wanted, str(found) if isinstance(found, Rate) else None, _filed_coupon(terms)))
            if isinstance(found, NoCoupon):
                without.append(said(f"analysis.note.coupon-{found.value}", name=terms.id))
        if asked.stands is not None:
            size = _size(study, terms, asked.stands)
            wanted = said("analysis.row.size", multiple=f"{float(asked.stands):g}")
            rows.append((terms.id, wanted, None if size is None else str(size), _filed_size(terms)))
            if size is not None and size + _unit(study, terms) > _highest(terms):
                findings.append(finding("cashflow.size-at-limit", name=terms.id, amount=size))
    heads = tuple(column(name, Kind.TEXT) for name in ("class", "sought", "found", "filed"))
    notes = (said("analysis.note.solve"), *without)
    sheet = Sheet(id="solve", title=said("analysis.title.solve"), columns=heads, rows=tuple(rows), notes=notes)
    return (sheet,), tuple(findings)


def _sought_price(target: Fraction) -> Name:
    return said("analysis.row.target-price", target=percent_name(target))


def _price(study: Study, terms: ClassTerms, target: Fraction) -> str | None:
    try:
        return printed(class_price(study.run, terms, study.pricing, annual_yield=target), 4)
    except AnalyticsError:
        return None


def _size(study: Study, terms: ClassTerms, multiple: Fraction) -> Money | None:
    unit, highest = _unit(study, terms), _highest(terms)
    return largest_size(study.deal, study.pool, study.base, terms, multiple=multiple, unit=unit, highest=highest)


def _unit(study: Study, terms: ClassTerms) -> Money:
    plan = study.deal.tokens
    held = plan.classes.get(terms.id) if plan is not None else None
    return held.denomination if held is not None else Money.rounded(Fraction(1000), _highest(terms).currency)


def _highest(terms: ClassTerms) -> Money:
    """Return the largest size that is tried: twice the filed one."""
    return (terms.size if isinstance(terms.size, Money) else terms.size.filed_max).times(2)


def _filed_coupon(terms: ClassTerms) -> str:
    return str(terms.coupon.assumed if isinstance(terms.coupon, FiledRange) else terms.coupon)


def _filed_size(terms: ClassTerms) -> str:
    return str(terms.size if isinstance(terms.size, Money) else terms.size.filed_max)


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
            refused.append(finding("cashflow.class-unpriced", subject=terms.id, reason=told(error.finding)))
        rows.append((terms.id, asked.price, spread))
    curved = ", ".join(f"{_years(years)}: {percent_name(rate)}" for years, rate in asked.spots)
    sheet = Sheet(
        id="spreads",
        title=said("analysis.title.spreads"),
        columns=(column("class", Kind.TEXT), column("price", Kind.PRICE), column("spread", Kind.POINTS)),
        rows=tuple(rows),
        notes=(said("analysis.note.spreads", curve=curved), study.conventions(), *study.residual()),
    )
    return (sheet,), tuple(refused)


def _years(years: Fraction) -> str:
    return str(years.numerator) if years.denominator == 1 else f"{float(years):g}"

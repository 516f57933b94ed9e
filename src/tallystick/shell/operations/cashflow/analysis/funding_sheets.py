"""Sheets of the funding comparison: what two routes bring and cost, and every assumption with its source and mark."""

from collections.abc import Iterator
from fractions import Fraction
from typing import TypeVar

from tallystick.cashflow.analytics.refusals import AnalyticsError
from tallystick.cashflow.scenarios.funding import FundingCost, funding_costs
from tallystick.cashflow.scenarios.funding_terms import Exchange, FundingTerms, OnceCost, Route, SoldClass, read_funding
from tallystick.deal.deal import Deal
from tallystick.deal.structure import Fee, FiledRange
from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Name
from tallystick.filing.report.filer import party_name
from tallystick.filing.report.wordings import both, full_amount, name_of, said, stated_name, term_name
from tallystick.shell.operations.cashflow.analysis.inputs import FUNDING_FILE
from tallystick.shell.operations.cashflow.analysis.study import Sheets, Study, column, speed_name
from tallystick.shell.operations.cashflow.names import percent_name
from tallystick.shell.operations.ports.sheets import Cell, Kind, Sheet
from tallystick.units.money import Money

__all__ = ["funding_sheets"]

_AMOUNTS = ("gross", "once", "net", "interest", "principal", "fees", "taxes")
_LAYERS = ("investors", "with-fees", "with-taxes", "all-in")
_Row = tuple[Cell, ...]
_Measure = TypeVar("_Measure", Money, Fraction)


def funding_sheets(study: Study, content: bytes | None) -> tuple[Sheets, tuple[FundingCost, FundingCost] | None]:
    """Return the comparison and its assumptions; what is wrong with the file where it cannot be used."""
    if content is None:
        return ((), (finding("deal.file-missing", file=FUNDING_FILE, name=FUNDING_FILE),)), None
    terms, wrong = read_funding(content, study.deal, file=FUNDING_FILE)
    if terms is None:
        return ((), wrong), None
    try:
        costs = funding_costs(study.deal, study.pool, study.base, terms)
    except AnalyticsError as error:
        return ((), (error.finding,)), None
    return ((_comparison(study, *costs), _assumptions(study, terms)), ()), costs


def _comparison(study: Study, token: FundingCost, domestic: FundingCost) -> Sheet:
    currency = study.pool.balance.currency.value
    rows: list[_Row] = [
        _beside(said(f"analysis.funding.{name}", currency=currency), getattr(token, name), getattr(domestic, name))
        for name in _AMOUNTS
    ]
    shares = [each.net.ratio_to(study.pool.balance) for each in (token, domestic)]
    rows.append(_beside(said("analysis.funding.advance"), *shares))
    lives = [each.average_life for each in (token, domestic)]
    rows.append((said("analysis.funding.life"), *(each and f"{float(each):.2f}" for each in lives), None))
    for place, name in enumerate(_LAYERS):
        rows.append(_beside(said(f"analysis.funding.{name}"), token.layers[place], domestic.layers[place]))
    heads = (column("item", Kind.TEXT), *(column(name, Kind.RATE) for name in ("token", "domestic", "difference")))
    notes = (said("analysis.note.funding"), said("analysis.note.funding-basis"))
    return Sheet(id="funding", title=said("analysis.title.funding"), columns=heads, rows=tuple(rows), notes=notes)


def _beside(item: Name, here: _Measure, there: _Measure) -> _Row:
    return item, here, there, here - there


def _assumptions(study: Study, terms: FundingTerms) -> Sheet:
    heads = tuple(column(name, Kind.TEXT) for name in ("route", "item", "value", "source", "mark"))
    title = said("analysis.title.funding-assumptions")
    deal = study.deal
    rows = [*_shared(study, terms), *_filed(study, terms), *_stated(deal, "token", terms.token)]
    rows += _domestic(deal, terms.domestic)
    return Sheet(id="funding-assumptions", title=title, columns=heads, rows=tuple(rows))


def _shared(study: Study, terms: FundingTerms) -> Iterator[_Row]:
    route, path = said("analysis.route.both"), f"deal.yaml assumptions.{study.inputs.case}"
    assumed = study.base
    speed = speed_name(study, assumed.prepayments.rates[0])
    yield route, said("cli.project.prepayment"), speed, path, None
    default = f"{assumed.defaults.kind.value.upper()} {percent_name(assumed.defaults.rates[0])}"
    yield route, said("cli.project.default"), default, path, None
    yield route, said("cli.project.severity"), str(assumed.severity), path, None
    yield route, said("analysis.funding.funded"), party_name(study.deal, terms.funded), FUNDING_FILE, None
    if terms.exchange is not None:
        rate = f"{float(terms.exchange.rate):g}"
        yield said("analysis.route.token"), said("analysis.funding.exchange"), rate, *_origin(terms.exchange)


def _filed(study: Study, terms: FundingTerms) -> Iterator[_Row]:
    """Yield what the deal file says: coupons, hedge and every fee of both vehicles, with its own source and mark."""
    structure, token = study.deal.structure, said("analysis.route.token")
    for each in study.terms:
        coupon = each.coupon.assumed if isinstance(each.coupon, FiledRange) else each.coupon
        name = said("analysis.funding.coupon", class_id=name_of(each.name))
        yield token, name, str(coupon), "deal.yaml structure", None
    if structure.offshore is not None and structure.offshore.hedge is not None:
        rate = f"{float(structure.offshore.hedge.rate):g}"
        yield token, said("analysis.funding.hedge"), rate, "deal.yaml structure.offshore.hedge", None
    for vehicle, fees in (("onshore", structure.onshore.fees), ("offshore", getattr(structure.offshore, "fees", ()))):
        for fee in fees:
            shared = vehicle == "onshore" and fee.id not in terms.domestic.without
            route = said("analysis.route.both") if shared else token
            yield (
                route,
                name_of(fee.name),
                _fee(fee),
                stated_name(fee.source or f"deal.yaml structure.{vehicle}.fees"),
                fee.mark,
            )


def _fee(fee: Fee) -> str | Name:
    if isinstance(fee.amount, Money):
        return full_amount(fee.amount).text
    return str(fee.amount) if fee.amount is not None else said(f"analysis.base.{fee.base}", rate=str(fee.rate))


def _stated(deal: Deal, route: str, stated: Route) -> Iterator[_Row]:
    name = said(f"analysis.route.{route}")
    for each in stated.classes:
        yield (
            name,
            said("analysis.funding.price", class_id=term_name(deal.structure, each.id)),
            f"{float(each.price):g}",
            *_origin(each),
        )
        if each.coupon is not None:
            yield (
                name,
                said("analysis.funding.coupon", class_id=term_name(deal.structure, each.id)),
                str(each.coupon),
                *_origin(each),
            )
    for cost in stated.once:
        yield name, name_of(cost.name), full_amount(cost.amount).text, *_origin(cost)


def _domestic(deal: Deal, stated: Route) -> Iterator[_Row]:
    yield from _stated(deal, "domestic", stated)
    for fee in stated.without:
        yield (
            said("analysis.route.domestic"),
            said("analysis.funding.without", fee=term_name(deal.structure, fee)),
            both("0"),
            FUNDING_FILE,
            None,
        )


def _origin(stated: Exchange | SoldClass | OnceCost) -> tuple[Name, str]:
    return stated_name(stated.source), stated.mark

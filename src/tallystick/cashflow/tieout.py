"""The tie-out: a run set beside published figures, cell by cell, each at its own printed precision.

A cell matches when the computed figure, rounded half-up to the decimals that were printed, is the same text. What
differs is shown with its distance in units of the last printed place; nothing is called close.

Source: CASHFLOW.md section 0 item 2: reproduce the tables that issuers printed, to the printed digit.

A certificate is replayed alone: the deal is put where the certificate says it stood, and pays the month it reports.

It does not explain a difference: the assumptions of the run stand beside it for that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from tallystick.cashflow.analytics.average_life import average_life
from tallystick.cashflow.analytics.decrement import printed, prospectus_cell
from tallystick.cashflow.analytics.pricing.yields import Compounding
from tallystick.cashflow.assumptions import Assumptions, Prepayments
from tallystick.cashflow.classes import ClassCashFlows, Outlook, project
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.published import (
    EVERY_CLASS,
    STARRED,
    WINDOWED,
    CertificateFigure,
    Published,
    PublishedCertificate,
    PublishedTable,
)
from tallystick.cashflow.scenarios.class_figures import Pricing, class_figures, reductions
from tallystick.cashflow.waterfall import ClassFlow, PaymentDay, PoolFacts, VehiclePeriod, opening_state, pay_period
from tallystick.cashflow.waterfall.dates import payment_day
from tallystick.cashflow.waterfall.state import VehicleState
from tallystick.deal.deal import Deal
from tallystick.deal.structure import ClassTerms, Vehicle
from tallystick.units.money import Money, total

__all__ = ["CellTie", "TieOut", "tie_out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellTie:
    """One published cell beside the run.

    Attributes:
        figure: what it is a figure of.
        class_id: the class, or ``all``.
        scenario: the prepayment speed, such as ``abs 1.30%``, or the month of a certificate.
        call: the clean-up call assumed, such as ``10%``, or the deal's own calls; empty for none.
        given: what else the cell was computed at: price and rates, such as ``price 99.50``; empty for nothing.
        day: the payment date; None for a figure of the whole life.
        published: as printed.
        computed: by the run, rounded half-up to the printed decimals; empty where the run has no such figure.
        exact: by the run, before rounding, in the printed unit; None where there is none.
    """

    figure: str
    class_id: str
    scenario: str
    call: str
    given: str
    day: date | None
    published: str
    computed: str
    exact: Fraction | None

    @property
    def matches(self) -> bool:
        """Whether the two texts are the same."""
        return self.computed == self.published

    @property
    def decimals(self) -> int:
        """The precision of the cell: how many decimals are printed, and so compared."""
        return len(self.published.partition(".")[2])

    @property
    def off(self) -> int | None:
        """How many units of the last printed place the run is above the print; None where one is an asterisk."""
        if not self.computed or STARRED in {self.computed, self.published}:
            return None
        return int(self.computed.replace(".", "")) - int(self.published.replace(".", ""))

    @property
    def difference(self) -> Fraction | None:
        """How far the run is above the print before rounding, in the printed unit."""
        return None if self.exact is None or self.published == STARRED else self.exact - Fraction(self.published)


@dataclass(frozen=True, slots=True, kw_only=True)
class TieOut:
    """Every cell of a published document beside the run. Law: a figure is never left out.

    Attributes:
        cells: in the order of the document.
    """

    cells: tuple[CellTie, ...]

    @property
    def matched(self) -> int:
        """How many cells match."""
        return sum(cell.matches for cell in self.cells)

    def differing(self) -> tuple[CellTie, ...]:
        """The cells that do not match."""
        return tuple(cell for cell in self.cells if not cell.matches)


def tie_out(deal: Deal, pool: Pool | None, published: Published) -> TieOut:
    """Run a deal under every published speed, replay every certificate, and compare every cell.

    Args:
        deal: the deal.
        pool: its loans or representative lines; certificates need none.
        published: what was printed.

    Raises:
        KeyError: the figures name a class or assumptions that the deal does not have.
        SpeedError: a published speed is out of range.
        WaterfallError: the structure names what it does not define.
    """
    cells = [cell for certificate in published.certificates for cell in _certified(deal, certificate)]
    if pool is not None:
        cells = [*_tabled(deal, pool, published), *cells]
    return TieOut(cells=tuple(cells))


def _tabled(deal: Deal, pool: Pool, published: Published) -> Iterator[CellTie]:
    runs: dict[tuple[str, ...], ClassCashFlows] = {}
    for table in published.tables:
        assumed = table.assumptions or published.assumptions
        scenario = (assumed, _scenario(table), _call(table), _rates(table))
        if scenario not in runs:
            runs[scenario] = _run(deal, pool, table, assumed)
        yield from _cells(deal, table, runs[scenario], published)


def _run(deal: Deal, pool: Pool, table: PublishedTable, assumed: str) -> ClassCashFlows:
    filed = Assumptions.filed(deal.assumptions[assumed])
    assumptions = replace(filed, prepayments=Prepayments.filed(table.prepayment))
    rates = {name: (rate.per_annum,) for name, rate in table.indices.items()}
    outlook = Outlook(indices=rates, calls=frozenset(table.calls))
    return project(deal, pool, assumptions, call=table.call, outlook=outlook)


def _cells(deal: Deal, table: PublishedTable, run: ClassCashFlows, published: Published) -> Iterator[CellTie]:
    days: tuple[date | None, ...] = published.dates if table.figure == "percent-outstanding" else (None,)
    for day, cell in zip(days, table.cells, strict=True):
        exact = _figure(deal, table, run, published, day)
        price = "" if table.price is None else f"price {printed(table.price, 4).rstrip('0').rstrip('.')}"
        yield CellTie(
            figure=table.figure,
            class_id=table.class_id,
            scenario=_scenario(table),
            call=_call(table),
            given=", ".join(told for told in (price, _rates(table)) if told),
            day=day,
            published=cell,
            computed="" if exact is None else _as_printed(exact, cell, table.figure),
            exact=exact,
        )


def _as_printed(exact: Fraction, cell: str, figure: str) -> str:
    """Return a figure as its page prints it; an asterisk only of a percentage, and where the page has one."""
    starred = cell == STARRED and figure == "percent-outstanding"
    return prospectus_cell(exact / 100) if starred else printed(exact, len(cell.partition(".")[2]))


def _figure(
    deal: Deal, table: PublishedTable, run: ClassCashFlows, published: Published, day: date | None
) -> Fraction | None:
    if day is not None:
        return _percent([run.flows(terms.id) for terms in _classes(deal, table)], day)
    if table.price is None:
        return _window(deal, table, run) if table.figure in WINDOWED else _life(deal, table, run, published)
    pricing = Pricing(
        settlement=published.settlement,
        compounding=Compounding(int(published.compounding)),
        daycount=published.daycount,
    )
    found = class_figures(run, _terms(deal, table.class_id), pricing, price=table.price)
    if table.figure == "yield":
        return None if found.annual_yield is None else found.annual_yield * 100
    return None if found.moved is None else found.moved.modified


def _certified(deal: Deal, certificate: PublishedCertificate) -> Iterator[CellTie]:
    """Replay one certificate: the classes and accounts as they stood, then the month as it was reported."""
    structure = deal.structure
    totals = dict(certificate.totals)
    opening = opening_state(structure, initial_pool=totals.pop("initial", certificate.beginning))
    state = replace(
        opening,
        onshore=_as_reported(structure.onshore, opening.onshore, certificate),
        cumulative_defaults=totals.pop("cumulative-defaults", opening.cumulative_defaults),
        totals=totals,
        breached=frozenset(certificate.breached),
    )
    facts = PoolFacts(
        period=certificate.period,
        beginning=certificate.beginning,
        ending=certificate.ending,
        defaulted=certificate.defaulted,
        collected=certificate.collected,
        reported=certificate.reported,
        events=frozenset(certificate.events),
        indices={name: rate.per_annum for name, rate in certificate.indices.items()},
    )
    paid = pay_period(structure, state, facts, fixings=certificate.coupons).onshore
    for figure in certificate.figures:
        amount = _amount_of(figure, paid)
        yield CellTie(
            figure=figure.figure,
            class_id=figure.of,
            scenario=str(certificate.period),
            call="",
            given="",
            day=None,
            published=figure.cell,
            computed=printed(amount.major, len(figure.cell.partition(".")[2])),
            exact=amount.major,
        )


def _as_reported(vehicle: Vehicle, state: VehicleState, certificate: PublishedCertificate) -> VehicleState:
    last, nothing = certificate.last_paid, Money.zero(vehicle.currency)
    scheduled = payment_day(vehicle.payment, certificate.period.previous()).scheduled
    return replace(
        state,
        paid_to=PaymentDay(scheduled=scheduled, paid=last, record=last),
        accounts={name: certificate.accounts.get(name, nothing) for name in state.accounts},
        classes={
            name: replace(owed, balance=certificate.classes.get(name, nothing)) for name, owed in state.classes.items()
        },
    )


def _amount_of(figure: CertificateFigure, paid: VehiclePeriod) -> Money:
    match figure.figure:
        case "interest" | "principal" | "ending":
            flows = paid.classes if figure.of == EVERY_CLASS else (paid.class_flow(figure.of),)
            return total((getattr(flow, figure.figure) for flow in flows), flows[0].beginning.currency)
        case "closing":
            return paid.closing[figure.of]
    currency = next(iter(paid.closing.values())).currency
    key = "source" if figure.figure == "out-of" else "priority"
    steps = [each for each in paid.payments if getattr(each, key) == figure.of]
    return total((each.paid for each in steps), currency) if steps else paid.paid_to(figure.of)


def _terms(deal: Deal, class_id: str) -> ClassTerms:
    vehicles = (deal.structure.onshore, deal.structure.offshore)
    return next(each for vehicle in vehicles if vehicle for each in vehicle.classes if each.id == class_id)


def _classes(deal: Deal, table: PublishedTable) -> list[ClassTerms]:
    """Return the class that a table is of, or all onshore classes with principal."""
    owing = [terms for terms in deal.structure.onshore.classes if terms.owes_principal]
    return owing if table.class_id == EVERY_CLASS else [_terms(deal, table.class_id)]


def _life(deal: Deal, table: PublishedTable, run: ClassCashFlows, published: Published) -> Fraction | None:
    """Return the life of what a table is of; None where nothing is repaid."""
    schedules = [reductions(run, terms) for terms in _classes(deal, table)]
    payments = [(flow.day.scheduled, amount) for each in schedules for flow, amount in each]
    return average_life(payments, settlement=published.settlement, convention=published.daycount)


def _window(deal: Deal, table: PublishedTable, run: ClassCashFlows) -> Fraction | None:
    """Return the number of the payment with which principal begins or ends, the first payment being 1."""
    schedules = [reductions(run, terms) for terms in _classes(deal, table)]
    paid = [number for each in schedules for number, (_, amount) in enumerate(each, start=1) if amount.is_positive()]
    if not paid:
        return None
    return Fraction(min(paid) if table.figure == "first-principal" else max(paid))


def _percent(classes: Sequence[tuple[ClassFlow, ...]], day: date) -> Fraction:
    """Return what is outstanding after a day, in per cent of what was there first; a class of nothing has none."""
    currency = classes[0][0].beginning.currency
    original = total((flows[0].beginning for flows in classes), currency)
    after = total((_balance(flows, day) for flows in classes), currency)
    return Fraction(0) if original.is_zero() else after.ratio_to(original) * 100


def _balance(flows: tuple[ClassFlow, ...], day: date) -> Money:
    paid = [flow for flow in flows if flow.day.scheduled <= day]
    return paid[-1].ending if paid else flows[0].beginning


def _scenario(table: PublishedTable) -> str:
    return f"{table.prepayment.kind} {', '.join(str(rate) for rate in table.prepayment.every_rate)}"


def _call(table: PublishedTable) -> str:
    return ", ".join((*(() if table.call is None else (str(table.call),)), *table.calls))


def _rates(table: PublishedTable) -> str:
    return ", ".join(f"{name} {rate}" for name, rate in table.indices.items())

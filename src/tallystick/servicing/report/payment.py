"""What the classes were paid: dates, each class from before to after, and what one unit received."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from tallystick.filing.report.content import Block, Figure, Source, Table
from tallystick.filing.report.figures import Areas, Bars, Series
from tallystick.filing.report.wordings import cell, figure_value, quantity, table_unit, words
from tallystick.servicing.certificate import ClassLine, EntitledLine
from tallystick.servicing.report.month import (
    Month,
    bare,
    from_certificate,
    heading,
    issued,
    money_column,
    named,
    told,
    vehicles,
)

__all__ = ["balances_figure", "paid_figure", "payment_blocks"]

_DECIMALS: Final = 6
_SHOWN: Final = ("beginning", "interest_due", "interest", "principal", "residual", "carried", "ending")
_ALWAYS: Final = frozenset({"beginning", "interest_due", "interest", "principal", "ending"})
_HEADS: Final = {"interest_due": "interest-due", "carried": "interest-unpaid"}


def payment_blocks(month: Month) -> tuple[Block, ...]:
    """Return the tables of the payment: dates, classes by vehicle, and units where the register was read."""
    return (_dates(month), *_classes(month), *_units(month))


def _dates(month: Month) -> Table:
    source = from_certificate(month, "classes")
    first = {
        side: next(line for line in month.certificate.classes if line.vehicle == side) for side, _ in vehicles(month)
    }
    rows = tuple(
        (
            words(told(f"vehicle.{side}")),
            cell(str(month.certificate.period)),
            cell(line.record.isoformat(), source),
            cell(line.paid_on.isoformat(), source),
        )
        for side, line in first.items()
    )
    columns = tuple(heading(name) for name in ("vehicle", "period", "record", "paid-on"))
    return Table(id="dates", caption=told("table.dates"), columns=columns, rows=rows)


def _classes(month: Month) -> Iterator[Table]:
    source = from_certificate(month, "classes")
    for side, vehicle in vehicles(month):
        lines = [line for line in month.certificate.classes if line.vehicle == side]
        shown = [name for name in _SHOWN if name in _ALWAYS or any(not getattr(line, name).is_zero() for line in lines)]
        columns = (
            heading("class", width=6),
            heading("coupon", width=3, numeric=True),
            *(money_column(_HEADS.get(name, name), vehicle.currency) for name in shown),
            heading("factor", numeric=True),
        )
        rows = tuple(
            (
                words(named(month.deal, vehicle, line.token_class)),
                cell(str(line.coupon), source),
                *(bare(getattr(line, name), source) for name in shown),
                cell(_decimal(line.factor), source),
            )
            for line in lines
        )
        yield Table(id=f"payment-{side}", caption=told(f"table.payment-{side}"), columns=columns, rows=rows)


def _units(month: Month) -> Iterator[Table]:
    """Yield what each unit of a class received; nothing where the certificate knows no register."""
    entitled, source = month.certificate.entitled, from_certificate(month, "entitled")
    lines = {line.token_class: line for line in issued(month.certificate)}
    if not entitled:
        return
    currency = entitled[0].interest.currency
    vehicle = month.deal.structure.offshore or month.deal.structure.onshore
    rows = tuple(
        (
            words(named(month.deal, vehicle, each.token_class)),
            quantity(each.holders, source),
            quantity(each.units, source),
            *(quantity(value, source, places=_DECIMALS) for value in _of_a_unit(each, lines[each.token_class])),
            bare(each.interest + each.principal, source),
        )
        for each in entitled
    )
    columns = (
        heading("class", width=6),
        heading("holders", width=3, numeric=True),
        heading("units", numeric=True),
        *(money_column(name, currency) for name in ("unit-interest", "unit-principal", "unit-left", "entitled")),
    )
    yield Table(id="entitled", caption=told("table.entitled"), columns=columns, rows=rows)


def _of_a_unit(each: EntitledLine, line: ClassLine) -> tuple[Fraction, ...]:
    """Return interest, principal and principal left of one unit, in major units of the currency."""
    return tuple(money.major / max(each.units, 1) for money in (each.interest, each.principal, line.ending))


def paid_figure(month: Month) -> Figure:
    """Return interest and principal of the classes that investors hold, payment by payment."""
    flows = [issued(each) for each in month.certificates]
    series = tuple(
        Series(
            name=told(f"column.{name}"),
            values=tuple(_sum(figure_value(getattr(line, name)) for line in lines) for lines in flows),
        )
        for name in ("interest", "principal")
    )
    labels = tuple(str(each.period) for each in month.certificates)
    return Figure(
        id="paid",
        caption=told("figure.paid"),
        alt=told("figure.paid-alt", count=len(labels)),
        picture=Bars(labels=labels, series=series, unit=table_unit(flows[-1][0].interest.currency)),
        source=_every_certificate(month),
    )


def balances_figure(month: Month) -> Figure:
    """Return the principal of the classes that investors hold, from issue on, stacked."""
    flows = [issued(each) for each in month.certificates]
    vehicle = month.deal.structure.offshore or month.deal.structure.onshore
    series = tuple(
        Series(
            name=named(month.deal, vehicle, line.token_class),
            values=(
                figure_value(flows[0][place].beginning),
                *(figure_value(lines[place].ending) for lines in flows),
            ),
        )
        for place, line in enumerate(flows[-1])
    )
    periods = (month.deal.structure.closing.isoformat(), *(str(each.period) for each in month.certificates))
    return Figure(
        id="balances",
        caption=told("figure.balances"),
        alt=told("figure.balances-alt", count=len(month.certificates)),
        picture=Areas(periods=periods, series=series, unit=table_unit(vehicle.currency)),
        source=_every_certificate(month),
    )


def _every_certificate(month: Month) -> Source:
    first = month.certificates[0].period
    return Source(
        kind="certificate", reference=f"certificate-{first}.json … certificate-{month.certificate.period}.json"
    )


def _sum(values: Iterable[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


def _decimal(value: Fraction) -> str:
    scaled = value.numerator * 10**_DECIMALS // value.denominator
    return f"{scaled // 10**_DECIMALS}.{scaled % 10**_DECIMALS:0{_DECIMALS}d}"

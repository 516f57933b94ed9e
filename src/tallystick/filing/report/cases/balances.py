"""What is left of the classes in each case, as a figure by payment and a table by year.

A curve that ends above nothing ends where no more cash comes: what it stands at stays unpaid.
Source: B3 by analogy (stress test).
"""

from collections.abc import Iterator

from tallystick.evidence.persons import Name
from tallystick.filing.report.content import Block, Cell, Column, Figure, Source, Table
from tallystick.filing.report.figures import Curves, Series
from tallystick.filing.report.inputs import PeriodInput, ScenarioInput, VehicleInput
from tallystick.filing.report.wordings import BLANK, amount, both, cell, column, figure_value, said, table_unit
from tallystick.units.money import Currency, Money, total

__all__ = ["balances_by_case", "case_name", "currency_of", "run_source"]

_ISSUED, _ONSHORE = "offshore", "onshore"


def case_name(name: str) -> Name:
    """Return what a case is called; one of the deal's own stands for itself."""
    return said(f"report.case.{name}") if name in {"base", "stress"} else both(name)


def run_source(scenario: ScenarioInput, vehicle: VehicleInput) -> Source:
    """Return the source of a number of one vehicle in one case."""
    return Source(kind="projection", reference=f"{scenario.run} {scenario.id} {vehicle.vehicle}")


def currency_of(vehicle: VehicleInput) -> Currency:
    """Return the currency of a vehicle with payments."""
    return vehicle.periods[0].balances[0][2].currency


def balances_by_case(scenarios: tuple[ScenarioInput, ...]) -> Iterator[Block]:
    """Yield figure and table of the classes that are issued; nothing where there are not two cases to compare."""
    kind = _ISSUED if any(_with_payments(each, _ISSUED) for each in scenarios) else _ONSHORE
    cases = [(each, vehicle) for each in scenarios if (vehicle := _with_payments(each, kind)) is not None]
    if len(cases) <= 1:
        return
    unit = table_unit(currency_of(cases[0][1]))
    labels = sorted({period.period for _, vehicle in cases for period in vehicle.periods})
    yield Figure(
        id="balances-by-case",
        caption=said(f"report.figure.by-case-{kind}"),
        alt=said("report.figure.by-case-alt", count=len(cases), unit=unit),
        picture=Curves(
            labels=tuple(labels),
            series=tuple(
                Series(name=case_name(each.id), values=tuple(figure_value(_left(period)) for period in vehicle.periods))
                for each, vehicle in cases
            ),
            unit=unit,
        ),
        source=run_source(*cases[-1]),
    )
    years = sorted({period.payment_date.year for _, vehicle in cases for period in vehicle.periods})
    yield Table(
        id="by-case",
        caption=said(f"report.forecast.by-case-{kind}"),
        columns=(
            column("report.column.year", width=2),
            *(Column(title=case_name(each.id), unit=unit, numeric=True, width=3) for each, _ in cases),
        ),
        rows=tuple((cell(str(year)), *(_at(year, each, vehicle) for each, vehicle in cases)) for year in years),
    )


def _with_payments(scenario: ScenarioInput, kind: str) -> VehicleInput | None:
    return next((each for each in scenario.vehicles if each.vehicle == kind and each.periods), None)


def _at(year: int, scenario: ScenarioInput, vehicle: VehicleInput) -> Cell:
    """Return what is left after the last payment of a year, or of the case where it has ended."""
    until = [each for each in vehicle.periods if each.payment_date.year <= year]
    return amount(_left(until[-1]), run_source(scenario, vehicle)) if until else BLANK


def _left(period: PeriodInput) -> Money:
    return total((money for _, _, money in period.balances), period.balances[0][2].currency)

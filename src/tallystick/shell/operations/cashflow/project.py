"""`project`: what the pool will pay and what the classes are then paid, in every filed case.

    pool of the tape or the representative lines -> each case of the assumptions -> both waterfalls -> cases

With `break_even`, the default rate each class just survives is sought in the base case; that takes some more runs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.checked_flows import check_flows
from tallystick.cashflow.classes import (
    STOPS,
    ClassCashFlows,
    Outlook,
    project,
    stopped,
)
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.projection import Projection, project_by
from tallystick.cashflow.scenarios.solving import survivals
from tallystick.cashflow.scenarios.stressed import StressedRuns
from tallystick.deal.deal import Deal
from tallystick.deal.reading import placed
from tallystick.evidence.findings import finding
from tallystick.shell.operations.cashflow.asked import ProjectionInputs, apart, unknown_names
from tallystick.shell.operations.cashflow.pool import LOAN, pool_of
from tallystick.shell.operations.deal.opened import DEAL_FILE, OpenedDeal, open_deal
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.units.rates import Share

__all__ = ["BASE", "Case", "Projected", "issued_classes", "project_files", "project_opened"]

BASE = "base"

_Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One filed case carried through both vehicles.

    `break_even` gives for each class the largest multiple of the case's defaults at which it is paid in full, and the
    share of the pool that then defaults over its life; empty where it was not sought. `groups` are the pool's parts by
    value of the field asked for, each rounded by itself.
    """

    id: str
    assumptions: Assumptions
    flows: ClassCashFlows
    break_even: Mapping[str, tuple[Fraction | None, Share]]
    groups: Mapping[str, Projection] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Projected:
    """A deal and its cases, base first."""

    deal: Deal
    pool: Pool
    cases: tuple[Case, ...]

    @property
    def base(self) -> Case:
        """The base case."""
        return self.cases[0]


def project_files(
    files: Mapping[str, bytes], inputs: ProjectionInputs | None = None, *, progress: _Progress | None = None
) -> Outcome[Projected]:
    """Project a deal folder; None where the folder has an error."""
    opened = open_deal(files)
    if opened.value is None or has_errors(opened.findings):
        return Outcome(value=None, findings=opened.findings)
    projected = project_opened(opened.value, inputs, progress=progress)
    found = placed(projected.findings, files[DEAL_FILE], file=DEAL_FILE)
    return Outcome(value=projected.value, findings=(*opened.findings, *found))


def project_opened(
    opened: OpenedDeal, inputs: ProjectionInputs | None = None, *, progress: _Progress | None = None
) -> Outcome[Projected]:
    """Project a deal that was opened already."""
    try:
        return _projected(opened, inputs or ProjectionInputs(), progress or _silent)
    except STOPS as error:
        return Outcome(value=None, findings=(stopped(error, opened.deal.structure, case=BASE),))


def _projected(opened: OpenedDeal, inputs: ProjectionInputs, progress: _Progress) -> Outcome[Projected]:
    fields = ([inputs.by] if inputs.by else []) + ([LOAN] if inputs.per_loan else [])
    pool, found = pool_of(opened, fields=fields)
    if pool is None or has_errors(found):
        return Outcome(value=None, findings=found)
    if not pool.months:
        return Outcome(value=None, findings=(*found, finding("cashflow.pool-empty")))
    deal = opened.deal
    columns = () if opened.tape is None else tuple(opened.tape.frame.columns)
    found = (*found, *unknown_names(deal, inputs, pool, columns))
    names = sorted(inputs.cases or deal.assumptions, key=lambda name: (name != BASE, name))
    if has_errors(found):
        return Outcome(value=None, findings=found)
    assumed = {name: inputs.over(Assumptions.filed(deal.assumptions[name])) for name in names}
    found = (*found, *(fault for name in names for fault in apart(deal, pool, name, assumed[name], inputs)))
    if has_errors(found):
        return Outcome(value=None, findings=found)
    cases = []
    for number, name in enumerate(names):
        progress(name, number, len(names))
        try:
            case = _case(deal, pool, name, assumed[name], inputs)
        except STOPS as error:
            return Outcome(value=None, findings=(*found, stopped(error, deal.structure, case=name)))
        found = (*found, *check_flows(deal.structure, case.flows, name))
        cases.append(case)
    progress("", len(names), len(names))
    return Outcome(value=Projected(deal=deal, pool=pool, cases=tuple(cases)), findings=found)


def _case(deal: Deal, pool: Pool, name: str, assumed: Assumptions, inputs: ProjectionInputs) -> Case:
    outlook = inputs.outlook.beside(Outlook.assumed(assumed))
    flows = project(deal, pool, assumed, call=inputs.call, outlook=outlook)
    groups: Mapping[str, Projection] = {}
    if inputs.by is not None:
        groups = project_by(pool, assumed, inputs.by, first=deal.structure.first_period)
    seeks = inputs.break_even and name == BASE and pool.balance.is_positive()
    stood = _break_even(deal, pool, assumed, inputs) if seeks else {}
    return Case(id=name, assumptions=assumed, flows=flows, break_even=stood, groups=groups)


def _silent(_name: str, _done: int, _all: int) -> None:
    """Tell nobody how far it is."""


def issued_classes(deal: Deal) -> tuple[str, ...]:
    """Return the classes investors hold: the issuer's, or the only vehicle's where there is no issuer."""
    vehicle = deal.structure.offshore or deal.structure.onshore
    return tuple(terms.id for terms in vehicle.classes)


def _break_even(
    deal: Deal, pool: Pool, assumed: Assumptions, inputs: ProjectionInputs
) -> dict[str, tuple[Fraction | None, Share]]:
    none, call, outlook = Share(value=Fraction(0)), inputs.call, inputs.outlook.beside(Outlook.assumed(assumed))
    stood = survivals(StressedRuns(deal, pool, assumed, call=call, outlook=outlook), issued_classes(deal))
    return {class_id: (each.found.pays, each.defaulted or none) for class_id, each in stood.items()}

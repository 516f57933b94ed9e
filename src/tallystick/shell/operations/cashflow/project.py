"""`project`: what the pool will pay and what the classes are then paid, in every filed case.

    pool of the tape or the representative lines -> each case of the assumptions -> both waterfalls -> cases

With `break_even`, the default rate each class just survives is sought in the base case; that takes some more runs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.classes import ClassCashFlows, project
from tallystick.cashflow.income import pool_of_income
from tallystick.cashflow.kernels.rounding import RoundingError
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.projection import check_projectable
from tallystick.cashflow.scenarios.solving import survived
from tallystick.cashflow.tape_pool import pool_of_tape
from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.deal.opened import OpenedDeal, open_deal
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.tape.selection import select
from tallystick.units.rates import Share

__all__ = ["BASE", "Case", "Projected", "issued_classes", "pool_of", "project_files", "project_opened"]

BASE = "base"

_Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One filed case carried through both vehicles.

    `break_even` gives for each class the largest multiple of the case's defaults at which it is paid in full, and the
    share of the pool that then defaults over its life; empty where it was not sought.
    """

    id: str
    assumptions: Assumptions
    flows: ClassCashFlows
    break_even: Mapping[str, tuple[Fraction | None, Share]]


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
    files: Mapping[str, bytes], *, break_even: bool = False, progress: _Progress | None = None
) -> Outcome[Projected]:
    """Project a deal folder; None where the folder has an error."""
    opened = open_deal(files)
    if opened.value is None or has_errors(opened.findings):
        return Outcome(value=None, findings=opened.findings)
    projected = project_opened(opened.value, break_even=break_even, progress=progress)
    return Outcome(value=projected.value, findings=(*opened.findings, *projected.findings))


def project_opened(
    opened: OpenedDeal, *, break_even: bool = False, progress: _Progress | None = None
) -> Outcome[Projected]:
    """Project a deal that was opened already."""
    try:
        return _projected(opened, break_even=break_even, progress=progress)
    except RoundingError:
        return Outcome(
            value=None, findings=(finding("cashflow.amount-overflow", currency=opened.deal.assets.currency.value),)
        )


def _projected(opened: OpenedDeal, *, break_even: bool, progress: _Progress | None) -> Outcome[Projected]:
    pool, found = pool_of(opened)
    if pool is None or has_errors(found):
        return Outcome(value=None, findings=found)
    if not pool.months:
        return Outcome(value=None, findings=(*found, finding("cashflow.pool-empty")))
    deal = opened.deal
    names = sorted(deal.assumptions, key=lambda name: (name != BASE, name))
    for name in names:
        found = (*found, *check_projectable(pool, name, Assumptions.filed(deal.assumptions[name])))
    if has_errors(found):
        return Outcome(value=None, findings=found)
    cases = []
    for number, name in enumerate(names):
        if progress is not None:
            progress(name, number, len(names))
        filed = Assumptions.filed(deal.assumptions[name])
        flows = project(deal, pool, filed)
        seeks = break_even and name == BASE and pool.balance.is_positive()
        survived = _break_even(deal, pool, filed) if seeks else {}
        cases.append(Case(id=name, assumptions=filed, flows=flows, break_even=survived))
    if progress is not None:
        progress("", len(names), len(names))
    return Outcome(value=Projected(deal=deal, pool=pool, cases=tuple(cases)), findings=found)


def pool_of(opened: OpenedDeal) -> tuple[Pool | None, tuple[Finding, ...]]:
    """Return the loans of a deal: the eligible ones of its tape, or its representative lines where it has no tape.

    Rights to income that the deal states stand beside them, or alone.
    """
    deal = opened.deal
    loans, found = _loans(opened)
    if not deal.assets.income:
        missing = () if loans or found else (finding("deal.file-missing", name="tape.csv / replines.csv"),)
        return loans, (*found, *missing)
    rights = pool_of_income(deal.assets.income, deal.assets.currency, first=deal.structure.first_period)
    return (rights if loans is None else loans.beside(rights)), found


def _loans(opened: OpenedDeal) -> tuple[Pool | None, tuple[Finding, ...]]:
    deal = opened.deal
    if opened.tape is not None:
        fields = sorted({target.field for case in deal.assumptions.values() for target in case.targets})
        pool = select(opened.tape, deal.assets.criteria).eligible
        return pool_of_tape(pool, fields=fields, first=deal.structure.first_period)
    if opened.replines is not None:
        return Pool.of_lines(opened.replines.lines, deal.assets.currency), ()
    return None, ()


def issued_classes(deal: Deal) -> tuple[str, ...]:
    """Return the classes investors hold: the issuer's, or the only vehicle's where there is no issuer."""
    vehicle = deal.structure.offshore or deal.structure.onshore
    return tuple(terms.id for terms in vehicle.classes)


def _break_even(deal: Deal, pool: Pool, filed: Assumptions) -> dict[str, tuple[Fraction | None, Share]]:
    none = Share(value=Fraction(0))
    stood = {class_id: survived(deal, pool, filed, class_id=class_id) for class_id in issued_classes(deal)}
    return {class_id: (each.found.pays, each.defaulted or none) for class_id, each in stood.items()}

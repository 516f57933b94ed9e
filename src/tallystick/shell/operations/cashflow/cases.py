"""What the filing report tells of each projected case."""

from collections.abc import Iterator

from tallystick.deal.terms import terms_hash
from tallystick.filing.gathering import scenario_input
from tallystick.filing.report.inputs import BreakEvenInput, ScenarioInput
from tallystick.shell.operations.cashflow.project import Projected

__all__ = ["scenario_inputs"]


def scenario_inputs(projected: Projected) -> Iterator[ScenarioInput]:
    """Yield what the report tells of each projected case."""
    run, base = terms_hash(projected.deal), projected.base.flows.ledger
    for case in projected.cases:
        survived = (
            BreakEvenInput(class_id=name, multiple=multiple, defaulted=share.value)
            for name, (multiple, share) in case.break_even.items()
            if multiple is not None
        )
        ledger, structure = case.flows.ledger, projected.deal.structure
        yield scenario_input(ledger, structure, case=case.id, run=run, base=base, break_even=tuple(survived))

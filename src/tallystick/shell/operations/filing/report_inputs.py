"""From what was computed to what the report shows: pool, payers, strata, cases; plain values, nothing recomputed."""

from fractions import Fraction

from tallystick.deal.deal import Deal
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.filing.report.inputs import (
    BreakEvenInput,
    CriterionInput,
    PayerInput,
    PoolInput,
    ScenarioInput,
    StrataInput,
    StratumInput,
    VehicleInput,
)
from tallystick.shell.operations.cashflow.project import Case, Projected, issued_classes
from tallystick.shell.operations.filing.report_periods import period_inputs
from tallystick.tape.payers import payer_table
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.selection import select
from tallystick.tape.statistics import pool_statistics
from tallystick.tape.strata import stratify

__all__ = ["STRATA", "pool_input", "scenario_inputs"]

STRATA = ("vehicle_type", "interest_rate", "remaining_term_months", "province")
_PAYERS = 10


def pool_input(tape: Tape, deal: Deal) -> PoolInput:
    """Return the pool as the report shows it."""
    statistics, table = pool_statistics(tape), payer_table(tape)
    groups = {group.id: group.share for group in table.groups}
    group_of = dict(table.group_of)
    selection = select(tape, deal.assets.criteria)
    return PoolInput(
        tape_sha256=tape.digests.sha256,
        cutoff=tape.cutoff,
        assets=statistics.assets,
        obligors=statistics.payers,
        balance=statistics.current_balance,
        original_balance=statistics.original_balance,
        rate=statistics.rate.per_annum if statistics.rate is not None else Fraction(0),
        remaining_months=statistics.remaining_term or Fraction(0),
        largest=table.largest,
        largest_ten=sum((group.share for group in table.groups[:10]), Fraction(0)),
        past_due=statistics.past_due.value if statistics.past_due is not None else Fraction(0),
        strata=tuple(_strata(tape, column) for column in STRATA if tape.schema.column(column) is not None),
        payers=tuple(
            PayerInput(rank=rank, own=payer.share, with_affiliates=groups[group_of[payer.id]])
            for rank, payer in enumerate(table.payers[:_PAYERS], start=1)
        ),
        criteria=tuple(
            CriterionInput(id=name, met=statistics.assets - failed, failed=failed) for name, failed in selection.counts
        ),
    )


def _strata(tape: Tape, column: str) -> StrataInput:
    strata = stratify(tape, column)
    rows = tuple(
        StratumInput(
            label=Name(zh=each.label(Language.ZH), en=each.label(Language.EN)),
            count=each.count,
            balance=each.balance,
            share=each.share or Fraction(0),
        )
        for each in strata
    )
    named = strata[0].column
    return StrataInput(column=column, title=Name(zh=named.label(Language.ZH), en=named.label(Language.EN)), rows=rows)


def scenario_inputs(projected: Projected, *, run: str) -> tuple[ScenarioInput, ...]:
    """Return every case as the report shows it.

    Args:
        projected: the deal and its cases.
        run: by what the numbers are traced, such as the digest of the terms.
    """
    return tuple(_scenario(projected, case, run) for case in projected.cases)


def _scenario(projected: Projected, case: Case, run: str) -> ScenarioInput:
    structure, periods = projected.deal.structure, case.flows.ledger.periods
    vehicles = [VehicleInput(vehicle="onshore", periods=tuple(period_inputs(structure, periods, offshore=False)))]
    if structure.offshore is not None:
        shown = tuple(period_inputs(structure, periods, offshore=True))
        vehicles.append(VehicleInput(vehicle="offshore", periods=shown))
    last = periods[-1]
    owed = ((name, last.vehicle_of(name).class_flow(name)) for name in issued_classes(projected.deal))
    return ScenarioInput(
        id=case.id,
        run=run,
        vehicles=tuple(vehicles),
        unpaid=tuple((name, flow.ending + flow.carried) for name, flow in owed if (flow.ending + flow.carried).minor),
        break_even=tuple(
            BreakEvenInput(class_id=name, multiple=multiple, defaulted=share.value)
            for name, (multiple, share) in case.break_even.items()
            if multiple is not None
        ),
    )

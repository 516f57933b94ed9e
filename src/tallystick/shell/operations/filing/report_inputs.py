"""From what was computed to what the report shows: pool, payers, strata, cases; plain values, nothing recomputed."""

from collections.abc import Iterator
from fractions import Fraction

from tallystick.cashflow.waterfall import DealPeriod, VehiclePeriod
from tallystick.deal.deal import Deal
from tallystick.deal.structure import Structure, Vehicle
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, say
from tallystick.filing.report.inputs import (
    BreakEvenInput,
    CriterionInput,
    PayerInput,
    PeriodInput,
    PoolInput,
    ScenarioInput,
    StrataInput,
    StratumInput,
    VehicleInput,
)
from tallystick.shell.operations.cashflow.project import Case, Projected, issued_classes
from tallystick.tape.payers import payer_table
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.selection import select
from tallystick.tape.statistics import pool_statistics
from tallystick.tape.strata import stratify
from tallystick.units.money import Money, total

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
    vehicles = [VehicleInput(vehicle="onshore", periods=tuple(_periods(structure, periods, offshore=False)))]
    if structure.offshore is not None:
        shown = tuple(_periods(structure, periods, offshore=True))
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


def _periods(structure: Structure, periods: tuple[DealPeriod, ...], *, offshore: bool) -> Iterator[PeriodInput]:
    onshore = structure.onshore
    vehicle = structure.offshore if offshore and structure.offshore is not None else onshore
    for period in periods:
        paid = period.offshore if offshore else period.onshore
        if paid is None or _is_over(paid):
            continue
        yield PeriodInput(
            period=str(period.facts.period),
            payment_date=paid.day.paid,
            received=(
                *((_item(item, onshore), amount) for item, amount in paid.received.items()),
                (_said("deal.item.reserve-use"), _change(paid, drawn=True)),
            ),
            paid=(*_uses(vehicle, paid), (_said("deal.item.reserve-change"), _change(paid, drawn=False))),
            balances=tuple((flow.class_id, flow.ending) for flow in paid.classes),
            coverage=_coverage(period, paid),
        )


def _is_over(paid: VehiclePeriod) -> bool:
    nothing = all(amount.is_zero() for amount in paid.received.values())
    return nothing and all(flow.beginning.is_zero() for flow in paid.classes)


def _uses(vehicle: Vehicle, paid: VehiclePeriod) -> Iterator[tuple[Name, Money]]:
    names = {fee.id: Name(zh=fee.name.zh, en=fee.name.en) for fee in vehicle.fees}
    names |= {terms.id: Name(zh=terms.name.zh, en=terms.name.en) for terms in vehicle.classes}
    left = paid.paid_out()
    for target in dict.fromkeys(payment.to for payment in left):
        amount = total((payment.paid for payment in left if payment.to == target), vehicle.currency)
        yield names.get(target, Name(zh=target, en=target)), amount


def _change(paid: VehiclePeriod, *, drawn: bool) -> Money:
    """What was taken from the accounts (`drawn`) or added to them, never negative."""
    currency = next(iter(paid.closing.values())).currency
    grown = total(paid.closing.values(), currency) - total(paid.opening.values(), currency)
    return max(-grown if drawn else grown, Money.zero(currency))


def _said(key: str, **arguments: str | Name) -> Name:
    return Name(zh=say(key, Language.ZH, **arguments), en=say(key, Language.EN, **arguments))


def _item(item: str, onshore: Vehicle) -> Name:
    """Name a collection item, or what arrives offshore of a linked class."""
    class_id, dot, kind = item.partition(".")
    if not dot:
        return _said(f"deal.item.{item}")
    names = {terms.id: Name(zh=terms.name.zh, en=terms.name.en) for terms in onshore.classes}
    return _said(f"deal.item.class-{kind}", name=names[class_id])


def _coverage(period: DealPeriod, paid: VehiclePeriod) -> Fraction | None:
    """Cash after fees over what the first class is due: its interest, and principal by which the pool fell.

    Offshore, where the pool is not seen, principal due is what arrived as principal.
    """
    currency = next(iter(paid.closing.values())).currency
    senior = paid.classes[0]
    fallen = total((amount for item, amount in paid.received.items() if item.endswith(".principal")), currency)
    if currency is period.facts.beginning.currency:
        fallen = period.facts.beginning - period.facts.ending
    due = senior.interest_due + min(senior.beginning, fallen)
    if not due.is_positive():
        return None
    fees = total((step.paid for step in paid.payments if step.pay == "due"), currency)
    cash = total(paid.received.values(), currency) + total(paid.opening.values(), currency) - fees
    return cash.ratio_to(due)

"""From the rooms that compute to what the report prints: tape to pool figures, ledger to cash by source and use.

Coverage of a payment is measured against what the base case pays:

    coverage = received / (taxes, fees and interest due + principal the base case pays)

of classes that are not subordinated, and only while one of them has anything due,
so that a stress case is held against the schedule that investors are shown, and not against what it manages to pay.
In every period the cash by source equals the cash by use: what accounts give up or keep stands on either side.
Source: CASHFLOW.md section 2; 现金流覆盖倍数 in the disclosure guidelines of the exchanges.
It computes no cash flow and rounds nothing; `report` rounds what it prints.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice

from tallystick.cashflow.analytics.coverage import coverage
from tallystick.cashflow.income import income_total
from tallystick.cashflow.waterfall import DealPeriod, Ledger, VehiclePeriod
from tallystick.deal.assets import Criterion
from tallystick.deal.deal import Deal
from tallystick.deal.structure import Structure, Vehicle
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.filing.report.assets import is_material
from tallystick.filing.report.inputs import (
    BreakEvenInput,
    CriterionInput,
    GroupInput,
    IncomePoolInput,
    LayerInput,
    PayerInput,
    PeriodInput,
    PoolInput,
    RegisterInput,
    RegistrationInput,
    RightInput,
    ScenarioInput,
    ShortInput,
    StrataInput,
    StratumInput,
    VehicleInput,
)
from tallystick.filing.report.wordings import both, item_name, name_of, said
from tallystick.tape.encumbrances.reconciling import Reconciled
from tallystick.tape.encumbrances.standing import Registration
from tallystick.tape.payer_list import PayerRow, layer_tables
from tallystick.tape.payers import DISCLOSED_FROM, PayerTable, joined, payer_table
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.selection import select
from tallystick.tape.statistics import pool_statistics
from tallystick.tape.strata import Stratum, stratify
from tallystick.units.money import Money, total

__all__ = [
    "LARGEST_PAYERS",
    "SHOWN_REGISTRATIONS",
    "STRATIFIED",
    "income_input",
    "layer_inputs",
    "pool_input",
    "register_input",
    "scenario_input",
]

STRATIFIED = ("current_balance", "interest_rate", "remaining_term_months", "vehicle_type", "province", "days_past_due")
"""Columns over which the report distributes the pool, where the tape has them."""

LARGEST_PAYERS = 10
SHOWN_REGISTRATIONS = 20

_ONSHORE, _OFFSHORE = "onshore", "offshore"


def pool_input(tape: Tape, criteria: Sequence[Criterion]) -> PoolInput:
    """Return what the report prints of a pool.

    Args:
        tape: the pool as filed; loans that fail a criterion are counted, not left out.
        criteria: of the deal.

    Raises:
        ValueError: the pool owes nothing, so that it has no rate, term or share to print.
    """
    statistics = pool_statistics(tape)
    if statistics.rate is None or statistics.remaining_term is None or statistics.past_due is None:
        message = "the pool owes nothing at its cut-off, so there is nothing to file; check the tape's balances"
        raise ValueError(message)
    payers = payer_table(tape)
    failed = dict(select(tape, criteria).counts)
    return PoolInput(
        tape_sha256=tape.sha256,
        cutoff=tape.cutoff,
        assets=statistics.assets,
        obligors=statistics.payers,
        balance=statistics.current_balance,
        original_balance=statistics.original_balance,
        rate=statistics.rate.per_annum,
        remaining_months=statistics.remaining_term,
        shares_of=payers.basis.value,
        largest=payers.largest,
        largest_ten=sum((payer.share for payer in payers.payers[:LARGEST_PAYERS]), Fraction(0)),
        past_due=statistics.past_due.value,
        strata=tuple(_strata(tape, column) for column in STRATIFIED if _is_filled(tape, column)),
        payers=tuple(_payers(payers)),
        material=_material(payers),
        group=_group(payers),
        ranks=_ranks(payers),
        criteria=tuple(
            CriterionInput(id=each.id, met=statistics.assets - failed.get(each.id, 0), failed=failed.get(each.id, 0))
            for each in criteria
        ),
    )


def income_input(deal: Deal, listed: Sequence[PayerRow] = (), *, list_sha256: str = "") -> IncomePoolInput:
    """Return what the report prints of a pool of rights to income.

    Args:
        deal: states the rights; income before its first period is not the deal's.
        listed: the list of payers; rows of layers below are not the pool's.
        list_sha256: its digest.
    """
    assets, first = deal.assets, deal.structure.first_period
    table = layer_tables(listed).get("")
    return IncomePoolInput(
        cutoff=assets.cutoff,
        rights=tuple(
            RightInput(
                id=right.id,
                name=both(right.id) if right.name is None else name_of(right.name),
                kind=right.kind,
                first=str(right.first),
                months=right.months,
                income=income_total((right,), assets.currency, first=first),
            )
            for right in assets.income
        ),
        income=income_total(assets.income, assets.currency, first=first),
        list_sha256=list_sha256,
        obligors=0 if table is None else len(table.payers),
        payers=() if table is None else tuple(_payers(table)),
        material=0 if table is None else _material(table),
        group=None if table is None else _group(table),
        ranks={} if table is None else _ranks(table),
    )


def layer_inputs(
    listed: Sequence[PayerRow], layers: Sequence[str], *, list_sha256: str, tape: Tape | None = None
) -> tuple[LayerInput, ...]:
    """Return who pays in each layer below the pool, as far as the list of payers names them.

    Args:
        listed: the list of payers.
        layers: in the order of the deal file.
        list_sha256: digest of the list.
        tape: of the pool, which has its payers where the list has none.
    """
    tables = dict(layer_tables(listed))
    if "" not in tables and tape is not None and tables:
        tables[""] = payer_table(tape)
    shares = joined(tables)

    def seen(layer: str) -> LayerInput:
        prefix, table = f"{layer}/", tables[layer]
        group_of = dict(table.group_of)
        both_of = [
            (shares.own[each.id.removeprefix(prefix)], shares.groups[group_of[each.id].removeprefix(prefix)])
            for each in table.payers
        ]
        return LayerInput(
            number=layers.index(layer) + 1,
            payers=len(both_of),
            material=sum(is_material(*each) for each in both_of),
            largest=max(own for own, _ in both_of),
            largest_group=max(group for _, group in both_of),
            list_sha256=list_sha256,
        )

    return tuple(seen(layer) for layer in layers if layer in tables)


def register_input(found: Reconciled, *, file: str, sha256: str, by_asset: bool) -> RegisterInput:
    """Return what the report prints of an extract of the movable-asset register.

    Args:
        found: the extract, held against the tape where there is one.
        file: its name; `sha256` its digest.
        sha256: of its bytes.
        by_asset: whether there was a tape.
    """
    told = [_registration(each, found.parties) for each in found.registrations]
    told.sort(key=lambda each: (each.state != "in-force", each.ours, each.registered_on, each.number))
    return RegisterInput(
        file=file,
        sha256=sha256,
        searches=tuple((each.guarantor, each.day, each.certificate) for each in found.searches),
        registrations=tuple(told[:SHOWN_REGISTRATIONS]),
        left=max(len(told) - SHOWN_REGISTRATIONS, 0),
        ours=found.ours,
        covered=found.covered,
        others=found.others,
        disputed=found.disputed,
        unmatched=found.unmatched,
        another_holds=found.another_holds,
        by_asset=by_asset,
    )


def _registration(each: Registration, parties: frozenset[str]) -> RegistrationInput:
    return RegistrationInput(
        number=each.number,
        kind=each.entries[0].kind,
        registered_on=each.registered_on,
        expires_on=each.expires_on,
        secured_party=each.secured_party,
        ours=each.secured_party in parties,
        state="in-force" if each.in_force else "cancelled" if each.cancelled else "expired",
        objected=each.objected,
    )


def scenario_input(
    ledger: Ledger,
    structure: Structure,
    *,
    case: str,
    run: str,
    base: Ledger | None = None,
    break_even: Sequence[BreakEvenInput] = (),
) -> ScenarioInput:
    """Return what the report prints of one case.

    Args:
        ledger: the case, run through both vehicles.
        structure: as filed.
        case: name of the case in the deal's assumptions.
        run: digest by which the run is traced.
        base: the base case, whose principal the coverage is held against; the ledger itself where it is the base case.
        break_even: what was found for each class, where it was asked.
    """
    schedule = ledger if base is None else base
    vehicles = [(_ONSHORE, structure.onshore)]
    if structure.offshore is not None:
        vehicles.append((_OFFSHORE, structure.offshore))
    told = tuple(
        VehicleInput(vehicle=name, periods=periods, short=_short(ledger, name, vehicle, periods))
        for name, vehicle in vehicles
        for periods in (_periods(ledger, schedule, name=name, vehicle=vehicle, structure=structure),)
    )
    ended = [(each.vehicle, part) for each in told for part in _last(ledger, each)]
    return ScenarioInput(
        id=case,
        run=run,
        vehicles=told,
        unpaid=tuple((flow.class_id, flow.ending + flow.carried) for _, part in ended for flow in part.classes),
        unpaid_fees=tuple((name, fee, owed) for name, part in ended for fee, owed in part.carried_fees.items()),
        break_even=tuple(break_even),
    )


def _last(ledger: Ledger, told: VehicleInput) -> Iterator[VehiclePeriod]:
    """Yield a vehicle's last payment that moves cash; what falls due after it accrues on a deal that is over."""
    payments = (part for period in ledger.periods if (part := _of(period, told.vehicle)) is not None)
    yield from islice(payments, max(len(told.periods) - 1, 0), len(told.periods))


def _is_filled(tape: Tape, column: str) -> bool:
    return column in tape.frame.columns and tape.frame[column].null_count() < tape.frame.height


def _strata(tape: Tape, column: str) -> StrataInput:
    return StrataInput(
        column=column,
        title=said(f"report.strata.{column}"),
        rows=tuple(_stratum(each) for each in stratify(tape, column)),
    )


def _stratum(stratum: Stratum) -> StratumInput:
    return StratumInput(
        label=Name(zh=stratum.label(Language.ZH), en=stratum.label(Language.EN)),
        count=stratum.count,
        balance=stratum.balance,
        share=stratum.share or Fraction(0),
    )


def _payers(table: PayerTable) -> Iterator[PayerInput]:
    groups, group_of = {group.id: group.share for group in table.groups}, dict(table.group_of)
    for rank, payer in enumerate(table.payers[:LARGEST_PAYERS], start=1):
        yield PayerInput(rank=rank, own=payer.share, with_affiliates=groups[group_of[payer.id]])


def _ranks(table: PayerTable) -> dict[str, int]:
    """Return the place by share of each payer that is told one by one, alone or because of its affiliates."""
    above = {group.id for group in table.groups if group.share > DISCLOSED_FROM}
    group_of = dict(table.group_of)
    return {payer.id: rank for rank, payer in enumerate(table.payers, start=1) if group_of[payer.id] in above}


def _material(table: PayerTable) -> int:
    """Return how many of all payers are material, whether or not they are among those that are listed."""
    groups, group_of = {group.id: group.share for group in table.groups}, dict(table.group_of)
    return sum(is_material(payer.share, groups[group_of[payer.id]]) for payer in table.payers)


def _group(table: PayerTable) -> GroupInput | None:
    """Return the largest group of more than one payer."""
    members = Counter(group for _, group in table.group_of)
    largest = next((group for group in table.groups if members[group.id] > 1), None)
    return None if largest is None else GroupInput(payers=members[largest.id], share=largest.share)


def _periods(
    ledger: Ledger, schedule: Ledger, *, name: str, vehicle: Vehicle, structure: Structure
) -> tuple[PeriodInput, ...]:
    """Return one vehicle's payments up to the last that moves cash, each with its coverage against the schedule."""
    planned = {period.facts.period: _of(period, name) for period in schedule.periods}
    payments = []
    for period in ledger.periods:
        paid = _of(period, name)
        if paid is not None:
            payments.append(
                _period(str(period.facts.period), paid, planned.get(period.facts.period), vehicle, structure)
            )
    moving = [number for number, each in enumerate(payments, start=1) if any(money.minor for _, money in each.paid)]
    return tuple(payments[: moving[-1]] if moving else payments)


def _short(ledger: Ledger, name: str, vehicle: Vehicle, periods: Sequence[PeriodInput]) -> ShortInput | None:
    """Return what the lowest coverage leaves unpaid and what pays it later; None where no coverage is below one."""
    covered = [each for each in periods if each.coverage is not None and each.coverage < 1]
    if not covered:
        return None
    lowest = min(covered, key=lambda each: each.coverage or Fraction(1))
    told = {str(period.facts.period): paid for period in ledger.periods if (paid := _of(period, name)) is not None}
    at = [each.period for each in periods].index(lowest.period)
    unpaid = {key: money for key, money in _carried(told[lowest.period]).items() if not money.is_zero()}
    names = {terms.id: name_of(terms.name) for terms in vehicle.classes}
    names |= {fee.id: name_of(fee.name) for fee in vehicle.fees}
    later, paid_on = list[VehiclePeriod](), None
    for each in periods[at + 1 :]:
        later.append(told[each.period])
        if all(_carried(later[-1])[key].is_zero() for key in unpaid):
            paid_on = each.payment_date
            break
    paying = [one for part in later for one in part.payments if one.to in unpaid and one.paid.is_positive()]
    accounts = {account.id: name_of(account.name) for account in vehicle.accounts}
    own = dict.fromkeys(one.source for one in paying if one.source in accounts)
    fed = dict.fromkeys(
        one.source
        for part in later
        for one in part.payments
        if one.to in own and one.source in accounts and one.source not in own and one.paid.is_positive()
    )
    return ShortInput(
        period=lowest.period,
        payment_date=lowest.payment_date,
        unpaid=tuple((_charged(key, names[key], vehicle), money) for key, money in unpaid.items()),
        paid_on=paid_on,
        accounts=tuple(accounts[each] for each in own),
        fed_by=tuple(accounts[each] for each in fed),
    )


def _carried(paid: VehiclePeriod) -> dict[str, Money]:
    """Return what stays owed after a payment: interest by class, taxes and fees by id."""
    return {flow.class_id: flow.carried for flow in paid.classes} | dict(paid.carried_fees)


def _charged(key: str, name: Name, vehicle: Vehicle) -> Name:
    return said("report.cash.interest", name=name) if any(key == terms.id for terms in vehicle.classes) else name


def _of(period: DealPeriod, name: str) -> VehiclePeriod | None:
    return period.onshore if name == _ONSHORE else period.offshore


def _period(
    label: str, paid: VehiclePeriod, planned: VehiclePeriod | None, vehicle: Vehicle, structure: Structure
) -> PeriodInput:
    currency = vehicle.currency
    received = [
        (item_name(item, structure, vehicle), money) for item, money in paid.received.items() if not money.is_zero()
    ]
    opening, closing = total(paid.opening.values(), currency), total(paid.closing.values(), currency)
    uses = list(_uses(paid, vehicle))
    if opening > closing:
        received.append((said("report.cash.drawn"), opening - closing))
    if closing > opening:
        uses.append((said("report.cash.kept"), closing - opening))
    available, owed = total((money for _, money in received), currency), _owed(paid, planned, vehicle)
    return PeriodInput(
        period=label,
        payment_date=paid.day.paid,
        received=tuple(received),
        paid=tuple(uses),
        balances=tuple((flow.class_id, _class_name(vehicle, flow.class_id), flow.ending) for flow in paid.classes),
        coverage=coverage([available], [owed]).multiples[0],
    )


def _uses(paid: VehiclePeriod, vehicle: Vehicle) -> Iterator[tuple[Name, Money]]:
    """Yield what left the vehicle: taxes and fees, interest and principal of each class, and what remained."""
    fees = {fee.id for fee in vehicle.fees}
    out = paid.paid_out()
    for flow in paid.classes:
        yield said("report.cash.principal", name=_class_name(vehicle, flow.class_id)), flow.principal
    for flow in paid.classes:
        yield said("report.cash.interest", name=_class_name(vehicle, flow.class_id)), flow.interest
    yield said("report.cash.fees"), total((each.paid for each in out if each.to in fees), vehicle.currency)
    known = fees | {terms.id for terms in vehicle.classes}
    residual = total((each.paid for each in out if each.to not in known), vehicle.currency)
    yield said("report.cash.residual"), residual + total((flow.residual for flow in paid.classes), vehicle.currency)


def _owed(paid: VehiclePeriod, planned: VehiclePeriod | None, vehicle: Vehicle) -> Money:
    """Return what coverage is held against; nothing where no class that is not subordinated has anything due."""
    senior = {terms.id for terms in vehicle.classes if terms.subordinated == "no"}
    fees = {fee.id for fee in vehicle.fees}
    charges = [each.due for each in paid.payments if each.to in fees]
    dues = [flow.interest_due for flow in paid.classes if flow.class_id in senior]
    schedule = () if planned is None else planned.classes
    dues += [flow.principal for flow in schedule if flow.class_id in senior]
    owed = total(dues, vehicle.currency)
    return owed if owed.is_zero() else owed + total(charges, vehicle.currency)


def _class_name(vehicle: Vehicle, name: str) -> Name:
    return next(name_of(terms.name) for terms in vehicle.classes if terms.id == name)

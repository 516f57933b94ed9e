"""What a run shows of its deal, as findings: cash that reaches nobody, rates out of range, missed maturities.

It does not stop a run: what stops one is told by `classes.stopped`.
"""

from collections.abc import Iterator

from tallystick.cashflow.classes import ClassCashFlows
from tallystick.cashflow.waterfall import DealPeriod, Ledger
from tallystick.deal.structure import Structure
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.wording import both
from tallystick.units.rates import Rate

__all__ = ["check_cash_at_rest", "check_coupons", "check_flows", "check_maturities", "check_triggers"]


def check_flows(structure: Structure, flows: ClassCashFlows, case: str) -> Iterator[Finding]:
    """Tell what a run shows of its deal: cash that reaches nobody, coupons out of range, triggers without a value."""
    yield from check_cash_at_rest(structure, flows, case)
    yield from check_coupons(structure, flows, case)
    yield from check_maturities(structure, flows, case)
    yield from check_triggers(structure, flows.ledger, case)


def check_maturities(structure: Structure, flows: ClassCashFlows, case: str) -> Iterator[Finding]:
    """Tell of a class that is not repaid by its final maturity: what is left then, and when the last of it is paid."""
    for side, vehicle in (("onshore", structure.onshore), ("offshore", structure.offshore)):
        for number, terms in () if vehicle is None else enumerate(vehicle.classes):
            if terms.final_maturity is None or not terms.owes_principal:
                continue
            left = flows.outstanding_after(terms.id, terms.final_maturity)
            if left is None or not left.is_positive():
                continue
            paid = [flow for flow in flows.flows(terms.id) if flow.ending.is_zero()]
            until = both("cashflow.repaid.on", day=paid[0].day.paid) if paid else both("cashflow.repaid.never")
            yield finding(
                "cashflow.maturity-missed",
                path=f"structure.{side}.classes[{number}].final_maturity",
                case=case,
                name=terms.id,
                maturity=terms.final_maturity,
                left=left,
                until=until,
            )


def check_coupons(structure: Structure, flows: ClassCashFlows, case: str) -> Iterator[Finding]:
    """Tell of a class whose formula came to a coupon below nothing or above 100 %, in the first month it did."""
    vehicles = (structure.onshore, structure.offshore)
    for terms in (terms for vehicle in vehicles if vehicle is not None for terms in vehicle.classes):
        for period, flow in zip(flows.ledger.periods, flows.flows(terms.id), strict=True):
            if not 0 <= flow.computed.per_annum <= 1:
                code = "cashflow.coupon-range" if flow.computed.per_annum > 1 else "cashflow.coupon-negative"
                month = str(period.facts.period)
                shown = Rate(per_annum=round(flow.computed.per_annum, 4))
                yield finding(code, case=case, name=terms.id, month=month, coupon=shown)
                break


def check_triggers(structure: Structure, ledger: Ledger, case: str) -> Iterator[Finding]:
    """Tell of a trigger that had nothing to measure against while a class was outstanding, once a trigger.

    Args:
        structure: that was run.
        ledger: of the run.
        case: its name, for people.
    """
    for number, trigger in enumerate(structure.triggers):
        found = [
            (period, test)
            for period in ledger.periods
            for test in period.tests
            if test.trigger == trigger.id and test.value is None and _is_outstanding(period)
        ]
        if found:
            state = "breached" if found[0][1].breached else "sound"
            yield finding(
                "cashflow.trigger-unmeasured",
                path=f"structure.triggers[{number}].measure",
                case=case,
                name=trigger.id,
                formula=trigger.measure.text,
                month=str(found[0][0].facts.period),
                count=len(found),
                state=both(f"cashflow.trigger.{state}"),
            )


def _is_outstanding(period: DealPeriod) -> bool:
    vehicles = [each for each in (period.onshore, period.offshore) if each is not None]
    return any(flow.ending.is_positive() for vehicle in vehicles for flow in vehicle.classes)


def check_cash_at_rest(structure: Structure, flows: ClassCashFlows, case: str) -> Iterator[Finding]:
    """Tell of cash that is left when a run is over: in an account, or waiting to be exchanged, and paid to nobody.

    Args:
        structure: that was run.
        flows: of the run.
        case: its name, for people.
    """
    closing = flows.ledger.closing
    for side, state in (("onshore", closing.onshore), ("offshore", closing.offshore)):
        for account, cash in () if state is None else state.accounts.items():
            if cash.is_positive():
                vehicle = both(f"cashflow.vehicle.{side}")
                yield finding("cashflow.cash-at-rest", case=case, vehicle=vehicle, account=account, amount=cash)
    hedge = None if structure.offshore is None else structure.offshore.hedge
    for item, waiting in closing.swap.waiting.items():
        if hedge is not None and waiting.major >= hedge.rate / 10**hedge.receive.exponent:
            yield finding("cashflow.cash-waiting", case=case, item=item, amount=waiting)

"""A projection: the pool's months in exact Money.

The kernel's floats are rounded by running totals, and then two ledgers are kept in whole units, each closed
by its last entry:

    not in default  ending  = beginning - defaulted - diluted - prepaid - scheduled
    in default      waiting = waiting + defaulted - advanced - recovered - lost

An amount never exceeds what its ledger still holds, and the unit or two of rounding that may be left at the
end go with the last scheduled payment and the last loss. So principal in is principal out, to the unit.

Source: DESIGN.md section 2, principle 6 (the two lanes and the bridge between them).

It does not know classes: `waterfall` pays them from these collections.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import reduce
from itertools import zip_longest
from operator import add
from typing import Final

from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.kernels.flows import PoolFlows
from tallystick.cashflow.kernels.pool import falls_back, pool_flows, unplaced_defaults
from tallystick.cashflow.kernels.rounding import round_state, round_vector
from tallystick.cashflow.pool import Pool
from tallystick.deal.liabilities.provisions import SubPool
from tallystick.evidence.findings import Finding, finding
from tallystick.units.money import Money, total
from tallystick.units.periods import Period
from tallystick.units.rates import Share

__all__ = [
    "SETTLED_BY_A_CALL",
    "PoolPeriod",
    "Projection",
    "check_placed",
    "check_projectable",
    "check_subpools",
    "pool_months",
    "project_by",
    "project_pool",
    "summed",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolPeriod:
    """One month of a pool.

    Laws: ending = beginning - scheduled - prepaid - defaulted - diluted; no amount is negative.

    Attributes:
        number: 1 for the first month.
        month: the calendar month in which it is collected.
        beginning: principal at the beginning of assets that are not in default.
        scheduled: principal paid as scheduled.
        prepaid: principal paid early.
        defaulted: principal that stopped performing.
        interest: interest, income and rent paid.
        recovered: proceeds of liquidated loans.
        lost: principal of liquidated loans that nobody pays.
        advanced_principal: scheduled principal of defaulted loans advanced by the servicer.
        advanced_interest: likewise for interest.
        ending: principal at the end of assets that are not in default.
        fees: fees paid by borrowers.
        diluted: principal never paid, because goods came back or rebates were granted.
        delinquent: the part of `ending` owed by assets in arrears.
        interest_advances: interest of assets in arrears that the servicer advanced; not yet cash of the deal: a step
            draws it.
        principal_advances: likewise for scheduled principal.
        interest_outstanding: advances of interest made so far that the servicer may not yet take back: nobody paid
            late, and nothing was liquidated.
        principal_outstanding: likewise for principal.
    """

    number: int
    month: Period
    beginning: Money
    scheduled: Money
    prepaid: Money
    defaulted: Money
    interest: Money
    recovered: Money
    lost: Money
    advanced_principal: Money
    advanced_interest: Money
    ending: Money
    fees: Money
    diluted: Money
    delinquent: Money
    interest_advances: Money
    principal_advances: Money
    interest_outstanding: Money
    principal_outstanding: Money

    @property
    def principal(self) -> Money:
        """All principal collected: scheduled, advanced, prepaid and recovered."""
        return self.scheduled + self.advanced_principal + self.prepaid + self.recovered

    def collections(self) -> Mapping[str, Money]:
        """What the month brings in, by collection item; advances count as what they stand for."""
        return {
            "scheduled-principal": self.scheduled + self.advanced_principal,
            "prepaid-principal": self.prepaid,
            "interest": self.interest + self.advanced_interest,
            "recoveries": self.recovered,
            "fees": self.fees,
        }

    def reported(self) -> Mapping[str, Money]:
        """What a projected month reports beside its cash, by the names of `deal.checks.assumptions.PROJECTED`."""
        return {
            "delinquent": self.delinquent,
            "interest-advances": self.interest_advances,
            "principal-advances": self.principal_advances,
            "interest-advances-outstanding": self.interest_outstanding,
            "principal-advances-outstanding": self.principal_outstanding,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """What a pool is expected to do. Law: principal, recoveries and losses of all months are the opening balance.

    Attributes:
        opening: principal at the beginning.
        assumptions: under which it was projected.
        periods: month by month, until nothing is left or expected.
        parts: the sub-pools by id and, under no name, all other assets, each projected by itself; `periods` are then
            their sums. Empty where the pool is not divided.
    """

    opening: Money
    assumptions: Assumptions
    periods: tuple[PoolPeriod, ...]
    parts: Mapping[str, "Projection"] = field(default_factory=dict)


def project_pool(
    pool: Pool, assumptions: Assumptions, *, first: Period, subpools: Mapping[str, SubPool] | None = None
) -> Projection:
    """Project a pool, exactly to the unit.

    Args:
        pool: the loans.
        assumptions: speeds, severity, lag and conventions.
        first: the first month in which it is collected.
        subpools: parts that are told apart, by id.

    Raises:
        SpeedError: a speed is out of range.
        LoanArraysError: a lag, a timing or arrears are out of range.
        IndexMissingError: loans follow an index of which no path is given.
        RoundingError: an amount is too large to be exact.
    """
    if subpools:
        pools = zip((*subpools, ""), pool.divided(_claims(subpools)), strict=True)
        parts = {name: project_pool(part, assumptions, first=first) for name, part in pools}
        months = zip_longest(*(part.periods for part in parts.values()))
        periods = tuple(summed([one for one in month if one is not None]) for month in months)
        return Projection(opening=pool.balance, assumptions=assumptions, periods=periods, parts=parts)
    flows = pool_months(pool, assumptions)
    periods = tuple(_exact_periods(flows, pool.balance, first))
    return Projection(opening=pool.balance, assumptions=assumptions, periods=periods)


def _claims(subpools: Mapping[str, SubPool]) -> list[tuple[str, Sequence[str]]]:
    return [(part.field, part.values) for part in subpools.values()]


def summed(months: Sequence[PoolPeriod]) -> PoolPeriod:
    """Return one month of several sets of assets as that of one pool; at least one."""
    first, *rest = months
    names = [each.name for each in fields(PoolPeriod) if each.name not in {"number", "month"}]
    found = first
    for month in rest:
        found = replace(found, **{name: getattr(found, name) + getattr(month, name) for name in names})
    return found


def check_subpools(pool: Pool, subpools: Mapping[str, SubPool]) -> Iterator[Finding]:
    """Say which sub-pool has no assets, or assets that one before it has already."""
    for (name, part), owned in zip(subpools.items(), pool.divided(_claims(subpools)), strict=False):
        named = sum(rows.size for each in pool.rows for rows in each.having(part.field, part.values))
        kept = sum(each.loans.balance.size for each in owned.rows)
        if not named:
            path = f"structure.subpools.{name}"
            yield finding("cashflow.subpool-empty", path=path, name=name, field=part.field, values=part.values)
        elif named > kept:
            yield finding("cashflow.subpool-overlap", path=f"structure.subpools.{name}", name=name, count=named - kept)


def pool_months(pool: Pool, assumptions: Assumptions) -> PoolFlows:
    """Project a pool in floats: every way of repaying and every target by itself, added up; see `project_pool`."""
    months = pool.months
    flows = (
        pool_flows(loans, assumed.pace(months), severity=assumed.row_severity)
        for rows in pool.rows
        for loans, assumed in assumptions.shared_out(rows)
    )
    return reduce(add, flows, PoolFlows.nothing(0))


def check_projectable(pool: Pool, case: str, assumptions: Assumptions) -> Iterator[Finding]:
    """Say where a pool and its assumptions do not meet: indices without a path, loans used up, defaults of too little.

    Args:
        pool: the loans.
        case: the name of the assumptions, for people.
        assumptions: of the case.
    """
    for number, target in enumerate(assumptions.targets):
        if not any(rows.having(target.field, target.values) for rows in pool.rows):
            path = f"assumptions.{case}.targets[{number}]"
            yield finding("cashflow.target-empty", path=path, case=case, field=target.field, values=target.values)
    for index in sorted({rows.index for rows in pool.rows if rows.index is not None}):
        if not assumptions.indices.get(index):
            yield finding("cashflow.index-missing", path=f"assumptions.{case}", case=case, index=index)
            return
    for rows in pool.rows:
        for loans, assumed in assumptions.shared_out(rows):
            life = assumed.exhausted_after
            spent = 0 if life is None else int((loans.age >= life).sum())
            if spent:
                yield finding(
                    "cashflow.speed-exhausted",
                    path=f"assumptions.{case}.prepayment",
                    case=case,
                    count=spent,
                    months=life or 0,
                    speed=Share(value=assumed.prepayments.rates[0]),
                )
    pace = assumptions.pace(1)
    slow = sum(loans.balance.size for loans in pool.loans if falls_back(loans, pace))
    if slow:
        path = f"assumptions.{case}.conventions.liquidation_base"
        yield finding("cashflow.engine-plain", path=path, case=case, count=slow)
    yield from check_placed(pool, case, assumptions)


def check_placed(pool: Pool, case: str, assumptions: Assumptions, *, named: str = "") -> Iterator[Finding]:
    """Say how much of the defaults that are shares of the original balance finds nothing left to default.

    Args:
        pool: the loans.
        case: of the deal file.
        assumptions: of the case, or a multiple of them.
        named: what to call them, where that is not the case alone.
    """
    currency, months = pool.balance.currency, pool.months
    asked, short = Money.zero(currency), list[Money]()
    for rows in pool.rows:
        for loans, assumed in assumptions.shared_out(rows):
            wanted, unplaced = unplaced_defaults(loans, assumed.pace(months))
            asked += total(round_vector(wanted, currency), currency)
            pairs = zip_longest(short, round_vector(unplaced, currency), fillvalue=Money.zero(currency))
            short = [one + other for one, other in pairs]
    late = [number for number, amount in enumerate(short, start=1) if amount.is_positive()]
    if late:
        amount = total(short, currency)
        share = Share(value=amount.ratio_to(asked))
        first, last = late[0], late[-1]
        yield finding(
            "cashflow.defaults-unplaced",
            path=f"assumptions.{case}",
            case=named or case,
            amount=amount,
            asked=asked,
            share=share,
            first=first,
            last=last,
        )


def project_by(pool: Pool, assumptions: Assumptions, name: str, *, first: Period) -> dict[str, Projection]:
    """Project the assets of each value of a field by themselves: by payer, by tag, by a column of the tape.

    Rounding is each group's own, so that groups may differ from the whole by a unit a month; their opening balances
    add up. Assets that have no value there are left out.

    Args:
        pool: the loans.
        assumptions: speeds, severity, lag and conventions.
        name: the field.
        first: the first month in which it is collected.

    Raises:
        SpeedError, LoanArraysError, IndexMissingError, RoundingError: as `project_pool`.
    """
    groups = {value: pool.part(name, value) for value in pool.values(name)}
    return {value: project_pool(group, assumptions, first=first) for value, group in groups.items()}


def _exact_periods(flows: PoolFlows, opening: Money, first: Period) -> Iterator[PoolPeriod]:
    """Keep the two ledgers in whole units."""
    zero = Money.zero(opening.currency)
    rounded = {name: round_vector(getattr(flows, name), opening.currency) for name in _VECTORS}
    delinquent = round_state(flows.delinquent, opening.currency)
    months = flows.beginning.size
    last_payment = max((month for month in range(months) if flows.beginning[month] > 0), default=-1)
    performing, waiting = opening, zero
    outstanding = {"interest": zero, "principal": zero}
    for month in range(months):
        beginning = performing
        entries = {}
        for name in ("defaulted", "diluted", "prepaid", "scheduled"):
            entries[name] = min(rounded[name][month], performing)
            performing -= entries[name]
        if month == last_payment:
            entries["scheduled"] += performing
            performing = zero
        waiting += entries["defaulted"]
        for name in ("advanced_principal", "recovered", "lost"):
            entries[name] = min(rounded[name][month], waiting)
            waiting -= entries[name]
        if month == months - 1:
            entries["lost"] += waiting
        paid = {name: rounded[name][month] for name in ("interest", "advanced_interest", "fees")}
        late = min(delinquent[month], performing)
        for name, stands in outstanding.items():
            made = rounded[f"{name}_advances"][month]
            back = stands + made if month == months - 1 else rounded[f"{name}_reimbursed"][month]
            paid[f"{name}_advances"], outstanding[name] = made, stands + made - min(back, stands + made)
            paid[f"{name}_outstanding"] = outstanding[name]
        yield PoolPeriod(
            number=month + 1,
            month=first.add(month),
            beginning=beginning,
            ending=performing,
            delinquent=late,
            **entries,
            **paid,
        )


SETTLED_BY_A_CALL: Final = frozenset({"delinquent", "interest-advances-outstanding", "principal-advances-outstanding"})
"""What a month reports that is nothing once the pool is bought: the price covers it."""

_VECTORS = (
    "scheduled",
    "prepaid",
    "defaulted",
    "interest",
    "recovered",
    "lost",
    "advanced_principal",
    "advanced_interest",
    "fees",
    "diluted",
    "interest_advances",
    "principal_advances",
    "interest_reimbursed",
    "principal_reimbursed",
)

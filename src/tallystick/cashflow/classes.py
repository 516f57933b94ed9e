"""A deal projected: its pool under assumptions, and what its classes are then paid.

The pool is projected to the unit, each month becomes the collections of one period, and the same waterfalls
that will pay real collections pay these. What is bought in a revolving period joins the pool in the next month. A call
of the deal, if it is to be exercised, is exercised in the first month in which its condition holds; a clean-up call may
also be assumed at a share of the opening pool. What still performs is then bought and counts as prepaid, and recoveries
still expected go with it.

Source: DESIGN.md section 2, principle 1: what is filed is what runs.

It does not say how likely any of it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final, Self

from tallystick.cashflow.analytics.average_life import average_life
from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.kernels.rounding import RoundingError
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.projection import SETTLED_BY_A_CALL, PoolPeriod, Projection, project_pool, summed
from tallystick.cashflow.waterfall import (
    ClassFlow,
    DealPeriod,
    DealState,
    IssuedClass,
    Ledger,
    PoolFacts,
    WaterfallError,
    opening_state,
    run,
)
from tallystick.cashflow.waterfall.engine.readings import AmountError, RatioError
from tallystick.cashflow.waterfall.purchases import assumed_from, bought
from tallystick.cashflow.waterfall.run import holds
from tallystick.cashflow.waterfall.schedules import generated_schedules
from tallystick.deal.checks.cash_paths import reported_names
from tallystick.deal.deal import Deal
from tallystick.deal.formulas.places import path_of
from tallystick.deal.liabilities.provisions import SubPool
from tallystick.deal.reading import render
from tallystick.deal.structure import Structure
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.wording import both
from tallystick.units.daycounts import DayCount
from tallystick.units.money import Money, MoneyError, total
from tallystick.units.periods import Period
from tallystick.units.rates import Share

__all__ = [
    "STOPS",
    "ClassCashFlows",
    "Outlook",
    "called",
    "pool_facts",
    "project",
    "stopped",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is assumed beside the pool.

    Attributes:
        indices: reference rates and prices, by name, one a month, the last holding on.
        events: from which month on an event stands reported, by name.
        calls: the calls of the deal that are exercised as soon as they may be.
    """

    indices: Mapping[str, Sequence[Fraction]] = field(default_factory=dict)
    events: Mapping[str, Period] = field(default_factory=dict)
    calls: frozenset[str] = frozenset()

    @classmethod
    def assumed(cls, assumptions: Assumptions) -> Self:
        """Return what a case assumes: paths of rates and prices, events and calls."""
        rates = {name: [rate.per_annum for rate in path] for name, path in assumptions.indices.items()}
        return cls(indices={**rates, **assumptions.prices}, events=assumptions.events, calls=assumptions.calls)

    def beside(self, assumed: Self) -> Self:
        """Return this beside what a case assumes: its own paths and events come first, calls are those of both."""
        return replace(
            self,
            indices={**assumed.indices, **self.indices},
            events={**assumed.events, **self.events},
            calls=assumed.calls | self.calls,
        )

    def reported(self, number: int, month: Period) -> dict[str, Any]:
        """Return what a month reports of it, as fields of `PoolFacts`."""
        return {
            "indices": {name: path[min(number, len(path)) - 1] for name, path in self.indices.items() if path},
            "events": frozenset(name for name, since in self.events.items() if since <= month),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCashFlows:
    """A deal under one set of assumptions.

    Attributes:
        projection: the pool, with what was bought; a month may then begin with more than the one before ended.
        ledger: every payment.
        deferrable: classes whose unpaid interest bears interest: they may defer it, if it is made good.
    """

    projection: Projection
    ledger: Ledger
    deferrable: frozenset[str] = frozenset()

    @property
    def assets(self) -> Money:
        """All principal there ever was to default: the opening pool, and what was bought."""
        bought_since = (period.onshore.purchased for period in self.ledger.periods)
        return total((self.projection.opening, *bought_since), self.projection.opening.currency)

    def flows(self, class_id: str) -> tuple[ClassFlow, ...]:
        """Return one class, payment by payment.

        Raises:
            KeyError: the deal has no such class.
        """
        return self.ledger.class_flows(class_id)

    def paid_in_full(self, class_id: str) -> bool:
        """Whether a class gets all its principal, and all its interest on every payment date, or deferred where it may.

        Raises:
            KeyError: the deal has no such class.
        """
        flows = self.flows(class_id)
        tested = flows[-1:] if class_id in self.deferrable else flows
        return bool(flows) and flows[-1].ending.is_zero() and all(flow.carried.is_zero() for flow in tested)

    def outstanding_after(self, class_id: str, day: date) -> Money | None:
        """Return what is left of a class once all payments scheduled up to a day are made; None without a payment.

        Raises:
            KeyError: the deal has no such class.
        """
        flows = self.flows(class_id)
        past = [flow for flow in flows if flow.day.scheduled <= day]
        return past[-1].ending if past else flows[0].beginning if flows else None

    def average_life(self, *class_ids: str, convention: DayCount) -> Fraction | None:
        """Return the weighted average life, in years from closing, of one class or of several together.

        Args:
            class_ids: classes of one currency.
            convention: how years are counted, to the scheduled payment dates.

        Raises:
            KeyError: the deal has no such class.
        """
        closing = self.ledger.opening.onshore.paid_to.scheduled
        payments = [(flow.day.scheduled, flow.principal) for name in class_ids for flow in self.flows(name)]
        return average_life(payments, settlement=closing, convention=convention)


def project(
    deal: Deal,
    pool: Pool,
    assumptions: Assumptions,
    *,
    call: Share | None = None,
    issued: Mapping[str, IssuedClass] | None = None,
    outlook: Outlook | None = None,
) -> ClassCashFlows:
    """Project a deal: what its pool will pay, and what its classes are then paid.

    Args:
        deal: the deal as filed.
        pool: its loans.
        assumptions: speeds, severity and lag.
        call: share of the opening pool at which the clean-up call is exercised; None is never.
        issued: sizes and coupons set at pricing, by class; where absent, the filed maximum and assumed
            coupon.
        outlook: rates, prices, events and calls; None is what the case assumes, and the deal of what it leaves out.

    Raises:
        SpeedError: a speed is out of range.
        RoundingError: an amount is too large to be exact.
        WaterfallError: the structure names what it does not define, or the deal never ends.
    """
    structure = deal.structure
    subpools = structure.subpools
    projection = project_pool(pool, assumptions, first=structure.first_period, subpools=subpools)
    if call is not None:
        projection = called(projection, call)
    opening = opening_state(structure, initial_pool=pool.balance, issued=issued)
    shape = _Shape(pool=pool, assumptions=assumptions, call=call, subpools=subpools, like=projection)
    course = _Course(structure=structure, shape=shape, outlook=outlook or Outlook.assumed(assumptions), state=opening)
    schedules = generated_schedules(structure, pool)
    ledger = run(structure, opening, course.months(), schedules=schedules, after=course.paid)
    if course.pool:
        projection = replace(projection, periods=tuple(course.pool))
    return ClassCashFlows(projection=projection, ledger=ledger, deferrable=deal.structure.deferrable)


def stopped(error: Exception, structure: Structure, *, case: str) -> Finding:
    """Say why a run stopped: a ratio to nothing, an amount beyond every bound, or what the error tells.

    Args:
        error: one of `STOPS`.
        structure: that was run.
        case: the name of what was run, for people.
    """
    if isinstance(error, RatioError):
        asked = both("cashflow.asked-by.name", name=error.asked_by) if error.asked_by else both("cashflow.asked-by.due")
        place = "" if error.formula is None else render(path_of(structure, error.formula))
        text = "" if error.formula is None else error.formula.text
        return finding(
            "cashflow.ratio-to-nothing",
            path=place,
            case=case,
            month=str(error.month),
            formula=text,
            asked=asked,
            nothing=str(Money.zero(structure.onshore.currency)),
        )
    bound = isinstance(error, MoneyError) and error.problem == "money.bound"
    if bound or isinstance(error, AmountError | RoundingError):
        return _overflow(error, structure, case)
    reason = error.told if isinstance(error, WaterfallError) else str(error)
    return finding("cashflow.run-stopped", case=case, reason=reason)


def _overflow(error: Exception, structure: Structure, case: str) -> Finding:
    """Say which step of which month an amount outgrew, as far as that is known, and in which case."""
    path, month = f"assumptions.{case}", both("cashflow.stopped.some-month")
    if isinstance(error, AmountError):
        path, month = _steps(structure).get(error.step, path), both("cashflow.stopped.in-month", month=str(error.month))
    return finding(
        "cashflow.amount-overflow", path=path, case=case, month=month, currency=structure.onshore.currency.value
    )


def _steps(structure: Structure) -> dict[str, str]:
    """Return the path of every step, by its id."""
    paths: dict[str, str] = {}
    for side, vehicle in (("onshore", structure.onshore), ("offshore", structure.offshore)):
        orders = [] if vehicle is None else [("priorities", vehicle.priorities)]
        others = () if vehicle is None else vehicle.waterfalls or ()
        orders += [(f"waterfalls[{number}].priorities", other.priorities) for number, other in enumerate(others)]
        for order, steps in orders:
            paths |= {step.id: f"structure.{side}.{order}[{number}]" for number, step in enumerate(steps)}
    return paths


STOPS: Final = (WaterfallError, MoneyError, RoundingError)
"""What a run may stop with although its deal reads well; `stopped` says it to people."""


@dataclass(slots=True, kw_only=True)
class _Shape:
    """How assets flow that join in a month: as the pool from its cut-off, under what is assumed from that month on."""

    pool: Pool
    assumptions: Assumptions
    call: Share | None
    subpools: Mapping[str, SubPool] | None
    like: Projection

    def joining(self, months: int, first: Period) -> Mapping[str, Projection]:
        """Return the shape of assets that join so many months after the first, by sub-pool."""
        assumed = assumed_from(self.assumptions, months)
        if assumed != self.like.assumptions:
            self.like = project_pool(self.pool, assumed, first=first, subpools=self.subpools)
            self.like = self.like if self.call is None else called(self.like, self.call)
        return self.like.parts or {"": self.like}


class _Course:
    """The months of a projection, made one after another: what is bought and called depends on what was paid."""

    def __init__(self, *, structure: Structure, shape: _Shape, outlook: Outlook, state: DealState) -> None:
        self.structure, self.shape, self.outlook, self.state = structure, shape, outlook, state
        self.like = like = shape.like
        self.cohorts = [(name, part.periods) for name, part in (like.parts or {"": like}).items()]
        self.pool: list[PoolPeriod] = []
        self.bought = Money.zero(like.opening.currency)
        self.ended = False

    def paid(self, period: DealPeriod) -> None:
        """Take note of a period: what it left, and what it bought for the next month."""
        self.state, self.bought = period.closing, period.onshore.purchased
        if self.bought.is_positive() and not self.ended:
            first = period.facts.period.next()
            parts = self.shape.joining(len(self.pool), first)
            likes = [part.opening.minor for part in parts.values()]
            for (name, part), price in zip(parts.items(), self.bought.allocate(likes), strict=True):
                if price.is_positive():
                    self.cohorts.append((name, bought(price, part, first=first)))

    def months(self) -> Iterator[PoolFacts]:
        """Yield month after month until the pool is gone, and every vehicle has had its payment day since."""
        month, number = self.structure.first_period, 1
        while not self.ended and (present := self._present(month)):
            if number > max(_LONGEST, len(self.like.periods)):
                raise WaterfallError.worded(both("cashflow.stopped.purchase", months=_LONGEST))
            pool = replace(summed([each for _, each in present]), number=number, month=month)
            facts = replace(pool_facts(pool), reported={**pool.reported(), **_of_parts(present)})
            facts = self._called(self._facts(facts, number))
            if self.ended:
                pool = _ended(pool, self.cohorts, month)
            self.pool.append(pool)
            yield facts
            month, number = month.next(), number + 1
        while self.pool and not self._settled(number - 1):
            yield self._facts(_nothing(month, self.like.opening), number)
            month, number = month.next(), number + 1

    def _facts(self, facts: PoolFacts, number: int) -> PoolFacts:
        """Return a month with what the outlook reports of it; of other amounts the structure asks for, nothing."""
        zero = Money.zero(self.like.opening.currency)
        reported = {**dict.fromkeys(reported_names(self.structure), zero), **facts.reported}
        return replace(facts, reported=reported, **self.outlook.reported(number, facts.period))

    def _present(self, month: Period) -> list[tuple[str, PoolPeriod]]:
        return [(name, each) for name, cohort in self.cohorts for each in cohort if each.month == month]

    def _called(self, facts: PoolFacts) -> PoolFacts:
        for call in self.structure.calls or ():
            if call.id in self.outlook.calls and facts.ending.is_positive():
                exercised, price = holds(self.structure, self.state, facts, call.test, call.price)
                if exercised:
                    self.ended = True
                    prepaid = facts.collected["prepaid-principal"] + price
                    collected = {**facts.collected, "prepaid-principal": prepaid}
                    zero = Money.zero(price.currency)
                    settled = {name: zero for name in facts.reported if name in SETTLED_BY_A_CALL}
                    settled |= self._bought_out(facts, price)
                    return replace(facts, ending=zero, collected=collected, reported={**facts.reported, **settled})
        return facts

    def _bought_out(self, facts: PoolFacts, price: Money) -> dict[str, Money]:
        """Return what a call leaves of the sub-pools: nothing; the price is paid for each as for what it ends with."""
        names = tuple(self.structure.subpools or {})
        ending = [facts.reported[f"{name}.ending"] for name in names]
        rest = facts.ending - total(ending, price.currency)
        prices = price.allocate([each.minor for each in (*ending, rest)])
        found = {f"{name}.ending": Money.zero(price.currency) for name in names}
        prepaid = {f"{name}.prepaid-principal": one for name, one in zip(names, prices, strict=False)}
        return found | {name: facts.reported[name] + one for name, one in prepaid.items()}

    def _settled(self, number: int) -> bool:
        """Whether both vehicles pay for a period, and cash may cross in it."""
        offshore = self.structure.offshore
        every = [self.structure.onshore.payment.every]
        if offshore is not None:
            every += [offshore.payment.every, None if offshore.hedge is None else offshore.hedge.every]
        return all(number % (each or 1) == 0 for each in every)


def _of_parts(present: Sequence[tuple[str, PoolPeriod]]) -> dict[str, Money]:
    """Return what a month reports of each sub-pool, whose id the months of its assets carry."""
    found: dict[str, Money] = {}
    for name in dict.fromkeys(name for name, _ in present if name):
        part = summed([each for one, each in present if one == name])
        balances = {"beginning": part.beginning, "ending": part.ending, "defaulted": part.defaulted}
        found |= {f"{name}.{figure}": amount for figure, amount in (balances | dict(part.collections())).items()}
    return found


def _ended(pool: PoolPeriod, cohorts: Sequence[tuple[str, Sequence[PoolPeriod]]], month: Period) -> PoolPeriod:
    """Return the last month of a pool that was called: all that performs is prepaid, nothing more is recovered."""
    entries = [each for _, cohort in cohorts for each in cohort if each.month <= month]
    waiting = total((each.defaulted for each in entries), pool.ending.currency)
    waiting -= total((each.recovered + each.lost + each.advanced_principal for each in entries), pool.ending.currency)
    zero = Money.zero(pool.ending.currency)
    return replace(
        pool,
        prepaid=pool.prepaid + pool.ending,
        ending=zero,
        lost=pool.lost + waiting,
        delinquent=zero,
        interest_outstanding=zero,
        principal_outstanding=zero,
    )


def _nothing(month: Period, like: Money) -> PoolFacts:
    zero = Money.zero(like.currency)
    return PoolFacts(period=month, beginning=zero, ending=zero, defaulted=zero, collected={})


_LONGEST = 1200
"""A hundred years of months: a revolving period beyond it has no end."""


def pool_facts(period: PoolPeriod) -> PoolFacts:
    """Return a projected month as the collections of one period."""
    return PoolFacts(
        period=period.month,
        beginning=period.beginning,
        ending=period.ending,
        defaulted=period.defaulted,
        collected=period.collections(),
        reported=period.reported(),
    )


def called(projection: Projection, share: Share) -> Projection:
    """Return the projection ended by a clean-up call.

    Law: principal, recoveries and losses of all months still add up to the opening balance.

    Args:
        projection: without a call.
        share: of the opening pool; the first month that ends at or below it, with something left, is the
            last.
    """
    for place, period in enumerate(projection.periods):
        if period.ending.is_positive() and period.ending.ratio_to(projection.opening) <= share.value:
            return _ended_at(projection, place)
    return projection


def _ended_at(projection: Projection, place: int) -> Projection:
    """Return a projection whose month at `place` is the last, and its parts likewise; one that is over stays."""
    if len(projection.periods) <= place:
        return projection
    upto = projection.periods[: place + 1]
    last = _ended(upto[-1], [("", upto)], upto[-1].month)
    parts = {name: _ended_at(part, place) for name, part in projection.parts.items()}
    return replace(projection, periods=(*upto[:-1], last), parts=parts)

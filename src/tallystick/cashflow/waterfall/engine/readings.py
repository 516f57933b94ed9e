"""Readings: what a formula comes to, as the books of a vehicle stand.

Amounts of a deal are computed once a payment and kept, unless they say `computed: when-used`. What a figure is called
in the books is what its function is called in a formula: `balance(A)` is the figure ``("balance", "A")``.

It decides nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import add, eq, ge, gt, le, lt, mul, ne, sub
from typing import Final, TypeAlias

from tallystick.cashflow.waterfall.engine.arithmetic import Arithmetic, NothingToMeasureError, Number
from tallystick.cashflow.waterfall.engine.plan import Plan
from tallystick.deal.formulas.grammar import Call, Constant, Formula, Name, Operation, Tree
from tallystick.evidence.persons import ToldError
from tallystick.evidence.wording import both
from tallystick.units.money import Currency, Money
from tallystick.units.periods import Period

__all__ = ["AmountError", "Circumstances", "Figure", "Figures", "RatioError", "Readings", "WaterfallError"]

Figure: TypeAlias = tuple[str, str]
Figures: TypeAlias = dict[Figure, Number]
"""What the books of a vehicle hold, by kind and name."""

_OPERATORS: Final = {
    "+": add,
    "-": sub,
    "*": mul,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "=": eq,
    "!=": ne,
}
_DEFAULTED: Final = frozenset({"paid", "paid-in-year", "paid-to-date", "due", "drawn", "ledger"})


class WaterfallError(ToldError):
    """A waterfall that cannot be run as asked: a name nobody defines, or cash that no account receives."""


class RatioError(WaterfallError):
    """A month in which a formula divides by nothing.

    Attributes:
        month: of collections.
        formula: that divides; None where it is none of the deal's.
        asked_by: the step or trigger that asked for it; empty where it is computed as it falls due.
    """

    def __init__(self, month: Period, stop: NothingToMeasureError) -> None:
        """Keep where it happened."""
        told = both("cashflow.stopped.ratio", month=str(month))
        super().__init__(told.en, told.zh)
        self.month, self.asked_by = month, stop.asked_by
        self.formula = stop.formula if isinstance(stop.formula, Formula) else None


class AmountError(WaterfallError):
    """A month in which an amount grows beyond what money can be.

    Attributes:
        month: of collections.
        step: the id of the first step that moves or owes it; empty where it is none's.
    """

    def __init__(self, month: Period, step: str) -> None:
        """Keep where it happened."""
        told = both("cashflow.stopped.amount", month=str(month))
        super().__init__(told.en, told.zh)
        self.month, self.step = month, step


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What holds for a whole collection period, whichever vehicle pays.

    Attributes:
        number: of the period, from 1.
        month: of collections.
        currency: of the pool.
        pool: beginning, ending, defaulted, and running totals, those of sub-pools behind their id (`totals`).
        collected: cash of the month, by item.
        reported: further amounts, by name.
        events: whether something is reported to have happened, by name.
        indices: reference rates and prices, by name.
        fixings: rates of floating classes, by class; they replace the coupon.
        breached: whether each trigger stands breached; it changes as triggers are tested.
    """

    number: int
    month: Period
    currency: Currency
    pool: Mapping[str, Number]
    collected: Mapping[str, Number]
    reported: Mapping[str, Number]
    events: Mapping[str, Number]
    indices: Mapping[str, Number]
    fixings: Mapping[str, Number]
    breached: dict[str, Number]


@dataclass(slots=True, kw_only=True)
class Readings:
    """Formulas of one vehicle during one period.

    Attributes:
        lane: the arithmetic.
        plan: the vehicle.
        figures: its books; `add` is the only change made here.
        now: the period.
        day: of the payment, as scheduled.
        others: the books of each vehicle, by ``onshore`` and ``offshore``.
        kept: amounts computed so far.
    """

    lane: Arithmetic
    plan: Plan
    figures: Figures
    now: Circumstances
    day: date
    others: Mapping[str, Figures]
    kept: dict[str, Number] = field(default_factory=dict)

    def add(self, kind: str, name: str, amount: Number) -> None:
        """Add to a figure of the books."""
        self.figures[kind, name] = self.figures.get((kind, name), 0) + amount

    def amount(self, formula: Money | Formula) -> Number:
        """Return an amount of money in whole minor units; below zero counts as zero."""
        if isinstance(formula, Money):
            return max(formula.minor, 0)
        return self.lane.most(self.lane.whole(self.value(formula)), 0)

    def value(self, formula: Formula) -> Number:
        """Return what a formula comes to, not rounded.

        Raises:
            WaterfallError: it names what does not exist.
            NothingToMeasureError: it divides by nothing.
        """
        try:
            return self._of(formula.tree)
        except NothingToMeasureError as error:
            error.formula = error.formula or formula
            raise
        except KeyError as error:
            raise WaterfallError.worded(
                both("cashflow.stopped.formula-name", formula=formula.text, name=str(error.args[0]))
            ) from error

    def _of(self, tree: Tree) -> Number:
        match tree:
            case Constant():
                return self.lane.constant(tree.value)
            case Name():
                return self._named(tree.name)
            case Call():
                return self._called(tree)
            case Operation():
                return self._operated(tree)

    def _operated(self, operation: Operation) -> Number:
        first = self._of(operation.operands[0])
        match operation.sign:
            case "not":
                return self.lane.negation(first)
            case "minus":
                return -first
            case "and":
                return self.lane.both(first, lambda: self._of(operation.operands[1]))
            case "or":
                return self.lane.either(first, lambda: self._of(operation.operands[1]))
            case "/":
                return self.lane.quotient(first, self._of(operation.operands[1]))
        return _OPERATORS[operation.sign](first, self._of(operation.operands[1]))

    def _named(self, name: str) -> Number:
        definition = next((each for each in self.plan.vehicle.amounts or () if each.id == name), None)
        if definition is not None:
            if definition.computed == "when-used":
                return self.value(definition.formula)
            if name not in self.kept:
                self.kept[name] = self.value(definition.formula)
            return self.kept[name]
        match name:
            case "number":
                return self.now.number
            case "month":
                return self.now.month.year * 12 + self.now.month.month
            case "day":
                return self.day.toordinal()
            case "losses":
                return self.figures["losses", ""]
            case "cumulative-default-share":
                return self.lane.quotient(self.now.pool["cumulative-defaults"], self.now.pool["initial"])
            case "collateral-share":
                return self.lane.quotient(self.now.pool["ending"], self._outstanding())
        return self.now.pool[name.removeprefix("pool.")]

    def _outstanding(self) -> Number:
        onshore = self.others["onshore"]
        balances = {name: value for (kind, name), value in onshore.items() if kind == "balance"}
        return sum(value for name, value in balances.items() if ("notional", name) not in onshore)

    def _called(self, call: Call) -> Number:
        arguments = call.arguments
        match call.function:
            case "if":
                return self.lane.choose(
                    self._of(arguments[0]), lambda: self._of(arguments[1]), lambda: self._of(arguments[2])
                )
            case "min" | "max":
                pick = self.lane.least if call.function == "min" else self.lane.most
                found = self._of(arguments[0])
                for each in arguments[1:]:
                    found = pick(found, self._of(each))
                return found
            case "mod":
                return self.lane.remainder(self._of(arguments[0]), self._of(arguments[1]))
        side, dot, function = call.function.rpartition(".")
        figures = self.others[side] if dot else self.figures
        return self._figure(function, self.plan.members(call.names()), figures)

    def _figure(self, function: str, names: tuple[str, ...], figures: Figures) -> Number:
        match function:
            case "collected":
                items = names or tuple(self.now.collected)
                return sum(self.now.collected.get(name, 0) for name in items)
            case "repaid":
                return sum(figures["balance", name] for name in names) == 0
            case "reported":
                return sum(
                    self.now.reported[name] if name in self.now.reported else self.now.pool[name] for name in names
                )
            case "event":
                return self.now.events.get(names[0], False)
            case "index":
                return self.now.indices[names[0]]
            case "breached":
                return self.now.breached[names[0]]
            case "schedule":
                return self.plan.scheduled(names[0], self.now.month)
            case "target":
                return sum(self.target(name) for name in names)
            case "available":
                return sum(self.available(name) for name in names)
            case _ if function in _DEFAULTED:
                return sum(figures.get((function, name), 0) for name in names)
        return sum(figures[function, name] for name in names)

    def target(self, account: str) -> Number:
        """Return the target of an account; nothing for one without."""
        found = {each.id: each.target for each in self.plan.vehicle.accounts}[account]
        return 0 if found is None else self.amount(found)

    def available(self, facility: str) -> Number:
        """Return what may still be drawn of a facility.

        Raises:
            WaterfallError: it has no commitment, so it has no end.
        """
        terms = {each.id: each for each in self.plan.vehicle.facilities or ()}[facility]
        if terms.commitment is None:
            raise WaterfallError.worded(both("cashflow.stopped.facility", facility=facility))
        left = self.lane.most(self.amount(terms.commitment) - self.figures["drawn", facility], 0)
        if terms.when is None:
            return left
        return self.lane.pick(self.value(terms.when), left, 0)

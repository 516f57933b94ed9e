"""Books: the cash of one payment, moved one step after another.

Each step is one move a target. What a step owes is read when it is reached, so that a second step for the same due
(the reserve paying a shortfall of interest) owes only what the first left:

    due         fees and rate hedges             not yet paid
    interest    classes and facilities           not yet paid
    principal   min(balance, limit)              without a limit, no more than the account holds: a pass-through
    target      the account's target less its cash
    excess      the source's cash less its target
    losses      defaulted principal not yet made good
    ledger      what the ledger stands at
    amount      what the formula comes to
    remainder   all the account holds
    accretion   interest of a class, which becomes its principal as the cash goes on
    capitalise  interest of a class, which becomes its principal; no cash
    write-down  min(balance, limit); no cash
    purchase    all the account holds, at a price
    repay       what was drawn of a facility

Laws: paid + shortfall = due; nothing is negative; an account pays no more than it holds; what one account gives
is what its target gets.

Source: CASHFLOW.md section 2 item 1: every cent has a source, a target, a rule and a reason.

It does not decide what is due for a period (`dues`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from tallystick.cashflow.waterfall.engine.arithmetic import NothingToMeasureError, Number
from tallystick.cashflow.waterfall.engine.plan import Step
from tallystick.cashflow.waterfall.engine.readings import Figure, Readings, WaterfallError
from tallystick.deal.liabilities.steps import Condition
from tallystick.evidence.wording import both

__all__ = ["Books", "Move"]

_Shares: TypeAlias = tuple[tuple[Number, ...], tuple[Number, ...]]

_FIGURE: Final = {
    "due": "due",
    "interest": "interest",
    "principal": "balance",
    "ledger": "ledger",
    "capitalise": "interest",
    "write-down": "balance",
    "repay": "drawn",
}
"""The figure of a target that a word pays down, and by which targets share."""

_CASHLESS: Final = frozenset({"capitalise", "write-down"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step towards one target. Laws: paid <= due; neither is negative.

    Attributes:
        step: that was carried out.
        to: the target.
        applies: whether its condition held.
        owed: what stood against the target before, by a figure of the books; 0 where the word asks for no figure.
        due: what was owed.
        paid: what was paid.
        left: cash in the source afterwards; for a facility, what is drawn.
    """

    step: Step
    to: str
    applies: Number
    owed: Number
    due: Number
    paid: Number
    left: Number


@dataclass(slots=True, kw_only=True)
class Books:
    """The working figures of one vehicle during one payment; steps change them, nobody else sees them.

    Attributes:
        readings: what formulas come to; it holds the figures.
        moves: steps carried out so far.
        shared: for targets that share, what each was owed when first reached and what it got since.
    """

    readings: Readings
    moves: list[Move] = field(default_factory=list)
    shared: dict[tuple[str, tuple[str, ...]], _Shares] = field(default_factory=dict)

    def carry_out(self, step: Step, *, where: Number = True) -> None:
        """Carry out one step.

        Args:
            step: the step.
            where: in which scenarios its waterfall is the one that is carried out.

        Raises:
            WaterfallError: the step names an account, a fee or a class that the vehicle does not have.
        """
        lane, targets = self.readings.lane, step.targets()
        try:
            applies = lane.both(where, lambda: self._applies(step))
            nothing = lane.nowhere(applies)
            dues = [0 for _ in targets] if nothing else self._asked(step, applies)
            held = self._held(step)
        except NothingToMeasureError as error:
            error.asked_by = error.asked_by or step.id
            raise
        except KeyError as error:
            missing = str(error.args[0])
            raise WaterfallError.worded(both("cashflow.stopped.step-name", step=step.id, name=missing)) from error
        paid = dues if held is None else self._granted(step, dues, held)
        owed = [self._owed(step, name) for name in targets] if step.pay in _FIGURE else [0 for _ in targets]
        if not nothing:
            self._pay(step, targets, owed, paid)
        left = self._left(step)
        for target, stood, due, amount in zip(targets, owed, dues, paid, strict=True):
            self.moves.append(Move(step=step, to=target, applies=applies, owed=stood, due=due, paid=amount, left=left))

    def _granted(self, step: Step, dues: Sequence[Number], held: Number) -> list[Number]:
        """Return what the cash at hand pays of what is asked: a tier in full before the next, and shared within one."""
        lane, paid, place = self.readings.lane, list[Number](), 0
        for tier in step.to:
            asked = dues[place : place + len(tier)]
            place += len(tier)
            given, enough = lane.least(held, sum(asked)), sum(asked) <= held
            parts = lane.shares(given, asked)
            paid.extend(lane.pick(enough, due, part) for due, part in zip(asked, parts, strict=True))
            held = held - given  # a new value: a vector must not change under those who hold it
        return paid

    def _applies(self, step: Step) -> Number:
        when, readings = step.when, self.readings
        if when is None:
            return True
        if not isinstance(when, Condition):
            return readings.value(when)
        if when.repaid is not None:
            return readings.figures["balance", when.repaid] == 0
        if when.breached is not None:
            return readings.now.breached[when.breached]
        return readings.lane.negation(readings.now.breached[when.unbreached or ""])

    def _held(self, step: Step) -> Number | None:
        """Return what the source can give; None is without end, or needs no cash."""
        if step.pay in _CASHLESS:
            return None
        if ("drawn", step.source) not in self.readings.figures:
            return self.readings.figures["cash", step.source]
        terms = {each.id: each for each in self.readings.plan.vehicle.facilities or ()}[step.source]
        if terms.commitment is not None:
            return self.readings.available(step.source)
        if terms.when is None:
            return None
        return self.readings.lane.pick(self.readings.value(terms.when), _WITHOUT_END, 0)

    def _left(self, step: Step) -> Number:
        figures = self.readings.figures
        return figures.get(("cash", step.source), figures.get(("drawn", step.source), 0))

    def _asked(self, step: Step, applies: Number) -> list[Number]:
        """Return what a step asks for each of its targets: what is owed, no more than its limit."""
        lane = self.readings.lane
        if step.pay in _FIGURE:
            owed = [[self._owed(step, name) for name in tier] for tier in step.to]
            limit = sum(amount for tier in owed for amount in tier)
        else:
            limit = self._single(step)
            owed = [[limit for _ in tier] for tier in step.to]
        bound = self._limit(step)
        if bound is not None:
            limit = lane.least(limit, bound)
        left = lane.pick(applies, limit, 0)
        if step.shares is not None:
            parts = lane.shares(left, [step.shares.get(name, 0) for name in step.targets()])
            return [lane.least(part, most) for part, most in zip(parts, owed[0], strict=True)]
        dues: list[Number] = []
        for tier, amounts in zip(step.to, owed, strict=True):
            asked = lane.least(left, sum(amounts)) if step.pay in _FIGURE else left
            dues.extend(self._split(step, tier, amounts, asked))
            left = left - asked  # a new value: a vector must not change under those who hold it
        return dues

    def _owed(self, step: Step, name: str) -> Number:
        return self.readings.figures[_FIGURE[step.pay], name]

    def _single(self, step: Step) -> Number:
        """Return what is owed by a step whose due is one amount, whoever its targets are."""
        readings = self.readings
        figures, lane = readings.figures, readings.lane
        match step.pay:
            case "target":
                return lane.most(readings.target(step.targets()[0]) - figures["cash", step.targets()[0]], 0)
            case "excess":
                return lane.most(figures["cash", step.source] - readings.target(step.source), 0)
            case "losses":
                return figures["losses", ""]
            case "accretion":
                return figures["interest", step.of or ""]
            case "amount" if step.amount is not None:
                return readings.amount(step.amount)
            case "remainder" | "purchase":
                return figures["cash", step.source]
        raise WaterfallError.worded(both("cashflow.stopped.step-word", step=step.id, word=step.pay))

    def _limit(self, step: Step) -> Number | None:
        if step.limit is not None:
            return self.readings.amount(step.limit)
        return self._held(step) if step.pay == "principal" else None

    def _split(self, step: Step, tier: tuple[str, ...], owed: Sequence[Number], amount: Number) -> Sequence[Number]:
        """Divide an amount among the targets of a tier in proportion to what each is owed.

        Steps of one period that share among the same targets divide their running total, by what was owed when the
        first of them was reached, so that the parts do not hang on how many steps the amount came in.
        """
        if len(owed) == 1:
            return (amount,)
        lane = self.readings.lane
        weights, before = self.shared.get((step.pay, tier), (tuple(owed), (0,) * len(owed)))
        goals = lane.shares(sum(before) + amount, weights)
        parts = [goal - got for goal, got in zip(goals, before, strict=True)]
        fits: Number = True
        for part, most in zip(parts, owed, strict=True):
            fits = fits & (part >= 0) & (part <= most)
        again = lane.shares(amount, owed)
        whole = amount == sum(owed)
        return [
            lane.pick(whole, most, lane.pick(fits, part, other))
            for part, other, most in zip(parts, again, owed, strict=True)
        ]

    def _pay(self, step: Step, targets: Sequence[str], stood: Sequence[Number], paid: Sequence[Number]) -> None:
        """Take what a step pays from its source and give it to its targets, against which so much stood before."""
        figures = self.readings.figures
        for target, amount in zip(targets, paid, strict=True):
            self._move(step, target, amount)
        place = 0
        for tier in step.to:
            parts, owed = tuple(paid[place : place + len(tier)]), tuple(stood[place : place + len(tier)])
            place += len(tier)
            if len(tier) > 1 and step.pay in _FIGURE:
                weights, before = self.shared.get((step.pay, tier), (owed, (0,) * len(tier)))
                if not self.readings.lane.nowhere(sum(owed) > 0):
                    got = tuple(one + more for one, more in zip(before, parts, strict=True))
                    self.shared[step.pay, tier] = weights, got
        if step.pay == "purchase":
            price = 1 if step.price is None else self.readings.value(step.price)
            if not self.readings.lane.nowhere(price <= 0):
                raise WaterfallError.worded(both("cashflow.stopped.price", step=step.id))
            bought = self.readings.lane.floor(self.readings.lane.quotient(sum(paid), price))
            figures["purchased", ""] = figures.get(("purchased", ""), 0) + bought

    def _move(self, step: Step, target: str, paid: Number) -> None:
        figures = self.readings.figures
        if step.pay in _FIGURE:
            figures[_FIGURE[step.pay], target] = figures[_FIGURE[step.pay], target] - paid
        match step.pay:
            case "losses":
                figures["losses", ""] = figures["losses", ""] - paid
            case "capitalise":
                self._add(("balance", target), paid)
                self._add(("added", target), paid)
            case "write-down":
                self._add(("written-down", target), paid)
            case "accretion":
                figures["interest", step.of or ""] = figures["interest", step.of or ""] - paid
                self._add(("balance", step.of or ""), paid)
                self._add(("added", step.of or ""), paid)
        if step.pay in _CASHLESS:
            return
        source: Figure = ("cash", step.source)
        if source in figures:
            figures[source] = figures[source] - paid
        else:
            self._add(("drawn", step.source), paid)
            self._add(("draws", step.source), paid)
        into = step.into if step.pay == "ledger" else target
        if ("cash", into or "") in figures:
            self._add(("cash", into or ""), paid)
        for kind in ("paid", "paid-in-year", "paid-to-date"):
            self._add((kind, target), paid)
        if step.id != target:
            self._add(("paid", step.id), paid)

    def _add(self, figure: Figure, amount: Number) -> None:
        self.readings.figures[figure] = self.readings.figures.get(figure, 0) + amount


_WITHOUT_END: Final = 10**18
"""More than any amount of Money, so that a facility without a commitment never runs dry."""

"""Steps: the cash of one payment, moved one priority after another.

Each step is one payment record. What a step owes is read when it is reached, so that a second step for the
same due (the reserve paying a shortfall of interest) owes only what the first left:

    due         the fees' dues                       not yet paid in this period
    interest    the classes' interest                not yet paid in this period
    principal   min(balance, cover)                  without cover, no more than the account holds: a
    pass-through target      the account's target less its cash
    losses      defaulted principal not yet made good
    remainder   all the account holds

Laws: paid + shortfall = due; nothing is negative; an account pays no more than it holds; what one account gives
is what its target gets.

Source: CASHFLOW.md section 2 item 1: every cent has a source, a target, a rule and a reason.

It does not decide what is due for a period (`dues`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from tallystick.cashflow.waterfall.dues import Dues, WaterfallError
from tallystick.cashflow.waterfall.plan import Cover, Step
from tallystick.cashflow.waterfall.state import VehicleState
from tallystick.deal.structure import Vehicle
from tallystick.units.money import Money, total

__all__ = ["Books", "Payment", "Reason", "carry_out"]


_Shares: TypeAlias = tuple[tuple[Money, ...], tuple[Money, ...]]


class Reason(StrEnum):
    """Why a step paid what it paid."""

    PAID = "paid"
    """All that was due."""
    NOTHING_DUE = "nothing-due"
    """Nothing was owed, or nothing was left to pass on."""
    SHORT = "short"
    """The account held less than was due."""
    CONDITION = "condition-not-met"
    """The step did not apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One step carried out towards one target. Laws: paid + shortfall = due; all amounts are not negative.

    Attributes:
        priority: id of the step.
        clause: the clause it carries out.
        source: account it took from.
        to: fee, class, account or party.
        pay: what kind of payment it is.
        due: what was owed at this step.
        paid: what was paid.
        shortfall: what was owed and not paid at this step.
        left: cash in the source account afterwards.
        reason: why.
    """

    priority: str
    clause: str
    source: str
    to: str
    pay: str
    due: Money
    paid: Money
    shortfall: Money
    left: Money
    reason: Reason


@dataclass(slots=True, kw_only=True)
class Books:
    """The working figures of one vehicle during one payment; steps change them, nobody else sees them.

    Attributes:
        accounts: cash, by account.
        balances: principal outstanding, by class.
        interest: due and not yet paid, by class.
        fees: due and not yet paid, by fee.
        losses: defaulted principal not yet made good.
        targets: of reserve accounts.
        pool_ending: of the period; what `cover` measures against.
        breached: triggers that stand breached.
        payments: steps carried out so far.
        shared: for targets that share, what each was owed when first reached and what it got since.
    """

    accounts: dict[str, Money]
    balances: dict[str, Money]
    interest: dict[str, Money]
    fees: dict[str, Money]
    losses: Money
    targets: Mapping[str, Money]
    pool_ending: Money
    breached: frozenset[str]
    payments: list[Payment] = field(default_factory=list)
    shared: dict[tuple[str, tuple[str, ...]], _Shares] = field(default_factory=dict)

    @classmethod
    def opened(
        cls,
        vehicle: Vehicle,
        state: VehicleState,
        dues: Dues,
        *,
        received: Mapping[str, Money],
        losses: Money,
        pool_ending: Money,
        breached: frozenset[str],
    ) -> "Books":
        """Open the books: carried balances, the period's dues, and cash put where the accounts receive it.

        Args:
            vehicle: whose books they are.
            state: as its last payment left it.
            dues: of this payment.
            received: cash, by collection item.
            losses: defaulted principal to be made good, the period's and what was carried.
            pool_ending: performing principal at the end of the period.
            breached: triggers that stand breached.

        Raises:
            WaterfallError: an item comes in that no account receives, or an amount is negative.
        """
        accounts = dict(state.accounts)
        receivers = {item: account.id for account in vehicle.accounts for item in account.receives}
        for item, amount in received.items():
            if amount.is_negative():
                raise WaterfallError(f"{item} of {amount} is negative: report a reversal as its own item")
            if item in receivers:
                accounts[receivers[item]] += amount
            elif not amount.is_zero():
                raise WaterfallError(f"{amount} of {item} is received by no account, so it would vanish")
        return cls(
            accounts=accounts,
            balances={name: owed.balance for name, owed in state.classes.items()},
            interest=dict(dues.interest),
            fees=dict(dues.fees),
            losses=losses,
            targets={account.id: account.target for account in vehicle.accounts if account.target is not None},
            pool_ending=pool_ending,
            breached=breached,
        )

    def applies(self, step: Step) -> bool:
        """Whether the condition of a step is met as the books stand."""
        when = step.when
        if when is None:
            return True
        if when.repaid is not None:
            return self.balances[when.repaid].is_zero()
        if when.breached is not None:
            return when.breached in self.breached
        return when.unbreached not in self.breached

    def owed(self, step: Step) -> tuple[Money, ...]:
        """Return what a step owes each of its targets as the books stand."""
        held = self.accounts[step.source]
        zero = Money.zero(held.currency)
        match step.pay:
            case "due":
                return tuple(self.fees[name] for name in step.to)
            case "interest":
                return tuple(self.interest[name] for name in step.to)
            case "principal":
                return tuple(self.balances[name] for name in step.to)
            case "target":
                return tuple(max(self.targets.get(name, zero) - self.accounts[name], zero) for name in step.to)
            case "losses":
                return (self.losses,)
            case "remainder":
                return (held,)
            case _:
                raise WaterfallError(f"step {step.id!r} pays {step.pay!r}, which is none of the six words")

    def limit(self, step: Step) -> Money:
        """Return the most a step may ask for: its cover, or for a pass-through of principal what the account holds."""
        held = self.accounts[step.source]
        if step.cover is not None:
            return self.uncovered(step.cover)
        return held if step.pay == "principal" else total(self.owed(step), held.currency)

    def split(self, step: Step, owed: tuple[Money, ...], amount: Money) -> tuple[Money, ...]:
        """Divide an amount among the targets of a step in proportion to what each is owed.

        Steps of one period that share among the same targets divide their running total, by what was owed when the
        first of them was reached, so that the parts do not hang on how many steps the amount came in.

        Args:
            step: whose targets share.
            owed: to each of them; together not less than `amount`.
            amount: to be divided.
        """
        if len(owed) == 1 or amount == total(owed, amount.currency):
            return (amount,) if len(owed) == 1 else owed
        weights, before = self.shared.get((step.pay, step.to), (owed, (Money.zero(amount.currency),) * len(owed)))
        goals = (total(before, amount.currency) + amount).allocate([weight.minor for weight in weights])
        parts = tuple(goal - got for goal, got in zip(goals, before, strict=True))
        if all(0 <= part.minor <= most.minor for part, most in zip(parts, owed, strict=True)):
            return parts
        return amount.allocate([each.minor for each in owed])

    def uncovered(self, cover: Cover) -> Money:
        """Return by how much classes exceed the pool less the overcollateral amount."""
        notes = total((self.balances[name] for name in cover.classes), self.pool_ending.currency)
        backing = self.pool_ending - cover.overcollateral
        return max(notes - backing, Money.zero(notes.currency))

    def pay(self, step: Step, owed: tuple[Money, ...], paid: tuple[Money, ...]) -> None:
        """Take what a step pays from its account and give it to its targets.

        A step that owed nothing, its condition unmet perhaps, says nothing of how later ones share.
        """
        for target, amount in zip(step.to, paid, strict=True):
            self._move(step, target, amount)
        if len(paid) > 1 and not total(owed, paid[0].currency).is_zero():
            key = (step.pay, step.to)
            weights, before = self.shared.get(key, (owed, (Money.zero(paid[0].currency),) * len(paid)))
            self.shared[key] = weights, tuple(got + more for got, more in zip(before, paid, strict=True))

    def _move(self, step: Step, target: str, paid: Money) -> None:
        self.accounts[step.source] -= paid
        match step.pay:
            case "due":
                self.fees[target] -= paid
            case "interest":
                self.interest[target] -= paid
            case "principal":
                self.balances[target] -= paid
            case "losses":
                self.losses -= paid
        if target in self.accounts and step.pay in {"target", "losses", "remainder"}:
            self.accounts[target] += paid


def carry_out(step: Step, books: Books) -> tuple[Payment, ...]:
    """Carry out one step: one payment a target.

    Args:
        step: the step.
        books: changed in place; the payments are added to them.

    Returns:
        The payments, in the order of the targets.

    Raises:
        WaterfallError: the step names an account, a fee or a class that the vehicle does not have.
    """
    # CHECK
    if step.source not in books.accounts:
        raise WaterfallError(f"step {step.id!r} takes from {step.source!r}, which is no account of the vehicle")
    held = books.accounts[step.source]
    try:
        applies = books.applies(step)
        owed = books.owed(step) if applies else (Money.zero(held.currency),) * len(step.to)
        asked = min(total(owed, held.currency), books.limit(step))
    except KeyError as error:
        raise WaterfallError(f"step {step.id!r} pays {error.args[0]!r}, which the vehicle does not have") from error

    # PAY
    due = books.split(step, owed, asked)
    paid = due if asked <= held else held.allocate([amount.minor for amount in due])
    books.pay(step, owed, paid)

    # CARRY
    payments = tuple(
        Payment(
            priority=step.id,
            clause=step.clause,
            source=step.source,
            to=target,
            pay=step.pay,
            due=part,
            paid=amount,
            shortfall=part - amount,
            left=books.accounts[step.source],
            reason=_reason(part, amount, applies=applies),
        )
        for target, part, amount in zip(step.to, due, paid, strict=True)
    )
    books.payments.extend(payments)
    return payments


def _reason(due: Money, paid: Money, *, applies: bool) -> Reason:
    if not applies:
        return Reason.CONDITION
    if due.is_zero():
        return Reason.NOTHING_DUE
    return Reason.PAID if paid == due else Reason.SHORT

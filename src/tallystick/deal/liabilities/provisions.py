"""What stands around a waterfall: named amounts, schedules, ledgers, facilities, rate hedges, calls.

Source: CASHFLOW.md section 7 item 3.
"""

from typing import Literal

from tallystick.deal.assets import PrepaymentSpeed
from tallystick.deal.formulas.grammar import Constant, Formula, Name, Operation
from tallystick.deal.formulas.texts import AmountText, FormulaText
from tallystick.deal.parties import Bilingual
from tallystick.deal.scalars import Identifier, MoneyText, PeriodText, RateText, Record, ShareText, Text, Whole
from tallystick.units.daycounts import DayCount

__all__ = ["Call", "DeficiencyLedger", "Facility", "Index", "NamedAmount", "RateHedge", "Schedule", "SubPool"]


class NamedAmount(Record):
    """A figure with a name, of which formulas are made: a target, a distribution amount, a test.

    It is computed once, before the first step of a payment; `computed: when-used` reads it anew at each use.
    """

    id: Identifier
    name: Bilingual
    formula: FormulaText
    clause: Text | None = None
    computed: Literal["at-start", "when-used"] | None = None


class Schedule(Record):
    """An amount for each period: written out in `amounts`, or generated from the pool in `bands`.

    A written amount holds from its collection month until the next; before the first, `initial`. A generated schedule
    is what of `initial` is outstanding after paying in each month the smallest of the pool's principal under each
    speed of `bands`, less what the schedules `after` pay; from the `lockout`-th month after the first on.
    """

    id: Identifier
    name: Bilingual
    initial: MoneyText
    amounts: dict[PeriodText, MoneyText] | None = None
    bands: tuple[PrepaymentSpeed, ...] | None = None
    after: tuple[Identifier, ...] | None = None
    lockout: Whole | None = None


class DeficiencyLedger(Record):
    """A principal deficiency ledger, or any running amount: `adds` each period, a `ledger` step makes it good.

    Ledgers add in their order, so a senior one may take what a junior one did not.
    """

    id: Identifier
    name: Bilingual
    adds: FormulaText


class Facility(Record):
    """Money of somebody else that steps may draw: 差额支付, 流动性支持, a guarantee, an advance.

    A step whose `from` names it draws it, up to `commitment` less what is drawn; without one, whatever is owed.
    Interest accrues on what is drawn at `rate`; steps pay it back with `pay: repay` and `pay: interest`. `when` says
    when it may be drawn.
    """

    id: Identifier
    name: Bilingual
    kind: Literal["liquidity", "shortfall-payment", "guarantee", "put", "advance"]
    by: Identifier
    commitment: AmountText | None = None
    rate: RateText | None = None
    daycount: DayCount | None = None
    when: FormulaText | None = None


class RateHedge(Record):
    """An interest swap, cap or floor: on `notional`, `pays` one rate a year and `receives` another, settled net.

    What is received is the collection item of its id, for an account that receives it; what is owed is a due of its id.
    """

    id: Identifier
    name: Bilingual
    kind: Literal["interest-swap", "cap", "floor"]
    counterparty: Identifier
    notional: AmountText
    pays: FormulaText
    receives: FormulaText
    daycount: DayCount


class Index(Record):
    """A reference rate or price, and what is assumed of it where nobody reports one."""

    name: Bilingual
    assumed: FormulaText


class SubPool(Record):
    """A part of the pool whose cash and balances formulas may ask for: the assets whose `field` has one of `values`.

    A month reports of it what it reports of the whole pool, under its id: `fixed.interest`, `fixed.ending`.
    """

    name: Bilingual
    field: Identifier
    values: tuple[Text, ...]


class Call(Record):
    """A right to end the deal: clean-up, optional, tax. In a projection it is exercised when its test first holds.

    The test is the condition `when`, or that no more than a `share` of the opening pool is left, as the month ends
    unless it is `tested` on the balance of its `beginning`. The pool is then bought for `price`, at least nothing;
    without one, at its principal.
    """

    id: Identifier
    name: Bilingual
    clause: Text
    kind: Literal["clean-up", "optional", "tax", "put"]
    when: FormulaText | None = None
    share: ShareText | None = None
    tested: Literal["beginning", "ending"] | None = None
    price: FormulaText | None = None

    @property
    def test(self) -> Formula:
        """The condition, written out where it is named by a share.

        Raises:
            ValueError: neither is given, which a deal that checked without a fault does not do.
        """
        if self.when is not None:
            return self.when
        if self.share is None:
            message = f"the call {self.id} has no test"
            raise ValueError(message)
        left, opening = Name(name=f"pool.{self.tested or 'ending'}"), Name(name="pool.initial")
        part = Operation(sign="*", operands=(Constant(kind="number", value=self.share.value), opening))
        text = f"{left.name} <= {self.share} * {opening.name}"
        return Formula(text=text, tree=Operation(sign="<=", operands=(left, part)))

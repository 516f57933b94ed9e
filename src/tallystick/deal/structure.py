"""The structure as data: accounts, fees, classes, priorities, triggers and the hedge between two vehicles.

A vehicle receives cash into its accounts, and on each payment date its priorities are carried out from top
to bottom. A priority takes from one account or facility and pays a fee, classes, an account or a party. What it
may pay is one of these words, and `limit` bounds any of them:

    due         a fee or a rate hedge: accrued and carried
    interest    a class or a facility: accrued and carried
    principal   a class: up to its outstanding balance
    target      an account: up to its target balance
    excess      anybody: what the source account holds above its target
    losses      an account: the defaulted principal of the period and what earlier periods left uncovered
    ledger      a ledger: what it stands at, into the account `into`
    amount      anybody: what `amount` comes to
    remainder   anybody: all that is left in the account
    accretion   an account: interest of the class `of`, which is added to its principal
    capitalise  a class: its unpaid interest is added to its principal; no cash moves
    write-down  a class: its principal is written down by `limit`; no cash moves
    purchase    a party: the price of further assets
    repay       a facility: what was drawn

The onshore vehicle collects in the currency of the assets. A class held by the offshore issuer links the two
waterfalls: what it receives goes through the hedge into the offshore accounts that list
`<class>.interest` and `<class>.principal` among what they receive.

Source: CASHFLOW.md section 2 (names, not positions; the legal clause stands beside each step). docs/waterfall.md has
every key with an example.
"""

from typing import Literal

from tallystick.deal.formulas.texts import AmountText, BoundText, FormulaText
from tallystick.deal.liabilities.provisions import (
    Call,
    DeficiencyLedger,
    Facility,
    Index,
    NamedAmount,
    RateHedge,
    Schedule,
    SubPool,
)
from tallystick.deal.liabilities.steps import AlternativeWaterfall, Priority, Targets
from tallystick.deal.parties import Bilingual
from tallystick.deal.scalars import (
    CurrencyText,
    DateText,
    ExchangeRateText,
    Identifier,
    MoneyText,
    PeriodText,
    RateText,
    Record,
    ShareText,
    Text,
    Whole,
)
from tallystick.units.daycounts import DayCount
from tallystick.units.money import Money

__all__ = [
    "Account",
    "ClassTerms",
    "Fee",
    "FiledRange",
    "FiledSize",
    "Hedge",
    "OffshoreVehicle",
    "PaymentDates",
    "Structure",
    "Trigger",
    "Vehicle",
]


class PaymentDates(Record):
    """When a vehicle pays: `day` of the `months_after`-th month after the collection period, then rolled.

    `record_days` is the number of business days of `calendar` before payment at whose end holders are read. `every`
    counts collection months from one payment to the next, the first payment being for the `every`-th; cash that comes
    in between rests.
    """

    day: Whole
    months_after: Whole = 1
    calendar: Literal["prc", "hong-kong", "none"]
    roll: Literal["following", "preceding", "modified-following"] = "following"
    record_days: Whole = 1
    every: Whole | None = None


class Account(Record):
    """Where cash rests. `receives` lists collection items (onshore) or `<class>.interest|principal` (offshore).

    Collection items: scheduled-principal, prepaid-principal, interest, recoveries, fees, and those the structure names.
    `target` makes it a reserve; `opening` is paid in at closing.
    """

    id: Identifier
    name: Bilingual
    receives: tuple[Identifier, ...] = ()
    opening: MoneyText | None = None
    target: AmountText | None = None


class Fee(Record):
    """A tax or fee: an `amount` each period, fixed or a formula, or a `rate` of its `base`.

    `pool-balance`: a year, of the pool by `daycount`, as its month begins unless it `accrues_on` what the month ends
    with. `collections`, `interest`: of the period's cash. `class-interest`: of the interest that accrues in the
    period on the class `of`, such as a withholding tax the vehicle bears on top of what it remits.

    `source` and `mark` say where a tax rate comes from (marks O/Q/S/A/I/R).
    """

    id: Identifier
    name: Bilingual
    payee: Identifier
    kind: Literal["fee", "tax"] = "fee"
    rate: RateText | None = None
    base: Literal["pool-balance", "collections", "interest", "class-interest"] | None = None
    accrues_on: Literal["beginning", "ending"] | None = None
    of: Identifier | None = None
    daycount: DayCount | None = None
    amount: AmountText | None = None
    source: Bilingual | Text | None = None
    mark: Literal["O", "Q", "S", "A", "I", "R"] | None = None


class FiledSize(Record):
    """The largest principal that may ever be issued of a class: the cap that is filed."""

    filed_max: MoneyText


class FiledRange(Record):
    """The filed range of a coupon, both ends included, and the coupon assumed until pricing."""

    filed_range: tuple[RateText, RateText]
    assumed: RateText


class ClassTerms(Record):
    """One class of a vehicle. Onshore `size` and `coupon` are fixed; offshore they are filed as cap and range.

    `holder` names the party that holds it; `issuer` links it to the offshore waterfall. `denomination` is the
    smallest unit, in the class's currency. `final_maturity` is the legal one, by which all must be paid.

    `rate` is the coupon of each period where it floats, steps up or is capped; `coupon` is then what it was at issue.
    `notional` makes it an interest-only class, whose interest accrues on that amount. `accrues: month` counts the
    collection month in place of the days from payment to payment. `unpaid` interest is carried, bears interest at the
    coupon, or is lost.
    """

    id: Identifier
    name: Bilingual
    size: FiledSize | MoneyText
    coupon: FiledRange | RateText
    daycount: DayCount
    holder: Identifier | None = None
    final_maturity: DateText | None = None
    subordinated: Literal["yes", "no"] = "no"
    rate: FormulaText | None = None
    notional: FormulaText | None = None
    accrues: Literal["payment", "month"] | None = None
    unpaid: Literal["carried", "bears-interest", "lost"] | None = None

    @property
    def largest(self) -> Money:
        """The largest principal that may ever be issued of it: its size, or the cap that is filed."""
        return self.size.filed_max if isinstance(self.size, FiledSize) else self.size

    @property
    def owes_principal(self) -> bool:
        """Whether there is principal to repay; the size of an interest-only class is only what its interest is of."""
        return self.notional is None


class Trigger(Record):
    """A test made each period; once breached it stays so unless `curable`.

    `measure` is a formula of a number or an amount, such as `cumulative-default-share` (defaulted principal so far over
    the initial pool) or `collateral-share` (pool over class balances of the onshore vehicle), strictly `above` or
    strictly `below`; or a condition, which needs no bound. `at` is when it is tested: as the period opens, once cash
    is collected (where nothing is said), or once all is paid; or just before the step `before`. It is
    breached after failing `breaches_after` times in a row, and cured after passing `cures_after` times. `of` names the
    vehicle whose figures it reads. Where the measure is a ratio to nothing, `otherwise` is the value that counts; with
    none stated the trigger stays as it stands, and a run says so.
    """

    id: Identifier
    name: Bilingual
    measure: FormulaText
    above: BoundText | None = None
    below: BoundText | None = None
    otherwise: BoundText | None = None
    curable: Literal["yes", "no"] = "no"
    kind: Literal["rights-perfection", "acceleration", "event-of-default"] | None = None
    at: Literal["opening", "collected", "paid"] | None = None
    before: Identifier | None = None
    breaches_after: Whole | None = None
    cures_after: Whole | None = None
    of: Literal["onshore", "offshore"] | None = None


class Hedge(Record):
    """A balance-guaranteed currency swap: every unit received on the linked class is exchanged at `rate`.

    `rate` is units of `pay` for one unit of `receive`. Rounding is cumulative: what has been received so far is
    the floor of all that has been paid so far over the rate, so that no unit is lost over the life.

    `every` counts collection months between conversion dates; what is paid in between waits, in its own currency.
    `when` says when cash may cross the border; while it does not hold, cash waits. `scheduled` is the most principal
    a conversion exchanges at `rate`; more of it crosses at `spot`.

    `kind: spot` is no hedge: whatever crosses is bought at the `spot` price of its day, and `rate` is only the price at
    which the sizes of the classes were set. What is less than one unit of the other currency waits.
    """

    kind: Literal["currency-swap", "spot"]
    counterparty: Identifier
    pay: CurrencyText
    receive: CurrencyText
    rate: ExchangeRateText
    notional: tuple[Identifier, ...]
    every: Whole | None = None
    when: FormulaText | None = None
    scheduled: AmountText | None = None
    spot: FormulaText | None = None


class Vehicle(Record):
    """One vehicle with its accounts, fees, classes and the order in which cash is paid.

    `groups` are names for several targets; `waterfalls` stand in place of `priorities` while their conditions hold.
    """

    currency: CurrencyText
    payment: PaymentDates
    accounts: tuple[Account, ...]
    fees: tuple[Fee, ...] = ()
    classes: tuple[ClassTerms, ...]
    priorities: tuple[Priority, ...]
    groups: dict[Identifier, Targets] | None = None
    amounts: tuple[NamedAmount, ...] | None = None
    schedules: tuple[Schedule, ...] | None = None
    ledgers: tuple[DeficiencyLedger, ...] | None = None
    facilities: tuple[Facility, ...] | None = None
    rate_hedges: tuple[RateHedge, ...] | None = None
    waterfalls: tuple[AlternativeWaterfall, ...] | None = None


class OffshoreVehicle(Vehicle):
    """The issuer's vehicle; `hedge` turns what its onshore class receives into its own currency."""

    hedge: Hedge | None = None


class Structure(Record):
    """The onshore vehicle and, where tokens are issued, the offshore one.

    `closing` is the day from which classes accrue interest; `first_period` the first month of collections that
    belongs to them. Triggers are tested once a period, before the onshore vehicle pays. `overcollateralisation` is
    the least share of the pool at its cut-off by which it exceeds the onshore classes; none where it is not filed.
    `items` are further kinds of collections, `reported` further amounts and `events` facts that a month may report;
    `indices` are reference rates and prices; `subpools` are parts of the pool that formulas tell apart.
    """

    closing: DateText
    first_period: PeriodText
    overcollateralisation: ShareText | None = None
    onshore: Vehicle
    offshore: OffshoreVehicle | None = None
    triggers: tuple[Trigger, ...] = ()
    items: dict[Identifier, Bilingual] | None = None
    subpools: dict[Identifier, SubPool] | None = None
    reported: dict[Identifier, Bilingual] | None = None
    events: dict[Identifier, Bilingual] | None = None
    indices: dict[Identifier, Index] | None = None
    calls: tuple[Call, ...] | None = None

    @property
    def deferrable(self) -> frozenset[str]:
        """The classes that may defer interest: what is unpaid of theirs bears interest until it is made good."""
        vehicles = (self.onshore, self.offshore)
        terms = (each for vehicle in vehicles if vehicle is not None for each in vehicle.classes)
        return frozenset(each.id for each in terms if each.unpaid == "bears-interest")

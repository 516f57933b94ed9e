"""The structure as data: accounts, fees, classes, priorities, triggers and the hedge between two vehicles.

A vehicle receives cash into its accounts, and on each payment date its priorities are carried out from top
to bottom. A priority takes from one account and pays one target: a fee, a class, or another account. What it
may pay is one of six words:

    due         a fee: accrued and carried
    interest    a class: accrued and carried
    principal   a class: up to its outstanding balance, and no more than `limit` where given
    target      an account: up to its target balance
    losses      an account: the defaulted principal of the period and what earlier periods left uncovered
    remainder   a class, a party or an account: all that is left in the account

The onshore vehicle collects in the currency of the assets. A class held by the offshore issuer links the two
waterfalls: what it receives goes through the hedge into the offshore accounts that list
`<class>.interest` and `<class>.principal` among what they receive.

Source: CASHFLOW.md section 2 (names, not positions; the legal clause stands beside each step).
"""

from typing import Literal

from pydantic import Field

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

__all__ = [
    "Account",
    "ClassTerms",
    "Condition",
    "Fee",
    "FiledRange",
    "FiledSize",
    "Hedge",
    "OffshoreVehicle",
    "PaymentDates",
    "Priority",
    "Structure",
    "Trigger",
    "Vehicle",
]


class PaymentDates(Record):
    """When a vehicle pays: `day` of the `months_after`-th month after the collection period, then rolled.

    `record_days` is the number of business days of `calendar` before payment at whose end holders are read.
    """

    day: Whole
    months_after: Whole = 1
    calendar: Literal["prc", "hong-kong", "none"]
    roll: Literal["following", "preceding", "modified-following"] = "following"
    record_days: Whole = 1


class Account(Record):
    """Where cash rests. `receives` lists collection items (onshore) or `<class>.interest|principal` (offshore).

    Collection items: scheduled-principal, prepaid-principal, interest, recoveries, fees.
    `target` makes it a reserve; `opening` is paid in at closing.
    """

    id: Identifier
    name: Bilingual
    receives: tuple[Identifier, ...] = ()
    opening: MoneyText | None = None
    target: MoneyText | None = None


class Fee(Record):
    """A tax or fee: a fixed `amount` each period, or a `rate` of its `base`.

    `pool-balance`: a year, of the pool at the beginning of the period, by `daycount`. `collections`, `interest`:
    of the period's cash. `class-interest`: of the interest that accrues in the period on the class `of`, such
    as a withholding tax the vehicle bears on top of what it remits.

    `source` and `mark` say where a tax rate comes from (marks O/Q/S/A/I/R).
    """

    id: Identifier
    name: Bilingual
    payee: Identifier
    kind: Literal["fee", "tax"] = "fee"
    rate: RateText | None = None
    base: Literal["pool-balance", "collections", "interest", "class-interest"] | None = None
    of: Identifier | None = None
    daycount: DayCount | None = None
    amount: MoneyText | None = None
    source: Text | None = None
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
    """

    id: Identifier
    name: Bilingual
    size: FiledSize | MoneyText
    coupon: FiledRange | RateText
    daycount: DayCount
    holder: Identifier | None = None
    final_maturity: DateText | None = None
    subordinated: Literal["yes", "no"] = "no"


class Condition(Record):
    """When a priority applies: exactly one of a breached trigger, an unbreached one, or a repaid class."""

    breached: Identifier | None = None
    unbreached: Identifier | None = None
    repaid: Identifier | None = None


class Priority(Record):
    """One numbered step of a waterfall, with its clause and its wording in both languages."""

    id: Identifier
    clause: Text
    text: Bilingual
    source: Identifier = Field(alias="from")
    to: Identifier
    pay: Literal["due", "interest", "principal", "target", "losses", "remainder"]
    when: Condition | None = None


class Trigger(Record):
    """A test made each period before cash is distributed; once breached it stays so unless `curable`.

    `measure`: `cumulative-default-share` (defaulted principal so far over the initial pool) or
    `collateral-share` (pool over class balances of the onshore vehicle). Strictly `above` or strictly `below`.
    """

    id: Identifier
    name: Bilingual
    measure: Literal["cumulative-default-share", "collateral-share"]
    above: ShareText | None = None
    below: ShareText | None = None
    curable: Literal["yes", "no"] = "no"


class Hedge(Record):
    """A balance-guaranteed currency swap: every unit received on the linked class is exchanged at `rate`.

    `rate` is units of `pay` for one unit of `receive`. Rounding is cumulative: what has been received so far is
    the floor of all that has been paid so far over the rate, so that no unit is lost over the life.
    """

    kind: Literal["currency-swap"]
    counterparty: Identifier
    pay: CurrencyText
    receive: CurrencyText
    rate: ExchangeRateText
    notional: tuple[Identifier, ...]


class Vehicle(Record):
    """One vehicle with its accounts, fees, classes and the order in which cash is paid."""

    currency: CurrencyText
    payment: PaymentDates
    accounts: tuple[Account, ...]
    fees: tuple[Fee, ...] = ()
    classes: tuple[ClassTerms, ...]
    priorities: tuple[Priority, ...]


class OffshoreVehicle(Vehicle):
    """The issuer's vehicle; `hedge` turns what its onshore class receives into its own currency."""

    hedge: Hedge | None = None


class Structure(Record):
    """The onshore vehicle and, where tokens are issued, the offshore one.

    `closing` is the day from which classes accrue interest; `first_period` the first month of collections that
    belongs to them. Triggers are tested once a period, before the onshore vehicle pays. `overcollateralisation` is
    the least share of the pool at its cut-off by which it exceeds the onshore classes; none where it is not filed.
    """

    closing: DateText
    first_period: PeriodText
    overcollateralisation: ShareText | None = None
    onshore: Vehicle
    offshore: OffshoreVehicle | None = None
    triggers: tuple[Trigger, ...] = ()

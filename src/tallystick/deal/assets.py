"""What is sold: the assets, the chain of title that carries them overseas, and what is expected of them.

Source: practice, recalled (each layer of the chain has its own law, transfer, perfection and recourse) and B8
(asset classes); CASHFLOW.md section 5 (speeds).
"""

from fractions import Fraction
from typing import Literal

from pydantic import Field

from tallystick.deal.parties import Bilingual
from tallystick.deal.scalars import (
    CurrencyText,
    DateText,
    ExchangeRateText,
    FractionText,
    Identifier,
    MoneyText,
    PeriodText,
    RateText,
    Record,
    ShareText,
    Text,
    Whole,
    YesNo,
)
from tallystick.units.rates import Rate

__all__ = [
    "Advances",
    "AssetClass",
    "AssetConventions",
    "Assets",
    "Assumptions",
    "ChainLink",
    "Criterion",
    "DefaultSpeed",
    "Delinquency",
    "Enhancement",
    "Income",
    "Layer",
    "PrepaymentSpeed",
    "Retention",
    "SeverityCurve",
    "Stress",
    "Target",
]

AssetClass = Literal[
    "finance-lease",
    "auto-loan",
    "consumer-loan",
    "corporate-loan",
    "mortgage",
    "trade-receivable",
    "charging-pile-income",
    "pv-income",
    "toll-income",
    "rent",
    "battery-swap-income",
    "energy-storage-income",
    "utility-income",
    "rental-housing-rent",
    "real-property",
    "property-fee",
    "compute-lease",
    "data-asset",
    "mining-income",
    "land-transfer-income",
    "film-box-office",
    "admission-tickets",
    "bill-of-lading",
    "warehouse-receipt",
    "title-certificate",
    "other",
]
"""Anything the law may be asked about, also what it prohibits: a deal that is barred must be able to say what it is."""


class Criterion(Record):
    """One eligibility criterion: every asset in the pool satisfies `field operator value`.

    `value` is the text to compare with, in the unit of the field's column (`units: tape.schemas`).
    """

    id: Identifier
    field: Identifier
    operator: Literal["equal", "one-of", "at-least", "at-most", "greater-than", "less-than"]
    value: Text
    text: Bilingual


class Layer(Record):
    """A layer of assets below the pool, by look-through: what it is, and of how many legal or business types.

    `other_classes` are further classes in the layer. Where `types` counts more than are named, its classes are not all
    known, and every question about them stays open.
    """

    id: Identifier
    asset_class: AssetClass = Field(alias="class")
    types: Whole = 1
    other_classes: tuple[AssetClass, ...] = ()

    @property
    def classes(self) -> tuple[str, ...]:
        """The named classes, each once."""
        return tuple(dict.fromkeys((self.asset_class, *self.other_classes)))


class Income(Record):
    """A right to income that owes no principal: what it is expected to bring each month from `first` on.

    `generation`: `quantity` units a month at `price`, of which `availability` is there; `season` are twelve multiples,
    January first; each year brings `degradation` less than the one before.
    `rent`: `amount` a month, less `vacancy`, raised by `escalation` every `escalation_months`.
    """

    id: Identifier
    name: Bilingual | None = None
    kind: Literal["generation", "rent"]
    first: PeriodText
    months: Whole
    payer: Identifier | None = None
    quantity: ExchangeRateText | None = None
    price: ExchangeRateText | None = None
    availability: ShareText | None = None
    degradation: ShareText | None = None
    season: tuple[ExchangeRateText, ...] = ()
    amount: MoneyText | None = None
    vacancy: ShareText | None = None
    escalation: RateText | None = None
    escalation_months: Whole = 12


class Assets(Record):
    """The pool: class, currency, cut-off date, criteria, whether and how it revolves.

    `other_classes` are further legal or business types in the same pool; the law asks whether they are related, and of
    each what it asks of that class.
    `income` says what rights to income and rents are expected to bring, where the pool is, or holds, such rights.
    `layers` names every layer of assets below these (a trust, a loan, an income right); empty where there is none. A
    layer given by its id alone is known to be there, and everything about it is asked.
    """

    asset_class: AssetClass = Field(alias="class")
    currency: CurrencyText
    cutoff: DateText
    description: Bilingual | None = None
    criteria: tuple[Criterion, ...] = ()
    revolving: Literal["none"] = "none"
    income: tuple[Income, ...] = ()
    other_classes: tuple[AssetClass, ...] = ()
    layers: tuple[Layer | Identifier, ...] = ()

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes in the pool, each once."""
        return tuple(dict.fromkeys((self.asset_class, *self.other_classes)))

    @property
    def layer_ids(self) -> tuple[str, ...]:
        """The id of every layer below, in their order."""
        return tuple(each.id if isinstance(each, Layer) else each for each in self.layers)


class ChainLink(Record):
    """One layer between originator and token: what it is, under which law, and what stands behind it.

    `route` names the determination that settles how a cross-border link is lawful; `opinions` are material ids.
    """

    id: Identifier
    kind: Bilingual
    law: Identifier
    holder: Identifier | None = None
    transfer: Bilingual | None = None
    perfection: Bilingual | None = None
    recourse: Bilingual | None = None
    controlled_by: Identifier | None = None
    route: Identifier | None = None
    opinions: tuple[Identifier, ...] = ()


class Enhancement(Record):
    """A promise that stands behind a class beside its assets: who gives it, to what, in which form."""

    kind: Literal["guarantee", "shortfall-payment", "liquidity"]
    by: Identifier
    of: Identifier
    text: Bilingual


class Retention(Record):
    """The interest kept by the originator: `share` of the initial pool, in a form that is not tokenised."""

    holder: Identifier
    form: Bilingual
    share: ShareText


_By = Literal["period", "age"]
"""What the months of several rates count: months of the projection, or of each asset's life."""


class _Speed(Record):
    """A convention and its rate, or one rate a month."""

    kind: str
    rate: RateText | None = None
    rates: tuple[RateText, ...] = ()
    by: _By = "period"

    @property
    def every_rate(self) -> tuple[Rate, ...]:
        """The one rate, or one a month."""
        return self.rates if self.rate is None else (self.rate,)

    @property
    def text(self) -> str:
        """How it is quoted: `CPR 8.00%`."""
        return f"{self.kind.upper()} {', '.join(str(rate) for rate in self.every_rate)}"


class PrepaymentSpeed(_Speed):
    """A prepayment convention and its rate: `abs` absolute a month from origination, `cpr` and `smm` conditional.

    `rates`, of `cpr` and `smm`, are one a month in place of `rate`, the last holding on.
    """

    kind: Literal["abs", "cpr", "smm", "psa"]


class DefaultSpeed(_Speed):
    """A default convention and its rate: `cdr` a year, `mdr` a month, of the performing balance; `sda` a multiple.

    `cumulative` is the share of the pool at the cut-off date that defaults over its life, `timing` its shares by month.
    """

    kind: Literal["cdr", "mdr", "sda", "cumulative"]
    timing: tuple[ShareText, ...] = ()


class SeverityCurve(Record):
    """Loss shares of defaulted principal, one a month of default, the last holding on."""

    rates: tuple[ShareText, ...]
    by: _By = "period"


class Delinquency(Record):
    """How assets fall behind: shares that miss a payment, and by payments missed what rolls on and what cures.

    What rolls from the last bucket defaults; what neither rolls nor cures pays one and stays as far behind.
    """

    entry: tuple[ShareText, ...]
    by: _By = "period"
    roll: tuple[ShareText, ...]
    cure: tuple[ShareText, ...]


class Advances(Record):
    """What the servicer advances for assets in arrears when it falls due, until they are `stop_after` payments behind.

    It is taken back from what they pay late, or are liquidated for.
    """

    stop_after: Whole
    interest: YesNo = True
    principal: YesNo = True


class AssetConventions(Record):
    """The choices that markets make differently; what is left out is as the BMA's formulas have it."""

    prepayment_base: Literal["before-defaults", "after-defaults", "beginning"] = "before-defaults"
    interest_base: Literal["survivors", "beginning"] = "survivors"
    default_base: Literal["beginning", "after-scheduled", "original"] = "beginning"
    liquidation_base: Literal["original", "advanced"] = "original"
    severity_base: Literal["at-default", "at-liquidation"] = "at-default"
    age_origin: Literal["origination", "cutoff"] = "origination"
    default_free_tail: YesNo = False
    first_period_months: ExchangeRateText = Fraction(1)


class Stress(Record):
    """Multiples laid over a case, `recovery_lag` months and `rates` added; what is left out stays as it is.

    `prices` multiplies every path of prices and exchange rates.
    """

    defaults: FractionText = Fraction(1)
    prepayments: FractionText = Fraction(1)
    severity: FractionText = Fraction(1)
    income: FractionText = Fraction(1)
    recovery_lag: Whole = 0
    rates: RateText | None = None
    prices: FractionText = Fraction(1)


class Target(Record):
    """Other assumptions for the assets whose `field` has one of `values`; what is left out is that of the case.

    `field` is a column of the tape; `payer` or `tag` of representative lines; `id` or `payer` of income.
    """

    field: Identifier
    values: tuple[Text, ...]
    prepayment: PrepaymentSpeed | None = None
    default: DefaultSpeed | None = None
    severity: ShareText | None = None
    severity_curve: SeverityCurve | None = None
    recovery_lag: Whole | None = None
    recovery_timing: tuple[ShareText, ...] = ()
    delinquency: Delinquency | None = None
    advances: Advances | None = None


class Assumptions(Record):
    """What the pool is expected to do. `severity` is the loss share of defaulted principal, `lag` in months.

    `recovery_timing` spreads liquidations over the month after the lag and those that follow; `rates` are the paths of
    indices, rates a year by month of the projection, and `prices` those of exchange rates and other prices. What the
    structure assumes of an index gives way to its path. `events` stand reported from a month on, and `calls` are
    exercised as soon as they may be.
    """

    prepayment: PrepaymentSpeed
    default: DefaultSpeed | None = None
    severity: ShareText | None = None
    severity_curve: SeverityCurve | None = None
    recovery_lag: Whole = 0
    recovery_timing: tuple[ShareText, ...] = ()
    delinquency: Delinquency | None = None
    advances: Advances | None = None
    conventions: AssetConventions | None = None
    rates: dict[Identifier, tuple[RateText, ...]] = Field(default_factory=dict)
    prices: dict[Identifier, tuple[ExchangeRateText, ...]] = Field(default_factory=dict)
    events: dict[Identifier, PeriodText] = Field(default_factory=dict)
    calls: tuple[Identifier, ...] = ()
    targets: tuple[Target, ...] = ()
    stress: Stress | None = None
    basis: Bilingual | None = None

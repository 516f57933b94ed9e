"""What is sold: the assets, the chain of title that carries them overseas, and what is expected of them.

Source: practice, recalled (each layer of the chain has its own law, transfer, perfection and recourse) and B8
(asset classes); CASHFLOW.md section 5 (speeds).
"""

from typing import Literal

from pydantic import Field

from tallystick.deal.parties import Bilingual
from tallystick.deal.scalars import (
    CurrencyText,
    DateText,
    Identifier,
    RateText,
    Record,
    ShareText,
    Text,
    Whole,
)

__all__ = [
    "AssetClass",
    "Assets",
    "Assumptions",
    "ChainLink",
    "Criterion",
    "DefaultSpeed",
    "Enhancement",
    "Layer",
    "PrepaymentSpeed",
    "Retention",
    "UnderlyingClass",
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
]


class Criterion(Record):
    """One eligibility criterion: every asset in the pool satisfies `field operator value`.

    `value` is the text to compare with, in the unit of the field's column (`units: tape.schemas`).
    """

    id: Identifier
    field: Identifier
    operator: Literal["equal", "one-of", "at-least", "at-most", "greater-than", "less-than"]
    value: Text
    text: Bilingual


UnderlyingClass = Literal[
    AssetClass,
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
"""What a layer below may be: anything the negative list may be asked about, also what it prohibits."""


class Layer(Record):
    """A layer of assets below the pool, by look-through: what it is, and of how many legal or business types.

    `other_classes` are further classes in the layer. Where `types` counts more than are named, its classes are not all
    known, and every question about them stays open.
    """

    id: Identifier
    asset_class: UnderlyingClass = Field(alias="class")
    types: Whole = 1
    other_classes: tuple[UnderlyingClass, ...] = ()

    @property
    def classes(self) -> tuple[str, ...]:
        """The named classes, each once."""
        return tuple(dict.fromkeys((self.asset_class, *self.other_classes)))


class Assets(Record):
    """The pool: class, currency, cut-off date, criteria, whether and how it revolves.

    `other_classes` are further legal or business types in the same pool; the law asks whether they are related, and of
    each what it asks of that class.
    `layers` names every layer of assets below these (a trust, a loan, an income right); empty where there is none. A
    layer given by its id alone is known to be there, and everything about it is asked.
    """

    asset_class: AssetClass = Field(alias="class")
    currency: CurrencyText
    cutoff: DateText
    description: Bilingual | None = None
    criteria: tuple[Criterion, ...] = ()
    revolving: Literal["none"] = "none"
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


class PrepaymentSpeed(Record):
    """A prepayment convention and its rate: `abs` absolute a month from origination, `cpr` and `smm` conditional."""

    kind: Literal["abs", "cpr", "smm", "psa"]
    rate: RateText


class DefaultSpeed(Record):
    """A default convention and its rate: `cdr` a year, `mdr` a month, of the performing balance."""

    kind: Literal["cdr", "mdr"]
    rate: RateText


class Assumptions(Record):
    """What the pool is expected to do. `severity` is the loss share of defaulted principal, `lag` in months."""

    prepayment: PrepaymentSpeed
    default: DefaultSpeed | None = None
    severity: ShareText | None = None
    recovery_lag: Whole = 0
    basis: Bilingual | None = None

"""The token plan: the ledger, one token a class with its cap, who may hold it, and how it is settled.

Source: 代币发行方案 (CSRC1-4c); no RMB-pegged stablecoin as settlement asset (inferred).
"""

from fractions import Fraction
from typing import Literal

from tallystick.deal.parties import Bilingual
from tallystick.deal.scalars import DateText, Identifier, MoneyText, PriceText, Record, Text, Whole

__all__ = ["Eligibility", "Ledger", "Procedure", "Settlement", "SettlementAsset", "TokenClass", "TokenPlan", "Venue"]


class Ledger(Record):
    """Where the register of tokens is kept: an EVM chain and its chain id."""

    kind: Literal["evm"]
    chain_id: Whole
    name: Bilingual | None = None


class Eligibility(Record):
    """Who may hold: investor class in words, and the ISO 3166 codes that are admitted; CN is never admitted."""

    text: Bilingual
    jurisdictions: tuple[Identifier, ...]
    largest_number: Whole | None = None


class Venue(Record):
    """A contract that may hold and move tokens though it is nobody: what it is, and its address."""

    name: Bilingual
    address: Text


class TokenClass(Record):
    """One token: cap on all that is ever minted, denomination of one unit, symbol, lock-up in days.

    `minimum_holding` is what whoever holds any must hold, at issue and ever after. `issue_price` is the filed range of
    the price of issue in per cent of principal, both ends included; par where none is filed.
    """

    cap: MoneyText
    denomination: MoneyText
    symbol: Identifier
    minimum_subscription: MoneyText | None = None
    minimum_holding: MoneyText | None = None
    issue_price: tuple[PriceText, PriceText] | None = None
    lockup_days: Whole = 0

    @property
    def issue_prices(self) -> tuple[Fraction, Fraction]:
        """The lowest and the highest price of one of principal at which it may be issued: par where none is filed."""
        return self.issue_price or (Fraction(1), Fraction(1))


class SettlementAsset(Record):
    """The asset in which holders are paid on the ledger: one of `assets`, the address of its contract, its decimals.

    One whole of it stands for one whole of the currency of the classes.
    """

    asset: Text
    address: Text
    decimals: Whole


class Settlement(Record):
    """Rails and assets in which holders are paid. `bank` is the default rail; `ledger` needs its asset named."""

    rails: tuple[Literal["bank", "ledger"], ...]
    assets: tuple[Text, ...]
    on_ledger: SettlementAsset | None = None


class TokenPlan(Record):
    """The plan as filed: what will exist on the ledger, with whom it may rest and who acts on it.

    `predecessor` is the filing whose tokens go over to these, unit for unit; none where they are issued anew.
    """

    ledger: Ledger
    classes: dict[Identifier, TokenClass]
    eligible: Eligibility
    register_of_record: Literal["ledger", "registrar"]
    settlement: Settlement
    predecessor: Text | None = None
    venues: tuple[Venue, ...] | None = None
    valid_from: DateText | None = None
    valid_until: DateText | None = None
    roles: dict[Literal["issuer", "trustee", "agent", "guardian", "transfer-agent", "paying-agent"], Identifier]


class Procedure(Record):
    """A parallel procedure (cross-border instrument, ODI, foreign debt, data export): state and its evidence."""

    state: Literal["not-triggered", "open", "done"]
    reference: Bilingual | Text | None = None
    date: DateText | None = None
    note: Bilingual | None = None

"""What the report needs from rooms that compute: pool, payers, projection; as plain exact values.

The operation that makes a package fills these from `tape` and `cashflow`, so that the report depends on
numbers and not on how they were obtained. Shares are Fractions of one, amounts are Money.
Source: CSRC1-4c, and T3 by analogy, for what must be stated of the pool.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from tallystick.evidence.persons import Name
from tallystick.units.money import Money

__all__ = [
    "BreakEvenInput",
    "CriterionInput",
    "GroupInput",
    "IncomePoolInput",
    "LayerInput",
    "PackageInput",
    "PayerInput",
    "PeriodInput",
    "PoolInput",
    "RegisterInput",
    "RegistrationInput",
    "RightInput",
    "ScenarioInput",
    "ShortInput",
    "StrataInput",
    "StratumInput",
    "VehicleInput",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumInput:
    """One band of a distribution: how many assets, their balance, their share of the pool's balance."""

    label: Name
    count: int
    balance: Money
    share: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class StrataInput:
    """A distribution of the pool over the values of one column of the tape."""

    column: str
    title: Name
    rows: tuple[StratumInput, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerInput:
    """A payer by rank, without its name: its own share, and that with its affiliates, of `PoolInput.shares_of`."""

    rank: int
    own: Fraction
    with_affiliates: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupInput:
    """The largest payer together with its affiliates: how many payers they are, and their share."""

    payers: int
    share: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerInput:
    """Who pays in a layer below the pool, by the list of payers; shares are of the pool's cash flow, as the law asks.

    Attributes:
        number: the place of the layer in the deal file, from 1.
        payers: how many the list names in it.
        material: how many of them are material, what they owe the pool directly counted in.
        largest: the largest share of one of them.
        largest_group: the largest together with affiliates.
        list_sha256: digest of the list.
    """

    number: int
    payers: int
    material: int
    largest: Fraction
    largest_group: Fraction
    list_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionInput:
    """How many assets of the pool meet a criterion of the deal, and how many do not."""

    id: str
    met: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolInput:
    """The pool at its cut-off date.

    Attributes:
        tape_sha256: digest of the tape's bytes, by which every number here is traced.
        rate: average a year, weighted by balance; `remaining_months` likewise.
        shares_of: what shares of payers are of, as the tape room calls it: contracted cash flow, or current balance.
        largest: the largest payer's share of that; `largest_ten` of the ten largest together.
        past_due: share of the balance that is past due at all.
        material: how many of all payers are material, by themselves or with their affiliates.
        group: the largest payer with its affiliates; None where nobody has any.
        ranks: of those payers that are told one by one, by id; the report prints the rank and no id.
    """

    tape_sha256: str
    cutoff: date
    assets: int
    obligors: int
    balance: Money
    original_balance: Money
    rate: Fraction
    remaining_months: Fraction
    shares_of: str
    largest: Fraction
    largest_ten: Fraction
    past_due: Fraction
    strata: tuple[StrataInput, ...] = ()
    payers: tuple[PayerInput, ...] = ()
    material: int = 0
    group: GroupInput | None = None
    ranks: Mapping[str, int] = field(default_factory=dict, repr=False)
    criteria: tuple[CriterionInput, ...] = ()
    layers: tuple[LayerInput, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationInput:
    """A registration that an extract of the movable-asset register shows.

    `kind` is as the tape room calls it, `state` in-force, cancelled or expired on the day of the search, `ours` whether
    it is for a party of the deal, `objected` whether an objection is shown.
    """

    number: str
    kind: str
    registered_on: date
    expires_on: date
    secured_party: str
    ours: bool
    state: str
    objected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterInput:
    """What the extract in the folder shows of the assets.

    Attributes:
        file: name of the extract; `sha256` its digest.
        searches: name searched by, day and number of the search certificate.
        registrations: those in force first, and of them those for others; `left` more are in the extract.
        ours: how many in force are for a party of the deal; `covered` over how many assets.
        others: how many in force are for somebody else; `disputed` over how many assets.
        unmatched: how many of the others nobody has held against the assets.
        another_holds: whether an asset is registered for somebody else; None where the extract cannot tell.
        by_asset: whether there is a tape, so that assets could be counted.
    """

    file: str
    sha256: str
    searches: tuple[tuple[str, date, str], ...]
    registrations: tuple[RegistrationInput, ...]
    left: int
    ours: int
    covered: int
    others: int
    disputed: int
    unmatched: int
    another_holds: bool | None
    by_asset: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RightInput:
    """A right to income: what it is called, what kind, how many months from which, and what it is forecast to bring."""

    id: str
    name: Name
    kind: str
    first: str
    months: int
    income: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomePoolInput:
    """A pool of rights to income, which owe no principal and stand on no tape.

    Attributes:
        cutoff: of the deal; shares of payers are as of it.
        rights: as the deal lists them.
        income: what all of them are forecast to bring, rounded down.
        lines: principal of the representative lines beside the rights; None where the folder has none.
        lines_sha256: digest of their file; empty where there is none.
        list_sha256: digest of the list of payers; empty where there is none.
        obligors: how many payers the list names; `payers` are the largest of them.
        material: how many of all of them are material, by themselves or with their affiliates.
        group: the largest of them with its affiliates; None where nobody has any.
        ranks: of those payers that are told one by one, by id; the report prints the rank and no id.
    """

    cutoff: date
    rights: tuple[RightInput, ...]
    income: Money
    lines: Money | None = None
    lines_sha256: str = ""
    list_sha256: str = ""
    obligors: int = 0
    payers: tuple[PayerInput, ...] = ()
    material: int = 0
    group: GroupInput | None = None
    ranks: Mapping[str, int] = field(default_factory=dict, repr=False)
    layers: tuple[LayerInput, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodInput:
    """One payment date of one vehicle.

    Law: the sum of `received` is the sum of `paid`, movements of accounts included on either side.

    Attributes:
        received: cash by source, in the order in which it should be read; names are in both languages.
        paid: cash by use, likewise.
        balances: of each class after the payment, by class id and name.
        coverage: cash available for the senior class over what it is due; None when nothing is due.
    """

    period: str
    payment_date: date
    received: tuple[tuple[Name, Money], ...]
    paid: tuple[tuple[Name, Money], ...]
    balances: tuple[tuple[str, Name, Money], ...]
    coverage: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortInput:
    """What was due at the payment of the lowest coverage and not paid then, where that coverage is below one.

    Attributes:
        period: of that payment; `payment_date` its day.
        unpaid: interest of classes, taxes and fees that stay owed after it, by name.
        paid_on: the payment at which nothing of it is owed any more; None where something is to the end.
        accounts: from which it is paid; `fed_by` the accounts that paid into these at the same payments.
    """

    period: str
    payment_date: date
    unpaid: tuple[tuple[Name, Money], ...]
    paid_on: date | None
    accounts: tuple[Name, ...]
    fed_by: tuple[Name, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleInput:
    """One vehicle's projection; `vehicle` is ``onshore`` or ``offshore``, `short` what its lowest coverage means."""

    vehicle: str
    periods: tuple[PeriodInput, ...]
    short: ShortInput | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEvenInput:
    """What a class bears: the multiple of the assumed defaults, and the share of the pool that then defaults."""

    class_id: str
    multiple: Fraction
    defaulted: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioInput:
    """One case of the assumptions carried through both vehicles.

    Attributes:
        id: as in the deal's `assumptions`.
        run: digest or name of the run, by which its numbers are traced.
        unpaid: what classes are still owed after the last payment that moves cash, principal and interest, by class id.
        unpaid_fees: taxes and fees that are still due then, by vehicle and fee id.
        break_even: what each class bears before it is no longer paid in full; empty where it was not asked.
    """

    id: str
    run: str
    vehicles: tuple[VehicleInput, ...]
    unpaid: tuple[tuple[str, Money], ...] = ()
    unpaid_fees: tuple[tuple[str, str, Money], ...] = ()
    break_even: tuple[BreakEvenInput, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageInput:
    """What the package says of itself before its root exists: version and the digests the report stands on.

    Attributes:
        deal_sha256: digest of ``deal.yaml``; shown on every page.
        files: path, role and SHA-256 of the other sealed files, for the verification annex.
        rule_set: digest of the law books; `calendar` of the calendars.
        specimen: whether the deal is invented for training or an example.
    """

    filing: str
    version: int
    deal_sha256: str
    files: tuple[tuple[str, str, str], ...]
    rule_set: str
    calendar: str
    specimen: bool = False

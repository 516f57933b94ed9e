"""What a tape holds: the typed columns of each asset class, in one place.

Every value has one stored form. Money is a whole number of minor units of the tape's currency, a rate or share a whole
number of 10^-8 (``6.85%`` is 6,850,000), a term whole months, a delay whole days, a date a calendar day; choices are
the words listed here and nothing else. `obligor_id` is a pseudonym: names and identity numbers have no column.

    asset_id, obligor_id      who owes what, by pseudonym
    origination_date ... monthly_payment   the contract
    days_past_due, asset_status ...        how it performs
    index, interest_only_months ...        what the cash-flow engine further needs to project it
    province, vehicle_type ...             what it is stratified by

A right to income (a solar plant, a charging station, a tenancy) owes no principal: its schema asks what it is expected
to bring each month instead of a balance, a rate and a term. Only what no format of its class lacks is required.

Source: CASHFLOW.md section 4 for the fields that disclosure standards share; GB/T 2260 for the 31 provinces;
PIPL articles 28 and 73 for what is personal, sensitive or de-identified; 汽车数据安全管理若干规定（试行） article 3 for
operating data of charging networks, which are important data.
It does not say how a foreign file names these columns (`reading.mapping`) nor when a value is implausible (`checks`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from tallystick.evidence.wording import Language, say

__all__ = [
    "PROVINCES",
    "QUANTITY_SCALE",
    "RATE_SCALE",
    "SCHEMAS",
    "Column",
    "Kind",
    "Schema",
    "Sensitivity",
    "schema_of",
]

RATE_SCALE: Final = 10**8
"""Stored units in 1: a rate of 100 % a year, or the whole of a share."""

QUANTITY_SCALE: Final = 10**6
"""Stored units in 1 of a quantity: a kilowatt-hour, a square metre, a unit of currency a kilowatt-hour."""

PROVINCES: Final = (
    "beijing",
    "tianjin",
    "hebei",
    "shanxi",
    "inner-mongolia",
    "liaoning",
    "jilin",
    "heilongjiang",
    "shanghai",
    "jiangsu",
    "zhejiang",
    "anhui",
    "fujian",
    "jiangxi",
    "shandong",
    "henan",
    "hubei",
    "hunan",
    "guangdong",
    "guangxi",
    "hainan",
    "chongqing",
    "sichuan",
    "guizhou",
    "yunnan",
    "tibet",
    "shaanxi",
    "gansu",
    "qinghai",
    "ningxia",
    "xinjiang",
)
"""The 31 provinces, autonomous regions and municipalities of the mainland, in the order of GB/T 2260."""


class Kind(StrEnum):
    """What a column's values are, which fixes how they are written, stored and compared."""

    IDENTIFIER = "identifier"
    MONEY = "money"
    RATE = "rate"
    QUANTITY = "quantity"
    INTEGER = "integer"
    DATE = "date"
    CHOICE = "choice"
    TEXT = "text"


class Sensitivity(StrEnum):
    """How a column must be handled when anything about it leaves the mainland.

    Source: PIPL articles 4, 28 and 73; Data Security Law article 21.
    """

    NONE = "none"
    PERSONAL = "personal"
    """Relates to an identifiable person even by pseudonym, which is de-identified, not anonymous."""
    SENSITIVE = "sensitive"
    IMPORTANT = "important"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a tape.

    Attributes:
        name: the canonical name, in full words.
        kind: what its values are.
        unit: what one stored unit is; empty where there is none.
        least: the lowest possible stored value, included.
        most: the highest possible stored value, included.
        choices: the words a choice may be.
        required: whether a row without it cannot be used.
        sensitivity: how it must be handled at the border.
    """

    name: str
    kind: Kind
    unit: str = ""
    least: int | None = None
    most: int | None = None
    choices: tuple[str, ...] = ()
    required: bool = False
    sensitivity: Sensitivity = Sensitivity.NONE

    def label(self, language: Language) -> str:
        """Return the column's name for a reader."""
        return say(f"tape.column.{self.name}", language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """The columns of one asset class, in the order in which they are written.

    Attributes:
        asset_class: as the deal names it.
        columns: all of them.
        income: how a right to income is described, ``generation`` or ``rent``; empty for what owes principal.
    """

    asset_class: str
    columns: tuple[Column, ...]
    income: str = ""

    def column(self, name: str) -> Column | None:
        """Return the column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The canonical names, in order."""
        return tuple(column.name for column in self.columns)


def schema_of(asset_class: str) -> Schema | None:
    """Return the schema of an asset class, or None where tapes of that class are not read yet."""
    return SCHEMAS.get(asset_class)


def _money(name: str, *, required: bool = False, sensitivity: Sensitivity = Sensitivity.NONE) -> Column:
    return Column(name=name, kind=Kind.MONEY, unit="minor-unit", least=0, required=required, sensitivity=sensitivity)


def _share(name: str, *, most: int = RATE_SCALE) -> Column:
    return Column(name=name, kind=Kind.RATE, unit="share", least=0, most=most)


def _rate(name: str, *, least: int = 0, required: bool = False) -> Column:
    return Column(name=name, kind=Kind.RATE, unit="a-year", least=least, most=RATE_SCALE, required=required)


def _months(name: str, least: int, *, most: int = 600, required: bool = False) -> Column:
    return Column(name=name, kind=Kind.INTEGER, unit="months", least=least, most=most, required=required)


def _quantity(name: str, unit: str, *, required: bool = False, sensitivity: Sensitivity = Sensitivity.NONE) -> Column:
    return Column(name=name, kind=Kind.QUANTITY, unit=unit, least=0, required=required, sensitivity=sensitivity)


def _person(name: str, *, required: bool) -> Column:
    return Column(name=name, kind=Kind.IDENTIFIER, required=required, sensitivity=Sensitivity.PERSONAL)


def _choice(name: str, *choices: str, required: bool = False, sensitivity: Sensitivity = Sensitivity.NONE) -> Column:
    return Column(name=name, kind=Kind.CHOICE, choices=choices, required=required, sensitivity=sensitivity)


def _date(name: str, *, required: bool = False) -> Column:
    return Column(name=name, kind=Kind.DATE, required=required)


_WHO: Final = (
    Column(name="asset_id", kind=Kind.IDENTIFIER, required=True),
    _person("obligor_id", required=True),
    _person("obligor_group_id", required=False),
)


def _contract(*, owed: bool, lent: bool) -> tuple[Column, ...]:
    """The contract: `owed`, whether each row owes principal; `lent`, whether it was lent at a rate over months."""
    return (
        Column(name="currency", kind=Kind.TEXT),
        _date("origination_date", required=owed),
        _date("maturity_date", required=owed),
        _money("original_balance", required=owed),
        _money("current_balance", required=owed),
        _rate("interest_rate", required=lent),
        _months("original_term_months", 1, required=lent),
        _months("remaining_term_months", 0, required=lent),
        _choice("repayment_type", "level-pay", "equal-principal", "bullet", required=lent),
        _money("monthly_payment"),
    )


_PERFORMANCE: Final = (
    Column(name="days_past_due", kind=Kind.INTEGER, unit="days", least=0, most=9999, required=True),
    _choice("asset_status", "current", "grace", "late", "defaulted", "repaid", "repurchased", "other"),
)
_PLACE: Final = (_choice("province", *PROVINCES),)
_HISTORY: Final = (
    _money("arrears_balance"),
    _date("last_payment_date"),
    _date("default_date"),
    _money("recovered_amount"),
)
_SHAPE: Final = (
    _months("payment_interval_months", 1, most=12),
    _months("interest_only_months", 0),
    _money("balloon_balance"),
)
_FLOATING: Final = (
    Column(name="index", kind=Kind.TEXT),
    _rate("index_margin", least=-RATE_SCALE),
    _rate("rate_cap"),
    _rate("rate_floor"),
    _months("reset_interval_months", 1, most=120),
    _date("next_reset_date"),
)
_VEHICLE: Final = (
    _choice("vehicle_type", "passenger-car", "light-truck", "heavy-truck", "new-energy"),
    _share("down_payment_share"),
    _choice("vehicle_condition", "new", "used", "demonstrator", "other"),
    _money("vehicle_value"),
    Column(name="manufacturer", kind=Kind.TEXT),
)
_LEASED: Final = (
    _choice("lease_type", "finance", "operating", "hire-purchase", "other"),
    _money("residual_value"),
)
_CONSUMER: Final = (
    Column(name="region", kind=Kind.TEXT),
    Column(name="purpose", kind=Kind.TEXT),
    _money("annual_income", sensitivity=Sensitivity.PERSONAL),
    _choice(
        "employment",
        "employed",
        "self-employed",
        "unemployed",
        "student",
        "pensioner",
        "other",
        sensitivity=Sensitivity.PERSONAL,
    ),
)
_HOME: Final = (
    _choice("property_type", "house", "flat", "terraced-house", "commercial", "land", "other"),
    _choice("occupancy", "owner", "let", "holiday", "partly-owner", "other"),
    _money("property_value"),
    _date("valuation_date"),
    _share("original_loan_to_value", most=2 * RATE_SCALE),
    _share("current_loan_to_value", most=2 * RATE_SCALE),
    Column(name="lien_position", kind=Kind.INTEGER, unit="rank", least=1, most=20),
)
_COMPANY: Final = (
    Column(name="industry", kind=Kind.TEXT),
    _choice("obligor_size", "large", "medium", "small", "micro", "natural-person", "other"),
    _choice("seniority", "senior", "subordinated", "mezzanine", "junior", "other"),
    _money("collateral_value"),
)
_INVOICE: Final = (
    _person("seller_id", required=False),
    Column(name="invoice_id", kind=Kind.IDENTIFIER),
    _share("dilution_share"),
)
_TENANCY: Final = (
    _date("first_month", required=True),
    _months("income_months", 1, required=True),
    _money("monthly_rent", required=True),
    _share("vacancy_share"),
    _rate("rent_escalation"),
    _months("escalation_months", 1, most=120),
    _money("deposit"),
    _quantity("floor_area", "square-metres"),
    _choice("property_use", "housing", "office", "retail", "industrial", "hotel", "other"),
)


def _generation(sensitivity: Sensitivity) -> tuple[Column, ...]:
    return (
        _date("first_month", required=True),
        _months("income_months", 1, required=True),
        _quantity("monthly_quantity", "kilowatt-hours", required=True, sensitivity=sensitivity),
        _quantity("unit_price", "currency-a-kilowatt-hour", required=True),
        _share("availability_share"),
        _share("degradation_share"),
        _quantity("installed_capacity", "kilowatts", sensitivity=sensitivity),
        Column(name="equipment_count", kind=Kind.INTEGER, unit="pieces", least=0, most=1_000_000),
        _date("connection_date"),
    )


_LOAN: Final = (*_WHO, *_contract(owed=True, lent=True), *_PERFORMANCE, *_PLACE)
_RIGHT: Final = (*_WHO, *_contract(owed=False, lent=False), *_PERFORMANCE, *_PLACE)
_ENERGY: Final = (*_RIGHT, *_generation(Sensitivity.NONE))
_CHARGING: Final = (*_RIGHT, *_generation(Sensitivity.IMPORTANT))

SCHEMAS: Final[Mapping[str, Schema]] = MappingProxyType(
    {
        schema.asset_class: schema
        for schema in (
            Schema(asset_class="finance-lease", columns=(*_LOAN, *_VEHICLE, *_LEASED, *_SHAPE, *_HISTORY)),
            Schema(asset_class="auto-loan", columns=(*_LOAN, *_VEHICLE, *_SHAPE, *_HISTORY)),
            Schema(asset_class="consumer-loan", columns=(*_LOAN, *_CONSUMER, *_SHAPE, *_HISTORY)),
            Schema(asset_class="mortgage", columns=(*_LOAN, *_HOME, *_FLOATING, *_SHAPE, *_HISTORY)),
            Schema(asset_class="corporate-loan", columns=(*_LOAN, *_COMPANY, *_FLOATING, *_SHAPE, *_HISTORY)),
            Schema(
                asset_class="trade-receivable",
                columns=(*_WHO, *_contract(owed=True, lent=False), *_PERFORMANCE, *_PLACE, *_INVOICE, *_HISTORY),
            ),
            Schema(asset_class="charging-pile-income", columns=_CHARGING, income="generation"),
            Schema(asset_class="pv-income", columns=_ENERGY, income="generation"),
            Schema(asset_class="rent", columns=(*_RIGHT, *_TENANCY), income="rent"),
            Schema(asset_class="rental-housing-rent", columns=(*_RIGHT, *_TENANCY), income="rent"),
        )
    }
)
"""The schema of each asset class whose tapes are read."""

"""What a tape holds: the typed columns of each asset class, in one place.

Every value has one stored form. Money is a whole number of minor units of the tape's currency, a rate or share a whole
number of 10^-8 (``6.85%`` is 6,850,000), a term whole months, a delay whole days, a date a calendar day; choices are
the words listed here and nothing else. `obligor_id` is a pseudonym: names and identity numbers have no column.

    asset_id, obligor_id      who owes what, by pseudonym
    origination_date ... monthly_payment   the contract
    days_past_due, asset_status            how it performs
    province, vehicle_type ...             what it is stratified by

Source: CASHFLOW.md section 4 for the fields that disclosure standards share; GB/T 2260 for the 31 provinces;
PIPL articles 28 and 73 for what is personal, sensitive or de-identified.
It does not say how a foreign file names these columns (`reading.mapping`) nor when a value is implausible (`checks`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from tallystick.evidence.wording import Language, say

__all__ = ["PROVINCES", "RATE_SCALE", "SCHEMAS", "Column", "Kind", "Schema", "Sensitivity", "schema_of"]

RATE_SCALE: Final = 10**8
"""Stored units in 1: a rate of 100 % a year, or the whole of a share."""

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
    """The columns of one asset class, in the order in which they are written."""

    asset_class: str
    columns: tuple[Column, ...]

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


def _money(name: str, *, required: bool = False) -> Column:
    return Column(name=name, kind=Kind.MONEY, unit="minor-unit", least=0, required=required)


def _share(name: str, *, required: bool = False) -> Column:
    return Column(name=name, kind=Kind.RATE, unit="share", least=0, most=RATE_SCALE, required=required)


def _months(name: str, least: int) -> Column:
    return Column(name=name, kind=Kind.INTEGER, unit="months", least=least, most=600, required=True)


def _person(name: str, *, required: bool) -> Column:
    return Column(name=name, kind=Kind.IDENTIFIER, required=required, sensitivity=Sensitivity.PERSONAL)


def _choice(name: str, *choices: str, required: bool = False) -> Column:
    return Column(name=name, kind=Kind.CHOICE, choices=choices, required=required)


_WHO: Final = (
    Column(name="asset_id", kind=Kind.IDENTIFIER, required=True),
    _person("obligor_id", required=True),
    _person("obligor_group_id", required=False),
)
_CONTRACT: Final = (
    Column(name="currency", kind=Kind.TEXT),
    Column(name="origination_date", kind=Kind.DATE, required=True),
    Column(name="maturity_date", kind=Kind.DATE, required=True),
    _money("original_balance", required=True),
    _money("current_balance", required=True),
    Column(name="interest_rate", kind=Kind.RATE, unit="a-year", least=0, most=RATE_SCALE, required=True),
    _months("original_term_months", 1),
    _months("remaining_term_months", 0),
    _choice("repayment_type", "level-pay", "equal-principal", "bullet", required=True),
    _money("monthly_payment"),
)
_PERFORMANCE: Final = (
    Column(name="days_past_due", kind=Kind.INTEGER, unit="days", least=0, most=9999, required=True),
    _choice("asset_status", "current", "grace", "late", "defaulted", "repaid"),
)
_PLACE: Final = (_choice("province", *PROVINCES),)
_VEHICLE: Final = (
    _choice("vehicle_type", "passenger-car", "light-truck", "heavy-truck", "new-energy", required=True),
    _share("down_payment_share"),
)
_PURPOSE: Final = (Column(name="region", kind=Kind.TEXT), Column(name="purpose", kind=Kind.TEXT))

SCHEMAS: Final[Mapping[str, Schema]] = MappingProxyType(
    {
        asset_class: Schema(asset_class=asset_class, columns=(*_WHO, *_CONTRACT, *_PERFORMANCE, *_PLACE, *special))
        for asset_class, special in (
            ("finance-lease", _VEHICLE),
            ("auto-loan", _VEHICLE),
            ("consumer-loan", _PURPOSE),
        )
    }
)
"""The schema of each asset class whose tapes are read."""

"""A sheet: one table of an analysis, with values that are still values; people, spreadsheets and programs share it.

What a value means is said by its column: a share is a share until somebody shows it as a percentage. Rounding is for
people; files and programs get what was computed.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.units.money import Money, Rounding

__all__ = ["Cell", "Figured", "Kind", "Printed", "Sheet", "SheetColumn", "exact", "written"]


_PLACES = 12


class Kind(StrEnum):
    """What the values of a column are, and so how people read them."""

    TEXT = "text"
    DAY = "day"
    COUNT = "count"
    PERCENT = "percent"
    """A share of one, shown with two decimals of a per cent."""
    RATE = "rate"
    """A share of one a year, shown with three decimals of a per cent."""
    POINTS = "points"
    """A share of one, shown in basis points."""
    NUMBER = "number"
    """Shown with two decimals."""
    PRICE = "price"
    """Per hundred, shown with four decimals."""
    MONEY = "money"
    """In major units; the currency stands in the head or in the cell beside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figured:
    """A number that says itself what it is, in a column that holds several kinds."""

    value: Fraction
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A number or a day and the words in which a document prints it, which a sheet shows for it where it can.

    Attributes:
        value: exact, in the unit of the words.
        words: as printed.
    """

    value: Fraction | date
    words: Name


Cell: TypeAlias = str | int | Fraction | date | Money | Name | Figured | Printed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """A column: its name for programs, its title for people, and what its values are."""

    id: str
    title: Name
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table. Law: every row has as many cells as there are columns.

    Attributes:
        id: a file name without its ending, such as ``yields-A``.
        title: for people.
        columns: from left to right.
        rows: from top to bottom; None is a value that does not exist.
        notes: what a reader must know: conventions, and every assumption that is not in a cell.
        tab: what a workbook calls it; its id where there is none.
    """

    id: str
    title: Name
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Name, ...] = ()
    tab: Name | None = None

    def __post_init__(self) -> None:
        """Refuse a row that does not fit."""
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"sheet {self.id} has a row that does not fit its {len(self.columns)} columns")


def exact(cell: Cell, language: Language) -> str:
    """Return a value as files and programs get it: nothing rounded away up to twelve decimals, empty for none."""
    match cell:
        case None:
            return ""
        case Fraction():
            return _fixed(cell, _PLACES).rstrip("0").rstrip(".") if cell.denominator != 1 else str(cell.numerator)
        case Money():
            return str(cell).partition(" ")[0]
        case date():
            return cell.isoformat()
        case Name():
            return cell.in_language(language)
        case Figured() | Printed():
            return exact(cell.value, language)
    return str(cell)


def written(cell: Cell, kind: Kind, language: Language) -> str:
    """Return a value as people read it; a dash for none."""
    if cell is None:
        return "–"
    if isinstance(cell, Figured):
        return written(cell.value, cell.kind, language)
    if isinstance(cell, Printed):
        return cell.words.in_language(language)
    if isinstance(cell, Money):
        return cell.text("en").partition(" ")[2]
    if isinstance(cell, Fraction):
        match kind:
            case Kind.PERCENT:
                return f"{_fixed(cell * 100, 2)}%"
            case Kind.RATE:
                return f"{_fixed(cell * 100, 3)}%"
            case Kind.POINTS:
                return _fixed(cell * 10_000, 1)
            case Kind.PRICE:
                return _fixed(cell, 4)
        return _fixed(cell, 2)
    return exact(cell, language)


def _fixed(value: Fraction, places: int) -> str:
    units = Rounding.HALF_UP.whole(value * 10**places)
    digits = str(abs(units)).rjust(places + 1, "0")
    return f"{'-' if units < 0 else ''}{digits[:-places]}.{digits[-places:]}"

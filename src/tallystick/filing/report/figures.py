"""What the figures show, as exact values; drawing them is the shell's.

Values are Fractions in the unit named beside them, so that the same numbers stand in the table next to the
figure. A figure is identified by its role in the report, not by its look.
Source: PORTAL.md, "The signature" for the tally, "Form" for what a figure must do without colour.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from tallystick.evidence.persons import Name

__all__ = [
    "Areas",
    "Bars",
    "Curves",
    "Diagram",
    "Edge",
    "Lines",
    "Mirror",
    "Node",
    "Notch",
    "NotchState",
    "Picture",
    "Series",
    "Stick",
    "Timeline",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One named series. Law: as many values as the figure has periods."""

    name: Name
    values: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Areas:
    """Balances stacked over periods, the first series at the bottom."""

    periods: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """Cash by source above the axis and by use below it; the two sides are equal in every period."""

    periods: tuple[str, ...]
    sources: tuple[Series, ...]
    uses: tuple[Series, ...]
    unit: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Ratios over periods, with the level they are held against."""

    periods: tuple[str, ...]
    series: tuple[Series, ...]
    level: Fraction
    level_name: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """Values along a scale, one curve a series; a series may end before the scale does.

    Attributes:
        labels: of the scale.
        series: the curves.
        unit: of the values.
        known: how many values of each series were observed, the others being computed; empty where that is no matter.
    """

    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Name
    known: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Values beside one another: for each label, one bar a series."""

    labels: tuple[str | Name, ...]
    series: tuple[Series, ...]
    unit: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A party, vehicle or class in the structure; `column` counts from the left, `row` from the top."""

    id: str
    name: Name
    detail: Name
    column: int
    row: int
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """What passes from one node to another; `kind` is ``title``, ``cash``, ``swap`` or ``control``."""

    source: str
    target: str
    name: Name
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """The structure of the deal, from originator to holders. Sides: ``onshore`` and ``overseas``."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Dated events in order."""

    events: tuple[tuple[date, Name], ...]


class NotchState(StrEnum):
    """How an obligation of the tally stands: met, met in a rehearsal only, not yet due, or broken."""

    MATCHED = "matched"
    REHEARSAL = "rehearsal"
    PENDING = "pending"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notch:
    """One obligation of the tally, numbered from 1; a broken one says why."""

    number: int
    title: Name
    state: NotchState
    reason: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stick:
    """The tally: the foil that was filed, the stock that was issued, and the notches across both."""

    notches: tuple[Notch, ...]
    foil: Name
    stock: Name


Picture: TypeAlias = Areas | Mirror | Lines | Curves | Bars | Diagram | Timeline | Stick

"""Findings: what is wrong with, or still unknown about, a document; as values, never as exceptions.

A finding is a code, a place and typed arguments. The code is a sentence's address in the catalogue
(``"deal.key-unknown"`` is worded in ``catalogue/deal.toml``), which also holds the severity, so that no room
words a finding by itself and no two screens word it differently.
Source: DESIGN.md section 2, principle 5.
Wording is in `wording`; a wrong *call* is an exception of the room that was called, never a finding.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from tallystick.evidence.canonical import EXACT_BELOW
from tallystick.evidence.persons import Name
from tallystick.units.money import Money
from tallystick.units.rates import Rate, Share

__all__ = ["TOLD_ROWS", "Finding", "FindingError", "Place", "Severity", "Value", "finding", "told_once"]

Value: TypeAlias = str | int | date | Money | Rate | Share | Fraction | Name | tuple[str, ...]

TOLD_ROWS = 5
"""So many rows of a table with one and the same fault are told one by one, or named where there are more."""

_CODE = re.compile(r"[a-z][a-z0-9]*(\.[a-z0-9]+(-[a-z0-9]+)*)+")


class FindingError(ValueError):
    """A finding was made with a malformed code or with an argument of a type that has no exact wording."""


class Severity(StrEnum):
    """How a finding weighs: an error bars, a warning and a note do not, an open one waits for a person."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a finding points; every part may be absent: texts are then empty and numbers ``None``.

    Attributes:
        file: relative to the folder a person was asked about.
        line: in that file, from 1.
        path: inside the document, such as ``"structure.onshore.classes[0].size"``.
        row: of a table, from 1, the head not counted.
        column: of a table, as the file itself names it.
        others: the next rows of which the same is to be said, `row` being the first.
        count: of how many rows it is to be said in all.
    """

    file: str = ""
    line: int | None = None
    path: str = ""
    row: int | None = None
    column: str = ""
    others: tuple[int, ...] = ()
    count: int = 1

    def as_canonical(self) -> dict[str, str | int]:
        """Return the parts that are present, ready for canonical JSON."""
        texts = {"file": self.file, "path": self.path, "column": self.column}
        numbers = {"line": self.line, "row": self.row}
        present: dict[str, str | int] = {name: text for name, text in texts.items() if text}
        present |= {name: number for name, number in numbers.items() if number is not None}
        return present if self.count == 1 else present | {"rows": self.count}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding. Laws: arguments are sorted by name; equal findings have equal canonical bytes."""

    code: str
    place: Place
    arguments: tuple[tuple[str, Value], ...]

    def argument(self, name: str) -> Value:
        """Return one argument.

        Raises:
            KeyError: the finding has no argument of this name.
        """
        return dict(self.arguments)[name]

    def as_canonical(self) -> dict[str, object]:
        """Return a JSON-able dictionary with exact values: money, rates, dates and big integers as text."""
        return {
            "code": self.code,
            "place": self.place.as_canonical(),
            "arguments": {name: _plain(value) for name, value in self.arguments},
        }


def finding(
    code: str,
    /,
    *,
    file: str = "",
    line: int | None = None,
    path: str = "",
    row: int | None = None,
    column: str = "",
    **arguments: Value,
) -> Finding:
    """Make a finding; the keywords that are not a place are the arguments of its sentence.

    Args:
        code: address of the sentence in the catalogue, ``"room.what-is-wrong"``.
        file: name of the file, relative to the folder a person was asked about.
        line: line in that file, from 1.
        path: path inside the document, such as ``"structure.onshore.classes[0].size"``.
        row: row of a table, from 1, the head not counted.
        column: column of a table, as the file itself names it.
        arguments: values the sentence names as ``{name}``.

    Raises:
        FindingError: the code is malformed or an argument has no exact wording (a float, a truth value,
            None).
    """
    if not _CODE.fullmatch(code):
        raise FindingError(
            f"{code!r} is not a finding code: write 'room.what-is-wrong' so that the catalogue can word it"
        )
    for name, value in arguments.items():
        _check(code, name, value)
    place = Place(file=file, line=line, path=path, row=row, column=column)
    return Finding(code=code, place=place, arguments=tuple(sorted(arguments.items(), key=lambda pair: pair[0])))


def told_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Tell what is wrong with many rows once: with the first of them, its values, and how many there are.

    Findings alike in code, file and column are of one cause. Where there are more than `TOLD_ROWS`, one stands for all,
    in the place of the first; the others, and findings without a row, are left as they are.
    """
    alike: dict[object, list[Finding]] = {}
    for number, each in enumerate(findings):
        single = each.place.row is None or each.place.count > 1
        alike.setdefault(number if single else (each.code, each.place.file, each.place.column), []).append(each)
    told: list[Finding] = []
    for group in alike.values():
        rows = tuple(each.place.row for each in group[1:TOLD_ROWS] if each.place.row is not None)
        place = replace(group[0].place, others=rows, count=len(group))
        told.extend(group if len(group) <= TOLD_ROWS else [replace(group[0], place=place)])
    return tuple(told)


def _check(code: str, name: str, value: object) -> None:
    if isinstance(value, tuple):
        exact = all(isinstance(part, str) for part in value)
    else:
        exact = isinstance(value, (str, int, date, Money, Rate, Share, Fraction, Name)) and not isinstance(value, bool)
    if not exact:
        raise FindingError(
            f"argument {name!r} of {code} is a {type(value).__name__}; pass text, or an exact value of units"
        )


def _plain(value: Value) -> str | int | list[str] | dict[str, str]:
    match value:
        case str():
            return str(value)
        case int():
            return value if abs(value) < EXACT_BELOW else str(value)
        case tuple():
            return [str(part) for part in value]
        case Name():
            return {"zh": value.zh, "en": value.en}
        case date():
            return value.isoformat()
        case _:
            return str(value)

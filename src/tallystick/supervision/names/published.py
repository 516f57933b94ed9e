"""Lists of names as files: a folder with `lists.yaml` and one CSV a list, each with its version and its days.

    schema: tallystick/name-lists/v1
    lists:
      un-consolidated:
        name: {zh: …, en: …}
        version: "2026-11-02"     as its publisher calls it
        day: 2026-11-02           on which it was published
        days: 30                  for so long it may be used
        file: un.csv              name, kind (person or organisation), identifier

An entry with several names stands on several rows with one identifier. A row that cannot be read makes its list unfit:
a list with a hole answers nothing.
Source: SUPTECH.md section 6 (version and digest of the list with every answer).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from tallystick.deal.parsing import build
from tallystick.deal.parties import Bilingual
from tallystick.deal.reading import read_yaml
from tallystick.deal.scalars import DateText, Identifier, Record, Text
from tallystick.evidence.findings import Finding, finding
from tallystick.supervision.names.comparing import Party
from tallystick.supervision.names.lists import NameList
from tallystick.tape.reading.files.table import Limits
from tallystick.tape.reading.records import read_records

__all__ = ["LISTS", "Published", "parse_lists", "parse_names"]

LISTS = "lists.yaml"
_LARGE = Limits(size=1 << 26, rows=1_000_000, columns=20, cell=2_000)


class _Row(Record):
    name: Text
    kind: Literal["person", "organisation"]
    identifier: Text | None = None


class _List(Record):
    name: Bilingual
    version: Text
    day: DateText
    days: Annotated[int, Field(gt=0, le=3660)]
    file: Text


class _Lists(Record):
    format: Literal["tallystick/name-lists/v1"] = Field(alias="schema")
    lists: dict[Identifier, _List]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A list as it was published, what it is called, and for how many days it may be used."""

    listed: NameList
    name: Bilingual
    days: int


def parse_lists(files: Mapping[str, bytes]) -> tuple[tuple[Published, ...], tuple[Finding, ...]]:
    """Read the lists of a folder.

    Args:
        files: of the folder, by path.

    Returns:
        Every list that is whole, in the order of the file, and everything that is wrong.
    """
    document, findings = read_yaml(files.get(LISTS, b""), file=LISTS)
    if document is None:
        return (), findings
    read, more = build(_Lists, document)
    if read is None:
        return (), (*findings, *more)
    found: list[Finding] = [*findings, *more]
    made: list[Published] = []
    for name, each in read.lists.items():
        entries, wrong = _entries(files, each.file)
        if wrong or not entries:
            found += (*wrong, finding("supervision.name-list-unfit", list=name, file=each.file))
            continue
        listed = NameList(id=name, version=each.version, day=each.day, entries=entries)
        made.append(Published(listed=listed, name=each.name, days=each.days))
    return tuple(made), tuple(found)


def parse_names(content: bytes, *, file: str) -> tuple[tuple[Party, ...], tuple[Finding, ...]]:
    """Read names that are looked for: a CSV with the same columns as a list."""
    rows, found = read_records(_Row, content, file=file, limits=_LARGE)
    return tuple(_parties(rows)), found


def _entries(files: Mapping[str, bytes], file: str) -> tuple[tuple[Party, ...], tuple[Finding, ...]]:
    return parse_names(files[file], file=file) if file in files else ((), ())


def _parties(rows: tuple[tuple[int, _Row], ...]) -> Iterator[Party]:
    for _, row in rows:
        yield Party(name=row.name, person=row.kind == "person", identifier=row.identifier or "")

"""Extracts: what a search of the unified register of movable-asset financing (中登网) answered, one row an entry.

    guarantor, searched_on, search_certificate            whom the search was made by, when, and the paper that shows it
    number, act, first_number, kind                       an entry, and the first one of its registration
    registered_on, expires_on, secured_party              from when to when, and for whom
    property, assets                                      what is described; which assets of the tape that is

A search that found nothing is a row without `number`. Heads may be these words or the register's own in Chinese, as
people export or key them in; a day may have its time behind it. `assets` is what the person who keyed the row in found
in the description (ids, ``all`` or ``none``); without it, ids are looked for in `property`.

Source: 动产和权利担保统一登记办法 (PBoC order 2021 No. 7), articles 2 and 3, seen in a secondary copy: the kinds, and
what a receivable is. 查询证明编号, 登记证明编号, 登记时间, 登记到期日, 登记种类, 担保人 and 质权人 are the words of a
search result as a public repository's record of one names them (secondary). The acts and the objection are recalled.
What was not found: any published form, code list or file format of the register; so there is none here, the result is
a web page or PDF, and its rows are keyed in.
It judges nothing, and a name in it is never compared with a payer: those are pseudonyms.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from tallystick.deal.parsing import build_row
from tallystick.deal.scalars import DateText, Record, Text
from tallystick.evidence.findings import Finding, finding, told_once
from tallystick.tape.faults import findings_of
from tallystick.tape.reading.files.kinds import read_file
from tallystick.tape.reading.files.table import Limits

__all__ = ["ALL", "HEADS", "NONE", "Act", "Entry", "Search", "read_extract"]

ALL: Final = "all"
"""What stands under `assets` of an entry over the whole pool."""
NONE: Final = "none"
"""What stands there of an entry over nothing of the pool."""

_LIMITS: Final = Limits(size=1 << 26, rows=100_000, columns=60, cell=100_000)


class Act(StrEnum):
    """What an entry does to its registration."""

    INITIAL = "initial"
    AMENDMENT = "amendment"
    EXTENSION = "extension"
    CANCELLATION = "cancellation"
    OBJECTION = "objection"


HEADS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "guarantor": ("担保人名称", "担保人", "出质人", "出让人", "承租人"),
        "searched_on": ("查询时间", "查询日期"),
        "search_certificate": ("查询证明编号",),
        "number": ("登记证明编号",),
        "act": ("登记类型",),
        "first_number": ("初始登记证明编号",),
        "kind": ("登记种类", "业务类型", "担保类型"),
        "registered_on": ("登记时间", "登记日期"),
        "expires_on": ("登记到期日",),
        "secured_party": ("担保权人名称", "担保权人", "质权人名称", "质权人", "受让人", "出租人"),
        "property": ("担保财产描述", "财产描述", "质押财产描述", "转让财产描述", "租赁财产描述"),
        "assets": ("对应资产", "资产编号"),
    }
)
"""Each column, and the words under which it comes from the register or from whoever keyed it in."""

_REQUIRED: Final = ("guarantor", "searched_on", "search_certificate", "number", "registered_on", "secured_party")
_OF_AN_ENTRY: Final = ("kind", "registered_on", "expires_on", "secured_party")

_ACTS: Final = MappingProxyType(
    {
        "": Act.INITIAL,
        "初始登记": Act.INITIAL,
        "变更登记": Act.AMENDMENT,
        "展期登记": Act.EXTENSION,
        "注销登记": Act.CANCELLATION,
        "异议登记": Act.OBJECTION,
    }
    | {act.value: act for act in Act}
)

_KINDS: Final = MappingProxyType(
    {
        "应收账款质押": "receivables-pledge",
        "应收账款转让": "receivables-transfer",
        "应收账款转让（保理）": "receivables-transfer",
        "应收账款转让(保理)": "receivables-transfer",
        "保理": "receivables-transfer",
        "融资租赁": "finance-lease",
        "租赁": "finance-lease",
        "生产设备、原材料、半成品、产品抵押": "goods-mortgage",
        "存款单、仓单、提单质押": "document-pledge",
        "所有权保留": "retention-of-title",
        "其他": "other",
    }
    | {
        kind: kind
        for kind in (
            "receivables-pledge",
            "receivables-transfer",
            "finance-lease",
            "goods-mortgage",
            "document-pledge",
            "retention-of-title",
            "other",
        )
    }
)

_OF_AN_EXTRACT: Final = MappingProxyType({"tape.encoding-supposed": "tape.table-encoding-supposed"})
"""What is said of an extract in other words than of a tape: it has no mapping."""

_UNUSABLE: Final = ("deal.", "tape.registrations-")
"""How the codes begin that leave a row out: an extract with a row missing shows less than there is."""

_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_WORD_OF_ALL: Final = MappingProxyType({"全部": ALL, "无": NONE, ALL: ALL, NONE: NONE})
_BETWEEN_IDS: Final = re.compile(r"[\s,;，；、]+")


class _Row(Record):
    guarantor: Text
    searched_on: DateText
    search_certificate: Text
    number: Text | None = None
    act: Text | None = None
    first_number: Text | None = None
    kind: Text | None = None
    registered_on: DateText | None = None
    expires_on: DateText | None = None
    secured_party: Text | None = None
    property: Text | None = None
    assets: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search: by whose name, on which day, and the number of the paper that shows it."""

    guarantor: str
    day: dt.date
    certificate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the register.

    Attributes:
        row: of the extract.
        search: that showed it.
        number: of the entry.
        registration: number of the first entry of the same registration; its own where it is the first.
        assets: ids the extract itself names, or `ALL` or `NONE` alone; empty where it leaves that to the description.
    """

    row: int
    search: Search
    number: str
    registration: str
    act: Act
    kind: str
    registered_on: dt.date
    expires_on: dt.date
    secured_party: str
    property: str
    assets: tuple[str, ...]


def read_extract(
    content: bytes, *, file: str
) -> tuple[tuple[tuple[Search, ...], tuple[Entry, ...]] | None, tuple[Finding, ...]]:
    """Read an extract: CSV (UTF-8 or GB18030) or Excel.

    Args:
        content: the whole file.
        file: its name, for findings.

    Returns:
        Every search, also one that found nothing, and every entry; None with a finding that is an error.
    """
    table, about_file = read_file(content, file=file, limits=_LIMITS)
    about_file = tuple(replace(each, code=_OF_AN_EXTRACT.get(each.code, each.code)) for each in about_file)
    if table is None:
        return None, about_file
    found = [*about_file, *findings_of(table.faults, file=file)]
    names = {name: _canonical(name) for name in table.cells.columns}
    wrong = tuple(_wrong_heads(names, file))
    if wrong:
        return None, (*found, *wrong)
    searches: dict[Search, None] = {}
    entries: list[Entry] = []
    for number, texts in zip(table.numbers, table.cells.iter_rows(named=True), strict=True):
        cells = {names[name] or name: text for name, text in texts.items() if names[name]}
        row, faults = build_row(_Row, _plain(cells), file=file, row=number)
        faults = (*faults, *_unknown_words(cells, file, number))
        found.extend(faults)
        if row is not None and not faults:
            search = Search(guarantor=row.guarantor, day=row.searched_on, certificate=row.search_certificate)
            searches[search] = None
            entries += _entry(number, row, search)
    usable = not table.faults.height and not any(each.code.startswith(_UNUSABLE) for each in found)
    return ((tuple(searches), tuple(entries)) if usable else None), told_once(found)


def _canonical(head: str) -> str:
    """Return our word for a head; empty where it is none, and then its column is not read."""
    return next((name for name, also in HEADS.items() if head == name or head in also), "")


def _wrong_heads(names: Mapping[str, str], file: str) -> Iterator[Finding]:
    for name in _REQUIRED:
        if name not in names.values():
            known = (name, *HEADS[name])
            yield finding("tape.registrations-column-missing", file=file, column=name, known=known)
    first: dict[str, str] = {}
    for head, name in names.items():
        if name and first.setdefault(name, head) != head:
            yield finding("tape.registrations-column-twice", file=file, column=head, first=first[name])


def _plain(cells: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of a row with days as ISO 8601 writes them; what is no day is left for its reader to name."""
    return {name: _iso(text) if name.endswith("_on") else text for name, text in cells.items()}


def _iso(text: str) -> str:
    day = _DAY.fullmatch(text)
    return text if day is None else f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"


def _unknown_words(cells: Mapping[str, str], file: str, row: int) -> Iterator[Finding]:
    """Yield what an entry leaves out or says in words that are not known; a row without a number is no entry."""
    if not cells["number"]:
        return
    for name in _OF_AN_ENTRY:
        if not cells.get(name):
            yield finding("tape.registrations-cell-empty", file=file, row=row, column=name)
    for name, words in (("act", _ACTS), ("kind", _KINDS)):
        text = cells.get(name, "")
        if text and text not in words:
            known = tuple(word for word in words if word)
            yield finding("tape.registrations-word-unknown", file=file, row=row, column=name, value=text, known=known)


def _entry(number: int, row: _Row, search: Search) -> Iterator[Entry]:
    if row.number is None or row.registered_on is None or row.expires_on is None:
        return
    ids = tuple(filter(None, _BETWEEN_IDS.split(row.assets or "")))
    yield Entry(
        row=number,
        search=search,
        number=row.number,
        registration=row.first_number or row.number,
        act=_ACTS[row.act or ""],
        kind=_KINDS[row.kind or ""],
        registered_on=row.registered_on,
        expires_on=row.expires_on,
        secured_party=row.secured_party or "",
        property=row.property or "",
        assets=(_WORD_OF_ALL[ids[0]],) if len(ids) == 1 and ids[0] in _WORD_OF_ALL else ids,
    )

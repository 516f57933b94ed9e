"""A payer list beside the tape: who owes the agreed, unpaid cash flow on the forecast base date, layer by layer.

    layer, payer, name_zh, name_en, group, agreed_unpaid, currency [, uscc]

An empty `layer` means the pool itself; where the list has such rows they are the payer table in the place of the tape.
A payer of a layer below is called ``layer/payer``. Shares of the pool and of every layer are of the pool's cash flow;
of the layer's own where the list does not state the pool's, and never above one.
Source: B1: agreed and unpaid, over the total future cash flow of the underlying assets, look-through included.
Nothing is judged here: thresholds are in the law's books. Names stay in the list; only ids become facts.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.tape.faults import FORMULA, findings_of
from tallystick.tape.payers import Basis, Payer, PayerTable
from tallystick.tape.reading.files.delimited import read_table
from tallystick.tape.reading.files.table import Limits
from tallystick.units.money import Currency, Money
from tallystick.units.refusals import UnitError

__all__ = ["COLUMNS", "OPTIONAL", "PayerList", "PayerRow", "layer_tables", "read_payer_list"]

COLUMNS: Final = ("layer", "payer", "name_zh", "name_en", "group", "agreed_unpaid", "currency")
OPTIONAL: Final = ("uscc",)
_LIMITS: Final = Limits(size=1 << 26, rows=200_000, columns=len(COLUMNS) + len(OPTIONAL))


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerRow:
    """What one payer owes in one layer; `group` is the payer itself where it has no affiliates.

    `marks` are what identifies the company behind the id: its names and, where given, its code.
    """

    layer: str
    payer: str
    group: str
    unpaid: Money
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerList:
    """What a list says and what is wrong with it. Law: with a finding, no rows."""

    rows: tuple[PayerRow, ...]
    findings: tuple[Finding, ...]


def read_payer_list(
    content: bytes, *, currency: Currency, layers: Iterable[str], file: str = "payers.csv"
) -> PayerList:
    """Read a list of payers.

    Args:
        content: the whole file.
        currency: the currency of the assets, in which everything is owed.
        layers: the layers the deal has below its assets.
        file: its name, for findings.
    """
    table, found = read_table(content, file=file, limits=_LIMITS)
    if table is None:
        return PayerList(rows=(), findings=found)
    head = table.cells.columns
    wrong = [finding("tape.payers-column-missing", file=file, column=name) for name in COLUMNS if name not in head]
    wrong += [
        finding("tape.payers-column-unknown", file=file, column=name) for name in head if name not in COLUMNS + OPTIONAL
    ]
    if wrong:
        return PayerList(rows=(), findings=(*found, *wrong))
    reader = _Reader(file=file, currency=currency, layers=frozenset({"", *layers}))
    read = [
        reader.row(number, cells)
        for number, cells in zip(table.numbers, table.cells.iter_rows(named=True), strict=True)
    ]
    rows = tuple(row for row, _ in read if row is not None)
    findings = (*found, *findings_of(table.faults, file=file), *(each for _, wrong in read for each in wrong))
    findings = (*findings, *_contradictions(rows, file))
    return PayerList(rows=() if findings else rows, findings=findings)


def layer_tables(rows: Iterable[PayerRow]) -> Mapping[str, PayerTable]:
    """Return a payer table for each layer the rows name, the pool itself under the empty name."""
    by_layer: dict[str, list[PayerRow]] = {}
    for row in rows:
        by_layer.setdefault(row.layer, []).append(row)
    pool = sum(row.unpaid.minor for row in by_layer.get("", ()))
    return {
        layer: _table(owed, whole=pool or sum(row.unpaid.minor for row in owed), prefix=layer and f"{layer}/")
        for layer, owed in sorted(by_layer.items())
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    file: str
    currency: Currency
    layers: frozenset[str]

    def row(self, number: int, cells: Mapping[str, str]) -> tuple[PayerRow | None, tuple[Finding, ...]]:
        """Return the row, or everything that is wrong with it."""
        unpaid = self._amount(cells["agreed_unpaid"])
        problems = (
            ("tape.payers-layer-unknown", "layer", cells["layer"] in self.layers),
            ("tape.payers-payer-missing", "payer", bool(cells["payer"])),
            ("tape.payers-payer-unreadable", "payer", _is_id(cells["payer"])),
            ("tape.payers-payer-unreadable", "group", _is_id(cells["group"])),
            ("tape.payers-amount-unreadable", "agreed_unpaid", unpaid is not None),
            ("tape.payers-currency-other", "currency", cells["currency"] == self.currency.value),
        )
        wrong = tuple(
            finding(code, file=self.file, row=number, column=column, value=cells[column])
            for code, column, right in problems
            if not right
        )
        if wrong or unpaid is None:
            return None, wrong
        payer = cells["payer"]
        marks = tuple(filter(None, (cells.get("uscc", ""), cells["name_zh"])))
        row = PayerRow(layer=cells["layer"], payer=payer, group=cells["group"] or payer, unpaid=unpaid, marks=marks)
        return row, ()

    def _amount(self, text: str) -> Money | None:
        try:
            amount = Money.parse_amount(text, self.currency)
        except UnitError:
            return None
        return amount if amount.minor > 0 else None


def _is_id(text: str) -> bool:
    """Whether a text can stand in lists and spreadsheets: it has no sign that divides, and begins no formula."""
    return not set(",/") & set(text) and re.match(FORMULA, text) is None


def _contradictions(rows: Iterable[PayerRow], file: str) -> Iterator[Finding]:
    """Yield every payer that stands twice in a layer, in two groups, or under two ids: its share would be a guess."""
    groups: dict[tuple[str, str], str] = {}
    known: dict[str, str] = {}
    for row in rows:
        if (row.layer, row.payer) in groups:
            yield finding("tape.payers-payer-twice", file=file, payer=row.payer, layer=row.layer)
        first = groups.setdefault((row.layer, row.payer), row.group)
        if first != row.group:
            yield finding("tape.payers-group-twice", file=file, payer=row.payer, first=first, second=row.group)
        for mark in row.marks:
            other = known.setdefault(mark, row.payer)
            if other != row.payer:
                yield finding("tape.payers-two-ids", file=file, first=other, second=row.payer, mark=mark)


def _table(rows: list[PayerRow], *, whole: int, prefix: str) -> PayerTable:
    group_of = {f"{prefix}{row.payer}": f"{prefix}{row.group}" for row in rows}
    return PayerTable(
        basis=Basis.CASH_FLOW,
        payers=_ranked(((f"{prefix}{row.payer}", row) for row in rows), whole),
        groups=_ranked(((f"{prefix}{row.group}", row) for row in rows), whole),
        group_of=tuple(sorted(group_of.items())),
    )


def _ranked(named: Iterable[tuple[str, PayerRow]], whole: int) -> tuple[Payer, ...]:
    owed: dict[str, list[int]] = {}
    for name, row in named:
        owed.setdefault(name, []).append(row.unpaid.minor)
    payers = (
        Payer(id=name, assets=len(parts), minor=sum(parts), share=_share(sum(parts), whole))
        for name, parts in owed.items()
    )
    return tuple(sorted(payers, key=lambda payer: (-payer.minor, payer.id)))


def _share(part: int, whole: int) -> Fraction:
    return min(Fraction(part, whole), Fraction(1)) if whole else Fraction(0)

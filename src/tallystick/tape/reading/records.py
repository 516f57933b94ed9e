"""Small tables as records: each row a frozen value of one model, every fault with its row and column.

For what people hand in beside a tape: subscriptions, collections, confirmations. The columns are the model's own
keys; a column that is none of them is a finding, as an unknown key of a deal is.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, TypeVar

from tallystick.deal.parsing import build_row
from tallystick.deal.scalars import Record
from tallystick.evidence.findings import Finding, finding, told_once
from tallystick.tape.faults import findings_of
from tallystick.tape.reading.files.delimited import read_table
from tallystick.tape.reading.files.table import Limits

__all__ = ["SMALL", "read_records"]

Model = TypeVar("Model", bound=Record)

SMALL: Final = Limits(size=1 << 24, rows=100_000, columns=60, cell=2_000)


_OF_A_TABLE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "tape.file-empty": "tape.table-empty",
        "tape.file-not-text": "tape.table-not-text",
        "tape.encoding-supposed": "tape.table-encoding-supposed",
        "tape.rows-missing": "tape.table-rows-missing",
    }
)
"""What is said of these files in words of their own: they are no tape, have no mapping, and come as CSV only."""


def read_records(
    model: type[Model], content: bytes, *, file: str, limits: Limits = SMALL
) -> tuple[tuple[tuple[int, Model], ...], tuple[Finding, ...]]:
    """Read a delimited file whose rows are records of `model`.

    Returns:
        Row number (from 1, the head not counted) and record for every row that could be read, and all findings.
    """
    table, about_file = read_table(content, file=file, limits=limits)
    findings = tuple(replace(each, code=_OF_A_TABLE.get(each.code, each.code)) for each in about_file)
    if table is None:
        return (), findings
    found = [*findings, *findings_of(table.faults, file=file)]
    wanted = [each.alias or name for name, each in model.model_fields.items() if each.is_required()]
    missing = [name for name in wanted if name not in table.cells.columns]
    if missing:
        return (), (*found, *(finding("tape.records-column-missing", file=file, column=name) for name in missing))
    records: list[tuple[int, Model]] = []
    for row, cells in zip(table.numbers, table.cells.iter_rows(named=True), strict=True):
        record, faults = build_row(model, cells, file=file, row=row)
        found.extend(faults)
        if record is not None:
            records.append((row, record))
    return tuple(records), told_once(found)

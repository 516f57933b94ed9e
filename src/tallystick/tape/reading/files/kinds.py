"""Which reader a file wants: told from its first bytes, not from its name."""

from typing import Final

from tallystick.evidence.findings import Finding
from tallystick.tape.reading.files import columnar, spreadsheet
from tallystick.tape.reading.files.delimited import read_table
from tallystick.tape.reading.files.markup import begins_like_xml, read_xml
from tallystick.tape.reading.files.table import Limits, Table

__all__ = ["TAPE_FILES", "read_file"]

TAPE_FILES: Final = ("tape.csv", "tape.parquet", "tape.xlsx", "tape.xml")
"""What the tape of a deal folder may be called; a folder has one of them."""


def read_file(
    content: bytes,
    *,
    file: str,
    limits: Limits,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    rows: str | None = None,
) -> tuple[Table | None, tuple[Finding, ...]]:
    """Read a file of any kind as a table of texts.

    Args:
        content: its bytes.
        file: its name for people.
        limits: how large it may be.
        encoding: of delimited text, where that is known.
        delimiter: of delimited text, where that is known.
        sheet: of a workbook, where it has several.
        rows: name of the element that is one row of an XML file.

    Returns:
        The table, or None where the file cannot be used, and the findings about it as a whole.
    """
    if content.startswith(columnar.SIGNATURE):
        return columnar.read_parquet(content, file=file, limits=limits)
    if content.startswith(spreadsheet.SIGNATURE):
        return spreadsheet.read_workbook(content, file=file, limits=limits, sheet=sheet)
    if begins_like_xml(content):
        return read_xml(content, file=file, limits=limits, rows=rows)
    return read_table(content, file=file, limits=limits, encoding=encoding, delimiter=delimiter)

"""Which reader a file wants: told from its first bytes, not from its name."""

from typing import BinaryIO, Final

from tallystick.evidence.findings import Finding
from tallystick.tape.reading.files import columnar, spreadsheet
from tallystick.tape.reading.files.delimited import read_table
from tallystick.tape.reading.files.markup import begins_like_xml, read_xml
from tallystick.tape.reading.files.table import Layout, Limits, Table

__all__ = ["TAPE_FILES", "read_file"]

TAPE_FILES: Final = ("tape.csv", "tape.parquet", "tape.xlsx", "tape.xml")
"""What the tape of a deal folder may be called; a folder has one of them."""


def read_file(
    source: bytes | BinaryIO, *, file: str, limits: Limits, layout: Layout | None = None
) -> tuple[Table | None, tuple[Finding, ...]]:
    """Read a file of any kind as a table of texts.

    Args:
        source: its bytes, or a stream of XML.
        file: its name for people.
        limits: how large it may be.
        layout: what is known of it beforehand.

    Returns:
        The table, or None where the file cannot be used, and the findings about it as a whole.
    """
    layout = layout or Layout()
    if not isinstance(source, bytes) or begins_like_xml(source):
        return read_xml(source, file=file, limits=limits, layout=layout)
    content = source
    if content.startswith(columnar.SIGNATURE):
        return columnar.read_parquet(content, file=file, limits=limits)
    if content.startswith(spreadsheet.SIGNATURE):
        return spreadsheet.read_workbook(content, file=file, limits=limits, sheet=layout.sheet, head=layout.head)
    return read_table(content, file=file, limits=limits, layout=layout)

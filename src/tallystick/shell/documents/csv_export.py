"""Tables as CSV that a spreadsheet opens as what they are.

UTF-8 with a byte-order mark, so that Chinese text is read as such; CRLF, as RFC 4180 has it. A cell that a spreadsheet
would take for a formula is preceded by an apostrophe: a party's name must not be able to compute.
Source: RFC 4180; OWASP, "CSV Injection".
It exports what is shown; exact values are in the sealed files.
"""

import csv
import io
import re

from tallystick.evidence.wording import Language
from tallystick.filing.report.content import Column, Table

__all__ = ["cell_text", "table_csv"]

_BYTE_ORDER_MARK = "\ufeff"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"-?[0-9][0-9,]*(\.[0-9]+)?%?", re.ASCII)


def table_csv(table: Table, language: Language) -> bytes:
    """Return one table of the report as CSV: a head with units, then the rows.

    Args:
        table: of the report's content.
        language: of the texts.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([cell_text(_head(column, language)) for column in table.columns])
    for row in table.rows:
        writer.writerow([cell_text(cell.text.in_language(language)) for cell in row])
    return (_BYTE_ORDER_MARK + written.getvalue()).encode()


def cell_text(text: str) -> str:
    """Return a cell's text, made harmless where a spreadsheet would compute it; plain numbers stay numbers."""
    risky = text.lstrip(" ").startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(text)
    return f"'{text}" if risky else text


def _head(column: Column, language: Language) -> str:
    title = column.title.in_language(language)
    return title if column.unit is None else f"{title} ({column.unit.in_language(language)})"

"""Regular text: a file without quotes, every row as wide as its head, divided all at once.

Most tapes are like that, and need none of the care that `delimited` takes row by row. Whatever is not (a quote, a
ragged or blank row, a lone carriage return, a very long line, a head that needs a finding) is left to it.
Law: where this module answers at all, `delimited` read row by row gives the same table without a fault.
"""

import polars as pl

__all__ = ["LONGEST_LINE", "divided"]

LONGEST_LINE = 1 << 17
"""Characters; no cell of a shorter line is beyond what the row-by-row reader holds."""


def divided(text: str, separator: str, blank: str) -> pl.DataFrame | None:
    """Divide a regular text into columns of texts.

    Args:
        text: the whole file, without a byte-order mark.
        separator: the delimiter, one character.
        blank: the characters that are no part of a cell at its ends.

    Returns:
        The cells under the names of the head, or None where the text is not regular.
    """
    body = text.rstrip("\r\n")
    if '"' in body or "\r" in body.replace("\r\n", ""):
        return None
    lines = pl.Series([body]).str.split("\n").explode().str.strip_suffix("\r")
    names = [name.strip(blank) for name in str(lines[0]).split(separator)]
    if lines.len() < 2 or len(set(names)) != len(names) or not all(names):
        return None
    width = lines.str.count_matches(separator, literal=True)
    longest = lines.str.len_chars().max()
    if (width != len(names) - 1).any() or not isinstance(longest, int) or longest >= LONGEST_LINE:
        return None
    cells = lines.slice(1).str.split_exact(separator, len(names) - 1).struct.rename_fields(names).struct.unnest()
    cells = cells.with_columns(pl.all().str.strip_chars(blank))
    return None if cells.select(pl.all_horizontal(pl.all() == "").any()).item() else cells

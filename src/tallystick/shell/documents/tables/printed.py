"""A printed figure as a number of a spreadsheet: its value, and the number format that shows the words as printed.

The format is read off the words: what stands before and after the digits, thousands, decimals, a per cent sign, and
negative amounts in parentheses. A spreadsheet rounds half away from zero; a figure rounded otherwise, such as a
coverage that is rounded down, is stored as printed, since a sheet that shows another figure contradicts the report.
Source: ISO/IEC 29500-1, 18.8.31 (number formats).
"""

import re
from fractions import Fraction

from tallystick.units.money import Rounding

__all__ = ["DAY", "as_number"]

DAY = "yyyy-mm-dd"

_FIGURE = re.compile(
    r"(?P<before>[^0-9(\"-]*)(?P<sign>[-(]?)(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<decimals>[0-9]+))?"
    r"(?P<percent>%?)(?P<closed>\)?)(?P<after>[^0-9()\"]*)",
    re.ASCII,
)
_THOUSAND = 1000


def as_number(value: Fraction, words: str) -> tuple[Fraction, str] | None:
    """Return the number to store and the format that shows it as printed; None where no format could.

    Args:
        value: exact, in the unit of the words; a percentage as a part of one.
        words: as printed.
    """
    found = _FIGURE.fullmatch(words)
    if found is None or (found["sign"] == "(") != bool(found["closed"]):
        return None
    decimals, scale = found["decimals"] or "", 100 if found["percent"] else 1
    size = Fraction(found["digits"].replace(",", "") + (f".{decimals}" if decimals else ""))
    printed = (-size if found["sign"] else size) / scale
    places = 10 ** len(decimals) * scale
    # A value that rounds to nothing has a sign of its own, which a format would show.
    same = Rounding.HALF_UP.whole(value * places) == printed * places and (value < 0) == bool(found["sign"])
    return value if same else printed, _format(found)


def _format(found: re.Match[str]) -> str:
    """Return a number format; what is printed around the digits stands in quotes and is never read as a code."""
    grouped = "," in found["digits"] or len(found["digits"]) <= len(str(_THOUSAND - 1))
    digits = ("#,##0" if grouped else "0") + ("." + "0" * len(found["decimals"]) if found["decimals"] else "")
    digits += found["percent"]
    before, after = (f'"{found[part]}"' if found[part] else "" for part in ("before", "after"))
    if found["sign"] == "(":
        return f"{before}{digits}{after};{before}({digits}){after}"
    return f"{before}{digits}{after};{before}-{digits}{after}" if before else f"{digits}{after}"

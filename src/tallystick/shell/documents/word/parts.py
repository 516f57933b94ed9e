"""Small parts of a Word document as XML text: runs, fields, bookmarks, tables; every text escaped at this door.

Whole tables are written as one text and parsed once, since adding cell by cell takes time that grows with the square.
Source: ISO/IEC 29500-1 (Office Open XML), WordprocessingML.
"""

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

__all__ = ["Column", "bookmarked", "field", "legible", "linked", "paragraph", "run", "table"]

_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDTH, _NARROWEST = 9400, 820
"""Of the text between the margins and of a column, in twentieths of a point; a column holds the word in its head."""
_HINT = 250
"""Letters that Word shows of a hint, at most."""

Column = tuple[int, bool]
"""Share of the width, and whether it holds numbers."""


def legible(text: str) -> str:
    """Return a text with what XML cannot hold replaced by the sign for that."""
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def run(text: str, *, style: str = "", bold: bool = False) -> str:
    """Return a run of text."""
    properties = (f'<w:rStyle w:val="{style}"/>' if style else "") + ("<w:b/>" if bold else "")
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(legible(text))}</w:t></w:r>'


def field(instruction: str, shown: str) -> str:
    """Return a field with what it shows until Word computes it."""
    return f"<w:fldSimple w:instr={quoteattr(instruction)}>{run(shown)}</w:fldSimple>"


def linked(anchor: str, inner: str, *, hint: str = "") -> str:
    """Return runs that lead to a bookmark; `hint` is shown while a reader points at them."""
    shown = f" w:tooltip={quoteattr(hint[:_HINT])}" if hint else ""
    return f'<w:hyperlink w:anchor="{anchor}"{shown} w:history="1">{inner}</w:hyperlink>'


def bookmarked(name: str, number: int, inner: str) -> str:
    """Return runs that a link can lead to; numbers are unique in a document."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'


def paragraph(inner: str, *, style: str, right: bool = False, root: bool = True, change: str = "") -> str:
    """Return a paragraph in a style; `change` is the mark of one that was added or removed as a whole."""
    alignment = '<w:jc w:val="right"/>' if right else ""
    marked = f"<w:rPr>{change}</w:rPr>" if change else ""
    start = f"<w:p {_NAMESPACE}>" if root else "<w:p>"
    return f'{start}<w:pPr><w:pStyle w:val="{style}"/>{alignment}{marked}</w:pPr>{inner}</w:p>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]], columns: Sequence[Column], *, totals: int = 0) -> str:
    """Return a table with a head that repeats on every page and sums in bold at its end.

    Args:
        head: runs of each title.
        rows: runs of each cell.
        columns: share of the width and kind.
        totals: how many rows at the end are sums.
    """
    body = list(rows)
    widths = _widths([share for share, _ in columns])
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    titles = _row(head, columns, widths, style="TableHead", properties="<w:cantSplit/><w:tblHeader/>")
    first = len(body) - totals
    lines = "".join(
        _row(cells, columns, widths, style="TableTotal" if place >= first else "TableText")
        for place, cells in enumerate(body)
    )
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:color="{colour}"/>'
        for side, size, colour in (("top", 8, "1F2328"), ("bottom", 8, "1F2328"), ("insideH", 2, "B9BCB6"))
    )
    look = '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noVBand="1"/>'
    properties = f'<w:tblW w:w="{_WIDTH}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
    laid = f'{properties}<w:tblLayout w:type="fixed"/>{look}'
    return f"<w:tbl {_NAMESPACE}><w:tblPr>{laid}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{titles}{lines}</w:tbl>"


def _widths(shares: Sequence[int]) -> list[int]:
    """Return the widths of columns: by share, but none so narrow that a word of two letters breaks."""
    wanted = [max(_WIDTH * share // sum(shares), _NARROWEST) for share in shares]
    return [_WIDTH * width // sum(wanted) for width in wanted]


def _row(
    cells: Sequence[str],
    columns: Sequence[Column],
    widths: Sequence[int],
    *,
    style: str,
    properties: str = "<w:cantSplit/>",
) -> str:
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{paragraph(inner, style=style, right=numeric, root=False)}</w:tc>"
        for inner, width, (_, numeric) in zip(cells, widths, columns, strict=True)
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{made}</w:tr>"

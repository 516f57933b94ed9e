"""Sheets as one workbook that spreadsheets open: values only, no formula, the same bytes for the same values.

Texts are inline strings and never formulas; numbers are numbers, shares shown as percentages; the first row stays in
place. Notes stand below their table. Only what this needs of the format is written.
Source: ISO/IEC 29500-1 (Office Open XML), SpreadsheetML.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from xml.sax.saxutils import escape

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.shell.operations.ports.sheets import Cell, Kind, Sheet, exact
from tallystick.units.money import Money

__all__ = ["workbook"]

_EPOCH = date(1899, 12, 30)
_MOMENT = (1980, 1, 1, 0, 0, 0)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TITLE, _PLAIN = 1, 0
_STYLES = {
    Kind.DAY: 2,
    Kind.COUNT: 3,
    Kind.PERCENT: 4,
    Kind.RATE: 5,
    Kind.POINTS: 6,
    Kind.NUMBER: 7,
    Kind.PRICE: 8,
    Kind.MONEY: 9,
}
_FORMATS = ("yyyy-mm-dd", "0", "0.00%", "0.000%", "0.0000", "0.00", "0.0000", "#,##0.00")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def workbook(sheets: Sequence[Sheet], language: Language) -> bytes:
    """Return sheets as one workbook.

    Args:
        sheets: at least one; each becomes a sheet named by its id.
        language: of titles and texts.
    """
    names = [_FORBIDDEN.sub("-", sheet.id)[:31] for sheet in sheets]
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _book(names),
        "xl/_rels/workbook.xml.rels": _relations(
            [*(("worksheet", f"worksheets/sheet{place}.xml") for place in _places(sheets)), ("styles", "styles.xml")]
        ),
        "xl/styles.xml": _styles(),
    }
    for place, sheet in zip(_places(sheets), sheets, strict=True):
        parts[f"xl/worksheets/sheet{place}.xml"] = _worksheet(sheet, language)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _places(sheets: Sequence[Sheet]) -> range:
    return range(1, len(sheets) + 1)


def _worksheet(sheet: Sheet, language: Language) -> str:
    rows = [_row(1, [_text(each.title.in_language(language), _TITLE) for each in sheet.columns])]
    for number, row in enumerate(sheet.rows, 2):
        kinds = [each.kind for each in sheet.columns]
        rows.append(_row(number, [_cell(cell, kind, language) for cell, kind in zip(row, kinds, strict=True)]))
    for number, note in enumerate(sheet.notes, len(sheet.rows) + 3):
        rows.append(_row(number, [_text(note.in_language(language), _PLAIN)]))
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    views = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    widths = f'<cols><col min="1" max="{len(sheet.columns)}" width="18" customWidth="1"/></cols>'
    return f'{_HEAD}<worksheet xmlns="{_MAIN}">{views}{widths}<sheetData>{"".join(rows)}</sheetData></worksheet>'


def _row(number: int, cells: Sequence[str]) -> str:
    placed = (cell.replace(" r=''", f' r="{_letters(place)}{number}"', 1) for place, cell in enumerate(cells))
    return f'<row r="{number}">{"".join(placed)}</row>'


def _cell(cell: Cell, kind: Kind, language: Language) -> str:
    style = _STYLES.get(kind, _PLAIN)
    match cell:
        case None:
            return ""
        case Fraction() | int() | Money():
            style = _STYLES[Kind.MONEY] if isinstance(cell, Money) else style
            return f"<c r='' s=\"{style}\"><v>{exact(cell, language)}</v></c>"
        case date():
            return f"<c r='' s=\"{style}\"><v>{(cell - _EPOCH).days}</v></c>"
        case Name():
            return _text(cell.in_language(language), _PLAIN)
    return _text(cell, _PLAIN)


def _text(words: str, style: int) -> str:
    kept = escape(_CONTROL.sub(" ", words))
    return f'<c r=\'\' s="{style}" t="inlineStr"><is><t xml:space="preserve">{kept}</t></is></c>'


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _book(names: Sequence[str]) -> str:
    listed = "".join(
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{place}" r:id="rId{place}"/>'
        for place, name in enumerate(names, 1)
    )
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>{listed}</sheets></workbook>'


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{place}" Type="{_RELATED}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _content_types(count: int) -> str:
    base = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    named = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    named += [(f"/xl/worksheets/sheet{place}.xml", "worksheet") for place in range(1, count + 1)]
    listed = "".join(f'<Override PartName="{part}" ContentType="{base}.{kind}+xml"/>' for part, kind in named)
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    defaults = f'<Default Extension="rels" ContentType="{relations}"/><Default Extension="xml" ContentType="text/xml"/>'
    return f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{defaults}{listed}</Types>'


def _styles() -> str:
    formats = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{escape(code)}"/>' for number, code in enumerate(_FORMATS, 164)
    )
    shown = "".join(f'<xf numFmtId="{164 + place}" applyNumberFormat="1"/>' for place in range(len(_FORMATS)))
    return "".join(_style_parts(formats, shown))


def _style_parts(formats: str, shown: str) -> Iterator[str]:
    yield f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="{len(_FORMATS)}">{formats}</numFmts>'
    yield '<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
    yield '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
    yield '</fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    yield f'<cellXfs count="{2 + len(_FORMATS)}"><xf/><xf fontId="1" applyFont="1"/>{shown}</cellXfs></styleSheet>'

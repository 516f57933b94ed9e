"""The fields of a report, each committed to alone, so that one can be opened under the root and the others stay shut.

    report-fields.json       value and salt of each field       sealed, stays onshore
    field-commitments.json   the two digests of each field      sealed, may cross

A salt is HMAC-SHA-256 of the field's name under the home's secret, as the salts of files are: the same deal gives the
same root. What a field says is what the report prints of it in both languages, without its source tags.
Source: SUPTECH.md section 8, item 5; RFC 2104; ADR 0007.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tallystick.evidence.audit.records import AuditError, Opening
from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.digests import Digests
from tallystick.evidence.persons import Name
from tallystick.filing.disclosure.fields import report_fields
from tallystick.filing.disclosure.statements import Statement
from tallystick.filing.report.content import Block, Figure, Items, Report, Section, Table
from tallystick.filing.report.wordings import said

__all__ = [
    "COMMITMENTS_FILE",
    "FIELDS_FILE",
    "commitments_content",
    "fields_content",
    "opened_fields",
    "read_commitments",
    "read_fields",
]

FIELDS_FILE = "report-fields.json"
COMMITMENTS_FILE = "field-commitments.json"
_FIELDS = "tallystick/report-fields/v1"
_COMMITMENTS = "tallystick/field-commitments/v1"


def opened_fields(report: Report, statements: Mapping[str, Statement], *, secret: bytes) -> Mapping[str, Opening]:
    """Return what the report says of each field, with the salt that closes it; fields it does not have are left out.

    Args:
        report: as made.
        statements: what the deal states in its own words.
        secret: of the home that seals the package; at least 16 bytes.
    """
    values = {field.id: _said(report, statements, field.id, field.stands) for field in report_fields()}
    return MappingProxyType(
        {
            name: Opening(value=value, salt=hmac.new(secret, f"field\n{name}".encode(), hashlib.sha256).hexdigest())
            for name, value in values.items()
            if value
        }
    )


def fields_content(opened: Mapping[str, Opening]) -> bytes:
    """Return the file that stays onshore."""
    fields = [{"field": name, **each.as_canonical()} for name, each in opened.items()]
    return canonical({"schema": _FIELDS, "fields": fields})


def commitments_content(opened: Mapping[str, Opening]) -> bytes:
    """Return the file that may cross."""
    closed = ((name, each.commitment(name)) for name, each in opened.items())
    fields = [{"field": name, "sha256": each.sha256, "sm3": each.sm3} for name, each in closed]
    return canonical({"schema": _COMMITMENTS, "fields": fields})


def read_fields(content: bytes) -> Mapping[str, Opening]:
    """Read the file that stays onshore.

    Raises:
        AuditError: the bytes are no such file.
    """
    read = ((str(each["field"]), Opening(value=each["value"], salt=each["salt"])) for each in _rows(content, _FIELDS))
    return MappingProxyType(dict(read))


def read_commitments(content: bytes) -> Mapping[str, Digests]:
    """Read the file that may cross.

    Raises:
        AuditError: the bytes are no such file.
    """
    rows = _rows(content, _COMMITMENTS)
    return MappingProxyType({each["field"]: Digests(sha256=each["sha256"], sm3=each["sm3"]) for each in rows})


def _rows(content: bytes, schema: str) -> list[dict[str, str]]:
    members = {_FIELDS: {"field", "value", "salt"}, _COMMITMENTS: {"field", "sha256", "sm3"}}[schema]
    try:
        match parse_canonical(content):
            case {"schema": str(named), "fields": list(rows)} if named == schema:
                texts = [row for row in rows if isinstance(row, dict) and row.keys() == members]
                if len(texts) == len(rows) and all(isinstance(each, str) for row in texts for each in row.values()):
                    return [{name: str(each) for name, each in row.items()} for row in texts]
    except CanonicalError as error:
        raise AuditError(str(error)) from error
    raise AuditError(f"the bytes are no file of {schema}")


def _said(report: Report, statements: Mapping[str, Statement], field: str, stands: str) -> str:
    """Return what the report says of a field, as canonical JSON; empty where it has nothing there."""
    kind, _, name = stands.partition(":")
    if kind == "stated":
        text = statements[field].text if field in statements else None
        plain = [] if text is None else [[text.zh, text.en]]
    elif kind == "section":
        title = said(name)
        plain = [line for each in report.walk() if each.title == title for line in _section(each)]
    else:
        plain = [line for each in report.blocks() if _id(each) == name for line in _block(each)]
    return canonical(plain).decode() if plain else ""


def _id(block: Block) -> str:
    return block.id if isinstance(block, Table | Figure) else ""


def _section(section: Section) -> Iterator[list[str]]:
    for each in section.walk():
        yield _pair(each.title)
        for block in each.blocks:
            yield from _block(block)


def _block(block: Block) -> Iterator[list[str]]:
    """Yield the lines of a block, each in Chinese and English; a row of a table is one line."""
    match block:
        case Table():
            yield _line([column.title for column in block.columns])
            yield from (_line([cell.text for cell in row]) for row in block.rows)
        case Items():
            yield from ([f"{number} {text.zh}", f"{number} {text.en}"] for number, text in block.items)
        case Figure():
            yield _pair(block.alt)
        case _:
            yield _pair(block.text)


def _line(cells: list[Name]) -> list[str]:
    return [" | ".join(cell.zh for cell in cells), " | ".join(cell.en for cell in cells)]


def _pair(name: Name) -> list[str]:
    return [name.zh, name.en]

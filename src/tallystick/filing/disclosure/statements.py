"""What a deal says of itself in words: ``disclosures.yaml``, one text in both languages a field.

    schema: tallystick/disclosures/v1
    fields: {FIELD: {text: {zh: …, en: …}, documents: [MATERIAL, …]}}

Only fields that the report does not compute may be stated; a figure that the deal file holds is not typed in twice.
Source: DESIGN.md section 2, principle 1; the fields as in `fields`.
"""

from collections.abc import Collection, Mapping
from typing import Literal

from pydantic import Field

from tallystick.deal.parsing import build
from tallystick.deal.parties import Bilingual
from tallystick.deal.reading import Document, read_yaml
from tallystick.deal.scalars import Identifier, Record
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.disclosure.fields import ReportField, report_fields

__all__ = ["DISCLOSURE_FILE", "Disclosures", "Statement", "parse_disclosures", "unstated"]

DISCLOSURE_FILE = "disclosures.yaml"


class Statement(Record):
    """What the deal says of one field, and the materials that bear it out."""

    text: Bilingual
    documents: tuple[Identifier, ...] = ()


class Disclosures(Record):
    """The statements of a deal by field."""

    format: Literal["tallystick/disclosures/v1"] = Field(alias="schema")
    fields: dict[Identifier, Statement]


def parse_disclosures(
    content: bytes, *, file: str = DISCLOSURE_FILE
) -> tuple[Mapping[str, Statement], tuple[Finding, ...]]:
    """Read what a deal states; nothing where the file cannot be used, with everything that is wrong."""
    document, findings = read_yaml(content, file=file)
    if document is None:
        return {}, findings
    read, more = build(Disclosures, document)
    if read is None or findings or more:
        return {}, (*findings, *more)
    faults = tuple(_faults(document, read.fields))
    kept = {field.id for field in report_fields() if field.is_stated}
    return {name: each for name, each in read.fields.items() if name in kept}, faults


def unstated(statements: Collection[str]) -> tuple[ReportField, ...]:
    """Return the fields that the deal should state and does not."""
    return tuple(field for field in report_fields() if field.is_stated and field.id not in statements)


def _faults(document: Document, statements: Collection[str]) -> list[Finding]:
    """Say of each field that it is not one of the report's, or that the report computes it."""
    known = {field.id: field for field in report_fields()}
    faults = []
    for name in statements:
        line, path = document.line(("fields", name)), f"fields.{name}"
        if name not in known:
            faults.append(finding("filing.field-unknown", file=document.file, line=line, path=path, field=name))
        elif not known[name].is_stated:
            title = known[name].title
            faults.append(
                finding("filing.field-computed", file=document.file, line=line, path=path, field=name, title=title)
            )
    return faults

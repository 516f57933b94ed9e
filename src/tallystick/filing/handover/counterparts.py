"""Who may be handed what: one whitelist a counterpart, agreed before anything is asked for.

    schema: tallystick/counterparts/v1
    counterparts:
      ID: {name: {zh, en}, arrangement: {reference, date}, files: [PATH], fields: [FIELD], columns: [COLUMN]}

What is not listed is refused; the lists name files, fields of the report and columns of the tape one by one, and there
is no word for *everything*. Files of some roles are handed to nobody in whole, whatever a list says: the tape, answers,
people, payers, registrations, the deal file and the salts.
Source: SUPTECH.md section 8, item 18 (a bilateral whitelist a memorandum of understanding); DESIGN.md section 2,
principle 4.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

from pydantic import Field

from tallystick.deal.parsing import build
from tallystick.deal.parties import Bilingual
from tallystick.deal.reading import read_yaml
from tallystick.deal.scalars import DateText, Identifier, Record, Text
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.manifest import FileEntry

__all__ = ["NEVER_WHOLE", "Arrangement", "Counterpart", "parse_counterparts", "unlisted"]

NEVER_WHOLE: Final = frozenset(
    {
        "tape",
        "replines",
        "mapping",
        "answers",
        "people",
        "payers",
        "subsidiaries",
        "registrations",
        "deal",
        "fields",
    }
)
"""Roles of files that are handed to nobody as a whole."""


class Arrangement(Record):
    """On what the counterpart is told things: a memorandum of understanding or the like, and its day."""

    reference: Text
    date: DateText


class Counterpart(Record):
    """One overseas authority and what it may be handed."""

    name: Bilingual
    arrangement: Arrangement
    files: tuple[Text, ...] = ()
    fields: tuple[Identifier, ...] = ()
    columns: tuple[Identifier, ...] = ()


class _Counterparts(Record):
    format: Literal["tallystick/counterparts/v1"] = Field(alias="schema")
    counterparts: dict[Identifier, Counterpart]


def parse_counterparts(content: bytes, *, file: str) -> tuple[Mapping[str, Counterpart], tuple[Finding, ...]]:
    """Read the whitelists; none where the file cannot be used, with everything that is wrong."""
    document, findings = read_yaml(content, file=file)
    if document is None:
        return {}, findings
    read, more = build(_Counterparts, document)
    return ({}, (*findings, *more)) if read is None or findings or more else (read.counterparts, ())


def unlisted(
    counterpart: Counterpart, *, files: Iterable[FileEntry], fields: Iterable[str], columns: Iterable[str]
) -> Iterator[Finding]:
    """Yield everything asked for that this counterpart may not be handed."""
    for entry in files:
        if entry.role in NEVER_WHOLE:
            yield finding("filing.handover-never-whole", file=entry.path, role=entry.role)
        elif entry.path not in counterpart.files:
            yield finding("filing.handover-unlisted", item=entry.path)
    listed = {*counterpart.fields}
    yield from (finding("filing.handover-unlisted", item=each) for each in fields if each not in listed)
    yield from (finding("filing.handover-unlisted", item=each) for each in columns if each not in counterpart.columns)

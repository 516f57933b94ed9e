"""The fields of a filing report as data: what must be said, under which head, how it is known, and where it stands.

    table:ID     the report computes it in the table of this id
    figure:ID    the report draws it
    section:KEY  the report says it in the section titled by this label
    stated       the deal says it in its own words, in ``disclosures.yaml``

A field that the deal does not state is printed as not stated and is a finding; no field is left out of the report.
Source: 证监会公告〔2026〕1号 for the three things to explain fully (CSRC1-4c, mark S); T3 and SZSE 指引第1号, by
analogy, for the fields. The text of Working Guide No. 1 was not seen.
"""

import tomllib
from dataclasses import dataclass
from functools import cache

from pydantic import Field

from tallystick.evidence.persons import Name
from tallystick.law.records import TextRecord
from tallystick.law.values import Mark
from tallystick.units.packaged import read

__all__ = ["STATED", "ReportField", "report_fields"]

STATED = "stated"
_LIST = "filing/disclosure/fields.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportField:
    """One field: `section` is the letter of the report's section, `stands` where it is answered (see above)."""

    id: str
    section: str
    title: Name
    mark: str
    stands: str

    @property
    def is_stated(self) -> bool:
        """Whether the deal says it in its own words."""
        return self.stands == STATED


class _Row(TextRecord):
    section: str = Field(pattern=r"^[0A-E]$")
    stands: str = Field(pattern=r"^(stated|(table|figure|section):[a-z][a-z0-9.-]*)$")
    mark: Mark


@cache
def report_fields() -> tuple[ReportField, ...]:
    """Return the fields as packaged, in the order of the report."""
    rows = tomllib.loads(read(_LIST).decode("utf-8"))
    read_rows = ((name, _Row.model_validate(row)) for name, row in rows.items())
    return tuple(
        ReportField(id=name, section=row.section, title=row.name(), mark=row.mark.value, stands=row.stands)
        for name, row in read_rows
    )

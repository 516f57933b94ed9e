"""What a filing says at a field: the blocks of its report, its own words, or what stands at a path of its deal."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tallystick.deal.editing.texts import written
from tallystick.deal.parsing import parse_deal
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import both
from tallystick.filing.disclosure.fields import report_fields
from tallystick.filing.disclosure.statements import DISCLOSURE_FILE, Statement, parse_disclosures
from tallystick.filing.report.content import Block, Figure, Report, Table
from tallystick.filing.rounds.questions import deal_paths
from tallystick.shell.operations.deal.opened import DEAL_FILE

__all__ = ["FieldValue", "field_title", "field_value", "fields_in", "materials_in", "needs_report", "unbound"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValue:
    """A field as it is filed.

    Attributes:
        title: what the field is called; a path by itself.
        blocks: of the report, where it computes the field.
        stated: the filing's own words, where it says the field; with the materials that bear them out.
        value: what stands at a path of the deal, as YAML.
    """

    title: Name
    blocks: tuple[Block, ...] = ()
    stated: Statement | None = None
    value: str = ""


def unbound(
    asked: Sequence[Mapping[str, str]], files: Mapping[str, bytes], rules: Collection[str]
) -> tuple[Finding, ...]:
    """Say which questions are about a field, a rule or a file that the filing does not have.

    Args:
        asked: as they were composed: `field`, `rule` and `evidence` of each, the last two empty where there is none.
        files: of the package.
        rules: that were tested.
    """
    fields, found = fields_in(files[DEAL_FILE]), list[Finding]()
    for number, each in enumerate(asked, 1):
        parts = (("field", fields), ("rule", rules), ("evidence", files))
        for part, known in parts:
            if each[part] and each[part] not in known:
                found.append(finding("filing.question-unbound", question=f"Q{number}", part=part, named=each[part]))
    return tuple(found)


@lru_cache(maxsize=32)
def fields_in(deal_file: bytes) -> frozenset[str]:
    """Return the fields of the report, and the paths of a deal, which a question may be about."""
    return frozenset({*_TITLES, *deal_paths(deal_file)})


def field_title(field: str) -> Name:
    """Return what a field is called."""
    return _TITLES.get(field, Name(zh=field, en=field))


@lru_cache(maxsize=32)
def materials_in(deal_file: bytes) -> tuple[str, ...]:
    """Return the ids of the materials that a deal provides; none where it cannot be read."""
    deal, _, _ = parse_deal(deal_file)
    return () if deal is None else tuple(sorted({each.material for each in deal.documents}))


def needs_report(field: str) -> bool:
    """Tell whether the report computes a field, which takes a moment."""
    return any(each.id == field and not each.is_stated for each in report_fields())


def field_value(field: str, files: Mapping[str, bytes], report: Report | None) -> FieldValue:
    """Return what is filed at a field.

    Args:
        field: of the report, or a path of the deal.
        files: of the package.
        report: as it is made anew; None where no report is needed or none can be made.
    """
    known = next((each for each in report_fields() if each.id == field), None)
    if known is None:
        paths = deal_paths(files[DEAL_FILE])
        return FieldValue(title=field_title(field), value=written(paths[field]).decode() if field in paths else "")
    if known.is_stated:
        said, _ = parse_disclosures(files[DISCLOSURE_FILE]) if DISCLOSURE_FILE in files else ({}, ())
        return FieldValue(title=known.title, stated=said.get(field))
    return FieldValue(title=known.title, blocks=() if report is None else tuple(_blocks(report, known.stands)))


def _blocks(report: Report, stands: str) -> Iterator[Block]:
    kind, _, name = stands.partition(":")
    for section in report.walk():
        if kind == "section":
            yield from section.blocks if section.title == both(name) else ()
            continue
        wanted = Table if kind == "table" else Figure
        yield from (each for each in section.blocks if isinstance(each, wanted) and each.id == name)


_TITLES = {each.id: each.title for each in report_fields()}

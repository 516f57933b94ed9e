"""The fields of the report: each stands where the list says; what is not stated is told, never left out."""

from pathlib import Path

import pytest

from tallystick.evidence.wording import Language, say
from tallystick.filing.disclosure.fields import report_fields
from tallystick.filing.disclosure.statements import Statement, parse_disclosures, unstated
from tallystick.filing.report.content import Figure, Report, Table
from tallystick.filing.report.report import build_report
from tests.filing.stand_in import deal, inputs, report

_HEADS = {
    "0": ("matter",),
    "A": ("filer-capital", "shareholders", "controllers", "beneficial-owners", "finance", "tax", "control-basis"),
    "B": ("title", "payers", "encumbrances", "isolation", "collection-path", "look-through", "stress", "coverage"),
    "C": ("token-rights", "proceeds", "distribution", "contract-facts", "default", "custody", "internal-decisions"),
    "D": ("cross-border", "previous-undertakings", "other-matters", "negative-list"),
    "E": ("risks",),
}


def _stated(project: Path) -> dict[str, Statement]:
    statements, found = parse_disclosures((project / "examples/auto-leases/disclosures.yaml").read_bytes())
    assert not found
    return dict(statements)


def _stands(made: Report, stands: str, section: str) -> bool:
    kind, _, name = stands.partition(":")
    within = [each for top in made.sections if top.number == section for each in top.walk()]
    blocks = [block for each in within for block in each.blocks]
    match kind:
        case "table":
            return any(isinstance(block, Table) and block.id == name and block.rows for block in blocks)
        case "figure":
            return any(isinstance(block, Figure) and block.id == name for block in blocks)
        case "section":
            return any(each.title.zh == say(name, Language.ZH) and (each.blocks or each.sections) for each in within)
    return False


def test_the_list_has_every_head_and_no_field_twice() -> None:
    fields = report_fields()
    for section, names in _HEADS.items():
        assert set(names) <= {field.id for field in fields if field.section == section}, section
    titles = [field.title.zh for field in fields]
    assert len(titles) == len(set(titles)) > 70
    assert {field.mark for field in fields} == {"S", "A", "I"}


@pytest.mark.parametrize("field", [field for field in report_fields() if not field.is_stated], ids=lambda each: each.id)
def test_every_computed_field_stands_where_the_list_says(field) -> None:
    assert _stands(report(), field.stands, field.section), field


def test_a_field_whose_table_is_gone_would_be_noticed() -> None:
    assert not _stands(report(), "table:nothing-of-the-kind", "C")
    assert not _stands(report(), "table:controllers", "B")


def test_every_stated_field_is_printed_as_stated_or_as_not_stated(project: Path) -> None:
    stated = _stated(project)
    del stated["finance"]
    given = inputs()
    made = build_report(
        deal(), type(given)(**{name: getattr(given, name) for name in given.__slots__} | {"statements": stated})
    )
    rows = {
        row[0].text.zh: row
        for block in made.blocks()
        if isinstance(block, Table) and block.id.startswith("stated-")
        for row in block.rows
    }
    for field in report_fields():
        if field.is_stated:
            expected = stated[field.id].text.zh if field.id in stated else "未陈述"
            assert rows[field.title.zh][1].text.zh == expected
    assert rows["近三年财务状况"][1].source is None
    assert rows["近三年纳税情况"][1].source is not None


def test_the_example_states_every_field_and_another_is_told_what_it_leaves_open(project: Path) -> None:
    assert not unstated(_stated(project))
    part, found = parse_disclosures((project / "examples/charging-piles/disclosures.yaml").read_bytes())
    assert not found
    assert {field.id for field in unstated(part)} == {
        field.id for field in report_fields() if field.is_stated and field.id not in part
    }


def test_what_is_no_field_or_is_computed_is_refused() -> None:
    content = """schema: tallystick/disclosures/v1
fields:
  classes: {text: {zh: 一百, en: hundred}}
  nonsense: {text: {zh: 无, en: none}}
  tax: {text: {zh: 无, en: none}}
"""
    statements, found = parse_disclosures(content.encode())
    assert list(statements) == ["tax"]
    assert [each.code for each in found] == ["filing.field-computed", "filing.field-unknown"]
    assert found[0].place.line == 3


def test_a_file_that_cannot_be_read_states_nothing() -> None:
    assert parse_disclosures(b"schema: tallystick/disclosures/v1\nfields: [")[0] == {}
    statements, found = parse_disclosures(b"schema: tallystick/disclosures/v1\nfields: {tax: {text: {zh: x}}}\n")
    assert statements == {}
    assert [each.code for each in found] == ["deal.key-missing"]

"""The fields of a report, committed to one by one: what is opened is what the report prints, the rest stays shut."""

from pathlib import Path

import pytest

from tallystick.evidence.audit.records import AuditError
from tallystick.filing.disclosure.fields import report_fields
from tallystick.filing.disclosure.statements import parse_disclosures
from tallystick.filing.handover.committed import (
    commitments_content,
    fields_content,
    opened_fields,
    read_commitments,
    read_fields,
)
from tests.filing.stand_in import report

SECRET = b"s" * 32


@pytest.fixture(scope="module")
def opened(project: Path):
    statements, _ = parse_disclosures((project / "examples/auto-leases/disclosures.yaml").read_bytes())
    return opened_fields(report(), statements, secret=SECRET)


def test_every_field_that_the_report_has_is_committed_to(opened, project: Path):
    statements, _ = parse_disclosures((project / "examples/auto-leases/disclosures.yaml").read_bytes())
    expected = {field.id for field in report_fields() if not field.is_stated or field.id in statements}
    assert set(opened) == expected
    assert statements["filer-address"].text.zh in opened["filer-address"].value
    assert statements["filer-address"].text.en in opened["filer-address"].value


def test_what_stays_and_what_crosses_are_read_back_and_fit(opened):
    inside, outside = fields_content(opened), commitments_content(opened)
    assert read_fields(inside) == opened
    assert read_commitments(outside) == {name: each.commitment(name) for name, each in opened.items()}


def test_nothing_of_a_value_or_a_salt_is_in_what_crosses(opened):
    outside = commitments_content(opened)
    for each in opened.values():
        assert each.value.encode() not in outside
        assert each.salt.encode() not in outside
    assert len({each.salt for each in opened.values()}) == len(opened)


def test_the_same_deal_gives_the_same_commitments_and_another_secret_others(opened, project: Path):
    statements, _ = parse_disclosures((project / "examples/auto-leases/disclosures.yaml").read_bytes())
    assert commitments_content(opened_fields(report(), statements, secret=SECRET)) == commitments_content(opened)
    other = opened_fields(report(), statements, secret=b"t" * 32)
    assert not set(read_commitments(commitments_content(other)).values()) & set(
        read_commitments(commitments_content(opened)).values()
    )


@pytest.mark.parametrize("content", [b"", b"{}", b'{"fields":[{"field":"x"}],"schema":"tallystick/report-fields/v1"}'])
def test_other_bytes_are_refused(content):
    with pytest.raises(AuditError):
        read_fields(content)
    with pytest.raises(AuditError):
        read_commitments(content)

"""The investor report: every figure is the certificate's, in document, record and Annex 12 fields alike."""

from datetime import date
from fractions import Fraction

import pytest

from tallystick.evidence.canonical import parse_canonical
from tallystick.filing.report.content import Table
from tallystick.servicing.certificate import certify
from tallystick.servicing.performance.owed import facts_of_month, owed_reports
from tallystick.servicing.performance.variance import loss_of_year, variances
from tallystick.servicing.reconciliation.cash import cash_of
from tallystick.servicing.report.annex12 import annex12_fields
from tallystick.servicing.report.investor import Month, investor_report
from tallystick.servicing.report.record import report_record
from tallystick.units.money import Currency, Money, total
from tests.servicing.months import FIRST, closed, months, priced_deal

TODAY = date(2026, 12, 20)


@pytest.fixture(scope="module")
def month() -> Month:
    made, reported = tuple(certify(closed(number)) for number in range(3)), months(3)
    forecast = {FIRST.add(n): cash_of(each).times(2) for n, each in enumerate(reported)}
    compared = variances(reported, forecast)
    outstanding = total((line.ending for line in made[-1].classes if line.vehicle == "onshore"), Currency.CNY)
    loss = loss_of_year(reported, year=2026, outstanding=outstanding)
    facts = facts_of_month(compared[-1], loss, disclosed=Fraction(0), sha256="0" * 64, known=TODAY)
    owed = owed_reports(facts, as_of=TODAY)
    return Month(deal=priced_deal(), certificates=made, compared=compared, loss=loss, owed=owed, as_of=TODAY)


def tables(month: Month) -> dict[str, Table]:
    return {block.id: block for block in investor_report(month).blocks() if isinstance(block, Table)}


def test_every_class_and_step_of_the_certificate_is_in_the_document_to_the_minor_unit(month):
    shown = tables(month)
    for row, line in zip(shown["payment"].rows, month.certificate.classes, strict=True):
        assert row[0].text.en == line.token_class
        assert [cell.text.zh for cell in row[1:5]] == [
            amount.text("en") for amount in (line.beginning, line.interest, line.principal, line.ending)
        ]
    steps = [*shown["steps-onshore"].rows, *shown["steps-offshore"].rows]
    assert [row[3].text.zh for row in steps] == [step.paid.text("zh") for step in month.certificate.steps]


def test_a_half_missing_month_is_told_with_its_values_and_as_owed(month):
    rows = tables(month)["variance"].rows
    assert [row[3].text.en for row in rows] == ["50.00%"] * 3
    assert {row[0].text.en: row[2].text.en for row in tables(month)["events"].rows}["D2-3"] == "owed"


def test_triggers_show_value_and_bound(month):
    (row,) = tables(month)["triggers"].rows
    defaulted = sum(each.amounts["defaulted-principal"].minor for each in months(3))
    hundredths = round(defaulted * 10**6 / months(1)[0].opening.minor)
    assert (row[1].text.en, row[2].text.en, row[3].text.zh) == (f"{hundredths / 10**4:.4f}%", "3.0000%", "未触发")


def test_both_languages_say_something_everywhere(month):
    for section in investor_report(month).walk():
        assert section.title.zh != section.title.en
        for block in section.blocks:
            if isinstance(block, Table):
                assert block.caption.zh != block.caption.en
                assert all(column.title.zh for column in block.columns)


def test_the_record_holds_the_certificate_whole_and_is_known_by_its_digest(month):
    record = parse_canonical(report_record(month))
    assert isinstance(record, dict)
    assert record["certificate"] == parse_canonical(month.certificate.content())
    assert record["certificate_sha256"] == month.certificate.digest
    assert report_record(month) == report_record(month)


def test_annex_12_fields_are_named_by_the_schema_and_add_up(month, project):
    fields = annex12_fields(month.certificate)
    out = [Money.parse(each.value) for each in fields if each.element == "AmtPdDurgPrd"]
    paid = [step.paid for step in month.certificate.steps]
    assert [-each for each in out] == paid
    schema = project.parent / "shared" / "data" / "esma" / "DRAFT1auth.098.001.04_1.3.0.xsd"
    if not schema.is_file():
        pytest.skip("the ESMA schema is not at hand: data/esma")
    text = schema.read_text(encoding="utf-8")
    for each in fields:
        part = text.partition(f'complexType name="{each.within}"')[2].partition("</xs:complexType>")[0]
        assert f'name="{each.element}"' in part, each


def test_a_deal_without_a_forecast_says_so(month):
    plain = Month(deal=month.deal, certificates=month.certificates, compared=(), loss=month.loss, owed=(), as_of=TODAY)
    assert "variance" not in tables(plain)

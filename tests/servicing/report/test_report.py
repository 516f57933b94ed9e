"""The investor report: every figure is the certificate's, in document, record and Annex 12 fields alike."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tallystick.evidence.canonical import parse_canonical
from tallystick.filing.report.content import Table
from tallystick.filing.report.figures import Curves
from tallystick.servicing.certificate import certify
from tallystick.servicing.close import close_period
from tallystick.servicing.performance.owed import facts_of_month, owed_reports
from tallystick.servicing.performance.variance import loss_of_year, variances
from tallystick.servicing.reconciliation.cash import cash_of
from tallystick.servicing.report.annex12 import annex12_fields
from tallystick.servicing.report.investor import certificate_paper, investor_report
from tallystick.servicing.report.month import Month
from tallystick.servicing.report.record import report_record
from tallystick.servicing.restatement import Correction, carry
from tallystick.units.money import Currency, Money, total
from tests.servicing.months import FIRST, closed, months, priced_deal

TODAY = date(2026, 12, 20)
RATES = ("rate", "spot", "rate_source", "waiting", "remainder")


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


def figure(amount: Money) -> str:
    """An amount as a column shows it whose head names the currency."""
    return amount.text("en").partition(" ")[2]


def rows_of(shown: dict[str, Table], name: str):
    """The rows of both vehicles' tables in turn, with the currencies their heads name."""
    for side in ("onshore", "offshore"):
        table = shown[f"{name}-{side}"]
        units = {column.unit.en for column in table.columns if column.unit is not None}
        yield from ((row, units) for row in table.rows)


def test_every_class_and_step_of_the_certificate_is_in_the_document_to_the_minor_unit(month):
    shown = tables(month)
    for line, (row, currencies) in zip(month.certificate.classes, rows_of(shown, "payment"), strict=True):
        amounts = [line.beginning, line.interest_due, line.interest, line.principal, line.ending]
        at = [row[2], row[3], row[4], row[5], row[-2]]
        assert [cell.text.zh for cell in at] == [figure(amount) for amount in amounts]
        assert currencies == {line.ending.currency.value}
    for step, (row, _) in zip(month.certificate.steps, rows_of(shown, "steps"), strict=True):
        assert (row[0].text.zh, row[4].text.zh) == (step.clause, figure(step.paid))


def test_accounts_and_exchanges_are_in_the_document_to_the_minor_unit(month):
    shown = tables(month)
    for line, (row, _) in zip(month.certificate.accounts, rows_of(shown, "accounts"), strict=True):
        assert [cell.text.zh for cell in row[1:3]] == [figure(line.opening), figure(line.closing)]
    for line, row in zip(month.certificate.exchanges, shown["exchanges"].rows, strict=True):
        assert [cell.text.zh for cell in row[1:3]] == [figure(line.given), figure(line.received)]
        assert (row[3].text.en, row[4].text.en, row[5].text.en) == ("7.100000", "currency-swap swap-bank", "0.00")
        assert line.remainder is not None
        assert float(row[6].text.en) == pytest.approx(float(line.remainder), abs=1e-4)


def test_a_certificate_issued_before_rates_were_stated_is_shown_with_what_a_unit_cost(month):
    before = tuple(line.model_copy(update=dict.fromkeys(RATES)) for line in month.certificate.exchanges)
    issued = month.certificate.model_copy(update={"exchanges": before})
    old = replace(month, certificates=(*month.certificates[:-1], issued))
    for line, row in zip(before, tables(old)["exchanges"].rows, strict=True):
        assert row[3].text.en.startswith(f"{line.given.minor / line.received.minor:.3f}")
        assert {cell.text.en for cell in row[4:]} == {"–"}


def test_amounts_since_closing_and_rates_follow_from_the_months(month):
    shown = {row[0].text.en: row for row in tables(month)["collections"].rows}
    interest = total((each.amounts["interest"] for each in months(3)), Currency.CNY)
    assert shown["interest"][2].text.en == figure(interest)
    assert shown["opening balance"][2].text.en == figure(months(1)[0].opening)
    rates = {row[0].text.en: row[2].text.en for row in tables(month)["rates"].rows}
    last = months(3)[-1]
    assert rates["pool factor"] == f"{last.closing.minor / months(1)[0].opening.minor:.2%}"
    smm = last.amounts["prepaid-principal"].minor / (last.opening.minor - last.amounts["scheduled-principal"].minor)
    assert rates["prepayment rate of a year (CPR)"] == f"{1 - (1 - smm) ** 12:.2%}"
    assert rates["recovered so far, of what defaulted"] == "20.00%"


def test_a_correction_of_defaults_is_in_the_rates_as_it_is_in_the_trigger():
    (first, *_), more = months(3), Money.parse("1000000.00 CNY")
    old = first.amounts["defaulted-principal"]
    corrected = Correction(
        period=FIRST,
        item="defaulted-principal",
        old=old,
        new=old + more,
        carried_in=FIRST.add(2),
        reason_zh="-",
        reason_en="-",
    )
    paid, made = carry(months(3), [corrected]), []
    for number in range(3):
        done, _ = close_period(priced_deal(), paid, period=FIRST.add(number))
        assert done is not None
        made.append(certify(done, corrections=[corrected]))
    loss = loss_of_year(paid, year=2026, outstanding=more)
    month = Month(deal=priced_deal(), certificates=tuple(made), compared=(), loss=loss, owed=(), as_of=TODAY)
    rates = {row[0].text.en: row[2].text.en for row in tables(month)["rates"].rows}
    (test,) = made[-1].triggers
    assert isinstance(test.value, Fraction)
    assert rates["cumulative defaults"] == f"{float(test.value):.2%}"
    assert loss.defaulted == total((each.amounts["defaulted-principal"] for each in months(3)), Currency.CNY) + more
    (row,) = tables(month)["corrections"].rows
    assert (row[4].text.en, row[0].text.en) == (figure(more), "2026-09")


def test_what_a_correction_brings_is_in_the_variance_of_the_month_that_carries_it():
    (first, *_) = months(2)
    old = first.amounts["fees"]
    corrected = Correction(
        period=FIRST,
        item="fees",
        old=old,
        new=old + Money.parse("5.00 CNY"),
        carried_in=FIRST.next(),
        reason_zh="-",
        reason_en="-",
    )
    plain, paid = variances(months(2), {}), variances(carry(months(2), [corrected]), {})
    assert [str(other.actual - one.actual) for one, other in zip(plain, paid, strict=True)] == ["0.00 CNY", "5.00 CNY"]


def test_charts_begin_at_closing_and_have_a_value_for_every_month(month):
    pictures = {name: each.picture for name, each in investor_report(month).figures().items()}
    assert set(pictures) == {"balances", "paid", "factors", "defaults", "variance"}
    factors, defaults = pictures["factors"], pictures["defaults"]
    assert isinstance(factors, Curves)
    assert isinstance(defaults, Curves)
    assert [(len(each.values), str(each.values[0])) for each in factors.series] == [(4, "100")] * 3
    assert set(defaults.series[-1].values) == {Fraction(3)}, "the bound that the trigger sets"


def test_the_certificate_for_readers_shows_only_its_own_month(month):
    paper = certificate_paper(month)
    alone = replace(month, compared=(), owed=())
    assert certificate_paper(alone) == paper
    shown = {block.id: block for block in paper.blocks() if isinstance(block, Table)}
    assert {row[0].text.zh: row[1].text.zh for row in shown["inputs"].rows} == dict(month.certificate.inputs)
    assert paper.figures() == {}


def test_a_first_month_has_no_month_before_it(month):
    alone = replace(month, certificates=month.certificates[:1])
    assert {row[1].text.en for row in tables(alone)["rates"].rows} == {"–"}


def test_a_half_missing_month_is_told_with_its_values_and_as_owed(month):
    rows = tables(month)["variance"].rows
    assert [row[3].text.en for row in rows] == ["50.00%"] * 3
    events = {row[0].text.en: row for row in tables(month)["events"].rows}
    assert events["D2-3"][2].text.en == "owed"
    assert (events["D2-3"][3].text.zh, events["D2-3"][3].text.en) == (
        "2个交易日内（SZSE-T8a）",
        "2 trading days (SZSE-T8a)",
    )


def test_triggers_show_value_and_bound(month):
    (row,) = tables(month)["triggers"].rows
    defaulted = sum(each.amounts["defaulted-principal"].minor for each in months(3))
    hundredths = round(defaulted * 10**6 / months(1)[0].opening.minor)
    assert (row[2].text.en, row[3].text.en, row[1].text.zh) == (f"{hundredths / 10**4:.4f}%", "3.0000%", "未触发")


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
    fields = annex12_fields(month)
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


def test_annex_12_rates_follow_the_schemas_own_definitions(month):
    fields = {(each.element, each.of): each.value for each in annex12_fields(month)}
    items = month.certificate.collections
    for element, item in (("AnlsdCstPrepmtRate", "prepaid-principal"), ("AnlsdCstDfltRate", "defaulted-principal")):
        periodic = items[item].minor / items["opening-balance"].minor
        assert fields[element, ""] == f"{100 * (1 - (1 - periodic) ** 12):.5f}"
    assert fields["TrggrMeasrmntRatio", ""] == "false"
    assert fields["CurCpn", "offshore A"] == "455.00000"
    assert fields["OrgnlPrncplBal", "offshore A"] == "114000000.00 USD"
    assert fields["IntrstPmtDt", "offshore A"] == month.certificate.classes[2].paid_on.isoformat()


def test_annex_12_triggers_are_numbers_percentage_points_where_a_share_bounds_them(month):
    defaulted = sum(each.amounts["defaulted-principal"].minor for each in months(3))
    share = 100 * defaulted / months(1)[0].opening.minor
    assert of_triggers(month) == {"ThrshldLvl": "3.00000", "CurVal": f"{share:.5f}", "Sts": "false"}
    assert report_record(month).count(b'"element":"CurVal","of":"acceleration"') == 1
    (stated,) = month.deal.structure.triggers

    def bounded(**bound):
        structure = month.deal.structure.model_copy(update={"triggers": (stated.model_copy(update=bound),)})
        return replace(month, deal=month.deal.model_copy(update={"structure": structure}))

    assert of_triggers(bounded(above=None, below=Fraction(11, 10)))["ThrshldLvl"] == "0.03000", (
        "a plain number stays one"
    )
    assert of_triggers(bounded(above=None)) == {"ThrshldLvl": "ND5", "CurVal": "ND5", "Sts": "false"}, "a condition"


def of_triggers(month: Month) -> dict[str, str]:
    return {each.element: each.value for each in annex12_fields(month) if each.within == "TestEventTriggerData1"}


def test_a_deal_without_a_forecast_says_so(month):
    plain = Month(deal=month.deal, certificates=month.certificates, compared=(), loss=month.loss, owed=(), as_of=TODAY)
    assert "variance" not in tables(plain)

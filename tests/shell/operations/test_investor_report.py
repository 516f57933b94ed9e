"""Make the investor report from files alone: the same bytes each time, issued certificates held against the replay."""

import io
from fractions import Fraction

import pytest
from python_calamine import CalamineWorkbook

from tallystick.servicing.certificate import parse_certificate
from tallystick.servicing.restatement import Correction
from tallystick.shell.operations.servicing.reporting.report import Asked, report_month
from tallystick.units.money import Money
from tallystick.units.periods import Period
from tests.shell.operations.example import at, certificates, codes, crossed, folder, placement
from tests.shell.operations.twins import PlainDocuments

PERIOD = Period.parse("2026-10")
ASKED = Asked(period=PERIOD, as_of=at("2026-11-20T02:00").date())


def reported(issued=None, asked=ASKED, collections=None):
    files = folder() if collections is None else collections
    papers = certificates(crossed(), folder(), str(PERIOD)) if issued is None else issued
    return report_month(crossed(), placement(), files, papers, asked, PlainDocuments())


def test_it_works_and_gives_the_same_bytes_again():
    outcome = reported()
    # The tape of these tests is a fiftieth of the pool, so what was collected is far above what it was to bring.
    assert codes(outcome) == ["servicing.event-open"]
    names = {f"investor-report-{PERIOD}{end}" for end in (".json", "-zh.pdf", "-en.pdf", "-zh.xlsx", "-en.xlsx")}
    names |= {f"certificate-{PERIOD}-{language}.pdf" for language in ("zh", "en")}
    assert set(outcome.value.files) == names
    assert reported().value.files == outcome.value.files


def test_the_workbook_opens_with_every_sheet_and_no_formula():
    content = reported().value.files[f"investor-report-{PERIOD}-en.xlsx"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == [
        *("classes", "steps", "accounts", "exchanges", "triggers"),
        *("collections", "variance", "history", "annex12"),
    ]
    cells = [str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert not [cell for cell in cells if cell.startswith("=")]


@pytest.mark.parametrize("cent", [b"0.01", b"1.00"])
def test_a_certificate_as_issued_that_differs_is_named(cent):
    papers = certificates(crossed(), folder(), str(PERIOD))
    content = papers.pop(name := f"certificate-{PERIOD}.json")
    again = papers | {"paid/certificate-x.json": content, "copy/certificate-x.json": content}
    assert codes(reported(again)) == ["servicing.event-open"]
    changed = content.replace(b'"shortfall":"0.00 USD"', b'"shortfall":"' + cent + b' USD"', 1)
    assert parse_certificate(changed)[0] is not None
    outcome = reported(papers | {name: changed})
    assert (outcome.value, codes(outcome)) == (None, ["servicing.certificate-differs"])
    twice = reported(papers | {name: content, "certificate-b.json": changed})
    assert (twice.value, codes(twice)) == (None, ["servicing.certificate-surplus"])


def test_without_the_certificate_of_every_month_up_to_it_no_paper_is_written():
    papers = certificates(crossed(), folder(), str(PERIOD))
    for missing in ("2026-09", "2026-10"):
        outcome = reported({name: each for name, each in papers.items() if missing not in name})
        assert (outcome.value, codes(outcome)) == (None, ["servicing.report-unissued"])
        assert outcome.findings[0].as_canonical()["arguments"] == {"period": missing}


def test_a_correction_that_the_month_carried_is_in_the_report_since_its_certificate_is():
    old = Money.parse("79677.84 CNY")
    carried = Correction(
        period=Period.parse("2026-09"),
        item="fees",
        old=old,
        new=old + Money.parse("100.00 CNY"),
        carried_in=PERIOD,
        reason_zh="漏记手续费",
        reason_en="a fee was left out",
    )
    plain, put_right = reported(), reported(certificates(crossed(), folder(), str(PERIOD), [carried]))
    assert [each.item for each in put_right.value.month.certificate.corrections] == ["fees"]
    paid = [total_paid(each.value.month) for each in (plain, put_right)]
    assert paid[0] < paid[1]


def total_paid(month):
    return sum(line.principal.minor for line in month.certificate.classes if line.vehicle == "offshore")


def test_a_loss_already_disclosed_is_not_counted_again():
    again = Asked(period=PERIOD, as_of=ASKED.as_of, disclosed=Fraction(1, 10))
    assert [each.owed for each in reported(asked=again).value.month.owed if each.event == "D2-1"] == [False]


def test_a_month_nobody_reported_has_no_report():
    files = {name: each for name, each in folder().items() if name != f"collections/{PERIOD}.csv"}
    outcome = reported(collections=files)
    assert (outcome.value, codes(outcome)) == (None, ["servicing.period-missing"])

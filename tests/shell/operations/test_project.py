"""`project` on the example folders, and on folders whose pool and assumptions do not meet."""

from pathlib import Path

import pytest

from tallystick.evidence.wording import Language, word
from tallystick.shell.operations.cashflow.project import project_files
from tallystick.shell.operations.cashflow.tables import pool_table, texts
from tallystick.units.money import Money, total

_NOBODY = "    - {id: none, field: interest_rate, operator: less-than, value: 0%, text: {zh: 无, en: none}}\n".encode()


def folder(project: Path, name: str) -> dict[str, bytes]:
    root = project / "examples" / name
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def codes(files: dict[str, bytes]) -> list[str]:
    outcome = project_files(files)
    assert outcome.value is None
    for found in outcome.findings:
        assert all(word(found, language).remedy for language in Language)
    return [found.code for found in outcome.findings]


@pytest.mark.parametrize(("name", "pool"), [("charging-piles", "0.00 CNY"), ("trade-receivables", "99400000.00 CNY")])
def test_income_rights_and_receivables_pay_their_senior_classes_in_the_base_case(project, name, pool):
    outcome = project_files(folder(project, name))
    assert outcome.value is not None
    base, stress = outcome.value.cases
    assert base.flows.projection.opening == Money.parse(pool)
    assert base.flows.paid_in_full("A")
    assert not stress.flows.paid_in_full("A")


def test_diluted_receivables_are_neither_collected_nor_lost(project):
    outcome = project_files(folder(project, "trade-receivables"))
    assert outcome.value is not None
    projection = outcome.value.base.flows.projection
    currency = projection.opening.currency
    diluted = total((period.diluted for period in projection.periods), currency)
    assert diluted == Money.parse("862000.00 CNY")
    assert total((period.principal for period in projection.periods), currency) + diluted == projection.opening


def test_an_amount_beyond_what_is_exact_is_a_finding_and_no_crash(project):
    files = folder(project, "trade-receivables")
    files["replines.csv"] = files["replines.csv"].replace(b"9600000.00", b"99999999999999.00")
    files["deal.yaml"] = (
        files["deal.yaml"]
        .replace(b"structure:\n", b"structure:\n  overcollateralisation: 99.9999%\n")
        .replace(b"size: 113600000.00", b"size: 93600000.00")
        .replace(b'rate: "7.10"', b'rate: "5.85"')
    )
    found = {each.code: each.place for each in project_files(files).findings}
    at = found["cashflow.replines-large"]
    assert (at.file, at.row, at.column) == ("replines.csv", 1, "current_principal_balance")


def test_income_that_is_less_than_its_classes_is_found(project):
    files = folder(project, "charging-piles")
    files["deal.yaml"] = files["deal.yaml"].replace(b"quantity: 7410000", b"quantity: 4000000")
    assert "deal.classes-exceed-pool" in codes(files)


def test_a_floating_line_whose_index_the_case_does_not_know_is_found(project):
    files = folder(project, "trade-receivables")
    lines = files["replines.csv"].decode().splitlines()
    files["replines.csv"] = "\n".join(
        [f"{lines[0]},index", *(f"{line},{'LPR1Y' if number == 3 else ''}" for number, line in enumerate(lines[1:]))]
    ).encode()
    assert codes(files) == ["cashflow.index-missing", "cashflow.index-missing"]


def test_a_pool_of_which_nothing_is_eligible_is_found_and_not_projected_as_nothing(project):
    files = folder(project, "auto-leases")
    files["deal.yaml"] = files["deal.yaml"].replace(b"  criteria:\n", b"  criteria:\n" + _NOBODY, 1)
    assert codes(files) == ["cashflow.pool-empty"]


def test_without_loans_and_income_the_missing_file_is_named(project):
    files = folder(project, "trade-receivables")
    del files["replines.csv"]
    before, after = files["deal.yaml"].split(b"  income:", 1)
    files["deal.yaml"] = before + after.split(b"\n", 1)[1]
    assert "deal.file-missing" in codes(files)


KINDS = """\
current_principal_balance,coupon,remaining_term_months,age_months,repayment_type,fee_per_payment,dilution,payer
40000000.00,6%,6,0,level-pay,5.00,,yuanfan-factoring
30000000.00,6%,5,0,equal-principal,,,heyi-factoring
20000000.00,5%,4,0,bullet,,,other
10000000.00,0%,3,0,bullet,,4%,other
"""


def test_the_table_of_the_pool_foots_for_every_kind_of_loan_and_shows_what_borrowers_pay_in_fees(project):
    files = folder(project, "trade-receivables") | {"replines.csv": KINDS.encode()}
    files = {name: content for name, content in files.items() if not name.startswith("tape")}
    outcome = project_files(files)
    assert outcome.value is not None, [found.code for found in outcome.findings]
    for case in outcome.value.cases:
        head, rows = texts(pool_table(case))
        for row in rows:
            told = dict(zip(head, row, strict=True))
            money = {name: Money.parse(amount) for name, amount in told.items() if name != "month"}
            gone = [money[name] for name in ("scheduled", "prepaid", "defaulted", "diluted")]
            assert money["beginning"] - total(gone, money["beginning"].currency) == money["ending"], told
    head, rows = texts(pool_table(outcome.value.base))
    assert any(not Money.parse(row[head.index("diluted")]).is_zero() for row in rows)
    assert any(not Money.parse(row[head.index("fees")]).is_zero() for row in rows)

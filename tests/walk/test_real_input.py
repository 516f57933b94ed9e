"""A tape nobody here made: ten thousand real loans, checked, read and projected like any other deal.

Every figure is set against one that is computed here from the file itself, with nothing of the product.
"""

import csv
import io
import os
from fractions import Fraction
from pathlib import Path

import pytest

from tallystick.evidence.findings import Severity
from tallystick.evidence.wording import Language, word
from tallystick.shell.files.folders import read_folder
from tallystick.shell.operations.cashflow.project import project_opened
from tallystick.shell.operations.deal.answer import declarations
from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.filing.check import check
from tallystick.tape.selection import select
from tallystick.units.money import Currency, Money, total

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "consumer-loans-2018"
LATE = {"Late (31-120 days)", "Charged Off"}


@pytest.fixture(scope="module")
def content():
    shared = Path(os.environ.get("TALLYSTICK_SHARED") or ROOT.parent / "shared")
    path = shared / "data" / "loans_full_schema.csv"
    if not path.exists():
        pytest.skip("the shared loan file is not here; name its folder in TALLYSTICK_SHARED")
    return path.read_bytes()


@pytest.fixture(scope="module")
def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


@pytest.fixture(scope="module")
def files(content):
    return read_folder(EXAMPLE)[0] | {"tape.csv": content}


@pytest.fixture(scope="module")
def opened(files):
    value = open_deal(files).value
    assert value is not None
    assert value.tape is not None
    return value


@pytest.fixture(scope="module")
def projected(opened):
    value = project_opened(opened).value
    assert value is not None
    return value


def minor(text):
    """Cents of an amount as the file writes it."""
    return int(Fraction(text) * 100)


def eligible(row):
    return row["loan_status"] not in LATE and minor(row["balance"]) > 0


def test_the_folder_is_clean_but_for_what_the_loans_are(files):
    outcome = check(files)
    assert outcome.value is not None
    assert outcome.exit_code() == 0
    assert {word(each, Language.EN).severity for each in outcome.findings} <= {Severity.WARNING, Severity.INFO}
    assert {each.code.partition(".")[0] for each in outcome.findings} <= {"tape", "filing"}


def test_every_warning_says_where(files):
    for each in check(files).findings:
        if each.place.row is not None:
            assert (each.place.file, bool(each.place.column)) == ("tape.csv", True)


def test_not_a_row_and_not_a_cent_is_lost_in_reading(opened, rows):
    frame = opened.tape.frame
    assert frame.height == len(rows) == 10_000
    assert int(frame["current_balance"].sum()) == sum(minor(row["balance"]) for row in rows)
    assert int(frame["original_balance"].sum()) == sum(minor(row["loan_amount"]) for row in rows)


def test_who_is_eligible_is_who_the_file_says_is(opened, rows):
    selection = select(opened.tape, opened.deal.assets.criteria)
    assert selection.eligible.frame.height == sum(map(eligible, rows))
    counts = dict(selection.counts)
    assert counts["CC-1"] == sum(row["loan_status"] in LATE for row in rows)
    assert counts["CC-2"] == sum(minor(row["balance"]) == 0 for row in rows)


def test_the_projection_opens_with_the_eligible_balance(projected, rows):
    owed = sum(minor(row["balance"]) for row in rows if eligible(row))
    for case in projected.cases:
        assert case.flows.projection.periods[0].beginning == Money(minor=owed, currency=Currency.USD)


def test_every_cent_of_principal_is_collected_or_lost(projected):
    for case in projected.cases:
        periods = case.flows.projection.periods
        gone = [money for each in periods for money in (each.scheduled, each.prepaid, each.defaulted)]
        assert total(gone, Currency.USD) == periods[0].beginning
        assert periods[-1].ending.is_zero()


def test_every_cent_the_loans_bring_is_paid_to_somebody(projected):
    for case in projected.cases:
        periods = case.flows.projection.periods
        brought = [cash for each in periods for cash in (each.interest, each.scheduled, each.prepaid, each.recovered)]
        vehicles = [each.onshore for each in case.flows.ledger.periods]
        paid = [payment.paid for each in vehicles for payment in each.paid_out()]
        left = list(vehicles[-1].closing.values())
        assert total(brought, Currency.USD) == total([*paid, *left], Currency.USD)


def test_stress_hurts(projected):
    base, stress = projected.cases
    lost, more = (total((each.lost for each in case.flows.projection.periods), Currency.USD) for case in (base, stress))
    assert lost < more
    assert base.flows.paid_in_full("senior")


def test_nobody_has_to_answer_anything_for_a_projection(files):
    assert declarations()
    assert not [each for each in check(files).findings if word(each, Language.EN).severity is Severity.OPEN]

"""Check: clean with answers, open without, an error where an answer was tampered with or has expired."""

import datetime as dt

from tallystick.filing.materials import MaterialState
from tallystick.filing.screening import Outcome as Screened
from tallystick.shell.operations.filing.check import check
from tests.shell.operations.example import codes, folder


def test_it_works():
    outcome = check(folder())
    assert outcome.value is not None
    assert (outcome.findings, outcome.exit_code()) == ((), 0)
    assert outcome.value.screening.outcome is Screened.CLEAN


def test_without_answers_the_determinations_are_listed_as_open():
    files = folder()
    del files["answers.yaml"]
    outcome = check(files)
    assert outcome.value is not None
    assert (outcome.exit_code(), outcome.exit_code(allow_open=True)) == (3, 0)
    assert outcome.value.screening.outcome is not Screened.CLEAN


def test_an_answer_that_was_changed_after_signing_does_not_count():
    files = folder()
    files["answers.yaml"] = files["answers.yaml"].replace(b"value: 'no'", b"value: 'yes'", 1)
    assert check(files).exit_code() == 1


def test_answers_expire():
    outcome = check(folder(), as_of=dt.date(2028, 1, 1))
    assert outcome.value is not None
    assert outcome.value.screening.outcome is not Screened.CLEAN
    assert outcome.exit_code() != 0


def test_a_missing_paper_is_a_finding():
    files = folder()
    del files["documents/M10-team.md"]
    outcome = check(files)
    assert codes(outcome) == ["filing.document-absent"]
    assert outcome.findings[0].argument("document") == "M10-team.md"


def test_a_folder_that_cannot_be_opened_is_not_checked():
    outcome = check({"deal.yaml": b"["})
    assert outcome.value is None
    assert outcome.exit_code() == 1


def test_checking_twice_finds_the_same():
    files = folder()
    del files["answers.yaml"]
    assert check(files).findings == check(files).findings


def test_materials_are_all_there():
    outcome = check(folder())
    assert outcome.value is not None
    assert {each.state for each in outcome.value.materials} <= set(MaterialState) - {MaterialState.MISSING}

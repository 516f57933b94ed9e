"""Every act that people sign in the portal is killed with -9 at every write by a test that is named here."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from tallystick.shell.operations.ports.people.plans import PlanKind

_ACTS, _MONTHS, _EXCHANGE = ("test_killed_acts.py", "test_killed_months.py", "test_killed_exchange.py")
KILLS: Final[Mapping[PlanKind, tuple[str, str]]] = {
    PlanKind.ANSWER: (_ACTS, "test_a_determination_is_signed_once_by_two"),
    PlanKind.PACKAGE: (_ACTS, "test_a_package_is_made_once"),
    PlanKind.SUBMIT: (_ACTS, "test_a_filing_is_submitted_questioned_and_answered_over_processes_that_are_killed"),
    PlanKind.VIEW: (_ACTS, "test_a_filing_is_submitted_questioned_and_answered_over_processes_that_are_killed"),
    PlanKind.RESPOND: (_ACTS, "test_a_reply_is_approved_and_signed_once"),
    PlanKind.DECIDE: (_ACTS, "test_a_filing_is_filed_and_its_notice_is_recorded_once"),
    PlanKind.RECORD: (_ACTS, "test_a_filing_is_filed_and_its_notice_is_recorded_once"),
    PlanKind.TELL: (_ACTS, "test_what_is_reported_after_a_filing_is_on_record_once"),
    PlanKind.CLOSE: (_MONTHS, "test_a_month_is_closed_and_paid_over_processes_that_are_killed"),
    PlanKind.WORDS: (_MONTHS, "test_a_month_is_closed_and_paid_over_processes_that_are_killed"),
    PlanKind.RECOUP: (_MONTHS, "test_an_excess_is_made_good_once_over_processes_that_are_killed"),
    PlanKind.PERMIT: (_EXCHANGE, "test_an_exchange_is_made_over_processes_that_are_killed_on_both_sides"),
    PlanKind.EXCHANGE: (_EXCHANGE, "test_an_exchange_is_made_over_processes_that_are_killed_on_both_sides"),
}


@pytest.mark.parametrize("kind", PlanKind)
def test_every_act_has_a_test_that_kills_it(kind: PlanKind, project: Path):
    file, name = KILLS[kind]
    text = (project / "tests" / "shell" / "web" / file).read_text(encoding="utf-8")
    assert f"def {name}(" in text

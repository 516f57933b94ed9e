"""A month's close and the bank's words, killed with -9 at every write of web and signer: each is there once."""

from functools import partial
from pathlib import Path

import pytest

from tallystick.servicing.bank_file import parse_bank_file
from tallystick.shell.operations.ports.people.plans import PlanKind, PlanState
from tallystick.shell.operations.servicing.confirm import specimen_confirmations
from tests.shell.operations import example
from tests.shell.operations.example import FILING, PAYING_AGENT, TRUSTEE
from tests.shell.web.issued import stage
from tests.shell.web.killing import People, Recorded, Step, entering, in_a_new_process_that_dies, survived
from tests.shell.web.test_issues import CLOSE, ISSUE, MONTH, collected, sheet

PAPERS = f"/issues/{FILING}/papers/"
pytestmark = pytest.mark.long


def papers(people: People) -> None:
    files = [sheet(content, name) for name, content in example.placement().items()]
    people.post(PAYING_AGENT, PAPERS, files=files, revision="0")


def month(people: People) -> None:
    people.post(PAYING_AGENT, CLOSE, act="bring", files=[sheet(collected("2026-09"))], revision="1")


def foresight(people: People) -> None:
    people.post(PAYING_AGENT, CLOSE, act="foresee")


def close(people: People) -> None:
    people.post(PAYING_AGENT, CLOSE, act="prepare")


def words(people: People) -> None:
    agent = people.reader(PAYING_AGENT)
    made, _ = parse_bank_file(agent.get(f"{MONTH}files/bank-2026-09.csv").content)
    files = [sheet(specimen_confirmations(made), "bank.csv")]
    people.post(PAYING_AGENT, MONTH, files=files, specimen="yes")


def twice(people: People) -> None:
    """Bring the bank's word that it paid one claim a second time."""
    made, _ = parse_bank_file(people.reader(PAYING_AGENT).get(f"{MONTH}files/bank-2026-09.csv").content)
    head, first, *_ = specimen_confirmations(made).splitlines(keepends=True)
    files = [sheet(head + first.replace(b"SPECIMEN-", b"TWICE-"), "bank.csv")]
    people.post(PAYING_AGENT, MONTH, files=files, specimen="yes")


def making_good(people: People) -> None:
    """Prepare that the holder consents to have the excess set off."""
    made, _ = parse_bank_file(people.reader(PAYING_AGENT).get(f"{MONTH}files/bank-2026-09.csv").content)
    claim = made[0].claim
    said = {"reference": claim.reference, "way": "consent", "amount": str(claim.amount).removesuffix(" USD")}
    people.post(PAYING_AGENT, f"{MONTH}excess/", **said, files=[sheet(b"The holder consents.", "consent.txt")])


def signature(people: People) -> None:
    people.cast.sign()


STEPS: tuple[tuple[str, Step], ...] = (
    ("papers", papers),
    ("month", month),
    ("foresight", foresight),
    ("close", close),
    ("close-approved", partial(People.approve, person=TRUSTEE, kind=PlanKind.CLOSE)),
    ("close-signed", signature),
    ("words", words),
    ("words-signed", signature),
)


def test_a_month_is_closed_and_paid_over_processes_that_are_killed(tmp_path: Path, record_property: Recorded):
    people = entering(stage(tmp_path / "home"), PAYING_AGENT, TRUSTEE)
    for name, step in STEPS:
        people = survived(
            people,
            step,
            lambda each: each.read(PAYING_AGENT, ISSUE, CLOSE, "/acts/"),
            tmp_path / name,
            in_a_new_process_that_dies,
        )
        if name == "foresight":
            people.cast.work()  # type: ignore[attr-defined]
    (closed,) = people.cast.portal.issues.issue(FILING).months
    assert str(closed.period) == "2026-09"
    plans = [(each.kind, each.state) for each in people.cast.portal.work.plans()]
    assert plans == [(PlanKind.CLOSE, PlanState.DONE), (PlanKind.WORDS, PlanState.DONE)]
    record_property("times", people.deaths)


def test_an_excess_is_made_good_once_over_processes_that_are_killed(tmp_path: Path, record_property: Recorded):
    people = entering(stage(tmp_path / "home"), PAYING_AGENT, TRUSTEE)
    for name, step in (*STEPS, ("twice", twice), ("twice-signed", signature)):
        step(people)
        people.later()
        if name == "foresight":
            people.cast.work()  # type: ignore[attr-defined]
    approved = partial(People.approve, person=TRUSTEE, kind=PlanKind.RECOUP)
    for name, step in (("prepared", making_good), ("approved", approved), ("signed", signature)):
        people = survived(
            people,
            step,
            lambda each: each.read(PAYING_AGENT, ISSUE, MONTH, "/acts/"),
            tmp_path / name,
            in_a_new_process_that_dies,
        )
    plans = [(each.kind, each.state) for each in people.cast.portal.work.plans()]
    assert plans[-1] == (PlanKind.RECOUP, PlanState.DONE)
    record_property("times", people.deaths)

"""Several people, or one in several windows, press at the same moment: each act counts once, and nobody's is lost."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connections

from tallystick.shell.operations.ports.people.plans import PlanKind, PlanState
from tests.shell.operations.example import PAYING_AGENT, TRUSTEE
from tests.shell.web import test_killed_acts, test_killed_months
from tests.shell.web.issued import stage as overseas
from tests.shell.web.killing import People, entering
from tests.shell.web.people import stage, totp
from tests.shell.web.test_issues import CLOSE
from tests.shell.web.test_killed_acts import SECOND_COUNSEL
from tests.shell.web.test_work import APPROVER, COUNSEL, PREPARER, packaged

ROUNDS = 3


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> People:
    """A home in which a deal was packaged, and everybody entered."""
    cast = packaged(stage(tmp_path_factory.mktemp("at-once") / "home"))
    return entering(cast, PREPARER, APPROVER, COUNSEL, SECOND_COUNSEL)


def pressed(*acts: Callable[[], int]) -> list[int]:
    """Press every button at one moment; the status of each answer."""
    ready = Barrier(len(acts))

    def press(act: Callable[[], int]) -> int:
        ready.wait()
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(press, acts))


def sending(people: People, person: str, plan: str, end: str, step: int = 0) -> Callable[[], int]:
    """A form about an act with a code of one's own, to be sent when its moment comes."""
    browser, code = people.reader(person), totp(people.cast.credentials[person].totp, step=step)
    return lambda: int(browser.post(f"/acts/{plan}/{end}/", {"code": code}).status_code)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_of_approving_in_three_windows_and_taking_back_one_alone_counts(packed: People, tmp_path: Path, number: int):
    people = packed.copy(tmp_path / "home")
    test_killed_acts.submission(people)
    plan = people.plan(PlanKind.SUBMIT)
    windows = [sending(people, APPROVER, plan.id, "approve", step) for step in (-1, 0, 1)]
    answers = pressed(*windows[number % 3 :], *windows[: number % 3], sending(people, PREPARER, plan.id, "withdraw"))
    assert Counter(answers)[302] == 1, answers
    assert max(answers) < 500
    after = people.plan(PlanKind.SUBMIT)
    taken_back = answers[-1] == 302
    assert (after.state, len(after.approvals)) == ((PlanState.WITHDRAWN, 0) if taken_back else (PlanState.APPROVED, 1))
    assert len(people.cast.sign()) == (0 if taken_back else 1)
    assert people.cast.sign() == []


@pytest.mark.parametrize("number", range(ROUNDS))
def test_of_two_who_approve_at_once_none_is_lost_and_it_is_signed_once(packed: People, tmp_path: Path, number: int):
    people = packed.copy(tmp_path / "home")
    test_killed_acts.determination(people)
    plan = people.plan(PlanKind.ANSWER).id
    both = [COUNSEL, SECOND_COUNSEL][:: -1 if number % 2 else 1]
    answers = pressed(*(sending(people, each, plan, "approve") for each in both))
    assert set(answers) <= {302, 400}
    assert 302 in answers
    for person in [each for each, status in zip(both, answers, strict=True) if status == 400]:
        again = sending(people, person, plan, "approve", 1)()
        assert again == 302, "who saw that the other was first presses again"
    after = people.plan(PlanKind.ANSWER)
    assert (after.state, {each.person for each in after.approvals}) == (PlanState.APPROVED, {COUNSEL, SECOND_COUNSEL})
    (done,) = people.cast.sign()
    assert done.state is PlanState.DONE, done.findings
    assert people.cast.sign() == []


@pytest.mark.long
def test_a_month_that_two_windows_close_is_one_act(tmp_path: Path):
    people = entering(overseas(tmp_path / "home"), PAYING_AGENT, TRUSTEE)
    for step in (test_killed_months.papers, test_killed_months.month, test_killed_months.foresight):
        step(people)
    people.cast.work()  # type: ignore[attr-defined]
    agents = [people.reader(PAYING_AGENT) for _ in range(3)]
    answers = pressed(*(lambda each=each: each.post(CLOSE, {"act": "prepare"}).status_code for each in agents))
    assert answers == [302] * 3
    plans = people.cast.portal.work.plans()
    assert [(each.kind, each.state) for each in plans] == [(PlanKind.CLOSE, PlanState.WAITING)]

"""Two reviewers decide independently: the second gives an outcome unseen, and then both are compared."""

from typing import Any

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.operations.ports.people.plans import PlanKind, PlanState
from tallystick.shell.operations.reviewing.second import View, give_view
from tallystick.shell.wiring import operations
from tests.shell.operations import example
from tests.shell.operations.example import FILING
from tests.shell.web.conftest import submitted
from tests.shell.web.people import Cast, Program, seconded, stage, with_api

FIRST, SECOND = example.DESK
DESK, SECRET = f"/desk/{FILING}/", "Known to the first alone."


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """A home with one filing, whose desk has two reviewers."""
    made = with_api(stage(tmp_path_factory.mktemp("second") / "home", FIRST, SECOND))
    with operations().open_home(str(made.home), Side.ONSHORE) as home:
        submitted(home.evidence)
    return made


@pytest.fixture
def plan(cast: Cast) -> str:
    """The address of a decision that the first approved; what waited before is taken back."""
    first = cast.reader(FIRST)
    for each in cast.portal.work.plans(subject=FILING, state=PlanState.WAITING):
        first.post(f"/acts/{each.id}/withdraw/")
    number = len(cast.portal.work.plans(subject=FILING))
    said = {"reason": f"{SECRET} {number}", "standing": "rehearsal", "text-0": SECRET, "code": cast.code(FIRST)}
    return str(first.post(f"{DESK}question/", said).headers["Location"])


def read(browser: Any, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.content.decode())


def given(event: str = "question", standing: str = "rehearsal") -> dict[str, str]:
    return {"event": event, "standing": standing, "reason": "So it seems to me."}


def test_what_the_first_decided_stands_on_no_page_of_the_second_before(cast, plan):
    second, program = cast.reader(SECOND), Program(cast, SECOND, house=FIRST)
    for path in (plan, DESK, "/acts/", f"/desk/{FILING}/rounds/"):
        shown = read(second, path)
        assert SECRET not in shown, path
        assert "Decision of the desk · question" not in shown, path
    assert read(cast.reader(FIRST), DESK).count(f'href="{plan}"') == 1, "what waits is listed once"
    assert 'name="event"' in read(second, plan)
    assert 'name="code"' not in read(second, plan), "nothing unread is approved"
    called = program.get(plan.removesuffix("/"))[1]
    assert (called["said"], called["unseen"]) == ({}, True)
    assert SECRET not in str(program.get("/acts")[1])
    assert second.post(f"{plan}approve/", {"code": cast.code(SECOND)}).status_code == 400, "nor at the address itself"
    refused = program.post(f"{plan}approvals", "approve-unseen", code=cast.code(SECOND))
    assert (refused[0], refused[1]["findings"][0]["code"]) == (409, "filing.plan-unseen")
    assert SECRET in read(cast.reader(FIRST), plan), "whoever wrote it reads it"


def test_the_same_outcome_shows_the_act_and_it_is_approved_as_it_reads(cast, plan):
    second = cast.reader(SECOND)
    assert second.post(f"{plan}outcome/", {**given(), "reason": " "}).status_code == 400, "a reason is told"
    kept = second.post(f"{plan}outcome/", {**given(), "event": "answer"}).content.decode()
    assert "So it seems to me." in kept, "what was typed is kept"
    assert seconded(cast, second, SECOND, plan, "question") == 302
    shown = read(second, plan)
    assert "Both came to the same outcome." in shown
    assert SECRET in shown
    assert "So it seems to me." in shown
    assert second.post(f"{plan}outcome/", given("file")).status_code == 400, "it is approved"
    assert [each.state for each in cast.portal.work.plans(subject=FILING)][-2:] == [PlanState.APPROVED, PlanState.DONE]


@pytest.mark.parametrize(("event", "standing"), [("refuse", "rehearsal"), ("question", "adopted")])
def test_another_outcome_shows_both_and_signs_neither(cast, plan, event, standing):
    second, first = cast.reader(SECOND), cast.reader(FIRST)
    assert second.post(f"{plan}outcome/", given(event, standing)).status_code == 302
    for browser in (first, second):
        shown = read(browser, plan)
        assert SECRET in shown
        assert "So it seems to me." in shown
        assert "came to different outcomes" in shown
        assert f"{DESK}others/" in shown, "precedents are at hand"
    assert second.post(f"{plan}approve/", {"code": cast.code(SECOND)}).status_code == 400
    assert "You are the first of two" in read(second, DESK), "either may begin anew"
    assert [each.state for each in cast.portal.work.plans(subject=FILING)][-2:] == [PlanState.REFUSED, PlanState.DONE]


def test_a_decision_waits_on_where_the_second_outcome_could_not_be_kept(cast, plan, monkeypatch):
    waiting = cast.portal.work.plan(plan.strip("/").rpartition("/")[2])
    view = View(event="refuse", standing="rehearsal", reason="So it seems to me.")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(type(cast.portal.work), "prepare", killed)
        with pytest.raises(KeyboardInterrupt):
            give_view(cast.portal.work, waiting, SECOND, view, at=example.CLOSING)
    assert cast.portal.work.plan(waiting.id).state is PlanState.WAITING
    told = give_view(cast.portal.work, waiting, SECOND, view, at=example.CLOSING)
    assert told is not None
    assert told.code == "filing.views-differ"
    assert cast.portal.work.plans(subject=FILING)[-1].said["reason"] == view.reason


def test_a_program_gives_an_outcome_once_and_then_approves(cast, plan):
    program, path = Program(cast, SECOND, house=FIRST), plan.removesuffix("/")
    asked = given()
    status, act = program.post(f"{path}/outcome", "outcome-1", **asked)
    assert status == 201, act
    assert act["said"]["reason"].startswith(SECRET)
    assert program.post(f"{path}/outcome", "outcome-2", **asked)[0] == 409
    assert program.post(f"{path}/approvals", "approve-1", code=cast.code(SECOND))[0] == 201


@pytest.mark.parametrize("event", ["question", "refuse"])
def test_no_other_decision_is_prepared_beside_one_that_waits(cast, plan, event):
    second, program = cast.reader(SECOND), Program(cast, SECOND, house=FIRST)
    before = len(cast.portal.work.plans(subject=FILING))
    asked = [{"text": "Otherwise?"}] if event == "question" else []
    status, told = program.post(
        f"/desk/{FILING}/acts", f"rival-{event}-{before}", event=event, reason="Otherwise.", questions=asked
    )
    assert (status, [each["code"] for each in told["findings"]]) == (409, ["filing.decision-waits"])
    said = {"reason": "Otherwise.", "standing": "rehearsal", "text-0": "Otherwise?", "code": cast.code(SECOND)}
    page = second.post(f"{DESK}{event}/", said)
    assert page.status_code == 400
    assert "waits for its second reviewer" in page.content.decode()
    assert SECRET not in page.content.decode()
    assert len(cast.portal.work.plans(subject=FILING)) == before
    assert program.post(f"{plan.removesuffix('/')}/outcome", f"own-{event}-{before}", **given(event))[0] == 201


def test_an_outcome_is_nothing_that_anybody_approves_or_carries_out(cast):
    views = [each for each in cast.portal.work.plans(subject=FILING) if each.kind is PlanKind.VIEW]
    assert views
    assert {each.state for each in views} == {PlanState.DONE}
    assert all(each.kind is not PlanKind.VIEW for each in (done.plan for done in cast.sign()))
    assert "Outcome of the second" in read(cast.reader(SECOND), "/acts/")

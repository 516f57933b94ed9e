"""Web and signer killed with -9 at every write of every act of a filing: asked again, each act is there once."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tallystick.shell.operations.people import carry_out as signing
from tallystick.shell.operations.ports.people.plans import PlanKind, PlanState
from tests.shell.operations.example import FILING
from tests.shell.web.killing import End, People, Step, broken_off, entering, survived
from tests.shell.web.killing import in_a_process_that_dies as killed
from tests.shell.web.people import stage
from tests.shell.web.test_work import APPROVER, COUNSEL, DEAL, FIRST, PREPARER, SECOND, packaged

DESK, ROUNDS = f"/desk/{FILING}/", f"/desk/{FILING}/rounds/"
SECOND_COUNSEL = "tan-shuhe"
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> People:
    """A home in which a deal was packaged, and everybody entered."""
    cast = packaged(stage(tmp_path_factory.mktemp("killed") / "home"))
    return entering(cast, PREPARER, APPROVER, COUNSEL, SECOND_COUNSEL, FIRST, SECOND)


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read each deal folder once, since what reads its tape has threads that a child of this process has not."""
    made: dict[bytes, Any] = {}
    opened = signing.open_deal  # type: ignore[attr-defined]

    def once(files: Mapping[str, bytes]) -> Any:
        key = files["answers.yaml"]
        return made[key] if key in made else made.setdefault(key, opened(files))

    monkeypatch.setattr(signing, "open_deal", once)


def submission(people: People) -> None:
    page = people.reader(PREPARER).get(f"/deals/{DEAL}/package/").content.decode()
    for action in re.findall(r'action="(/deals/[^"]+/submit/)"', page):
        people.post(PREPARER, action)


def decision(event: str, **more: str) -> Step:
    """One reviewer prepares and approves it."""
    said = {"reason": "In order.", "standing": "rehearsal", **more}
    return lambda people: people.post(FIRST, f"{DESK}{event}/", **said)


def seconded(event: str) -> Step:
    """The other gives an outcome of their own, and approves."""

    def second(people: People) -> None:
        given = {"event": event, "standing": "rehearsal", "reason": "So it seems to me."}
        people.post(SECOND, f"/acts/{people.plan(PlanKind.DECIDE).id}/outcome/", **given)
        people.approve(SECOND, PlanKind.DECIDE)

    return second


def approval(person: str, kind: PlanKind) -> Step:
    return lambda people: people.approve(person, kind)


def signature(people: People) -> None:
    people.cast.sign()


def answers(people: People) -> None:
    """Write both languages of the one answer, each part by itself."""
    for language, words in (("zh", "没有他人。"), ("en", "Nobody else.")):
        people.post(PREPARER, ROUNDS, **{f"v:1/Q1/{language}": words, f"o:1/Q1/{language}": ""})


def handing_in(people: People) -> None:
    people.post(PREPARER, f"{ROUNDS}hand-in/", reason="As answered.")


def taking_back(people: People) -> None:
    people.post(PREPARER, f"/acts/{people.plan(PlanKind.RESPOND).id}/withdraw/")


def determination(people: People) -> None:
    """Prepare an answer to a question of law, to be signed by two."""
    said = {"value": "no", "reasons": "No rule forbids it.", "person": COUNSEL, "second": SECOND_COUNSEL}
    said |= {"kind-0": "legal-memo", "file-0": "documents/evidence/legal-memo.md", "date-0": "2026-09-10"}
    people.post(COUNSEL, f"/deals/{DEAL}/questions/P1.1/?subject=asset", **said, expires="2027-02-20")


ASKED = {"text-0": "Who controls the originator?", "field-0": "shareholders", "evidence-0": "deal.yaml"}
FILED: tuple[tuple[str, Step], ...] = (
    ("submission", submission),
    ("submission-approved", approval(APPROVER, PlanKind.SUBMIT)),
    ("submission-signed", signature),
    ("question", decision("question", **ASKED, **{"rule-0": "CSRC1-3(1)"})),
    ("question-seconded", seconded("question")),
    ("question-signed", signature),
    ("answers", answers),
    ("handed-in", handing_in),
    ("taken-back", taking_back),
)
END: dict[str, End] = dict.fromkeys(("submission-signed",), broken_off)
"""Where a tape is read again."""
DETERMINED: tuple[tuple[str, Step], ...] = (
    ("determination", determination),
    ("determination-approved", approval(COUNSEL, PlanKind.ANSWER)),
    ("determination-approved-by-two", approval(SECOND_COUNSEL, PlanKind.ANSWER)),
    ("determination-signed", signature),
)


def walked(people: People, steps: tuple[tuple[str, Step], ...], pages: tuple[str, ...], folder: Path) -> People:
    for name, step in steps:
        people = survived(
            people, step, lambda each: each.read(PREPARER, *pages, "/acts/"), folder / name, END.get(name, killed)
        )
    return people


def test_a_filing_is_submitted_questioned_and_answered_over_processes_that_are_killed(packed: People, tmp_path: Path):
    people = walked(packed, FILED, (f"/deals/{DEAL}/",), tmp_path)
    plans = [(each.kind, each.state) for each in people.cast.portal.work.plans(subject=FILING)]
    assert plans == [
        (PlanKind.SUBMIT, PlanState.DONE),
        (PlanKind.DECIDE, PlanState.DONE),
        (PlanKind.VIEW, PlanState.DONE),
        (PlanKind.RESPOND, PlanState.WITHDRAWN),
    ]


def test_a_determination_is_signed_once_by_two(packed: People, tmp_path: Path):
    people = walked(packed, DETERMINED, (f"/deals/{DEAL}/", f"/deals/{DEAL}/questions/"), tmp_path)
    draft = people.cast.portal.work.draft(DEAL)
    assert draft is not None
    assert draft.revision == 2

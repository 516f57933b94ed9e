"""Web and signer killed with -9 at every write of every act of a filing: asked again, each act is there once."""

import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tallystick.shell.documents.makers import Makers
from tallystick.shell.operations.ports.people.plans import PlanKind, PlanState
from tests.shell.operations import example
from tests.shell.operations.example import FILING
from tests.shell.web.killing import (
    People,
    Recorded,
    Step,
    entering,
    in_a_new_process_that_dies,
    in_a_process_that_dies,
    survived,
)
from tests.shell.web.people import stage, with_api
from tests.shell.web.test_work import APPROVER, COUNSEL, DEAL, FIRST, PREPARER, RECORDERS, SECOND, packaged, sent

DESK, ROUNDS = f"/desk/{FILING}/", f"/desk/{FILING}/rounds/"
SECOND_COUNSEL = "tan-shuhe"
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> People:
    """A home in which a deal was packaged, and everybody entered."""
    cast = packaged(stage(tmp_path_factory.mktemp("killed") / "home"))
    return entering(cast, PREPARER, APPROVER, COUNSEL, SECOND_COUNSEL, FIRST, SECOND, *RECORDERS)


def submission(people: People) -> None:
    page = people.reader(PREPARER).get(f"/deals/{DEAL}/package/").content.decode()
    for action in re.findall(r'action="(/deals/[^"]+/submit/)"', page):
        people.post(PREPARER, action)


def decision(event: str, **more: str) -> Step:
    """One reviewer prepares and approves it."""
    said = {"reason": "In order.", "standing": "rehearsal", **more}
    return lambda people: people.post(FIRST, f"{DESK}{event}/", **said)


def second(people: People, event: str) -> None:
    """The other gives an outcome of their own, and approves."""
    given = {"event": event, "standing": "rehearsal", "reason": "So it seems to me."}
    people.post(SECOND, f"/acts/{people.plan(PlanKind.DECIDE).id}/outcome/", **given)
    people.approve(SECOND, PlanKind.DECIDE)


def seconded(event: str) -> Step:
    return partial(second, event=event)


def approval(person: str, kind: PlanKind) -> Step:
    return partial(People.approve, person=person, kind=kind)


def signature(people: People) -> None:
    people.cast.sign()


def signature_with_documents(people: People) -> None:
    """Sign what makes Word and PDF files, which are looked into before they are handed in."""
    cast: Any = people.cast
    cast.sign(Makers())


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


def notice(people: People) -> None:
    """Prepare the record of a specimen notice with its capture."""
    paper = {"paper": "notice", "number": "SPECIMEN-1", "date": "2026-09-15", "specimen": "yes"}
    capture = SimpleUploadedFile("capture.md", b"a specimen of a page")
    people.post(
        RECORDERS[0], f"{DESK}record/", **paper, authority_zh="（样本）", authority_en="(specimen)", capture=capture
    )


def packaging(people: People) -> None:
    people.post(PREPARER, f"/deals/{DEAL}/package/")


def word(people: People) -> None:
    """Prepare the record that the first duty on the page was reported."""
    page = people.reader(PREPARER).get(f"/deals/{DEAL}/after/").content.decode()
    of = page.partition('id="of"')[2].partition('value="')[2].partition('"')[0]
    report = SimpleUploadedFile("report.pdf", b"%PDF-1.7\n%%EOF")
    people.post(PREPARER, f"/deals/{DEAL}/after/tell/", of=of, report=report)


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
READS_A_TAPE = {"submission-signed", "reply-signed", "filed-signed", "determination-signed"}
READS_A_TAPE |= {"package", "package-signed", "word", "word-signed"}
DETERMINED: tuple[tuple[str, Step], ...] = (
    ("determination", determination),
    ("determination-approved", approval(COUNSEL, PlanKind.ANSWER)),
    ("determination-approved-by-two", approval(SECOND_COUNSEL, PlanKind.ANSWER)),
    ("determination-signed", signature),
)


REPLIED: tuple[tuple[str, Step], ...] = (
    ("reply-approved", approval(APPROVER, PlanKind.RESPOND)),
    ("reply-signed", signature_with_documents),
)
RECORDED: tuple[tuple[str, Step], ...] = (
    ("filed", decision("file")),
    ("filed-seconded", seconded("file")),
    ("filed-signed", signature),
    ("notice", notice),
    ("notice-approved", approval(RECORDERS[1], PlanKind.RECORD)),
    ("notice-signed", signature),
)


TOLD: tuple[tuple[str, Step], ...] = (
    ("word", word),
    ("word-approved", approval(APPROVER, PlanKind.TELL)),
    ("word-signed", signature),
)
PACKAGED: tuple[tuple[str, Step], ...] = (("package", packaging), ("package-signed", signature))


def unharmed(people: People, steps: Iterable[Step], folder: Path) -> People:
    """Do steps in a copy, which nobody kills."""
    people = people.copy(folder)
    for step in steps:
        step(people)
        people.later()
    return people


def walked(people: People, steps: tuple[tuple[str, Step], ...], pages: tuple[str, ...], folder: Path) -> People:
    for name, step in steps:
        end = in_a_new_process_that_dies if name in READS_A_TAPE else in_a_process_that_dies
        people = survived(people, step, lambda each: each.read(PREPARER, *pages, "/acts/"), folder / name, end)
    return people


def test_a_filing_is_submitted_questioned_and_answered_over_processes_that_are_killed(
    packed: People, tmp_path: Path, record_property: Recorded
):
    people = walked(packed, FILED, (f"/deals/{DEAL}/",), tmp_path)
    plans = [(each.kind, each.state) for each in people.cast.portal.work.plans(subject=FILING)]
    assert plans == [
        (PlanKind.SUBMIT, PlanState.DONE),
        (PlanKind.DECIDE, PlanState.DONE),
        (PlanKind.VIEW, PlanState.DONE),
        (PlanKind.RESPOND, PlanState.WITHDRAWN),
    ]
    record_property("times", people.deaths)


def test_a_determination_is_signed_once_by_two(packed: People, tmp_path: Path, record_property: Recorded):
    people = walked(packed, DETERMINED, (f"/deals/{DEAL}/", f"/deals/{DEAL}/questions/"), tmp_path)
    draft = people.cast.portal.work.draft(DEAL)
    assert draft is not None
    assert draft.revision == 2
    record_property("times", people.deaths)


def test_a_reply_is_approved_and_signed_once(packed: People, tmp_path: Path, record_property: Recorded):
    asked = [step for name, step in FILED if name not in {"answers", "handed-in", "taken-back"}]
    people = unharmed(packed, [*asked, answers, handing_in], tmp_path / "asked")
    people = walked(people, REPLIED, (f"/deals/{DEAL}/", ROUNDS), tmp_path)
    assert [each.state for each in people.cast.portal.work.plans(subject=FILING)] == [PlanState.DONE] * 4
    record_property("times", people.deaths)


def test_a_filing_is_filed_and_its_notice_is_recorded_once(packed: People, tmp_path: Path, record_property: Recorded):
    people = unharmed(packed, [step for _, step in FILED[:3]], tmp_path / "submitted")
    people = walked(people, RECORDED, (f"/deals/{DEAL}/",), tmp_path)
    plans = [(each.kind, each.state) for each in people.cast.portal.work.plans(subject=FILING)]
    assert plans[0] == (PlanKind.SUBMIT, PlanState.DONE)
    assert plans[-1] == (PlanKind.RECORD, PlanState.DONE)
    assert {state for _, state in plans} == {PlanState.DONE}
    record_property("times", people.deaths)


def test_what_is_reported_after_a_filing_is_on_record_once(packed: People, tmp_path: Path, record_property: Recorded):
    people = unharmed(packed, [step for _, step in (*FILED[:3], *RECORDED)], tmp_path / "recorded")
    people = walked(people, TOLD, (f"/deals/{DEAL}/after/",), tmp_path)
    assert people.plan(PlanKind.TELL).state is PlanState.DONE
    record_property("times", people.deaths)


def test_a_package_is_made_once(tmp_path: Path, record_property: Recorded):
    cast = with_api(stage(tmp_path / "home"))
    assert sent(cast.reader(PREPARER), example.soon_repaid()).status_code == 302
    people = walked(entering(cast, PREPARER), PACKAGED, (f"/deals/{DEAL}/",), tmp_path)
    assert people.plan(PlanKind.PACKAGE).state is PlanState.DONE
    record_property("times", people.deaths)

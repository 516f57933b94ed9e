"""A round of questions: asked about fields, answered one by one by several people, handed in, approved, signed."""

import re
from pathlib import Path

import pytest

from tallystick.evidence.persons import Side
from tallystick.filing.states import Event, Phase, Standing
from tallystick.shell.documents.makers import Makers
from tallystick.shell.operations.filing.decide import decide
from tallystick.shell.operations.filing.respond import replies_of
from tallystick.shell.operations.filing.review import review_of
from tallystick.shell.operations.ports.people.plans import PlanState
from tallystick.shell.wiring import operations
from tests.shell.operations import example
from tests.shell.operations.example import FILING
from tests.shell.web.conftest import Reader, submitted
from tests.shell.web.people import Cast, stage

PREPARER, APPROVER, STRANGER = "shen-yilan", "gu-wenbo", "qiu-mingyuan"
FIRST, SECOND = example.DESK
ROUNDS = f"/desk/{FILING}/rounds/"
ASKED = [
    {"text": "Who are the shareholders?", "field": "shareholders", "rule": "CSRC1-3(1)", "evidence": "deal.yaml"},
    {"text": "Why this size?", "field": "structure.offshore.classes[A].size", "rule": "", "evidence": ""},
]


def questioned(made: Cast) -> Cast:
    """A home with one filing, of which two reviewers asked two questions."""
    with operations().open_home(str(made.home), Side.ONSHORE) as home:
        submitted(home.evidence)
    return asked_of(made)


def asked_of(made: Cast) -> Cast:
    """The same home, once two reviewers asked their two questions."""
    with operations().open_home(str(made.home), Side.ONSHORE) as home:
        asked = decide(
            home.evidence,
            FILING,
            Event.QUESTION,
            by=tuple(map(example.person, example.DESK)),
            signers=tuple(map(example.signer, example.DESK)),
            standing=Standing.REHEARSAL,
            reason={"reason": "Two points.", "questions": ASKED},
            at=example.at("2026-09-08T02:00"),
        )
        assert asked.value is not None, example.codes(asked)
    return made


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """A home with one filing and its people, of which each test has a copy."""
    made = stage(tmp_path_factory.mktemp("rounds") / "home", PREPARER, APPROVER, STRANGER, FIRST, SECOND)
    with operations().open_home(str(made.home), Side.ONSHORE) as home:
        submitted(home.evidence)
    return made


@pytest.fixture
def cast(filed: Cast, tmp_path: Path) -> Cast:
    """A home with one filing, of which two reviewers asked two questions."""
    return asked_of(filed.copy(tmp_path / "home"))


@pytest.fixture
def preparer(cast: Cast) -> Reader:
    return cast.reader(PREPARER)


def page(browser, path=ROUNDS, status=200):
    answer = browser.get(path)
    assert answer.status_code == status, answer.content.decode()[:800]
    return answer.content.decode()


def part(point, name, *, value, seen=""):
    return {f"v:1/{point}/{name}": value, f"o:1/{point}/{name}": seen}


def kept(browser, **given):
    return browser.post(ROUNDS, part(**given), headers={"X-Part": "fields"})


def answered(cast: Cast, preparer: Reader) -> None:
    """Have two people of the house write the answer to the first question."""
    assert kept(preparer, point="Q1", name="zh", value="由两名股东持有。").status_code == 200
    assert kept(cast.reader(APPROVER), point="Q1", name="en", value="Two hold it.").status_code == 200


def test_what_is_filed_at_the_field_stands_beside_each_question(preparer):
    shown = page(preparer)
    assert "Who are the shareholders?" in shown
    assert "0 of 2 answered" in shown
    assert f"/desk/{FILING}/files/deal.yaml" in shown, "its document is at hand"
    assert "114" in page(preparer, f"{ROUNDS}1/Q2/"), "the size as the deal file has it"
    assert '<p lang="en">' in page(preparer, f"{ROUNDS}1/Q1/"), "the filing's own words"
    page(preparer, f"{ROUNDS}1/Q9/", 404)
    page(preparer, f"{ROUNDS}2/Q1/", 404)


def test_several_people_answer_and_none_overwrites_another(cast, preparer):
    assert kept(preparer, point="Q1", name="zh", value="由两名股东持有。").status_code == 200
    approver = cast.reader(APPROVER)
    assert "由两名股东持有。" in page(approver)
    stale = kept(approver, point="Q1", name="zh", value="由三名股东持有。")
    assert stale.status_code == 409
    assert "由两名股东持有。" in stale.content.decode(), "what stands there now is said"
    assert kept(approver, point="Q1", name="en", value="Two hold it.").status_code == 200
    told = preparer.get(f"{ROUNDS}news/?after=1")
    assert "Two hold it." in told.content.decode(), "what the other wrote appears"
    assert "1 of 2 answered" in told.content.decode()
    assert preparer.get(f"{ROUNDS}news/?after=2").status_code == 204


def test_an_answer_that_does_not_fit_the_deal_is_told_at_its_question(cast, preparer):
    answered(cast, preparer)
    assert kept(preparer, point="Q2", name="zh", value="A档规模不超过120,000,000.00美元。").status_code == 200
    kept(preparer, point="Q2", name="en", value="Class A is what the pool bears.")
    assert "found-warning" in page(preparer), "the deal says another size"
    kept(preparer, point="Q2", name="documents", value="M99")
    assert "found-error" in page(preparer), "and no such material is there"
    refused = preparer.post(f"{ROUNDS}hand-in/", {"reason": "Answered."})
    assert refused.status_code == 400, "so nothing is handed in"
    kept(preparer, point="Q2", name="documents", value="", seen="M99")
    seen = "A档规模不超过120,000,000.00美元。"
    assert kept(preparer, point="Q2", name="zh", value="", seen=seen).status_code == 200
    assert "still has open questions: Q2" in preparer.post(f"{ROUNDS}hand-in/", {"reason": "x"}).content.decode()


def test_nobody_else_reads_a_reply_before_it_is_handed_in(cast, preparer):
    answered(cast, preparer)
    desk = page(cast.reader(FIRST))
    assert "Who are the shareholders?" in desk
    assert "由两名股东持有。" not in desk
    first, stranger = cast.reader(FIRST), cast.reader(STRANGER)
    assert kept(first, point="Q1", name="en", value="x", seen="Two hold it.").status_code == 403
    assert first.get(f"{ROUNDS}news/?after=0").status_code == 403
    assert first.post(f"{ROUNDS}hand-in/", {"reason": "x"}).status_code == 403
    for path in (ROUNDS, f"{ROUNDS}1/Q1/", f"{ROUNDS}news/?after=0"):
        assert stranger.get(path).status_code == 404
        assert Reader(cast.portal).get(path).status_code == 302
    assert stranger.post(f"{ROUNDS}hand-in/", {"reason": "x"}).status_code == 404


def test_a_round_is_handed_in_approved_by_another_and_signed_with_every_answer(cast, preparer):
    answered(cast, preparer)
    kept(preparer, point="Q2", name="zh", value="以资产池可支持的规模为限。")
    kept(preparer, point="Q2", name="en", value="Class A is what the pool bears.")
    kept(preparer, point="Q1", name="documents", value="M6")
    handed = preparer.post(f"{ROUNDS}hand-in/", {"reason": "Answered."})
    assert handed.status_code == 302, handed.content.decode()[-3000:]
    plan = handed.headers["Location"]
    assert preparer.post(f"{ROUNDS}hand-in/", {"reason": "Answered."}).headers["Location"] == plan, "asked for anew"
    other = preparer.post(f"{ROUNDS}hand-in/", {"reason": "Other words."})
    assert other.status_code == 400, "two replies to one round do not wait beside each other"
    assert "waits for approval" in other.content.decode()
    for address, back in (("approve/", plan), ("withdraw/", plan)):
        assert preparer.get(f"{plan}{address}").headers["Location"] == back, "opened, it leads to the act"
    assert preparer.get(f"{ROUNDS}hand-in/").headers["Location"] == ROUNDS
    assert preparer.post(f"{plan}approve/", {"code": cast.code(PREPARER)}).status_code == 400, "not by its preparer"
    approver = cast.reader(APPROVER)
    shown = page(approver, plan)
    assert "Two hold it." in shown, "who approves reads every answer"
    assert f'href="{ROUNDS}"' in shown, "and its question is one step away"
    assert "Q1" in page(approver)
    (paper,) = re.findall(r'href="(/acts/[^"]+/papers/[0-9a-f]+)"', shown)
    assert "由两名股东持有。" in page(approver, paper), "and opens every paper"
    page(cast.reader(STRANGER), paper, 404)
    page(approver, f"{paper[:-4]}0000", 404)
    assert approver.post(f"{plan}approve/", {"code": cast.code(APPROVER)}).status_code == 302
    (done,) = cast.sign(Makers())
    assert done.state is PlanState.DONE, done.findings
    evidence = cast.portal.register.evidence
    assert review_of(evidence, FILING).phase is Phase.SUBMITTED
    (note,) = replies_of(evidence, FILING)
    assert note["round"] == {"paper": f"{FILING} R1", "round": "1", "answered": ["Q1", "Q2"], "questions": ["Q1", "Q2"]}
    desk = page(cast.reader(SECOND))
    assert "由两名股东持有。" in desk
    assert "以资产池可支持的规模为限。" in desk
    papers = re.findall(r'href="(/desk/[^"]+/papers/[0-9a-f]+)">([^<]+)<', desk)
    assert {name for _, name in papers} > {"questions.yaml", "reply-1-zh.pdf", "reply-1-en.docx"}
    reply = cast.reader(SECOND).get(dict(map(reversed, papers))["reply-1-zh.pdf"])
    assert reply.content.startswith(b"%PDF")
    assert "attachment" in reply.headers["Content-Disposition"]
    page(cast.reader(STRANGER), papers[0][0], 404)
    page(cast.reader(SECOND), f"{papers[0][0][:-4]}0000", 404)
    assert kept(preparer, point="Q1", name="en", value="x", seen="Two hold it.").status_code == 404, "it is closed"


def test_a_question_is_bound_to_what_the_filing_has(filed, tmp_path):
    cast = filed.copy(tmp_path / "home")
    first = cast.reader(FIRST)
    asked = {"reason": "One.", "standing": "rehearsal", "text-0": "Why?", "path-0": "weather", "rule-0": "NONE-1"}
    refused = first.post(f"/desk/{FILING}/question/", asked)
    assert refused.status_code == 400
    assert "weather" in refused.content.decode()
    assert "NONE-1" in refused.content.decode()
    right = {**asked, "path-0": "assets.class", "rule-0": ""}
    assert first.get(f"/desk/{FILING}/question/").headers["Location"] == f"/desk/{FILING}/"
    made = first.post(f"/desk/{FILING}/question/", right | {"code": "000000"})
    told = page(first, made.headers["Location"])
    assert "No valid second factor was shown" in told, "prepared, and not approved: it is said"
    assert "2 more must approve" in told
    second = page(cast.reader(SECOND), f"/desk/{FILING}/")
    assert "A colleague&#x27;s decision waits for your own" in second
    assert "You are the first of two" not in second
    assert 'name="text-0"' not in second, "no rival act is begun beside it"

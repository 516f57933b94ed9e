"""A round of questions through the API: read, answered part by part, handed in, approved; and asked by the desk."""

from typing import Any

import pytest

from tests.shell.operations.example import FILING
from tests.shell.web.people import Cast, Program, stage, with_api
from tests.shell.web.test_rounds import APPROVER, FIRST, PREPARER, SECOND, STRANGER, questioned

ROUNDS = f"/desk/{FILING}/rounds"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """The home of `test_rounds`, and its API."""
    folder = tmp_path_factory.mktemp("program") / "home"
    return with_api(questioned(stage(folder, PREPARER, APPROVER, STRANGER, FIRST, SECOND)))


def program(cast: Cast, person: str) -> Program:
    return Program(cast, person, house=person if person != APPROVER else PREPARER)


def put(by: Program, point: str, part: str, value: str, over: str = "") -> tuple[int, Any]:
    key = f"put-{point}-{part}-{abs(hash((value, over)))}"
    return by.post(f"{ROUNDS}/1/parts", key, point=point, part=part, value=value, over=over)


def test_a_round_is_answered_part_by_part_and_nobody_is_overwritten(cast: Cast):
    filer, approver = program(cast, PREPARER), program(cast, APPROVER)
    status, (asked,) = filer.get(ROUNDS)
    assert (status, asked["number"], asked["open"]) == (200, 1, True)
    assert [each["id"] for each in asked["points"]] == ["Q1", "Q2"]
    assert filer.get(f"{ROUNDS}/1/points/Q2")[1]["value"].strip(), "what stands at the path it is about"
    assert filer.get(f"{ROUNDS}/1/points/Q9")[0] == 404
    assert put(filer, "Q1", "zh", "由两名股东持有。")[0] == 201
    status, told = put(approver, "Q1", "zh", "由三名股东持有。")
    assert (status, told["findings"][0]["code"]) == (409, "deal.edit-held")
    status, told = put(approver, "Q1", "en", "Two hold it.")
    assert (status, told["answered"], told["points"]) == (201, 1, 2)
    assert put(filer, "Q9", "en", "x")[0] == 404
    written = filer.get(ROUNDS)[1][0]["points"][0]["written"]
    assert written == {"zh": "由两名股东持有。", "en": "Two hold it.", "documents": ""}
    assert program(cast, FIRST).get(ROUNDS)[1][0]["points"][0]["written"] is None, "the filer's own before it is in"
    assert put(program(cast, FIRST), "Q1", "en", "x", "Two hold it.")[0] == 403
    assert program(cast, STRANGER).get(ROUNDS)[0] == 404


def test_a_round_is_handed_in_whole_once_and_approved_by_another(cast: Cast):
    filer, approver = program(cast, PREPARER), program(cast, APPROVER)
    status, told = filer.post(f"{ROUNDS}/1/hand-in", "hand-in-early", reason="Answered.")
    assert (status, told["findings"][0]["code"]) == (409, "filing.round-open")
    for part, value in (("zh", "以资产池可支持的规模为限。"), ("en", "What the pool bears.")):
        assert put(filer, "Q2", part, value)[0] == 201
    paper = filer.send("letter.md", b"a letter")
    status, act = filer.post(f"{ROUNDS}/1/hand-in", "hand-in-one", reason="Answered.", papers=[paper])
    assert (status, act["kind"], act["state"]) == (201, "respond", "waiting"), act
    assert [each["en"] for each in act["said"]["answers"]] == ["Two hold it.", "What the pool bears."]
    assert [*act["said"]["papers"]] == ["letter.md"]
    assert filer.post(f"{ROUNDS}/1/hand-in", "hand-in-one", reason="Answered.", papers=[paper]) == (201, act)
    again = filer.post(f"{ROUNDS}/1/hand-in", "hand-in-two", reason="Answered.", papers=[paper])
    assert again == (200, act), "another key leads to the act that waits"
    approved = approver.post(f"/acts/{act['id']}/approvals", "approve-round", code=cast.code(APPROVER))
    assert (approved[0], approved[1]["state"]) == (201, "approved")


def test_the_desk_asks_about_what_the_filing_has_and_consults_departments_by_name(cast: Cast):
    first = program(cast, FIRST)
    asked = {"text": "Why?", "field": "weather", "rule": "NONE-1"}
    path = f"/desk/{FILING}/acts"
    status, told = first.post(path, "ask-unbound", event="question", reason="One.", questions=[asked])
    assert (status, told["findings"][0]["code"]) == (422, "filing.question-unbound")
    status, told = first.post(path, "consult-nobody", event="consult", reason="x")
    assert (status, told["findings"][0]["code"]) == (422, "filing.consult-nobody")
    status, told = first.post(path, "answer-words", event="answer", reason="by words alone")
    assert status == 422, "a round is answered point by point"

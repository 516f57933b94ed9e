"""The same exchange by programs of both sides: each step a call, each approval a code, no page opened."""

import base64
import io
import zipfile
from typing import Any

import pytest

from tallystick.filing.handover.consents import ConsentKind
from tallystick.shell.operations.ports.people.plans import PlanState
from tests.shell.operations.example import DESK
from tests.shell.web.exchanged import CAST, OFFICERS, WITNESS, Authority, both
from tests.shell.web.people import Program

AGREED = {"agreement": (CAST / "agreement.yaml").read_text("utf-8"), "roll": (CAST / "people.yaml").read_text("utf-8")}
ASKED = {"id": "rq-call", "agreement": "desk-south-bay", "filing": "auto-leases-2026-1-v1", "files": ["terms.json"]}


class Programs:
    """The programs of an authority's people."""

    def __init__(self, at: Authority, *people: str) -> None:
        self.at, self.people = at, {each: Program(at, each, house=people[0]) for each in people}
        self.first = self.people[people[0]]

    def done(self, path: str, *people: str, **body: Any) -> None:
        """Prepare an act, have each of these people approve it, and have it signed."""
        key = f"{path.replace('/', '.')}-{len(str(body))}-{body.get('consent', '')}"
        status, act = self.people[people[0]].post(path, f"{key:_<8}"[:100], **body)
        assert status == 201, act
        for each in people:
            status, told = self.people[each].post(
                f"/acts/{act['id']}/approvals", f"yes-{act['id']}", code=self.at.code(each)
            )
            assert status == 201, told
        (carried,) = self.at.sign()
        assert carried.state is PlanState.DONE, carried.findings

    def text(self, path: str) -> bytes:
        """A file that is answered."""
        answer = self.first.reader.get(f"/api/v1{path}", headers=self.first.headers)
        assert answer.status_code == 200, answer.content
        return bytes(answer.content)


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[Authority, Authority]:
    return both(tmp_path_factory.mktemp("programs"))


def test_an_exchange_by_calls_alone(sides):
    desk, abroad = Programs(sides[0], *DESK), Programs(sides[1], *OFFICERS)
    desk.done("/agreements", *DESK, **AGREED)
    abroad.done("/agreements", *OFFICERS, **AGREED)
    status, (agreed,) = abroad.first.get("/agreements")
    assert (status, [each["id"] for each in agreed["officers"]]) == (200, [*DESK])
    assert desk.first.post("/agreements", "agreed-again", **AGREED)[0] == 422, "nothing is new in it"

    half = {**ASKED, "files": ["\ud800"]}
    assert abroad.first.post("/requests", "half-a-letter", **half, purpose="Supervision")[0] == 400
    abroad.done("/requests", *OFFICERS, **ASKED, purpose="Supervision")
    (asked,) = abroad.first.get("/requests")[1]
    place, theirs = f"/exchanges/{asked['sha256']}", f"/requests/{asked['sha256']}"
    assert (asked["awaited"], asked["asked_by"]) == ("receipt", [*OFFICERS])
    desk.done("/exchanges", DESK[0], request=abroad.text(f"{theirs}/files/request.json").decode())
    abroad.done(f"{theirs}/receipts", OFFICERS[0], receipt=desk.text(f"{place}/files/receipt.json").decode())

    held = desk.first.get(f"{place}/answer")[1]
    assert [(each["path"], each["passes"], all(each["fields"].values())) for each in held["files"]] == [
        ("terms.json", True, True)
    ]
    assert {each["code"] for each in held["findings"]} == {"supervision.exchange-no-consent"}
    early = desk.first.post(f"{place}/answer", "answer-early")
    assert (early[0], len(early[1]["findings"])) == (422, len(ConsentKind))
    capture = desk.first.send("paper.pdf", b"%PDF-1.7\n%%EOF")
    for kind in ConsentKind:
        paper = {"authority": "CSRC", "number": "2026-7", "date": "2026-10-28", "expires": "2026-12-31"}
        desk.done(f"{place}/consents", *DESK, consent=kind.value, capture=capture, **paper)
    desk.done(f"{place}/answer", *DESK)

    answer = desk.text(f"{place}/files/answer.zip")
    with zipfile.ZipFile(io.BytesIO(answer)) as packed:
        files = [{"name": each, "content": base64.b64encode(packed.read(each)).decode()} for each in packed.namelist()]
    lacking = abroad.first.post(f"{theirs}/answers", "answer-part", files=files[1:])
    assert (lacking[0], bool(lacking[1]["findings"])) == (422, True)
    abroad.done(f"{theirs}/answers", OFFICERS[1], files=files)
    desk.done(f"{place}/receipts", DESK[1], receipt=abroad.text(f"{theirs}/files/receipt.json").decode())
    assert [each["step"] for each in desk.first.get("/exchanges")[1]] == ["done"]
    assert [each["awaited"] for each in abroad.first.get("/requests")[1]] == ["nothing"]
    stranger = Program(sides[1], WITNESS, house=WITNESS)
    assert [stranger.get(each)[0] for each in ("/requests", "/agreements", theirs + "/files/receipt.json")] == [403] * 3

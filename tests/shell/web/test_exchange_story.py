"""Two authorities over their own portals: an agreement, a request, consents, a proven answer, receipts both ways."""

import io
import zipfile
from typing import Any

import pytest

from tallystick.filing.handover.consents import ConsentKind
from tests.shell.operations.example import DESK
from tests.shell.web.exchanged import OFFICERS, Authority, both, sent, terms, told
from tests.shell.web.test_after import read

DESK_PAGE, ABROAD = "/desk/+exchange/", "/exchange/"
ASKED = {"id": "rq-1", "agreement": "desk-south-bay", "filing": "auto-leases-2026-1-v1", "files": ["terms.json"]}
ASKED |= {"purpose": "Supervision of the issuer"}


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[Authority, Authority]:
    """Both authorities, each of which adopted the agreement with the other's officers."""
    desk, abroad = both(tmp_path_factory.mktemp("two"))
    desk.done(f"{ABROAD}agreements/", *DESK, **terms())
    abroad.done(f"{ABROAD}agreements/", *OFFICERS, **terms())
    return desk, abroad


def link(browser: Any, page: str, name: str, number: int = 0) -> str:
    """Where a page leads to a file of this name."""
    links = [each.partition('"')[0] for each in read(browser, page).split('href="')[1:]]
    return [each for each in links if each.endswith(name)][number]


def saved(browser: Any, page: str, name: str) -> bytes:
    """A file that a page offers."""
    answer = browser.get(link(browser, page, name))
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return bytes(answer.content)


def permit(desk: Authority, place: str) -> None:
    """Put every kind of consent on record."""
    for kind in ConsentKind:
        said = {"consent": kind.value, "authority": "CSRC", "number": "2026-7", "date": "2026-10-28"}
        paper = sent(b"%PDF-1.7\n%%EOF", "paper.pdf")
        desk.done(f"{place}consent/", *DESK, **said, expires="2026-12-31", capture=paper)


def test_an_exchange_from_request_to_receipt_over_both_portals(sides):
    desk, abroad = sides
    reviewer, officer = desk.reader(DESK[0]), abroad.reader(OFFICERS[0])
    assert "Ingrid Solberg" in read(reviewer, f"{ABROAD}agreements/"), "whom the desk knows overseas"
    assert "He Zhixia" in read(officer, f"{ABROAD}agreements/"), "and they the desk"
    abroad.done(ABROAD, *OFFICERS, **ASKED)
    asked = saved(officer, ABROAD, "request.json")

    desk.done(DESK_PAGE, DESK[0], file=sent(asked, "request.json"))
    place = link(reviewer, DESK_PAGE, "/answer/").removesuffix("answer/")
    receipt = saved(reviewer, DESK_PAGE, "receipt.json")
    theirs = link(officer, ABROAD, "request.json").removesuffix("files/request.json")
    abroad.done(f"{theirs}receipt/", OFFICERS[0], file=sent(receipt, "receipt.json"))

    early = reviewer.post(f"{place}answer/", {"code": desk.code(DESK[0])})
    assert early.status_code == 400, "refused without consent"
    assert len(told(early)) == len(ConsentKind)
    assert "may pass" in read(reviewer, f"{place}answer/"), "field by field"
    permit(desk, place)
    desk.done(f"{place}answer/", *DESK)
    answer = saved(reviewer, DESK_PAGE, "answer.zip")
    assert set(zipfile.ZipFile(io.BytesIO(answer)).namelist()) == {"answer.json", "export.json", "terms.json"}

    abroad.done(f"{theirs}answer/", OFFICERS[1], file=sent(answer, "answer.zip"))
    back = saved(officer, ABROAD, "receipt.json")
    assert "proven under the filed root" in read(officer, ABROAD)
    desk.done(f"{place}receipt/", DESK[1], file=sent(back, "receipt.json"))
    assert "the receipts of both sides are on record" in read(reviewer, DESK_PAGE)
    in_chinese = officer.get(ABROAD, HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()
    assert "答复已核验并记录" in in_chinese

    again = reviewer.post(DESK_PAGE, {"file": sent(asked, "request.json"), "code": desk.code(DESK[0])})
    assert (again.status_code, ["on record already" in each for each in told(again)]) == (400, [True])
    twice = officer.post(f"{theirs}answer/", {"file": sent(answer, "answer.zip"), "code": abroad.code(OFFICERS[0])})
    assert (twice.status_code, ["on record already" in each for each in told(twice)]) == (400, [True])

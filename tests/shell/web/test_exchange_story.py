"""Two authorities over their own portals: an agreement, a request, consents, a proven answer, receipts both ways."""

import io
import zipfile
from typing import Any

import pytest

from tallystick.evidence.digests import sha256_hex
from tallystick.filing.handover.consents import ConsentKind
from tallystick.supervision.exchange.messages import Answer, Receipt, Request
from tests.shell.operations import example
from tests.shell.operations.example import DESK, FILER
from tests.shell.web.axed import axed
from tests.shell.web.exchanged import CAST, OFFICERS, WITNESS, Authority, both, sent, terms, told
from tests.shell.web.test_after import read

DESK_PAGE, ABROAD = "/desk/+exchange/", "/exchange/"
FLOWS = "projection/base-classes.csv"
ASKED: dict[str, Any] = {"id": "rq-1", "agreement": "desk-south-bay", "filing": "auto-leases-2026-1-v1"}
ASKED |= {"purpose": "Supervision of the issuer", "files": ["terms.json", FLOWS]}


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[Authority, Authority]:
    """Both authorities, each of which adopted the agreement with the other's officers."""
    desk, abroad = both(tmp_path_factory.mktemp("two"))
    desk.done(f"{ABROAD}agreements/", *DESK, **terms())
    abroad.done(f"{ABROAD}agreements/", *OFFICERS, **terms())
    return desk, abroad


def link(browser: Any, page: str, name: str) -> str:
    """Where a page leads to a file of this name."""
    links: list[str] = [each.partition('"')[0] for each in read(browser, page).split('href="')[1:]]
    return next(each for each in links if each.endswith(name))


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
    assert set(zipfile.ZipFile(io.BytesIO(answer)).namelist()) == {"answer.json", "export.json", "terms.json", FLOWS}

    abroad.done(f"{theirs}answer/", OFFICERS[1], file=sent(answer, "answer.zip"))
    back = saved(officer, ABROAD, "receipt.json")
    assert "proven under the filed root" in read(officer, ABROAD)
    desk.done(f"{place}receipt/", DESK[1], file=sent(back, "receipt.json"))
    assert "the receipts of both sides are on record" in read(reviewer, DESK_PAGE)
    for page, others in ((read(reviewer, DESK_PAGE), OFFICERS), (read(officer, ABROAD), DESK)):
        assert not [each for each in others if each in page], "the other side's people by their names"
    assert "Ingrid Solberg" in read(reviewer, DESK_PAGE)
    in_chinese = officer.get(ABROAD, HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()
    assert "答复已核验并记录" in in_chinese

    again = reviewer.post(DESK_PAGE, {"file": sent(asked, "request.json"), "code": desk.code(DESK[0])})
    assert (again.status_code, ["on record already" in each for each in told(again)]) == (400, [True])
    twice = officer.post(f"{theirs}answer/", {"file": sent(answer, "answer.zip"), "code": abroad.code(OFFICERS[0])})
    assert (twice.status_code, ["on record already" in each for each in told(twice)]) == (400, [True])


def by_hand(sides: Any, name: str, signer: str = OFFICERS[0], **changes: Any) -> bytes:
    """A request that an officer signed with software of their own, or somebody else in their name."""
    packages = sides[0].portal.register.evidence.journal.filings()
    said = {"id": name, "agreement": "desk-south-bay", "deal": packages[0].deal, "files": ["terms.json"]}
    said |= {"package_root": packages[0].package_sha256, "purpose": "supervision", "day": "2026-11-03", **changes}
    request = Request.model_validate({**said, "schema": "tallystick/exchange-request/v1"})
    return bytes(request.signed(OFFICERS[0], example.signer(signer).sign(request.unsigned())).content())


def taken_in(sides: Any, content: bytes) -> str:
    """Have the desk take a request in; return its page."""
    sides[0].done(DESK_PAGE, DESK[0], file=sent(content, "request.json"))
    sha256 = Request.parse(content).sha256  # type: ignore[union-attr]
    return f"{DESK_PAGE}{sha256}/"


def test_nobody_decides_alone_and_nobody_else_at_all(sides):
    desk, abroad = sides
    plan = abroad.reader(OFFICERS[0]).post(ABROAD, {**ASKED, "id": "rq-alone", "code": abroad.code(OFFICERS[0])})
    address = plan.headers["Location"]
    again = abroad.reader(OFFICERS[0]).post(f"{address}approve/", {"code": abroad.code(OFFICERS[0])})
    assert again.status_code == 400, "the first of two is not the second"
    assert abroad.sign() == []
    assert abroad.reader(WITNESS).get(address).status_code == 404
    for page in (ABROAD, f"{ABROAD}agreements/"):
        assert abroad.reader(WITNESS).get(page).status_code == 404, "no officer of an authority"
        assert desk.reader(FILER).get(page).status_code == 404, "nor a filer"
    assert abroad.reader(OFFICERS[0]).get(DESK_PAGE).status_code == 404, "the desk's pages are onshore alone"
    assert desk.reader(DESK[0]).get(ABROAD).status_code == 404, "and the officers' overseas"
    text = (CAST / "agreement.yaml").read_bytes().replace(b"desk-south-bay", b"second")
    form = {**terms(), "agreement": sent(text, "agreement.yaml"), "code": abroad.code(OFFICERS[0])}
    address = abroad.reader(OFFICERS[0]).post(f"{ABROAD}agreements/", form).headers["Location"]
    second = abroad.reader(OFFICERS[1])
    paper = link(second, address, f"/papers/{sha256_hex(text)}")
    assert second.get(paper).content == text, "the second reads what is to be approved"
    assert abroad.reader(WITNESS).get(paper).status_code == 404
    place = taken_in(sides, by_hand(sides, "rq-two"))
    assert desk.reader(FILER).post(f"{place}answer/").status_code == 404
    others = terms()
    text = (CAST / "agreement.yaml").read_bytes().replace(b"Filing desk (rehearsal)", b"Another desk")
    others["agreement"] = sent(text, "agreement.yaml")
    refused = desk.reader(DESK[0]).post(f"{ABROAD}agreements/", {**others, "code": desk.code(DESK[0])})
    assert (refused.status_code, ["is not of the authority" in each for each in told(refused)]) == (400, [True])


def test_nothing_outside_the_list_is_asked_taken_in_or_answered(sides):
    desk, abroad = sides
    form = {**ASKED, "id": "rq-out", "files": ["deal.yaml"], "code": abroad.code(OFFICERS[0])}
    refused = abroad.reader(OFFICERS[0]).post(ABROAD, form)
    assert (refused.status_code, ["is not on the bilateral list" in each for each in told(refused)]) == (400, [True])
    assert "Supervision of the issuer" in refused.content.decode(), "what was typed is kept"
    content = by_hand(sides, "rq-out", files=["deal.yaml"])
    came = desk.reader(DESK[0]).post(DESK_PAGE, {"file": sent(content, "request.json"), "code": desk.code(DESK[0])})
    assert (came.status_code, ["is not on the bilateral list" in each for each in told(came)]) == (400, [True])

    narrow = (CAST / "agreement.yaml").read_bytes().replace(b"desk-south-bay", b"narrow")
    narrow = narrow.replace(b'terms.json: ["*"]', b"terms.json: [deal]")
    desk.done(f"{ABROAD}agreements/", *DESK, **{**terms(), "agreement": sent(narrow, "agreement.yaml")})
    place = taken_in(sides, by_hand(sides, "rq-narrow", agreement="narrow"))
    permit(desk, place)
    page = read(desk.reader(DESK[0]), f"{place}answer/")
    assert "fields off the list" in page
    assert page.count('<li class="finding') == 0, "a file with many such fields is told of once"
    assert 'id="code"' not in page, "there is nothing to approve"
    assert desk.reader(DESK[0]).post(f"{place}answer/", {"code": desk.code(DESK[0])}).status_code == 400
    assert desk.reader(DESK[0]).get(f"{place}files/answer.zip").status_code == 404


def test_a_strangers_file_and_one_that_was_changed_on_the_way_are_refused(sides):
    desk, abroad = sides
    reviewer, officer = desk.reader(DESK[0]), abroad.reader(OFFICERS[0])
    for content, why in (
        (by_hand(sides, "rq-forged", signer=WITNESS), "does not hold"),
        (b"{}", "cannot be read"),
        (by_hand(sides, "rq-other", agreement="unknown"), "No agreement unknown"),
    ):
        came = reviewer.post(DESK_PAGE, {"file": sent(content, "request.json"), "code": desk.code(DESK[0])})
        assert came.status_code == 400
        assert why in " ".join(told(came)), told(came)
    assert "rq-forged" not in read(reviewer, DESK_PAGE)

    abroad.done(ABROAD, *OFFICERS, **{**ASKED, "id": "rq-changed"})
    place = taken_in(sides, saved(officer, ABROAD, "request.json"))
    permit(desk, place)
    desk.done(f"{place}answer/", *DESK)
    theirs = f"{ABROAD}{place.removeprefix(DESK_PAGE)}"
    with zipfile.ZipFile(io.BytesIO(desk.reader(DESK[0]).get(f"{place}files/answer.zip").content)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    changed = [sent(each + b" " if name == "terms.json" else each, name) for name, each in files.items()]
    refused = officer.post(f"{theirs}answer/", {"file": changed, "code": abroad.code(OFFICERS[0])})
    assert refused.status_code == 400
    assert "terms.json" in " ".join(told(refused))
    assert officer.get(f"{theirs}files/receipt.json").status_code == 404, "what does not hold gets no receipt"
    said = {"of": Answer.parse(files["answer.json"]).sha256, "day": "2026-11-03"}  # type: ignore[union-attr]
    receipt = Receipt.model_validate({**said, "schema": "tallystick/exchange-receipt/v1"})
    forged = receipt.signed(OFFICERS[0], example.signer(WITNESS).sign(receipt.unsigned())).content()
    refused = reviewer.post(f"{place}receipt/", {"file": sent(forged, "receipt.json"), "code": desk.code(DESK[0])})
    assert (refused.status_code, "does not hold" in " ".join(told(refused))) == (400, True)


def test_the_pages_of_both_sides_have_no_finding_of_axe(sides):
    desk, abroad = sides
    place = link(desk.reader(DESK[0]), DESK_PAGE, "/answer/")
    assert axed(desk.reader(DESK[0]), (place, f"{ABROAD}agreements/"), both=False) == []
    assert axed(abroad.reader(OFFICERS[0]), (ABROAD, f"{ABROAD}agreements/"), both=False) == []

"""Exchanges with overseas authorities on the desk's page and in its call, step by step, and for nobody else."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tallystick.evidence.persons import Side
from tallystick.filing.handover.consents import ConsentKind
from tallystick.filing.states import Event
from tallystick.shell.operations.ports.people.plans import PlanState
from tallystick.shell.operations.ports.people.tokens import Scope
from tallystick.shell.operations.supervision.exchange.at_home import answer, ask, consent, received
from tallystick.shell.wiring import operations
from tallystick.supervision.exchange.messages import Answer, Receipt
from tests.shell.operations import example
from tests.shell.operations.example import DESK, FILING, at
from tests.shell.operations.test_exchange import abroad, exchange, officers, paper
from tests.shell.web.axed import axed
from tests.shell.web.conftest import submitted
from tests.shell.web.people import Cast, Program, stage, with_api
from tests.shell.web.test_after import read
from tests.shell.web.test_work import FIRST, PREPARER, SECOND

PAGE = "/desk/+exchange/"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    made = with_api(stage(tmp_path_factory.mktemp("exchange") / "home", PREPARER, FIRST, SECOND))
    made.portal = replace(made.portal, now=lambda: at("2026-11-03T02:00"))
    return made


def test_every_step_of_an_exchange_is_seen_by_the_desk_and_what_is_next_with_it(cast):
    desk, program = cast.reader(FIRST), Program(cast, FIRST, Scope.READ)
    assert "Nothing was asked yet" in read(desk, PAGE)
    assert program.get("/exchanges") == (200, [])
    with operations().open_home(str(cast.home), Side.ONSHORE) as home:
        kept = home.evidence
        submitted(kept)
        example.decided(kept, Event.FILE)
        between = exchange(kept)
        assert ask(kept, between, officers(DESK[0])).value is not None
        page = read(desk, PAGE)
        assert "tallystick exchange permit" in page
        assert page.count(">missing<") == len(ConsentKind)
        assert "terms.json" in page, "the whitelist of the agreement"
        for kind in ConsentKind:
            assert consent(kept, between, paper(between, kind), officers()).value is not None
        page = read(desk, PAGE)
        assert "tallystick exchange respond" in page
        assert page.count("stands until") == len(ConsentKind)
        given = answer(kept, between, FILING, officers()).value
        assert given is not None
        assert "Their receipt is still to come" in read(desk, PAGE)
        proven = Answer.parse(given["answer.json"])
        assert proven is not None
        said = {"of": proven.sha256, "day": "2026-11-03", "schema": "tallystick/exchange-receipt/v1"}
        assert received(kept, between, abroad(Receipt.model_validate(said)), officers(DESK[0])).value == proven
    assert "the receipts of both sides are on record" in read(desk, PAGE)
    status, (told,) = program.get("/exchanges")
    assert (status, told["step"], told["filing"], told["received"]) == (200, "done", FILING, "2026-11-03")
    assert [(each["kind"], each["stands"], len(each["signed_by"])) for each in told["papers"]] == [
        (kind.value, True, 2) for kind in ConsentKind
    ]
    assert len(told["approved_by"]) == 2
    assert told["fields"] == {"terms.json": ["*"]}
    in_chinese = desk.get(PAGE, HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()
    assert "已完成：双方回执均已记录。" in in_chinese


def test_a_paper_that_ran_out_and_an_agreement_that_ended_are_said_to_be_so(cast, monkeypatch):
    with operations().open_home(str(cast.home), Side.ONSHORE) as home:
        between = exchange(home.evidence)
        other = between.request.model_copy(update={"id": "rq-2", "signatures": {}})
        second = replace(between, request=abroad(other))
        assert ask(home.evidence, second, officers(DESK[0])).value is not None
        assert consent(home.evidence, second, paper(second), officers()).value is not None
    monkeypatch.setattr(cast, "portal", replace(cast.portal, now=lambda: at("2027-01-01T02:00")))
    page = read(cast.reader(FIRST), PAGE)
    assert "ran out on" in page
    monkeypatch.setattr(cast, "portal", replace(cast.portal, now=lambda: at("2028-01-01T02:00")))
    assert "not in force today" in read(cast.reader(FIRST), PAGE)
    assert "the receipts of both sides" in read(cast.reader(FIRST), PAGE), "what was answered in time stays so"


def test_a_filing_team_has_no_such_page_and_no_such_call(cast):
    assert cast.reader(PREPARER).get(PAGE).status_code in {403, 404}
    assert Program(cast, PREPARER, Scope.READ).get("/exchanges")[0] == 403


def asked(cast: Cast, name: str) -> str:
    """Have a request of this id taken in, in a home with one filing; return its digest."""
    with operations().open_home(str(cast.home), Side.ONSHORE) as home:
        if not home.evidence.journal.filings():
            submitted(home.evidence)
        between = exchange(home.evidence)
        own = replace(between, request=abroad(between.request.model_copy(update={"id": name, "signatures": {}})))
        assert ask(home.evidence, own, officers(DESK[0])).value is not None
    return str(own.request.sha256)


def test_two_of_the_desk_put_a_consent_on_record_on_their_page(cast):
    request, first, second = asked(cast, "rq-page"), cast.reader(FIRST), cast.reader(SECOND)
    place, said = f"{PAGE}{request}/consent/", {"consent": "csrc", "authority": "CSRC", "number": "2026-7"}
    capture = SimpleUploadedFile("paper.pdf", b"%PDF-1.7\n%%EOF")
    refused = first.post(place, {**said, "date": "soon", "expires": "2026-12-31", "capture": capture})
    assert refused.status_code == 400
    assert "cannot stand in a request or a consent" in refused.content.decode()
    assert 'value="2026-7"' in refused.content.decode(), "what was typed is kept"
    capture = SimpleUploadedFile("paper.pdf", b"%PDF-1.7\n%%EOF")
    days = {"date": "2026-10-28", "expires": "2026-12-31"}
    plan = first.post(place, {**said, **days, "capture": capture, "code": cast.code(FIRST)}).headers["Location"]
    assert cast.sign() == [], "one is not enough"
    shown = read(second, plan)
    assert "consent of the CSRC" in shown
    assert "2026-7" in shown
    assert second.post(f"{plan}approve/", {"code": cast.code(SECOND)}).status_code == 302
    (done,) = cast.sign()
    assert done.state is PlanState.DONE, done.findings
    told = next(each for each in Program(cast, FIRST, Scope.READ).get("/exchanges")[1] if each["sha256"] == request)
    assert [{*each["signed_by"]} for each in told["papers"] if each["number"] == "2026-7"] == [{FIRST, SECOND}]
    assert axed(first, (PAGE,), both=False) == []
    assert cast.reader(PREPARER).post(place, said).status_code in {403, 404}
    assert first.post(f"{PAGE}{'0' * 64}/consent/", {**said, **days, "capture": capture}).status_code == 404


def test_a_program_prepares_a_consent_and_two_approve_it(cast):
    request, first, second = (asked(cast, "rq-call"), *(Program(cast, each, house=FIRST) for each in DESK))
    paper = {"consent": "screening", "authority": "Secrecy office", "number": "S-1", "date": "2026-10-28"}
    paper |= {"expires": "2026-12-31", "capture": first.send("paper.pdf", b"%PDF-1.7\n%%EOF")}
    status, act = first.post(f"/exchanges/{request}/consents", "consent-1", **paper)
    assert (status, act["kind"], act["state"]) == (201, "permit", "waiting")
    assert first.post(f"/exchanges/{'0' * 64}/consents", "consent-2", **paper)[0] == 404
    for program, person in ((first, FIRST), (second, SECOND)):
        assert program.post(f"/acts/{act['id']}/approvals", f"yes-{person}", code=cast.code(person))[0] == 201
    (done,) = cast.sign()
    assert done.state is PlanState.DONE, done.findings
    status, late = first.post(f"/exchanges/{request}/consents", "consent-3", **{**paper, "expires": "2026-10-30"})
    assert (status, [each["code"] for each in late["findings"]]) == (422, ["supervision.exchange-no-consent"])

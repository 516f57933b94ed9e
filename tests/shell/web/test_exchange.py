"""Exchanges with overseas authorities on the desk's page and in its call, step by step, and for nobody else."""

from dataclasses import replace

import pytest

from tallystick.evidence.persons import Side
from tallystick.filing.handover.consents import ConsentKind
from tallystick.filing.states import Event
from tallystick.shell.operations.ports.people.tokens import Scope
from tallystick.shell.operations.supervision.exchange.at_home import answer, ask, consent, received
from tallystick.shell.wiring import operations
from tallystick.supervision.exchange.messages import Answer, Receipt
from tests.shell.operations import example
from tests.shell.operations.example import DESK, FILING, at
from tests.shell.operations.test_exchange import abroad, exchange, officers, paper
from tests.shell.web.conftest import submitted
from tests.shell.web.people import Cast, Program, stage, with_api
from tests.shell.web.test_after import read
from tests.shell.web.test_work import FIRST, PREPARER

PAGE = "/desk/+exchange/"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    made = with_api(stage(tmp_path_factory.mktemp("exchange") / "home", PREPARER, FIRST))
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

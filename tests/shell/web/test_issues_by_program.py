"""An issue through the API: brought, foreseen, closed by two houses, the bank's word; and what each holder sees."""

from typing import Any

import pytest

from tallystick.servicing.bank_file import parse_bank_file
from tallystick.shell.operations.ports.people.plans import PlanState
from tallystick.shell.operations.servicing.confirm import specimen_confirmations
from tests.shell.operations import example
from tests.shell.operations.example import FILING, PAYING_AGENT, TRUSTEE
from tests.shell.web.issued import FUND, INSURER, STRANGER, Overseas, stage
from tests.shell.web.people import Program
from tests.shell.web.test_issues import collected

ISSUE = f"/issues/{FILING}"
MONTH = f"{ISSUE}/months/2026-09"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Overseas:
    return stage(tmp_path_factory.mktemp("program") / "home")


def program(cast: Overseas, person: str) -> Program:
    return Program(cast, person, house=person)


def approved(cast: Overseas, person: str, act: dict[str, Any]) -> str:
    key = f"approve-{person}-{act['id'][:8]}"
    status, told = program(cast, person).post(f"/acts/{act['id']}/approvals", key, code=cast.code(person))
    assert status == 201, told
    return str(told["state"])


def test_a_month_is_brought_foreseen_and_closed_by_two_houses(cast: Overseas):
    agent, trustee = program(cast, PAYING_AGENT), program(cast, TRUSTEE)
    book = [{"name": name, "content": content.decode()} for name, content in example.placement().items()]
    assert trustee.post(f"{ISSUE}/papers", "papers-other", files=book, seen=0)[0] == 403
    assert agent.post(f"{ISSUE}/papers", "papers-odd", files=[{"name": "x.csv", "content": "x"}], seen=0)[0] == 422
    status, papers = agent.post(f"{ISSUE}/papers", "papers-one", files=book, seen=0)
    assert (status, papers["revision"]) == (201, 1), papers
    wrong = collected("2026-09").replace(b"58218007.86", b"58218007.87").decode()
    assert agent.post(f"{ISSUE}/months", "month-wrong", content=wrong, seen=1)[0] == 422, "it does not add up"
    good = collected("2026-09").decode()
    assert agent.post(f"{ISSUE}/months", "month-late", content=good, seen=0)[0] == 409, "not the revision there is"
    assert agent.post(f"{ISSUE}/months", "month-good", content=good, seen=1)[0] == 201
    assert agent.post(f"{ISSUE}/close", "close-early")[0] == 409, "nobody saw what it comes to"
    assert [agent.post(f"{ISSUE}/close/foresee", f"foresee-{each}")[0] for each in range(2)] == [202, 202]
    cast.work()
    seen = trustee.get(f"{ISSUE}/close")[1]
    assert (seen["period"], seen["state"], bool(seen["seen"]["triggers"])) == ("2026-09", "done", True)
    assert trustee.post(f"{ISSUE}/close", "close-other")[0] == 403
    status, act = agent.post(f"{ISSUE}/close", "close-good")
    assert (status, act["kind"]) == (201, "close"), act
    assert approved(cast, PAYING_AGENT, act) == "waiting"
    assert approved(cast, TRUSTEE, act) == "approved"
    (done,) = cast.sign()
    assert done.state is PlanState.DONE, done.findings
    assert [each["period"] for each in agent.get(ISSUE)[1]["months"]] == ["2026-09"]


def test_the_banks_word_is_recorded_and_every_figure_stands_beside_the_ledgers(cast: Overseas):
    agent = program(cast, PAYING_AGENT)
    path = f"/api/v1{MONTH}/files/bank-2026-09.csv"
    made, _ = parse_bank_file(agent.reader.get(path, headers=agent.headers).content)
    said = {"name": "bank.csv", "content": specimen_confirmations(made).decode(), "specimen": True}
    status, act = agent.post(f"{MONTH}/words", "words-one", **said)
    assert (status, act["said"]["specimen"]) == (201, True), act
    assert approved(cast, PAYING_AGENT, act) == "approved"
    assert [each.state for each in cast.sign()] == [PlanState.DONE]
    (month,) = agent.get(ISSUE)[1]["months"]
    assert (month["specimen"], bool(month["heard"])) == (True, True)
    assert agent.post(f"{ISSUE}/months/2026-11/words", "words-none", **said)[0] == 404
    ledger = agent.get(f"{ISSUE}/ledger")[1]
    assert ledger["away"] is None
    assert "differs" not in {each["agreement"] for each in ledger["rows"]}
    assert "due, and confirmed by the bank" in {each["what"]["en"] for each in ledger["rows"]}


def test_an_excess_is_made_good_by_a_program_too(cast: Overseas):
    agent, trustee = program(cast, PAYING_AGENT), program(cast, TRUSTEE)
    path = f"/api/v1{MONTH}/files/bank-2026-09.csv"
    made, _ = parse_bank_file(agent.reader.get(path, headers=agent.headers).content)
    head, first, *_ = specimen_confirmations(made).decode().splitlines(keepends=True)
    twice = head + first.replace("SPECIMEN-", "TWICE-")
    status, act = agent.post(f"{MONTH}/words", "words-two", name="bank.csv", content=twice, specimen=True)
    assert (status, approved(cast, PAYING_AGENT, act)) == (201, "approved")
    assert [each.state for each in cast.sign()] == [PlanState.DONE]
    (excess,) = agent.get(ISSUE)[1]["months"][0]["excess"]
    assert (excess["left"], excess["agreed"]) == (excess["excess"], "0.00 USD")
    said = {"reference": excess["reference"], "way": "returned", "name": "paper.txt", "content": "cGFwZXI="}
    amount = excess["left"].removesuffix(" USD")
    assert trustee.post(f"{MONTH}/recoupments", "recoup-other", amount=amount, **said)[0] == 403
    assert agent.post(f"{MONTH}/recoupments", "recoup-none", amount=amount, **{**said, "reference": "x"})[0] == 409
    assert agent.post(f"{MONTH}/recoupments", "recoup-text", amount="1", **{**said, "content": "?"})[0] == 422
    status, act = agent.post(f"{MONTH}/recoupments", "recoup-good", amount=amount, **said)
    assert (status, act["kind"]) == (201, "recoup"), act
    assert [approved(cast, each, act) for each in (PAYING_AGENT, TRUSTEE)] == ["waiting", "approved"]
    assert [each.state for each in cast.sign()] == [PlanState.DONE]
    assert agent.get(ISSUE)[1]["months"][0]["excess"][0]["left"] == "0.00 USD"


def test_a_holder_sees_their_own_and_nobody_elses(cast: Overseas):
    fund, insurer = program(cast, FUND).get("/holdings")[1], program(cast, INSURER).get("/holdings")[1]
    assert [each["filing"] for each in fund] == [FILING]
    assert not {*fund[0]["wallets"]} & {*insurer[0]["wallets"]}
    assert sum(each["units"] for each in fund[0]["held"]) > 0
    own = program(cast, FUND)
    assert own.get(f"/holdings/{FILING}")[1]["payments"][0]["period"] == "2026-09"
    (claim,) = [each for each in fund[0]["papers"]["2026-09"] if each.startswith("claim-")][:1]
    files = f"/api/v1/holdings/{FILING}/months/2026-09/files/"
    answer = own.reader.get(f"{files}{claim}", headers=own.headers)
    assert (answer.status_code, answer.headers["Content-Security-Policy"]) == (200, "sandbox; default-src 'none'")
    other = program(cast, INSURER)
    assert other.reader.get(f"{files}{claim}", headers=other.headers).status_code == 404
    stranger = program(cast, STRANGER)
    assert stranger.get("/holdings")[1] == []
    assert stranger.get(f"/holdings/{FILING}")[0] == 404
    assert stranger.get(ISSUE)[0] == 404
    assert program(cast, PAYING_AGENT).get("/holdings")[0] == 403
    assert program(cast, FUND).get("/deals")[0] == 403, "no page of work onshore is here"

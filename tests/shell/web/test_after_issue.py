"""After an issue, overseas: what is due from whom, what the watch found, its drafts, and who decided what on it."""

import io

import pytest

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Name, Person, Side
from tallystick.shell.operations.evidence.acts import Intent, perform
from tallystick.shell.operations.issuance.issue_records import REPORTED
from tallystick.shell.operations.people.accounts import enrol
from tallystick.shell.operations.ports.people.plans import PlanState
from tallystick.shell.wiring import operations
from tests.shell.operations import example
from tests.shell.operations.example import CLOSING, FILING, ISSUER, PAYING_AGENT, TRUSTEE
from tests.shell.web.conftest import Reader
from tests.shell.web.issued import FUND, Overseas, stage
from tests.shell.web.people import Program
from tests.shell.web.test_work import read

AFTER, DUTIES = f"/issues/{FILING}/after/", "/issues/+duties/"
UNCLOSED = "D2-16/2026-09/unclosed"
OFFICER = Person(
    id="olive-marsh",
    name=Name(zh="马奥莉", en="Olive Marsh"),
    organisation=Name(zh="境外监管机构（虚构）", en="Overseas authority (fictional)"),
    roles=("overseas-authority-officer",),
    public_key="5f" * 32,
    side=Side.OVERSEAS,
)


@pytest.fixture(scope="module")
def issue(tmp_path_factory: pytest.TempPathFactory) -> Overseas:
    """An issue with its papers, of which nobody closed a month, and an officer of an overseas authority."""
    made = stage(tmp_path_factory.mktemp("issued") / "home").placed()
    with operations().open_home(str(made.home), Side.OVERSEAS) as home:
        given = enrol(home.accounts, [OFFICER], Side.OVERSEAS, at=CLOSING, totp=True)
    made.credentials |= {each.person: each for each in given}
    return made


def test_an_agent_sees_what_is_due_from_whom_and_what_happened_with_its_draft(issue, tmp_path):
    cast = issue.copy(tmp_path / "home")
    cast.ledger.says.append(finding("issuance.holder-outside", wallet="0x1", jurisdiction="CN"))
    agent = cast.reader(PAYING_AGENT)
    shown = read(agent, AFTER)
    assert "distribution/2026-09" in shown
    assert "Paying agent" in shown.partition("distribution/2026-09")[2].partition("</tr>")[0]
    assert "completion-report" in shown
    assert UNCLOSED in shown, "a payment that nobody made"
    assert "D2-23a/ledger/holder-outside" in shown, "what stands on the ledger"
    assert f"Draft report · <code>{UNCLOSED}" in shown
    assert "the ledger" not in shown.partition("What was not looked at")[2], "it was looked at"
    zh = read(agent, f"{AFTER}?lang=zh")
    assert "报告草稿" in zh
    cast.ledger.away = True
    away = read(agent, f"{AFTER}?lang=en")
    assert "D2-23a" not in away
    assert "the ledger" in away.partition("What was not looked at")[2], "and here it was not"


def test_an_officer_of_the_house_decides_and_it_stands_beside_the_event(issue, tmp_path):
    cast = issue.copy(tmp_path / "home")
    trustee, agent = cast.reader(TRUSTEE), cast.reader(PAYING_AGENT)
    word = {"of": UNCLOSED, "reasons": "paid by hand on the day", "code": cast.code(TRUSTEE)}
    assert trustee.post(f"{AFTER}tell/", {"of": UNCLOSED}).status_code == 400, "a report, or why there is none"
    plan = trustee.post(f"{AFTER}tell/", word).headers["Location"]
    read(agent, plan, 404)
    with cast.writing() as kept:
        by = example.signer(ISSUER)
        perform(kept, Intent(kind=REPORTED, subject=FILING, at=CLOSING, body={"report": "ab" * 32}), by)
    (done,) = cast.sign()
    assert done.state is PlanState.DONE, done.findings
    row = read(agent, AFTER).partition(UNCLOSED)[2].partition("</tr>")[0]
    assert "paid by hand on the day" in row
    listed = read(agent, AFTER)
    assert 'value="completion-report"' not in listed, "issuer and trustee signed it when the issue was completed"
    sent = io.BytesIO(b"as it was sent")
    sent.name = "report.md"
    report = {"of": "distribution/2026-09", "report": sent, "code": cast.code(PAYING_AGENT)}
    assert agent.post(f"{AFTER}tell/", report).status_code == 302
    (done,) = cast.sign()
    assert done.state is PlanState.DONE, done.findings


def test_over_all_issues_the_authority_reads_and_nothing_is_shown_to_others(issue, tmp_path):
    cast = issue.copy(tmp_path / "home")
    officer, agent, fund = cast.reader(OFFICER.id), cast.reader(PAYING_AGENT), cast.reader(FUND)
    for reader in (officer, agent):
        shown = read(reader, DUTIES)
        assert "distribution/2026-09" in shown
        assert "its payment day" in shown.partition('id="events"')[2]
        assert f'href="{DUTIES}" aria-current="page"' in shown, "in the menu"
    read(officer, AFTER, 404)
    assert officer.post(f"{AFTER}tell/", {"of": UNCLOSED, "reasons": "x"}).status_code == 404
    for path in (AFTER, DUTIES):
        read(fund, path, 404)
        read(Reader(cast.portal), path, 302)


def test_a_program_is_told_the_same_and_prepares_that_it_was_told(issue, tmp_path):
    cast = issue.copy(tmp_path / "home")
    agent, officer, fund = (Program(cast, who, house=who) for who in (PAYING_AGENT, OFFICER.id, FUND))
    status, told = agent.get(f"/issues/{FILING}/after")
    events = {each["id"]: each for each in told["events"]}
    assert (status, told["issued"], events[UNCLOSED]["decided"]) == (200, True, False)
    assert events[UNCLOSED]["draft"]["zh"]
    status, over = officer.get("/duties")
    assert {each["filing"] for each in over["duties"]} == {FILING}
    assert {each["draft"] for each in over["events"]} == {None}, "a draft is of those whose issue it is"
    assert officer.get(f"/issues/{FILING}/after")[0] == 404
    assert fund.get("/duties")[0] == 403
    path = f"/issues/{FILING}/told"
    assert agent.post(path, "told-nothing-once", of=UNCLOSED)[0] == 422
    assert agent.post(path, "told-garbled-once", of=UNCLOSED, name="r", content="=")[0] == 422
    status, act = agent.post(path, "told-one-once", of=UNCLOSED, reasons="paid by hand")
    assert status == 201, act
    assert (status, act["kind"], act["state"]) == (201, "tell", "waiting"), act
    assert fund.post(path, "told-not-theirs-once", of=UNCLOSED, reasons="x")[0] == 404

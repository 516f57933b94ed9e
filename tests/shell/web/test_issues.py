"""A month from the servicer's file to the bank's word on the pages: seen before it is signed, and approved by two."""

import io
import re
from pathlib import Path
from typing import Any

import pytest

from tallystick.servicing.bank_file import parse_bank_file
from tallystick.shell.operations.people.plans import refusal
from tallystick.shell.operations.ports.people.plans import PlanState
from tallystick.shell.operations.servicing.confirm import specimen_confirmations
from tests.shell.operations import example
from tests.shell.operations.example import FILING, ISSUER, PAYING_AGENT, TRUSTEE
from tests.shell.web.axed import ONE_WAY_OR_BOTH, axed, led
from tests.shell.web.conftest import Reader
from tests.shell.web.crawled import crawl, raw_words
from tests.shell.web.issued import FUND, Overseas, stage
from tests.shell.web.test_work import read

CLOSE, ISSUE = f"/issues/{FILING}/close/", f"/issues/{FILING}/"
MONTH = f"/issues/{FILING}/months/2026-09/"
PAGES = (ISSUE, CLOSE, f"/issues/{FILING}/ledger/", f"/issues/{FILING}/papers/", MONTH)


def sheet(content: bytes, name: str = "2026-09.csv") -> io.BytesIO:
    """A file as a browser sends it."""
    stream = io.BytesIO(content)
    stream.name = name
    return stream


def collected(month: str) -> bytes:
    return example.folder()[f"collections/{month}.csv"]


def revision(page: str) -> str:
    return str(re.findall(r'name="revision" value="([0-9]+)"', page)[0])


def brought(browser: Any, content: bytes) -> Any:
    return browser.post(CLOSE, {"act": "bring", "files": [sheet(content)], "revision": revision(read(browser, CLOSE))})


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Overseas:
    """An issue without its papers, of which tests have copies."""
    return stage(tmp_path_factory.mktemp("issued") / "home")


@pytest.fixture(scope="module")
def closed(fresh: Overseas, tmp_path_factory: pytest.TempPathFactory) -> Overseas:
    """The same once its first month was closed; what a test changes in it, it puts back or has a copy for."""
    made = fresh.copy(tmp_path_factory.mktemp("closed") / "home").placed()
    agent, trustee = made.reader(PAYING_AGENT), made.reader(TRUSTEE)
    assert brought(agent, collected("2026-09")).status_code == 302
    agent.post(CLOSE, {"act": "foresee"})
    made.work()
    place = agent.post(CLOSE, {"act": "prepare", "code": made.code(PAYING_AGENT)}).headers["Location"]
    trustee.post(f"{place}approve/", {"code": made.code(TRUSTEE)})
    (done,) = made.sign()
    assert done.state is PlanState.DONE, done.findings
    return made


@pytest.fixture
def cast(closed: Overseas, tmp_path: Path) -> Overseas:
    """An issue with a closed month in a home of the test's own."""
    return closed.copy(tmp_path / "home")


def test_without_the_papers_of_the_issue_nothing_is_closed(fresh, tmp_path):
    cast = fresh.copy(tmp_path / "home")
    agent = cast.reader(PAYING_AGENT)
    assert "Nothing can be closed yet" in read(agent, CLOSE)
    assert "No papers yet" in read(agent, f"/issues/{FILING}/papers/")
    forged = {name: content.replace(b"30600000.00", b"30500000.00") for name, content in example.placement().items()}
    files = [sheet(content, name) for name, content in forged.items()]
    assert agent.post(f"/issues/{FILING}/papers/", {"files": files, "revision": "0"}).status_code == 302
    assert "not those of the plan that was signed" in read(agent, ISSUE) or "undersubscribed" in read(agent, ISSUE)
    files = [sheet(content, name) for name, content in example.placement().items()]
    assert agent.post(f"/issues/{FILING}/papers/", {"files": files, "revision": "1"}).status_code == 302
    assert "stay as they are" in read(agent, f"/issues/{FILING}/papers/")


def test_a_month_is_seen_before_it_is_signed_and_closed_by_two_houses(fresh, tmp_path):
    cast = fresh.copy(tmp_path / "home").placed()
    agent, trustee = cast.reader(PAYING_AGENT), cast.reader(TRUSTEE)
    refused = brought(agent, collected("2026-09").replace(b"58218007.86", b"58218007.87"))
    assert refused.status_code == 400, "a file that does not add up is not taken"
    assert brought(agent, collected("2026-09")).status_code == 302
    for browser in (agent, agent):
        assert browser.post(CLOSE, {"act": "foresee"}).status_code == 302
    assert len(cast.portal.workplace.queue.jobs()) == 1, "asked twice, it is worked out once"
    waiting = read(agent, CLOSE)
    (parts,) = re.findall(r'hx-select="(#\w+)" hx-select-oob="([^"]+)" hx-trigger="every 2s"', waiting)
    named = [parts[0], *parts[1].split(",")]
    assert [each for each in named if f'id="{each[1:]}"' not in waiting] == [], "each part comes anew by itself"
    assert 'value="prepare"' not in waiting
    cast.work()
    seen = read(agent, CLOSE)
    assert 'value="prepare"' in seen.partition('id="by-two"')[2], "and brings the form of the approval with it"
    assert "hx-trigger" not in seen
    page = read(trustee, CLOSE)
    assert page.count("status-cleared") >= 2, "the file is here, and a trigger was kept"
    assert "Triggers, before anybody signs" in page
    assert 'value="prepare"' not in page, "the trustee does not prepare"
    assert trustee.post(CLOSE, {"act": "prepare"}).status_code == 403
    made = agent.post(CLOSE, {"act": "prepare", "code": cast.code(PAYING_AGENT)})
    place = made.headers["Location"]
    assert "1 more must approve" in read(agent, place)
    assert f'href="{CLOSE}"' in read(trustee, place), "what the digests stand for is one step away"
    assert agent.post(f"{place}approve/", {"code": cast.code(PAYING_AGENT)}).status_code == 400, (
        "not by the same person"
    )
    assert trustee.post(f"{place}approve/", {"code": "000000"}).status_code == 400, "not without a second factor"
    assert cast.sign() == []
    assert trustee.post(f"{place}approve/", {"code": cast.code(TRUSTEE)}).status_code == 302
    (done,) = cast.sign()
    assert done.state is PlanState.DONE, done.findings
    assert "2026-09" in read(agent, ISSUE)
    assert "Close of 2026-10" in read(agent, CLOSE)
    assert "confirmed by the bank" in read(agent, CLOSE), "the open payment is a break with an owner"
    assert "Paying agent" in read(agent, CLOSE)


def words_of_the_bank(agent: Reader) -> bytes:
    """A specimen of what a bank says of the first month, one payment of which came back."""
    (name,) = set(re.findall(r"files/(bank-2026-09\.csv)", read(agent, MONTH)))
    made, _ = parse_bank_file(agent.get(f"{MONTH}files/{name}").content)
    return specimen_confirmations(made).replace(b",paid,", b",returned,", 1)


def test_the_banks_word_is_recorded_and_what_it_returned_is_carried(cast):
    agent, trustee = cast.reader(PAYING_AGENT), cast.reader(TRUSTEE)
    words = words_of_the_bank(agent)
    assert trustee.post(MONTH, {"files": [sheet(words, "bank.csv")]}).status_code == 403
    sent = {"files": [sheet(words, "bank.csv")], "specimen": "yes", "code": cast.code(PAYING_AGENT)}
    place = agent.post(MONTH, sent).headers["Location"]
    assert "approved, to be signed" in read(agent, place)
    (done,) = cast.sign()
    assert done.state is PlanState.DONE, done.findings
    page = read(agent, MONTH)
    assert "some came back" in page
    assert "specimen" in page


def test_what_the_bank_paid_beyond_is_made_good_on_the_page_by_two_houses(cast):
    agent, trustee = cast.reader(PAYING_AGENT), cast.reader(TRUSTEE)
    made, _ = parse_bank_file(agent.get(f"{MONTH}files/bank-2026-09.csv").content)
    words = specimen_confirmations(made)
    head, first, *_ = words.splitlines(keepends=True)
    for content in (words, head + first.replace(b"SPECIMEN-", b"TWICE-")):
        sent = {"files": [sheet(content, "bank.csv")], "code": cast.code(PAYING_AGENT)}
        assert agent.post(MONTH, sent).status_code == 302
        assert [each.state for each in cast.sign()] == [PlanState.DONE]
    claim = made[0].claim
    figure = str(claim.amount).removesuffix(" USD")
    assert 'name="reference"' in read(agent, MONTH)
    assert 'name="reference"' not in read(trustee, MONTH), "the trustee does not prepare"

    def asked(way, amount=figure, paper=b"The holder consents.", **more):
        said = {"reference": claim.reference, "way": way, "amount": amount, **more}
        return agent.post(f"{MONTH}excess/", {**said, "files": [sheet(paper, "consent.txt")]})

    empty = asked("consent", paper=b" \n")
    assert (empty.status_code, "consent.txt" in empty.content.decode()) == (400, True), "an empty paper shows nothing"
    assert re.search(r'id="recoup-files"[^>]*aria-invalid', empty.content.decode())

    assert trustee.post(f"{MONTH}excess/", {"reference": claim.reference}).status_code == 403
    for way, amount in (("consent", "999999999.00"), ("consent", "much"), ("taken-back", figure), ("gift", figure)):
        refused = asked(way, amount)
        assert (refused.status_code, 'class="finding' in refused.content.decode()) == (400, True), (way, amount)
    where = led(asked("consent", "999999999.00"))
    assert (where["focus"], where["name"], where["invalid"]) == ("summary", "amount", "true")
    assert all(where["told"]), "its hint, and what is wrong"
    for way, told in (("consent", "set off by the holder&#x27;s consent"), ("taken-back", "set-off taken back")):
        place = asked(way, code=cast.code(PAYING_AGENT)).headers["Location"]
        assert told in read(trustee, place)
        assert cast.sign() == [], "not by one alone"
        assert trustee.post(f"{place}approve/", {"code": cast.code(TRUSTEE)}).status_code == 302
        (done,) = cast.sign()
        assert done.state is PlanState.DONE, done.findings
        (stands,) = cast.issue().months[0].excess
        assert (stands.left, stands.agreed.is_zero()) == (claim.amount, way == "taken-back")
    assert axed(agent, (MONTH, place), both=False) == []
    assert not any(raw_words(read(agent, f"{path}?lang=zh")) for path in (MONTH, place))


def test_what_changes_after_it_was_seen_is_not_signed(cast):
    agent, trustee = cast.reader(PAYING_AGENT), cast.reader(TRUSTEE)
    sent = {"files": [sheet(words_of_the_bank(agent), "bank.csv")], "specimen": "yes"}
    assert agent.post(MONTH, {**sent, "code": cast.code(PAYING_AGENT)}).status_code == 302
    assert [each.state for each in cast.sign()] == [PlanState.DONE]
    assert brought(agent, collected("2026-10")).status_code == 302
    agent.post(CLOSE, {"act": "foresee"})
    cast.work()
    place = agent.post(CLOSE, {"act": "prepare", "code": cast.code(PAYING_AGENT)}).headers["Location"]
    other = collected("2026-10").replace(b"fees,67820.35", b"fees,67820.36")
    assert brought(agent, other).status_code == 302
    trustee.post(f"{place}approve/", {"code": cast.code(TRUSTEE)})
    (tried,) = cast.sign()
    assert (tried.state, [each.code for each in tried.findings]) == (PlanState.REFUSED, ["servicing.papers-moved"])
    assert "have changed since" in read(agent, place)
    assert len(cast.portal.issues.issue(FILING).months) == 1


def test_a_closed_month_is_not_brought_again(closed):
    agent = closed.reader(PAYING_AGENT)
    wrong = agent.post(f"/issues/{FILING}/papers/", {"files": [sheet(b"x", "pricing.yaml")], "revision": "9"})
    assert wrong.status_code == 400
    assert "was used already" in wrong.content.decode()


def test_records_stand_beside_the_ledger_each_with_owner_and_age(cast):
    issuer = cast.reader(ISSUER)
    page = read(issuer, f"/issues/{FILING}/ledger/")
    assert "agreement-agrees" in page
    assert "agreement-waits" in page, "the month was not anchored yet"
    wallet = next(iter(cast.ledger.held["0xA"]))
    cast.ledger.expired.add(wallet)
    cast.ledger.minted["0xB"] += 1
    page = read(issuer, f"/issues/{FILING}/ledger/")
    assert page.count("agreement-differs") >= 3, (
        "one unit too many is a mint and a supply; and one may not hold any more"
    )
    assert "its standing has expired" in page
    assert ">5</td>" in page, "for five days"
    cast.ledger.away = True
    away = issuer.get(f"/issues/{FILING}/ledger/")
    assert "does not answer" in away.content.decode()
    cast.ledger.away = False
    cast.ledger.expired.clear()
    cast.ledger.minted["0xB"] -= 1


def test_only_the_houses_of_an_issue_see_it(closed):
    for path in PAGES:
        answer = Reader(closed.portal).get(path)
        assert answer.status_code == 302, path
        assert closed.reader(FUND).get(path).status_code == 404, path
    fund = closed.reader(FUND)
    assert fund.get("/issues/").status_code == 404
    assert fund.post(CLOSE, {"act": "foresee"}).status_code == 404
    assert fund.get(f"{MONTH}files/bank-2026-09.csv").status_code == 404
    assert closed.reader(ISSUER).post(CLOSE, {"act": "foresee"}).status_code == 403, "who only looks does not act"
    (plan, *_) = closed.portal.work.plans()
    assert fund.get(f"/acts/{plan.id}/").status_code == 404
    member = closed.portal.accounts.member(ISSUER)
    assert refusal(plan, member, (), None) is not None


def test_the_report_is_made_once_it_is_asked_for(cast):
    agent = cast.reader(PAYING_AGENT)
    assert agent.post(MONTH, {"act": "report"}).status_code == 302
    cast.work()
    assert "/files/" in read(agent, MONTH)
    assert "月份" in read(agent, f"{MONTH}?lang=zh") or "付款" in read(agent, f"{MONTH}?lang=zh")
    agent.get(f"{MONTH}?lang=en")


@pytest.mark.parametrize("both", ONE_WAY_OR_BOTH)
def test_pages_of_an_issue_have_no_finding_of_axe(closed, both):
    assert axed(closed.reader(PAYING_AGENT), ("/issues/", *PAGES), both=both) == []


def test_no_page_of_an_issue_in_chinese_shows_a_raw_word(closed):
    browser = closed.reader(PAYING_AGENT)
    browser.get("/?lang=zh")
    pages = dict(crawl(browser, "/issues/", wanted=lambda path: path.startswith(("/issues/", "/acts/", "/account/h"))))
    raw = {path: raw_words(page) for path, page in pages.items()}
    assert {path: words for path, words in raw.items() if words} == {}
    assert len(pages) >= 8, sorted(pages)

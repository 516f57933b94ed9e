"""What a holder sees of an issue: units, payments, claims, the pool and papers; theirs and nobody else's."""

import csv
import io
import json
import re
from dataclasses import replace

import pytest

from tallystick.servicing.bank_file import Instruction
from tallystick.servicing.claims.paper import parse_paper
from tallystick.shell.operations.people.accounts import roles_of
from tallystick.shell.operations.servicing.confirm import BankFile, confirm, specimen_confirmations
from tallystick.shell.operations.servicing.service import service
from tallystick.units.periods import Period
from tests.shell.operations import example
from tests.shell.operations.example import FILING, PAYING_AGENT, TRUSTEE
from tests.shell.operations.issued import issued
from tests.shell.web.axed import ONE_WAY_OR_BOTH, axed
from tests.shell.web.conftest import Reader
from tests.shell.web.issued import FUND, INSURER, STRANGER, Overseas, stage
from tests.shell.web.test_work import read

HOLDING = f"/holdings/{FILING}/"
FIRST = Period.parse("2026-09")


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Overseas:
    """An issue of which one month was paid; the bank returned what the fund is owed of class A."""
    return month_paid(stage(tmp_path_factory.mktemp("held") / "home").placed())


def month_paid(made: Overseas) -> Overseas:
    """Pay the first month, with one payment returned and one made twice."""
    by = (example.person(PAYING_AGENT), example.person(TRUSTEE))
    keys = (example.signer(PAYING_AGENT), example.signer(TRUSTEE))
    at = example.at("2026-10-22T02:00")
    with made.writing() as evidence:
        closed = service(evidence, made.ledger, issued(), example.folder(), FIRST, by=by, signers=keys, at=at).value
        assert closed is not None
        words = returned(specimen_confirmations(closed.instructions), closed.instructions)
        twice = next(row for row in words.splitlines(keepends=True) if of_insurer(row, closed.instructions))
        words += twice.replace(b"SPECIMEN-", b"BK-TWICE-")
        file = BankFile(content=words, value_date=closed.closed.flows()[0].day.paid, specimen=True)
        told = confirm(
            evidence, FILING, FIRST, closed.claims, file, by=by[0], signer=keys[0], at=example.at("2026-10-27T02:00")
        )
        assert told.value is not None
    return made


def test_a_holder_sees_units_payments_and_until_when_they_may_hold(cast):
    page = read(cast.reader(FUND), HOLDING)
    own, others = wallets(FUND), wallets(INSURER)
    text = page.replace("<wbr>", "")
    assert all(each in text for each in own)
    assert not any(each in text for each in others)
    assert "25,556" in page, "units of class A"
    assert "2027-08-14" in page
    assert "may hold" in page
    assert page.count('class="figure"') == 4, "balance, losses, cash, and what is outstanding of each class"
    assert "935,812,003.77" in page
    assert "72,472,828.54" in page, "the forecast beside it"


def test_what_came_back_is_owed_and_what_was_paid_is_not(cast):
    carried = [each.carried for each in cast.issue().months[0].settled if not each.carried.is_zero()]
    page = read(cast.reader(FUND), HOLDING)
    claims = page[page.index('id="claims"') : page.index('id="reports"')].replace(",", "")
    assert len(carried) == 2, "interest and principal"
    assert all(str(each).partition(" ")[0] in claims for each in carried)
    assert "Nothing is owed" in read(cast.reader(INSURER), HOLDING)


def test_amounts_come_first_each_with_its_head_and_their_unit_is_one(cast):
    for language, unit in (("zh", "单位：元（人民币）"), ("en", "amounts in CNY")):
        page = read(cast.reader(FUND), f"{HOLDING}?lang={language}")
        for part in ("held", "payments"):
            table = page.partition(f'aria-labelledby="{part}">\n<table')[2].partition("</table>")[0]
            heads = re.findall(r'<th scope="col"[^>]*>([^<]*)<', table)
            labels = re.findall(r'data-label="([^"]*)"', table)
            assert labels[: len(heads) - 1] == heads[1:], part
            assert 'class="number"' in table.partition("<tbody>")[2].partition("</td>")[0], "an amount stands first"
        assert unit in page
        assert ("CNY" in page) is (language == "en"), "the word readers of the language know"


def test_what_was_paid_beyond_a_claim_stands_on_the_page_of_its_holder_and_of_the_agents_alone(cast):
    (over,) = cast.issue().months[0].excess
    mine, month = (
        read(cast.reader(INSURER), HOLDING),
        read(cast.reader(PAYING_AGENT), f"/issues/{FILING}/months/2026-09/"),
    )
    for page in (mine, month):
        part = page.partition('id="excess"')[2].partition("</section>")[0]
        assert over.reference in part
        assert f"{over.left.minor / 100:,.2f}" in part
    assert 'id="excess"' not in read(cast.reader(FUND), HOLDING)


def test_files_are_the_holders_own(cast):
    fund = cast.reader(FUND)
    top = f"{HOLDING}months/2026-09/"
    rows = list(csv.DictReader(io.StringIO(fund.get(f"{top}payments.csv").content.decode("utf-8-sig"))))
    assert {row["class"] for row in rows} == {"A", "B"}
    mine = {each.claim.reference for each in cast.issue().months[0].settled if each.claim.wallet in low(FUND)}
    assert {row["reference"] for row in rows} == mine
    certificate = json.loads(fund.get(f"{top}certificate-2026-09.json").content)
    assert certificate["period"] == "2026-09"
    (wallet,) = low(FUND)
    paper, _ = parse_paper(fund.get(f"{top}claim-2026-09-A-{wallet}.json").content, file="claim.json")
    assert paper is not None
    assert {line.said["wallet"] for line in paper.lines} == {wallet}
    (stranger,) = low(INSURER)
    for name in (f"claim-2026-09-A-{stranger}.json", "bank-2026-09.csv", "bank-2026-09-totals.csv", "x"):
        assert fund.get(f"{top}{name}").status_code == 404, name
    assert "2026-10" in fund.get(f"{HOLDING}performance.csv").content.decode(), "the forecast goes on"


def test_a_stranger_and_an_agent_find_nothing_there(cast):
    for person in (STRANGER, PAYING_AGENT):
        browser = cast.reader(person)
        for path in (HOLDING, f"{HOLDING}performance.csv", f"{HOLDING}months/2026-09/payments.csv"):
            assert browser.get(path).status_code == 404, (person, path)
    assert "Nothing is held" in read(cast.reader(STRANGER), "/holdings/")
    assert cast.reader(PAYING_AGENT).get("/holdings/").status_code == 404
    for path in ("/holdings/", HOLDING):
        assert Reader(cast.portal).get(path).headers["Location"].startswith("/account/login/")


def test_the_page_says_so_where_the_ledger_is_away_or_evidence_is_over(cast):
    cast.ledger.away = True
    page = read(cast.reader(FUND), HOLDING)
    assert "does not answer" in page
    assert "Payments received" in page, "what is on record stays on the page"
    cast.ledger.away = False
    cast.ledger.expired.update(wallets(FUND))
    assert "its standing has expired" in read(cast.reader(FUND), HOLDING)
    cast.ledger.expired.clear()


@pytest.mark.parametrize("both", ONE_WAY_OR_BOTH)
def test_the_pages_of_a_holder_have_no_finding_of_axe(cast, both):
    assert axed(cast.reader(FUND), ("/holdings/", HOLDING), both=both) == []


def test_an_investors_house_invites_nobody_into_an_agents_part(cast):
    assert set(roles_of(cast.portal.accounts.member(FUND))) == {"investor", "observer"}
    assert "investor" not in roles_of(cast.portal.accounts.member(TRUSTEE))
    assert "trustee-officer" in roles_of(cast.portal.accounts.member(TRUSTEE))


def test_only_an_authority_invites_an_officer_of_its_own(cast):
    trustee = cast.portal.accounts.member(TRUSTEE)
    officer = "overseas-authority-officer"
    assert officer not in roles_of(trustee)
    assert set(roles_of(replace(trustee, roles=(officer,)))) == {officer, "observer"}


def returned(words: bytes, made: tuple[Instruction, ...]) -> bytes:
    """The bank's words, had it returned what the fund is owed of class A."""
    back = {each.claim.reference for each in made if each.claim.wallet in low(FUND) and each.claim.token_class == "A"}
    lines = [
        line.replace(",paid,", ",returned,") if line.partition(",")[0] in back else line
        for line in words.decode().splitlines()
    ]
    return "\n".join([*lines, ""]).encode()


def of_insurer(row: bytes, made: tuple[Instruction, ...]) -> bool:
    """Whether a row of the bank's words is of what the insurer is owed."""
    own = {each.claim.reference for each in made if each.claim.wallet in low(INSURER)}
    return row.decode().partition(",")[0] in own


def wallets(person: str) -> set[str]:
    name = {FUND: "victoria-peak-fund", INSURER: "lantau-insurance"}[person]
    return {each.wallet for each in issued().placed.allotments if each.subscriber == name}


def low(person: str) -> set[str]:
    return {each.lower() for each in wallets(person)}


def test_what_the_first_reader_would_wait_for_is_read_ahead_where_the_ledger_answers_or_not(cast):
    for away in (False, True):
        cast.ledger.away = away
        issues = replace(cast.portal.issues, _read={})
        fresh = replace(cast.portal, issues=issues)
        fresh.read_ahead()
        assert [*issues._read] == [FILING]
    cast.ledger.away = False

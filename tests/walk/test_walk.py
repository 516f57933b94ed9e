"""The walk of the leased vehicles, read from top to bottom: one deal, from its folder to its holders' money.

The acts themselves are tried one by one in `tests/shell/operations`; here they are one story, on a real chain.
"""

import dataclasses
import json
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.persons import Side
from tallystick.evidence.wording import labels
from tallystick.filing.package import open_package
from tallystick.filing.states import Event, Standing
from tallystick.issuance.obligations import Standing as Shown
from tallystick.servicing.bank_file import parse_bank_file
from tallystick.servicing.certificate import parse_certificate
from tallystick.servicing.collections import parse_collection
from tallystick.servicing.confirmations import parse_confirmations
from tallystick.shell.documents.makers import Makers
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.filing.act_records import ACT_KIND
from tallystick.shell.operations.filing.check import check
from tallystick.shell.operations.filing.decide import decide
from tallystick.shell.operations.filing.package import make_package
from tallystick.shell.operations.filing.review import review_of
from tallystick.shell.operations.filing.submit import submit
from tallystick.shell.operations.issuance.deploying.filings import caps_of
from tallystick.shell.operations.issuance.issue import execute
from tallystick.shell.operations.issuance.issue_records import COMPLETED, PLANNED
from tallystick.shell.operations.issuance.later.chapters import CLOSED, CONFIRMED
from tallystick.shell.operations.issuance.prepare import prepare
from tallystick.shell.operations.issuance.receiving.received import RECEIVED, open_received
from tallystick.shell.operations.ports.ledgers.chain import ChainRefusedError
from tallystick.shell.operations.ports.ledgers.ledger import Approver, ClassCap, FilingStatus, identifier
from tallystick.shell.operations.ports.ledgers.tokens import Order, Registration
from tallystick.shell.operations.ports.ledgers.tokens import Standing as HolderStanding
from tallystick.shell.wiring import operations
from tallystick.units.money import Currency, Money, total
from tallystick.units.periods import Period
from tests.shell.operations.example import CLOSING, person, placement, signer
from tests.walk.stage import (
    CAST,
    EXAMPLE,
    FILING,
    acts,
    below,
    examined,
    head_block,
    issued,
    opened,
    tally_of,
    walked,
)

pytestmark = pytest.mark.chain

SEPTEMBER = Period.parse("2026-09")
LATER = datetime(2026, 11, 1, tzinfo=UTC)
STEPS = "check project package submit decide record deliver issue service confirm verify"


@pytest.fixture(scope="module")
def folder():
    return below(EXAMPLE, ".")


@pytest.fixture(scope="module")
def summary(finished):
    return json.loads((finished / "walk.json").read_bytes())


# The folder is checked, and packaged.


def test_the_steps_are_told_in_their_order(finished, told):
    assert " ".join(told) == STEPS


def test_the_check_is_clean_but_for_one_warning_that_is_true(folder):
    # Its criteria take leases up to thirty days late, and the exchange's Guideline asks about overdue claims.
    assert [(each.code, each.place.path) for each in check(folder).findings] == [
        ("filing.rule-warning", "SSE2-3.1.2-overdue")
    ]


def test_without_answers_the_determinations_are_open(folder):
    outcome = check({name: content for name, content in folder.items() if name != "answers.yaml"})
    assert outcome.exit_code() == 3
    assert outcome.value is not None
    assert len(outcome.findings) > 10


REPORT = {
    "zh": [
        "衡远融资租赁(天津)有限公司",
        "备案不表明对投资价值作出实质性判断或者保证",
        "办事指南第1号的原文未能取得",
        "中文为备案文本",
        "人民币1,001,500,000.00元",
        "114,000,000.00美元",
    ],
    "en": [
        "HengyuanFinancialLeasing(Tianjin)Co.,Ltd.",
        "Afilingisnojudgementorguaranteeofinvestmentvalue",
        "thetextofWorkingGuideNo.1wasnotseen",
        "TheChinesetextistheonethatisfiled",
        "CNY1,001,500,000.00",
        "USD114,000,000.00",
    ],
}


@pytest.mark.parametrize("language", REPORT)
def test_the_report_opens_and_says_what_it_must(finished, folder, language):
    reader = PdfReader(finished / f"report-{language}.pdf")
    text = "".join("".join(page.extract_text() for page in reader.pages).split()).translate({0xFF08: "(", 0xFF09: ")"})
    assert len(reader.pages) > 20
    assert [said for said in REPORT[language] if said not in text] == []
    assert sha256_hex(folder["deal.yaml"]) in text
    assert not [word for word in ("批准发行", "approvedby", "approvedfor", "guaranteedby") if word in text]


@pytest.mark.long
def test_the_package_is_the_same_when_it_is_made_again(finished, folder, summary):
    with opened(finished, Side.ONSHORE) as home:
        made = make_package(folder, Makers(), secret=lambda: home.secret)
    assert made.value is not None
    assert made.value.package.files() == below(finished, "package")
    assert made.value.package.root == summary["root"]


# It is submitted, decided on, recorded and delivered.


def test_submitting_again_is_the_same_act(copy):
    before = acts(copy, Side.ONSHORE)
    with opened(copy, Side.ONSHORE) as home:
        files, at = below(copy, "package"), datetime(2026, 12, 24, tzinfo=UTC)
        again = submit(home.evidence, files, by=person("shen-yilan"), signer=signer("shen-yilan"), at=at)
    assert again.value is not None
    assert again.value.moved.row.number == 1
    assert acts(copy, Side.ONSHORE) == before


def test_each_act_onshore_happened_once(finished):
    assert [kind for kind, _ in acts(finished, Side.ONSHORE)] == [ACT_KIND] * 3
    with opened(finished, Side.ONSHORE) as home:
        events = [body_of(home.evidence, row)["event"] for row in home.evidence.journal.acts()]
        assert events == ["submit", "file", "record-notice"]
        assert review_of(home.evidence, FILING).phase.value == "recorded"


@pytest.mark.parametrize(
    "by", [("he-zhixia",), ("he-zhixia", "he-zhixia"), ("he-zhixia", "gu-wenbo"), ("shen-yilan", "gu-wenbo")]
)
def test_it_takes_two_different_reviewers_of_another_house(finished, tmp_path, by):
    people, signers, at = tuple(map(person, by)), tuple(map(signer, by)), datetime(2026, 9, 8, tzinfo=UTC)
    with operations().make_home(str(tmp_path / "desk"), Side.ONSHORE) as home:
        filer = person("shen-yilan")
        submit(home.evidence, below(finished, "package"), by=filer, signer=signer("shen-yilan"), at=at)
        rehearsed = Standing.REHEARSAL
        outcome = decide(
            home.evidence, FILING, Event.FILE, by=people, signers=signers, standing=rehearsed, reason="", at=at
        )
        assert (outcome.value, outcome.exit_code()) == (None, 1)
        assert len(home.evidence.journal.acts()) == 1


def test_the_specimen_stays_a_specimen(finished):
    received = open_received(below(finished, "export")).value
    assert received is not None
    assert received.notice_record["specimen"] is True
    notice = tally_of(examined(finished))[2]
    assert notice.standing is Shown.REHEARSAL
    assert [each.code for each in notice.findings] == ["supervision.notice-specimen"]


# It is issued, as it was filed and not otherwise.


def test_nothing_is_prepared_before_the_notice(finished):
    crossed = {name: each for name, each in below(finished, "export").items() if "notice" not in name}
    outcome = prepare(crossed, placement(), at=CLOSING)
    assert [each.code for each in outcome.findings] == ["issuance.notice-missing"]
    early = prepare(below(finished, "export"), placement(), at=datetime(2026, 9, 8, tzinfo=UTC))
    assert [each.code for each in early.findings] == ["issuance.before-notice"]


def test_each_act_overseas_happened_once(finished):
    assert [kind for kind, _ in acts(finished, Side.OVERSEAS)] == [RECEIVED, PLANNED, COMPLETED, CLOSED, CONFIRMED]


def test_what_was_minted_is_what_was_filed(finished, summary):
    received = open_received(below(finished, "export")).value
    assert received is not None
    with issued(finished) as (_, ledger, where):
        for name, cap in caps_of(received.deal).items():
            token, mints = ledger.token(where[name]), ledger.mints(where[name])
            assert token.cumulative == token.supply == sum(each.order.amount for each in mints) == cap
            assert all(each.act.at.date() >= CLOSING.date() for each in mints)
    assert {each["token_class"]: each["minted"] for each in summary["issued"]} == caps_of(received.deal)


def test_the_tokens_carry_the_package_and_the_terms(finished, summary):
    terms = (finished / "export" / "terms.json").read_bytes()
    with issued(finished) as (_, ledger, where):
        state = ledger.filing(where["filings"], identifier(FILING))
        assert state is not None
        assert state.status is FilingStatus.ACTIVE
        assert (state.record.package_sha256, state.record.terms_hash) == (summary["root"], sha256_hex(terms))
        for name in ("A", "B"):
            held = ledger.token(where[name]).terms
            assert (held.filings, held.filing_id) == (where["filings"], identifier(FILING))


def test_nothing_is_minted_beyond_the_cap(copy):
    with issued(copy) as (_, ledger, where):
        holder = ledger.holdings(where["A"])[0].account
        order = Order(key=identifier("one more"), holder=holder, amount=1)
        with pytest.raises(ChainRefusedError) as refused:
            ledger.mint(where["A"], [order], at=LATER)
        assert refused.value.finding.code == "chain.cap-exceeded"


def test_nobody_who_may_not_hold_is_given_a_token(copy):
    with issued(copy) as (_, ledger, where):
        token = smaller_filing(ledger, where, at=LATER)
        order = Order(key=identifier("a stranger"), holder=ledger.account("holder-9"), amount=1)
        mainland = HolderStanding(expires_at=datetime(2027, 1, 1, tzinfo=UTC), classes=1, jurisdiction=156)
        registration = Registration(account=order.holder, standing=mainland, commitment=identifier("salted"))
        for reason in ("not-registered", "jurisdiction-mainland"):
            with pytest.raises(ChainRefusedError) as refused:
                ledger.mint(token, [order], at=LATER)
            assert refused.value.finding.code == "chain.holder-not-eligible"
            assert refused.value.finding.argument("reason") == labels()[f"chain.ineligibility.{reason}"]
            ledger.register(where["eligibility"], [registration], at=LATER)


def smaller_filing(ledger, where, *, at):
    """Put another filing on the same registries, with a token that has minted nothing."""
    state = ledger.filing(where["filings"], identifier(FILING))
    caps = (ClassCap(class_id=identifier("A"), cap=10),)
    record = dataclasses.replace(state.record, filing_id=identifier("another"), caps=caps)
    ledger.propose(where["filings"], record, at=at)
    digest = ledger.filing(where["filings"], record.filing_id).digest
    for approver in Approver:
        ledger.approve(where["filings"], record.filing_id, approver, digest=digest, at=at)
    terms = dataclasses.replace(ledger.token(where["A"]).terms, filing_id=record.filing_id)
    token = ledger.deploy_token("another/token/A", terms, at=at).address
    ledger.bind(where["filings"], record.filing_id, terms.class_id, token, at=at)
    return token


def test_a_filing_is_not_issued_a_second_time_by_another_book(copy):
    book = placement()
    book["pricing.yaml"] = book["pricing.yaml"].replace(b"4.55%", b"4.65%")
    prepared = prepare(below(copy, "export"), book, at=CLOSING)
    assert prepared.value is not None
    by, keys = ("carmen-lau", "edmund-kwok"), (signer("carmen-lau"), signer("edmund-kwok"))
    with issued(copy) as (home, ledger, where):
        minted = ledger.mints(where["A"])
        people = (person(by[0]), person(by[1]))
        again = execute(home.evidence, ledger, prepared.value, by=people, signers=keys, secret=home.secret, at=CLOSING)
        assert [each.code for each in again.findings] == ["issuance.planned-otherwise"]
        assert ledger.mints(where["A"]) == minted
    assert len(acts(copy, Side.OVERSEAS)) == 5


# The first month is paid.


@pytest.fixture(scope="module")
def month(finished):
    return below(finished, f"payments/{SEPTEMBER}")


@pytest.fixture(scope="module")
def certificate(month):
    read, found = parse_certificate(month[f"certificate-{SEPTEMBER}.json"])
    assert found == ()
    assert read is not None
    return read


def moved(certificate, vehicle, currency):
    """What lay in a vehicle's accounts, what left them for somebody outside, and what lies there now."""
    accounts = [each for each in certificate.accounts if each.vehicle == vehicle]
    inside = {each.account for each in accounts}
    steps = [each for each in certificate.steps if each.vehicle == vehicle and each.to not in inside]
    return (
        total((each.opening for each in accounts), currency),
        total((each.paid for each in steps), currency),
        total((each.closing for each in accounts), currency),
    )


def test_every_fen_collected_is_paid_on_or_still_there(finished, certificate):
    content = below(finished, "inputs/collections")[f"{SEPTEMBER}.csv"]
    collection, _ = parse_collection(content, period=SEPTEMBER, currency=Currency.CNY, file="")
    assert collection is not None
    assert certificate.inputs == {f"collections/{SEPTEMBER}.csv": sha256_hex(content)}
    cash = [certificate.collections[item] for item in ("interest", "fees", "recoveries")]
    cash += [certificate.collections[item] for item in ("scheduled-principal", "prepaid-principal")]
    opening, paid, closing = moved(certificate, "onshore", Currency.CNY)
    assert opening + total(cash, Currency.CNY) == paid + closing


def test_every_cent_that_the_hedge_gave_is_paid_on_or_still_there(certificate):
    given = total((each.given for each in certificate.exchanges), Currency.CNY)
    senior = [each.paid for each in certificate.steps if each.to == "senior"]
    assert given == total(senior, Currency.CNY)
    received = total((each.received for each in certificate.exchanges), Currency.USD)
    opening, paid, closing = moved(certificate, "offshore", Currency.USD)
    assert opening + received == paid + closing


def test_no_step_pays_more_than_is_due(certificate):
    assert all(each.paid + each.shortfall == each.due for each in certificate.steps)


def test_what_steps_pay_a_class_is_what_its_holders_are_entitled_to(certificate):
    for line in certificate.entitled:
        steps = total((each.paid for each in certificate.steps if each.to == line.token_class), Currency.USD)
        (paid,) = [each for each in certificate.classes if each.token_class == line.token_class]
        assert steps == paid.interest + paid.principal == line.interest + line.principal
        assert paid.beginning - paid.principal == paid.ending


def test_what_holders_are_owed_is_what_the_bank_is_told_and_what_it_confirms(certificate, month, summary):
    instructed, wrong = parse_bank_file(month[f"bank-{SEPTEMBER}.csv"])
    confirmed, strange = parse_confirmations(
        month[f"confirmations-{SEPTEMBER}-specimen.csv"], received=datetime(2026, 10, 28, tzinfo=UTC)
    )
    assert wrong == strange == ()
    owed = total((money for each in certificate.entitled for money in (each.interest, each.principal)), Currency.USD)
    told = total((each.claim.amount for each in instructed), Currency.USD)
    paid = total((each.amount for each in confirmed), Currency.USD)
    assert owed == told == paid == Money.parse(summary["confirmed"])
    assert len(instructed) == len(confirmed) == summary["claims"]
    assert {each.claim.reference for each in instructed} == {each.reference for each in confirmed}


def test_holders_are_paid_by_their_share(finished, month):
    instructed, _ = parse_bank_file(month[f"bank-{SEPTEMBER}.csv"])
    with issued(finished) as (_, ledger, where):
        for name in ("A", "B"):
            held = {each.account.lower(): each.amount for each in ledger.holdings(where[name])}
            paid = dict.fromkeys(held, 0)
            for each in instructed:
                if each.claim.token_class == name:
                    paid[each.claim.wallet.lower()] += each.claim.amount.minor
            units, cents = sum(held.values()), sum(paid.values())
            assert all(abs(paid[who] * units - held[who] * cents) <= 2 * units for who in held)


# All of it is verified.


def test_verify_numbers_ten_obligations(finished):
    standings = [each.standing for each in tally_of(examined(finished)).obligations]
    assert [each.number for each in tally_of(examined(finished)).obligations] == list(range(1, 11))
    assert standings[1] is Shown.REHEARSAL
    assert standings[9] is Shown.PENDING
    assert {*standings[:1], *standings[2:9]} == {Shown.HOLDS}


def test_every_obligation_but_the_last_shows_what_it_rests_on(finished):
    assert all(each.evidence for each in tally_of(examined(finished)).obligations)


def test_nothing_that_was_left_is_wrong(finished):
    outcome = examined(finished)
    assert outcome.exit_code(allow_open=True) == 0
    assert {each.code for each in outcome.findings} == {"supervision.notice-specimen", "supervision.duty-open"}


def test_the_tally_that_is_drawn_is_the_one_that_was_found(finished):
    drawn = (finished / "charts" / "tally-en.svg").read_text(encoding="utf-8")
    assert "The ten obligations as verified" in drawn
    assert "Ten obligations: 8 hold, 1 pending, 0 broken; 1 in rehearsal" in drawn
    assert "2 notice before mint: rehearsal" in drawn
    drawn = (finished / "charts" / "tally-zh.svg").read_text(encoding="utf-8")
    assert "十项核对的结果" in drawn
    assert "十项核对：成立8，待定1，不符0; 演练1; 1 封存材料在登记册中：成立" in drawn


def test_the_package_that_was_left_is_the_one_that_is_filed(finished, summary):
    package, found = open_package(below(finished, "package"), root=summary["root"])
    assert package is not None
    assert found == ()


# Walked again, it only shows what it came to.


def test_a_second_walk_does_nothing_twice(finished, packaged):
    before = (acts(finished, Side.ONSHORE), acts(finished, Side.OVERSEAS), head_block(finished))
    again = walked(finished)
    assert packaged == [], "what is done is shown, and no package is made for it"
    assert again.value is not None
    assert again.value.before
    assert (acts(finished, Side.ONSHORE), acts(finished, Side.OVERSEAS), head_block(finished)) == before


def test_a_walk_whose_record_was_lost_finds_every_act_done(copy, summary, packaged):
    before = (acts(copy, Side.ONSHORE), acts(copy, Side.OVERSEAS), head_block(copy))
    (copy / "walk.json").write_bytes(canonical({"schema": "tallystick/walked/v1", "digest": summary["digest"]}))
    again = walked(copy)
    assert packaged == [0]
    assert again.value is not None
    assert not again.value.before
    assert again.value.root == summary["root"]
    assert (acts(copy, Side.ONSHORE), acts(copy, Side.OVERSEAS), head_block(copy)) == before


def test_a_record_that_was_written_over_is_not_shown(copy, summary, packaged):
    forged = json.loads((copy / "walk.json").read_bytes())
    forged["issued"][0]["minted"] = 10 * forged["issued"][0]["minted"]
    (copy / "walk.json").write_bytes(canonical(forged))
    again = walked(copy)
    assert packaged == [0]
    assert again.value is not None
    assert not again.value.before
    assert [each.minted for each in again.value.issued] == [each["minted"] for each in summary["issued"]]


def test_the_keys_of_one_side_are_not_on_the_other(finished):
    names = {side: {path.stem for path in (finished / side / "keys").glob("*.pem")} for side in ("onshore", "overseas")}
    assert not names["onshore"] & names["overseas"]
    assert CAST.passphrase not in (finished / "walk.json").read_text()

"""Replay from files alone: certificates, bank files and the bank's words of three months, and every change in them."""

from dataclasses import replace
from typing import Any

import pytest

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.issuance.pricing import parse_pricing, priced
from tallystick.servicing.close import Earlier
from tallystick.servicing.performance.variance import forecast_as_filed
from tallystick.shell.operations.issuance.later.taking_over import TakenOver
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.servicing.confirm import BankFile, confirm, specimen_confirmations
from tallystick.shell.operations.servicing.replaying import replay
from tallystick.shell.operations.servicing.reporting import report
from tallystick.shell.operations.servicing.restating.restate import restate
from tallystick.shell.operations.servicing.service import service
from tallystick.shell.operations.supervision.watching import sources
from tallystick.shell.operations.supervision.watching.watch import watch
from tallystick.units.money import Money
from tallystick.units.periods import Period
from tests.shell.operations.example import (
    CLOSING,
    FILING,
    PAYING_AGENT,
    TRUSTEE,
    at,
    codes,
    crossed,
    folder,
    person,
    placement,
    signer,
)
from tests.shell.operations.issued import TOKENS, issued, overseas, register_of
from tests.shell.operations.twins import PlainDocuments

LATER = at("2027-10-01T02:00")
MONTHS = [Period.parse(f"2026-{month}") for month in ("09", "10", "11")]
CORRECTION = (
    b"period,item,old,new,currency,carried_in,reason_zh,reason_en\n2026-09,fees,79677.84,79777.84,CNY,2026-10,x,x\n"
)


@pytest.fixture(scope="module")
def paid() -> dict[str, bytes]:
    """Everything that was written for three months: the first payment came back once, and a fee was corrected."""
    ready, kept = issued(), overseas()
    register = register_of(ready)
    by, keys = (person(PAYING_AGENT), person(TRUSTEE)), (signer(PAYING_AGENT), signer(TRUSTEE))
    files: dict[str, bytes] = {}
    for period in MONTHS:
        closed = service(kept, register, ready, folder(), period, by=by, signers=keys, at=LATER).value
        assert closed is not None
        sent = specimen_confirmations(closed.instructions)
        if period == MONTHS[0]:
            head, first, *rest = sent.splitlines(keepends=True)
            sent = b"".join([head, first.replace(b",paid,", b",returned,"), *rest])
        day = closed.closed.flows()[0].day.paid
        word = BankFile(content=sent, value_date=day, specimen=True)
        confirm(kept, FILING, period, closed.claims, word, by=by[0], signer=keys[0], at=LATER)
        if period == MONTHS[0]:
            assert restate(kept, ready, folder(), CORRECTION, by=by, signers=keys, at=LATER).value is not None
        files |= dict(closed.files) | {f"confirmations-{period}.csv": sent}
    return files


def replayed(files, only=None):
    return replay.replay_months(crossed(), placement(), folder(), files, folder="paid", only=only)


def test_what_was_reported_and_paid_is_what_the_files_give(paid):
    outcome = replayed(paid)
    assert codes(outcome) == []
    assert outcome.value.compared == outcome.value.agreeing > 0
    assert [str(period) for period, _ in outcome.value.paid] == [str(each) for each in MONTHS for _ in TOKENS]
    september, october = outcome.value.paid[0][1], outcome.value.paid[2][1]
    assert september.confirmed + september.returned == september.instructed == september.owed
    assert october.again == september.returned
    assert october.instructed == october.owed + october.again


@pytest.mark.parametrize("period", MONTHS)
def test_any_one_month_can_be_asked_for(paid, period):
    outcome = replayed(paid, period)
    assert codes(outcome) == []
    assert {each for each, _ in outcome.value.paid} == {period} or period == MONTHS[2]


@pytest.mark.parametrize("period", MONTHS)
def test_a_cent_in_a_certificate_is_found(paid, period):
    name = f"certificate-{period}.json"
    changed = paid[name].replace(b'"shortfall":"0.00 USD"', b'"shortfall":"0.01 USD"', 1)
    assert changed != paid[name]
    assert codes(replayed(paid | {name: changed}, period)) == ["servicing.certificate-differs"]


def test_a_cent_in_a_bank_file_or_in_the_banks_word_is_found(paid):
    name = f"bank-{MONTHS[1]}.csv"
    head, first, *rest = paid[name].splitlines(keepends=True)
    cells = first.split(b",")
    cells[3] = b"1.00"
    told = codes(replayed(paid | {name: b"".join([head, b",".join(cells), *rest])}))
    assert set(told) == {"servicing.instruction-differs", "servicing.replay-instructed"}
    words = f"confirmations-{MONTHS[1]}.csv"
    short = b"".join(paid[words].splitlines(keepends=True)[:-1])
    assert codes(replayed(paid | {words: short})) == ["servicing.replay-confirmed"]


def rows_of(content):
    return [line.decode().split(",") for line in content.split(b"\r\n") if line]


def bank_of(rows):
    return "".join(",".join(row) + "\r\n" for row in rows).encode()


def moved(rows, one, other, cents):
    """Take so many cents from one row and add them to another."""
    for number, sign in ((one, -1), (other, 1)):
        whole = int(rows[number][3].replace(".", "")) + sign * cents
        rows[number][3] = f"{whole // 100}.{whole % 100:02}"


def put(number, column, text):
    return lambda rows: rows[number].__setitem__(column, text)


DIFFERS = "servicing.instruction-differs"
NO_WORD = f"confirmations-{MONTHS[2]}.csv"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (put(3, 1, "Mallory Ltd"), [(DIFFERS, 3, "payee")]),
        (put(3, 2, "mallory-acct"), [(DIFFERS, 3, "account")]),
        (put(3, 0, "0000"), [(DIFFERS, 3, "reference")]),
        (put(3, 5, "2026-12-24"), [(DIFFERS, 3, "value_date")]),
        (put(3, 6, "2026-10"), [(DIFFERS, 3, "period")]),
        (lambda rows: moved(rows, 1, 3, 100_000), [(DIFFERS, 1, "amount"), (DIFFERS, 3, "amount")]),
        (lambda rows: moved(rows, 1, 3, 1), [(DIFFERS, 1, "amount"), (DIFFERS, 3, "amount")]),
        (lambda rows: moved(rows, 17, 18, 100), [(DIFFERS, 17, "amount"), (DIFFERS, 18, "amount")]),
        (
            lambda rows: rows.append(rows[3]),
            [("servicing.replay-instructed", None, ""), ("servicing.instruction-surplus", 25, "reference")],
        ),
        (
            lambda rows: rows.pop(3),
            [("servicing.replay-instructed", None, ""), ("servicing.instruction-missing", None, "")],
        ),
    ],
)
def test_a_changed_row_of_a_bank_file_is_named_though_the_sums_agree(paid, change, told):
    name = f"bank-{MONTHS[2]}.csv"
    rows = rows_of(paid[name])
    change(rows)
    files = {each: content for each, content in paid.items() if each != NO_WORD}
    outcome = replayed(files | {name: bank_of(rows)}, MONTHS[2])
    assert [(each.code, each.place.row, each.place.column) for each in outcome.findings] == told
    assert outcome.value.compared - outcome.value.agreeing == len(told)


def test_without_an_order_book_it_is_said_that_payees_were_not_compared(paid):
    sent = {name: content for name, content in placement().items() if name != "subscriptions.csv"}
    outcome = replay.replay_months(crossed(), sent, folder(), paid, folder="paid", only=MONTHS[0])
    assert codes(outcome) == ["servicing.instruction-payees-unseen"]
    assert outcome.value is not None
    assert outcome.value.compared == outcome.value.agreeing


def test_money_that_came_back_is_claimed_again_by_one_later_month_only(paid):
    october, november = (f"bank-{period}.csv" for period in MONTHS[1:])
    (first,) = came_back(paid, MONTHS[0])
    again = next(row for row in rows_of(paid[october]) if row[3] == first[3] and row[9] == first[9])
    twice = claimed_again(first[0], MONTHS[2])
    rows = [*rows_of(paid[november]), [twice, *again[1:5], rows_of(paid[november])[1][5], "2026-11", *again[7:]]]
    files = {name: content for name, content in paid.items() if name != NO_WORD} | {november: bank_of(rows)}
    assert codes(replayed(files, MONTHS[2])) == ["servicing.replay-instructed", "servicing.instruction-surplus"]
    unclaimed = {name: content for name, content in files.items() if name != october}
    assert codes(replayed(unclaimed, MONTHS[2])) == []


def came_back(paid, period):
    """Return the rows of a month's bank file that came back."""
    back = {
        row[0] for row in rows_of(paid[f"confirmations-{period}.csv"].replace(b"\n", b"\r\n")) if row[1] == "returned"
    }
    return [row for row in rows_of(paid[f"bank-{period}.csv"]) if row[0] in back]


def claimed_again(reference, period):
    return sha256_hex(canonical({"again": reference, "period": str(period)}))[:16]


def test_a_month_without_its_certificate_is_told_and_its_bank_file_compared_all_the_same(paid):
    files = {name: content for name, content in paid.items() if name != f"certificate-{MONTHS[0]}.json"}
    assert codes(replayed(files)) == ["servicing.replay-unissued"]
    name = f"bank-{MONTHS[0]}.csv"
    rows = rows_of(files[name])
    moved(rows, 1, 3, 100_000)
    assert codes(replayed(files | {name: bank_of(rows)})).count(DIFFERS) == 2
    none = {each: content for each, content in paid.items() if str(MONTHS[1]) not in each}
    (told,) = [each for each in replayed(none).findings if each.code == "servicing.replay-unissued"]
    assert told.argument("period") == str(MONTHS[1])


def test_a_file_that_lies_there_twice_counts_once_and_is_said(paid):
    once = replayed(paid).value
    again = replayed(paid | {f"again/{name}": content for name, content in paid.items()})
    assert set(codes(again)) == {"servicing.replay-again"}
    assert (again.value.compared, again.value.agreeing, len(again.value.paid)) == (once.compared, once.agreeing, 6)
    name = f"bank-{MONTHS[1]}.csv"
    assert codes(replayed(paid | {f"z/{name}": b"other"})) == ["servicing.replay-copies"]


def test_instructions_in_two_files_of_a_month_are_replayed_as_one(paid):
    name = f"bank-{MONTHS[0]}.csv"
    head, *rows = rows_of(paid[name])
    parts = {name: bank_of([head, *rows[2:]]), f"bank-{MONTHS[0]}-2.csv": bank_of([head, *rows[:2]])}
    whole, split = replayed(paid), replayed(paid | parts)
    assert (codes(split), split.value.compared, split.value.paid) == ([], whole.value.compared, whole.value.paid)
    assert codes(replayed(paid | {name: parts[name]})) != []


def test_a_certificate_under_another_name_counts_once_and_two_that_differ_are_told(paid):
    name = f"certificate-{MONTHS[1]}.json"
    once = replayed(paid).value
    again = replayed(paid | {"certificate-of-october.json": paid[name]})
    assert (codes(again), again.value.compared) == ([], once.compared)
    changed = paid[name].replace(b'"shortfall":"0.00 USD"', b'"shortfall":"0.01 USD"', 1)
    assert "servicing.certificate-surplus" in codes(replayed(paid | {"certificate-of-october.json": changed}))


def test_a_month_paid_on_the_ledger_is_compared_like_one_that_a_bank_paid(paid):
    ledger = {name.replace("bank-", "ledger-"): content for name, content in paid.items()}
    assert codes(replayed(ledger)) == []
    name = f"ledger-{MONTHS[0]}.csv"
    rows = rows_of(ledger[name])
    moved(rows, 3, 5, 100)
    assert codes(replayed(ledger | {name: bank_of(rows)}, MONTHS[0])).count(DIFFERS) == 2
    assert "servicing.replay-copies" in codes(replayed(paid | {name: bank_of(rows)}))


def test_a_specimen_beside_the_banks_own_word_is_not_what_counts(paid):
    name = f"confirmations-{MONTHS[0]}.csv"
    specimen = paid[name].replace(b",returned,", b",paid,")
    outcome = replayed(paid | {f"confirmations-{MONTHS[0]}-specimen.csv": specimen}, MONTHS[0])
    assert outcome.value.paid[0][1].returned.is_positive()


def test_a_folder_without_a_certificate_has_nothing_to_replay(paid):
    outcome = replayed({})
    assert (outcome.value, codes(outcome)) == (None, ["servicing.replay-nothing"])


@pytest.fixture
def taken_over(monkeypatch):
    """The edition as it were, had its tokens gone over from those of another filing."""
    opened: Any = open_received(crossed())
    received = opened.value
    deal = received.deal.model_copy(
        update={"tokens": received.deal.tokens.model_copy(update={"predecessor": "before"})}
    )
    later = replace(opened, value=replace(received, deal=deal))
    for module in (replay, report, sources):
        monkeypatch.setattr(module, "open_received", lambda _: later)


def test_of_a_filing_that_took_over_no_month_is_run_without_the_terms_of_the_one_before(paid, taken_over):
    told = replayed(paid)
    assert (told.value, codes(told)) == (None, ["servicing.earlier-missing"])
    assert told.findings[0].argument("filing") == "before"
    asked = report.Asked(period=MONTHS[0], as_of=LATER.date())
    made = report.report_month(crossed(), placement(), folder(), paid, asked, PlainDocuments())
    assert (made.value, codes(made)) == (None, ["servicing.earlier-missing"])


def test_no_month_of_it_is_watched_either_and_that_is_said(taken_over):
    files = {name: each for name, each in folder().items() if name.startswith("collections/")}
    told: Any = watch(sources.Sources(crossed=crossed(), placement=placement(), reported=files), None, at=LATER)
    assert "servicing.earlier-missing" in codes(told)
    assert not [each for each in told.value.watched.events if each.event.id.startswith("D2-")]


@pytest.fixture
def issue_before():
    """The issue as it stood under the filing before, which filed a forecast of its own for its months."""
    edition: Any = open_received(crossed()).value
    price = placement()["pricing.yaml"]
    pricing: Any = parse_pricing(price, edition.deal)[0]
    forecast = {each: Money.parse("1.00 CNY") for each in MONTHS}
    first = Earlier(deal=priced(edition.deal, pricing), last=MONTHS[-1], forecast=forecast)
    return TakenOver(names=("before",), deal=edition.deal, at=CLOSING, pricing=price, earlier=(first,))


def test_with_the_terms_of_the_one_before_each_month_is_run_on_its_own(paid, taken_over, issue_before):
    told: Any = replay.replay_months(crossed(), placement(), folder(), paid, folder="paid", before=issue_before)
    assert told.value.compared == told.value.agreeing > 0


def test_a_book_is_read_by_the_terms_and_the_price_at_which_it_was_allotted(paid, taken_over, issue_before):
    dearer = placement()["pricing.yaml"].replace(b"4.55%", b"4.50%")
    assert dearer != placement()["pricing.yaml"]
    bid = placement()["subscriptions.csv"].decode().splitlines()
    bid = [f"{line},{'coupon' if number == 0 else '4.55%' if ',A,' in line else ''}" for number, line in enumerate(bid)]
    later = {**placement(), "pricing.yaml": dearer, "subscriptions.csv": "\n".join(bid).encode()}
    told: Any = replay.replay_months(crossed(), later, folder(), paid, folder="paid", before=issue_before)
    assert "servicing.instruction-payees-unseen" not in codes(told)


def test_a_month_is_reported_beside_what_was_filed_with_its_own_terms(paid, taken_over, issue_before):
    asked = report.Asked(period=MONTHS[2], as_of=LATER.date())
    made = report.report_month(
        crossed(), placement(), folder(), paid, asked, PlainDocuments(), issue_before.earlier
    ).value
    assert made is not None
    assert {str(each.forecast) for each in made.month.compared} == {"1.00 CNY"}
    (first,) = issue_before.earlier
    own = {each: Money.parse("2.00 CNY") for each in MONTHS}
    mixed = forecast_as_filed(own, [replace(first, last=MONTHS[1])])
    assert [str(mixed[each]) for each in MONTHS] == ["1.00 CNY", "1.00 CNY", "2.00 CNY"]
    assert forecast_as_filed(own, [replace(first, forecast=None)]) == own

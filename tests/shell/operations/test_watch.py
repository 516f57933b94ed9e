"""Watch a deal from its folder, its edition and its home; tell of what it lists, signed, once, and nothing else."""

from functools import cache
from typing import Any

import pytest

from tallystick.evidence.persons import Side
from tallystick.evidence.wording import Language, word
from tallystick.filing.states import Event
from tallystick.shell.operations.evidence.acts import Intent, body_of, perform
from tallystick.shell.operations.issuance.issue_records import SUSPENDED
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.supervision.found.told import TOLD, completion_duty
from tallystick.shell.operations.supervision.watching.sources import Sources, filed_and_worked
from tallystick.shell.operations.supervision.watching.tell import Word, tell
from tallystick.shell.operations.supervision.watching.watch import Watching, watch
from tallystick.supervision.watching.standing import DutyState
from tallystick.units.periods import Period
from tests.shell.operations.example import (
    DESK,
    FILER,
    FILING,
    ISSUER,
    TRUSTEE,
    at,
    codes,
    crossed,
    desk,
    folder,
    home,
    person,
    placement,
    recorded,
    signer,
)
from tests.shell.operations.issued import overseas
from tests.shell.operations.twins import opened

APRIL = at("2027-04-20T02:00")
BAD = "D2-2/2027-03/defaults"


@cache
def months() -> dict[str, bytes]:
    """The months up to the bad one, which is the last that has ended in April."""
    return {
        name: each
        for name, each in folder().items()
        if name.startswith("collections/") and name < "collections/2027-04"
    }


@cache
def small() -> dict[str, bytes]:
    """The folder without its tape: what is watched does not rest on it."""
    return {name: each for name, each in folder().items() if name != "tape.csv" and not name.startswith("collections/")}


def watched(installed: Installation | None = None, moment=APRIL, **given: Any) -> Outcome[Watching]:
    sources = Sources(**({"folder": small(), "placement": placement(), "reported": months()} | given))
    return watch(sources, installed, at=moment)


def onshore() -> Installation:
    """A home at whose desk the deal was filed, the notice recorded."""
    kept = desk(Event.FILE)
    recorded(kept)
    return opened(kept)


def state(outcome: Outcome[Watching], name: str) -> DutyState:
    assert outcome.value is not None
    return next(each.state for each in outcome.value.watched.duties if each.expected.id == name)


def unseen(outcome: Outcome[Watching]) -> set[str]:
    return {str(each.argument("source").en) for each in outcome.findings if each.code == "supervision.watch-unseen"}  # type: ignore[union-attr]


def test_a_folder_alone_shows_the_bad_march_and_says_what_was_not_looked_at():
    outcome = watched()
    assert outcome.value is not None
    assert [each.event.id for each in outcome.value.watched.events] == [BAD]
    assert unseen(outcome) == {
        "the ledger",
        "a home, with acts on record",
        "the filed forecast, in an edition",
        "the day of the published notice",
    }
    assert "drafts/D2-2_2027-03_defaults-zh.md" in outcome.value.files
    assert outcome.exit_code() == 1


def traded(last: str, price: str = "99.9%") -> dict[str, bytes]:
    """Eight quiet months up to February, March as said, and April that is still running."""
    first = Period.parse("2026-07")
    rows = [f"{first.add(number)},{1 + number % 3}.5%,{100 - number % 2}%" for number in range(8)]
    rows += [f"2027-03,{last},{price}", "2027-04,90%,10%"]
    return {**months(), "months.csv": "\n".join(["period,turnover,price", *rows, ""]).encode()}


@pytest.mark.parametrize(
    ("last", "price", "alerts"),
    [("12.5%", "99.9%", []), ("12.6%", "99.9%", ["12.6%"]), ("2%", "96%", []), ("2%", "95.9%", ["95.9%"])],
)
def test_a_month_that_was_traded_or_priced_as_none_before_it_is_an_alert_and_no_event(last, price, alerts):
    outcome = watched(reported=traded(last, price))
    found = [each for each in outcome.findings if each.code == "supervision.watch-traded"]
    assert [each.argument("measured") for each in found] == alerts
    assert all("this house's own" in word(each, Language.EN).why for each in found)
    assert outcome.value is not None
    assert [each.event.id for each in outcome.value.watched.events] == [BAD]


def test_the_same_day_gives_the_same_answer():
    first, again = watched(), watched()
    assert first.value is not None
    assert again.value is not None
    assert (first.value.watched, first.value.files, first.findings) == (
        again.value.watched,
        again.value.files,
        again.findings,
    )


def test_a_home_at_whose_desk_it_was_filed_knows_the_notice_and_expired_answers_block_new_mints_only():
    outcome = watched(onshore())
    assert outcome.value is not None
    assert outcome.value.watched.life.filed is not None
    assert [each.measure.value for each in outcome.value.watched.orders] == ["block-new-mint-plans"]
    assert "supervision.order-block" in codes(outcome)
    assert "supervision.order-suspend" not in codes(outcome)
    assert "order-block-new-mint-plans.json" in outcome.value.files


def test_a_month_that_is_missing_is_named_and_later_ones_wait():
    gone = {name: each for name, each in months().items() if name != "collections/2026-12.csv"}
    outcome = watched(reported=gone)
    (gap,) = [each for each in outcome.findings if each.code == "supervision.watch-gap"]
    assert gap.argument("period") == "2026-12"
    assert outcome.value is not None
    assert outcome.value.watched.events == ()


def test_overseas_an_edition_is_enough_and_a_power_that_was_used_is_an_event():
    kept = overseas()
    body = {"paper": "00" * 32, "number": "1"}
    perform(kept, Intent(kind=SUSPENDED, subject=FILING, at=at("2027-01-11T02:00"), body=body), signer(ISSUER))
    sources = {"folder": {}, "crossed": crossed(), "placement": {}}
    outcome = watched(opened(kept, Side.OVERSEAS), **sources)
    assert outcome.value is not None
    found = {each.event.rule: each.event.known.isoformat() for each in outcome.value.watched.events}
    assert found["D2-22f"] == "2027-01-11"
    assert outcome.value.watched.life.filed is not None
    assert unseen(outcome) == {"the ledger", "determinations and bars, in a deal folder"}


def say(installed: Installation, word: Word, by: str = FILER, moment=APRIL, key: str = ""):
    """Tell, on what is watched at the moment."""
    seen = watched(installed, moment)
    assert seen.value is not None
    return tell(installed, seen.value.watched, word, by=person(by), signer=signer(key or by), at=moment)


def test_what_was_told_is_an_act_in_the_log_and_counts_from_then_on():
    installed = opened(home())
    moment = at("2026-09-17T02:00")
    row = say(installed, Word(of="completion-report", report=b"as sent"), moment=moment).value
    assert row is not None
    assert row.position is not None
    assert (row.entry.draft.kind, row.entry.draft.actor) == (TOLD, FILER)
    assert installed.evidence.objects.get(str(body_of(installed.evidence, row)["report"])) == b"as sent"
    assert state(watched(installed), "completion-report") is DutyState.TOLD
    assert state(watched(opened(home())), "completion-report") is DutyState.MISSING


@pytest.mark.parametrize("with_edition", [False, True])
def test_terms_are_watched_as_filed_and_procedures_as_they_stand_now(with_edition):
    own = small()["deal.yaml"]
    now = own.replace(b"  odi: {", b"  vehicle-change: {state: open, date: 2027-03-01}\n  odi: {")
    now = now.replace(b"valid_until: 2027-09-09", b"valid_until: 2027-01-31")
    worked = {**months(), **{f"placement/{name}": each for name, each in placement().items()}, "deal.yaml": now}
    sources = filed_and_worked(small(), worked, crossed=crossed() if with_edition else {})
    found = watch(sources, onshore(), at=APRIL)
    assert state(found, "vehicle-change") is DutyState.DUE, "a procedure begun since the filing"
    assert found.value is not None
    duties = {each.expected.id: each for each in found.value.watched.duties}
    assert not [name for name in duties if name.startswith("foreign-debt")], "settled by the procedures, as filed"
    assert str(duties["filing-validity"].expected.until) == "2027-09-09", "a draft of other terms is no filing"
    broken = watch(filed_and_worked(small(), {**worked, "deal.yaml": b"id: ["}), opened(home()), at=APRIL)
    assert broken.value is not None
    assert broken.value.watched.duties


def test_telling_twice_records_it_once():
    installed = opened(home())
    word = Word(of="completion-report", report=b"as sent")
    first, again = say(installed, word), say(installed, word, moment=at("2027-04-21T02:00"))
    assert first.value == again.value
    assert len(installed.evidence.journal.acts(kind=TOLD)) == 1


def test_why_an_event_is_not_reported_is_signed_with_what_was_decided_on():
    installed = opened(home())
    row = say(installed, Word(of=BAD, reasons="one dealer, cured in April")).value
    assert row is not None
    after = watched(installed)
    assert after.value is not None
    (line,) = after.value.watched.events
    assert line.decision is not None
    assert (line.decision.reasons, line.decision.by) == ("one dealer, cured in April", FILER)
    assert body_of(installed.evidence, row)["event_sha256"] == line.event.digest
    assert not {"supervision.event-undecided", "supervision.event-escalated"} & set(codes(after))
    assert not [name for name in after.value.files if name.startswith("drafts/")]


def test_a_month_told_otherwise_since_asks_again_and_shows_what_was_decided():
    installed = opened(home())
    assert say(installed, Word(of=BAD, reasons="one dealer, cured in April")).value is not None
    month = "collections/2027-03.csv"
    worse = months()[month].replace(b"2026517.30", b"1926517.30").replace(b"1721624.08", b"1821624.08")
    after = watched(installed, reported={**months(), month: worse})
    assert after.value is not None
    line = next(each for each in after.value.watched.events if each.event.id == BAD)
    assert line.decision is None
    assert line.earlier is not None
    assert line.earlier.reasons == "one dealer, cured in April"
    assert line.earlier.fact not in {None, line.event.told}
    assert "supervision.event-changed" in codes(after)
    assert "drafts/D2-2_2027-03_defaults-en.md" in after.value.files


@pytest.mark.parametrize(
    ("word", "by", "key", "code"),
    [
        (Word(of="D9-9/2027", report=b"x"), FILER, "", "supervision.tell-unknown"),
        (Word(of=BAD), FILER, "", "supervision.tell-one-way"),
        (Word(of=BAD, report=b"x", reasons="both"), FILER, "", "supervision.tell-one-way"),
        (Word(of=BAD, reasons="  "), FILER, "", "supervision.tell-one-way"),
        (Word(of="papers/2027-02-20", report=b"x"), FILER, "", "supervision.tell-expires"),
        (Word(of="completion-report", reasons="no need"), FILER, "", "supervision.tell-duty-refused"),
        (Word(of="completion-report", report=b"x"), TRUSTEE, "", "evidence.other-side"),
        (Word(of="completion-report", report=b"x"), DESK[0], "", "evidence.role-missing"),
        (Word(of="distribution/2027-04", report=b"x"), FILER, "", "supervision.tell-early"),
        (Word(of="completion-report", report=b"x"), FILER, DESK[0], "filing.key-differs"),
    ],
)
def test_what_cannot_be_told_is_refused_and_nothing_is_recorded(word, by, key, code):
    installed = opened(home())
    outcome = say(installed, word, by, key=key)
    assert (outcome.value, codes(outcome)) == (None, [code])
    assert installed.evidence.journal.acts(kind=TOLD) == ()


def test_the_completion_report_that_was_told_meets_its_duty_from_that_day_on():
    kept = home()
    minted, before, moment = at("2026-09-15T02:00").date(), at("2026-09-16T02:00"), at("2026-09-17T02:00")
    row = say(opened(kept), Word(of="completion-report", report=b"as sent"), moment=moment).value
    assert row is not None
    duty = completion_duty(kept, "auto-leases-2026-1", FILING, minted, moment)
    assert (duty.reported, duty.evidence) == (moment.date(), body_of(kept, row)["report"])
    assert completion_duty(kept, "auto-leases-2026-1", FILING, minted, before).reported is None


def test_events_of_a_month_that_nobody_reports_are_named_and_not_passed_over():
    rows = b"on,kind,asset,principal,price,party,reason\n2027-04-05,servicer-terminated,,,,originator,insolvency\n"
    told = watched(reported={**months(), "events/2027-04.csv": rows})
    assert [each.place.file for each in told.findings if each.code == "servicing.beside-nothing"] == [
        "events/2027-04.csv"
    ]
    assert "servicing.beside-nothing" not in codes(watched())

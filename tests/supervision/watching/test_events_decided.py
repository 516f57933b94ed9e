"""What the ledger, acts and declarations show is an event once; a person decides on it, or it rises by itself."""

import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.evidence.findings import Finding, Severity, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, catalogue, labels, severity, word
from tallystick.law.clocks import calendars_known
from tallystick.law.facts import Evidence, Fact, Subject
from tallystick.law.reading import standing_books
from tallystick.supervision import tally
from tallystick.supervision.coming import coming_dates
from tallystick.supervision.watching.drafts import draft_report, drafts_of
from tallystick.supervision.watching.events import Detected, EventLine, detected, event_findings, event_lines
from tallystick.supervision.watching.from_records import (
    Power,
    concentrated,
    of_acts,
    of_declarations,
    of_tally,
    of_unpaid,
)
from tallystick.supervision.watching.life import Told
from tallystick.supervision.watching.watch import watch_deal
from tests.supervision.watching.stage import FIRST, ISSUED, certificates, life, own_deal, year

KNOWN = date(2027, 4, 5)
FACT = Name(zh="当月现金不足", en="cash of the month was short")


def event(known: date = KNOWN, about: str = "2027-03", rule: str = "D2-3") -> Detected:
    """Cash below forecast, known on a Monday in April."""
    return detected(rule, about, FACT, period="2027-03", arose=date(2027, 3, 31), known=known)


def line(on: date, *acts: Told, of: Detected | None = None) -> EventLine:
    (found,), _ = event_lines([of or event()], acts, as_of=on, calendars=calendars_known())
    return found


def codes(found: EventLine) -> list[str]:
    return [each.code for each in event_findings([found])]


def test_an_event_has_the_deadline_and_mark_of_its_book_and_counts_from_the_day_it_was_known():
    found = line(KNOWN)
    assert (found.event.deadline.id, found.event.mark.value, found.due) == ("SZSE-T8a", "A", date(2027, 4, 7))
    assert found.clock.deadline.unit.value == "trading-day"
    control = line(KNOWN, of=event(rule="D2-18"))
    assert (control.event.deadline.unit.value, control.due) == ("working-day", date(2027, 4, 8))


@pytest.mark.parametrize(
    ("days", "code", "roles"),
    [
        (0, "supervision.event-undecided", 0),
        (2, "supervision.event-undecided", 0),
        (3, "supervision.event-undecided", 0),  # its day of grace
        (4, "supervision.event-escalated", 2),
        (6, "supervision.event-escalated", 3),
    ],
)
def test_an_event_nobody_decides_on_is_open_and_then_rises(days, code, roles):
    found = line(KNOWN + timedelta(days=days))
    assert (codes(found), len(found.escalated)) == ([code], roles)


@pytest.mark.parametrize("word", [{"report": "a" * 64}, {"reasons": "a bank holiday abroad; the cash came on Tuesday"}])
def test_a_decision_either_way_settles_it(word):
    act = Told(of=event().id, day=KNOWN, by="shen-yilan", **word)
    found = line(KNOWN + timedelta(days=90), act)
    assert (found.decision, codes(found)) == (act, [])


def test_a_later_decision_stands_in_the_place_of_an_earlier_one():
    first = Told(of=event().id, day=KNOWN, by="shen-yilan", reasons="too small")
    then = Told(of=event().id, day=KNOWN + timedelta(days=1), by="gu-wenbo", report="b" * 64)
    assert line(KNOWN, first, then).decision == first
    assert line(KNOWN + timedelta(days=1), first, then).decision == then


@pytest.mark.parametrize("word", [{"report": "a" * 64}, {"reasons": "made up for on Tuesday"}])
def test_a_decision_stands_only_for_the_figures_it_was_taken_on(word):
    was, now = (replace(event(), figure=each, threshold=">= 20.00%") for each in ("21.00%", "48.00%"))
    act = Told(of=was.id, day=KNOWN + timedelta(days=9), by="shen-yilan", event=was.digest, fact=was.told, **word)
    assert line(act.day, act, of=was).decision == act
    asked = line(act.day, act, of=now)
    assert (asked.decision, asked.earlier) == (None, act)
    (found,) = event_findings([asked])
    assert found.code == "supervision.event-changed"
    assert "21.00%" in str(found.argument("before")), "what it was"
    assert "48.00%" in str(found.argument("fact")), "what it is"
    assert asked.due is not None
    assert asked.due > act.day, "nobody can have known of these figures before"
    rises = line(act.day + timedelta(days=9), act, of=now)
    assert codes(rises)[-1] == "supervision.event-escalated"
    drafts = drafts_of([asked], own_deal(), certificates(year()))
    assert all("21.00%" in each.decode() and "48.00%" in each.decode() for each in drafts.values()), drafts
    again = replace(act, day=act.day + timedelta(days=1), event=now.digest)
    assert line(again.day, act, again, of=now).decision == again
    assert line(again.day, act, again, of=was).decision == act, "figures that are again what they were"
    old = replace(act, fact=None)
    assert "not on record" in word_of(line(act.day, old, of=now)), "an act that did not keep what it was taken on"


def word_of(found: EventLine) -> str:
    return word(event_findings([found])[0], Language.EN).what


def test_an_event_without_a_number_never_rises():
    found = line(date(2030, 1, 1), of=event(rule="D2-21"))
    assert (found.due, codes(found)) == (None, ["supervision.event-undecided"])


def test_what_was_told_of_nothing_is_named():
    act = Told(of="D2-3/2099-01", day=KNOWN, by="shen-yilan", report="a" * 64)
    watched = watch_deal(life(), [event()], [act], as_of=KNOWN)
    assert "supervision.told-nothing" in [each.code for each in watched.findings]


@settings(max_examples=15)
@given(st.lists(st.sampled_from([event(), event(about="2027-02"), event(rule="D2-18")]), max_size=9))
def test_the_same_day_gives_the_same_list_and_an_event_that_comes_twice_counts_once(given_):
    watched = [watch_deal(life(), events, (), as_of=KNOWN) for events in (given_, given_[::-1], [*given_, *given_])]
    assert watched[0] == watched[1] == watched[2]
    assert {each.event.id for each in watched[0].events} == {each.id for each in given_}


def test_findings_of_the_tally_become_events_under_the_rule_they_fall_under():
    found = [
        finding("issuance.minted-above-cap", token_class="A", minted=114_001, cap=114_000),
        finding("issuance.holder-outside", wallet="0x1", jurisdiction="CN"),
        finding("issuance.holder-outside", wallet="0x2", jurisdiction="US"),
        finding("issuance.registration-missing", wallet="0x3"),
        finding("issuance.holder-barred", wallet="0x4", reason=Name(zh="资格已过期", en="its standing has expired")),
        finding("supervision.witnesses-few", found=0, quorum=1),
    ]
    events = of_tally([*found, found[0]], since=ISSUED)
    assert [each.rule for each in events] == ["D2-22c", "D2-23a", "D2-22d", "D2-22d", "D2-22d"], (
        "a standing that expired is no hit of a list"
    )
    assert {(each.mark.value, each.known, each.dated) for each in events} == {("I", ISSUED, False)}
    assert "114,001" in events[0].fact.en or "114001" in events[0].fact.en


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("supervision.record-missing", "D2-22c"),
        ("supervision.cap-differs", "D2-17"),
        ("issuance.code-differs", "D2-17"),
        ("supervision.token-paused", "D2-22f"),
        ("supervision.frozen-unrecorded", "D2-22f"),
        ("supervision.division-differs", "D2-16"),
        ("supervision.cash-missing", "D2-16"),
        ("supervision.notice-after-mint", "D2-22c"),
        ("chain.no-contract", "D2-22b"),
        ("supervision.chain-differs", "D2-17"),
        ("supervision.record-suspended", "D2-22f"),
        ("servicing.claim-twice", "D2-16"),
    ],
)
def test_what_the_ledger_shows_beside_the_record_is_an_event(code: str, rule: str):
    (found,) = of_tally([told(code)], since=ISSUED)
    assert (found.rule, found.evidence[0].reference) == (rule, code)
    (open_,), _ = event_lines([found], (), as_of=ISSUED, calendars=calendars_known())
    assert len(drafts_of([open_], own_deal(), ())) == len(Language)


def told(code: str) -> Finding:
    """A finding with something in the place of each argument."""
    sentence = catalogue()[code]
    texts = (sentence.what, sentence.why, sentence.remedy)
    names = {name for text in texts for _, name, _, _ in Formatter().parse(text.en) if name}
    arguments: Any = dict.fromkeys(names, "1")
    return finding(code, **arguments)


PROOFS = (
    "supervision/proofs_filing.py",
    "issuance/proofs.py",
    "issuance/code_proof.py",
    "servicing/proofs.py",
    "servicing/replay.py",
    "shell/operations/servicing/on_ledger/divisions.py",
    *(f"shell/operations/supervision/found/{each}.py" for each in ("anchors", "filing", "payments", "states", "units")),
    *(f"shell/operations/supervision/found/{each}.py" for each in ("ledger", "unrecorded")),
)
"""Where what differs is found."""
PAPERS = {
    "supervision.root-differs",
    "supervision.witnesses-few",
    "supervision.notice-unnumbered",
    "supervision.capture-missing",
    "supervision.capture-differs",
    "supervision.notice-one-person",
    "supervision.notice-dated-ahead",
    "servicing.certificate-missing",
}
"""What is wrong with the papers at hand, or not made yet, and has happened to nobody."""


REFUSED = {"servicing.divided-otherwise"}
"""What an act of people is refused with; the tally names the same by a finding of its own."""


def test_every_error_of_an_obligation_is_an_event_or_one_of_the_papers(project: Path):
    said = "".join((project / "src" / "tallystick" / each).read_text(encoding="utf-8") for each in PROOFS)
    made = {*re.findall(r'"((?:supervision|issuance|servicing)\.[a-z-]+)"', said), *vars(tally)["_PART_OF"]}
    errors = {code for code in made & catalogue().keys() if severity(told(code)) is Severity.ERROR}
    assert {"supervision.notice-after-mint", "servicing.claim-twice"} < errors
    assert errors >= PAPERS
    assert sorted(code for code in errors - PAPERS - REFUSED if not of_tally([told(code)], since=ISSUED)) == []


@pytest.mark.parametrize(
    "kind", [f"issuance.{each}" for each in ("suspended", "resumed", "frozen", "recovery", "corrected")]
)
def test_each_use_of_a_power_over_the_tokens_is_an_event_on_its_day(kind):
    (found,) = of_acts([Power(kind=kind, act="c" * 64, body="d" * 64, day=KNOWN)])
    assert (found.rule, found.known, found.fact) == ("D2-22f", KNOWN, labels()[f"supervision.fact.{kind}"])
    assert found.evidence[0].sha256 == "d" * 64


@pytest.mark.parametrize(("day", "months"), [(26, 0), (27, 1)])
def test_a_payment_day_that_passes_with_the_month_unclosed_is_a_payment_not_made(day, months):
    on = date(2026, 10, day)
    due = [(FIRST, date(2026, 10, 26)), (FIRST.next(), date(2026, 11, 26))]
    assert [each.id for each in of_unpaid(due, (), as_of=on)] == ["D2-16/2026-09/unclosed"] * months
    assert of_unpaid(due, (FIRST,), as_of=on) == ()


@pytest.mark.parametrize(("units", "named"), [(50, 0), (51, 1)])
def test_a_holder_is_named_above_half_of_a_class_and_not_at_half(units, named):
    found = list(concentrated({"A": {"0x1": units, "0x2": 100 - units}}))
    assert len(found) == named
    assert all(each == ("A", "0x1", Fraction(units, 100)) for each in found)
    assert list(concentrated({"A": {}})) == []


def declared(name: str, value: object, kind: str = "undertaking", day: date = KNOWN) -> Fact:
    """What somebody determined, with a paper of the day."""
    paper = Evidence(kind=kind, reference=f"evidence/{name}.pdf", sha256="e" * 64, date=day)
    return Fact(
        id=name,
        subject=Subject(kind="deal"),
        value=value,  # type: ignore[arg-type]
        evidence=(paper,),
        as_of=day,
        provider="person",
        by=("shen-yilan",),
    )


def rules(*facts: Fact) -> list[str]:
    return [each.rule for each in of_declarations(standing_books(), facts, as_of=KNOWN + timedelta(days=2))]


def test_a_key_declared_compromised_is_an_event_and_one_declared_safe_is_none():
    assert rules(declared("D2-22a", value=True)) == ["D2-22a"]
    assert rules(declared("D2-22a", value=False)) == []
    (found,) = of_declarations(standing_books(), [declared("D2-22a", value=True)], as_of=KNOWN)
    assert (found.known, found.dated, found.evidence[0].reference) == (KNOWN, True, "evidence/D2-22a.pdf")
    assert found.id == of_declarations(standing_books(), [declared("D2-22a", value=True)], as_of=date(2027, 4, 9))[0].id


def matter(pool: str, payer: str) -> tuple[Fact, ...]:
    """Adverse reports about a payer, and the facts of article 59."""
    return (
        declared("D2-12", value=True),
        declared("event.concerns_payer_only", value=True, kind="judgement-memo"),
        declared("event.remaining_pool", Fraction(pool), kind="payer-table"),
        declared("event.payer_unpaid", Fraction(payer), kind="payer-table"),
        declared("event.payer_group_unpaid", Fraction(1), kind="payer-table"),
    )


@pytest.mark.parametrize(
    ("pool", "payer", "owed"),
    [("0.1999", "0.2999", False), ("0.2", "0.2999", True), ("0.1999", "0.3", True)],
)
def test_matters_of_a_payer_fall_away_below_the_numbers_of_article_59_and_not_at_them(pool, payer, owed):
    assert ("D2-12" in rules(*matter(pool, payer))) is owed


@pytest.mark.parametrize(("group", "owed"), [("0.3999", False), ("0.4", True)])
def test_a_payer_with_its_affiliates_counts_from_exactly_four_tenths(group, owed):
    *before, _ = matter("0.1999", "0.3")
    assert (
        "D2-12" in rules(*before, declared("event.payer_group_unpaid", Fraction(group), kind="payer-table"))
    ) is owed


@pytest.mark.parametrize("language", list(Language))
def test_a_draft_says_what_is_known_leaves_the_rest_and_claims_no_decision(language):
    shown = replace(event(), figure="25.00%", threshold=">= 20.00%")
    text = draft_report(line(KNOWN, of=shown), own_deal(), certificates(year(7)), language).decode()
    said = {each: labels()[f"supervision.draft.{each}"].in_language(language) for each in ("not-decided", "left")}
    assert said["not-decided"] in text
    assert text.count(said["left"]) == 2  # cause and measures
    assert "25.00%" in text
    assert ">= 20.00%" in text
    assert "2027-03 A" in text  # what holders of class A were paid in the month
    assert "2027-04-07" in text


def test_there_is_a_draft_in_each_language_of_what_is_undecided_only():
    act = Told(of=event().id, day=KNOWN, by="shen-yilan", report="a" * 64)
    assert set(drafts_of([line(KNOWN)], own_deal(), ())) == {f"drafts/D2-3_2027-03-{each}.md" for each in ("zh", "en")}
    assert drafts_of([line(KNOWN, act)], own_deal(), ()) == {}


def test_the_line_of_dates_shows_what_passed_the_day_and_what_comes():
    figure = coming_dates(watch_deal(life(), [event()], (), as_of=date(2027, 4, 20)))
    days = [day for day, _ in figure.picture.events]  # type: ignore[union-attr]
    assert days == sorted(days)
    assert date(2027, 4, 20) in days
    assert min(days) < date(2027, 4, 20) < max(days)

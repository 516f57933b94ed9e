"""Record: an authority's paper with its capture, by two people; a specimen stays one; each paper once."""

import dataclasses
import datetime as dt
from typing import cast

import pytest

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.wording import Language, word
from tallystick.filing.notices import NoticeKind
from tallystick.filing.states import Event, Phase, possible
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.filing.act_records import ACT_KIND
from tallystick.shell.operations.filing.deliver import deliver
from tallystick.shell.operations.filing.handing.notice import read_filing_notice, write_filing_notice
from tallystick.shell.operations.filing.respond import respond
from tallystick.shell.operations.filing.review import review_of
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.outcome import has_errors
from tallystick.shell.operations.register.steps import steps_of
from tests.shell.operations.example import (
    DESK,
    FILER,
    FILING,
    REGISTRARS,
    at,
    codes,
    desk,
    home,
    paper,
    person,
    recorded,
    signer,
)


@pytest.fixture
def kept():
    return desk(Event.FILE)


def notices(kept):
    return [each.number for each in review_of(kept, FILING).notices]


def test_it_works(kept):
    outcome = recorded(kept)
    assert outcome.value is not None
    assert outcome.value.review.phase is Phase.RECORDED
    assert codes(outcome) == ["filing.notice-specimen"]


def test_it_leaves_evidence_with_the_capture(kept):
    outcome = recorded(kept, paper(capture=b"the page as it was"))
    assert outcome.value is not None
    notice = body_of(kept, outcome.value.row)["notice"]
    assert isinstance(notice, dict)
    assert kept.objects.get(sha256_hex(b"the page as it was")) == b"the page as it was"
    assert notice["capture_sha256"] == sha256_hex(b"the page as it was")
    assert notice["recorded_by"] == list(REGISTRARS)


def test_no_authority_speaks_of_an_invented_deal(kept):
    genuine = dataclasses.replace(paper(), specimen=False)
    assert codes(recorded(kept, genuine)) == ["filing.rehearsal-only"]
    assert notices(kept) == []


def test_a_specimen_stays_a_specimen(kept):
    recorded(kept)
    published = review_of(kept, FILING).published
    assert published is not None
    assert published.specimen is True


def test_only_registrars_put_a_paper_on_record(kept):
    assert codes(recorded(kept, by=(REGISTRARS[0], DESK[0]))) == ["filing.notice-specimen", "evidence.role-missing"]
    assert notices(kept) == []


@pytest.mark.parametrize("by", [(REGISTRARS[0],), (REGISTRARS[0], REGISTRARS[0]), (*REGISTRARS, DESK[0])])
def test_it_takes_two_different_people(kept, by):
    outcome = recorded(kept, by=by)
    assert outcome.value is None
    assert outcome.exit_code() == 1
    assert review_of(kept, FILING).phase is Phase.FILED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": "  "}, "filing.notice-without-number"),
        ({"date": dt.date(2026, 9, 11)}, "filing.notice-from-the-future"),
        ({"capture": b""}, "filing.notice-without-capture"),
    ],
)
def test_a_paper_unfit_as_evidence_is_refused(kept, change, code):
    outcome = recorded(kept, dataclasses.replace(paper(), **change))
    assert outcome.value is None
    assert code in codes(outcome)
    assert notices(kept) == []


def test_it_refuses_the_wrong_state(kept):
    recorded(kept)
    assert "filing.notice-there" in codes(recorded(kept, paper(number="another")))
    assert "filing.act-not-now" in codes(recorded(home_after_refusal()))


def home_after_refusal():
    return desk(Event.REFUSE)


def test_a_second_click_is_the_same_act(kept):
    first, second = recorded(kept), recorded(kept)
    assert first.value is not None
    assert second.value is not None
    assert first.value.row == second.value.row
    assert notices(kept) == ["样本-2026-001"]


def test_a_receipt_is_on_record_once_though_it_changes_no_state(kept):
    receipt, question = paper(NoticeKind.RECEIPT, "R-1"), paper(NoticeKind.QUESTION, "Q-1")
    for each in (receipt, question, receipt, question, receipt):
        assert recorded(kept, each).value is not None
    assert notices(kept) == ["R-1", "Q-1"]
    assert review_of(kept, FILING).phase is Phase.FILED


LATER = (NoticeKind.QUESTION, NoticeKind.CORRECTION, NoticeKind.LETTER)


def test_later_papers_of_an_authority_are_recorded_after_its_notice(kept):
    recorded(kept)
    for kind in LATER:
        outcome = recorded(kept, paper(kind, f"{kind}-1", kind.encode()))
        assert outcome.value is not None
        assert outcome.value.review.phase is Phase.RECORDED
        assert codes(outcome) == ["filing.paper-specimen"]
        assert kept.objects.get(sha256_hex(kind.encode())) == kind.encode()
    assert notices(kept) == ["样本-2026-001", *(f"{kind}-1" for kind in LATER)]
    asked = respond(
        kept,
        FILING,
        Event.ANSWER,
        by=(person(FILER),),
        signers=(signer(FILER),),
        reason="so",
        at=at("2026-09-11T02:00"),
    )
    assert asked.value is not None


def test_a_revocation_ends_the_filing_and_crosses(kept):
    recorded(kept)
    outcome = recorded(kept, paper(NoticeKind.REVOCATION, "撤销-1", b"revoked"))
    assert outcome.value is not None
    assert outcome.value.review.phase is Phase.REVOKED
    assert recorded(kept, paper(NoticeKind.LETTER, "L-1")).value is not None
    delivered = deliver(kept, FILING).value
    assert delivered is not None
    crossed = open_received(delivered)
    assert codes(crossed) == ["filing.revoked"]
    assert not has_errors(crossed.findings)
    assert crossed.value is not None
    assert [step.phase for step in steps_of(home("overseas"), FILING, crossed.value)][-1] == "revoked"
    changed = delivered | {"proofs/revocation-capture": b"another"}
    assert "issuance.capture-differs" in codes(open_received(changed))
    without_its_notice = open_received(delivered | {"proofs/notice.json": b"{"})
    assert codes(without_its_notice) == ["issuance.proof-unreadable", "filing.revoked"]


def test_corrections_cross_with_what_they_correct_and_letters_stay(kept):
    recorded(kept)
    for number in ("C-1", "C-2"):
        assert recorded(kept, paper(NoticeKind.CORRECTION, number, number.encode())).value is not None
    assert recorded(kept, paper(NoticeKind.LETTER, "L-1", b"a letter of supervision")).value is not None
    delivered = deliver(kept, FILING).value
    assert delivered is not None
    assert delivered["proofs/correction-2-capture"] == b"C-2"
    assert b"a letter of supervision" not in delivered.values()
    crossed = open_received(delivered)
    assert codes(crossed) == ["filing.corrected", "filing.corrected"]
    assert [each.argument("number") for each in crossed.findings] == ["C-1", "C-2"]
    by, key = person(REGISTRARS[0]), signer(REGISTRARS[0])
    noticed = write_filing_notice(kept, FILING, by=by, signer=key, at=at("2026-09-12T02:00")).value
    assert noticed is not None
    read = read_filing_notice(noticed, kept.log.key, file="notice.json")
    assert (codes(read), read.value is not None) == ([], True)
    assert read.value is not None
    assert [each["number"] for each in cast("list[dict[str, str]]", read.value.said["corrections"])] == ["C-1", "C-2"]
    assert crossed.value is not None
    shown = steps_of(home("overseas"), FILING, crossed.value)
    assert [(step.number, step.phase) for step in shown][-2:] == [("C-1", "recorded"), ("C-2", "recorded")]

    changed = delivered | {"proofs/correction-1-capture": b"another"}
    assert "issuance.capture-differs" in codes(open_received(changed))
    first = {name for name in delivered if name.startswith("proofs/correction-1")}
    without = open_received({name: content for name, content in delivered.items() if name not in first})
    assert codes(without) == ["issuance.proof-unreadable", "filing.corrected"]
    twice = {name.replace("-2", "-3"): content for name, content in delivered.items() if "correction-2" in name}
    assert "filing.file-added" in codes(open_received(delivered | twice))
    for name in ("correction-02", "correction-1000", "letter"):
        another = open_received(delivered | {f"proofs/{name}.json": b"{}"})
        assert codes(another) == ["filing.file-added", "filing.corrected", "filing.corrected"]


@pytest.mark.parametrize("kind", [NoticeKind.RECEIPT, NoticeKind.QUESTION, NoticeKind.CORRECTION, NoticeKind.LETTER])
def test_a_second_paper_under_the_same_number_is_refused_with_its_place(kept, kind):
    recorded(kept)
    assert recorded(kept, paper(kind, "函〔2026〕7号", b"one")).value is not None
    again = recorded(kept, paper(kind, " 函〔2026〕7号 ", b"another"))
    assert again.value is None
    (taken,) = (each for each in again.findings if each.code == "filing.paper-number-taken")
    assert (taken.argument("place"), taken.argument("date")) == (2, dt.date(2026, 9, 9))
    assert "是本申请已记录的第 2 份文件" in word(taken, Language.ZH).what
    assert notices(kept) == ["样本-2026-001", "函〔2026〕7号"]
    assert recorded(kept, paper(kind, "函〔2026〕8号", b"another")).value is not None


def test_the_authoritys_reason_is_kept_and_crosses_and_no_other_paper_is_changed_by_it(kept):
    recorded(kept)
    revoked = dataclasses.replace(paper(NoticeKind.REVOCATION, "撤销-1", b"revoked"), reason="材料有重大遗漏")
    outcome = recorded(kept, revoked)
    assert outcome.value is not None
    assert review_of(kept, FILING).notices[-1].reason == "材料有重大遗漏"
    (first, last) = (body_of(kept, row)["notice"] for row in kept.journal.acts(subject=FILING, kind=ACT_KIND)[-2:])
    assert isinstance(first, dict)
    assert isinstance(last, dict)
    assert set(last) - set(first) == {"reason"}
    delivered = deliver(kept, FILING).value
    assert delivered is not None
    (told,) = open_received(delivered).findings
    assert "材料有重大遗漏" in word(told, Language.ZH).what
    assert {row.event for row in possible(review_of(kept, FILING))} == {Event.RECORD_LETTER}
    assert "filing.act-not-now" in codes(recorded(kept, paper(NoticeKind.QUESTION, "Q-9")))


def test_an_unknown_filing_is_a_finding():
    assert codes(recorded(home())) == ["filing.unknown"]


def test_a_paper_from_before_the_submission_is_refused(kept):
    early = dataclasses.replace(paper(), date=dt.date(2026, 8, 1))
    assert "filing.notice-before-submission" in codes(recorded(kept, early))
    assert notices(kept) == []

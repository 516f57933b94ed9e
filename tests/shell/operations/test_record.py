"""Record: an authority's paper with its capture, by two people; a specimen stays one; each paper once."""

import dataclasses
import datetime as dt

import pytest

from tallystick.evidence.digests import sha256_hex
from tallystick.filing.notices import NoticeKind
from tallystick.filing.states import Event, Phase
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.filing.review import review_of
from tests.shell.operations.example import (
    DESK,
    FILING,
    REGISTRARS,
    codes,
    desk,
    home,
    paper,
    recorded,
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
    assert "filing.act-not-now" in codes(recorded(kept, paper(number="another")))
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


def test_an_unknown_filing_is_a_finding():
    assert codes(recorded(home())) == ["filing.unknown"]


def test_a_paper_from_before_the_submission_is_refused(kept):
    early = dataclasses.replace(paper(), date=dt.date(2026, 8, 1))
    assert "filing.notice-before-submission" in codes(recorded(kept, early))
    assert notices(kept) == []

"""The clocks of a filing on the desk, from its acts and nothing else."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tallystick.filing.clocks import Done, beijing_day, review_clocks
from tallystick.filing.notices import NoticeKind
from tallystick.filing.states import Act, Event
from tallystick.law.clocks import ClockState
from tests.filing.test_states_laws import _notice


def _done(line: str) -> Done:
    when, event = line.split()
    return Done(act=Act(event=Event(event), by=()), at=datetime.fromisoformat(f"2026-{when}T02:00:00+00:00"))


def _clocks(*lines: str, as_of: str, **keys):
    found = review_clocks(map(_done, lines), as_of=date.fromisoformat(f"2026-{as_of}"), **keys)
    return {each.deadline.parameter: each for each in found}


ASKED = ("09-01 submit", "09-03 question")


@pytest.mark.parametrize(
    ("lines", "running"),
    [
        ((), {}),
        (("09-01 submit",), {"P_REVIEW_WD": ClockState.RUNNING, "P_NOTICE_WD": ClockState.RUNNING}),
        (ASKED, {"P_REVIEW_WD": ClockState.STOPPED, "P_SUPP_WD": ClockState.RUNNING}),
        ((*ASKED, "09-08 answer"), {"P_REVIEW_WD": ClockState.RUNNING}),
        ((*ASKED, "09-08 answer", "09-09 consult"), {"P_REVIEW_WD": ClockState.STOPPED}),
        ((*ASKED, "09-08 answer", "09-09 consult", "09-10 conclude"), {"P_REVIEW_WD": ClockState.RUNNING}),
        ((*ASKED, "09-04 suspend"), {"P_REVIEW_WD": ClockState.STOPPED, "P_SUPP_WD": ClockState.RUNNING}),
        ((*ASKED, "09-08 answer", "09-10 file"), {"P_VALID_M": ClockState.RUNNING}),
        (("09-01 submit", "09-10 refuse"), {}),
        (("09-01 submit", "09-10 withdraw"), {}),
        (
            ("09-01 submit", "09-02 record-receipt"),
            {"P_REVIEW_WD": ClockState.RUNNING, "P_NOTICE_WD": ClockState.RUNNING},
        ),
    ],
)
def test_each_act_starts_stops_or_ends_the_clocks_it_should(lines, running):
    assert {name: each.state for name, each in _clocks(*lines, as_of="09-11").items()} == running


def test_the_review_is_counted_net_of_the_question():
    review = _clocks(*ASKED, "09-08 answer", as_of="09-11")["P_REVIEW_WD"]
    assert (review.counted, review.stopped, review.left) == (5, 3, 15)
    assert review.overdue is None
    assert _clocks(*ASKED, "09-08 answer", as_of="09-11", parameters={"P_REVIEW_WD": 10})["P_REVIEW_WD"].left == 5


def test_a_published_notice_counts_from_its_own_day_and_before_what_the_desk_decided():
    notice = replace(_notice(NoticeKind.NOTICE), date=date(2026, 9, 9))
    recorded = Done(act=Act(event=Event.RECORD_NOTICE, by=(), notice=notice), at=datetime(2026, 9, 20, tzinfo=UTC))
    acts = [_done("09-01 submit"), _done("09-08 file"), recorded]
    (valid,) = review_clocks(acts, as_of=date(2026, 9, 21))
    assert valid.deadline.parameter == "P_VALID_M"
    assert valid.started is not None
    assert (valid.started.day, valid.due) == (date(2026, 9, 9), date(2027, 9, 9))
    real = replace(notice, specimen=not notice.specimen, date=date(2026, 9, 15))
    specimen, own = sorted((notice, real), key=lambda each: not each.specimen)
    both = [Done(act=Act(event=Event.RECORD_NOTICE, by=(), notice=each), at=recorded.at) for each in (specimen, own)]
    (counted,) = review_clocks([*acts[:-1], *both], as_of=date(2026, 9, 21))
    assert counted.started is not None
    assert counted.started.day == own.date
    revocation = replace(_notice(NoticeKind.REVOCATION), date=date(2026, 9, 21))
    revoked = Done(
        act=Act(event=Event.RECORD_REVOCATION, by=(), notice=revocation), at=datetime(2026, 9, 22, tzinfo=UTC)
    )
    assert review_clocks([*acts, revoked], as_of=date(2026, 9, 20)) == review_clocks(acts, as_of=date(2026, 9, 20))
    assert review_clocks([*acts, revoked], as_of=date(2026, 9, 21)) == ()


def test_a_day_is_a_day_in_beijing():
    assert beijing_day(datetime(2026, 9, 1, 15, 59, tzinfo=UTC)) == date(2026, 9, 1)
    assert beijing_day(datetime(2026, 9, 1, 16, 0, tzinfo=UTC)) == date(2026, 9, 2)

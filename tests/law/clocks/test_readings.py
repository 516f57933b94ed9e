"""A review counted by hand over the Spring Festival of 2026, and everything a clock can be asked about it."""

from dataclasses import replace

import pytest

from tallystick.evidence.wording import Language
from tallystick.law.clocks import (
    ClockEvent,
    ClockState,
    Counting,
    calendars_known,
    clock_lines,
    clock_record,
    day_by_day,
    day_words,
    read_clock,
    what_if,
)
from tallystick.law.instruments import Unit
from tests.law.clocks.cases import CALENDARS, REVIEW, day, event

RECEIPT = "02-09 receipt"
QUESTIONED = [RECEIPT, "02-12 deficiency-notice", "03-03 reply"]


def reading(lines, as_of, deadline=REVIEW, **keys):
    return read_clock(deadline, map(event, lines), as_of=day(as_of), calendars=CALENDARS, **keys)


@pytest.mark.parametrize(
    ("lines", "unit", "due"),
    [
        ([RECEIPT], Unit.WORKING_DAY, "03-13"),
        ([RECEIPT], Unit.TRADING_DAY, "03-17"),
        ([RECEIPT], Unit.CALENDAR_DAY, "03-02"),
        (QUESTIONED, Unit.WORKING_DAY, "03-26"),
        ([*QUESTIONED, "02-26 consultation-begun", "03-10 consultation-ended"], Unit.WORKING_DAY, "04-02"),
        ([*QUESTIONED, "02-13 consultation-begun", "03-02 consultation-ended"], Unit.WORKING_DAY, "03-26"),
        (["02-09 deficiency-notice", RECEIPT, "02-09 reply"], Unit.WORKING_DAY, "03-13"),
    ],
)
def test_the_last_day_is_the_one_counted_by_hand(lines, unit, due):
    assert reading(lines, "03-10", replace(REVIEW, unit=unit)).due == day(due)


def test_the_day_of_receipt_is_not_counted_unless_the_counting_says_so():
    assert reading([RECEIPT], "02-09").counted == 0
    own = Counting(counts_own_day=True)
    assert reading([RECEIPT], "02-09", counting=own).counted == 1
    assert reading([RECEIPT], "03-10", counting=own).due == day("03-12")


def test_a_clock_that_stands_still_has_days_left_but_no_last_day():
    now = reading(QUESTIONED[:2], "02-20")
    assert (now.state, now.due, now.left, now.counted) == (ClockState.STOPPED, None, 17, 3)
    assert [(span.first, span.last, span.running) for span in now.spans] == [
        (day("02-10"), day("02-12"), True),
        (day("02-13"), day("02-20"), False),
    ]
    assert now.spans[1].stops[0].clause == "TM-19c"


def test_a_number_by_analogy_can_be_late_and_is_never_overdue():
    assert (reading([RECEIPT], "03-13").late, reading([RECEIPT], "03-16").late) == (False, True)
    assert reading([RECEIPT], "03-16").overdue is None
    assert reading([RECEIPT], "03-16").left == -1
    binding = replace(REVIEW, binding=True)
    assert (reading([RECEIPT], "03-13", binding).overdue, reading([RECEIPT], "03-16", binding).overdue) == (False, True)


def test_without_a_number_days_are_shown_and_nothing_is_judged():
    promptly = replace(REVIEW, number=None, target=3)
    now = reading([RECEIPT], "03-13", promptly)
    assert (now.counted, now.due, now.left, now.late, now.overdue) == (20, None, None, None, None)
    assert now.target_due == day("02-12")
    assert "no statutory number; internal target 3 working days" in clock_lines(now, Language.EN)
    assert "无法定天数；内部目标 3 个工作日" in clock_lines(now, Language.ZH)
    silent = clock_lines(reading([RECEIPT], "03-13", replace(promptly, target=None)), Language.EN)
    assert "no statutory number" in silent


def test_a_decision_ends_the_clock_and_what_comes_after_does_not_move_it():
    ended = reading([RECEIPT, "03-16 decision", "03-17 suspended"], "03-31")
    assert (ended.state, ended.counted, ended.late, ended.left) == (ClockState.ENDED, 21, True, None)
    assert reading([RECEIPT, "03-13 decision"], "03-31").late is False
    again = reading([RECEIPT, "03-13 decision", "03-30 receipt"], "03-31")
    assert (again.state, again.counted) == (ClockState.RUNNING, 1)


def test_before_the_first_event_there_is_nothing_to_count():
    before = reading([RECEIPT], "02-08")
    assert (before.state, before.spans, before.due, before.elapsed) == (ClockState.NOT_STARTED, (), None, 0)
    assert clock_lines(before, Language.EN)[0] == "not started"


@pytest.mark.parametrize(
    ("unit", "number", "start", "due"),
    [
        (Unit.MONTH, 12, "02-28", "2027-03-01"),
        (Unit.YEAR, 1, "02-28", "2027-03-01"),
        (Unit.MONTH, 3, "11-30", "2027-03-01"),
        (Unit.MONTH, 1, "03-13", "2026-04-13"),
        (Unit.HONG_KONG_BUSINESS_DAY, 2, "04-02", "2026-04-09"),
    ],
)
def test_months_end_on_the_same_day_or_the_last_and_a_day_off_moves_on(unit, number, start, due):
    deadline = replace(REVIEW, unit=unit, number=number)
    assert reading([f"{start} receipt"], start, deadline).due.isoformat() == due


def test_months_that_stood_still_are_given_back():
    deadline = replace(REVIEW, unit=Unit.MONTH, number=1)
    assert reading(["03-13 receipt", "03-16 suspended", "03-18 resumed"], "03-31", deadline).due == day("04-15")
    unrolled = reading(["03-12 receipt"], "03-31", deadline, counting=Counting(rolls=False))
    assert unrolled.due == day("04-12")
    assert reading(["03-12 receipt"], "03-31", deadline).due == day("04-13")


def test_a_yearly_day_comes_next_after_the_year_has_ended():
    yearly = replace(REVIEW, number=None, by=(4, 30), unit=Unit.CALENDAR_DAY, stops=())
    now = reading(["01-01 receipt"], "04-20", yearly)
    assert (now.due, now.left, now.late) == (day("04-30"), 10, False)
    assert reading(["04-30 receipt"], "04-30", yearly).due.isoformat() == "2027-04-30"
    assert reading(["01-01 receipt"], "05-01", yearly).late is True


def test_what_is_counted_back_rests_on_the_day_the_event_is_about():
    ahead = replace(REVIEW, number=3, before=True, unit=Unit.TRADING_DAY, stops=())
    fixed = ClockEvent(kind="receipt", day=day("02-09"), about=day("03-02"))
    now = read_clock(ahead, [fixed], as_of=day("02-11"), calendars=CALENDARS)
    assert (now.due, now.left) == (day("02-25"), 4)
    bare = read_clock(ahead, [replace(fixed, about=None)], as_of=day("02-11"), calendars=CALENDARS)
    assert (bare.due, bare.left) == (None, None)
    whole = replace(ahead, unit=Unit.CALENDAR_DAY)
    assert read_clock(whole, [fixed], as_of=day("02-11"), calendars=CALENDARS).due == day("02-27")


def test_what_if_shows_the_last_day_after_a_reply_that_has_not_come():
    found = what_if(
        REVIEW,
        [event(line) for line in QUESTIONED[:2]],
        [event("03-03 reply")],
        as_of=day("02-20"),
        calendars=CALENDARS,
    )
    assert (found.now.due, found.then.due, found.then.as_of) == (None, day("03-26"), day("03-03"))


def test_the_table_says_of_each_day_what_it_is_and_on_whose_word():
    table = {line.day: line for line in day_by_day(reading(QUESTIONED, "03-10"), CALENDARS)}
    worked, off, weekend = table[day("02-14")], table[day("02-16")], table[day("03-07")]
    assert (worked.of_unit, worked.counted) == (True, False)
    assert "worked in exchange (国办发明电" in day_words(worked, Language.EN)
    assert "told to supplement (TM-19c)" in day_words(worked, Language.EN)
    assert "放假（国办发明电" in day_words(off, Language.ZH)
    assert day_words(weekend, Language.EN) == "weekend"
    assert (table[day("03-04")].total, table[day("03-26")].total) == (4, 20)
    assert (table[day("03-10")].expected, table[day("03-11")].expected) == (False, True)


def test_a_last_day_in_a_year_without_a_notice_is_provisional():
    late = reading(["12-20 receipt"], "12-21")
    assert late.provisional
    assert not reading([RECEIPT], "03-10").provisional
    assert any("provisional" in line for line in clock_lines(late, Language.EN))
    assert "该年通知未收录" in day_words(day_by_day(late, CALENDARS)[-1], Language.ZH)


def test_an_old_reading_is_repeated_with_the_calendars_of_its_day():
    known = calendars_known(day("01-01").replace(year=2025, month=6))
    then = read_clock(REVIEW, [event(RECEIPT)], as_of=day("02-10"), calendars=known)
    assert then.provisional
    assert then.due == day("03-09")
    assert clock_record(then)["due"] == "2026-03-09"

"""What holds of every clock, whatever happened."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.canonical import canonical
from tallystick.law.clocks import Counting, clock_record, day_by_day, read_clock
from tallystick.law.clocks.ledger import Halt, spans
from tallystick.law.instruments import Unit
from tests.law.clocks.cases import CALENDARS, REVIEW, STOPS, as_ofs, deadlines, happened

countings = st.builds(lambda own: Counting(counts_own_day=own), st.booleans())


@given(deadlines, happened, as_ofs, countings)
def test_running_and_stopped_make_what_elapsed_and_the_spans_join(deadline, events, as_of, counting):
    reading = read_clock(deadline, events, as_of=as_of, calendars=CALENDARS, counting=counting)
    if reading.started is None:
        assert not reading.spans
        return
    first = counting.first_day(reading.started)
    last = as_of if reading.ended is None else reading.ended.day
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert reading.counted + reading.stopped == sum(CALENDARS.counts(deadline.unit, each) for each in days)
    covered = [
        span.first + timedelta(days=n) for span in reading.spans for n in range((span.last - span.first).days + 1)
    ]
    assert covered == days


@given(deadlines, happened, as_ofs, happened)
def test_an_event_after_the_day_of_the_reading_changes_nothing(deadline, events, as_of, more):
    later = [replace(each, day=as_of + timedelta(days=1 + n)) for n, each in enumerate(more)]
    plain = read_clock(deadline, events, as_of=as_of, calendars=CALENDARS)
    assert read_clock(deadline, [*later, *events], as_of=as_of, calendars=CALENDARS) == plain


@given(deadlines, happened, as_ofs)
def test_a_replay_gives_the_same_bytes(deadline, events, as_of):
    ordered = sorted(events, key=lambda each: each.day)
    first, second = (
        canonical(clock_record(read_clock(deadline, given_events, as_of=as_of, calendars=CALENDARS)))
        for given_events in (events, ordered)
    )
    assert first == second


_halts = st.lists(
    st.builds(
        lambda stop, first, length: Halt(
            stop=stop, first=first, last=None if length is None else first + timedelta(days=length)
        ),
        st.sampled_from(STOPS),
        as_ofs,
        st.integers(min_value=0, max_value=60) | st.none(),
    )
)


@given(_halts, as_ofs, st.integers(min_value=0, max_value=90))
def test_days_on_which_stops_overlap_are_stopped_once(stopped, first, length):
    last = first + timedelta(days=length)
    found = spans(stopped, first=first, last=last)
    still = sum((span.last - span.first).days + 1 for span in found if not span.running)
    days = [first + timedelta(days=n) for n in range(length + 1)]
    assert still == sum(any(each.covers(one) for each in stopped) for one in days)
    assert all(one.stops != other.stops for one, other in pairwise(found))


@given(happened, as_ofs, st.sampled_from([Unit.WORKING_DAY, Unit.TRADING_DAY]))
def test_a_stop_told_of_twice_changes_nothing(events, as_of, unit):
    deadline = replace(REVIEW, unit=unit, stops=(*STOPS, *STOPS))
    plain = read_clock(replace(REVIEW, unit=unit), events, as_of=as_of, calendars=CALENDARS)
    twice = read_clock(deadline, events, as_of=as_of, calendars=CALENDARS)
    assert (twice.counted, twice.stopped, twice.due) == (plain.counted, plain.stopped, plain.due)


@given(deadlines, happened, as_ofs)
def test_the_table_of_days_ends_where_the_reading_says(deadline, events, as_of):
    reading = read_clock(deadline, events, as_of=as_of, calendars=CALENDARS)
    table = day_by_day(reading, CALENDARS)
    past = [line for line in table if not line.expected]
    assert (past[-1].total if past else 0) == reading.counted
    assert sum(line.of_unit and bool(line.stops) for line in past) == reading.stopped
    if reading.due is not None and reading.ended is None and reading.due > as_of:
        assert table[-1].day == reading.due
        if deadline.unit not in {Unit.MONTH, Unit.CALENDAR_DAY}:
            assert table[-1].total == deadline.number


@given(deadlines, happened, as_ofs, st.integers(min_value=0, max_value=40))
def test_time_alone_never_uncounts_a_day(deadline, events, as_of, more):
    now = read_clock(deadline, events, as_of=as_of, calendars=CALENDARS)
    known = [each for each in events if each.day <= as_of]
    later = read_clock(deadline, known, as_of=as_of + timedelta(days=more), calendars=CALENDARS)
    assert later.counted >= now.counted
    assert later.due == now.due

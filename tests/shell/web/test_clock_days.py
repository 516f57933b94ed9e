"""The ribbon of a clock: a cell a day, holidays as no days, today and the last day marked, and why on each."""

import datetime as dt

import pytest

from tallystick.evidence.wording import Language
from tallystick.law.clocks import ClockEvent, calendars_known, read_clock, standing_deadline
from tallystick.shell.web.work.ribbon import CELL, ribbon

SUBMITTED = dt.date(2026, 9, 15)


def cells(as_of: dt.date, language: Language = Language.EN):
    """The days of the clock that ends with the filing, from a receipt on 15 September."""
    clock = read_clock(
        standing_deadline("TM-19a"),
        (ClockEvent(kind="receipt", day=SUBMITTED),),
        as_of=as_of,
        calendars=calendars_known(),
    )
    return clock, ribbon(clock, language)


def test_each_day_is_a_cell_and_the_national_day_is_none_of_the_unit():
    clock, days = cells(dt.date(2026, 10, 12))
    assert [each.x for each in days] == [place * CELL for place in range(len(days))]
    assert len(days) == (clock.due - SUBMITTED).days
    assert sum(each.kind == "ran" for each in days) == clock.counted
    holiday = next(each for each in days if each.why.startswith("2026-10-01"))
    assert holiday.kind == "rest"
    assert "not counted" in holiday.why
    assert "National Day" in holiday.why
    assert [each.why[:10] for each in days if each.today] == ["2026-10-12"]
    assert [each.why[:10] for each in days if each.due] == [clock.due.isoformat()]


def test_a_clock_of_a_year_has_several_days_in_a_cell_and_loses_none():
    happened = (ClockEvent(kind="filed", day=SUBMITTED),)
    clock = read_clock(standing_deadline("G1-2.9"), happened, as_of=SUBMITTED, calendars=calendars_known())
    _, *days = ribbon(clock, Language.EN)
    told = [each.why.split("; ")[0].split(" to ") for each in days]
    assert 80 < len(days) <= 92
    assert told[0][0] == "2026-09-16"
    assert told[-1][-1] == str(clock.due) == "2027-09-15"
    assert [dt.date.fromisoformat(each[0]) for each in told[1:]] == [
        dt.date.fromisoformat(each[-1]) + dt.timedelta(days=1) for each in told[:-1]
    ]


@pytest.mark.parametrize(("language", "words"), [(Language.ZH, "今日"), (Language.EN, "today")])
def test_a_filing_of_today_has_its_days_too(language, words):
    _, days = cells(SUBMITTED, language)
    first, *rest = days
    assert (first.kind, first.today) == ("began", True)
    assert words in first.why
    assert {each.kind for each in rest} == {"coming", "rest"}

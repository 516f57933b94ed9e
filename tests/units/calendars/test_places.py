"""The two calendars against the notices, and against libraries kept by others."""

from datetime import UTC, date, datetime, timedelta
from itertools import takewhile

import chinese_calendar
import holidays
import pytest

from tallystick.units.calendars import (
    Calendar,
    CalendarError,
    DayKind,
    Roll,
    hong_kong_business_days,
    prc_working_days,
)

PRC, HONG_KONG = prc_working_days(), hong_kong_business_days()
D = date.fromisoformat


def every_day(first: int, last: int) -> list[date]:
    start = date(first, 1, 1)
    return [start + timedelta(days=n) for n in range((date(last + 1, 1, 1) - start).days)]


def difference(calendar: Calendar, theirs: set[date], first: int, last: int) -> list[date]:
    return [day for day in every_day(first, last) if calendar.is_business_day(day) != (day in theirs)]


def test_mainland_working_days_agree_with_chinesecalendar_on_every_day() -> None:
    theirs = {day for day in every_day(2023, 2026) if chinese_calendar.is_workday(day)}
    assert difference(PRC, theirs, 2023, 2026) == []


def test_mainland_working_days_agree_with_holidays_on_every_day() -> None:
    china = holidays.country_holidays("CN", years=range(2023, 2027))
    theirs = {day for day in every_day(2023, 2026) if china.is_working_day(day)}
    assert difference(PRC, theirs, 2023, 2026) == []


def test_hong_kong_business_days_agree_with_holidays_on_every_day() -> None:
    # The library's default is the shorter list of statutory holidays, without Good Friday; the general
    # holidays of Cap. 149, on which banks close, are its "optional" category.
    general = holidays.country_holidays("HK", years=range(2023, 2028), categories=("optional",))
    theirs = {day for day in every_day(2023, 2027) if day.weekday() < 5 and day not in general}
    assert difference(HONG_KONG, theirs, 2023, 2027) == []


def test_hong_kong_2026_is_the_list_the_government_published() -> None:
    # Press release of 16 May 2025, "General holidays for 2026".
    published = [
        *("01-01", "02-17", "02-18", "02-19", "04-03", "04-04", "04-06", "04-07", "05-01"),
        *("05-25", "06-19", "07-01", "09-26", "10-01", "10-19", "12-25", "12-26"),
    ]
    ours = [day for day in every_day(2026, 2026) if HONG_KONG.why(day).kind is DayKind.HOLIDAY]
    assert ours == [D(f"2026-{day}") for day in published]


@pytest.mark.parametrize(
    ("day", "kind", "zh", "source"),
    [
        ("2026-02-14", DayKind.MAKE_UP, "春节", "国办发明电〔2025〕7号"),
        ("2026-02-23", DayKind.HOLIDAY, "春节", "国办发明电〔2025〕7号"),
        ("2025-10-06", DayKind.HOLIDAY, "国庆节、中秋节", "国办发明电〔2024〕12号"),
        ("2024-02-09", DayKind.WEEKDAY, "工作日", "全国年节及纪念日放假办法"),
        ("2024-02-10", DayKind.HOLIDAY, "春节", "国办发明电〔2023〕7号"),
        ("2023-10-07", DayKind.MAKE_UP, "中秋节、国庆节", "国办发明电〔2022〕16号"),
        ("2026-03-07", DayKind.WEEKEND, "周末", "全国年节及纪念日放假办法"),
    ],
)
def test_a_mainland_day_says_why_and_on_whose_word(day: str, kind: DayKind, zh: str, source: str) -> None:
    reason = PRC.why(D(day))
    assert (reason.kind, reason.name.zh, reason.source) == (kind, zh, source)
    assert not reason.provisional


def test_a_mainland_year_without_a_notice_is_provisional_and_says_so() -> None:
    assert PRC.provisional(2027)
    assert not PRC.provisional(2026)
    assert all(PRC.why(day).provisional for day in every_day(2027, 2027))
    off = [day for day in every_day(2027, 2027) if PRC.why(day).kind is DayKind.HOLIDAY]
    fixed = ["2027-01-01", "2027-05-01", "2027-05-02", "2027-10-01", "2027-10-02", "2027-10-03"]
    assert off == [D(day) for day in fixed]


def test_hong_kong_2027_was_computed_and_not_seen_published() -> None:
    assert HONG_KONG.provisional(2027)
    reason = HONG_KONG.why(D("2027-03-26"))
    assert (reason.name.en, reason.kind, reason.provisional) == ("Good Friday", DayKind.HOLIDAY, True)
    assert "not seen" in reason.source
    assert not HONG_KONG.provisional(2026)


def test_hong_kong_beyond_the_lists_keeps_the_fixed_festivals() -> None:
    off = [day for day in every_day(2029, 2029) if HONG_KONG.why(day).kind is DayKind.HOLIDAY]
    assert off == [D(f"2029-{day}") for day in ("01-01", "05-01", "07-01", "10-01", "12-25")]


def test_a_saturday_is_no_business_day_in_hong_kong_and_may_be_one_on_the_mainland() -> None:
    saturday = D("2026-02-14")
    assert PRC.is_business_day(saturday)
    assert HONG_KONG.why(saturday).kind is DayKind.WEEKEND


def test_the_calendar_of_an_earlier_day_knows_only_the_notices_of_that_day() -> None:
    before, after = prc_working_days(D("2025-11-03")), prc_working_days(D("2025-11-04"))
    assert before.provisional(2026)
    assert not before.provisional(2025)
    assert before.is_business_day(D("2026-02-16"))
    assert not after.is_business_day(D("2026-02-16"))
    assert before.add(D("2026-02-13"), 1) == D("2026-02-16")
    assert after.add(D("2026-02-13"), 1) == D("2026-02-14")


def test_nothing_was_known_before_the_first_notice() -> None:
    earliest = prc_working_days(date.min)
    assert all(earliest.provisional(year) for year in range(2023, 2027))


def test_hong_kong_lists_follow_from_the_law_and_are_known_on_every_day() -> None:
    assert not hong_kong_business_days(D("2020-01-01")).provisional(2026)


@pytest.mark.parametrize(
    ("day", "roll", "landed"),
    [
        ("2026-10-01", Roll.FOLLOWING, "2026-10-08"),
        ("2026-10-01", Roll.PRECEDING, "2026-09-30"),
        ("2026-10-01", Roll.MODIFIED_FOLLOWING, "2026-10-08"),
        ("2026-01-31", Roll.FOLLOWING, "2026-02-02"),
        ("2026-01-31", Roll.MODIFIED_FOLLOWING, "2026-01-30"),
        ("2026-09-20", Roll.FOLLOWING, "2026-09-20"),
    ],
)
def test_a_mainland_date_rolls(day: str, roll: Roll, landed: str) -> None:
    assert PRC.roll(D(day), roll) == D(landed)


def test_ten_working_days_over_the_national_day() -> None:
    assert PRC.add(D("2026-09-28"), 10) == D("2026-10-16")
    assert PRC.count(D("2026-09-28"), D("2026-10-16")) == 10
    assert PRC.add(D("2026-10-01"), 0) == D("2026-10-08")


def test_a_moment_is_no_day() -> None:
    with pytest.raises(CalendarError, match="is not a date") as refusal:
        PRC.is_business_day(datetime(2026, 10, 1, tzinfo=UTC))
    assert refusal.value.problem == "calendar.moment"


def test_the_longest_mainland_holiday_on_record_has_nine_days() -> None:
    off = takewhile(lambda day: not PRC.is_business_day(day), (D("2026-02-15") + timedelta(days=n) for n in range(30)))
    assert len(list(off)) == 9

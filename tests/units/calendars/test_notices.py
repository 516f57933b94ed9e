"""Recording a notice that came after the release, and one that changes an earlier one."""

import json
from datetime import date
from typing import Any

import pytest

from tallystick.units.calendars import CalendarError, DayKind, Notice, prc_working_days, read_notice
from tallystick.units.calendars.places import packaged_notices
from tallystick.units.packaged import paths, read

D = date.fromisoformat


def written(**changes: object) -> bytes:
    record: dict[str, Any] = {
        "schema": "tallystick/calendar-notice/v1",
        "place": "prc",
        "year": 2027,
        "settled": True,
        "known_from": "2026-11-20",
        "notice": {
            "number": "示例〔2026〕1号",
            "title": "关于2027年部分节假日安排的通知（示例）",
            "office": "示例机关",
            "date": "2026-11-20",
            "url": "https://example.org/2027",
        },
        "off": [{"zh": "春节", "en": "Spring Festival", "days": ["2027-02-08", "2027-02-09"]}],
        "work": [{"zh": "春节", "en": "Spring Festival", "days": ["2027-02-20"]}],
    }
    return json.dumps(record | changes).encode()


def test_a_notice_recorded_after_the_release_settles_its_year() -> None:
    notice = read_notice(written())
    calendar = prc_working_days(further=[notice])
    assert not calendar.provisional(2027)
    assert calendar.why(D("2027-02-08")).source == "示例〔2026〕1号"
    assert calendar.why(D("2027-02-20")).kind is DayKind.MAKE_UP
    assert not calendar.why(D("2027-03-01")).provisional
    assert prc_working_days(D("2026-11-19"), further=[notice]).provisional(2027)


def test_a_later_notice_has_the_last_word_from_the_day_it_is_known() -> None:
    # As in January 2020, when the Spring Festival was extended after it had begun.
    first = read_notice(written())
    longer = read_notice(
        written(
            known_from="2027-02-09",
            off=[{"zh": "春节延长", "en": "Spring Festival extended", "days": ["2027-02-10", "2027-02-20"]}],
            work=[],
        )
    )
    for further in ([first, longer], [longer, first]):
        now = prc_working_days(further=further)
        assert now.add(D("2027-02-09"), 1) == D("2027-02-11")
        assert not now.is_business_day(D("2027-02-20"))
        then = prc_working_days(D("2027-02-08"), further=further)
        assert then.add(D("2027-02-09"), 1) == D("2027-02-10")
        assert then.is_business_day(D("2027-02-20"))


def test_a_notice_keeps_its_paper() -> None:
    notice = next(n for n in packaged_notices("prc") if n.year == 2026)
    assert (notice.number, notice.office) == ("国办发明电〔2025〕7号", "国务院办公厅")
    assert notice.title == "国务院办公厅关于2026年部分节假日安排的通知"
    assert notice.dated == notice.known_from == D("2025-11-04")
    assert notice.url.startswith("https://www.gov.cn/")


def notices() -> list[tuple[str, Notice]]:
    packaged = (*paths("units/calendars/prc"), *paths("units/calendars/hong-kong"))
    return [(path, read_notice(read(path))) for path in packaged]


@pytest.mark.parametrize(("path", "notice"), notices(), ids=lambda value: value if isinstance(value, str) else "")
def test_each_packaged_notice_says_where_it_is_from_and_names_days_of_its_year(path: str, notice: Notice) -> None:
    assert path == f"units/calendars/{notice.place}/{notice.year}.json"
    assert notice.title
    assert notice.office
    assert notice.url.startswith(("https://", "http://www.gov.cn/"))
    assert all(abs((day - date(notice.year, 7, 1)).days) < 190 for day, _ in notice.days)
    assert all(day.weekday() >= 5 for day, reason in notice.days if reason.kind is DayKind.MAKE_UP)
    assert all(reason.provisional != notice.settled for _, reason in notice.days)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b"{}",
        written(schema="tallystick/calendar-notice/v2"),
        written(known_from="20 November"),
        written(known_from=5),
        written(off=None),
        written(off=[{"zh": "春节", "days": ["2027-02-08"]}]),
        written(off=[{"zh": "春节", "en": "Spring Festival", "days": ["2027-02-30"]}]),
        written(work=[{"zh": "春节", "en": "Spring Festival", "days": ["2027-02-08"]}]),
    ],
)
def test_what_is_no_notice_is_refused(content: bytes) -> None:
    with pytest.raises(CalendarError, match="no calendar notice that can be read") as refusal:
        read_notice(content)
    assert refusal.value.problem == "calendar.notice"


def test_days_that_were_not_read_in_the_gazette_say_so():
    marked = {}
    for path in paths("units/calendars/hong-kong"):
        notice = read_notice(read(path))
        marked[notice.year] = notice.mark
        assert all(reason.source.endswith("[S]") == (notice.mark == "S") for _, reason in notice.days)
    assert marked == {2023: "S", 2024: "S", 2025: "S", 2026: "", 2027: ""}

"""`law clock`: a deadline from dated events, in both languages, and every call that would give a wrong day refused."""

import pytest

from tallystick.law.reading import standing_books
from tests.shell.cli.conftest import Tally, Told

_REVIEW = ("law", "clock", "P_REVIEW_WD", "--as-of", "2026-10-12")
_RECEIVED = ("--event", "receipt=2026-09-07")
_STOPPED = (*_RECEIVED, "--event", "deficiency-notice=2026-09-14", "--event", "reply=2026-09-28")


def test_a_clock_is_told_with_its_ledger_timeline_and_last_day(tally: Tally):
    english, chinese = tally(*_REVIEW, *_STOPPED), tally(*_REVIEW, *_STOPPED, "--lang", "zh")
    assert (english.exit, chinese.exit) == (0, 0)
    assert "TM-19a  Finishing the filing  [A]" in english.out
    assert "not counted from 2026-09-15 to 2026-09-28: told to supplement (TM-19d)" in english.out
    assert "last day 2026-10-23" in english.out
    assert "2026-09-08  ■■■■··■××××××××××××××■■·······■■■·■□□□□··□□□□▲  2026-10-23" in english.out
    assert "2026-09-15 至 2026-09-28 停计" in chinese.out
    assert "最后一日 2026-10-23" in chinese.out


def test_a_clock_says_that_the_announcement_has_no_number_and_what_its_mark_means(tally: Tally):
    assert "As far as its text was seen, CSRC Announcement [2026] No. 1 has no number of days" in _line(
        tally(*_REVIEW, *_RECEIVED).out
    )
    chinese = tally(*_REVIEW, *_RECEIVED, "--lang", "zh").out
    assert "证监会公告〔2026〕1号没有规定天数" in chinese
    assert "A 类推" in chinese


def test_what_if_leaves_the_clock_as_it_is_and_shows_the_other_beside_it(tally: Tally):
    supposed = ("--what-if", "consultation-begun=2026-10-13", "--what-if", "consultation-ended=2026-10-20")
    value = tally(*_REVIEW, *_STOPPED, *supposed, "--json").json["value"]
    assert (value["reading"]["due"], value["what_if"]["due"]) == ("2026-10-23", "2026-10-30")
    assert value["reading"]["as_of"] == "2026-10-12"
    told = tally(*_REVIEW, *_STOPPED, *supposed).out
    assert told.index("As of 2026-10-12") < told.index("If so, as of 2026-10-20")


def test_every_day_is_explained_on_request(tally: Tally):
    told, brief = tally(*_REVIEW, *_STOPPED, "--days"), tally(*_REVIEW, *_STOPPED)
    assert "Day by day" not in brief.out
    days = {each["day"]: each for each in tally(*_REVIEW, *_STOPPED, "--days", "--json").json["value"]["days"]}
    assert (days["2026-09-14"]["counted"], days["2026-09-15"]["counted"]) == (True, False)
    assert days["2026-10-01"]["source"] in days["2026-10-01"]["why"], "a holiday names the notice that makes it one"
    assert days["2026-10-23"]["total"] == 20
    assert days["2026-10-23"]["expected"]
    assert "2026-10-01" in told.out


def test_the_installations_own_number_is_said_to_be_its_own(tally: Tally):
    told = tally(*_REVIEW, *_RECEIVED, "--parameter", "P_REVIEW_WD=15")
    assert "15 working days set by the installation (TM-19a has 20)" in told.out
    assert "last day 2026-09-28" in told.out
    chinese = tally(*_REVIEW, *_RECEIVED, "--parameter", "P_REVIEW_WD=15", "--lang", "zh").out
    assert "本机构自定 15 个工作日（TM-19a 为 20）" in chinese


def test_a_target_is_shown_and_not_judged(tally: Tally):
    told = tally("law", "clock", "D1", "--event", "issuance-completed=2026-09-07", "--as-of", "2026-09-30").out
    assert "no statutory number; internal target 3 working days" in told
    assert "by the internal target 2026-09-10; not judged" in told
    assert "overdue" not in told


def test_a_year_whose_notice_is_not_on_record_is_said_to_be_provisional(tally: Tally):
    told = tally("law", "clock", "TM-19a", "--event", "receipt=2027-09-20", "--as-of", "2027-09-21")
    assert "provisional: the notice on holidays of a year it runs into is not on record" in told.out
    known = ("law", "clock", "TM-19a", "--event", "receipt=2026-09-21", "--as-of", "2026-09-22")
    assert "provisional" not in tally(*known).out
    assert "provisional" in tally(*known, "--known-on", "2025-06-30").out


@pytest.mark.parametrize(
    ("events", "code", "english", "chinese"),
    [
        (
            ("reply=2026-09-14", "deficiency-notice=2026-09-28"),
            "law.clock-end-before-begin",
            "reply on 2026-09-14 comes before deficiency-notice on 2026-09-28",
            "“reply”（2026-09-14）早于其所终止的停计事件“deficiency-notice”（2026-09-28）",
        ),
        (
            ("reply=2026-09-14",),
            "law.clock-end-without-begin",
            "reply on 2026-09-14 lets the clock go on, but no deficiency-notice made it stand still",
            "“reply”（2026-09-14）恢复计时，但此前没有停计事件“deficiency-notice”",
        ),
    ],
)
def test_a_reply_to_no_notice_is_refused_with_its_days(tally: Tally, events, code: str, english: str, chinese: str):
    given = [part for each in events for part in ("--event", each)]
    told = tally(*_REVIEW, *_RECEIVED, *given, "--json")
    assert (told.exit, told.codes) == (2, [code])
    assert english in _line(_all(tally(*_REVIEW, *_RECEIVED, *given)))
    assert chinese in _all(tally(*_REVIEW, *_RECEIVED, *given, "--lang", "zh")).replace("\n", "")


def test_a_span_of_months_is_provisional_where_no_notice_settles_its_last_day(tally: Tally):
    validity = ("law", "clock", "P_VALID_M", "--event")
    settled = tally(*validity, "filed=2025-09-01", "--as-of", "2025-09-02")
    assert "last day 2026-09-01" in settled.out
    assert "provisional" not in settled.out
    stays = tally(*validity, "filed=2026-09-01", "--as-of", "2026-09-02")
    assert "last day 2027-09-01" in stays.out
    assert "provisional" in stays.out, "a notice may yet make that weekday a holiday"
    moved = tally(*validity, "filed=2026-09-04", "--as-of", "2026-09-07")
    assert "last day 2027-09-06" in moved.out, "4 September 2027 is a Saturday"
    assert "provisional" in moved.out


def test_a_clock_that_begins_twice_is_refused(tally: Tally):
    told = tally(
        "law", "clock", "P_REVIEW_WD", "--event", "receipt=2026-09-07", "--event", "receipt=2026-09-08", "--lang", "en"
    )
    assert told.exit == 2
    assert "has begun the clock already" in told.err


def test_a_day_of_the_year_is_never_provisional(tally: Tally):
    told = tally("law", "clock", "G5-3", *_begun("G5-3", "2026-12-01"), "--as-of", "2026-12-02", "--json")
    reading = told.json["value"]["reading"]
    assert reading["due"].startswith("2027-")
    assert not reading["provisional"]


def test_months_are_not_called_days_in_chinese(tally: Tally):
    told = tally("law", "clock", "P_VALID_M", "--event", "filed=2026-09-01", "--as-of", "2026-09-02")
    chinese = tally("law", "clock", "P_VALID_M", "--event", "filed=2026-09-01", "--as-of", "2026-09-02", "--lang", "zh")
    assert "gives no such period" in told.out
    assert "gives no number" not in told.out
    assert "证监会公告〔2026〕1号没有规定这一期间" in chinese.out
    assert "没有规定天数" not in chinese.out


def _begun(clock: str, day: str) -> tuple[str, str]:
    begins = next(each.begins for book in standing_books() for each in book.deadlines if each.id == clock)
    return "--event", f"{begins}={day}"


def _all(told: Told) -> str:
    return told.out + told.err


def test_a_clock_that_counts_back_needs_the_day_it_is_about(tally: Tally):
    counted = tally(
        "law", "clock", "SZSE-T40", "--event", "distribution-fixed=2026-09-01@2026-09-18", "--as-of", "2026-09-02"
    )
    assert "last day 2026-09-15" in counted.out
    refused = tally("law", "clock", "SZSE-T40", "--event", "distribution-fixed=2026-09-01", "--as-of", "2026-09-02")
    assert refused.exit == 2
    assert "distribution-fixed=2026-09-01@2026-09-18" in refused.err


def test_without_a_name_every_clock_is_listed_with_its_events(tally: Tally):
    value = tally("law", "clock", "--json").json["value"]
    assert {each["id"] for each in value["clocks"]} == {each.id for book in standing_books() for each in book.deadlines}
    assert next(each for each in value["clocks"] if each["id"] == "TM-19a")["hears"][0] == "receipt"
    assert "materials received" in tally("law", "clock").out
    assert "收到材料" in tally("law", "clock", "--lang", "zh").out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("TM-19", *_RECEIVED), "law.clock-unknown", "TM-19a (P_REVIEW_WD)"),
        (("P_REVEW_WD", *_RECEIVED), "law.clock-unknown", "TM-19a (P_REVIEW_WD)"),
        (("TM-19a", "--event", "received=2026-09-07"), "law.clock-event-unknown", "receipt"),
        (("TM-19a", "--event", "receipt"), "law.clock-event-unreadable", "receipt=2026-09-01"),
        (("TM-19a", "--event", "receipt=yesterday"), "cli.day-unreadable", "yesterday"),
        (("TM-19a", *_RECEIVED, *_RECEIVED), "law.clock-event-repeated", "twice"),
        (("TM-19a", *_RECEIVED, "--event", "reply=2026-09-01"), "law.clock-event-early", "receipt"),
        (("TM-19a", "--event", "reply=2026-09-01"), "law.clock-event-early", "receipt"),
        (("TM-19a", "--event", "receipt=2026-10-13"), "law.clock-event-late", "--what-if"),
        (("TM-19a", *_RECEIVED, "--what-if", "reply=2026-10-11"), "law.clock-what-if-past", "--event"),
        (("TM-19a", "--event", "receipt=0026-09-07"), "law.clock-day-far", "between 2000 and 2100"),
        (("TM-19a", *_RECEIVED, "--parameter", "P_SUPP_WD=3"), "law.clock-parameter-other", "P_REVIEW_WD"),
        (("TM-16a", "--parameter", "P_REVIEW_WD=3"), "law.clock-parameter-other", "–"),
        (("TM-19a", *_RECEIVED, "--parameter", "P_REVIEW_WD=0"), "law.clock-parameter-number", "1 to 9999"),
        (("TM-19a", *_RECEIVED, "--parameter", "P_REVIEW_WD=soon"), "law.clock-parameter-number", "soon"),
    ],
)
def test_a_call_that_would_give_a_wrong_day_is_refused(tally: Tally, arguments, code: str, said: str):
    told = tally("law", "clock", *arguments, "--as-of", "2026-10-12")
    assert told.exit == 2
    assert told.out == ""
    assert said in _line(told.err)
    assert tally("law", "clock", *arguments, "--as-of", "2026-10-12", "--json").codes == [code]


def test_a_reading_on_a_day_no_calendar_reaches_is_refused(tally: Tally):
    told = tally("law", "clock", "TM-19a", *_RECEIVED, "--as-of", "9999-12-31")
    assert told.exit == 2
    assert "--as-of on 9999-12-31 is not between 2000 and 2100" in told.err


def _line(text: str) -> str:
    return " ".join(text.split())

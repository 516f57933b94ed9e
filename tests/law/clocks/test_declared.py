"""The deadlines of the released books: honest about what binds, and one source for everybody who counts."""

import pytest

from tallystick.evidence.wording import labels
from tallystick.law.clocks import standing_deadline
from tallystick.law.instruments import Unit
from tallystick.law.reading import standing_books
from tallystick.law.values import Mark

DEADLINES = [deadline for book in standing_books() for deadline in book.deadlines]
EVENTS = [event for book in standing_books() for event in book.events]


@pytest.mark.parametrize(
    ("parameter", "number", "unit"),
    [
        ("P_REVIEW_WD", 20, Unit.WORKING_DAY),
        ("P_NOTICE_WD", 5, Unit.WORKING_DAY),
        ("P_SUPP_WD", 30, Unit.WORKING_DAY),
        ("P_UPDATE_WD", 3, Unit.WORKING_DAY),
        ("P_COMPLETION_WD", 3, Unit.WORKING_DAY),
        ("P_EVENT_WD", 2, Unit.TRADING_DAY),
        ("P_VALID_M", 12, Unit.MONTH),
    ],
)
def test_the_parameters_ship_by_analogy_and_say_that_the_guideline_has_no_number(parameter, number, unit):
    deadline = standing_deadline(parameter)
    assert (deadline.number or deadline.target) == number
    assert (deadline.unit, deadline.mark, deadline.binding) == (unit, Mark.ANALOGY, False)
    assert deadline.note is not None
    missing = ("这一期间", "such period") if unit is Unit.MONTH else ("天数", "number")
    assert f"证监会公告〔2026〕1号没有规定{missing[0]}" in deadline.note.zh
    assert f"CSRC Announcement [2026] No. 1 gives no {missing[1]}" in deadline.note.en


def test_no_released_deadline_binds_a_token_and_each_is_worded():
    said = labels()
    for deadline in DEADLINES:
        assert not deadline.binding, deadline.id
        assert deadline.note is not None, deadline.id
        assert f"law.unit.{deadline.unit.value}" in said
        for kind in (deadline.begins, *deadline.ends, *(stop.begins for stop in deadline.stops)):
            assert f"law.occurrence.{kind}" in said, kind


def test_the_reports_of_the_guideline_have_no_number_at_all():
    assert [(each, standing_deadline(each).number) for each in ("D1", "D2", "D3")] == [
        ("D1", None),
        ("D2", None),
        ("D3", None),
    ]


def test_every_event_has_its_deadline_and_every_row_of_the_catalogue_an_event_or_a_reason():
    known = {deadline.id for deadline in DEADLINES}
    assert all(event.deadline in known and (not event.progress or event.progress in known) for event in EVENTS)
    rows = {
        int("".join(filter(str.isdigit, event.rule.id.split("-")[1])))
        for event in EVENTS
        if "D2-" in event.rule.id and event.rule.id.split("-")[1][0].isdigit()
    }
    assert rows == set(range(1, 25))


def test_an_installation_sets_its_own_numbers_and_only_for_what_does_not_bind():
    assert standing_deadline("P_REVIEW_WD", {"P_REVIEW_WD": 15}).number == 15
    assert standing_deadline("D1", {"P_COMPLETION_WD": 2}).target == 2
    assert standing_deadline("TM-16b", {"P_REVIEW_WD": 15}).number == 3
    with pytest.raises(ValueError, match="at least 1"):
        standing_deadline("P_REVIEW_WD", {"P_REVIEW_WD": 0})
    with pytest.raises(LookupError, match="nobody"):
        standing_deadline("nobody")

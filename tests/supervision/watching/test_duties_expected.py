"""A duty nobody met becomes an alert by itself; where no number binds it says so and judges nothing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tallystick.deal.parties import Undertaking
from tallystick.deal.terms import parse_terms, terms_bytes, terms_hash
from tallystick.deal.tokens import Procedure
from tallystick.evidence.wording import Language, word
from tallystick.law.clocks import calendars_known
from tallystick.law.instruments import Deadline
from tallystick.supervision.watching.expected import Expected, expected_duties
from tallystick.supervision.watching.life import Life, Paper, Told, life_of
from tallystick.supervision.watching.standing import DutyLine, DutyState, duty_findings, duty_lines
from tallystick.supervision.watching.watch import watch_deal
from tests.supervision.watching.stage import FILED, FIRST, ISSUED, life, own_deal


def stands(name: str, on: date, *, told: tuple[Told, ...] = (), **known: object) -> DutyLine:
    """How one duty of the example stands on a day."""
    expected = [each for each in expected_duties(life(**known), as_of=on) if each.id == name]
    (line,) = duty_lines(expected, told, as_of=on, calendars=calendars_known())
    return line


def mark(line: DutyLine) -> str:
    """How the text behind its day is known."""
    assert line.expected.deadline is not None
    return line.expected.deadline.mark.value


def codes(line: DutyLine) -> list[str]:
    return [each.code for each in duty_findings([line])]


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2026, 9, 15), DutyState.DUE),
        (date(2026, 9, 18), DutyState.DUE),  # the third working day, the target by analogy
        (date(2026, 9, 19), DutyState.DUE),  # its day of grace
        (date(2026, 9, 20), DutyState.MISSING),
    ],
)
def test_a_completion_report_that_never_comes_is_missing_the_day_after_its_grace(on, state):
    line = stands("completion-report", on)
    assert (line.state, line.due, line.binding) == (state, date(2026, 9, 18), False)
    assert codes(line) == (["supervision.watch-missing"] if state is DutyState.MISSING else [])


def test_a_missing_report_says_that_no_number_binds_and_is_never_called_late():
    (alert,) = duty_findings([stands("completion-report", date(2026, 10, 1))])
    said = word(alert, Language.EN).what
    assert "no statutory number" in said
    assert "late" not in said
    assert "没有法定天数" in word(alert, Language.ZH).what


def test_a_number_that_binds_has_no_grace_and_is_overdue_the_day_after():
    declared = next(each for each in expected_duties(life(), as_of=ISSUED) if each.id == "completion-report")
    assert isinstance(declared.deadline, Deadline)
    bound = replace(declared.deadline, number=3, target=None, binding=True)
    states = {}
    for day in (18, 19):
        on = date(2026, 9, day)
        (line,) = duty_lines([replace(declared, deadline=bound)], (), as_of=on, calendars=calendars_known())
        states[day] = (line.state, codes(line))
    assert states[18] == (DutyState.DUE, [])
    assert states[19] == (DutyState.OVERDUE, ["supervision.watch-overdue"])


def test_what_was_told_is_told_with_its_evidence_and_alarms_nobody():
    act = Told(of="completion-report", day=date(2026, 9, 17), by="shen-yilan", report="a" * 64)
    line = stands("completion-report", date(2027, 1, 1), told=(act,))
    assert (line.state, line.told, line.days, codes(line)) == (DutyState.TOLD, act, 2, [])


def test_what_will_be_told_tomorrow_is_not_told_today():
    act = Told(of="completion-report", day=date(2026, 9, 30), by="shen-yilan", report="a" * 64)
    assert stands("completion-report", date(2026, 9, 25), told=(act,)).state is DutyState.MISSING


@pytest.mark.parametrize(("days", "roles"), [(2, 2), (3, 2), (4, 3)])
def test_a_missing_duty_climbs_the_ladder_as_days_pass(days, roles):
    assert len(stands("completion-report", date(2026, 9, 18) + timedelta(days=days)).escalated) == roles


def test_the_distribution_report_is_due_the_third_trading_day_before_each_payment():
    line = stands("distribution/2026-12", date(2027, 1, 5))
    assert line.expected.about is not None
    assert line.due is not None
    between = [line.due + timedelta(days=n) for n in range(1, (line.expected.about - line.due).days + 1)]
    assert sum(calendars_known().trading.is_business_day(day) for day in between) == 3
    assert (line.state, line.expected.owner) == (DutyState.DUE, "paying-agent")


def test_the_annual_report_is_due_by_30_april_and_the_rating_by_30_june_where_there_is_one():
    on = date(2027, 5, 2)
    assert stands("annual-report/2026", date(2027, 4, 30)).state is DutyState.DUE
    assert (stands("annual-report/2026", on).state, stands("annual-report/2026", on).due) == (
        DutyState.MISSING,
        date(2027, 4, 30),
    )
    assert not [each for each in expected_duties(life(), as_of=on) if each.id.startswith("follow-up")]
    assert stands("follow-up-rating/2026", on, rated=True).due == date(2027, 6, 30)


@pytest.mark.parametrize(
    ("name", "due"),
    [
        ("foreign-debt-issue", date(2026, 9, 29)),  # ten working days: Sunday the 20th is worked for Friday the 25th
        ("foreign-debt-half/2026-2", date(2027, 1, 31)),
        ("foreign-debt-half/2027-1", date(2027, 7, 31)),
        ("foreign-debt-certificate", date(2027, 8, 13)),
    ],
)
def test_the_foreign_debt_register_is_told_of_the_issue_each_half_year_and_the_end_of_its_certificate(name, due):
    line = stands(name, date(2027, 6, 1), foreign_debt=True, registered=date(2026, 7, 30))
    assert (line.due, line.binding, mark(line)) == (due, False, "S")


def test_nothing_of_foreign_debt_is_expected_where_it_was_settled_that_none_is_and_it_is_open_where_nobody_has():
    on = date(2027, 3, 1)
    none = [each.id for each in expected_duties(life(foreign_debt=False), as_of=on) if "debt" in each.id]
    assert none == []
    line = stands("foreign-debt-issue", on, foreign_debt=None)
    assert (line.state, codes(line)) == (DutyState.DUE, ["supervision.watch-unsettled"])


def test_a_change_of_the_vehicle_has_no_number_and_is_never_missing():
    line = stands("vehicle-change", date(2029, 1, 1), vehicle_changed=date(2028, 6, 1))
    assert (line.due, line.state, codes(line)) == (None, DutyState.DUE, [])
    assert line.days == 214


def with_procedure(name: str, state: str, day: date, **known: object) -> Life:
    """The life of the example with one more procedure, as its deal file has it."""
    given = Procedure.model_validate({"state": state, "date": day.isoformat()})
    deal = own_deal().model_copy(update={"procedures": {**own_deal().procedures, name: given}})
    return replace(life_of(deal, filed=FILED, issued=ISSUED), **known)  # type: ignore[arg-type]


def of(name: str, life_: Life, on: date) -> DutyLine:
    expected = [each for each in expected_duties(life_, as_of=on) if each.id == name]
    (line,) = duty_lines(expected, (), as_of=on, calendars=calendars_known())
    return line


def test_a_procedure_of_the_deal_says_when_the_vehicle_changed_and_whether_it_was_registered():
    changed = date(2027, 3, 1)
    waits = of("vehicle-change", with_procedure("vehicle-change", "open", changed), date(2027, 4, 1))
    done = of("vehicle-change", with_procedure("vehicle-change", "done", changed), date(2027, 4, 1))
    assert (waits.state, waits.due, done.state) == (DutyState.DUE, None, DutyState.TOLD)


@pytest.mark.parametrize(
    ("on", "state"),
    [(date(2026, 9, 28), DutyState.DUE), (date(2026, 9, 29), DutyState.DUE), (date(2026, 9, 30), DutyState.MISSING)],
)
def test_an_overseas_broker_files_within_ten_working_days_by_analogy_and_reports_by_31_january(on, state):
    engaged = with_procedure("overseas-broker", "open", date(2026, 9, 14))
    line = of("broker-filing", engaged, on)  # the 20th is worked and the 25th is not
    assert (line.due, mark(line), line.binding, line.state) == (date(2026, 9, 28), "A", False, state), (
        "the 20th is worked and the 25th is not"
    )
    report = of("broker-report/2026", engaged, date(2027, 1, 4))
    assert (report.due, mark(report)) == (date(2027, 1, 31), "A")
    filed = with_procedure("overseas-broker", "done", date(2026, 9, 14))
    assert of("broker-filing", filed, on).state is DutyState.TOLD
    assert "broker-filing" not in {each.id for each in expected_duties(life(), as_of=on)}


def promising(due: str) -> Life:
    """The life of the example, whose originator promised to register the mortgages by a day."""
    text = {"zh": "办理车辆抵押登记", "en": "registration of the mortgages"}
    given = Undertaking.model_validate({"text": text, "by": "filer", "due": due})
    deal = own_deal().model_copy(update={"undertakings": {"mortgages": given}})
    crossed, _ = parse_terms(terms_bytes(deal))
    assert crossed is not None
    return life_of(crossed, filed=FILED, issued=ISSUED)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2026, 9, 30), DutyState.NOT_YET),
        (date(2026, 10, 1), DutyState.DUE),
        (date(2026, 10, 9), DutyState.DUE),  # the second trading day: the market is closed to 7 October
        (date(2026, 10, 10), DutyState.DUE),  # its day of grace
        (date(2026, 10, 11), DutyState.MISSING),
    ],
)
def test_a_matter_promised_is_reported_two_trading_days_after_the_last_day_of_the_promise_by_analogy(on, state):
    line = of("undertaking/mortgages", promising("2026-10-01"), on)
    assert (line.state, mark(line), line.binding) == (state, "A", False)
    assert line.due == date(2026, 10, 9)


def test_a_matter_promised_is_owed_by_whoever_promised_it_is_called_so_and_is_told_like_any_duty():
    promised = promising("2026-10-30")
    line = of("undertaking/mortgages", promised, date(2026, 12, 1))
    (alert,) = duty_findings([line])
    assert line.expected.owner == "filer"
    assert "registration of the mortgages" in word(alert, Language.EN).what
    assert "办理车辆抵押登记" in word(alert, Language.ZH).what
    act = Told(of="undertaking/mortgages", day=date(2026, 11, 2), by="shen-yilan", report="a" * 64)
    expected = [each for each in expected_duties(promised, as_of=date(2026, 12, 1)) if each.id == act.of]
    (told,) = duty_lines(expected, (act,), as_of=date(2026, 12, 1), calendars=calendars_known())
    assert (told.state, duty_findings([told])) == (DutyState.TOLD, ())


def test_nothing_promised_is_owed_before_the_issue_and_a_deal_that_promises_nothing_has_the_terms_it_always_had():
    promised = replace(promising("2026-10-01"), issued=None)
    assert not [each for each in expected_duties(promised, as_of=date(2027, 1, 1)) if "undertaking" in each.id]
    assert b"undertakings" not in terms_bytes(own_deal())
    assert terms_hash(own_deal()) != terms_hash(own_deal().model_copy(update={"undertakings": {}}))


def test_a_deal_that_is_repaid_owes_a_liquidation_report_ten_trading_days_after_the_last_payment():
    repaid = life(ended=FIRST.add(1))
    line = of("liquidation-report", repaid, date(2027, 1, 4))
    assert line.expected.arose == dict(repaid.payments(date.max))[FIRST.add(1)]
    assert (line.due, mark(line), line.state) == (date(2026, 12, 10), "A", DutyState.MISSING)
    assert "liquidation-report" not in {each.id for each in expected_duties(life(), as_of=date(2027, 1, 4))}


def test_foreign_debt_is_registered_with_safe_within_fifteen_working_days_as_recalled():
    line = of("foreign-debt-registration", life(foreign_debt=True, debt_registered=None), date(2026, 10, 30))
    assert (mark(line), line.binding, line.state) == ("R", False, DutyState.MISSING)
    done = life(foreign_debt=True, debt_registered=date(2026, 9, 20))
    assert of("foreign-debt-registration", done, date(2026, 10, 30)).state is DutyState.TOLD


def test_the_export_assessment_counts_three_years():
    assert stands("export-assessment", date(2026, 10, 1), assessed=date(2026, 8, 3)).due == date(2029, 8, 3)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2026, 11, 30), DutyState.NOT_YET),
        (date(2026, 12, 1), DutyState.DUE),
        (date(2026, 12, 31), DutyState.DUE),
        (date(2027, 1, 1), DutyState.MISSING),
    ],
)
def test_determinations_are_called_for_a_month_before_they_expire_and_are_an_alert_the_day_after(on, state):
    papers = tuple(Paper(of=of, digest="b" * 64, until=date(2026, 12, 31)) for of in ("P1 filer", "P2 filer"))
    line = stands("papers/2026-12-31", on, papers=papers)
    assert (line.state, line.expected.name.zh) == (state, "将过期的认定 ×2")
    assert codes(line) == (["supervision.watch-expired"] if state is DutyState.MISSING else [])


def test_the_filing_counts_as_long_as_its_plan_says_and_by_analogy_a_year_where_it_says_nothing():
    own = stands("filing-validity", date(2027, 9, 10), issued=None)
    assert (own.due, own.state) == (date(2027, 9, 9), DutyState.MISSING)
    borrowed = stands("filing-validity", date(2027, 9, 10), issued=None, valid_until=None)
    assert (borrowed.due, mark(borrowed)) == (date(2027, 9, 10), "A")
    assert stands("filing-validity", date(2027, 9, 10)).state is DutyState.TOLD  # it was issued in time


def test_payments_end_with_the_month_in_which_all_was_repaid():
    ended = FIRST.add(2)
    names = [each.id for each in expected_duties(life(ended=ended), as_of=date(2027, 6, 1))]
    assert [name for name in names if name.startswith("distribution")] == [
        f"distribution/{FIRST.add(n)}" for n in range(3)
    ]


def test_every_duty_has_a_name_in_both_languages_an_owner_who_is_a_party_and_one_last_day_of_one_kind():
    known = life(foreign_debt=True, registered=FILED, assessed=FILED, vehicle_changed=FILED, rated=True)
    found: tuple[Expected, ...] = expected_duties(known, as_of=date(2027, 6, 1))
    assert len({each.id for each in found}) == len(found)
    for each in found:
        assert each.name.zh != each.name.en
        assert each.owner in known.parties
        assert (each.deadline is None) is (each.until is not None)


def test_what_comes_next_is_in_the_order_of_its_days():
    watched = watch_deal(life(), (), (), as_of=date(2027, 4, 10))
    days = [each.due for each in watched.coming() if each.due is not None]
    assert days == sorted(days)
    assert watched.coming()[0].expected.id == "distribution/2027-03"

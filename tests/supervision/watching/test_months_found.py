"""The example's own year: its bad month is found, each threshold just below and just above, none lost."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.law.clocks import calendars_known
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.lifecycle.events import EventKind, PoolEvent
from tallystick.supervision.watching.events import Detected, event_lines
from tallystick.supervision.watching.from_servicing import MonthSeen, of_months, unbroken
from tallystick.units.money import Currency, Money
from tallystick.units.periods import Period
from tests.supervision.watching.stage import FIRST, as_forecast, changed, year

MONTHS = 8
BAD = Period.parse("2027-03")


def found(months: tuple[MonthSeen, ...], **kept: object) -> list[Detected]:
    forecast = kept.get("forecast", as_forecast(months))
    return list(of_months(months, forecast, first=FIRST))  # type: ignore[arg-type]


def ids(events: list[Detected], rule: str) -> list[str]:
    return [each.id for each in events if each.rule == rule]


def outstanding(month: MonthSeen) -> int:
    return sum(line.ending.minor for line in month.certificate.classes if line.vehicle == "onshore")


def test_the_bad_march_is_found_and_nothing_else():
    (event,) = found(year(MONTHS))
    assert (event.id, event.mark.value) == (f"D2-2/{BAD}/defaults", "A")
    assert (event.figure, event.threshold) == ("0.27%", ">= 0.23%")
    assert (event.arose, event.dated) == (BAD.last, False)
    assert [each.reference for each in event.evidence] == [f"collections/{BAD}.csv", f"certificate-{BAD}.json"]


@pytest.mark.parametrize(("more", "seen"), [(-1, False), (0, True)])
def test_defaults_of_a_month_count_from_exactly_twice_the_three_before(more, seen):
    given_ = year(4)
    months = [changed(each, opening_balance=300_000_00, defaulted_principal=100_00) for each in given_[:3]]
    months.append(changed(given_[3], opening_balance=300_000_00, defaulted_principal=200_00 + more))
    assert bool(ids(found(tuple(months)), "D2-2")) is seen


@pytest.mark.parametrize(("less", "seen"), [(0, True), (1, False)])
def test_after_three_months_without_defaults_one_per_cent_of_the_pool_is_a_jump(less, seen):
    given_ = year(4)
    months = [changed(each, opening_balance=300_000_00, defaulted_principal=0) for each in given_[:3]]
    months.append(changed(given_[3], opening_balance=300_000_00, defaulted_principal=3_000_00 - less))
    assert bool(ids(found(tuple(months)), "D2-2")) is seen


def test_three_months_must_have_gone_before_and_none_of_nothing_is_a_jump():
    spring = [changed(each, defaulted_principal=10**6 * (n + 1)) for n, each in enumerate(year(3))]
    assert ids(found(tuple(spring)), "D2-2") == []
    calm = [changed(each, defaulted_principal=0) for each in year(4)]
    assert ids(found(tuple(calm)), "D2-2") == []


def loses(fen_beyond: int, *, tenths: int = 1, month: int = 0) -> tuple[MonthSeen, ...]:
    """A first month whose loss is so many tenths of what is outstanding, and so many fen beyond."""
    first = year(1)[month]
    return (changed(first, defaulted_principal=outstanding(first) * tenths // 10 + fen_beyond, recoveries=0),)


@pytest.mark.parametrize(("beyond", "steps"), [(0, 0), (1, 1)])
def test_a_tenth_of_principal_lost_is_not_beyond_a_tenth_and_a_fen_more_is(beyond, steps):
    first = year(1)[0]
    exact = outstanding(first) - outstanding(first) % 10
    line = first.certificate.classes[0]
    rest = Money(minor=exact - outstanding(first) + line.ending.minor, currency=line.ending.currency)
    round_ = first.certificate.model_copy(
        update={"classes": (line.model_copy(update={"ending": rest}), *first.certificate.classes[1:])}
    )
    month = replace(changed(first, defaulted_principal=exact // 10 + beyond, recoveries=0), certificate=round_)
    assert len(ids(found((month,)), "D2-1")) == steps


def test_each_further_tenth_of_a_year_is_found_once_and_a_new_year_begins_again():
    given_ = year(MONTHS)
    lost = [Fraction(12, 100), Fraction(0), Fraction(9, 100), Fraction(0), Fraction(11, 100), Fraction(0)]
    months = []
    for each, share in zip(given_, lost, strict=False):
        months.append(changed(each, defaulted_principal=int(outstanding(each) * share), recoveries=0))
    assert ids(found(tuple(months)), "D2-1") == ["D2-1/2026-09/10.00%", "D2-1/2026-11/20.00%", "D2-1/2027-01/10.00%"]


def test_a_month_that_loses_two_tenths_at_once_is_one_event_at_the_further_step():
    (event,) = [each for each in found(loses(1, tenths=2)) if each.rule == "D2-1"]
    assert event.threshold == "> 20.00%"


@pytest.mark.parametrize(("fen", "seen"), [(0, True), (1, False)])
def test_cash_counts_from_exactly_a_fifth_below_the_filed_forecast(fen, seen):
    month = year(1)[0]
    came = as_forecast((month,))[FIRST]
    expected = Money(minor=came.minor - came.minor % 4, currency=came.currency)
    actual = changed(month, interest=month.collection.amounts["interest"].minor - came.minor + expected.minor + fen)
    forecast = {FIRST: Money(minor=expected.minor * 5 // 4, currency=came.currency)}
    assert bool(ids(found((actual,), forecast=forecast), "D2-3")) is seen


def test_without_a_forecast_no_month_is_held_against_one():
    assert ids(found(year(2), forecast={}), "D2-3") == []


def with_line(month: MonthSeen, **figures: object) -> MonthSeen:
    """The month with figures of its first class overseas changed."""
    lines = list(month.certificate.classes)
    place = next(n for n, each in enumerate(lines) if each.vehicle == "offshore")
    lines[place] = lines[place].model_copy(update=figures)
    return replace(month, certificate=month.certificate.model_copy(update={"classes": tuple(lines)}))


@pytest.mark.parametrize(("short", "seen"), [(0, False), (1, True)])
def test_interest_a_cent_short_was_not_paid_as_due(short, seen):
    month = year(1)[0]
    line = next(each for each in month.certificate.classes if each.vehicle == "offshore")
    paid = Money(minor=line.interest_due.minor - short, currency=Currency.USD)
    assert bool(ids(found((with_line(month, interest=paid),)), "D2-16")) is seen


def test_a_payment_that_will_be_short_is_no_event_before_its_day():
    month = year(1)[0]
    line = next(each for each in month.certificate.classes if each.vehicle == "offshore")
    events = found((with_line(month, interest=line.interest_due - Money(minor=1, currency=Currency.USD)),))

    def seen(on: date) -> list[str]:
        lines, _ = event_lines(events, (), as_of=on, calendars=calendars_known())
        return [each.event.rule for each in lines]

    assert (seen(line.paid_on - timedelta(days=1)), seen(line.paid_on)) == ([], ["D2-16"])


def test_what_the_bank_returned_was_not_paid_as_due_each_payment_by_itself():
    month = replace(year(1)[0], returned=("R1", "R2"))
    assert ids(found((month,)), "D2-16") == ["D2-16/2026-09/R1", "D2-16/2026-09/R2"]


def test_a_trigger_is_found_when_it_is_newly_met_and_not_while_it_lasts():
    def met(certificate: Certificate, breached: bool) -> Certificate:
        lines = tuple(each.model_copy(update={"breached": breached}) for each in certificate.triggers[:1])
        return certificate.model_copy(update={"triggers": lines})

    states = (False, True, True, False, True)
    months = tuple(
        replace(each, certificate=met(each.certificate, state)) for each, state in zip(year(5), states, strict=True)
    )
    assert [each.period for each in found(months) if each.rule == "D2-2"] == ["2026-10", "2027-01"]


def test_a_servicer_who_goes_and_one_who_comes_are_two_events_on_the_days_they_happened():
    def event(kind: EventKind, party: str) -> PoolEvent:
        none = Money.zero(Currency.CNY)
        on = date(2026, 9, 20)
        return PoolEvent(
            row=1, on=on, kind=kind, asset="", principal=none, price=none, party=party, reason="insolvency"
        )

    both = (event(EventKind.SERVICER_TERMINATED, "filer"), event(EventKind.SERVICER_APPOINTED, "custodian"))
    events = [each for each in found((replace(year(1)[0], events=both),)) if each.rule == "D2-10"]
    assert [(each.arose.isoformat(), each.id.rpartition("/")[2]) for each in events] == [
        ("2026-09-20", "filer"),
        ("2026-09-20", "custodian"),
    ]


def test_the_day_a_month_was_closed_is_the_day_it_was_known():
    months = (*year(6), replace(year(7)[6], known=date(2027, 4, 20)))
    (event,) = found(months)
    assert (event.known, event.dated) == (date(2027, 4, 20), True)


@settings(max_examples=8)
@given(st.permutations(range(MONTHS)), st.lists(st.integers(0, MONTHS), max_size=2))
def test_no_event_is_lost_or_doubled_in_whatever_pieces_and_order_the_months_arrive(order, cuts):
    months = year(MONTHS)
    whole = found(months)
    seen: dict[str, Detected] = {}
    for end in sorted({*cuts, MONTHS}):
        arrived = tuple(months[place] for place in order[:end])
        part = of_months(arrived, as_forecast(months), first=FIRST)
        assert all(seen.get(each.id, each) == each for each in part)
        assert set(seen) <= {each.id for each in part}
        seen |= {each.id: each for each in part}
    assert list(seen.values()) == whole


@given(st.sets(st.integers(0, MONTHS - 1)))
def test_months_after_a_gap_wait_until_it_is_filled(missing):
    months = tuple(each for place, each in enumerate(year(MONTHS)) if place not in missing)
    first_gap = min(missing, default=MONTHS)
    assert [each.period for each in unbroken(months, FIRST)] == [FIRST.add(n) for n in range(first_gap)]

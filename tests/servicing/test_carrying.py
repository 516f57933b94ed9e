"""Carrying, by its laws: in whatever order months close and the bank speaks, nothing is lost, nothing paid twice."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tallystick.servicing.carrying import Payment, carried_into
from tallystick.servicing.confirmations import Confirmation, last_word, reconcile
from tallystick.servicing.entitlements import Claim, claims, divide
from tallystick.units.money import Currency, total
from tests.servicing.months import FIRST
from tests.servicing.test_entitlements import usd, wallet

DAY = date(2026, 10, 27)
MONTHS = 5
HOLDERS = 3


def said(claim: Claim, status: str) -> Confirmation:
    assert status in {"paid", "returned"}
    return Confirmation(
        row=1,
        reference=claim.reference,
        status="returned" if status == "returned" else "paid",
        amount=claim.amount,
        value_date=DAY,
        bank_reference="BK",
    )


@dataclass
class Desk:
    """A paying agent at work: closes months in their order and is told things by the bank, in any order."""

    done: int = 0
    payments: list[Payment] = field(default_factory=list)
    carried: dict[str, tuple[Claim, ...]] = field(default_factory=dict)

    def close(self) -> None:
        period = FIRST.add(len(self.payments))
        self.done += 1
        register = {wallet(number): number + 1 for number in range(HOLDERS)}
        own = claims("deal", period, divide("A", register, interest=usd(600 + len(self.payments)), principal=usd(0)))
        again = carried_into(self.payments, period)
        self.carried[str(period)] = again
        self.payments.append(Payment(period=period, claims=(*own, *again), value_date=DAY, closed=self.done, words=()))

    def hear(self, month: int, back: frozenset[int], *, whole: bool) -> None:
        """The bank speaks of a month: of every claim, or only of those that came back."""
        if month >= len(self.payments):
            return
        self.done += 1
        payment = self.payments[month]
        spoken = [
            said(claim, "returned" if place in back else "paid")
            for place, claim in enumerate(payment.claims)
            if whole or place in back
        ]
        words = (*payment.words, (self.done, tuple(spoken)))
        self.payments[month] = replace(payment, words=words)


steps = st.lists(
    st.none() | st.tuples(st.integers(0, MONTHS - 1), st.frozensets(st.integers(0, 2 * HOLDERS)), st.booleans()),
    max_size=20,
)


def worked(course: list[tuple[int, frozenset[int], bool] | None], *, never_back: bool) -> Desk:
    """Work through a course; where `never_back`, the bank takes no return back."""
    desk, gone = Desk(), dict[int, frozenset[int]]()
    for step in [None, *course]:
        if step is None:
            if len(desk.payments) < MONTHS:
                desk.close()
            continue
        month, back, whole = step
        if never_back:
            back = gone[month] = gone.get(month, frozenset()) | back if month < len(desk.payments) else back
        desk.hear(month, back, whole=whole)
    return desk


@given(course=steps)
def test_closing_a_month_again_gives_the_same_claims_whatever_the_bank_said_since(course: list[Any]) -> None:
    desk = worked(course, never_back=False)
    for payment in desk.payments:
        assert carried_into(desk.payments, payment.period) == desk.carried[str(payment.period)]


@given(course=steps)
def test_what_came_back_is_claimed_again_exactly_once_or_waits_for_the_next_month(course: list[Any]) -> None:
    desk = worked(course, never_back=True)
    returned = [
        each.claim.amount
        for payment in desk.payments
        for each in reconcile(
            payment.claims, last_word([words for _, words in payment.words], payment.claims), value_date=DAY
        ).settled
        if not each.carried.is_zero()
    ]
    waiting = carried_into(desk.payments, FIRST.add(len(desk.payments)))
    again = [claim.amount for carried in desk.carried.values() for claim in carried] + [each.amount for each in waiting]
    assert Counter(returned) == Counter(again)
    assert total(returned, Currency.USD) == total(again, Currency.USD)


@given(course=steps)
def test_no_reference_is_put_forward_twice(course: list[Any]) -> None:
    desk = worked(course, never_back=False)
    references = Counter(claim.reference for payment in desk.payments for claim in payment.claims)
    assert set(references.values()) <= {1}


@given(course=steps)
def test_what_is_waiting_is_paid_with_the_next_month_and_waits_no_longer(course: list[Any]) -> None:
    desk = worked(course, never_back=True)
    following = FIRST.add(len(desk.payments))
    waiting = carried_into(desk.payments, following)
    desk.close()
    assert desk.carried[str(following)] == waiting
    assert not set(carried_into(desk.payments, following.next()))


def test_the_last_word_is_taken_whole_and_earlier_ones_where_they_fit() -> None:
    one, two, three = claims(
        "deal", FIRST, divide("A", {wallet(n): 1 for n in range(3)}, interest=usd(9), principal=usd(0))
    )
    unknown = replace(said(one, "paid"), reference="f" * 16)
    wrong = replace(said(three, "paid"), amount=usd(1))
    first = (said(one, "paid"), said(two, "paid"), wrong, unknown)
    late = (said(one, "returned"), replace(unknown, reference="e" * 16))
    assert last_word([first, late], (one, two, three)) == (*late, said(two, "paid"))
    assert last_word([first], (one, two, three)) == first
    assert last_word([], (one, two, three)) == ()

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.law.values import Mark, Truth, conjunction, disjunction, negation

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
N, C, X = Truth.NEEDS_DETERMINATION, Truth.CONFLICT, Truth.NOT_APPLICABLE

truths = st.sampled_from(Truth)


@pytest.mark.parametrize(
    ("left", "right", "either", "together"),
    [
        (T, T, T, T),
        (T, F, T, F),
        (T, U, T, U),
        (F, F, F, F),
        (F, U, U, F),
        (U, U, U, U),
        (N, U, N, N),
        (C, N, C, C),
        (C, T, T, C),
        (C, F, C, F),
        (X, T, T, T),
        (X, F, F, F),
        (X, U, U, U),
        (X, X, X, X),
    ],
)
def test_the_tables(left, right, either, together):
    assert disjunction([left, right]) is disjunction([right, left]) is either
    assert conjunction([left, right]) is conjunction([right, left]) is together


def test_nothing_at_all_is_no_for_any_and_yes_for_all():
    assert disjunction([]) is F
    assert conjunction([]) is T


@pytest.mark.parametrize(("value", "contrary"), [(T, F), (F, T), (U, U), (N, N), (C, C), (X, X)])
def test_not_turns_only_what_is_decided(value, contrary):
    assert negation(value) is contrary


def test_kleenes_own_tables_are_the_minimum_and_maximum():
    order = [F, U, T]
    for left, right in product(order, order):
        assert disjunction([left, right]) is max(left, right, key=order.index)
        assert conjunction([left, right]) is min(left, right, key=order.index)


@given(truths, truths, truths)
def test_any_and_all_are_associative_and_ignore_order_and_repetition(a, b, c):
    for connective in (disjunction, conjunction):
        whole = connective([a, b, c])
        assert whole is connective([connective([a, b]), c]) is connective([c, a, b, a])


@given(st.lists(truths))
def test_de_morgan(values):
    assert negation(disjunction(values)) is conjunction(map(negation, values))


@given(st.lists(truths, min_size=1), truths)
def test_settling_an_open_part_never_changes_a_settled_whole(values, settled):
    opened = [*values, U]
    closed = [*values, settled if settled in {T, F} else T]
    for connective in (disjunction, conjunction):
        before = connective(opened)
        if before in {T, F}:
            assert connective(closed) is before


@pytest.mark.parametrize("mark", Mark)
def test_only_official_and_quoted_text_bars(mark):
    assert mark.may_bar == (mark in {"O", "Q"})


def test_settled_means_that_nobody_is_waited_for():
    assert {value for value in Truth if value.settled} == {T, F, X}
    assert Truth.of(True) is T
    assert Truth.of(False) is F

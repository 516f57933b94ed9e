"""Laws of the token's arithmetic, whatever is done to it."""

from hypothesis import given
from hypothesis import strategies as st

from tallystick.issuance.twin.token import ONE, PLACES, TwinRefusalError, TwinToken

HOLDERS = ("a", "b", "c")
holders = st.sampled_from(HOLDERS)
acts = st.one_of(
    st.tuples(st.just("mint"), holders, st.integers(0, 2**62)),
    st.tuples(st.just("redeem"), holders, st.integers(0, 2**40)),
    st.tuples(st.just("transfer"), holders, holders, st.integers(0, 2**40)),
    st.tuples(st.just("declare"), st.integers(0, 2**50)),
    st.tuples(st.just("declare"), st.integers(0, 2**50), st.dictionaries(holders, st.integers(0, 2**62))),
    st.tuples(st.just("collect"), holders),
)


def done(token: TwinToken, act: tuple[object, ...]) -> bool:
    try:
        getattr(token, str(act[0]))(*act[1:])
    except TwinRefusalError:
        return False
    return True


@given(cap=st.integers(1, 2**64 - 1), book=st.lists(acts, max_size=40))
def test_units_and_cash_are_conserved_to_the_last_place(cap: int, book: list[tuple[object, ...]]) -> None:
    token, redeemed = TwinToken(cap=cap), 0
    for act in book:
        before = token.minted
        if done(token, act) and act[0] == "redeem":
            redeemed += int(str(act[2]))
        assert before <= token.minted <= cap
        assert token.supply == token.minted - redeemed == sum(token.units.values())
        assert token.places_owed() + token.carried + (token.collected << PLACES) == token.declared << PLACES


@given(units=st.integers(1, 10**9), steps=st.integers(1, 400))
def test_single_minor_units_over_many_units_leave_less_than_one_a_holder(units: int, steps: int) -> None:
    token = TwinToken(cap=10**10)
    for holder in HOLDERS:
        token.mint(holder, units)
    for _ in range(steps):
        token.declare(1)
    paid = sum(token.collect(holder) for holder in HOLDERS)
    assert steps - len(HOLDERS) - 1 <= paid <= steps


@given(st.lists(st.tuples(st.integers(0, ONE), st.integers(0, ONE)), max_size=20))
def test_a_factor_never_rises_and_covers_its_write_down(reports: list[tuple[int, int]]) -> None:
    token = TwinToken(cap=1)
    for period, (factor, write_down) in enumerate(reports, start=1):
        before = token.factor
        done(token, ("report", period, factor, write_down))
        assert token.write_down <= token.factor <= before

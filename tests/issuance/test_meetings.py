"""Meetings of holders: votes by unpaid balance, affiliates apart, and unknown kept apart from no."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.issuance.holders.meetings import Meeting, Vote, poll, read_votes, weights
from tallystick.law.values import Truth
from tallystick.units.money import Money

MEETING = Meeting.model_validate(
    {
        "deal": "auto-leases-2026-1",
        "id": "M-1",
        "kind": "waiver",
        "text": {"zh": "豁免", "en": "a waiver"},
        "clause": "Condition 12(b)",
        "notice": "2026-11-01",
        "notice_days": "14",
        "record": "2026-11-10",
        "held": "2026-11-20",
        "classes": ["A"],
        "quorum": "50%",
        "majority": "75%",
    }
)
NURIA, OMAR, PETRA = ("0x" + each * 20 for each in ("0a", "0b", "0c"))
WEIGHT = {NURIA: Fraction(50), OMAR: Fraction(30), PETRA: Fraction(20)}


def vote(wallet: str, choice: str, affiliate: str | None = "no") -> Vote:
    said = {"wallet": wallet, "choice": choice, "received": "2026-11-15"}
    return Vote.model_validate(said | ({"affiliate": affiliate} if affiliate else {}))


def counted(*votes: Vote) -> tuple[Truth, Truth]:
    result, _ = poll(MEETING, votes, WEIGHT, {})
    return result.quorum, result.passed


def test_it_passes_by_the_balance_of_those_who_decide_and_not_by_heads() -> None:
    assert counted(vote(NURIA, "for"), vote(OMAR, "abstain"), vote(PETRA, "abstain")) == (Truth.TRUE, Truth.TRUE)
    assert counted(vote(NURIA, "for"), vote(OMAR, "against")) == (Truth.TRUE, Truth.FALSE)
    assert counted(vote(OMAR, "for")) == (Truth.FALSE, Truth.FALSE)
    assert counted(vote(OMAR, "abstain"), vote(PETRA, "abstain")) == (Truth.TRUE, Truth.FALSE)


def test_an_affiliate_neither_votes_nor_counts_in_the_base() -> None:
    result, found = poll(MEETING, [vote(NURIA, "against", "yes"), vote(OMAR, "for")], WEIGHT, {})
    assert (result.base, result.quorum, result.passed) == (Fraction(50), Truth.TRUE, Truth.TRUE)
    assert [each.code for each in found] == ["issuance.vote-affiliate"]


def test_who_may_be_an_affiliate_leaves_the_result_open_only_where_it_turns_on_them() -> None:
    turns = poll(MEETING, [vote(NURIA, "for"), vote(OMAR, "against", None)], WEIGHT, {})[0]
    assert turns.passed is Truth.UNKNOWN
    same = poll(MEETING, [vote(NURIA, "for"), vote(PETRA, "for", None)], WEIGHT, {})[0]
    assert (same.quorum, same.passed) == (Truth.TRUE, Truth.TRUE)


def test_of_several_votes_the_last_counts_and_a_proxy_needs_a_paper() -> None:
    rows = [
        "wallet,choice,received,affiliate,proxy,paper",
        f"{NURIA},against,2026-11-12,no,,",
        f"{NURIA},for,2026-11-15,no,,",
        f"{OMAR},for,2026-11-15,no,,",
        f"{OMAR},against,2026-11-15,no,,",
        f"{PETRA},for,2026-11-15,no,custodian,",
        f"{PETRA},for,2026-11-21,no,,",
    ]
    votes, found = read_votes("\n".join(rows).encode(), MEETING)
    assert [(each.wallet, each.choice) for each in votes] == [(NURIA, "for")]
    assert sorted(each.code for each in found if each.code.startswith("issuance")) == [
        "issuance.vote-again",
        "issuance.vote-contrary",
        "issuance.vote-late",
        "issuance.vote-proxy-unpapered",
    ]


def test_one_who_held_nothing_on_the_record_date_does_not_vote() -> None:
    result, found = poll(MEETING, [vote("0x" + "0d" * 20, "for")], WEIGHT, {})
    assert (result.cast, [each.code for each in found]) == ((), ["issuance.vote-stranger"])


def test_weights_are_the_unpaid_principal_exactly() -> None:
    held = {"A": {NURIA: 1, OMAR: 2}, "B": {OMAR: 1}}
    unpaid = {"A": Money.parse("100.00 USD"), "B": Money.parse("7.00 USD")}
    assert weights(held, unpaid, ("A", "B")) == {NURIA: Fraction(10_000, 3), OMAR: Fraction(20_000, 3) + 700}
    with pytest.raises(ValueError, match="several currencies"):
        weights(held, unpaid | {"B": Money.parse("7.00 EUR")}, ("A", "B"))


@given(choices=st.lists(st.sampled_from(["for", "against", "abstain", ""]), min_size=3, max_size=3))
def test_one_more_vote_for_never_turns_a_motion_that_passed(choices: list[str]) -> None:
    wallets = (NURIA, OMAR, PETRA)
    votes = [vote(wallet, choice) for wallet, choice in zip(wallets, choices, strict=True) if choice]
    more = [vote(wallet, choice or "for") for wallet, choice in zip(wallets, choices, strict=True)]
    if counted(*votes)[1] is Truth.TRUE:
        assert counted(*more)[1] is Truth.TRUE

"""A holder's paper holds against the root of the list it was made from, and no changed line does."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.servicing.claims.paper import check_paper, claims_tree, papers_of, parse_paper
from tallystick.servicing.entitlements import Claim
from tallystick.units.money import Money
from tallystick.units.periods import Period

MONTH = Period.parse("2026-09")
FILE = "claim.json"
ABOUT = {"distributor": "0xD1", "token": "0xA1", "period": "2026-09"}


def claims(amounts: list[int]) -> list[Claim]:
    """One claim for each amount, two to a holder."""
    return [
        Claim(
            reference=f"{place:016x}",
            period=MONTH,
            token_class="A",
            wallet=f"0x{place // 2:040x}",
            kind="interest" if place % 2 else "principal",
            amount=Money(minor=minor, currency=Money.parse("0.00 USD").currency),
        )
        for place, minor in enumerate(amounts)
    ]


@given(amounts=st.lists(st.integers(1, 10**12), min_size=1, max_size=40))
def test_everybody_finds_their_own_claims_and_nobody_elses(amounts: list[int]) -> None:
    everything = claims(amounts)
    root = claims_tree(everything).root().hex()
    papers = papers_of(everything, **ABOUT)
    assert sum(len(each.lines) for each in papers.values()) == len(amounts)
    for wallet, paper in papers.items():
        assert {each.said["wallet"] for each in paper.lines} == {wallet}
        assert parse_paper(paper.content(), file=FILE) == (paper, ())
        assert check_paper(paper, root, file=FILE) == ()


def test_a_changed_amount_another_place_and_another_list_do_not_hold() -> None:
    everything = claims([100, 200, 300, 400, 500])
    root = claims_tree(everything).root().hex()
    paper = papers_of(everything, **ABOUT)[f"0x{1:040x}"]
    first, second = paper.lines
    more = replace(first, said={**first.said, "amount": "3.01 USD"})
    moved = replace(first, index=4)
    for lines in ((more, second), (moved, second), (replace(first, proof=()), second)):
        found = check_paper(replace(paper, lines=lines), root, file=FILE)
        assert [each.code for each in found] == ["servicing.paper-differs"]
    other = claims_tree(claims([100, 200, 301, 400, 500])).root().hex()
    assert {each.code for each in check_paper(paper, other, file=FILE)} == {"servicing.paper-differs"}
    assert [each.code for each in check_paper(paper, "", file=FILE)] == ["servicing.paper-unanchored"]


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"schema":"tallystick/claim/v1","lines":[]}'])
def test_what_is_no_paper_is_refused(content: bytes) -> None:
    paper, found = parse_paper(content, file=FILE)
    assert paper is None
    assert [each.code for each in found] == ["servicing.paper-unreadable"]

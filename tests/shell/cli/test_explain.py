"""`project --explain`: why somebody was paid what it was, clause by clause, in the reader's language."""

import pytest

from tests.shell.cli.conftest import Tally

DEAL = "examples/auto-leases"


def test_a_class_is_explained_by_the_clauses_that_came_before_it(tally: Tally):
    told = tally("project", DEAL, "--explain", "A@2026-10-26", "--json")
    (why,) = told.json["value"]["explained"]
    assert why["clauses"] == ["5.1(a)", "5.1(b)", "5.1(c)", "5.1(d)", "5.1(e)", "5.1(f)", "5.2(a)"]
    to_it = [step for step in why["chain"] if step["to"] == "A"]
    assert [step["pay"] for step in to_it][:1] == ["interest"]
    assert all(step["due"] == step["paid"] for step in to_it)
    assert [test["trigger"] for test in why["triggers"]] == ["acceleration"]


def test_each_language_has_its_own_words(tally: Tally):
    english = tally("project", DEAL, "--explain", "subordinated@2026-11", "--case", "stress")
    chinese = tally("project", DEAL, "--explain", "subordinated@2026-11", "--case", "stress", "--lang", "zh")
    assert "Why subordinated was paid what it was on 2026-12-18" in english.out
    assert "2026-12-18 向 subordinated 支付的缘由" in chinese.out
    assert "short of cash" in english.out
    assert "资金不足" in chinese.out
    assert english.exit == chinese.exit == 0


@pytest.mark.parametrize(
    ("asked", "more", "said"),
    [
        ("A", (), "is no target and date"),
        ("A@soon", (), "is no target and date"),
        ("nobody@2026-11", (), "No step names nobody"),
        ("A@1999-01-01", (), "No step names A on 1999-01-01"),
        ("A@2026-11", ("--case", "best"), 'no case "best"'),
    ],
)
def test_what_cannot_be_explained_says_what_can(tally: Tally, asked: str, more: tuple[str, ...], said: str):
    told = tally("project", DEAL, "--explain", asked, *more)
    assert told.exit == 2
    assert said in told.err

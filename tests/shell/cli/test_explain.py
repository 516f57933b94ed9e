"""`project --explain`: why somebody was paid what it was, clause by clause, in the reader's language."""

from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally, changed

DEAL = "examples/auto-leases"


def test_a_class_is_explained_by_the_clauses_that_came_before_it(tally: Tally):
    told = tally("project", DEAL, "--explain", "A@2026-10-26", "--json")
    (why,) = told.json["value"]["explained"]
    assert why["clauses"][-7:] == ["5.1(a)", "5.1(b)", "5.1(c)", "5.1(d)", "5.1(e)", "5.1(f)", "5.2(a)"]
    (senior,) = why["upstream"]
    assert senior["target"] == "senior"
    assert {one["item"] for one in senior["exchanges"]} == {"senior.interest", "senior.principal"}
    assert {step["clause"] for step in senior["chain"]} <= set(why["clauses"])
    to_it = [step for step in why["chain"] if step["to"] == "A"]
    assert [step["pay"] for step in to_it][:1] == ["interest"]
    assert all(step["due"] == step["paid"] for step in to_it)
    assert [test["trigger"] for test in why["triggers"]] == ["acceleration"]


def test_cash_that_waits_at_the_border_says_why(tally: Tally, leases: Path):
    changed(leases / "deal.yaml", 'rate: "7.10", notional', 'rate: "7.10", every: 3, notional')
    told = tally("project", leases, "--explain", "A@2026-10")
    assert "waits onshore" in told.out
    assert "cash is exchanged every 3 months" in " ".join(told.out.split())
    assert "no cash in" in told.out
    assert "尚未出境" in tally("project", leases, "--explain", "A@2026-10", "--lang", "zh").out


def test_a_trigger_on_a_condition_says_whether_it_holds_and_one_without_a_value_says_so(tally: Tally, leases: Path):
    changed(leases / "deal.yaml", "measure: cumulative-default-share, above: 3%", "measure: number > 1")
    told = " ".join(tally("project", leases, "--explain", "A@2026-10").out.split())
    assert "Trigger acceleration: its condition 'number > 1' holds this time; breached." in told
    ratio = "measure: collected(interest) / collected(recoveries), above: 3%"
    changed(leases / "deal.yaml", "measure: number > 1", ratio)
    told = " ".join(tally("project", leases, "--explain", "A@2026-09").out.split())
    assert "no value, for its measure divides by nothing, so it stays as it stood" in told
    assert "nothing to measure against" in told


def test_a_trigger_on_an_amount_tells_money_and_one_on_a_share_a_share(tally: Tally, leases: Path):
    assert "breached above 3.0000%" in tally("project", DEAL, "--explain", "A@2026-10-26").out
    amount = "measure: cash(income), above: 1234567.89 CNY"
    changed(leases / "deal.yaml", "measure: cumulative-default-share, above: 3%", amount)
    told = tally("project", leases, "--explain", "A@2026-10")
    assert "breached above CNY 1,234,567.89" in " ".join(told.out.split())
    (test,) = tally("project", leases, "--explain", "A@2026-10", "--json").json["value"]["explained"][0]["triggers"]
    assert test["bound"] == "1234567.89 CNY"
    assert test["value"].endswith(" CNY")


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

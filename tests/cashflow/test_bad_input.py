"""Bad input end to end: each becomes a finding with a remedy or a typed error, never a silent zero or a crash."""

import numpy as np
import pytest

from tallystick.cashflow.checked_flows import check_cash_at_rest
from tallystick.cashflow.kernels.loans import LoanArrays, LoanArraysError
from tallystick.cashflow.kernels.rounding import RoundingError, float_from_money
from tallystick.evidence.findings import Finding
from tallystick.evidence.wording import Language, word
from tallystick.shell.operations.cashflow.project import project_files
from tallystick.units.money import Currency, Money
from tests.cashflow import folders

FOLDER = folders.files("auto-sub-pools")
DEAL, LINES = FOLDER["deal.yaml"].decode(), FOLDER["replines.csv"].decode()
RISING = """    schedules:
      - id: plan
        name: {zh: 计划, en: plan}
        initial: 9.00 USD
        amounts: {2027-01: 5.00 USD, 2027-03: 6.00 USD}
"""
HEAD = LINES.splitlines()[0]


def found(deal: str = DEAL, lines: str = LINES) -> tuple[Finding, ...]:
    """All that `project` says of the folder, each worded in both languages with a remedy."""
    told = project_files({"deal.yaml": deal.encode(), "replines.csv": lines.encode()})
    for each in told.findings:
        assert all(word(each, language).remedy for language in Language)
    return told.findings


def codes(deal: str = DEAL, lines: str = LINES) -> list[str]:
    return [each.code for each in found(deal, lines)]


def changed(before: str, after: str) -> str:
    assert DEAL.count(before) == 1, DEAL.count(before)
    return DEAL.replace(before, after)


def test_the_folder_itself_is_in_order():
    assert codes() == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("1000000000.00,5%,0,0,new", "cashflow.replines-remaining"),
        ("1000000000.00,5%,-12,0,new", "cashflow.replines-remaining"),
        ("1000000000.00,5%,12,-1,new", "cashflow.replines-age"),
        ("1000000000.00,101%,12,0,new", "cashflow.replines-coupon"),
        ("NaN,5%,12,0,new", "cashflow.replines-current"),
        ("1000000000.00,NaN%,12,0,new", "cashflow.replines-coupon"),
        ("-1.00,5%,12,0,new", "cashflow.replines-current"),
        ("0.00,5%,12,0,new", "cashflow.replines-current"),
        ("1e9,5%,12,0,new", "cashflow.replines-current"),
    ],
)
def test_a_line_that_is_no_asset_is_named_by_its_row(row, code):
    (named,) = found(lines=f"{HEAD}\n{row}\n")
    assert (named.code, named.place.row) == (code, 1)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("99999999999999999999999999.00,5%,12,0,new,0,0%", "cashflow.replines-large"),
        ("1000.123,5%,12,0,new,0,0%", "cashflow.replines-decimals"),
        ("1000000000.00,5%,12,0,new,0,120%", "cashflow.replines-share-range"),
        ("1000000000.00,5%,12,0,new,24,0%", "cashflow.replines-interest-only"),
    ],
)
def test_what_can_be_read_and_cannot_be_meant_has_its_own_reason(row, code):
    (named,) = found(lines=f"{HEAD},interest_only_months,dilution\n{row}\n")
    assert (named.code, named.place.row) == (code, 1)


@pytest.mark.parametrize(
    ("case", "code", "path"),
    [
        ("{prepayment: {kind: psa, rate: 2000%}}", "deal.rate-bound-unreadable", "prepayment.rate"),
        ("{prepayment: {kind: psa, rate: 100%}, severity: 120%}", "deal.share-bound-unreadable", "severity"),
        ("{prepayment: {kind: psa, rate: 100%}, severity: high}", "deal.share-unreadable", "severity"),
    ],
)
def test_a_figure_beyond_its_bound_is_not_called_unreadable(case, code, path):
    (named,) = found(changed("one-speed: {prepayment: {kind: abs, rate: 1.30%}}", f"one-speed: {case}"))
    assert (named.code, named.place.path) == (code, f"assumptions.one-speed.{path}")


@pytest.mark.parametrize(
    ("before", "after", "code", "path"),
    [
        ("size: 240000000.00 USD", "size: 240000000.001 USD", "deal.money-decimals-unreadable", "classes[1].size"),
        ("size: 240000000.00 USD", f"size: {'9' * 30}.00 USD", "deal.money-bound-unreadable", "classes[1].size"),
        ("{id: A-2, name", "{id: A-1, name", "deal.name-twice", "classes[1].id"),
        (
            "    groups:\n",
            "    amounts: [{id: x, name: {zh: x, en: x}, formula: x + 1.00 USD}]\n    groups:\n",
            "deal.formula-itself",
            "amounts[0].formula",
        ),
        (
            "from: interest, to: trust, pay: remainder}",
            f"from: interest, to: trust, pay: remainder, limit: {' + '.join(['cash(interest)'] * 90)}}}",
            "deal.formula-long",
            "priorities[2].limit",
        ),
    ],
)
def test_one_fault_of_the_deal_file_is_one_finding_with_its_reason(before, after, code, path):
    (named,) = found(changed(before, after))
    assert (named.code, named.place.path) == (code, f"structure.onshore.{path}")


def test_an_empty_pool_is_said_to_be_empty():
    assert codes(lines=f"{HEAD}\n") == ["cashflow.replines-empty"]


@pytest.mark.parametrize(
    ("before", "after", "code", "path"),
    [
        ("closing: 2026-09-01", "closing: 2026-10-15", "deal.first-payment-early", "structure.onshore.payment"),
        ("first_period: 2026-09", "first_period: 2026-07", "deal.first-period-early", "structure.first_period"),
        (
            "coupon: 1.00%, daycount: ACT/360}",
            "coupon: 1.00%, daycount: ACT/360, final_maturity: 2026-09-01}",
            "deal.maturity-early",
            "structure.onshore.classes[0].final_maturity",
        ),
        ("cutoff: 2026-08-31", "cutoff: 2026-09-02", "deal.cutoff-after", "assets.cutoff"),
        ("cutoff: 2026-08-31", "cutoff: 2026-02-30", "deal.date-unreadable", "assets.cutoff"),
        (
            "    groups:\n",
            f"{RISING}    groups:\n",
            "deal.schedule-rises",
            "structure.onshore.schedules[0].amounts.2027-03",
        ),
        ("rate: 0.90%", "rate: 100.01%", "deal.speed-range", "assumptions.base.targets[0].prepayment"),
    ],
)
def test_days_out_of_order_plans_that_rise_and_speeds_beyond_their_formula_are_named(before, after, code, path):
    named = [each for each in found(changed(before, after)) if each.code == code]
    assert [each.place.path for each in named] == [path]


def test_a_speed_that_used_up_its_loans_before_now_is_told():
    """At 1.60 % a month of the original loans none is left after 63 months."""
    told = found(lines=f"{HEAD}\n1000000000.00,5%,12,63,used\n")
    assert "cashflow.speed-exhausted" in [each.code for each in told]


def test_cumulative_defaults_for_which_too_little_is_left_are_told_with_what_could_not_be_placed():
    """60 % of the original balance may default, but 90 % of it in the last of twelve months of a level-pay loan."""
    timing = ", ".join(["10%", *["0%"] * 10, "90%"])
    default = f"    default: {{kind: cumulative, rate: 60%, timing: [{timing}]}}\n    severity: 0%"
    kept = [line for line in DEAL.splitlines() if "target" not in line and "field: tag" not in line]
    deal = "\n".join([*kept[: kept.index("  base:") + 1], default, *kept[kept.index("  base:") + 1 :]])
    told = project_files({"deal.yaml": deal.encode(), "replines.csv": f"{HEAD}\n1000000000.00,0%,12,0,new\n".encode()})
    assert told.value is not None
    (named,) = told.findings
    assert all(word(named, language).remedy for language in Language)
    assert (named.code, named.place.path) == ("cashflow.defaults-unplaced", "assumptions.base")
    assert str(named.argument("asked")) == "600000000.00 USD"
    assert (named.argument("first"), named.argument("last")) == (12, 12)
    defaulted = sum(each.defaulted.minor for each in told.value.base.flows.projection.periods)
    assert named.argument("amount") == Money(minor=60_000_000_000 - defaulted, currency=Currency.USD)


def test_an_amount_too_large_to_be_exact_is_refused():
    """Beyond 2^53 minor units a float no longer tells one from the next."""
    lines = f"{HEAD}\n99999999999999.00,5%,12,0,new\n"
    deal = DEAL.replace("size: 180000000.00 USD, coupon: 1.00%", "size: 99999179999999.00 USD, coupon: 1.00%")
    assert codes(deal, lines) == ["cashflow.replines-large"]
    many = f"{HEAD}\n30000000000000.00,5%,12,0,new\n40000000000000.00,5%,12,0,new\n30000000000000.00,5%,12,0,new\n"
    (summed,) = found(deal, many)
    assert (summed.code, summed.place.row) == ("cashflow.replines-sum", 2)  # the largest of them
    with pytest.raises(RoundingError, match="split"):
        float_from_money(Money(minor=2**53 + 1, currency=Currency.USD))


def test_a_revolving_purchase_without_an_end_is_named_before_a_run():
    deal = changed(
        "      - {id: p, clause:",
        '      - {id: buy, clause: "9", text: {zh: 购买, en: buy}, from: principal, to: trust, pay: purchase}\n'
        "      - {id: p, clause:",
    )
    assert codes(deal) == ["deal.purchase-endless"]


def test_a_ratio_to_nothing_stops_with_its_reason():
    deal = changed("pay: interest}", "pay: interest, limit: 1.00 USD * (balance(A-1) / balance(A-1))}")
    (named,) = [each for each in found(deal) if each.code == "cashflow.ratio-to-nothing"]
    assert "if(pool.ending > 0.00 USD, " in word(named, Language.EN).remedy
    line = next(number for number, text in enumerate(deal.splitlines(), start=1) if "balance(A-1) / balance" in text)
    assert (named.place.file, named.place.line) == ("deal.yaml", line)
    assert named.place.path == "structure.onshore.priorities[0].limit"
    assert "'i'" in word(named, Language.EN).what


def test_accounts_that_only_pay_each_other_are_named_before_a_run():
    deal = changed(
        '{id: r, clause: "3", text: {zh: 剩余, en: rest}, from: interest, to: trust, pay: remainder}',
        '{id: r, clause: "3", text: {zh: 剩余, en: rest}, from: interest, to: side, pay: remainder}\n'
        '      - {id: r-s, clause: "3", text: {zh: 回, en: back}, from: side, to: side-2, pay: remainder}\n'
        '      - {id: r-t, clause: "3", text: {zh: 回, en: back}, from: side-2, to: side, pay: remainder}',
    ).replace(
        "    classes:\n",
        "      - {id: side, name: {zh: 旁, en: side}}\n      - {id: side-2, name: {zh: 旁, en: side}}\n    classes:\n",
    )
    assert codes(deal) == ["deal.cash-never-leaves"] * 2


def test_cash_left_in_an_account_when_all_is_over_is_told_with_its_amount():
    deal = changed(
        "from: interest, to: trust, pay: remainder}", "from: interest, to: trust, pay: remainder, limit: 1.00 USD}"
    )
    told = project_files({"deal.yaml": deal.encode(), "replines.csv": LINES.encode()})
    assert told.value is not None
    named = [each for each in told.findings if each.code == "cashflow.cash-at-rest"]
    assert [(str(each.argument("case")), str(each.argument("account"))) for each in named] == [
        ("base", "interest"),
        ("one-speed", "interest"),
    ]
    for each, case in zip(named, told.value.cases, strict=True):
        assert each.argument("amount") == case.flows.ledger.closing.onshore.accounts["interest"]
        assert "境内账户“interest”" in word(each, Language.ZH).what
        assert list(check_cash_at_rest(told.value.deal.structure, case.flows, case.id)) == [each]


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -1.0])
def test_an_array_with_what_is_no_amount_is_refused(wrong):
    with pytest.raises(LoanArraysError, match="check the tape"):
        LoanArrays(
            balance=np.array([wrong]),
            annual_rate=np.array([0.05]),
            remaining_term=np.array([12]),
            age=np.array([0]),
        )

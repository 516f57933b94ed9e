"""What reads well and cannot be run, or runs and means nothing: a finding with its reason, never an empty result."""

from datetime import date
from fractions import Fraction

import pytest

from tallystick.cashflow.scenarios.class_figures import standing_of
from tallystick.evidence.wording import Language, word
from tallystick.shell.operations.cashflow.analysis.analyse import analyse_files
from tallystick.shell.operations.cashflow.analysis.inputs import AnalysisInputs
from tallystick.shell.operations.cashflow.asked import ProjectionInputs
from tallystick.shell.operations.cashflow.project import Projected, project_files
from tallystick.shell.operations.outcome import Outcome
from tests.deal.test_waterfalls import DEAL

LINES = "current_principal_balance,coupon,remaining_term_months,age_months\n100.00,6%,12,3\n"
_TERMS = "- {id: C, name: {zh: C, en: C}, size: 10.00 CNY, "
DEFERRING = (
    (
        f"{_TERMS}coupon: 0%, daycount: 30/360}}",
        f"{_TERMS}coupon: 6%, daycount: 30/360, unpaid: bears-interest, final_maturity: 2027-03-18}}",
    ),
    (
        "to: [[A, B]], pay: interest}\n      - {id: s3",
        "to: [[A, B], C], pay: interest, when: number > 3}\n      - {id: s3",
    ),
)
_LAST = "from: cash, to: [A, B], pay: remainder, shares: {A: 70%, B: 30%}"
STOPS = [
    ("assumed: 3.00%", "assumed: pool.ending / 0.00 CNY", "cashflow.ratio-to-nothing"),
    ("limit: gap", "limit: 1.00 CNY / (number - 3)", "cashflow.ratio-to-nothing"),
    ("pays: 2.00%", "pays: 2.00% * 999999999999999999999", "cashflow.amount-overflow"),
    (_LAST, "from: cash, to: bank, pay: purchase, price: 0 - 1, when: number <= 3", "cashflow.run-stopped"),
    ("assumed: 3.00%", "assumed: index(LPR) + 1%", "cashflow.run-stopped"),
]


def files(*changes: tuple[str, str]) -> dict[str, bytes]:
    text = DEAL
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return {"deal.yaml": text.encode(), "replines.csv": LINES.encode()}


def projected(*changes: tuple[str, str]) -> Outcome[Projected]:
    return project_files(files(*changes), ProjectionInputs(break_even=False))


def codes(outcome: Outcome[Projected]) -> list[str]:
    assert all(word(each, language).remedy for each in outcome.findings for language in Language)
    return [each.code for each in outcome.findings]


@pytest.mark.parametrize(("before", "after", "code"), STOPS)
def test_a_run_that_stops_is_a_finding_whoever_asked_for_it(before: str, after: str, code: str):
    outcome = projected((before, after))
    assert (outcome.value, codes(outcome)) == (None, [code])
    analysed = analyse_files(files((before, after)), AnalysisInputs())
    assert (analysed.value, [each.code for each in analysed.findings]) == (None, [code])


def test_an_amount_beyond_money_says_in_which_month_and_at_which_step():
    (found,) = projected(("pays: 2.00%", "pays: 2.00% * 999999999999999999999")).findings
    assert (found.place.path, found.place.file) == ("structure.onshore.priorities[0]", "deal.yaml")
    assert "2026-09" in word(found, Language.EN).what


def test_a_ratio_to_nothing_says_in_which_month():
    (found,) = projected(("limit: gap", "limit: 1.00 CNY / (number - 3)")).findings
    assert found.argument("month") == "2026-11"


def test_a_recovery_a_hundred_years_away_is_waited_for():
    outcome = projected(("rate: 5%}}", "rate: 5%}, default: {kind: mdr, rate: 10%}, recovery_lag: '1200'}"))
    assert outcome.value is not None
    assert len(outcome.value.base.flows.ledger.periods) > 1200


def test_a_coupon_whose_formula_runs_away_is_told_with_its_month():
    change = ("size: 60.00 CNY, coupon: 3.00%", "size: 60.00 CNY, coupon: 3.00%, rate: number * 40%")
    outcome = projected(change)
    (told,) = [each for each in outcome.findings if each.code == "cashflow.coupon-range"]
    assert (told.argument("name"), told.argument("month"), str(told.argument("coupon"))) == ("A", "2026-11", "120.00%")


def test_a_coupon_of_thousands_of_per_cent_is_owed_and_told_in_decimals():
    """What an excess-interest strip comes to in the month in which its notional is nearly repaid."""
    change = ("size: 60.00 CNY, coupon: 3.00%", "size: 60.00 CNY, coupon: 3.00%, rate: number * 4000% / 3")
    outcome = projected(change)
    assert outcome.value is not None
    (told,) = [each for each in outcome.findings if each.code == "cashflow.coupon-range"]
    assert str(told.argument("coupon")) == "1333.33%"
    assert outcome.value.base.flows.flows("A")[0].computed.per_annum == Fraction(40, 3)


def test_a_coupon_whose_formula_falls_below_zero_is_told_once_and_pays_nothing():
    change = ("size: 60.00 CNY, coupon: 3.00%", "size: 60.00 CNY, coupon: 3.00%, rate: 1.50% - number * 1.00%")
    outcome = projected(change)
    (told,) = [each for each in outcome.findings if each.code.startswith("cashflow.coupon")]
    assert (told.code, told.argument("month")) == ("cashflow.coupon-negative", "2026-10")
    assert (told.argument("name"), str(told.argument("coupon"))) == ("A", "-0.50%")
    assert outcome.value is not None
    assert [str(flow.coupon) for flow in outcome.value.base.flows.flows("A")[:2]] == ["0.50%", "0.00%"]


def test_a_path_of_rates_that_nothing_follows_is_told():
    assert "cashflow.rates-unread" in codes(projected(("rate: 5%}}", "rate: 5%}, rates: {LRP: [3%]}}")))
    assert "cashflow.rates-unread" not in codes(projected(("rate: 5%}}", "rate: 5%}, rates: {LPR: [3%]}}")))


def test_a_deal_with_a_rate_hedge_is_analysed_and_its_hedge_named():
    change = ("receives: index(LPR)", "receives: 9.00%")
    analysed = analyse_files(files(change), AnalysisInputs(parts=("classes", "coverage")))
    assert analysed.value is not None
    assert [sheet.id for sheet in analysed.value.sheets] == ["classes", "durations", "coverage"]


def test_a_speed_that_was_asked_for_and_cannot_be_is_a_finding():
    analysed = analyse_files(files(), AnalysisInputs(parts=("yields",), speeds=(Fraction(9),)))
    assert [each.code for each in analysed.findings] == ["cashflow.speed-asked"]


def test_a_class_not_repaid_by_its_final_maturity_is_told_and_shown():
    change = ("size: 60.00 CNY, coupon: 3.00%", "size: 60.00 CNY, coupon: 3.00%, final_maturity: 2026-11-01")
    outcome = projected(change)
    (told,) = [each for each in outcome.findings if each.code == "cashflow.maturity-missed"]
    assert outcome.value is not None
    flows = outcome.value.base.flows
    first = flows.flows("A")[0]
    assert (told.argument("name"), told.argument("left")) == ("A", first.ending)
    assert flows.outstanding_after("A", date(2026, 11, 1)) == first.ending
    assert flows.outstanding_after("A", date(2026, 9, 30)) == first.beginning
    late = projected((change[0], "size: 60.00 CNY, coupon: 3.00%, final_maturity: 2090-11-01"))
    assert "cashflow.maturity-missed" not in codes(late)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"parts": ("grid",), "multiples": (Fraction(-1),)}, "cashflow.multiple-negative"),
        ({"parts": ("classes",), "settlement": date(2020, 1, 1)}, "cashflow.settlement-early"),
    ],
)
def test_what_no_analysis_can_mean_is_refused_by_its_own_name(asked, code):
    outcome = analyse_files(files(), AnalysisInputs(**asked))
    assert outcome.value is None
    assert [each.code for each in outcome.findings] == [code]


def test_what_was_deferred_and_what_its_maturity_found_owed_is_told_of_each_class():
    """C is paid no interest for three months, then all of it; on 18 March 2027 nothing of its principal is repaid."""
    outcome = projected(*DEFERRING)
    assert outcome.value is not None
    flows, terms = outcome.value.base.flows, outcome.value.deal.structure.onshore.classes
    senior, _, junior = (standing_of(flows, each) for each in terms)
    assert [(flow.day.paid.isoformat()[:7], str(flow.carried)) for flow in junior.deferred] == [
        ("2026-10", "0.06 CNY"),
        ("2026-11", "0.11 CNY"),
        ("2026-12", "0.16 CNY"),
    ]
    assert (junior.made_good, junior.deferrable) == (date(2027, 1, 18), True)
    assert (str(junior.left), junior.missed, junior.repaid) == ("10.00 CNY", True, None)
    assert (senior.deferred, senior.made_good, senior.left, senior.missed) == ((), None, None, False)


def test_sheets_of_an_analysis_say_the_same_as_numbers():
    asked = AnalysisInputs(parts=("standing",))
    value = analyse_files(files(*DEFERRING), asked).value
    assert value is not None
    standing, deferrals = value.sheets
    rows = {row[0]: dict(zip((each.id for each in standing.columns), row, strict=True)) for row in standing.rows}
    assert str(rows["C"]["deferred_most"]) == "0.16 CNY"
    assert rows["C"]["made_good"] == date(2027, 1, 18)
    assert str(rows["C"]["left_at_maturity"]) == "10.00 CNY"
    assert rows["A"]["deferred_most"] is None
    assert [row[0] for row in deferrals.rows] == ["C", "C", "C"]
    (only,) = (analyse_files(files(), asked).value or value).sheets
    assert only.id == "standing"

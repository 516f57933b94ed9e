"""Assumptions and rights to income that could not be projected as written: each fault with its line and path."""

import pytest

from tests.deal.example import findings_of, line_of, replaced

_BASE = "    default: {kind: cdr, rate: 1.2%}\n    severity: 55%\n"
_RIGHT = "{id: roof, kind: generation, first: 2026-10, months: 24, quantity: 120000, price: 0.42"

CASES = [
    ("deal.speed-rates", "default: {kind: cdr}", "default"),
    ("deal.speed-rates", "default: {kind: cdr, rate: 1%, rates: [1%]}", "default"),
    ("deal.speed-shaped", "default: {kind: sda, rates: [100%, 200%]}", "default.rates"),
    ("deal.speed-range", "default: {kind: cdr, rate: 101%}", "default"),
    ("deal.speed-range", "default: {kind: mdr, rates: [1%, -1%]}", "default"),
    ("deal.timing-cumulative", "default: {kind: cumulative, rate: 5%}", "default"),
    ("deal.timing-cumulative", "default: {kind: cdr, rate: 5%, timing: [100%]}", "default"),
    ("deal.timing-sum", "default: {kind: cumulative, rate: 5%, timing: [50%, 40%]}", "default.timing"),
    ("deal.timing-sum", "recovery_timing: [60%, 60%]", "recovery_timing"),
    ("deal.severity-twice", "severity: 55%\n    severity_curve: {rates: [40%]}", "severity_curve"),
    ("deal.list-length", "severity_curve: {rates: []}", "severity_curve.rates"),
    ("deal.list-length", "delinquency: {entry: [], roll: [50%], cure: [20%]}", "delinquency.entry"),
    ("deal.delinquency-buckets", "delinquency: {entry: [1%], roll: [50%, 80%], cure: [20%]}", "delinquency"),
    ("deal.delinquency-buckets", "delinquency: {entry: [1%], roll: [], cure: []}", "delinquency"),
    ("deal.delinquency-above", "delinquency: {entry: [1%], roll: [50%, 90%], cure: [50%, 20%]}", "delinquency.roll[1]"),
    ("deal.stress-negative", 'stress: {severity: "-1"}', "stress.severity"),
    ("deal.recovery-lag", 'stress: {recovery_lag: "99999"}', "stress.recovery_lag"),
    ("deal.advances-alone", "conventions: {liquidation_base: advanced, default_base: after-scheduled}",
     "conventions.liquidation_base"),
    ("deal.advances-alone", "conventions: {liquidation_base: advanced}\n    recovery_timing: [50%, 50%]",
     "conventions.liquidation_base"),
    ("deal.case-unknown", 'prices: {USDCNY: ["7.10"]}', "prices.USDCNY"),
    ("deal.case-unknown", "events: {stopped: 2027-01}", "events.stopped"),
    ("deal.case-unknown", "calls: [optional]", "calls[0]"),
    ("deal.list-length", "rates: {LPR1Y: []}", "rates.LPR1Y"),
    ("deal.stress-nothing", 'stress: {prices: "11/10"}', "stress.prices"),
    ("deal.stress-nothing", "stress: {rates: 1%}", "stress.rates"),
    ("deal.stress-price", 'stress: {prices: "0"}', "stress.prices"),
    ("deal.advances-nobody", 'advances: {stop_after: "3"}', "advances"),
    ("deal.advances-undrawn", 'delinquency: {entry: [1%], roll: [50%], cure: [20%]}\n    advances: {stop_after: "3"}',
     "advances"),
    ("deal.speed-range", "targets: [{field: province, values: [X], prepayment: {kind: abs, rate: 120%}}]",
     "targets[0].prepayment"),
    ("deal.choice-unknown", "conventions: {age_origin: closing}", "conventions.age_origin"),
    ("deal.rate-unreadable", "rates: {LPR1Y: [3.10]}", "rates.LPR1Y[0]"),
]  # fmt: skip

RIGHTS = [
    ("deal.income-part", "{id: roof, kind: generation, first: 2026-10, months: 24, quantity: 120000}", ""),
    ("deal.income-part", "{id: shop, kind: rent, first: 2026-10, months: 24}", ""),
    ("deal.income-other", f"{_RIGHT}, amount: 1.00 CNY}}", ".amount"),
    ("deal.income-season", f'{_RIGHT}, season: ["1", "1.2"]}}', ".season"),
    ("deal.income-months", _RIGHT.replace("months: 24", 'months: "0"') + "}", ".months"),
    ("deal.income-months", f'{_RIGHT}, escalation_months: "0"}}', ".escalation_months"),
    ("deal.income-escalation", f"{_RIGHT}, escalation: -100%}}", ".escalation"),
    ("deal.income-large", _RIGHT.replace("price: 0.42", "price: 999999999") + "}", ""),
    (
        "deal.income-large",
        "{id: shop, kind: rent, first: 2026-10, months: 240, amount: 1.00 CNY, escalation: 99%, escalation_months: 1}",
        "",
    ),
    ("deal.income-window", _RIGHT.replace("2026-10", "9999-01") + "}", ".first"),
    ("deal.income-window", _RIGHT.replace("2026-10", "2020-01") + "}", ".first"),
    ("deal.income-currency", "{id: shop, kind: rent, first: 2026-10, months: 24, amount: 1.00 USD}", ".amount"),
]


@pytest.mark.parametrize(("code", "said", "path"), CASES)
def test_a_fault_in_a_case_is_named_with_its_line(code: str, said: str, path: str) -> None:
    text = replaced((_BASE, f"    {said}\n"))
    named = [found for found in findings_of(text) if found.code == code]
    assert [found.place.path for found in named] == [f"assumptions.base.{path}"]
    assert (named[0].place.line or 0) >= line_of(text, said.partition("\n")[0])


def test_an_amount_that_a_projection_cannot_know_is_told_and_one_it_makes_is_not() -> None:
    text = replaced(
        (
            "  triggers:\n",
            "  reported: {overdue: {zh: 逾期, en: overdue}, delinquent: {zh: 拖欠, en: late}}\n  triggers:\n",
        )
    )
    named = [found for found in findings_of(text) if found.code == "deal.reported-not-projected"]
    assert [found.place.path for found in named] == ["structure.reported.overdue"]


@pytest.mark.parametrize(("code", "said", "path"), RIGHTS)
def test_a_fault_in_a_right_to_income_is_named_with_its_line(code: str, said: str, path: str) -> None:
    text = replaced(("  revolving: none\n", f"  revolving: none\n  income:\n    - {said}\n"))
    named = {found.code: found for found in findings_of(text) if found.code == code}
    assert named[code].place.path == f"assets.income[0]{path}"
    assert named[code].place.line == line_of(text, said)


def test_assumptions_that_use_everything_are_in_order() -> None:
    text = replaced(
        (
            _BASE,
            """\
    default: {kind: cumulative, rate: 6%, timing: [25%, 50%, 25%]}
    severity_curve: {rates: [60%, 50%], by: age}
    recovery_timing: [50%, 30%, 20%]
    delinquency: {entry: [1%, 2%], by: age, roll: [40%, 90%], cure: [30%, 5%]}
    conventions: {prepayment_base: beginning, age_origin: cutoff, first_period_months: "1.5", default_free_tail: "yes"}
    rates: {LPR1Y: [3.10%, 3.00%]}
    targets: [{field: province, values: [CN-11], default: {kind: sda, rate: 150%}, recovery_lag: "3"}]
    stress: {defaults: 3/2, income: 9/10, recovery_lag: "6", rates: 1%}
""",
        ),
        ("  revolving: none\n", f"  revolving: none\n  income:\n    - {_RIGHT}, degradation: 2%}}\n"),
    )
    assert findings_of(text) == ()


@pytest.mark.parametrize(
    ("assumed", "places"),
    [
        ("default: {kind: cdr, rate: 20%}", ["assumptions.base.default"]),
        ("default: {kind: cdr, rate: 20%}\n    severity: 0%", []),
        ("default: {kind: cdr, rate: 0%}", []),
        ("delinquency: {entry: [1%], roll: [90%], cure: [5%]}", ["assumptions.base.delinquency"]),
    ],
)
def test_defaults_of_which_nothing_is_lost_are_told(assumed: str, places: list[str]):
    found = findings_of(replaced((_BASE, f"    {assumed}\n")))
    assert [each.place.path for each in found if each.code == "deal.severity-missing"] == places

"""Formulas: what is read, what is refused and where, and what a formula is a formula of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.deal.formulas.grammar import Formula, FormulaError
from tallystick.deal.formulas.kinds import MONEY, NUMBER, TRUTH, Scope, problems

SCOPE = Scope(
    currency="USD",
    pool="CNY",
    amounts={"target": MONEY, "A-1": NUMBER},
    members={"classes": ("A", "B"), "triggers": ("late",), "accounts": ("cash",), "indices": ("LPR",)},
    other={"onshore.": {"classes": ("senior",)}},
    currencies={"onshore.": "CNY", "offshore.": "USD"},
)
pieces = st.lists(
    st.sampled_from(
        (
            *("1", "0", "2.50%", "1.00 USD", "2027-01", "A", "A-1", "pool.ending", "target", "late"),
            *("(", ")", ",", "+", "-", "*", "/", "<", "=", "and", "not"),
            *("balance", "repaid", "breached", "if", "min"),
        )
    ),
    max_size=14,
)


@given(st.one_of(st.text(max_size=60), pieces.map(" ".join)))
def test_any_text_is_a_formula_of_itself_or_is_refused(text: str):
    try:
        formula = Formula.parse(text)
    except FormulaError:
        return
    assert str(formula) == text
    assert Formula.parse(str(formula)) == formula
    kind, found = problems(formula, SCOPE, expected=None)
    assert kind is not None or found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("balance(A, B) - target", MONEY),
        ("max(0, target - 1.00 USD)", MONEY),
        ("2 * target / 3", MONEY),
        ("target / balance(A)", NUMBER),
        ("-A-1 + 4.50%", NUMBER),
        ("pool.ending / pool.initial", NUMBER),
        ("pool.ending < 5.00 CNY", TRUTH),
        ("onshore.balance(senior) > 10% * pool.initial", TRUTH),
        ("not repaid(A) and (month >= 2027-01 or day = 2027-01-18)", TRUTH),
        ("if(breached(late), target, 0)", MONEY),
        ("mod(number, 3) = 0", TRUTH),
        ("balance(A) > 0", TRUTH),
    ],
)
def test_a_sound_formula_has_one_kind(text: str, kind: str):
    assert problems(Formula.parse(text), SCOPE, expected=kind) == (kind, ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("pool.ending - target", "deal.formula-mixed"),
        ("onshore.balance(senior) - balance(A)", "deal.formula-mixed"),
        ("target * target", "deal.formula-mixed"),
        ("1 / target", "deal.formula-mixed"),
        ("month + 1", "deal.formula-mixed"),
        ("target + 1", "deal.formula-mixed"),
        ("not target", "deal.formula-mixed"),
        ("balance()", "deal.formula-arguments"),
        ("breached(late, late)", "deal.formula-arguments"),
        ("if(1 < 2, 3)", "deal.formula-arguments"),
        ("onshore.accrued(senior)", "deal.formula-name"),
        ("balance(cash)", "deal.formula-name"),
        ("target-1", "deal.formula-name"),
    ],
)
def test_a_formula_of_the_wrong_things_says_which(text: str, code: str):
    _, found = problems(Formula.parse(text), SCOPE, expected=None)
    assert [each for each, _ in found] == [code]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "too early"),
        ("1 +", "too early"),
        ("balance(A", "too early"),
        ("1 2", "'2' at character 3"),
        ("5 ¥", "'¥' at character 3"),
        ("2027-13", "'2027-13' is no month"),
        ("(" * 50 + "1" + ")" * 50, "nested"),
        ("+".join("1" * 150), "more than 100 signs"),
        ("1" * 1001, "1001 characters"),
    ],
)
def test_what_is_no_formula_says_what_and_where(text: str, told: str):
    with pytest.raises(FormulaError, match=told) as refused:
        Formula.parse(text)
    assert refused.value.told.zh != refused.value.told.en


def test_zeros_in_a_hundred_places_are_judged_at_once():
    nested = "0.00 USD"
    for _ in range(30):
        nested = f"(0 + {nested})"
    assert problems(Formula.parse(nested), SCOPE, expected=MONEY) == (MONEY, ())

"""The pool divided: nothing is counted twice and nothing is left out."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.wording import Language
from tallystick.tape.schemas import SCHEMAS
from tallystick.tape.strata import StrataError, chart_rows, stratify
from tallystick.units.money import total
from tests.tape.tapes import lease_tape


def test_words_come_by_falling_balance_and_empty_cells_last():
    tape = lease_tape(
        {"province": "", "current_balance": "900.00"},
        {"province": "hebei", "current_balance": "100.00"},
        {"province": "shandong", "current_balance": "300.00"},
        {"province": "hebei", "current_balance": "50.00"},
    )
    strata = stratify(tape, "province")
    assert [(each.key, each.count, str(each.balance)) for each in strata] == [
        ("shandong", 1, "300.00 CNY"),
        ("hebei", 2, "150.00 CNY"),
        ("", 1, "900.00 CNY"),
    ]
    assert [each.label(Language.ZH) for each in strata] == ["山东", "河北", "未填"]
    assert [each.share for each in strata] == [Fraction(300, 1350), Fraction(150, 1350), Fraction(900, 1350)]


def test_bands_include_their_lower_edge_and_not_their_upper_one():
    tape = lease_tape({"interest_rate": "5.00%"}, {"interest_rate": "5.99%"}, {"interest_rate": "6.00%"})
    strata = stratify(tape, "interest_rate")
    assert [(each.label(Language.EN), each.count) for each in strata] == [
        ("5.00% to 6.00%", 2),
        ("6.00% to 7.00%", 1),
    ]


def test_whole_numbers_are_banded_up_to_the_last_that_belongs():
    tape = lease_tape(*({"days_past_due": days} for days in ("0", "1", "30", "31", "200", "")))
    strata = stratify(tape, "days_past_due")
    labels = ["0", "1 to 30", "31 to 60", "181 and above", "not stated"]
    assert [each.label(Language.EN) for each in strata] == labels


def test_bands_of_money_are_written_as_money_is_in_tables():
    tape = lease_tape({"current_balance": "15000.00", "original_balance": "150000.00"})
    assert [each.label(Language.EN) for each in stratify(tape, "current_balance")] == ["10,000 to 50,000"]
    assert [each.label(Language.ZH) for each in stratify(tape, "original_balance")] == ["100,000 至 200,000"]
    assert stratify(tape, "current_balance", edges=[0, 1_499_950])[0].label(Language.EN) == "14,999.50 and above"


def test_values_below_the_usual_bands_have_one_of_their_own():
    strata = stratify(lease_tape({"days_past_due": "-5"}, {}), "days_past_due")
    assert [(each.key, each.label(Language.EN)) for each in strata] == [("-5", "-5 to -1"), ("0", "0")]


def test_the_caller_may_cut_elsewhere():
    strata = stratify(lease_tape({}, {}), "remaining_term_months", edges=(0, 20))
    assert [(each.key, each.above, each.count) for each in strata] == [("20", None, 2)]


def test_a_column_without_usual_bands_is_one_band():
    assert [each.count for each in stratify(lease_tape({}, {}), "monthly_payment")] == [2]


def test_days_are_divided_by_year():
    tape = lease_tape({}, {"origination_date": "2024-01-31"}, {"origination_date": ""})
    assert [(each.key, each.count) for each in stratify(tape, "origination_date")] == [
        ("2024", 1),
        ("2025", 1),
        ("", 1),
    ]
    assert stratify(tape, "origination_date")[0].label(Language.EN) == "2024"


@pytest.mark.parametrize(
    ("by", "edges", "match"),
    [
        ("colour", None, "no column 'colour'"),
        ("province", (0, 1), "no bands"),
        ("days_past_due", (5, 1), "do not ascend"),
        ("days_past_due", (), "do not ascend"),
        ("days_past_due", (10,), "below the lowest edge"),
    ],
)
def test_what_cannot_be_divided_is_a_wrong_call(by: str, edges: tuple[int, ...] | None, match: str):
    with pytest.raises(StrataError, match=match):
        stratify(lease_tape({}), by, edges=edges)


def test_a_pool_that_owes_nothing_has_no_shares():
    strata = stratify(lease_tape({"current_balance": "0.00"}), "province")
    assert strata[0].share is None
    assert chart_rows(strata, Language.EN) == {
        "labels": ["Shandong"],
        "balances": ["0.00"],
        "shares": ["0.00"],
        "counts": ["1"],
    }


def test_shares_for_charts_are_rounded_half_up():
    strata = stratify(lease_tape({}, {"province": "hebei"}, {"province": "hebei"}), "province")
    assert chart_rows(strata, Language.ZH)["shares"] == ["66.67", "33.33"]


def test_every_word_of_every_choice_has_a_label():
    (stratum,) = stratify(lease_tape({}), "province")
    columns = [column for schema in SCHEMAS.values() for column in schema.columns]
    for column, word in ((each, word) for each in columns for word in each.choices):
        relabelled = replace(stratum, column=column, key=word)
        assert relabelled.label(Language.ZH) != relabelled.label(Language.EN)


@given(
    st.lists(
        st.tuples(st.integers(-5, 500), st.integers(0, 10**7), st.sampled_from(["hebei", "tibet", ""])),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["days_past_due", "province", "current_balance", "interest_rate", "maturity_date", "currency"]),
)
def test_strata_add_up_to_the_pool(pool: list[tuple[int, int, str]], by: str):
    tape = lease_tape(
        *(
            {"days_past_due": str(days), "current_balance": f"{minor}.00", "province": province}
            for days, minor, province in pool
        )
    )
    strata = stratify(tape, by)
    assert sum(each.count for each in strata) == len(pool)
    assert total((each.balance for each in strata), tape.currency) == tape.sum_of("current_balance")
    shares = [each.share for each in strata]
    assert None in shares or sum(share or 0 for share in shares) == 1
    assert len({each.key for each in strata}) == len(strata)

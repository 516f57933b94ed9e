"""The items of the Chinese rule as data: quoted verbatim, answered from the tape, and the same question elsewhere."""

import os
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.wording import Language
from tallystick.shell.documents.makers import Makers
from tallystick.tape.reading.forms import form_ids, form_of
from tallystick.tape.schemas import SCHEMAS
from tallystick.tape.telling.disclosure import (
    DisclosedValue,
    disclosed,
    disclosure_items,
    equivalents,
    read_disclosed,
)
from tests.tape.tapes import lease_tape

ROOT = Path(__file__).resolve().parents[2]
HEAD = ("item", "key", "value")


def table(values: tuple[DisclosedValue, ...]) -> bytes:
    return Makers().table(HEAD, [[each.item, each.key, each.value] for each in values])


def test_every_item_is_answered_or_says_why_not():
    columns = {column.name for schema in SCHEMAS.values() for column in schema.columns}
    assert len({item.id for item in disclosure_items()}) == len(disclosure_items())
    for item in disclosure_items():
        assert bool(item.column) is bool(item.told)
        assert bool(item.column) is not bool(item.reason(Language.ZH))
        assert bool(item.reason(Language.ZH)) is bool(item.reason(Language.EN))
        assert not item.column or item.column in columns


def test_every_quote_stands_in_its_article():
    shared = Path(os.environ.get("TALLYSTICK_SHARED") or ROOT.parent / "shared")
    path = shared / "data" / "law" / "ABS-深交所-挂牌指引1号-申请文件编制.md"
    if not path.exists():
        pytest.skip("the shared text of the rule is not here; name its folder in TALLYSTICK_SHARED")
    text = path.read_text(encoding="utf-8")
    for item in disclosure_items():
        number = item.article.partition("（")[0]
        article = text[text.index(f"\n{number}") :].partition("\n第八十三条")[0]
        assert item.quote in article, item.id


def test_the_same_question_elsewhere_comes_back_to_the_same_column():
    for item in disclosure_items():
        for form_id, path in equivalents(item).items():
            form = form_of(form_id)
            assert form is not None
            assert [name for name, column in form.columns.items() if column.path == path] == [item.column]
    asked = {item.id: set(equivalents(item)) for item in disclosure_items()}
    assert asked["80-3-amount"] == set(form_ids())
    assert asked["81-2-object"] == asked["80-4-region"] == set()
    assert asked["80-4-industry"] == {"esma-corporate"}


def test_a_pool_is_told_from_its_tape():
    pool = lease_tape({}, {"current_balance": "41500.00", "interest_rate": "3.60%"})
    told = {(each.item, each.key): each.value for each in disclosed(pool)}
    assert told["80-3-amount", ""] == "124500.00 CNY"
    assert told["80-3-count", ""] == "2"
    assert told["80-3-rate", ""] == "6.0000%"
    assert told["80-4-rate", "7.00%"] == "83000.00 CNY", "a band is known by its edge as the column is written"
    assert told["81-2-object", "heavy-truck"] == "124500.00 CNY"
    assert told["80-6-largest", "L1/share"] == "66.6667%"
    assert told["80-6-largest", "L2/interest_rate"] == "3.60%"


def test_no_payer_is_named():
    pool = lease_tape({"obligor_id": "payer-7"})
    assert not any("payer-7" in f"{each.key}{each.value}" for each in disclosed(pool))


def test_the_largest_are_twenty_and_more_than_a_hundredth():
    pool = lease_tape(
        *({"current_balance": f"{10_000 + number}.00"} for number in range(30)), {"current_balance": "1.00"}
    )
    largest = [each.key for each in disclosed(pool) if each.item == "80-6-largest" and each.key.endswith("/share")]
    assert len(largest) == 20
    assert largest[0] == "L30/share"


def test_the_table_gives_back_what_went_in():
    values = disclosed(lease_tape({}, {"province": "", "vehicle_type": "new-energy"}))
    back, found = read_disclosed(table(values), file="disclosure.csv")
    assert found == ()
    assert back == values


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=30))
def test_distributions_add_up_to_the_total(cents: list[int]):
    pool = lease_tape(*({"current_balance": f"{each // 100}.{each % 100:02d}"} for each in cents))
    values = disclosed(pool)
    whole = next(Fraction(each.value.removesuffix(" CNY")) for each in values if each.item == "80-3-amount")
    for item in ("80-4-balance", "80-4-rate", "80-4-region"):
        parts = [Fraction(each.value.removesuffix(" CNY")) for each in values if each.item == item]
        assert sum(parts) == whole

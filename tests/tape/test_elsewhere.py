"""Assets of a tape that an unrelated tape holds too."""

from dataclasses import replace

import pytest

from tallystick.tape.telling.elsewhere import held_elsewhere
from tallystick.units.money import Currency
from tests.tape.tapes import lease_tape

BOOK = replace(lease_tape({"asset_id": "B1", "obligor_id": "P7"}, {"asset_id": "B2"}), file="other.csv")


def found(*changes: dict[str, str]) -> list[tuple[str, int, str, str, str]]:
    return held_elsewhere(lease_tape(*changes), BOOK).rows()


def test_an_asset_with_the_same_id_day_and_amount_is_the_same():
    assert found({}, {"asset_id": "B1"}) == [("tape.asset-elsewhere", 2, "asset_id", "B1", "other.csv: B1")]


@pytest.mark.parametrize("change", [{"original_balance": "120000.01"}, {"origination_date": "2025-08-16"}])
def test_the_same_id_of_another_contract_is_chance(change: dict[str, str]):
    assert found({"asset_id": "B1"} | change) == []


def test_the_same_contract_of_the_same_payer_under_another_id_is_alike():
    assert found({"obligor_id": "P7"}) == [
        ("tape.asset-alike-elsewhere", 1, "asset_id", "L1", "other.csv: B1"),
    ]


def test_what_is_the_same_is_not_told_as_alike_too():
    assert [code for code, *_ in found({"asset_id": "B1", "obligor_id": "P7"})] == ["tape.asset-elsewhere"]


def test_an_asset_that_is_twice_on_the_other_tape_is_told_once():
    twice = replace(lease_tape({"asset_id": "B1"}, {"asset_id": "B1"}), file="other.csv")
    assert held_elsewhere(lease_tape({"asset_id": "B1"}), twice).height == 1


def test_empty_cells_equal_nothing():
    nobody = {"obligor_id": "", "origination_date": ""}
    other = lease_tape({"asset_id": "B1"} | nobody)
    assert held_elsewhere(lease_tape({"asset_id": "B1"} | nobody), other).is_empty()


def test_tapes_in_two_currencies_cannot_be_held_against_each_other():
    with pytest.raises(ValueError, match="CNY and USD"):
        held_elsewhere(lease_tape({}), replace(BOOK, currency=Currency.USD))

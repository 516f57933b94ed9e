"""The example's tape and collections: made by their scripts to the byte, honest, and adding up."""

import csv
import io
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from tallystick.tape.checks import check
from tallystick.tape.payers import Basis, payer_table
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.statistics import pool_statistics
from tallystick.units.money import Currency, Money
from tests.tape.payer_facts import facts
from tests.tape.tapes import leases_read

MONTHS = [f"2026-{month:02d}" for month in range(9, 13)] + [f"2027-{month:02d}" for month in range(1, 9)]


@pytest.fixture(scope="module")
def folder() -> Path:
    return Path(__file__).resolve().parents[2] / "examples" / "auto-leases"


@pytest.fixture(scope="module")
def scripts(folder: Path) -> Iterator[tuple[ModuleType, ModuleType]]:
    sys.path.insert(0, str(folder))
    try:
        yield import_module("make_tape"), import_module("make_collections")
    finally:
        sys.path.remove(str(folder))
        for name in ("make_tape", "make_collections"):
            sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def tape(folder: Path) -> Tape:
    reading = leases_read((folder / "tape.csv").read_bytes())
    assert reading.findings == ()
    assert reading.tape is not None
    return reading.tape


def collected(folder: Path, month: str) -> dict[str, Money]:
    text = (folder / "collections" / f"{month}.csv").read_text(encoding="utf-8")
    return {row["item"]: Money.parse(f"{row['amount']} {row['currency']}") for row in csv.DictReader(io.StringIO(text))}


def test_the_script_makes_the_tape_to_the_byte(folder: Path, scripts: tuple[ModuleType, ModuleType]):
    assert scripts[0].tape() == (folder / "tape.csv").read_bytes()


@pytest.mark.parametrize(
    ("language", "name", "synthetic"), [("en", "README.md", "synthetic"), ("zh", "README.zh.md", "虚构")]
)
def test_the_readme_states_what_the_script_counts(
    folder: Path, scripts: tuple[ModuleType, ModuleType], language: str, name: str, synthetic: str
):
    readme = (folder / name).read_text(encoding="utf-8")
    assert f"{scripts[0].START}{scripts[0].section(language)}{scripts[0].END}" in readme
    assert synthetic in readme


def test_the_tape_room_counts_the_same(folder: Path, tape: Tape):
    statistics = pool_statistics(tape)
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert f"| Leases | {statistics.assets:,} |" in readme
    assert f"| Lessees | {statistics.payers:,} |" in readme
    assert f"| Lessees, affiliates as one | {statistics.payer_groups:,} |" in readme
    assert f"| Current balance | {statistics.current_balance.text('en')} |" in readme
    assert statistics.rate is not None
    assert f"| Weighted rate a year | {float(statistics.rate.per_annum * 100):.2f} % |" in readme
    assert statistics.remaining_term is not None
    assert f"| Weighted remaining term | {float(statistics.remaining_term):.2f} months |" in readme


def test_concentration_is_one_number_wherever_it_is_told(folder: Path, tape: Tape):
    readme, table = (folder / "README.md").read_text(encoding="utf-8"), payer_table(tape)
    told = {
        "Largest lessee, of contracted cash flow still to come": table.largest,
        "Largest lessee, affiliates as one": table.largest_group,
        "Five largest, affiliates as one": table.top_five,
    }
    assert table.basis is Basis.CASH_FLOW
    for name, share in told.items():
        assert f"| {name} | {float(share * 100):.2f} % |" in readme


def test_no_lease_has_a_fault(tape: Tape):
    assert check(tape).rows() == []


def test_the_tape_owes_what_the_deal_divides(tape: Tape):
    assert tape.sum_of("current_balance") == Money.parse("1001500000.00 CNY")


def test_the_tape_is_small_enough_to_look_at(folder: Path):
    assert (folder / "tape.csv").stat().st_size < 4_000_000


def test_no_lessee_is_material(tape: Tape):
    told = {fact.id: fact.value for fact in facts(tape)}
    assert told["tape.payers"] == ()
    assert payer_table(tape).groups[0].assets > 10


def test_the_script_makes_the_collections_to_the_byte(folder: Path, scripts: tuple[ModuleType, ModuleType]):
    made = {f"{month.name}.csv": scripts[1].written(month) for month in scripts[1].months()}
    assert made == {path.name: path.read_bytes() for path in (folder / "collections").iterdir()}
    assert sorted(made) == [f"{month}.csv" for month in MONTHS]


def test_every_month_opens_with_what_the_last_one_closed_with(folder: Path, tape: Tape):
    owed = tape.sum_of("current_balance")
    for month in MONTHS:
        items = collected(folder, month)
        assert items["opening-balance"] == owed
        owed = owed - items["scheduled-principal"] - items["prepaid-principal"] - items["defaulted-principal"]
        assert items["closing-balance"] == owed
        assert not any(amount.is_negative() for amount in items.values())
    assert owed.is_positive()


def test_the_year_has_defaults_recoveries_and_one_bad_month(folder: Path):
    year = [collected(folder, month) for month in MONTHS]
    defaults = [month["defaulted-principal"] for month in year]
    assert defaults.index(max(defaults)) == 6
    assert all(month["recoveries"].is_zero() for month in year[:6])
    assert all(month["recoveries"].is_positive() for month in year[6:])
    first_half = sum((month.minor for month in defaults[:6]), 0)
    recovered = sum(month["recoveries"].minor for month in year)
    assert 35 * first_half < 100 * recovered < 55 * first_half
    assert {month["fees"].currency for month in year} == {Currency.CNY}

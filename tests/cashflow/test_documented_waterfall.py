"""Every block of docs/waterfall.md stands in a deal that checks and runs; every key, word and name is told."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from tallystick.cashflow.waterfall import PoolFacts, opening_state, run
from tallystick.cashflow.waterfall.schedules import generated_schedules
from tallystick.deal.checks.cash_paths import SUBPOOL_FIGURES
from tallystick.deal.formulas.kinds import FUNCTIONS, NAMES
from tallystick.deal.liabilities import provisions, steps
from tallystick.deal.liabilities.steps import PayWord
from tallystick.deal.structure import Hedge, Trigger
from tallystick.units.money import Currency, Money
from tests.cashflow.kinds import deal_of, pool

PAGES = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"^```yaml (step|vehicle|structure|offshore)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BASE = (Path(__file__).parent / "structures" / "documented.yaml").read_text(encoding="utf-8")


def page(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


def read(text: str) -> Any:
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - every scalar is text, as deal files are read


BLOCKS = [(found[1], found[2]) for found in BLOCK.finditer(page("waterfall.md"))]


def merged(kind: str, block: str) -> str:
    """The small deal with a block in its place; steps come before its own."""
    structure, part = read(BASE), read(block)
    match kind:
        case "step":
            structure["onshore"]["priorities"] = [*part, *structure["onshore"]["priorities"]]
        case "vehicle":
            structure["onshore"] |= part
        case "structure":
            structure |= part
        case "offshore":
            structure["offshore"] |= part
    return yaml.dump(structure, allow_unicode=True, sort_keys=False)


def months() -> list[PoolFacts]:
    def cny(minor: int) -> Money:
        return Money(minor=minor, currency=Currency.CNY)

    first = deal_of(BASE, Currency.CNY).structure.first_period
    balances = (10000, 8000, 5000, 1000)
    return [
        PoolFacts(
            period=first.add(number),
            beginning=cny(beginning),
            ending=cny(ending),
            defaulted=cny(100),
            collected={"interest": cny(60), "scheduled-principal": cny(beginning - ending - 100)},
            reported={
                "delinquent": cny(40),
                "interest-advances": cny(5),
                "interest-advances-outstanding": cny(5 if number < 3 else 0),
                **{f"fixed.{figure}": cny(20) for figure in SUBPOOL_FIGURES},
            },
        )
        for number, (beginning, ending) in enumerate(zip(balances, (*balances[1:], 0), strict=True))
    ]


@pytest.mark.parametrize(("kind", "block"), BLOCKS, ids=[block.strip().splitlines()[0][:40] for _, block in BLOCKS])
def test_a_block_checks_and_runs(kind: str, block: str):
    structure = deal_of(merged(kind, block), Currency.CNY).structure
    opening = opening_state(structure, initial_pool=Money(minor=10000, currency=Currency.CNY))
    ledger = run(structure, opening, months(), schedules=generated_schedules(structure, pool(Currency.CNY)))
    assert len(ledger.periods) == 4
    for period in ledger.periods:
        came = sum(each.minor for each in (*period.onshore.opening.values(), *period.onshore.received.values()))
        came += sum(each.minor for each in period.onshore.drawn.values())
        out = sum(each.paid.minor for each in period.onshore.paid_out())
        assert came == out + sum(each.minor for each in period.onshore.closing.values())


def test_every_block_in_chinese_is_a_block_in_english():
    chinese = [(found[1], found[2]) for found in BLOCK.finditer(page("waterfall.zh.md"))]
    assert chinese == BLOCKS


@pytest.mark.parametrize("name", ["waterfall.md", "waterfall.zh.md"])
def test_every_word_name_and_function_is_told(name: str):
    told = page(name)
    words = (*get_args(PayWord), *NAMES, *FUNCTIONS, "min", "max", "if", "mod")
    assert [word for word in words if f"| `{word}`" not in told and f", `{word}`" not in told] == []


def test_every_key_has_an_example():
    shown = "\n".join(block for _, block in BLOCKS)
    records = [getattr(provisions, name) for name in provisions.__all__]
    records += [steps.Priority, steps.AlternativeWaterfall, Trigger, Hedge]
    keys = {field.alias or name for record in records for name, field in record.model_fields.items()}
    assert {key for key in keys if not re.search(rf"\b{re.escape(key)}:", shown)} == set()

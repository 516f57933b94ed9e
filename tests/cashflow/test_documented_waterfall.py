"""Every block of docs/waterfall.md stands in a deal that checks and runs; every key, word and name is told."""

import re
from functools import partial
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import yaml

from tallystick.cashflow.waterfall import PoolFacts, opening_state, run
from tallystick.cashflow.waterfall.scenarios import ScenarioPools, run_scenarios
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


def test_the_deficiency_ledgers_of_the_page_lose_no_loss_that_crosses_from_class_to_class():
    """Twice 8.00 lost on a class D of 10.00, made good by nothing: 8.00 and nothing, then 10.00 and 6.00."""
    (block,) = [block for kind, block in BLOCKS if kind == "vehicle" and block.startswith("ledgers:")]
    filed = read(merged("vehicle", block))
    names = ("pdl", "pdl-senior")
    filed["triggers"] = [
        {
            "id": f"over-{name}",
            "name": {"zh": "缺口", "en": "deficiency"},
            "measure": f"ledger({name})",
            "above": "0.00 CNY",
            "at": "paid",
        }
        for name in names
    ]
    structure = deal_of(yaml.dump(filed, allow_unicode=True, sort_keys=False), Currency.CNY).structure
    pool_of = partial(Money, currency=Currency.CNY)
    left, lost = (10000, 9200, 8400), 800
    facts = [
        PoolFacts(
            period=structure.first_period.add(number),
            beginning=pool_of(minor=left[number]),
            ending=pool_of(minor=left[number + 1]),
            defaulted=pool_of(minor=lost),
            collected={},
        )
        for number in range(2)
    ]
    exact = run(structure, opening_state(structure, initial_pool=pool_of(minor=left[0])), facts)
    stood = [[test.value for test in period.tests] for period in exact.periods]
    assert stood == [[800, 0], [1000, 600]]
    pools = ScenarioPools(
        beginning=np.array([[10000.0], [9200.0]]),
        ending=np.array([[9200.0], [8400.0]]),
        defaulted=np.array([[800.0], [800.0]]),
        collected={},
    )
    many = run_scenarios(structure, pools, initial_pool=pool_of(minor=left[0]))
    assert [[many.values[f"over-{name}"][month, 0] for name in names] for month in range(2)] == stood


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

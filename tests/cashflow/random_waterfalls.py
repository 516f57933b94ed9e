"""Random deals for the bridge between the lanes: accounts, fees, classes of every kind, triggers, two vehicles."""

from fractions import Fraction
from random import Random
from typing import Any

import numpy as np

from tallystick.cashflow.waterfall import PoolFacts
from tallystick.cashflow.waterfall.scenarios import ScenarioPools
from tallystick.deal.structure import Structure
from tallystick.units.money import Currency, Money
from tallystick.units.periods import Period

FIRST = Period.parse("2026-09")
REPORTED = ("interest-advances", "interest-advances-outstanding")
ITEMS = ("interest", "scheduled-principal", "prepaid-principal", "recoveries", "fees")
_NAMED = {"zh": "名", "en": "name"}
_DAYCOUNTS = ("30/360", "ACT/360", "ACT/365F")


def random_structure(random: Random, pool: int) -> Structure:
    """A deal on a pool of so many minor units of CNY; about a third of them with an offshore vehicle."""
    names = ["A", "B", "C", "D", "E", "F"][: random.randint(2, 6)]
    weights = [random.randint(1, 10) for _ in names]
    sizes = [pool * weight // sum(weights) for weight in weights]
    linked = random.random() < 0.35
    classes = [_class(random, name, size) for name, size in zip(names, sizes, strict=True)]
    if linked:
        classes[0] |= {"holder": "issuer"}
        classes[0].pop("rate", None)
    structure: dict[str, Any] = {
        "closing": "2026-09-15",
        "first_period": str(FIRST),
        "indices": {
            "LPR": {"name": _NAMED, "assumed": f"{random.randint(100, 600)}% / 100"},
            "USDCNY": {"name": _NAMED, "assumed": "7.10"},
        },
        "reported": dict.fromkeys(REPORTED, _NAMED),
        "onshore": _vehicle(random, names, classes),
        "triggers": _triggers(random),
    }
    if linked:
        structure["offshore"] = _offshore(random, sizes[0])
    return Structure.model_validate(structure)


def _class(random: Random, name: str, size: int) -> dict[str, Any]:
    terms: dict[str, Any] = {
        "id": name,
        "name": _NAMED,
        "size": _cny(size),
        "coupon": f"{random.randint(0, 900) / 100:.2f}%",
        "daycount": random.choice(_DAYCOUNTS),
    }
    if random.random() < 0.3:
        terms["rate"] = random.choice(
            (
                f"min(index(LPR) + {random.randint(0, 300) / 100:.2f}%, 8%)",
                f"max(12% - 2 * index(LPR), {random.randint(0, 100) / 100:.2f}%)",
                "if(number > 3, 6%, 4%)",
            )
        )
    if random.random() < 0.3:
        terms["unpaid"] = random.choice(("bears-interest", "lost"))
    if random.random() < 0.2:
        terms["accrues"] = "month"
    return terms


def _vehicle(random: Random, names: list[str], classes: list[dict[str, Any]]) -> dict[str, Any]:
    steps: list[dict[str, Any]] = []
    if random.random() < 0.5:
        steps.append(_step("advance", "servicer", "income", "amount", amount="reported(interest-advances)"))
        kept = "drawn(servicer) - reported(interest-advances-outstanding)"
        steps.append(_step("reimburse", "income", "servicer", "repay", limit=kept))
    steps += [_step("from income", "income", ["servicing", "trustee"], "due", order="pro-rata")]
    pair = [names[:2]] if random.random() < 0.5 else names[:2]
    order: list[Any] = [*pair, *names[2:]]
    steps.append(_step("i-senior", "income", pair, "interest"))
    steps.append(_step("i-reserve", "reserve", pair, "interest", limit="50% * cash(reserve)"))
    steps.append(_step("i-line", "line", names[0], "interest"))
    oc = f"{random.randint(0, 20)}% * pool.ending"
    if random.random() < 0.5:
        steps.append(_step("parity", "principal", order, "principal", limit=f"balance({names[0]}) - pool.ending"))
    steps.extend(_step(f"i-{name}", "income", name, "interest") for name in names[2:])
    steps.append(_step("fill", "income", "reserve", "target"))
    steps.append(_step("losses", "income", "principal", "losses"))
    steps.append(_step("pdl", "income", "pdl", "ledger", into="principal"))
    steps.append(_step("repay", "income", "line", "repay"))
    if random.random() < 0.3:
        steps.append(_step("z", "income", "principal", "accretion", of=names[-1], when=f"not repaid({names[0]})"))
    if random.random() < 0.3:
        steps.append(_step("cap", "income", names[-1], "capitalise"))
    steps.append(_step("turbo", "income", "principal", "remainder", when={"breached": "defaults"}))
    steps.append(_step("regular", "principal", order, "principal", limit="balance(all) - (pool.ending - oc)"))
    if random.random() < 0.4:
        split = {"A": "70%", "B": "30%"}
        steps.append(_step("split", "principal", ["A", "B"], "principal", limit="1% * pool.ending", shares=split))
    if random.random() < 0.3:
        steps.append(_step("gone", "principal", names[-1], "write-down", limit="10% * losses"))
    steps.append(_step("rest", "principal", order, "principal", when="number > 2"))
    steps.append(_step("free", "reserve", "income", "excess"))
    steps.append(_step("end", "income", names[-1], "remainder"))
    return {
        "currency": "CNY",
        "payment": {"day": "18", "months_after": "1", "calendar": random.choice(("none", "prc")), "every": "1"},
        "accounts": [
            {"id": "income", "name": _NAMED, "receives": ["interest", "fees", "swap"]},
            {"id": "principal", "name": _NAMED, "receives": ["scheduled-principal", "prepaid-principal", "recoveries"]},
            {"id": "reserve", "name": _NAMED, "opening": "100.00 CNY", "target": "max(1% * balance(all), 50.00 CNY)"},
        ],
        "groups": {"all": names},
        "amounts": [{"id": "oc", "name": _NAMED, "formula": oc}],
        "ledgers": [{"id": "pdl", "name": _NAMED, "adds": "10% * pool.defaulted"}],
        "facilities": [
            {"id": "line", "name": _NAMED, "kind": "liquidity", "by": "bank", "commitment": "200.00 CNY", "rate": "5%"},
            {"id": "servicer", "name": _NAMED, "kind": "advance", "by": "bank"},
            {"id": "guarantee", "name": _NAMED, "kind": "guarantee", "by": "bank", "when": "mod(number, 2) = 0"},
        ],
        "rate_hedges": [
            {
                "id": "swap",
                "name": _NAMED,
                "kind": "interest-swap",
                "counterparty": "bank",
                "notional": "balance(A)",
                "pays": "3%",
                "receives": "index(LPR)",
                "daycount": "ACT/360",
            }
        ],
        "fees": [
            {
                "id": "servicing",
                "name": _NAMED,
                "payee": "bank",
                "rate": f"{random.randint(1, 200) / 100:.2f}%",
                "base": "pool-balance",
                "daycount": random.choice(_DAYCOUNTS),
            },
            {"id": "trustee", "name": _NAMED, "payee": "bank", "amount": "min(5.00 CNY, 0.1% * collected())"},
        ],
        "classes": classes,
        "priorities": steps,
        "waterfalls": _alternatives(random, names),
    }


def _alternatives(random: Random, names: list[str]) -> list[dict[str, Any]]:
    """At times another order once the pool covers the classes too thinly, with a guarantee behind it."""
    if random.random() < 0.6:
        return []
    steps = [
        _step("d-fee", "income", ["servicing", "trustee", "swap"], "due"),
        _step("d-i", "income", names, "interest", order="pro-rata"),
        _step("d-g", "guarantee", names[0], "interest"),
        _step("d-move", "income", "principal", "remainder"),
        _step("d-p", "principal", [names], "principal"),
        _step("d-end", "principal", names[-1], "remainder"),
    ]
    return [{"id": "thin", "name": _NAMED, "clause": "2", "when": "breached(cover)", "priorities": steps}]


def _offshore(random: Random, size: int) -> dict[str, Any]:
    issued = size * 10 // 71
    spot = random.choice(("none", "excess", "all"))
    hedge: dict[str, Any] = {"kind": "spot" if spot == "all" else "currency-swap"}
    if spot != "none":
        hedge["spot"] = "index(USDCNY)"
    if spot == "excess":
        hedge["scheduled"] = _cny(size // random.randint(2, 8))
    return {
        "currency": "USD",
        "payment": {"day": "26", "months_after": "1", "calendar": "none", "every": str(random.choice((1, 3)))},
        "hedge": {
            **hedge,
            "counterparty": "bank",
            "pay": "CNY",
            "receive": "USD",
            "rate": "7.10",
            "notional": ["X", "Y"],
            "every": str(random.choice((1, 3))),
        },
        "accounts": [
            {"id": "usd-income", "name": _NAMED, "receives": ["A.interest"]},
            {"id": "usd-principal", "name": _NAMED, "receives": ["A.principal"]},
        ],
        "classes": [
            {"id": "X", "name": _NAMED, "size": _usd(issued // 2), "coupon": "4.50%", "daycount": "30/360"},
            {"id": "Y", "name": _NAMED, "size": _usd(issued - issued // 2), "coupon": "5.50%", "daycount": "ACT/360"},
        ],
        "priorities": [
            _step("x-i", "usd-income", [["X", "Y"]], "interest"),
            _step("x-p", "usd-principal", random.choice((["X", "Y"], [["X", "Y"]])), "principal"),
            _step("x-r", "usd-income", "Y", "remainder"),
        ],
    }


def _triggers(random: Random) -> list[dict[str, Any]]:
    share = f"{random.randint(2, 12)}%"
    curable = random.choice(("yes", "no"))
    return [
        {"id": "defaults", "name": _NAMED, "measure": "cumulative-default-share", "above": share, "curable": curable},
        {"id": "cover", "name": _NAMED, "measure": "collateral-share", "below": "90%", "at": "paid", "curable": "yes"},
    ]


def _step(name: str, source: str, to: Any, pay: str, **more: Any) -> dict[str, Any]:
    name = name.replace(" ", "-")
    return {"id": name, "clause": "1", "text": _NAMED, "from": source, "to": to, "pay": pay, **more}


def _cny(minor: int) -> str:
    return str(Money(minor=minor, currency=Currency.CNY))


def _usd(minor: int) -> str:
    return str(Money(minor=minor, currency=Currency.USD))


def random_months(random: Random, pool: int, months: int) -> list[PoolFacts]:
    """Months of a pool that never pays or loses more principal than it has."""
    facts, left = [], pool
    for number in range(months):
        beginning = left
        scheduled = min(random.randint(0, pool // 3), left)
        left -= scheduled
        prepaid = min(random.randint(0, pool // 20), left)
        left -= prepaid
        defaulted = min(random.randint(0, pool // 40), left)
        left -= defaulted
        collected = {
            "interest": random.randint(0, pool // 60),
            "fees": random.randint(0, 500),
            "scheduled-principal": scheduled,
            "prepaid-principal": prepaid,
            "recoveries": random.randint(0, defaulted),
        }
        made = random.randint(0, pool // 200)
        facts.append(
            PoolFacts(
                period=FIRST.add(number),
                beginning=Money(minor=beginning, currency=Currency.CNY),
                ending=Money(minor=left, currency=Currency.CNY),
                defaulted=Money(minor=defaulted, currency=Currency.CNY),
                collected={name: Money(minor=amount, currency=Currency.CNY) for name, amount in collected.items()},
                reported={
                    "interest-advances": Money(minor=made, currency=Currency.CNY),
                    "interest-advances-outstanding": Money(minor=random.randint(0, made), currency=Currency.CNY),
                },
                indices={"USDCNY": Fraction(random.randint(650, 780), 100)},
            )
        )
    return facts


def as_vectors(scenarios: list[list[PoolFacts]]) -> ScenarioPools:
    """The same months as arrays of months x scenarios."""

    def array(read) -> np.ndarray:
        return np.array([[read(facts) for facts in month] for month in zip(*scenarios, strict=True)], dtype=np.float64)

    return ScenarioPools(
        beginning=array(lambda facts: facts.beginning.minor),
        ending=array(lambda facts: facts.ending.minor),
        defaulted=array(lambda facts: facts.defaulted.minor),
        collected={item: array(lambda facts, item=item: facts.collected[item].minor) for item in ITEMS},
        reported={name: array(lambda facts, name=name: facts.reported[name].minor) for name in REPORTED},
        indices={"USDCNY": array(lambda facts: float(facts.indices["USDCNY"]))},
    )

"""Random valid deals, as the tree of texts that a deal file is read into, and typed as any other.

Classes, rates, day counts, calendars, fees, reserves, triggers, an optional issuer with its hedge, and the order of
steps vary; what every deal file must keep (each unit of cash has a way in and a way out) is kept by construction.
"""

import json
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from tallystick.cashflow.pool import Pool
from tallystick.cashflow.replines import RepLine
from tallystick.units.money import Currency, Money
from tallystick.units.rates import Rate

__all__ = ["RandomDeal", "random_deal"]

_Entry = dict[str, Any]
_ITEMS = ("scheduled-principal", "prepaid-principal", "interest", "recoveries", "fees")
_CROSSING = ("c1.interest", "c1.principal")
"""What an issuer's vehicle receives: all that the first class onshore is paid."""
_DAYCOUNTS = ("30/360", "30E/360", "ACT/360", "ACT/365F", "ACT/ACT")
_CALENDARS = ("prc", "hong-kong", "none")
_ROLLS = ("following", "preceding", "modified-following")


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomDeal:
    """A deal as the tree of its file, and its pool."""

    tree: dict[str, Any]
    pool: Pool

    @property
    def text(self) -> str:
        """The deal as a file: JSON, which is YAML too."""
        return json.dumps(self.tree, ensure_ascii=False, indent=1)


def random_deal(random: Random, number: int) -> RandomDeal:
    """Make one deal; the same source of chance makes the same deal."""
    onshore = Currency.CNY if random.random() < 0.7 else Currency.USD
    sizes = [random.randrange(1_000_00, 10 ** random.randint(6, 12), 100) for _ in range(random.randint(1, 4))]
    structure: _Entry = {
        "closing": f"20{random.randint(25, 27)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}",
        "triggers": [_trigger(random, name) for name in ("t1", "t2")[: random.randint(0, 2)]],
    }
    structure["first_period"] = structure["closing"][:7]
    if random.random() < 0.6:
        structure["offshore"], sizes[0] = _offshore(random, onshore)
    structure["onshore"] = _vehicle(random, onshore, sizes, structure, linked="offshore" in structure)
    tree = {
        "schema": "tallystick/deal/v1",
        "id": f"random-{number}",
        "name": _name("deal"),
        "purpose": "projection",
        "as_of": structure["closing"],
        "parties": {name: {"name": _name(name)} for name in ("issuer", "payee", "bank")},
        "assets": {"class": "auto-loan", "currency": onshore.value, "cutoff": structure["closing"]},
        "structure": structure,
        "assumptions": {"base": _assumptions(random)},
    }
    return RandomDeal(tree=tree, pool=_pool(random, sum(sizes), onshore))


def _name(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def _money(minor: int, currency: Currency) -> str:
    return str(Money(minor=minor, currency=currency))


def _percent(random: Random, most: int) -> str:
    """A rate from 0 to `most` percent, to the hundredth."""
    hundredths = random.choice((0, random.randint(0, 100 * most)))
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def _trigger(random: Random, name: str) -> _Entry:
    trigger: _Entry = {"id": name, "name": _name(name), "curable": random.choice(("yes", "no"))}
    if random.random() < 0.5:
        return trigger | {"measure": "cumulative-default-share", "above": _percent(random, 10)}
    return trigger | {"measure": "collateral-share", "below": f"{random.randint(80, 100)}%"}


def _offshore(random: Random, onshore: Currency) -> tuple[_Entry, int]:
    """An issuer's vehicle, and the size that the class it holds must have for the hedge to add up."""
    currency = Currency.USD if onshore is Currency.CNY and random.random() < 0.8 else onshore
    sizes = [random.randrange(1_000_00, 10 ** random.randint(6, 11), 100) for _ in range(random.randint(1, 3))]
    rate = random.randint(50, 1500) if currency is not onshore else 100
    vehicle = _vehicle(random, currency, sizes, {"triggers": []}, linked=False, items=_CROSSING)
    if currency is not onshore:
        vehicle["hedge"] = {
            "kind": "currency-swap",
            "counterparty": "bank",
            "pay": onshore.value,
            "receive": currency.value,
            "rate": f"{rate // 100}.{rate % 100:02d}",
            "notional": [one["id"] for one in vehicle["classes"]],
        }
    return vehicle, sum(sizes) * rate // 100


def _vehicle(
    random: Random,
    currency: Currency,
    sizes: list[int],
    structure: _Entry,
    *,
    linked: bool,
    items: tuple[str, ...] = _ITEMS,
) -> _Entry:
    letter = "i" if items is _CROSSING else "c"
    names = [f"{letter}{number}" for number in range(1, len(sizes) + 1)]
    classes: list[_Entry] = [
        {
            "id": name,
            "name": _name(name),
            "size": _money(size, currency),
            "coupon": _percent(random, 15),
            "daycount": random.choice(_DAYCOUNTS),
        }
        for name, size in zip(names, sizes, strict=True)
    ]
    if linked:
        classes[0]["holder"] = "issuer"
    apart = [item for item in items if "principal" in item or item == "recoveries"]
    accounts: list[_Entry] = [
        {"id": "income", "name": _name("income"), "receives": [item for item in items if item not in apart]},
        {"id": "principal", "name": _name("principal"), "receives": apart},
    ]
    if random.random() < 0.6:
        opening = random.randint(0, sum(sizes) // 20)
        target = random.choice((opening, random.randint(0, sum(sizes) // 10)))
        reserve = {"id": "reserve", "name": _name("reserve"), "opening": _money(opening, currency)}
        accounts.append(reserve | {"target": _money(target, currency)})
    fees = [_fee(random, f"f{number}", currency, names, items) for number in range(random.randint(0, 4))]
    return {
        "currency": currency.value,
        "payment": _payment(random),
        "accounts": accounts,
        "fees": fees,
        "classes": classes,
        "priorities": _priorities(
            random, names, fees, [one["id"] for one in structure["triggers"]], reserved=len(accounts) > 2
        ),
    }


def _payment(random: Random) -> _Entry:
    return {
        "day": str(random.randint(1, 31)),
        "months_after": str(random.randint(1, 3)),
        "calendar": random.choice(_CALENDARS),
        "roll": random.choice(_ROLLS),
    }


def _fee(random: Random, name: str, currency: Currency, classes: list[str], items: tuple[str, ...]) -> _Entry:
    fee: _Entry = {"id": name, "name": _name(name), "payee": "payee"}
    bases = ("amount", "class-interest", "pool-balance", "collections", "interest")
    base = random.choice(bases if items is _ITEMS else bases[:2])
    if base == "amount":
        return fee | {"amount": _money(random.randint(0, 50_000_00), currency)}
    fee |= {"base": base, "rate": _percent(random, 3)}
    if base == "class-interest":
        fee["of"] = random.choice(classes)
    if base == "pool-balance":
        fee["daycount"] = random.choice(_DAYCOUNTS)
    return fee


def _priorities(
    random: Random, names: list[str], fees: list[_Entry], triggers: list[str], *, reserved: bool
) -> list[_Entry]:
    """Fees, interest, cover and principal in one of many orders; what remains goes out last."""
    income: list[_Entry] = [_pay("income", fee["id"], "due") for fee in fees]
    income += [_pay("income", name, "interest") for name in names]
    if random.random() < 0.3:
        random.shuffle(income)
    cover = [_pay("principal", name, "interest") for name in names if random.random() < 0.5]
    if reserved:
        cover += [_pay("reserve", name, "interest") for name in names if random.random() < 0.7]
        cover.append(_pay("income", "reserve", "target"))
    if random.random() < 0.7:
        cover.append(_pay("income", "principal", "losses"))
    if triggers:
        cover.append(_pay("income", "principal", "remainder", {"breached": random.choice(triggers)}))
    order = names[::-1] if random.random() < 0.1 else names
    repaid = [_pay("principal", name, "principal") for name in order]
    if triggers and random.random() < 0.4:
        side = random.choice(("breached", "unbreached"))
        repaid = [_pay("principal", name, "principal", {side: triggers[0]}) for name in names[::-1]] + repaid
    last: list[_Entry] = [_pay("principal", "payee", "remainder", {"repaid": order[-1]})]
    if reserved:
        last.insert(0, _pay("reserve", "principal", "remainder", {"repaid": random.choice(names)}))
    last.append(_pay("income", random.choice((names[-1], "payee")), "remainder"))
    steps = [*income, *cover, *repaid, *last]
    return [{"id": f"s{at}", "clause": str(at), "text": _name("step")} | step for at, step in enumerate(steps, start=1)]


def _pay(source: str, target: str, what: str, when: dict[str, str] | None = None) -> _Entry:
    return {"from": source, "to": target, "pay": what} | ({"when": when} if when else {})


def _assumptions(random: Random) -> _Entry:
    prepayment = random.choice(("abs", "cpr", "smm", "psa"))
    most = {"abs": 2, "cpr": 40, "smm": 5, "psa": 400}[prepayment]
    return {
        "prepayment": {"kind": prepayment, "rate": _percent(random, most)},
        "default": {"kind": random.choice(("cdr", "mdr")), "rate": _percent(random, 8)},
        "severity": f"{random.randint(0, 100)}%",
        "recovery_lag": str(random.randint(0, 18)),
    }


def _pool(random: Random, classes: int, currency: Currency) -> Pool:
    """Between nine tenths and twelve tenths of the classes, in one to six lines."""
    left = classes * random.randint(90, 120) // 100
    lines = []
    for further in range(random.randint(0, 5), -1, -1):
        balance = left if not further else random.randint(1, max(1, left // 2))
        left -= balance
        lines.append(
            RepLine(
                balance=Money(minor=balance, currency=currency),
                coupon=Rate(per_annum=Fraction(random.randint(0, 2400), 10_000)),
                remaining_term=random.randint(1, 60),
                age=random.randint(0, 36),
            )
        )
    return Pool.of_lines(lines, currency)

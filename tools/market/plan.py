"""What is planted where: for every seed another choice of deals, none of them planted with two faults of one kind."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

__all__ = ["Plan", "Plant", "Size", "plan_of", "read_plants", "write_plants"]

CLASSES = ("finance-lease", "auto-loan", "consumer-loan", "trade-receivable", "charging-pile-income", "pv-income")
TAPE_FAULTS = ("asset-twice", "balance-missing", "balance-negative", "balance-risen", "payer-missing")
_TOLD = {"forged-mint": "supply-other", "cash-short": "D2-3"}
"""By what a fault is found, where that is called otherwise: a kind of alert, or a reporting event of the law books."""
REGIONS = ("11", "12", "31", "32", "33", "34", "42", "43", "44", "51")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large a market is: deals, loans of each, months of history."""

    deals: int = 100
    loans: int = 10_000
    months: int = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """A planted fault: by which kind of alert or event it is found, in which deals, and of what; `hidden` is how."""

    kind: str
    deals: tuple[str, ...]
    about: str = ""
    hidden: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Faults and near-misses by kind: indices of deals, or of servicers for those that drift."""

    seed: int
    size: Size
    servicers: int
    faults: dict[str, tuple[int, ...]]
    misses: dict[str, tuple[int, ...]]
    plants: list[Plant] = field(default_factory=list)

    def has(self, kind: str, deal: int) -> bool:
        """Whether a deal is planted with a fault."""
        return deal in self.faults[kind]

    def nearly(self, kind: str, deal: int) -> bool:
        """Whether a deal is planted with a near-miss."""
        return deal in self.misses[kind]


def name_of(deal: int) -> str:
    """Return the id of a deal."""
    return f"deal-{deal:05}"


def servicer_of(deal: int, servicers: int) -> int:
    """Return which servicer a deal has; the last ones serve more."""
    return deal % servicers


def plan_of(seed: int, size: Size) -> Plan:
    """Choose deals for every kind of fault and near-miss.

    Args:
        seed: of the market.
        size: of it.
    """
    random = np.random.default_rng([seed, 7])
    servicers = max(6, size.deals // 8)
    share = max(2, size.deals // 25)
    faults, misses = {}, {}
    for kind in ("pledged-twice", "payer-hidden", "reports-late", "forged-mint", "vintage-worse", "coverage-falling"):
        chosen = random.permutation(size.deals)[: 4 * share]
        faults[kind] = tuple(int(each) for each in chosen[: 2 * share : 2])
        misses[kind] = tuple(int(each) for each in chosen[2 * share :])
    order = random.permutation(servicers)
    drifting = max(1, servicers // 6)
    faults["servicer-drift"] = tuple(int(each) for each in order[:drifting])
    misses["servicer-drift"] = tuple(int(each) for each in order[drifting : 2 * drifting])
    bent = np.random.default_rng([seed, 19]).permutation(size.deals)[: 4 * share]
    faults["paid-other"] = tuple(int(each) for each in bent[: 2 * share : 2])
    misses["paid-other"] = tuple(int(each) for each in bent[2 * share :])
    for stream, kind in ((23, "tape-faulty"), (29, "cash-short")):
        chosen = np.random.default_rng([seed, stream]).permutation(size.deals)[: 4 * share]
        faults[kind] = tuple(int(each) for each in chosen[: 2 * share : 2])
        misses[kind] = tuple(int(each) for each in chosen[2 * share :])
    plan = Plan(seed=seed, size=size, servicers=servicers, faults=faults, misses=misses)
    plan.plants.extend(_listed(plan))
    return plan


def partner_of(deal: int, plan: Plan) -> int:
    """Return the deal with which a deal shares assets: the next one that is planted with nothing of the kind."""
    other = (deal + 1) % plan.size.deals
    while plan.has("pledged-twice", other) or plan.nearly("pledged-twice", other):
        other = (other + 1) % plan.size.deals
    return other


def _listed(plan: Plan) -> list[Plant]:
    found = []
    for kind, places in plan.faults.items():
        for place in places:
            if kind == "servicer-drift":
                serves = [each for each in range(plan.size.deals) if servicer_of(each, plan.servicers) == place]
                deals = tuple(map(name_of, serves))
                found.append(Plant(kind=kind, deals=deals, about=f"servicer-{place}", hidden="cash reported late"))
            elif kind == "pledged-twice":
                pair = tuple(sorted((name_of(place), name_of(partner_of(place, plan)))))
                found.append(Plant(kind=kind, deals=pair, hidden="assets of one deal in another"))
            else:
                about = TAPE_FAULTS[place % len(TAPE_FAULTS)] if kind == "tape-faulty" else ""
                told = _TOLD.get(kind, kind)
                found.append(Plant(kind=told, deals=(name_of(place),), about=about, hidden=kind))
    return found


def write_plants(plan: Plan, place: Path) -> None:
    """Write the list of plants, apart from the market."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps([asdict(each) for each in plan.plants], indent=1) + "\n", encoding="utf-8")


def read_plants(place: Path) -> list[Plant]:
    """Read a list of plants."""
    return [Plant(**row | {"deals": tuple(row["deals"])}) for row in json.loads(place.read_text(encoding="utf-8"))]

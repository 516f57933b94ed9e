"""What a formula is a formula of, and what is wrong with it, before anything is run.

Five kinds: money, number (also rates and shares), truth, month and day. Money of another currency than the vehicle's
is a kind of its own, so it only meets its like, in a ratio or a comparison. An amount of money added to a number, a
comparison of money with a number, a name that nobody defines, or a function with the wrong arguments is a problem with
a code. A part that is wrong has no kind, and what it stands in is not judged again.

It knows names by their domain (classes, accounts, ...), not deals: `deal.checks.formulas` says which there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from tallystick.deal.formulas.grammar import Call, Constant, Formula, Name, Operation, Tree
from tallystick.evidence.findings import Value

__all__ = ["FUNCTIONS", "MONEY", "NAMES", "NUMBER", "TRUTH", "Problem", "Scope", "problems"]

MONEY: Final = "money"
NUMBER: Final = "number"
TRUTH: Final = "truth"
_MONTH: Final = "month"
_DAY: Final = "day"

Problem: TypeAlias = tuple[str, dict[str, Value]]

NAMES: Final[Mapping[str, str]] = {
    "pool.initial": MONEY,
    "pool.beginning": MONEY,
    "pool.ending": MONEY,
    "pool.defaulted": MONEY,
    "pool.cumulative-defaults": MONEY,
    "pool.cumulative-recoveries": MONEY,
    "losses": MONEY,
    "cumulative-default-share": NUMBER,
    "collateral-share": NUMBER,
    "number": NUMBER,
    "month": _MONTH,
    "day": _DAY,
}
"""Bare names that every formula may use. Those that begin with ``pool`` count in the currency of the pool."""

FUNCTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "balance": ("classes", MONEY),
    "original": ("classes", MONEY),
    "accrued": ("classes", MONEY),
    "interest": ("classes", MONEY),
    "coupon": ("classes", NUMBER),
    "repaid": ("classes", TRUTH),
    "cash": ("accounts", MONEY),
    "target": ("accounts", MONEY),
    "due": ("dues", MONEY),
    "ledger": ("ledgers", MONEY),
    "drawn": ("facilities", MONEY),
    "available": ("facilities", MONEY),
    "paid": ("paid", MONEY),
    "paid-in-year": ("targets", MONEY),
    "paid-to-date": ("targets", MONEY),
    "collected": ("items", MONEY),
    "reported": ("reported", MONEY),
    "event": ("events", TRUTH),
    "breached": ("triggers", TRUTH),
    "index": ("indices", NUMBER),
    "schedule": ("schedules", MONEY),
}
"""Functions of names: of which domain, and what they come to. Of several names, money is added up."""

_SINGLE: Final = frozenset({"coupon", "event", "breached", "index", "schedule"})
_SIDES: Final = ("onshore.", "offshore.")
_OF_A_SIDE: Final = frozenset({"balance", "original", "cash", "ledger", "drawn", "repaid"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a formula may name where it stands.

    Attributes:
        currency: in which its money counts.
        pool: in which the pool, what is collected and what is reported count.
        amounts: names of amounts the vehicle defines, and their kinds; None where a definition has none.
        members: for each domain, the names there are.
        other: the domains of each vehicle, by its prefix (``onshore.``, ``offshore.``).
        currencies: of each vehicle, by its prefix.
    """

    currency: str
    pool: str
    amounts: Mapping[str, str | None] = field(default_factory=dict)
    members: Mapping[str, Sequence[str]] = field(default_factory=dict)
    other: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)

    def money(self, currency: str) -> str:
        """Return the kind of money of a currency."""
        return MONEY if currency == self.currency else f"money {currency}"


def problems(formula: Formula, scope: Scope, *, expected: str | None) -> tuple[str | None, tuple[Problem, ...]]:
    """Return the kind of a formula, and what is wrong with it.

    Args:
        formula: as read.
        scope: what it may name.
        expected: the kind that is wanted where it stands; None takes any.
    """
    reading = _Reading(scope)
    kind = reading.kind(formula.tree)
    if kind is not None and expected is not None and kind != expected:
        reading.found.append(("deal.formula-kind", {"formula": formula.text, "kind": kind, "expected": expected}))
    return kind, tuple(reading.found)


class _Reading:
    """One pass over a tree; problems are gathered, none stops it."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.found: list[Problem] = []

    def kind(self, tree: Tree) -> str | None:
        match tree:
            case Constant():
                return self.scope.money(tree.currency) if tree.currency else tree.kind
            case Name():
                return self.named(tree.name)
            case Call():
                return self.called(tree)
            case Operation():
                return self.operated(tree)

    def named(self, name: str) -> str | None:
        if name in self.scope.amounts:
            return self.scope.amounts[name]
        if name in NAMES:
            return self.scope.money(self.scope.pool) if NAMES[name] == MONEY else NAMES[name]
        self.unknown(name, (*self.scope.amounts, *NAMES))
        return None

    def unknown(self, name: str, known: Sequence[str]) -> None:
        self.found.append(("deal.formula-name", {"name": name, "known": tuple(sorted(known))}))

    def called(self, call: Call) -> str | None:
        if call.function in _GENERAL:
            return self.general(call)
        side = next((side for side in _SIDES if call.function.startswith(side)), "")
        function = call.function.removeprefix(side)
        if function not in FUNCTIONS or (side and function not in _OF_A_SIDE):
            self.unknown(call.function, (*_GENERAL, *FUNCTIONS))
            return None
        domain, kind = FUNCTIONS[function]
        members = (self.scope.other.get(side, {}) if side else self.scope.members).get(domain, ())
        names = call.names()
        wrong = len(names) != len(call.arguments) or (function in _SINGLE and len(names) != 1)
        if wrong or (not names and function != "collected"):
            self.found.append(("deal.formula-arguments", {"function": call.function}))
        for name in names:
            if name not in members:
                self.unknown(name, members)
        if kind != MONEY:
            return kind
        pooled = self.scope.pool if domain in {"items", "reported"} else self.scope.currency
        return self.scope.money(self.scope.currencies.get(side, pooled))

    def kinds(self, trees: Sequence[Tree]) -> list[str | None]:
        """Return the kinds of several; nothing is nothing in any kind, so a plain 0 is money beside money."""
        kinds = [self.kind(each) for each in trees]
        money = next((kind for kind in kinds if kind is not None and kind.startswith(MONEY)), None)
        return [kind if money is None or not _is_zero(each) else money for each, kind in zip(trees, kinds, strict=True)]

    def general(self, call: Call) -> str | None:
        kinds = self.kinds(call.arguments)
        match call.function, kinds:
            case "if", [condition, first, second]:
                self.same([condition, TRUTH], call.function)
                return self.same([first, second], call.function)
            case "min" | "max", [_, *_]:
                return self.same(kinds, call.function)
            case "mod", [first, second]:
                self.same([first, second, NUMBER], call.function)
                return NUMBER
        self.found.append(("deal.formula-arguments", {"function": call.function}))
        return None

    def same(self, kinds: Sequence[str | None], sign: str) -> str | None:
        """Return the one kind of several."""
        known = [kind for kind in kinds if kind is not None]
        if len(set(known)) > 1:
            self.found.append(("deal.formula-mixed", {"sign": sign, "kinds": tuple(known)}))
            return None
        return known[0] if len(known) == len(kinds) else None

    def operated(self, operation: Operation) -> str | None:
        sign = operation.sign
        additive = sign in {"+", "-", "<", "<=", ">", ">=", "=", "!="}
        kinds = self.kinds(operation.operands) if additive else [self.kind(each) for each in operation.operands]
        if None in kinds:
            return TRUTH if sign in {"<", "<=", ">", ">=", "=", "!=", "and", "or", "not"} else None
        match sign, kinds:
            case (("and" | "or" | "not"), _):
                self.same([*kinds, TRUTH], sign)
                return TRUTH
            case (("<" | "<=" | ">" | ">=" | "=" | "!="), _):
                self.same(kinds, sign)
                return TRUTH
            case "minus", [kind] if kind not in {TRUTH, _MONTH, _DAY}:
                return kind
            case (("+" | "-"), _):
                return self.same(kinds, sign)
            case "*", [first, second] if NUMBER in kinds and not {first, second} & {TRUTH, _MONTH, _DAY}:
                return second if first == NUMBER else first
            case "/", [first, second] if first == second and first not in {TRUTH, _MONTH, _DAY}:
                return NUMBER
            case "/", [first, second] if second == NUMBER and first not in {TRUTH, _MONTH, _DAY}:
                return first
        self.found.append(("deal.formula-mixed", {"sign": sign, "kinds": tuple(str(kind) for kind in kinds)}))
        return None


def _is_zero(tree: Tree) -> bool:
    return isinstance(tree, Constant) and tree.kind == NUMBER and tree.value == 0


_GENERAL: Final = ("if", "min", "max", "mod")

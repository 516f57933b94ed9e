"""The grammar of formulas: from one line of text to a tree, or to what stands in the way and where.

    formula    = conjunction { "or" conjunction }
    conjunction = negation { "and" negation }
    negation   = [ "not" ] comparison
    comparison = sum [ ( < | <= | > | >= | = | != ) sum ]
    sum        = product { ( + | - ) product }
    product    = factor { ( * | / ) factor }
    factor     = [ - ] ( number | name | function "(" [ formula { "," formula } ] ")" | "(" formula ")" )

A number is `12`, `0.5`, `4.50%`, `100.00 USD`, a month `2026-09` or a day `2026-09-15`. A name may contain `-`, `.` and
`_`, so a minus sign between two names needs spaces around it.

Law: `str(parse(text)) == text`; equal texts are equal formulas.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final, Self, TypeAlias

from tallystick.evidence.persons import ToldError
from tallystick.evidence.wording import both, labels
from tallystick.units.money import Money, MoneyError
from tallystick.units.periods import Period, PeriodError

__all__ = ["LONGEST", "Call", "Constant", "Formula", "FormulaError", "Name", "Operation", "Tree"]

_TOKEN: Final = re.compile(
    r"""\s*(?:
    (?P<money>[0-9]+(?:\.[0-9]+)?\ [A-Z]{3}(?![A-Za-z0-9._-]))
    | (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}) | (?P<month>[0-9]{4}-[0-9]{2})
    | (?P<percent>[0-9]+(?:\.[0-9]+)?%) | (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<name>[A-Za-z][A-Za-z0-9._-]*)
    | (?P<sign><=|>=|!=|[-+*/<>=(),])
    )""",
    re.VERBOSE | re.ASCII,
)
_COMPARISONS: Final = ("<=", ">=", "!=", "<", ">", "=")
_WORDS: Final = frozenset({"and", "or", "not"})
LONGEST: Final = 1000
_DEEPEST: Final = 40
_MOST_OPERATORS: Final = 100
"""Beyond it nobody reads a formula, and computing it would go deeper than Python does."""


class FormulaError(ToldError):
    """A text that is no formula."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """A value that is written out.

    Attributes:
        kind: number, money, month or day.
        value: the number; minor units; months since year 0; the day's ordinal.
        currency: of money, else empty.
    """

    kind: str
    value: Fraction
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A bare name: a figure of the pool, the period, or an amount that the deal defines."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A function of formulas (`min`, `max`, `if`, `mod`), or of names (`balance(A)`)."""

    function: str
    arguments: "tuple[Tree, ...]"

    def names(self) -> tuple[str, ...]:
        """The arguments that are bare names."""
        return tuple(each.name for each in self.arguments if isinstance(each, Name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operator between two formulas, or before one (`-`, `not`)."""

    sign: str
    operands: "tuple[Tree, ...]"


Tree: TypeAlias = Constant | Name | Call | Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A formula and its text; two are equal when their texts are."""

    text: str
    tree: Tree = field(compare=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a formula.

        Raises:
            FormulaError: the text is none.
        """
        if len(text) > LONGEST:
            raise FormulaError.worded(both("deal.formula.long", count=len(text), most=LONGEST))
        return cls(text=text, tree=_Parser(_tokens(text)).whole())

    def __str__(self) -> str:
        """The text as it was written."""
        return self.text


def _tokens(text: str) -> list[tuple[str, str, int]]:
    tokens: list[tuple[str, str, int]] = []
    position = 0
    while text[position:].strip():
        found = _TOKEN.match(text, position)
        if found is None:
            rest = text[position:].lstrip()
            raise FormulaError.worded(both("deal.formula.unexpected", sign=rest[0], at=len(text) - len(rest) + 1))
        kind = str(found.lastgroup)
        tokens.append((kind, found.group(kind), found.start(kind) + 1))
        position = found.end()
    if sum(kind == "sign" or token in _WORDS for kind, token, _ in tokens) > _MOST_OPERATORS:
        raise FormulaError.worded(both("deal.formula.signs", most=_MOST_OPERATORS))
    tokens.append(("end", "", len(text) + 1))
    return tokens


class _Parser:
    """Recursive descent over the tokens; one method a rule of the grammar."""

    def __init__(self, tokens: list[tuple[str, str, int]]) -> None:
        self.tokens, self.place, self.depth = tokens, 0, 0

    def whole(self) -> Tree:
        tree = self.formula()
        if self.tokens[self.place][0] != "end":
            raise self.unexpected()
        return tree

    def unexpected(self) -> FormulaError:
        kind, text, at = self.tokens[self.place]
        ended = kind == "end"
        return FormulaError.worded(
            both("deal.formula.ended") if ended else both("deal.formula.unexpected", sign=text, at=at)
        )

    def taken(self, *signs: str) -> str | None:
        kind, text, _ = self.tokens[self.place]
        if text in signs and kind in {"sign", "name"}:
            self.place += 1
            return text
        return None

    def expect(self, sign: str) -> None:
        if self.taken(sign) is None:
            raise self.unexpected()

    def formula(self) -> Tree:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise FormulaError.worded(both("deal.formula.deep", most=_DEEPEST))
        tree = self.conjunction()
        while self.taken("or"):
            tree = Operation(sign="or", operands=(tree, self.conjunction()))
        self.depth -= 1
        return tree

    def conjunction(self) -> Tree:
        tree = self.negation()
        while self.taken("and"):
            tree = Operation(sign="and", operands=(tree, self.negation()))
        return tree

    def negation(self) -> Tree:
        if self.taken("not"):
            return Operation(sign="not", operands=(self.comparison(),))
        return self.comparison()

    def comparison(self) -> Tree:
        tree = self.sum()
        sign = self.taken(*_COMPARISONS)
        return tree if sign is None else Operation(sign=sign, operands=(tree, self.sum()))

    def sum(self) -> Tree:
        tree = self.product()
        while sign := self.taken("+", "-"):
            tree = Operation(sign=sign, operands=(tree, self.product()))
        return tree

    def product(self) -> Tree:
        tree = self.factor()
        while sign := self.taken("*", "/"):
            tree = Operation(sign=sign, operands=(tree, self.factor()))
        return tree

    def factor(self) -> Tree:
        if self.taken("-"):
            return Operation(sign="minus", operands=(self.atom(),))
        return self.atom()

    def atom(self) -> Tree:
        kind, text, _ = self.tokens[self.place]
        if self.taken("("):
            tree = self.formula()
            self.expect(")")
            return tree
        if kind in {"sign", "end"} or text in _WORDS:
            raise self.unexpected()
        self.place += 1
        if kind != "name":
            return self.constant(kind, text)
        return self.call(text) if self.taken("(") else Name(name=text)

    def call(self, function: str) -> Tree:
        arguments: list[Tree] = []
        if self.taken(")") is None:
            arguments.append(self.formula())
            while self.taken(","):
                arguments.append(self.formula())
            self.expect(")")
        return Call(function=function, arguments=tuple(arguments))

    def constant(self, kind: str, text: str) -> Constant:
        try:
            match kind:
                case "money":
                    money = Money.parse(text)
                    return Constant(kind=kind, value=Fraction(money.minor), currency=money.currency.value)
                case "day":
                    return Constant(kind=kind, value=Fraction(date.fromisoformat(text).toordinal()))
                case "month":
                    month = Period.parse(text)
                    return Constant(kind=kind, value=Fraction(month.year * 12 + month.month))
                case "percent":
                    return Constant(kind="number", value=Fraction(text[:-1]) / 100)
                case _:
                    return Constant(kind="number", value=Fraction(text))
        except (MoneyError, PeriodError, ValueError) as error:
            raise FormulaError.worded(
                both("deal.formula.value", text=text, kind=labels()[f"deal.formula.kind.{kind}"])
            ) from error

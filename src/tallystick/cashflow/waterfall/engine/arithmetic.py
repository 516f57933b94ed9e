"""What a lane of numbers must be able to do, and the exact lane: whole minor units, fractions, plain truth.

Both lanes round at the same places and divide by the same rule, so that they agree to the unit; the lane of vectors is
`cashflow.kernels.lane`.

    whole     half-up to the minor unit, once, where an amount is used
    shares    largest remainder, a tie to the earlier (Hamilton's method)

Source: DESIGN.md section 2, principle 6: one definition, two lanes, a bridge between them.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import floor
from typing import Any, Protocol, TypeAlias

from tallystick.units.money import Currency, Money

__all__ = ["EXACT", "Arithmetic", "ExactArithmetic", "NothingToMeasureError", "Number"]

Number: TypeAlias = Any
"""A value of a lane: an int, a Fraction or a bool in the exact one, a vector of scenarios in the other."""


class NothingToMeasureError(ArithmeticError):
    """A ratio to nothing; only the exact lane raises it, a vector has no number there.

    Attributes:
        formula: the formula that divides, as whoever computes it notes; None of what is no formula.
        asked_by: the step or trigger that asked for it; empty where it is computed as it falls due.
    """

    formula: object | None = None
    asked_by: str = ""


class Arithmetic(Protocol):
    """A lane. `+`, `-`, `*` and comparisons are Python's own; the rest is here."""

    def constant(self, value: Fraction) -> Number:
        """Return a written value in the lane."""

    def least(self, first: Number, second: Number) -> Number:
        """Return the smaller of two."""

    def most(self, first: Number, second: Number) -> Number:
        """Return the larger of two."""

    def choose(self, condition: Number, first: Callable[[], Number], second: Callable[[], Number]) -> Number:
        """Return the first where a condition holds, else the second."""

    def pick(self, condition: Number, first: Number, second: Number) -> Number:
        """Return the first where a condition holds, else the second, both of which are known."""

    def both(self, first: Number, second: Callable[[], Number]) -> Number:
        """Whether two conditions hold; the second is not asked where the first already decides."""

    def either(self, first: Number, second: Callable[[], Number]) -> Number:
        """Whether one of two conditions holds."""

    def negation(self, condition: Number) -> Number:
        """Whether a condition does not hold."""

    def nowhere(self, condition: Number) -> bool:
        """Whether a condition holds in no scenario, so that a step can be passed over."""

    def quotient(self, first: Number, second: Number) -> Number:
        """Divide."""

    def remainder(self, first: Number, second: Number) -> Number:
        """Return what is left of dividing by whole numbers of the second."""

    def whole(self, value: Number) -> Number:
        """Round half-up."""

    def floor(self, value: Number) -> Number:
        """Round down."""

    def is_number(self, value: Number) -> Number:
        """Whether there is a value at all."""

    def shares(self, amount: Number, weights: Sequence[Number]) -> tuple[Number, ...]:
        """Divide whole units by weights, losing none; nothing where the weights are nothing."""


class ExactArithmetic:
    """Integers of minor units and fractions; no rounding but the named one."""

    def constant(self, value: Fraction) -> Number:
        """Return the value."""
        return value

    def least(self, first: Number, second: Number) -> Number:
        """Return the smaller."""
        return min(first, second)

    def most(self, first: Number, second: Number) -> Number:
        """Return the larger."""
        return max(first, second)

    def choose(self, condition: Number, first: Callable[[], Number], second: Callable[[], Number]) -> Number:
        """Ask only the one that counts."""
        return first() if condition else second()

    def pick(self, condition: Number, first: Number, second: Number) -> Number:
        """Return the one that counts."""
        return first if condition else second

    def both(self, first: Number, second: Callable[[], Number]) -> Number:
        """Ask the second only after the first."""
        return bool(first) and bool(second())

    def either(self, first: Number, second: Callable[[], Number]) -> Number:
        """Ask the second only where the first fails."""
        return bool(first) or bool(second())

    def negation(self, condition: Number) -> Number:
        """Return the opposite."""
        return not condition

    def nowhere(self, condition: Number) -> bool:
        """There is one scenario."""
        return not condition

    def quotient(self, first: Number, second: Number) -> Number:
        """Divide exactly.

        Raises:
            NothingToMeasureError: by zero.
        """
        if second == 0:
            raise NothingToMeasureError("a ratio to nothing does not exist: test for zero with if() first")
        return Fraction(first) / Fraction(second)

    def remainder(self, first: Number, second: Number) -> Number:
        """Return the remainder.

        Raises:
            NothingToMeasureError: by zero.
        """
        return first - floor(self.quotient(first, second)) * second

    def whole(self, value: Number) -> Number:
        """Round half-up; an int is returned as it is."""
        return value if isinstance(value, int) else floor(value + Fraction(1, 2))

    def floor(self, value: Number) -> Number:
        """Round down."""
        return floor(value)

    def is_number(self, value: Number) -> Number:
        """A value that could be computed is one."""
        return value is not None

    def shares(self, amount: Number, weights: Sequence[Number]) -> tuple[Number, ...]:
        """Divide as `Money.allocate` does."""
        if not any(weights):
            return (0,) * len(weights)
        if len(weights) == 1:
            return (amount,)
        parts = Money(minor=amount, currency=Currency.CNY).allocate(weights)
        return tuple(part.minor for part in parts)


EXACT = ExactArithmetic()

"""The lane of vectors: the arithmetic of the waterfall over many scenarios at once, in float64 of minor units.

Every amount is rounded to the minor unit where the exact lane rounds it, and an amount below 2^53 minor units is exact
in float64, so the lanes agree to the unit. What a product loses in its last digits would turn an exact half the wrong
way; `_NUDGE` is more than that loss and far less than any unit.

A ratio to nothing is not a number; comparisons with it do not hold. It knows no deal: `cashflow.waterfall` runs on it.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["VECTORS", "Vector", "VectorArithmetic"]

Vector: TypeAlias = NDArray[np.float64]
_Number: TypeAlias = Any
"""A vector of scenarios, or one number for all of them."""

_NUDGE = 2.0**-20
_HALF = 0.5 + _NUDGE


class VectorArithmetic:
    """Float64 vectors; both sides of every choice are computed, and the one that counts is kept."""

    def constant(self, value: Fraction) -> _Number:
        """Return the nearest float."""
        return float(value)

    def least(self, first: _Number, second: _Number) -> _Number:
        """Return the smaller in each scenario."""
        return np.minimum(first, second)

    def most(self, first: _Number, second: _Number) -> _Number:
        """Return the larger in each scenario."""
        return np.maximum(first, second)

    def choose(self, condition: _Number, first: Callable[[], _Number], second: Callable[[], _Number]) -> _Number:
        """Return the one that counts in each scenario."""
        return np.where(condition, first(), second())

    def pick(self, condition: _Number, first: _Number, second: _Number) -> _Number:
        """Return the one that counts in each scenario."""
        return np.where(condition, first, second)

    def both(self, first: _Number, second: Callable[[], _Number]) -> _Number:
        """Whether both hold."""
        return np.logical_and(first, second())

    def either(self, first: _Number, second: Callable[[], _Number]) -> _Number:
        """Whether one holds."""
        return np.logical_or(first, second())

    def negation(self, condition: _Number) -> _Number:
        """Whether it does not hold."""
        return np.logical_not(condition)

    def nowhere(self, condition: _Number) -> bool:
        """Whether no scenario has it."""
        return not np.any(condition)

    def quotient(self, first: _Number, second: _Number) -> _Number:
        """Divide; by nothing there is no number."""
        divisor = np.where(np.equal(second, 0), np.nan, second)
        return first / divisor

    def remainder(self, first: _Number, second: _Number) -> _Number:
        """Return what is left of whole numbers of the second."""
        return first - np.floor(self.quotient(first, second) + _NUDGE) * second

    def whole(self, value: _Number) -> _Number:
        """Round half-up."""
        return np.floor(value + _HALF)

    def floor(self, value: _Number) -> _Number:
        """Round down."""
        return np.floor(value + _NUDGE)

    def is_number(self, value: _Number) -> _Number:
        """Whether there is a value."""
        return np.logical_not(np.isnan(value))

    def shares(self, amount: _Number, weights: Sequence[_Number]) -> tuple[_Number, ...]:
        """Divide by largest remainder, a tie to the earlier."""
        if len(weights) == 1:
            return (np.where(np.equal(weights[0], 0), 0.0, amount),)
        whole = sum(weights)
        parts = [self.quotient(amount * weight, whole) for weight in weights]
        exact = np.nan_to_num(np.stack(np.broadcast_arrays(*parts)).astype(np.float64))
        units = np.floor(exact + _NUDGE)
        left = np.where(np.equal(whole, 0), 0.0, amount) - units.sum(axis=0)
        order = np.argsort(-np.round(exact - units, 6), axis=0, kind="stable")
        rank = np.argsort(order, axis=0, kind="stable")
        return tuple(units + (rank < left))


VECTORS = VectorArithmetic()

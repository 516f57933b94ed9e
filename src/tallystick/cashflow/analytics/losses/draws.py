"""Draws: numbers from a seed, each known by its place, so that neither order nor machine nor library matters.

The number at place i is the i-th output of the SplitMix64 generator, of which the upper 53 bits, with half a unit
added, are a number above 0 and below 1.

Source: G. Steele, D. Lea and C. Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014.

It is no source of secrets.
"""

import numpy as np
import numpy.typing as npt

__all__ = ["integers", "uniforms"]

_STRIDE = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_PLACES = 2.0**-53


def integers(seed: int, first: int, count: int) -> npt.NDArray[np.uint64]:
    """Return the integers at `count` places from `first`; the first place of all is 0.

    Args:
        seed: 0 to 2^64 - 1.
        first: 0 or above.
        count: 0 or above.
    """
    places = np.arange(first + 1, first + count + 1, dtype=np.uint64)
    state = np.uint64(seed) + places * _STRIDE
    state = (state ^ (state >> np.uint64(30))) * _FIRST
    state = (state ^ (state >> np.uint64(27))) * _SECOND
    mixed: npt.NDArray[np.uint64] = state ^ (state >> np.uint64(31))
    return mixed


def uniforms(seed: int, first: int, count: int) -> npt.NDArray[np.float64]:
    """Return numbers above 0 and below 1 at `count` places; the arguments are those of `integers`."""
    upper = (integers(seed, first, count) >> np.uint64(11)).astype(np.float64)
    numbers: npt.NDArray[np.float64] = (upper + 0.5) * _PLACES
    return numbers

"""The normal distribution, the same to the last bit on every machine.

Libraries of machines differ in the last bits of logarithm and exponential. These use only the operations that IEEE
754 rounds correctly (+ - x /, the square root and scaling by powers of two), so that a seeded simulation has one
result everywhere.

    cumulative(x)   within 2 by the series  phi(x) (x + x^3/3 + x^5/15 + ...), beyond by the continued fraction
    quantile(p)     a rational start, then a fixed number of Halley's steps on `cumulative`

Source: G. Marsaglia, Evaluating the Normal Distribution, Journal of Statistical Software 11 (2004), for the series;
Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.14 for the continued fraction, 26.2.23 for the start.

It draws nothing (`draws`).
"""

import numpy as np
import numpy.typing as npt

__all__ = ["FloatArray", "cumulative", "quantile"]

FloatArray = npt.NDArray[np.float64]

_ROOT_TWO_PI = 2.5066282746310002
_NEAR, _BEYOND = 2.0, 38.0
_LN_TWO_HIGH, _LN_TWO_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_SERIES, _FRACTIONS, _EXPONENTIAL, _LOGARITHM, _STEPS = 40, 90, 18, 30, 5
_START = (2.515517, 0.802853, 0.010328, 1.432788, 0.189269, 0.001308)


def cumulative(values: FloatArray) -> FloatArray:
    """Return the probability that a standard normal draw is at most each value."""
    size = np.minimum(np.abs(values), _BEYOND)
    below = np.where(size <= _NEAR, 0.5 - _series(np.minimum(size, _NEAR)), _tail(np.maximum(size, _NEAR)))
    below = np.where(size >= _BEYOND, 0.0, below)
    return np.where(values > 0, 1 - below, below)


def quantile(probabilities: FloatArray) -> FloatArray:
    """Return the value below which a standard normal draw falls with each probability.

    Raises:
        ValueError: one is not above 0 and below 1.
    """
    if not np.all((probabilities > 0) & (probabilities < 1)):
        raise ValueError("0, 1 and what lies beyond have no quantile: give probabilities above 0 and below 1")
    lower = np.minimum(probabilities, 1 - probabilities)
    guess = -_start(lower)
    for _ in range(_STEPS):
        # Halley's correction: the density falls as fast as the value is large, and Newton alone would overshoot.
        step = (cumulative(guess) - lower) / _density(guess)
        guess = guess - step / (1 + step * guess / 2)
    return np.where(probabilities > 0.5, -guess, guess)


def _series(size: FloatArray) -> FloatArray:
    term, total = size, size
    for place in range(1, _SERIES):
        term = term * size * size / (2 * place + 1)
        total = total + term
    return total * _density(size)


def _tail(size: FloatArray) -> FloatArray:
    fraction = np.zeros_like(size)
    for place in range(_FRACTIONS, 0, -1):
        fraction = place / (size + fraction)
    return _density(size) / (size + fraction)


def _density(values: FloatArray) -> FloatArray:
    return _exponential(-values * values / 2) / _ROOT_TWO_PI


def _exponential(values: FloatArray) -> FloatArray:
    """Return e to each value: a power of two, and a series for what is left of it."""
    powers = np.rint(values / (_LN_TWO_HIGH + _LN_TWO_LOW))
    rest = (values - powers * _LN_TWO_HIGH) - powers * _LN_TWO_LOW
    total = term = np.ones_like(values)
    for place in range(1, _EXPONENTIAL):
        term = term * rest / place
        total = total + term
    return np.ldexp(total, powers.astype(np.int32))


def _logarithm(values: FloatArray) -> FloatArray:
    """Return the natural logarithm of each value: a power of two, and a series for what is left of it."""
    mantissa, powers = np.frexp(values)
    ratio = (mantissa - 1) / (mantissa + 1)
    total, power = np.zeros_like(values), ratio
    for place in range(_LOGARITHM):
        total = total + power / (2 * place + 1)
        power = power * ratio * ratio
    return 2 * total + powers * _LN_TWO_HIGH + powers * _LN_TWO_LOW


def _start(lower: FloatArray) -> FloatArray:
    spread = np.sqrt(-2 * _logarithm(lower))
    a, b, c, d, e, f = _START
    return spread - (a + spread * (b + spread * c)) / (1 + spread * (d + spread * (e + spread * f)))

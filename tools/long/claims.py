"""Claims for CrossHair: each function asserts what must hold for every input; its first assertion bounds the inputs."""

from fractions import Fraction

from tallystick.servicing.entitlements import divide
from tallystick.units.money import Currency, Money
from tallystick.units.rates import Rate

__all__ = ["allocation_is_whole", "entitlements_are_whole", "interest_is_between_its_neighbours"]

_MOST = 10**12


def allocation_is_whole(minor: int, first: int, second: int, third: int) -> None:
    """No unit is made or lost, and no part is more than a unit off its exact share."""
    assert 0 <= minor <= _MOST and min(first, second, third) >= 0 and 0 < first + second + third <= _MOST
    weights = (first, second, third)
    parts = Money(minor=minor, currency=Currency.USD).allocate(weights)
    assert sum(part.minor for part in parts) == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor * sum(weights) - minor * weight) < sum(weights)
        assert weight or part.minor == 0


def entitlements_are_whole(interest: int, principal: int, one: int, other: int) -> None:
    """Holders together are owed exactly what the class was paid."""
    assert 0 <= interest <= _MOST and 0 <= principal <= _MOST and min(one, other) >= 0 and 0 < one + other <= _MOST
    amounts = [Money(minor=each, currency=Currency.USD) for each in (interest, principal)]
    owed = divide("A", {"0xa": one, "0xb": other}, interest=amounts[0], principal=amounts[1])
    assert sum(each.interest.minor for each in owed) == interest
    assert sum(each.principal.minor for each in owed) == principal


def interest_is_between_its_neighbours(minor: int, hundredths: int, days: int) -> None:
    """Interest by 365 days is the nearest whole unit: never half a unit or more from the exact amount."""
    assert 0 <= minor <= _MOST and 0 <= hundredths <= 10_000 and 0 <= days <= 366
    rate = Rate(per_annum=Fraction(hundredths, 10_000))
    owed = rate.interest(Money(minor=minor, currency=Currency.USD), Fraction(days, 365))
    exact = minor * hundredths * days
    assert 2 * abs(owed.minor * 3_650_000 - exact) <= 3_650_000

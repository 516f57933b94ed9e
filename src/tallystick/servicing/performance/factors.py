"""Factor and write-down of each class, from its certificates: repayment lowers the one, loss raises the other.

    beginning + added = principal + written down + ending         with added = interest due - interest - carried
    factor     = (ending + everything written down) / principal at issuance
    write-down = everything written down / principal at issuance  <= factor

The certificate's own factor is that of what is outstanding, factor less write-down.
Source: TOKEN.md section 4 (write-downs get their own field); the law of a class in `cashflow.waterfall`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.servicing.certificate import Certificate, ClassLine
from tallystick.units.money import Money

__all__ = ["ClassFactor", "class_factors", "factor_after", "factors_told", "issued_lines", "loss_of"]

_ONE: Final = 10**18


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFactor:
    """One class after a month.

    Attributes:
        line: of the month's certificate.
        loss: written down in the month.
        factor: of principal not repaid, in 10**18 of the principal at issuance, rounded down.
        write_down: of it, what was written down so far, likewise.
    """

    line: ClassLine
    loss: Money
    factor: int
    write_down: int


def class_factors(certificates: Sequence[Certificate]) -> dict[str, ClassFactor]:
    """Return each class of the vehicle that issues after the last of these months.

    Args:
        certificates: of every month from the first, in the order of the calendar; at least one.
    """
    first = {line.token_class: line.beginning for line in issued_lines(certificates[0])}
    lost: dict[str, Money] = {}
    for certificate in certificates:
        for line in issued_lines(certificate):
            lost[line.token_class] = lost.get(line.token_class, Money.zero(line.ending.currency)) + loss_of(line)
    found = {}
    for line in issued_lines(certificates[-1]):
        issued, gone = first[line.token_class].minor, lost[line.token_class].minor
        found[line.token_class] = ClassFactor(
            line=line,
            loss=loss_of(line),
            factor=(line.ending.minor + gone) * _ONE // issued if issued else 0,
            write_down=gone * _ONE // issued if issued else 0,
        )
    return found


def factor_after(certificates: Sequence[Certificate], token_class: str) -> int:
    """Return the factor of a class after the last of these months: one, in 10**18, where there is none yet."""
    stands = class_factors(certificates).get(token_class) if certificates else None
    return _ONE if stands is None else stands.factor


def factors_told(*factors: int) -> tuple[str, ...]:
    """Return factors of 10**18 for people: six decimals, rounded down; all eighteen where others would read alike."""
    whole = [f"{each // _ONE}.{each % _ONE:018d}" for each in factors]
    short = tuple(each[: each.index(".") + 7] for each in whole)
    return short if len({*short}) == len({*whole}) else tuple(whole)


def loss_of(line: ClassLine) -> Money:
    """Return what was written down of a class in a month."""
    added = line.interest_due - line.interest - line.carried
    return line.beginning + added - line.principal - line.ending


def issued_lines(certificate: Certificate) -> Iterator[ClassLine]:
    """Yield the lines of the vehicle that issues: the offshore one, or the only one."""
    issuing = "offshore" if any(line.vehicle == "offshore" for line in certificate.classes) else "onshore"
    return (line for line in certificate.classes if line.vehicle == issuing)

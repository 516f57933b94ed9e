"""One class on the ledger as plain numbers: what is minted, held, owed, carried and repaid.

    index     cash for each unit so far, minor units with 32 binary places; it begins at 1 of the last place
    declare   index += (cash * 2**32 + carried) // units of the record date;  carried = the remainder
              whoever held otherwise then is owed for what it held then
    settle    owed += units * (index - settled);  settled = index
    collect   pays the whole minor units of what is owed and leaves the places

Laws: minted never exceeds the cap and never falls; supply = minted - redeemed = the sum of what is held; the owed of
all, carried and collected add up to what was declared, to the last place; the factor never rises.
Source: contracts/src/Holdings.sol and TrancheToken.sol, whose bytecode the tests hold against this.

It knows no roles, keys, standings or pauses: those refuse an act or do not, and change no number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = ["ONE", "PLACES", "TwinRefusalError", "TwinToken"]

PLACES: Final = 32
"""Binary places of the index, of what is owed and of what is carried."""

ONE: Final = 10**18
"""The factor before anything is repaid."""

_UNITS: Final = 1 << 64
_INDEX: Final = 1 << 88


class TwinRefusalError(ValueError):
    """The ledger would refuse this act; the message names its error."""


@dataclass(slots=True, kw_only=True)
class TwinToken:
    """A class as it stands; acts change it in place, or raise and change nothing.

    Attributes:
        cap: filed, in units, below 2**64.
        minted: cumulative.
        supply: outstanding units.
        index: as above.
        carried: cash not divided yet, minor units with 32 places.
        declared: cash declared so far, minor units.
        collected: cash paid out so far, minor units.
        factor: unpaid share of the principal at issuance, in 10**18.
    """

    cap: int
    minted: int = 0
    supply: int = 0
    index: int = 1
    carried: int = 0
    declared: int = 0
    collected: int = 0
    factor: int = ONE
    write_down: int = 0
    period: int = 0
    units: dict[str, int] = field(default_factory=dict)
    _owed: dict[str, int] = field(default_factory=dict)
    _settled: dict[str, int] = field(default_factory=dict)

    def mint(self, holder: str, amount: int) -> None:
        """Mint units within the cap, which counts everything ever minted."""
        _refuse(amount == 0, "AmountZero")
        _refuse(amount > self.cap - self.minted, "CapExceeded")
        self._add(holder, amount)
        self.minted += amount
        self.supply += amount

    def redeem(self, holder: str, amount: int) -> None:
        """Take units away; the cap gets nothing back."""
        _refuse(amount == 0, "AmountZero")
        _refuse(amount > self.units.get(holder, 0), "ERC20InsufficientBalance")
        self._add(holder, -amount)
        self.supply -= amount

    def transfer(self, sender: str, to: str, amount: int) -> None:
        """Move units; what each side is owed stays where it was earned."""
        _refuse(amount > self.units.get(sender, 0), "ERC20InsufficientBalance")
        self._add(sender, -amount)
        self._add(to, amount)

    def declare(self, cash: int, recorded: Mapping[str, int] | None = None) -> None:
        """Divide cash over the units of the record date and carry what does not divide.

        Args:
            cash: minor units.
            recorded: units on the record date of whoever held otherwise then; None where nobody did.
        """
        then = self.units | dict(recorded or {})
        units = sum(then.values())
        _refuse(units == 0, "NothingOutstanding")
        _refuse(self.declared + cash >= _UNITS, "CashTooLarge")
        each, carried = divmod((cash << PLACES) + self.carried, units)
        _refuse(self.index + each >= _INDEX, "CashTooLarge")
        for holder in recorded or ():
            self._add(holder, 0)
        self.index, self.carried, self.declared = self.index + each, carried, self.declared + cash
        for holder, held in (recorded or {}).items():
            self._owed[holder] += held * each
            self._settled[holder] = self.index

    def owed(self, holder: str) -> int:
        """Return what a holder is owed, in whole minor units."""
        return self._places(holder) >> PLACES

    def collect(self, holder: str) -> int:
        """Pay a holder the whole minor units of what it is owed, and return them."""
        paid = self.owed(holder)
        self._add(holder, 0)
        self._owed[holder] -= paid << PLACES
        self.collected += paid
        return paid

    def report(self, period: int, factor: int, write_down: int) -> None:
        """Set what a period left of the principal."""
        wrong = period <= self.period or factor > self.factor or write_down > factor
        _refuse(wrong, "FactorInvalid")
        self.period, self.factor, self.write_down = period, factor, write_down

    def places_owed(self) -> int:
        """Return what all are owed together, with 32 places."""
        return sum(self._places(holder) for holder in self.units)

    def _places(self, holder: str) -> int:
        since = self.index - self._settled.get(holder, self.index)
        return self._owed.get(holder, 0) + self.units.get(holder, 0) * since

    def _add(self, holder: str, amount: int) -> None:
        self._owed[holder] = self._places(holder)
        self._settled[holder] = self.index
        self.units[holder] = self.units.get(holder, 0) + amount


def _refuse(wrong: bool, error: str) -> None:  # noqa: FBT001 - the one thing it is asked
    if wrong:
        raise TwinRefusalError(error)

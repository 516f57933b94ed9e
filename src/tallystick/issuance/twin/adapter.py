"""A class issued as a token of another maker, as plain numbers: what went through the adapter, and what did not.

    accounted = minted - redeemed      both through the adapter, in denominations
    mint, redeem                       refused as soon as more is outstanding than is accounted for

Laws: minted never exceeds the cap and never falls; nothing is minted while units are outstanding that did not come
through the adapter. Units made past it while as many were burned past it do not show in these numbers.
Source: contracts/src/TokenAdapter.sol, whose bytecode the tests hold against this.

It knows no roles, keys or standings: those refuse an act or do not, and change no number.
"""

from dataclasses import dataclass, field

from tallystick.issuance.twin.token import TwinRefusalError

__all__ = ["TwinAdapter"]


@dataclass(slots=True, kw_only=True)
class TwinAdapter:
    """The class as it stands; acts change it in place, or raise and change nothing.

    Attributes:
        cap: filed, in denominations, below 2**64.
        minted: through the adapter, ever.
        redeemed: through the adapter, ever.
        units: of each holder, by the token behind it.
    """

    cap: int
    minted: int = 0
    redeemed: int = 0
    units: dict[str, int] = field(default_factory=dict)

    @property
    def outstanding(self) -> int:
        """What the token has outstanding, however it was made."""
        return sum(self.units.values())

    def mint(self, holder: str, amount: int) -> None:
        """Mint through the adapter."""
        _refuse(wrong=amount == 0, error="AmountZero")
        _refuse(wrong=amount > self.cap - self.minted, error="CapExceeded")
        self._accounted()
        self.minted += amount
        self._add(holder, amount)

    def redeem(self, holder: str, amount: int) -> None:
        """Burn through the adapter; the cap gets nothing back."""
        _refuse(wrong=amount == 0, error="AmountZero")
        self._accounted()
        _refuse(wrong=amount > self.minted - self.redeemed, error="TokenDiffers")
        self.burn_past(holder, amount)
        self.redeemed += amount

    def mint_past(self, holder: str, amount: int) -> None:
        """Mint as another account to which the token gave that power."""
        self._add(holder, amount)

    def burn_past(self, holder: str, amount: int) -> None:
        """Burn as another such account."""
        _refuse(wrong=amount > self.units.get(holder, 0), error="ERC20InsufficientBalance")
        self._add(holder, -amount)

    def _accounted(self) -> None:
        _refuse(wrong=self.outstanding > self.minted - self.redeemed, error="MintedElsewhere")

    def _add(self, holder: str, amount: int) -> None:
        self.units[holder] = self.units.get(holder, 0) + amount


def _refuse(*, wrong: bool, error: str) -> None:
    if wrong:
        raise TwinRefusalError(error)

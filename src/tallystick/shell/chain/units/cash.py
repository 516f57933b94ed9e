"""Cash from the events and words of a node: what was divided, brought and collected, and the asset it is in.

The asset is somebody else's ERC-20: it is asked two questions by their selectors, and believed on nothing else.
Source: contracts/src/interfaces/IDistributor.sol; ERC-20.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from web3 import Web3

from tallystick.evidence.findings import finding
from tallystick.shell.chain.refusals import conflict
from tallystick.shell.chain.units.movements import MovementReader
from tallystick.shell.operations.ports.ledgers.cash import Account, Division, State
from tallystick.shell.operations.ports.ledgers.tokens import Holding
from tallystick.units.periods import Period

__all__ = ["AssetReader", "period_of"]

_DISTRIBUTOR: Final = "Distributor"
_UNITS: Final = (1 << 96) - 1
_DECIMALS: Final = "0x313ce567"
"""The selector of ``decimals()``."""
_TOTAL_SUPPLY: Final = "0x18160ddd"
"""The selector of ``totalSupply()``."""
_BALANCE_OF: Final = "0x70a08231"
"""The selector of ``balanceOf(address)``."""


class AssetReader(MovementReader):
    """Fulfils `CashReader` over one node."""

    def divisions(self, distributor: str, token: str) -> tuple[Division, ...]:
        """Return every division of a class's cash, oldest first."""
        recorded = {
            int(log["args"]["period"]): tuple(_holding(word) for word in log["args"]["recorded"])
            for log in self._events(_DISTRIBUTOR, distributor, "Recorded", {"token": token})
        }
        return tuple(
            Division(
                period=period_of(int(log["args"]["period"])),
                amount=int(log["args"]["amount"]),
                act=self._act(log),
                recorded=recorded.get(int(log["args"]["period"]), ()),
            )
            for log in self._events(_DISTRIBUTOR, distributor, "Closed", {"token": token})
        )

    def cash(self, distributor: str, token: str) -> Account:
        """Return the cash of a class."""
        ((declared, funded, collected, _),) = self._node.read(_DISTRIBUTOR, distributor, "accountOf", token)
        return Account(declared=int(declared), funded=int(funded), collected=int(collected))

    def declared(self, token: str) -> int:
        """Return the cash that was ever declared to a token, by its own word, in minor units."""
        return int(self._node.read("TrancheToken", token, "cash")[0])

    def states(self, token: str, accounts: Sequence[str]) -> Mapping[str, State]:
        """Return what a token itself says of each of these accounts."""
        asked = [(Web3.to_checksum_address(each),) for each in accounts]
        held, owed = (self._node.read_each("TrancheToken", token, name, asked) for name in ("balanceOf", "owedTo"))
        told = zip(accounts, held, owed, strict=True)
        return {who: State(balance=int(units), owed=int(cash)) for who, (units,), (cash,) in told}

    def asset_of(self, distributor: str) -> tuple[str, int]:
        """Return in what a distributor pays: name and decimals, by its contract's own word."""
        (asset,) = self._node.read(_DISTRIBUTOR, distributor, "asset")
        (symbol,) = self._node.read("TrancheToken", asset, "symbol")  # any ERC-20 with metadata answers alike
        return str(symbol), self.decimals(asset)

    def decimals(self, asset: str) -> int:
        """Return the decimals of an asset, by its own word.

        Raises:
            ChainConflictError: there is no such contract.
        """
        return self._word(asset, _DECIMALS)

    def outstanding(self, token: str) -> int:
        """Return how much of a token is outstanding, in its smallest units, by its own word.

        Raises:
            ChainConflictError: there is no such contract.
        """
        return self._word(token, _TOTAL_SUPPLY)

    def balance(self, asset: str, account: str) -> int:
        """Return how much of an asset an account has.

        Raises:
            ChainConflictError: there is no such contract.
        """
        return self._word(asset, f"{_BALANCE_OF}{int(account, 16):064x}")

    def _word(self, asset: str, call: str) -> int:
        answer = self._node.simulate({"to": asset, "input": call})
        if not answer:
            raise conflict(finding("chain.no-contract", address=asset, contract="ERC-20"))
        return int.from_bytes(answer[:32])


def _holding(word: int) -> Holding:
    """Return account and units of a word: an account in its upper 160 bits, units in its lower 96."""
    return Holding(account=str(Web3.to_checksum_address(f"0x{word >> 96:040x}")), amount=word & _UNITS)


def period_of(number: int) -> Period:
    """Return a month from the number by which the ledger knows it."""
    year, month = divmod(number, 100)
    return Period.parse(f"{year:04d}-{month:02d}")

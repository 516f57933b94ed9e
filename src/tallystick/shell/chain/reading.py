"""Reading the ledger as anyone can: records, standings, tokens, mints, balances and code, from a node alone.

Balances at a block are the sum of a token's transfers up to it, so a record date needs no archive of states.
Source: DESIGN.md section 6, lines 3 to 6 and 9; ERC-20 (Transfer events from and to the zero account).
It trusts the node for the chain's content; whoever does not, asks two nodes.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from web3 import Web3

from tallystick.evidence.findings import finding
from tallystick.shell.chain.artifacts import artifact
from tallystick.shell.chain.connection import Connection, moment
from tallystick.shell.chain.refusals import INELIGIBILITIES, STATUSES, conflict
from tallystick.shell.operations.ports.ledger import (
    Act,
    ClassCap,
    Code,
    FilingRecord,
    FilingRoles,
    FilingState,
    FilingStatus,
    Head,
)
from tallystick.shell.operations.ports.tokens import (
    Holding,
    Ineligibility,
    Movement,
    Order,
    Standing,
    Token,
    TokenTerms,
)

__all__ = ["ChainReader"]

_FILINGS = "FilingRegistry"
_ELIGIBILITY = "EligibilityRegistry"
_TOKEN = "TrancheToken"  # noqa: S105 - the contract's name
_NOBODY = "0x" + "00" * 20
_BLOCKS_AT_ONCE = 10_000


class ChainReader:
    """Fulfils `LedgerReader` over one node."""

    def __init__(self, connection: Connection) -> None:
        """Take the node to read from."""
        self._node = connection

    @classmethod
    def connect(cls, url: str) -> "ChainReader":
        """Read from the node at a URL."""
        return cls(Connection(url))

    def chain_id(self) -> int:
        """Return the chain's number."""
        return int(self._node.ask("eth_chainId"), 16)

    def head(self) -> Head:
        """Return the last block."""
        return self._node.head()

    def block_at(self, moment: datetime) -> Head:
        """Return the last block not after the moment.

        Raises:
            ChainConflictError: the chain begins after the moment.
        """
        low, high = 0, self._node.head().number
        first = self._node.head(0)
        if first.at > moment:
            raise conflict(finding("chain.begins-later", moment=moment, first=first.at))
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._node.head(middle).at <= moment else (low, middle - 1)
        return self._node.head(low)

    def filing(self, registry: str, filing_id: str) -> FilingState | None:
        """Return a record and where it stands, or None where nobody proposed it."""
        key = bytes.fromhex(filing_id)
        status, digest, suspensions, issuer, trustee = self._node.read(_FILINGS, registry, "statusOf", key)
        if STATUSES[status] is FilingStatus.NONE:
            return None
        filing, caps = self._node.read(_FILINGS, registry, "filingOf", key)
        return FilingState(
            record=_record(filing_id, filing, caps),
            status=STATUSES[status],
            digest=digest.hex(),
            suspensions=suspensions,
            issuer_agreed=issuer,
            trustee_agreed=trustee,
        )

    def filing_roles(self, registry: str) -> FilingRoles:
        """Return who may act on the registry's records."""
        names = ("agent", "issuer", "trustee", "guardian")
        return FilingRoles(**{name: self._address(_FILINGS, registry, name) for name in names})

    def transfer_agent(self, registry: str) -> str:
        """Return who keeps the registry of investors."""
        return self._address(_ELIGIBILITY, registry, "transferAgent")

    def standing(self, registry: str, account: str) -> Standing | None:
        """Return what was set for an account, or None where nothing was."""
        ((expiry, classes, jurisdiction, frozen),) = self._node.read(_ELIGIBILITY, registry, "standingOf", account)
        if not (expiry or classes or jurisdiction or frozen):
            return None
        return Standing(expires_at=moment(expiry), classes=classes, jurisdiction=jurisdiction, frozen=frozen)

    def registered(self, registry: str) -> tuple[str, ...]:
        """Return every account a standing was ever set for, sorted."""
        return tuple(sorted({log["args"]["account"] for log in self._events(_ELIGIBILITY, registry, "StandingSet")}))

    def eligibility(self, registry: str, account: str, class_mask: int, *, at: datetime) -> Ineligibility:
        """Return why the account may not hold such a class at a moment from the last block on."""
        (reason,) = self._node.read(_ELIGIBILITY, registry, "check", account, class_mask, at=at)
        return INELIGIBILITIES[int(reason)]

    def token(self, address: str) -> Token:
        """Return a token's terms, supply and cumulative minted amount."""

        def one(function: str) -> Any:  # noqa: ANN401 - as the ABI decodes it
            return self._node.read(_TOKEN, address, function)[0]

        terms = TokenTerms(
            name=one("name"),
            symbol=one("symbol"),
            decimals=one("decimals"),
            filings=Web3.to_checksum_address(one("filings")),
            eligibility=Web3.to_checksum_address(one("eligibility")),
            filing_id=one("filingId").hex(),
            class_id=one("classId").hex(),
            class_mask=one("classMask"),
            agent=Web3.to_checksum_address(one("agent")),
        )
        return Token(address=address, terms=terms, supply=one("totalSupply"), cumulative=one("cumulativeMinted"))

    def mints(self, token: str) -> tuple[Movement, ...]:
        """Return every mint, oldest first."""
        return self._movements(token, "Minted")

    def redemptions(self, token: str) -> tuple[Movement, ...]:
        """Return every redemption, oldest first."""
        return self._movements(token, "Redeemed")

    def holdings(self, token: str, *, block: int | None = None) -> tuple[Holding, ...]:
        """Return who held how much after a block (the last by default), by account."""
        balances: defaultdict[str, int] = defaultdict(int)
        for log in self._events(_TOKEN, token, "Transfer", until=block):
            balances[log["args"]["from"]] -= log["args"]["value"]
            balances[log["args"]["to"]] += log["args"]["value"]
        balances.pop(_NOBODY, None)
        return tuple(Holding(account=each, amount=balances[each]) for each in sorted(balances) if balances[each])

    def runtime(self, address: str) -> bytes:
        """Return the code at an address; empty where there is none."""
        return self._node.code(address)

    def code(self, address: str, contract: str) -> Code:
        """Compare the code at an address with the build of `contract` that this package ships."""
        compiled, found = artifact(contract), self._node.code(address)
        equal = compiled.masked(found) == compiled.runtime
        values = compiled.immutables(found) if equal else {}
        kinds = {entry["name"]: entry["outputs"] for entry in compiled.abi if entry["type"] == "function"}
        worded = tuple((name, _immutable(kinds[name.lstrip("_")][0]["type"], each)) for name, each in values.items())
        return Code(contract=contract, address=address, equal=equal, immutables=worded)

    def _address(self, contract: str, address: str, function: str) -> str:
        return str(Web3.to_checksum_address(self._node.read(contract, address, function)[0]))

    def _movements(self, token: str, event: str, **filters: object) -> tuple[Movement, ...]:
        logs = self._events(_TOKEN, token, event, filters)
        return tuple(Movement(order=_order(log["args"]), act=self._act(log)) for log in logs)

    def _act(self, log: Mapping[str, Any]) -> Act:
        return self._recorded(f"0x{log['transactionHash'].hex()}", log["blockNumber"])

    def _recorded(self, transaction: str, block: int) -> Act:
        receipt = self._node.ask("eth_getTransactionReceipt", transaction)
        gas = int(receipt["gasUsed"], 16)
        return Act(transaction=transaction, block=block, at=self._node.head(block).at, gas=gas, repeated=True)

    def _events(
        self,
        contract: str,
        address: str,
        event: str,
        filters: Mapping[str, object] | None = None,
        until: int | None = None,
    ) -> Iterator[Mapping[str, Any]]:
        kind = self._node.contract(contract, address).events[event]
        last = self._node.head().number if until is None else until
        for first in range(0, last + 1, _BLOCKS_AT_ONCE):
            to = min(last, first + _BLOCKS_AT_ONCE - 1)
            yield from kind.get_logs(from_block=first, to_block=to, argument_filters=dict(filters or {}))


def _record(filing_id: str, filing: Any, caps: Any) -> FilingRecord:  # noqa: ANN401 - tuples as the ABI decodes them
    sha256, sm3, terms, notice, notice_at, valid_from, valid_until, reference = filing
    return FilingRecord(
        filing_id=filing_id,
        package_sha256=sha256.hex(),
        package_sm3=sm3.hex(),
        terms_hash=terms.hex(),
        notice_reference=reference,
        notice_digest=notice.hex(),
        notice_at=moment(notice_at),
        valid_from=moment(valid_from),
        valid_until=moment(valid_until),
        caps=tuple(ClassCap(class_id=class_id.hex(), cap=cap) for class_id, cap in caps),
    )


def _order(arguments: Mapping[str, Any]) -> Order:
    return Order(key=arguments["key"].hex(), holder=arguments["holder"], amount=arguments["amount"])


def _immutable(kind: str, value: bytes) -> str | int:
    if kind == "address":
        return str(Web3.to_checksum_address(value[-20:]))
    return int.from_bytes(value) if kind.startswith("uint") else value.hex()

"""The acts of the issuer's side on a local chain, each done once.

Before an act is sent the ledger is asked for the event that the act would leave: there, it is returned as it stands;
absent, it is sent. What the ledger holds under the same key or label with another content is a conflict, for a person.
So an operation that is not sure whether an act went through simply does it again.
Source: DESIGN.md sections 5 and 6; contracts/src/interfaces.
It decides nothing: who approves and what is minted is the caller's; whether it may be is the contracts'.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from web3 import Web3
from web3.types import Nonce
from web3.utils import get_create_address

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.chain.accounts import Signs
from tallystick.shell.chain.artifacts import artifact
from tallystick.shell.chain.connection import Connection
from tallystick.shell.chain.reading import ChainReader
from tallystick.shell.chain.refusals import conflict
from tallystick.shell.chain.sending import Sender
from tallystick.shell.operations.ports.ledgers.ledger import (
    Act,
    Approver,
    Deployment,
    FilingRecord,
    FilingRoles,
    FilingStatus,
)
from tallystick.shell.operations.ports.ledgers.tokens import NOBODY, Movement, Order, Registration, TokenTerms

__all__ = ["Chain"]

_FILINGS = "FilingRegistry"
_ELIGIBILITY = "EligibilityRegistry"
_TOKEN = "TrancheToken"  # noqa: S105 - the contract's name
_ADAPTER = "TokenAdapter"
_AT_ONCE = 100
_PACKED = 1 << 96
_FROZEN = 1 << 112
_IDENTIFIER = 64


class Chain(ChainReader):
    """Fulfils `Ledger` over one local node and its accounts."""

    def __init__(
        self, connection: Connection, accounts: Signs, *, sender: Sender | None = None, finality: int = 0
    ) -> None:
        """Take the node to act on, the accounts to act as, and how many blocks make an act final."""
        super().__init__(connection, finality=finality)
        self._accounts = accounts
        self._sender = sender or Sender(connection, accounts)

    def finalise(self) -> bool:
        """Wait for the last act sent from here to be final; whether there was anything to wait for.

        Raises:
            ChainUnavailableError: not enough blocks followed in time; the act stands, and may be asked for again.
        """
        return self._sender.finalise(self._finality)

    def unfunded(self, roles: Mapping[str, int], contracts: Mapping[str, str]) -> tuple[Finding, ...]:
        """Say which roles and deployers have too little for what is to be done, where the ledger asks for fees."""
        return self._sender.unfunded(roles, {label: artifact(name).gas for label, name in contracts.items()})

    def account(self, name: str) -> str:
        """Return the account of a role (issuer, trustee, agent, guardian, transfer-agent, paying-agent) or holder-N.

        Raises:
            UnknownAccountError: there is no such name.
        """
        return self._accounts.address(name)

    def deploy_filings(self, label: str, roles: FilingRoles, *, at: datetime) -> Deployment:
        """Deploy a registry of filings; one label gives one contract."""
        return self._deploy(label, _FILINGS, roles.agent, roles.issuer, roles.trustee, roles.guardian, at=at)

    def deploy_eligibility(self, label: str, transfer_agent: str, *, at: datetime) -> Deployment:
        """Deploy a registry of investors; one label gives one contract."""
        return self._deploy(label, _ELIGIBILITY, transfer_agent, at=at)

    def deploy_beside(self, label: str, contract: str, *terms: str, at: datetime) -> Deployment:
        """Deploy what all classes share beside the registries; one label gives one contract.

        Args:
            label: names the deployment.
            contract: Mandates (trustee), ReportAnchor (agent, paying agent) or Distributor (registry of filings,
                filing, asset or `NOBODY`, paying agent).
            terms: the accounts and the filing as above.
            at: the moment of the act.
        """
        encoded = (bytes.fromhex(each) if len(each) == _IDENTIFIER else each for each in terms)
        return self._deploy(label, contract, *encoded, at=at)

    def deploy_token(self, label: str, terms: TokenTerms, *, at: datetime) -> Deployment:
        """Deploy a token; one label gives one contract."""
        deployment = self._deploy(label, _TOKEN, terms.name, terms.symbol, _fixed(terms), at=at)
        if deployment.act.repeated and self.token(deployment.address).terms != terms:
            raise conflict(finding("chain.label-taken", label=label, address=deployment.address))
        return deployment

    def deploy_adapter(self, label: str, existing: str, terms: TokenTerms, *, at: datetime) -> Deployment:
        """Deploy an adapter for a token of another maker that was never minted; one label gives one contract.

        Args:
            label: names the deployment.
            existing: the token.
            terms: as of a token; name and symbol are the token's own, and there is no predecessor and no limit.
            at: the moment of the act.
        """
        _check_addresses([existing])
        deployer = self._accounts.deployer(label)
        address = _first_address(deployer)
        if not self._node.code(address):
            return self._deploy(label, _ADAPTER, existing, _fixed(terms), at=at)
        stands, found = self.existing(address), self.token(address).terms
        named = replace(terms, name=found.name, symbol=found.symbol)
        if stands is None or stands.address != existing or found != named:
            raise conflict(finding("chain.label-taken", label=label, address=address))
        return Deployment(address=address, act=self._deployed(deployer))

    def propose(self, registry: str, record: FilingRecord, *, at: datetime) -> Act:
        """Put a record forward as the issuer's agent."""
        key, filing, caps = _encoded(record)
        (digest,) = self._node.read(_FILINGS, registry, "digestOf", key, filing, caps)
        event = {"filingId": key, "recordDigest": digest}
        return self._once(registry, "FilingProposed", event, "agent", "propose", (key, filing, caps), at)

    def approve(self, registry: str, filing_id: str, approver: Approver, *, digest: str, at: datetime) -> Act:
        """Approve the record with this digest; the second approver activates it."""
        key = bytes.fromhex(filing_id)
        event = {"filingId": key, "approver": self.account(approver)}
        return self._once(registry, "FilingApproved", event, approver, "approve", (key, bytes.fromhex(digest)), at)

    def bind(self, registry: str, filing_id: str, class_id: str, token: str, *, at: datetime) -> Act:
        """Say, as the issuer's agent, as which token a class is issued; once, and as no other."""
        named = {"filingId": bytes.fromhex(filing_id), "classId": bytes.fromhex(class_id)}
        event = named | {"token": token}
        return self._once(registry, "TokenBound", event, "agent", "bind", (*named.values(), token), at)

    def suspend(self, registry: str, filing_id: str, *, reason: str, at: datetime) -> Act:
        """Stop issuance as the guardian; `reason` is the digest of the document that says why."""
        key, state = bytes.fromhex(filing_id), self.filing(registry, filing_id)
        if state is not None and state.status is FilingStatus.SUSPENDED:
            event = {"filingId": key, "suspension": state.suspensions}
            for log in self._events(_FILINGS, registry, "IssuanceSuspended", event):
                if log["args"]["reason"].hex() == reason:
                    return self._act(log)
        return self._send("guardian", _FILINGS, registry, "suspend", (key, bytes.fromhex(reason)), at)

    def resume(self, registry: str, filing_id: str, approver: Approver, *, suspension: int, at: datetime) -> Act:
        """Agree to end a suspension, by its number; the second approver resumes issuance."""
        key = bytes.fromhex(filing_id)
        event = {"filingId": key, "suspension": suspension, "approver": self.account(approver)}
        return self._once(registry, "ResumptionApproved", event, approver, "resume", (key, suspension), at)

    def register(self, registry: str, registrations: Sequence[Registration], *, at: datetime) -> tuple[Act, ...]:
        """Set standings as the transfer agent; one act for each, in the order given."""
        _check_addresses(each.account for each in registrations)
        standing: dict[Registration, Act] = {each: act for each in registrations if (act := self._last(registry, each))}
        for some in _portions([each for each in dict.fromkeys(registrations) if each not in standing]):
            standings = [_standing(each) for each in some]
            lists = ([each.account for each in some], standings, [bytes.fromhex(each.commitment) for each in some])
            act = self._send("transfer-agent", _ELIGIBILITY, registry, "setBatch", lists, at)
            standing |= dict.fromkeys(some, act)
        return tuple(standing[each] for each in registrations)

    def mint(self, token: str, orders: Sequence[Order], *, at: datetime) -> tuple[Movement, ...]:
        """Mint what is not minted yet, as the agent; one movement for each order, in the order given.

        What is left is minted in portions of at most 100 whose keys follow each other, each all or none.
        """
        _check_addresses(each.holder for each in orders)
        done = _done(self.mints(token), orders)
        for some in _runs([each for each in dict.fromkeys(orders) if each not in done]):
            first = bytes.fromhex(some[0].key)
            if len(some) == 1:
                act = self._send("agent", _TOKEN, token, "mint", (some[0].holder, some[0].amount, first), at)
            else:
                act = self._send("agent", _TOKEN, token, "mintBatch", (first, [_packed(each) for each in some]), at)
            done |= dict.fromkeys(some, act)
        return tuple(Movement(order=each, act=done[each]) for each in orders)

    def redeem(self, token: str, orders: Sequence[Order], *, at: datetime) -> tuple[Movement, ...]:
        """Redeem what is not redeemed yet, as the agent; one movement for each order, in the order given."""
        done = _done(self.redemptions(token), orders)
        for each in dict.fromkeys(orders):
            if each not in done:
                arguments = (each.holder, each.amount, bytes.fromhex(each.key))
                done[each] = self._send("agent", _TOKEN, token, "redeem", arguments, at)
        return tuple(Movement(order=each, act=done[each]) for each in orders)

    def transfer(self, token: str, sender: str, to: str, amount: int, *, at: datetime) -> Act:
        """Transfer as one of the local holders. A holder's own act carries no key: sent twice, it happens twice."""
        return self._send(sender, _TOKEN, token, "transfer", (to, amount), at)

    def _deploy(self, label: str, contract: str, *arguments: object, at: datetime) -> Deployment:
        deployer = self._accounts.deployer(label)
        address = _first_address(deployer)
        creation = self._node.contract(contract).constructor(*arguments).data_in_transaction
        standing = self._node.code(address)
        if not standing:
            address, act = self._sender.deploy(label, creation, at=at)
            return Deployment(address=address, act=act)
        if standing != self._node.simulate({"from": deployer, "input": creation}):
            raise conflict(finding("chain.label-taken", label=label, address=address))
        return Deployment(address=address, act=self._deployed(deployer))

    def _deployed(self, deployer: str) -> Act:
        """Find the one transaction of a deployer; a local chain is short enough to walk."""
        for number in range(self._node.head().number, -1, -1):
            for sent in self._node.ask("eth_getBlockByNumber", hex(number), True)["transactions"]:
                if Web3.to_checksum_address(sent["from"]) == deployer:
                    return self._recorded(sent["hash"], number)
        raise conflict(finding("chain.label-taken", label=deployer, address=_first_address(deployer)))

    def _once(
        self,
        registry: str,
        event: str,
        evidence: Mapping[str, object],
        sender: str,
        function: str,
        arguments: tuple[object, ...],
        at: datetime,
    ) -> Act:
        """Return the act of the filing registry whose evidence stands already, or send it."""
        for log in self._events(_FILINGS, registry, event, evidence):
            return self._act(log)
        return self._send(sender, _FILINGS, registry, function, arguments, at)

    def _send(
        self, sender: str, contract: str, address: str, function: str, arguments: tuple[object, ...], at: datetime
    ) -> Act:
        if not self._node.code(address):
            raise conflict(finding("chain.no-contract", address=address, contract=contract))
        call = self._node.contract(contract, address).encode_abi(function, args=arguments)
        return self._sender.send(sender, address, call, at=at)

    def _last(self, registry: str, asked: Registration) -> Act | None:
        """Return the act that set this very standing, if nothing has replaced it since."""
        logs = list(self._events(_ELIGIBILITY, registry, "StandingSet", {"account": asked.account}))
        if not logs:
            return None
        said: Any = logs[-1]["args"]
        stands = said["word"] if asked.standing.frozen else said["word"] & ~_FROZEN  # renewed, it lifts no freeze
        same = stands == _word(asked) and said["commitment"].hex() == asked.commitment
        return self._act(logs[-1]) if same else None


def _done(movements: Iterable[Movement], orders: Sequence[Order]) -> dict[Order, Act]:
    """Find the orders already carried out, by key.

    Raises:
        ChainConflictError: a key was used for another holder or amount, on the ledger or within `orders`.
    """
    standing = {each.order.key: each for each in movements}
    asked = {each.key: each for each in orders}
    for each in orders:
        other = standing[each.key].order if each.key in standing else asked[each.key]
        if other != each:
            raise conflict(finding("chain.key-differs", key=each.key, holder=other.holder, amount=other.amount))
    return {each: standing[each.key].act for each in orders if each.key in standing}


def _runs(orders: Sequence[Order]) -> Iterator[Sequence[Order]]:
    """Cut orders where a key does not follow the last, at 100, and before an amount that no packed order holds."""
    start = 0
    for end in range(1, len(orders) + 1):
        if (
            end == len(orders)
            or end - start == _AT_ONCE
            or int(orders[end].key, 16) != int(orders[end - 1].key, 16) + 1
            or max(orders[end].amount, orders[end - 1].amount) >= _PACKED
        ):
            yield orders[start:end]
            start = end


def _packed(order: Order) -> int:
    """Return an order as the token's batch takes it: the holder in the upper 160 bits, the amount in the lower 96."""
    return int(order.holder, 16) << 96 | order.amount


def _check_addresses(addresses: Iterable[str]) -> None:
    """Refuse an address without its checksum, since a mistyped one would be nobody's. Source: ERC-55."""
    for address in addresses:
        if not Web3.is_checksum_address(address):
            raise conflict(finding("chain.address-unchecked", address=address))


def _portions(everything: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (everything[start : start + _AT_ONCE] for start in range(0, len(everything), _AT_ONCE))


def _standing(each: Registration) -> tuple[int, int, int, bool, bool]:
    said = each.standing
    return (int(said.expires_at.timestamp()), said.classes, said.jurisdiction, said.frozen, said.nominee)


def _word(each: Registration) -> int:
    """Return a standing as the registry stores it and tells it in its event."""
    expiry, classes, jurisdiction, frozen, nominee = _standing(each)
    return expiry | classes << 64 | jurisdiction << 96 | frozen << 112 | nominee << 120


def _fixed(terms: TokenTerms) -> tuple[object, ...]:
    """Return the terms of a token as its constructor takes them."""
    return (
        terms.filings,
        terms.eligibility,
        bytes.fromhex(terms.filing_id),
        bytes.fromhex(terms.class_id),
        terms.class_mask,
        terms.agent,
        terms.decimals,
        terms.distributor,
        terms.reports,
        terms.mandates,
        terms.predecessor,
        terms.locked_until,
        terms.minimum_holding,
        terms.holder_limit,
    )


def _encoded(record: FilingRecord) -> tuple[bytes, tuple[object, ...], list[tuple[bytes, int]]]:
    hashes = (record.package_sha256, record.package_sm3, record.terms_hash, record.notice_digest)
    moments = (record.notice_at, record.valid_from, record.valid_until)
    filing = (
        *(bytes.fromhex(each) for each in hashes),
        *(int(each.timestamp()) for each in moments),
        record.notice_reference,
        list(record.venues),
        record.asset or NOBODY,
    )
    return bytes.fromhex(record.filing_id), filing, [(bytes.fromhex(each.class_id), each.cap) for each in record.caps]


def _first_address(deployer: str) -> str:
    """Return the address of the contract that an account's first transaction makes."""
    return str(get_create_address(Web3.to_checksum_address(deployer), Nonce(0)))

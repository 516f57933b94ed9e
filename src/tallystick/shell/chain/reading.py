"""Reading the ledger as anyone can: records, standings, tokens, mints, balances and code, from a node alone.

Balances at a block are the sum of a token's transfers up to it (`units`), so a record date needs no archive of states.
Source: DESIGN.md section 6, lines 3 to 6 and 9.
It trusts the node for the chain's content; whoever does not, asks two nodes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from web3 import Web3

from tallystick.evidence.findings import finding
from tallystick.shell.chain.artifacts import artifact
from tallystick.shell.chain.connection import Connection, moment
from tallystick.shell.chain.refusals import INELIGIBILITIES, STATUSES, conflict, unavailable
from tallystick.shell.chain.units.cash import period_of
from tallystick.shell.chain.units.conduct import ConductReader
from tallystick.shell.operations.ports.ledgers.ledger import (
    ClassCap,
    Code,
    FilingRecord,
    FilingRoles,
    FilingState,
    FilingStatus,
    Head,
)
from tallystick.shell.operations.ports.ledgers.reports import ClassFigures, Entitled, Report
from tallystick.shell.operations.ports.ledgers.tokens import (
    NOBODY,
    Holding,
    Ineligibility,
    Standing,
    Token,
    TokenTerms,
)
from tallystick.units.periods import Period

__all__ = ["ChainReader"]

_FILINGS = "FilingRegistry"
_ELIGIBILITY = "EligibilityRegistry"
_TOKEN = "TrancheToken"  # noqa: S105 - the contract's name


class ChainReader(ConductReader):
    """Fulfils `LedgerReader` over one node."""

    def __init__(self, connection: Connection, *, finality: int = 0) -> None:
        """Take the node to read from, and how many blocks must follow one on whose register somebody is paid."""
        super().__init__(connection)
        self._finality = finality

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
            ChainUnavailableError: the block is not final yet.
        """
        low, high = 0, self._node.head().number
        last = high
        first = self._node.head(0)
        if first.at > moment:
            raise conflict(finding("chain.begins-later", moment=moment, first=first.at))
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._node.head(middle).at <= moment else (low, middle - 1)
        if last - low < self._finality:
            needed, depth = str(self._finality), str(last - low)
            raise unavailable(finding("chain.not-final", block=str(low), depth=depth, needed=needed))
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

    def role(self, contract: str, address: str, role: str) -> str:
        """Return the account that a contract of this name holds for a role, by the contract's own word for it."""
        return self._address(contract, address, role)

    def standing(self, registry: str, account: str) -> Standing | None:
        """Return what was set for an account, or None where nothing was."""
        (fields,) = self._node.read(_ELIGIBILITY, registry, "standingOf", account)
        return _standing(fields)

    def registered(self, registry: str) -> dict[str, Standing | None]:
        """Return what is set for every account that anything was ever set for, sorted; None where it was taken back."""
        accounts = sorted({log["args"]["account"] for log in self._events(_ELIGIBILITY, registry, "StandingSet")})
        told = self._node.read_each(_ELIGIBILITY, registry, "standingOf", [(each,) for each in accounts])
        return {account: _standing(fields) for account, (fields,) in zip(accounts, told, strict=True)}

    def eligibility(self, registry: str, who: Sequence[str], mask: int, *, at: datetime) -> tuple[Ineligibility, ...]:
        """Return why each account may not hold such a class at a moment from the last block on."""
        asked: list[tuple[object, ...]] = [(each, mask) for each in who]
        told = self._node.read_each(_ELIGIBILITY, registry, "check", asked, at=at)
        return tuple(INELIGIBILITIES[int(reason)] for (reason,) in told)

    def token(self, address: str) -> Token:
        """Return a token's terms, supply and cumulative minted amount."""

        def one(function: str) -> Any:  # noqa: ANN401 - as the ABI decodes it
            return self._node.read(_TOKEN, address, function)[0]

        fixed, transfer_agent, trustee = self._node.read(_TOKEN, address, "terms")
        filings, eligibility, filing_id, class_id, class_mask, agent, decimals, *rest = fixed
        distributor, reports, mandates, predecessor, locked_until, minimum_holding, holder_limit = rest
        terms = TokenTerms(
            name=one("name"),
            symbol=one("symbol"),
            decimals=decimals,
            filings=Web3.to_checksum_address(filings),
            eligibility=Web3.to_checksum_address(eligibility),
            filing_id=filing_id.hex(),
            class_id=class_id.hex(),
            class_mask=class_mask,
            agent=Web3.to_checksum_address(agent),
            mandates=Web3.to_checksum_address(mandates),
            reports=Web3.to_checksum_address(reports),
            distributor=Web3.to_checksum_address(distributor),
            predecessor=Web3.to_checksum_address(predecessor),
            locked_until=locked_until,
            minimum_holding=minimum_holding,
            holder_limit=holder_limit,
        )
        return Token(
            address=address,
            terms=terms,
            transfer_agent=Web3.to_checksum_address(transfer_agent),
            trustee=Web3.to_checksum_address(trustee),
            supply=one("totalSupply"),
            cumulative=one("cumulativeMinted"),
        )

    def successor(self, token: str) -> str | None:
        """Return the token that holders of this one migrate to; None before a migration has begun."""
        to = self._address(_TOKEN, token, "successor")
        return None if int(to, 16) == 0 else to

    def migrated(self, token: str) -> tuple[Holding, ...]:
        """Return what each account's units were that went from a token to its successor, oldest first."""
        told = (log["args"] for log in self._events(_TOKEN, token, "Migrated"))
        return tuple(Holding(account=each["holder"], amount=each["amount"]) for each in told)

    def performance(self, token: str) -> tuple[int, int]:
        """Return the last month reported (202609; 0 before the first) and the factor after it, in 10**18."""
        factor, _, period = self._node.read(_TOKEN, token, "performance")
        return int(period), int(factor)

    def reported(self, reports: str) -> tuple[Report, ...]:
        """Return every report that was anchored, oldest first."""
        return tuple(_report(log["args"]) for log in self._events("ReportAnchor", reports, "Reported"))

    def entitlements(self, distributor: str, token: str) -> tuple[Entitled, ...]:
        """Return everything that was anchored of a token's entitlements, oldest first."""
        told = (
            log["args"] for log in self._events("Distributor", distributor, "EntitlementsAnchored", {"token": token})
        )
        return tuple(
            Entitled(
                token=token,
                period=period_of(each["period"]),
                record_block=each["recordBlock"],
                root=each["root"].hex(),
                digest=each["digest"].hex(),
                total=each["total"],
            )
            for each in told
        )

    def entitled(self, distributor: str, token: str, period: Period) -> tuple[str, int, int]:
        """Return what was anchored of a month's entitlements: digest of the list, its sum, and what is confirmed."""
        month = int(str(period).replace("-", ""))
        ((digest, total, confirmed),) = self._node.read("Distributor", distributor, "entitlementsOf", token, month)
        return digest.hex(), int(total), int(confirmed)

    def runtime(self, address: str) -> bytes:
        """Return the code at an address; empty where there is none."""
        return self._node.code(address)

    def code(self, address: str, contract: str) -> Code:
        """Compare the code at an address with the build of `contract` that this package ships."""
        compiled, found = artifact(contract), self._node.code(address)
        equal = compiled.masked(found) == compiled.runtime
        values = compiled.immutables(found) if equal else {}
        kinds = _kinds(compiled.abi)
        worded = tuple((name, _immutable(kinds[name.lstrip("_")], each)) for name, each in values.items())
        return Code(contract=contract, address=address, equal=equal, immutables=worded)

    def _address(self, contract: str, address: str, function: str) -> str:
        return str(Web3.to_checksum_address(self._node.read(contract, address, function)[0]))


def _standing(fields: Sequence[Any]) -> Standing | None:
    expiry, classes, jurisdiction, frozen, nominee = fields
    if not any(fields):
        return None
    return Standing(
        expires_at=moment(expiry), classes=classes, jurisdiction=jurisdiction, frozen=frozen, nominee=nominee
    )


def _record(filing_id: str, filing: Any, caps: Any) -> FilingRecord:  # noqa: ANN401 - tuples as the ABI decodes them
    sha256, sm3, terms, notice, notice_at, valid_from, valid_until, reference, venues, asset = filing
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
        venues=tuple(Web3.to_checksum_address(each) for each in venues),
        asset="" if asset == NOBODY else Web3.to_checksum_address(asset),
    )


def _report(said: Mapping[str, Any]) -> Report:
    figures = (
        ClassFigures(
            token=Web3.to_checksum_address(each["token"]),
            interest=each["interest"],
            principal=each["principal"],
            loss=each["loss"],
            factor=each["factor"],
            write_down=each["writeDown"],
        )
        for each in said["classes"]
    )
    inputs, outputs = said["inputs"].hex(), said["outputs"].hex()
    return Report(period=period_of(said["period"]), inputs=inputs, outputs=outputs, classes=tuple(figures))


def _kinds(abi: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the type of everything that a contract tells by name: of each reading function, and within its terms."""
    told = {entry["name"]: entry["outputs"] for entry in abi if entry["type"] == "function" and entry["outputs"]}
    kinds = {name: outputs[0]["type"] for name, outputs in told.items()}
    within = [*told.get("terms", ()), *(told["terms"][0]["components"] if "terms" in told else ())]
    return kinds | {each["name"]: each["type"] for each in within}


def _immutable(kind: str, value: bytes) -> str | int:
    if kind == "address":
        return str(Web3.to_checksum_address(value[-20:]))
    return int.from_bytes(value) if kind.startswith("uint") else value.hex()

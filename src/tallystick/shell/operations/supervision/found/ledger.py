"""What the ledger says of obligations 5 and 6: code and roles."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tallystick.deal.deal import Deal
from tallystick.deal.liabilities.settlement import pays_on_ledger
from tallystick.issuance.code_proof import ContractCode
from tallystick.shell.operations.issuance.later.lineage import predecessor_of
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.issuance.registrations import class_masks, limits
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.ledgers.ledger import identifier
from tallystick.shell.operations.ports.ledgers.tokens import NOBODY
from tallystick.units.packaged import read

__all__ = ["ASKED", "BESIDE", "Addresses", "contract_codes", "filed_roles", "roles_found"]

BESIDE = ("mandates", "reports", "distributor")
"""What an issue puts on the ledger for all its classes, beside the two registries."""

ASKED = frozenset({3, 4, 6, 7, 8, 9, 10})
"""The obligations that rest on what the contracts answer: where one is another program, they are not checked."""

_WORD = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the contracts of an issue stand, and who was named for each role when it was planned.

    `beside` has those that all classes share beside the registries, by the names of `BESIDE`. A class that is issued as
    a token of another maker has its adapter among `tokens`, and that token in `existing`. `before` are the tokens of
    the filings before, oldest first, where these took over from them.
    """

    filings: str
    eligibility: str
    beside: Mapping[str, str]
    tokens: Mapping[str, str]
    accounts: Mapping[str, str]
    existing: Mapping[str, str] = field(default_factory=dict)
    before: tuple[Mapping[str, str], ...] = ()

    def each_token(self) -> Iterator[tuple[str, str]]:
        """Yield class and address of every token of the issue, those of earlier filings first."""
        for tokens in (*self.before, self.tokens):
            yield from tokens.items()


def roles_found(reader: LedgerReader, where: Addresses) -> dict[str, str]:
    """Return the account in each role, as the contracts hold it."""
    filing = ("agent", "issuer", "trustee", "guardian")
    found = {name: reader.role("FilingRegistry", where.filings, name) for name in filing}
    found |= {"transfer-agent": reader.role("EligibilityRegistry", where.eligibility, "transferAgent")}
    if "distributor" in where.beside:
        found |= {"paying-agent": reader.role("Distributor", where.beside["distributor"], "payingAgent")}
    found |= {f"trustee of {name}": reader.token(at).trustee for name, at in where.tokens.items()}
    found |= {f"agent of {name}": reader.token(address).terms.agent for name, address in where.tokens.items()}
    return found


def filed_roles(where: Addresses) -> dict[str, str]:
    """Return the account that each role must have: whom the approved plan named."""
    acting = ("agent", "issuer", "trustee", "guardian", "transfer-agent", "paying-agent")
    roles = {name: where.accounts[name] for name in acting if name in where.accounts}
    roles |= {f"trustee of {name}": where.accounts.get("trustee", "") for name in where.tokens}
    return roles | {f"agent of {name}": where.accounts.get("agent", "") for name in where.tokens}


def contract_codes(
    reader: LedgerReader, where: Addresses, received: Received, *, closing: dt.date
) -> tuple[ContractCode, ...]:
    """Return each contract's code as found beside the filed build, with the value each immutable must have."""
    account = where.accounts
    filing_id = bytes.fromhex(identifier(received.edition.head.filing))
    roles = {name: _address(account[name]) for name in ("agent", "issuer", "trustee", "guardian")}
    transfer_agent = {"transferAgent": _address(account["transfer-agent"])}
    codes = [
        _code(reader, "FilingRegistry", where.filings, roles),
        _code(reader, "EligibilityRegistry", where.eligibility, transfer_agent),
        *_beside(reader, where, received.deal, filing_id),
    ]
    masks = class_masks(received.deal)
    for name, address in where.tokens.items():
        terms = {
            "agent": _address(account["agent"]),
            "filings": _address(where.filings),
            "eligibility": _address(where.eligibility),
            "filingId": filing_id,
            "classId": bytes.fromhex(identifier(name)),
            "classMask": masks.get(name, 0).to_bytes(_WORD),
            "_decimals": bytes(_WORD),
            "_trustee": roles["trustee"],
            "_transferAgent": transfer_agent["transferAgent"],
            **{beside: _address(where.beside.get(beside, NOBODY)) for beside in BESIDE},
        }
        if name in where.existing:
            codes.append(_adapter(reader, address, terms, where.existing[name]))
            continue
        limited = limits(received.deal, name, closing=closing)
        took_over = predecessor_of(received.deal) is not None
        named = where.before[-1].get(name, NOBODY) if took_over and where.before else NOBODY
        terms |= {"predecessor": _address(named), "minimumHolding": limited["minimum_holding"].to_bytes(_WORD)}
        terms |= {"lockedUntil": limited["locked_until"].to_bytes(_WORD)}
        terms |= {"holderLimit": limited["holder_limit"].to_bytes(_WORD)}
        codes.append(_code(reader, "TrancheToken", address, terms))
    return tuple(codes)


def _adapter(reader: LedgerReader, address: str, terms: Mapping[str, bytes], token: str) -> ContractCode:
    """Return the code of an adapter; of the trustee and the transfer agent it asks the contracts that have them."""
    own = {name: value for name, value in terms.items() if name not in {"_trustee", "_transferAgent"}}
    behind = reader.existing(address)
    unit = behind.unit if behind is not None else 0  # what the token's decimals were when the adapter was made
    return _code(reader, "TokenAdapter", address, own | {"token": _address(token), "unit": unit.to_bytes(_WORD)})


def _beside(reader: LedgerReader, where: Addresses, deal: Deal, filing_id: bytes) -> Iterator[ContractCode]:
    account = {name: _address(where.accounts[name]) for name in ("agent", "trustee", "paying-agent")}
    asset = pays_on_ledger(deal.tokens)
    cash = {"filings": _address(where.filings), "filingId": filing_id}
    cash |= {"asset": _address(asset.address if asset is not None else NOBODY)}
    orders = _address(where.beside.get("mandates", NOBODY))
    kinds: dict[str, tuple[str, dict[str, bytes]]] = {
        "mandates": ("Mandates", {"trustee": account["trustee"]}),
        "reports": ("ReportAnchor", {"agent": account["agent"], "payingAgent": account["paying-agent"]}),
        "distributor": ("Distributor", cash | {"payingAgent": account["paying-agent"], "mandates": orders}),
    }
    for name, address in where.beside.items():
        yield _code(reader, kinds[name][0], address, kinds[name][1])


def _code(reader: LedgerReader, contract: str, address: str, filed: Mapping[str, bytes]) -> ContractCode:
    record = json.loads(read(f"shell/chain/artifacts/{contract}.json"))
    places = {name: tuple(each["start"] for each in where) for name, where in record["immutables"].items()}
    return ContractCode(
        contract=contract,
        address=address,
        code=reader.runtime(address),
        build=bytes.fromhex(record["runtimeCode"].removeprefix("0x")),
        places=places,
        filed=filed,
    )


def _address(address: str) -> bytes:
    return bytes.fromhex(address.removeprefix("0x")).rjust(_WORD, b"\0")

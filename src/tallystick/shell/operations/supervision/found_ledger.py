"""What the ledger says of obligations 5 and 6: code and roles."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.issuance.code_proof import ContractCode
from tallystick.shell.operations.issuance.received import Received
from tallystick.shell.operations.issuance.registrations import class_masks
from tallystick.shell.operations.ports.chain import LedgerReader
from tallystick.shell.operations.ports.ledger import identifier
from tallystick.units.packaged import read

__all__ = ["Addresses", "contract_codes", "roles_found"]

_WORD = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the contracts of an issue stand, and who was named for each role when it was planned."""

    filings: str
    eligibility: str
    tokens: Mapping[str, str]
    accounts: Mapping[str, str]


def roles_found(reader: LedgerReader, where: Addresses) -> dict[str, str]:
    """Return the account in each role, as the contracts hold it."""
    roles = reader.filing_roles(where.filings)
    found = {"agent": roles.agent, "issuer": roles.issuer, "trustee": roles.trustee, "guardian": roles.guardian}
    found |= {"transfer-agent": reader.transfer_agent(where.eligibility)}
    found |= {f"agent of {name}": reader.token(address).terms.agent for name, address in where.tokens.items()}
    return found


def contract_codes(reader: LedgerReader, where: Addresses, received: Received) -> tuple[ContractCode, ...]:
    """Return each contract's code as found beside the filed build, with the value each immutable must have."""
    account = where.accounts
    roles = {name: _address(account[name]) for name in ("agent", "issuer", "trustee", "guardian")}
    transfer_agent = {"transferAgent": _address(account["transfer-agent"])}
    codes = [
        _code(reader, "FilingRegistry", where.filings, roles),
        _code(reader, "EligibilityRegistry", where.eligibility, transfer_agent),
    ]
    masks = class_masks(received.deal)
    for name, address in where.tokens.items():
        terms = {
            "agent": _address(account["agent"]),
            "filings": _address(where.filings),
            "eligibility": _address(where.eligibility),
            "filingId": bytes.fromhex(identifier(received.edition.head.filing)),
            "classId": bytes.fromhex(identifier(name)),
            "classMask": masks.get(name, 0).to_bytes(_WORD),
            "_decimals": bytes(_WORD),
        }
        codes.append(_code(reader, "TrancheToken", address, terms))
    return tuple(codes)


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

"""Proof of obligation 5: the code at each address is the filed build, and each immutable has its filed value.

An immutable stands at one or more places of 32 bytes, zero in the build and filled when the contract is made. Two codes
are the same program when they are equal with those places masked; the places are then read and compared by themselves.
Law: a change of any byte of the code is a finding.
Source: DESIGN.md section 6; Solidity documentation, "Immutables" (immutableReferences).

It fetches no code and compiles none, and knows no contract by name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.obligations import Obligation, judged, pending

__all__ = ["WORD", "ContractCode", "PlaceError", "is_other_program", "prove_code"]

WORD: Final = 32


class PlaceError(ValueError):
    """A place of an immutable lies outside the build, so the build and its places do not belong together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractCode:
    """One contract as found and as filed.

    Attributes:
        contract: its name.
        address: where it stands.
        code: the runtime code found there.
        build: the runtime code that was filed.
        places: where each immutable stands in the build, by name.
        filed: the 32 bytes that each immutable must have, by name.

    Raises:
        PlaceError: a place lies outside the build.
    """

    contract: str
    address: str
    code: bytes
    build: bytes
    places: Mapping[str, tuple[int, ...]]
    filed: Mapping[str, bytes]

    def __post_init__(self) -> None:
        """Refuse places that the build does not have."""
        for name, starts in self.places.items():
            if any(not 0 <= start <= len(self.build) - WORD for start in starts):
                raise PlaceError(
                    f"{name} of {self.contract} has a place outside the {len(self.build)} bytes of the build"
                )


def prove_code(contracts: Sequence[ContractCode] | None) -> Obligation:
    """Obligation 5: contract code equals the filed build with immutables masked, and each immutable its filed value.

    Args:
        contracts: every contract of the filing; None where none stands yet.
    """
    if not contracts:
        return pending(5)
    found = [fault for each in contracts for fault in _differences(each)]
    shown = [("issuance.evidence.contract", f"{each.contract} {each.address}") for each in contracts]
    shown += [
        ("issuance.evidence.immutable", f"{each.contract}.{name} = 0x{value.hex()}")
        for each in contracts
        for name, value in sorted(each.filed.items())
    ]
    return judged(5, found, shown)


def is_other_program(each: ContractCode) -> bool:
    """Whether something stands there that is not the filed build: what it answers shows nothing."""
    return bool(each.code) and (
        len(each.code) != len(each.build) or _masked(each.code, each) != _masked(each.build, each)
    )


def _differences(each: ContractCode) -> Iterator[Finding]:
    contract, address = each.contract, each.address
    if not each.code:
        yield finding("issuance.code-missing", contract=contract, address=address)
    elif len(each.code) != len(each.build):
        yield finding(
            "issuance.code-length",
            contract=contract,
            address=address,
            found=len(each.code),
            filed=len(each.build),
        )
    else:
        found, filed = _masked(each.code, each), _masked(each.build, each)
        offset = next((at for at in range(len(filed)) if found[at] != filed[at]), None)
        if offset is not None:
            yield finding("issuance.code-differs", contract=contract, address=address, offset=offset)
        yield from _immutables(each)


def _masked(code: bytes, each: ContractCode) -> bytes:
    blank = bytearray(code)
    for start in (start for starts in each.places.values() for start in starts):
        blank[start : start + WORD] = bytes(WORD)
    return bytes(blank)


def _immutables(each: ContractCode) -> Iterator[Finding]:
    for name in sorted(each.places.keys() | each.filed.keys()):
        filed = each.filed.get(name)
        values = sorted({each.code[start : start + WORD] for start in each.places.get(name, ())})
        if filed is None:
            yield finding("issuance.immutable-unfiled", contract=each.contract, name=name)
        elif not values:
            yield finding("issuance.immutable-unknown", contract=each.contract, name=name)
        elif values != [filed]:
            yield finding(
                "issuance.immutable-differs",
                contract=each.contract,
                name=name,
                found=tuple(f"0x{value.hex()}" for value in values),
                filed=f"0x{filed.hex()}",
            )

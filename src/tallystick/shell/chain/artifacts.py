"""The compiled contracts that this package ships: interface, code, and where each immutable stands in it.

A file under ``artifacts/`` is written by ``npm run artifacts`` in ``contracts/``, which rebuilds it byte for byte. In
runtime code each immutable stands at one or more places of 32 bytes, zero in the build and filled by the constructor;
two codes are the same program when they are equal with those places masked.
Source: Solidity documentation, "Contract Metadata" (appendCBOR off) and "Immutables" (immutableReferences).
It compiles nothing, and judges no value of an immutable.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from tallystick.units.packaged import read

__all__ = ["CONTRACTS", "Artifact", "artifact"]

CONTRACTS = (
    "Distributor",
    "EligibilityRegistry",
    "FilingRegistry",
    "Mandates",
    "ReportAnchor",
    "Threshold",
    "TokenAdapter",
    "TrancheToken",
)

_WORD = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One compiled contract. Law: `places` cover exactly the bytes that the constructor fills."""

    contract: str
    abi: Sequence[Mapping[str, Any]]
    creation: bytes
    runtime: bytes
    places: Mapping[str, tuple[int, ...]]

    @property
    def gas(self) -> int:
        """Units of gas that a deployment takes, without what its constructor does, which is little.

        Source: Ethereum yellow paper, appendix G; EIP-3860 (initcode).
        """
        data = sum(16 if each else 4 for each in self.creation)
        return 53_000 + data + 2 * (len(self.creation) // _WORD + 1) + 200 * len(self.runtime) + 100_000

    def masked(self, code: bytes) -> bytes:
        """Return code with every place of an immutable set to zero; code too short for a place is returned as it is."""
        blank = bytearray(code)
        for start in (start for starts in self.places.values() for start in starts):
            if start + _WORD <= len(blank):
                blank[start : start + _WORD] = bytes(_WORD)
        return bytes(blank)

    def immutables(self, code: bytes) -> dict[str, bytes]:
        """Return the 32 bytes of each immutable by name.

        Raises:
            ValueError: the places of one immutable hold different values, so this is not the code of this contract.
        """
        found: dict[str, bytes] = {}
        for name, starts in sorted(self.places.items()):
            values = {code[start : start + _WORD] for start in starts}
            if len(values) != 1:
                raise ValueError(f"{name} of {self.contract} has {len(values)} values in one code")
            found[name] = values.pop()
        return found


@cache
def artifact(contract: str) -> Artifact:
    """Load one of `CONTRACTS`.

    Raises:
        PackagedDataError: there is no such contract, or its file is not the one that was released.
    """
    record = json.loads(read(f"shell/chain/artifacts/{contract}.json"))
    places = {name: tuple(place["start"] for place in where) for name, where in record["immutables"].items()}
    return Artifact(
        contract=contract,
        abi=tuple(record["abi"]),
        creation=bytes.fromhex(record["creationCode"].removeprefix("0x")),
        runtime=bytes.fromhex(record["runtimeCode"].removeprefix("0x")),
        places=MappingProxyType(places),
    )

"""Addresses on the ledger: 20 bytes in hexadecimal, whose capitals are a checksum that a mistyped digit breaks.

    a letter of an address is a capital  <->  the Keccak-256 of the address in lower case has a high nibble there

Laws: `checksummed` is idempotent and does not depend on the case it is given.
Source: ERC-55 for the capitals; the Keccak submission (version 3, 2011) for the hash, whose padding SHA-3 later
changed, so that the standard library's `sha3_256` is another function.

It does not know whose an address is, and the hash here is for this checksum alone: nothing is proved with it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import Final

__all__ = ["checksummed", "is_address", "keccak_256", "mistyped"]

_ADDRESS: Final = re.compile(r"0x(?!0{40})[0-9A-Fa-f]{40}")
_RATE: Final = 136
_LANE: Final = (1 << 64) - 1
_HIGH: Final = 8

_Lanes = list[list[int]]


def is_address(text: str) -> bool:
    """Tell whether a text is an address, and not the zero one, which nobody holds."""
    return _ADDRESS.fullmatch(text) is not None


@lru_cache(maxsize=1 << 14)
def checksummed(address: str) -> str:
    """Return an address with the capitals it must bear."""
    digits = address.removeprefix("0x").lower()
    nibbles = keccak_256(digits.encode()).hex()
    capitals = (
        digit.upper() if int(nibble, 16) >= _HIGH else digit for digit, nibble in zip(digits, nibbles, strict=False)
    )
    return "0x" + "".join(capitals)


def mistyped(address: str) -> bool:
    """Tell whether an address mixes capitals and small letters otherwise than it must; one case alone has no check."""
    digits = address.removeprefix("0x")
    return digits not in {digits.lower(), digits.upper()} and checksummed(address) != address


def keccak_256(message: bytes) -> bytes:
    """Return the Keccak-256 of a message, 32 bytes."""
    padded = bytearray(message) + bytes(_RATE - len(message) % _RATE)
    padded[len(message)] ^= 0x01
    padded[-1] ^= 0x80
    lanes: _Lanes = [[0] * 5 for _ in range(5)]
    for start in range(0, len(padded), _RATE):
        for place in range(_RATE // 8):
            word = padded[start + 8 * place : start + 8 * place + 8]
            lanes[place % 5][place // 5] ^= int.from_bytes(word, "little")
        for constant in _CONSTANTS:
            lanes = _round(lanes, constant)
    return b"".join(lanes[x][0].to_bytes(8, "little") for x in range(4))


def _round(lanes: _Lanes, constant: int) -> _Lanes:
    """One of the 24 rounds: theta, rho and pi, chi, iota, as the submission names them."""
    # THETA
    columns = [column[0] ^ column[1] ^ column[2] ^ column[3] ^ column[4] for column in lanes]
    mixed = [columns[x - 1] ^ _turned(columns[(x + 1) % 5], 1) for x in range(5)]

    # RHO AND PI
    moved: _Lanes = [[0] * 5 for _ in range(5)]
    for x, y in product(range(5), range(5)):
        moved[y][(2 * x + 3 * y) % 5] = _turned(lanes[x][y] ^ mixed[x], _OFFSETS[x][y])

    # CHI
    after = [[moved[x][y] ^ (~moved[(x + 1) % 5][y] & moved[(x + 2) % 5][y]) for y in range(5)] for x in range(5)]

    # IOTA
    after[0][0] ^= constant
    return after


def _turned(lane: int, places: int) -> int:
    return (lane << places | lane >> (64 - places)) & _LANE


def _offsets() -> _Lanes:
    """Return by how much each lane is turned: the triangular numbers along one walk through the square."""
    offsets: _Lanes = [[0] * 5 for _ in range(5)]
    x, y = 1, 0
    for step in range(24):
        offsets[x][y] = (step + 1) * (step + 2) // 2 % 64
        x, y = y, (2 * x + 3 * y) % 5
    return offsets


def _constants() -> Iterator[int]:
    """Yield the constants of the rounds, bits of a linear feedback shift register."""
    register = 1
    for _ in range(24):
        constant = 0
        for power in range(7):
            constant |= (register & 1) << ((1 << power) - 1)
            register = (register << 1) ^ (0x171 if register & 0x80 else 0)
        yield constant


_OFFSETS: Final = _offsets()
_CONSTANTS: Final = tuple(_constants())

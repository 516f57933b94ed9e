"""Addresses: their capitals are a checksum, and the hash behind it is the one the ledger uses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.units.wallets import checksummed, is_address, keccak_256, mistyped

# ERC-55, "Test Cases"
PUBLISHED = (
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
    "0xde709f2102306220921060314715629080e2fb77",
    "0x27b1fdb04752bbc536007a920d24acb045561c26",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
)


@pytest.mark.parametrize("address", PUBLISHED)
def test_the_published_addresses_bear_their_checksum(address: str) -> None:
    assert checksummed(address) == checksummed(address.lower()) == address
    assert is_address(address)


@pytest.mark.parametrize(
    "text", ["", "0x1234", "0x" + "0" * 40, "0x" + "g" * 40, "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"]
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        (b"abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    ],
)
def test_the_hash_gives_the_published_values(message: bytes, digest: str) -> None:
    assert keccak_256(message).hex() == digest


@given(st.binary(max_size=300))
def test_the_hash_is_the_ledgers(message: bytes) -> None:
    hashing = pytest.importorskip("eth_hash.auto", reason="the extra [chain] is not installed")
    assert keccak_256(message) == hashing.keccak(message)


def test_capitals_that_are_no_checksum_are_a_slip_and_one_case_alone_says_nothing():
    right = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
    assert checksummed(right) == right
    assert mistyped(right[:-2] + "A3")
    assert [mistyped(each) for each in (right, right.lower(), "0x" + right[2:].upper())] == [False] * 3

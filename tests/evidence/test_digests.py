"""Digests against the standards' own examples, through both implementations of SM3."""

import hashlib
import io

import pytest

from tallystick.evidence.digests import Algorithm, Digests, digest, digests, sha256_hex, sha256_stream, sm3_hex

# FIPS 180-4 and GB/T 32905-2016, annex A
ABC = Digests(
    sha256="ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    sm3="66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
)
SM3_OF_64_BYTES = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


@pytest.fixture(params=["system", "fallback"])
def _sm3(request, monkeypatch):
    if request.param == "fallback":

        def without_sm3(name):
            raise ValueError(name)

        monkeypatch.setattr(hashlib, "new", without_sm3)


@pytest.mark.usefixtures("_sm3")
def test_the_standards_own_examples_come_out():
    assert digests(b"abc") == ABC
    assert sm3_hex(b"abcd" * 16) == SM3_OF_64_BYTES


@pytest.mark.usefixtures("_sm3")
def test_a_stream_has_the_digests_of_its_bytes():
    content = b"x" * (3 * 2**20 + 1)
    assert sha256_stream(io.BytesIO(content)) == sha256_hex(content)
    assert sha256_stream(io.BytesIO(b"abc")) == ABC.sha256


def test_the_raw_and_the_written_form_agree():
    assert digest(b"abc", Algorithm.SHA256).hex() == sha256_hex(b"abc") == ABC.sha256
    assert digest(b"abc", Algorithm.SM3).hex() == ABC.sm3

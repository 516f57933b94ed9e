"""SM2 by the system's libcrypto: the standard's own signature, and a plain twin that computes the same."""

import ctypes.util
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.evidence.digests import Algorithm, digest
from tallystick.shell.signing import sm2
from tallystick.shell.signing.sm2 import IDENTITY, Sm2Key, Sm2UnavailableError, open_key, verify

# GB/T 32918.5-2017, annex A.2: the key, the message and the signature it prints
PUBLIC = bytes.fromhex(
    "04"
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
MESSAGE = b"message digest"
SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)
DIGEST = int("F0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640", 16)

# GB/T 32918.5-2017: the curve
P = int("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF", 16)
A = P - 3
B = int("28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93", 16)
N = int("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123", 16)
G = (
    int("32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7", 16),
    int("BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0", 16),
)


@pytest.fixture(scope="module", autouse=True)
def _platform():
    """Skip, and say so, where this machine's libcrypto has no SM2."""
    try:
        Sm2Key.generate()
    except Sm2UnavailableError as error:
        pytest.skip(str(error))


def add(one, two):
    if one is None or two is None:
        return two if one is None else one
    if one[0] == two[0] and (one[1] + two[1]) % P == 0:
        return None
    if one == two:
        slope = (3 * one[0] ** 2 + A) * pow(2 * one[1], -1, P)
    else:
        slope = (two[1] - one[1]) * pow(two[0] - one[0], -1, P)
    x = (slope**2 - one[0] - two[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P


def times(number, point):
    total = None
    while number:
        total = add(total, point) if number & 1 else total
        point, number = add(point, point), number >> 1
    return total


def hashed(public, message):
    """e = SM3(Z_A || message). Source: GB/T 32918.2-2016, 5.5 and 6.1."""
    curve = b"".join(each.to_bytes(32, "big") for each in (A, B, *G))
    identity = (8 * len(IDENTITY)).to_bytes(2, "big") + IDENTITY
    z = digest(identity + curve + public[1:], Algorithm.SM3)
    return int.from_bytes(digest(z + message, Algorithm.SM3), "big")


def verified_plainly(public, message, signature):
    """GB/T 32918.2-2016, 7.1, step by step."""
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    t = (r + s) % N
    if not (0 < r < N and 0 < s < N) or t == 0:
        return False
    point = add(times(s, G), times(t, (int.from_bytes(public[1:33], "big"), int.from_bytes(public[33:], "big"))))
    return point is not None and (hashed(public, message) + point[0]) % N == r


def test_the_standards_own_signature_verifies():
    assert hashed(PUBLIC, MESSAGE) == DIGEST
    assert verified_plainly(PUBLIC, MESSAGE, SIGNATURE)
    assert verify(PUBLIC, MESSAGE, SIGNATURE)


@pytest.mark.parametrize("place", [0, 31, 32, 63])
def test_nothing_near_it_does(place):
    near = SIGNATURE[:place] + bytes([SIGNATURE[place] ^ 1]) + SIGNATURE[place + 1 :]
    assert not verify(PUBLIC, MESSAGE, near)
    assert not verify(PUBLIC, MESSAGE + b".", SIGNATURE)


@settings(max_examples=8, deadline=None)
@given(st.binary(max_size=300))
def test_what_libcrypto_signs_a_plain_twin_verifies(message):
    key = Sm2Key.generate()
    signature = key.sign(message)
    assert len(signature) == 64
    assert verified_plainly(key.public_key, message, signature)
    assert verify(key.public_key, message, signature)
    assert not verify(PUBLIC, message, signature)


@pytest.mark.parametrize(
    "signature",
    [b"", SIGNATURE[:-1], SIGNATURE + b"\0", bytes(64), b"\xff" * 64, SIGNATURE[:32] + bytes(32), N.to_bytes(32) * 2],
)
def test_what_is_no_signature_is_false_and_never_raises(signature):
    assert not verify(PUBLIC, MESSAGE, signature)


def test_a_point_off_the_curve_is_no_key():
    assert not verify(PUBLIC[:-1] + b"\0", MESSAGE, SIGNATURE)
    assert not verify(b"", MESSAGE, SIGNATURE)


def test_a_sealed_key_opens_with_its_secret_alone():
    key, secret = Sm2Key.generate(), secrets.token_bytes(32)
    sealed = key.sealed(secret)
    assert open_key(sealed, secret).public_key == key.public_key
    for bytes_, other in ((sealed, b"x" * 32), (sealed[:-1], secret), (b"", secret)):
        with pytest.raises(ValueError, match=r"open|nonce|Nonce"):
            open_key(bytes_, other)


def test_a_platform_without_it_says_what_was_looked_for(monkeypatch):
    sm2._library.cache_clear()
    monkeypatch.setattr(ctypes.util, "find_library", lambda _: None)
    with pytest.raises(Sm2UnavailableError, match="OpenSSL 3"):
        Sm2Key.generate()
    sm2._library.cache_clear()

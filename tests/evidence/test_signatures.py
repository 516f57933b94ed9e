"""Signatures: the standard's example verifies, and nothing that looks like one does."""

import pytest

from tallystick.evidence.signatures import PublicKeyError, fingerprint, verify

# RFC 8032 section 7.1, test 2
KEY = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
MESSAGE = b"\x72"
SIGNATURE = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
ORDER = 2**252 + 27742317777372353535851937790883648493


def test_the_standard_s_example_verifies():
    assert verify(KEY, MESSAGE, SIGNATURE)


@pytest.mark.parametrize(
    "signature",
    ["", "zz", SIGNATURE[:-2], SIGNATURE + "00", SIGNATURE.replace("92a0", "92a1"), "00" * 64, "é" * 128],
)
def test_anything_else_does_not(signature):
    assert not verify(KEY, MESSAGE, signature)


def test_another_message_does_not_fit():
    assert not verify(KEY, b"\x73", SIGNATURE)


def test_a_signature_has_one_form():
    # RFC 8032 section 5.1.7: S below the order of the group, or anyone could make a second valid signature
    raw = bytes.fromhex(SIGNATURE)
    shifted = int.from_bytes(raw[32:], "little") + ORDER
    assert not verify(KEY, MESSAGE, (raw[:32] + shifted.to_bytes(32, "little")).hex())


@pytest.mark.parametrize("key", ["", "zz", KEY[:-2], KEY + "00", "01" + "00" * 31, "00" * 31 + "80", "ec" + "ff" * 31])
def test_a_key_that_binds_nobody_is_refused(key):
    with pytest.raises(PublicKeyError):
        verify(key, MESSAGE, SIGNATURE)


def test_two_people_can_compare_a_key_by_reading_it_aloud():
    groups = fingerprint(KEY).split(" ")
    assert len(groups) == 16
    assert {len(group) for group in groups} == {4}
    assert fingerprint(KEY) != fingerprint(KEY.replace("3d", "3e", 1))

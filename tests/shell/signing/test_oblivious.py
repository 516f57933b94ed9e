"""The oblivious function against the vectors that its standard publishes, and against whoever does not keep to it."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.shell.operations.ports.services.matching import BlindingError
from tallystick.shell.signing.oblivious import Ristretto, derive_key, evaluate, public_key

# Source: RFC 9497, appendix A.1.2: ristretto255-SHA512, VOPRF mode.
SEED, INFO = bytes.fromhex("a3" * 32), bytes.fromhex("74657374206b6579")
KEY = "e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909"
PUBLIC = "c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e"
ONE = {
    "input": ("00",),
    "blind": ("64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706",),
    "blinded": ("863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945",),
    "evaluated": ("aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e",),
    "proof": "ddef93772692e535d1a53903db24367355cc2cc78de93b3be5a8ffcc6985dd06"
    "6d4346421d17bf5117a2a1ff0fcb2a759f58a539dfbe857a40bce4cf49ec600d",
    "nonce": "222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e",
    "output": (
        (
            "b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7d"
            "a4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c"
        ),
    ),
}
TWO = {
    "input": ("5a" * 17,),
    "blind": ONE["blind"],
    "blinded": ("cc0b2a350101881d8a4cba4c80241d74fb7dcbfde4a61fde2f91443c2bf9ef0c",),
    "evaluated": ("60a59a57208d48aca71e9e850d22674b611f752bed48b36f7a91b372bd7ad468",),
    "proof": "401a0da6264f8cf45bb2f5264bc31e109155600babb3cd4e5af7d181a2c9dc0a"
    "67154fabf031fd936051dec80b0b6ae29c9503493dde7393b722eafdf5a50b02",
    "nonce": ONE["nonce"],
    "output": (
        (
            "8a9a2f3c7f085b65933594309041fc1898d42d0858e59f90814ae90571a6df60"
            "356f4610bf816f27afdd84f47719e480906d27ecd994985890e5f539e7ea74b6"
        ),
    ),
}
BATCH = {
    "input": (*ONE["input"], *TWO["input"]),
    "blind": (*ONE["blind"], ONE["nonce"]),
    "blinded": (*ONE["blinded"], "90a0145ea9da29254c3a56be4fe185465ebb3bf2a1801f7124bbbadac751e654"),
    "evaluated": (*ONE["evaluated"], "cc5ac221950a49ceaa73c8db41b82c20372a4c8d63e5dded2db920b7eee36a2a"),
    "proof": "cc203910175d786927eeb44ea847328047892ddf8590e723c37205cb74600b0a"
    "5ab5337c8eb4ceae0494c2cf89529dcf94572ed267473d567aeed6ab873dee08",
    "nonce": "419c4f4f5052c53c45f3da494d2b67b220d02118e0857cdbcf037f9ea84bbe0c",
    "output": (*ONE["output"], *TWO["output"]),
}
FILER = Ristretto()


def raw(vector: Mapping[str, object], name: str) -> tuple[bytes, ...]:
    texts = vector[name]
    assert isinstance(texts, tuple)
    return tuple(map(bytes.fromhex, texts))


def test_the_key_of_the_standard_is_derived_from_its_seed():
    key = derive_key(SEED, INFO)
    assert (key.hex(), public_key(key).hex()) == (KEY, PUBLIC)


@pytest.mark.parametrize("vector", [ONE, TWO, BATCH], ids=["one", "two", "batch"])
def test_every_step_gives_what_the_standard_prints(vector: Mapping[str, object]):
    blinded = tuple(FILER.blind(*pair) for pair in zip(raw(vector, "input"), raw(vector, "blind"), strict=True))
    evaluated, proof = evaluate(bytes.fromhex(KEY), blinded, nonce=bytes.fromhex(str(vector["nonce"])))
    assert (blinded, evaluated) == (raw(vector, "blinded"), raw(vector, "evaluated"))
    assert proof.hex() == vector["proof"]
    found = FILER.finalise(raw(vector, "input"), raw(vector, "blind"), evaluated, proof, bytes.fromhex(PUBLIC))
    assert found == raw(vector, "output")


@given(
    text=st.binary(min_size=1, max_size=80),
    seeds=st.tuples(*[st.binary(min_size=64, max_size=64).filter(any)] * 2),
)
def test_the_output_knows_nothing_of_the_blind(text: bytes, seeds: tuple[bytes, bytes]):
    found = set()
    for seed in seeds:
        scalar = FILER.scalar(seed)
        evaluated, proof = evaluate(bytes.fromhex(KEY), [FILER.blind(text, scalar)])
        found |= set(FILER.finalise([text], [scalar], evaluated, proof, bytes.fromhex(PUBLIC)))
    assert len(found) == 1


def test_a_desk_that_uses_another_key_for_one_filer_is_found_out():
    scalar = raw(ONE, "blind")[0]
    evaluated, proof = evaluate(derive_key(SEED, b"another"), [FILER.blind(b"a", scalar)])
    with pytest.raises(BlindingError, match="published key"):
        FILER.finalise([b"a"], [scalar], evaluated, proof, bytes.fromhex(PUBLIC))


@pytest.mark.parametrize("place", range(0, 64, 9))
def test_a_proof_with_a_changed_byte_holds_no_more(place: int):
    proof = bytearray(bytes.fromhex(str(ONE["proof"])))
    proof[place] ^= 1
    with pytest.raises(BlindingError):
        FILER.finalise(raw(ONE, "input"), raw(ONE, "blind"), raw(ONE, "evaluated"), bytes(proof), bytes.fromhex(PUBLIC))


@pytest.mark.parametrize("element", [bytes(32), b"\xff" * 32, b"short", b""])
def test_what_is_no_element_of_the_group_is_refused_on_both_sides(element: bytes):
    with pytest.raises(BlindingError):
        evaluate(bytes.fromhex(KEY), [element])
    with pytest.raises(BlindingError):
        FILER.finalise(raw(ONE, "input"), raw(ONE, "blind"), [element], bytes(64), bytes.fromhex(PUBLIC))


def test_a_blind_of_zero_is_refused():
    with pytest.raises(BlindingError):
        FILER.scalar(bytes(64))


def test_the_library_leaves_no_file_behind():
    import sys
    from pathlib import Path

    assert not Path(sys.modules["rbcl._sodium"].lib_path).exists()

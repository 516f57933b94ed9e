"""A verifiable oblivious pseudorandom function: VOPRF(ristretto255, SHA-512) of RFC 9497, on libsodium's group.

    filer   blinded = blind * HashToGroup(text)
    desk    evaluated = key * blinded, and a proof that the key is that of the public key
    filer   output = Hash(text || blind^-1 * evaluated), once the proof holds

The desk never sees a text and the filer never holds the key; the proof keeps the desk from using another key for one
filer than for the rest. The group is libsodium's, constant in time; the protocol around it is a page of hashing.
Source: RFC 9497 sections 2.2, 3.2, 3.3.2 and 4.1; RFC 9380 section 5.3.1 for expand_message_xmd; held against the
vectors of RFC 9497, appendix A.1.2.
It keeps nothing: blinds come from `scalar` and whatever seed the caller has, keys from `derive_key`.
"""

import secrets
from collections.abc import Sequence
from hashlib import sha512
from hmac import compare_digest
from typing import Final

from tallystick.shell.operations.ports.services.matching import BlindingError
from tallystick.shell.signing.ristretto import (
    add,
    from_hash,
    invert,
    is_element,
    multiply,
    multiply_base,
    reduced,
    scalar_difference,
    scalar_product,
)

__all__ = ["ELEMENTS", "Ristretto", "derive_key", "evaluate", "public_key"]

ELEMENTS: Final = (1 << 16) - 1
"""How many elements one proof can be about."""

_CONTEXT: Final = b"OPRFV1-\x01-ristretto255-SHA512"
_BLOCK: Final = 128
_WIDE: Final = 64
_SCALAR: Final = 32
_TRIES: Final = 256


class Ristretto:
    """What a filer does; implements the `Blinding` port."""

    def scalar(self, seed: bytes) -> bytes:
        """Return a scalar from 64 uniform bytes; see the port."""
        found = reduced(seed)
        if not any(found):
            raise BlindingError("the blind is zero")
        return found

    def blind(self, text: bytes, scalar: bytes) -> bytes:
        """Return a blinded text; see the port."""
        return multiply(scalar, _hash_to_group(text))

    def finalise(
        self, texts: Sequence[bytes], scalars: Sequence[bytes], evaluated: Sequence[bytes], proof: bytes, key: bytes
    ) -> tuple[bytes, ...]:
        """Return the output of each text, once the proof holds; see the port."""
        blinded = [self.blind(text, scalar) for text, scalar in zip(texts, scalars, strict=True)]
        if len(evaluated) != len(blinded) or not all(map(is_element, (key, *evaluated))):
            raise BlindingError("an element of the answer is missing or is none of the group")
        if not _holds(key, blinded, evaluated, proof):
            raise BlindingError("the proof does not hold: the answer was not made with the published key")
        opened = (multiply(invert(scalar), each) for scalar, each in zip(scalars, evaluated, strict=True))
        return tuple(
            sha512(_led(text) + _led(each) + b"Finalize").digest() for text, each in zip(texts, opened, strict=True)
        )


def derive_key(seed: bytes, info: bytes) -> bytes:
    """Return the private key that a seed of 32 random bytes and a public text make. Source: RFC 9497 section 3.2.1."""
    for counter in range(_TRIES):
        key = _hash_to_scalar(seed + _led(info) + bytes((counter,)), b"DeriveKeyPair" + _CONTEXT)
        if any(key):
            return key
    raise BlindingError("no key can be derived from the seed")


def public_key(key: bytes) -> bytes:
    """Return the public half of a private key, 32 bytes."""
    return multiply_base(key)


def evaluate(key: bytes, blinded: Sequence[bytes], *, nonce: bytes | None = None) -> tuple[tuple[bytes, ...], bytes]:
    """Evaluate blinded texts under a private key, and prove that it was this key.

    Args:
        key: private.
        blinded: at most `ELEMENTS`.
        nonce: the scalar of the proof; random unless a test vector gives it, and never used twice.

    Raises:
        BlindingError: an element is none of the group, or there are none or too many.
    """
    if not 0 < len(blinded) <= ELEMENTS or not all(map(is_element, blinded)):
        raise BlindingError("an element of the request is none of the group, or there are none or too many")
    evaluated = tuple(multiply(key, each) for each in blinded)
    public = public_key(key)
    weights = _weights(public, blinded, evaluated)
    mixed = _mixed(weights, blinded)
    random = nonce or reduced(secrets.token_bytes(_WIDE))
    challenge = _challenge(public, mixed, multiply(key, mixed), multiply_base(random), multiply(random, mixed))
    return evaluated, challenge + scalar_difference(random, scalar_product(challenge, key))


def _holds(public: bytes, blinded: Sequence[bytes], evaluated: Sequence[bytes], proof: bytes) -> bool:
    if len(proof) != 2 * _SCALAR:
        return False
    challenge, answer = proof[:_SCALAR], proof[_SCALAR:]
    if reduced(challenge + bytes(_SCALAR)) != challenge or reduced(answer + bytes(_SCALAR)) != answer:
        return False
    weights = _weights(public, blinded, evaluated)
    left, right = _mixed(weights, blinded), _mixed(weights, evaluated)
    first = add(multiply_base(answer), multiply(challenge, public))
    second = add(multiply(answer, left), multiply(challenge, right))
    return compare_digest(_challenge(public, left, right, first, second), challenge)


def _weights(public: bytes, blinded: Sequence[bytes], evaluated: Sequence[bytes]) -> list[bytes]:
    """Return one scalar a pair, so that a proof of their sum is a proof of each. Source: RFC 9497 section 2.2.1."""
    seed = _led(sha512(_led(public) + _led(b"Seed-" + _CONTEXT)).digest())
    return [
        _hash_to_scalar(seed + place.to_bytes(2, "big") + _led(before) + _led(after) + b"Composite")
        for place, (before, after) in enumerate(zip(blinded, evaluated, strict=True))
    ]


def _mixed(weights: Sequence[bytes], elements: Sequence[bytes]) -> bytes:
    total = bytes(_SCALAR)
    for weight, element in zip(weights, elements, strict=True):
        total = add(total, multiply(weight, element))
    return total


def _challenge(*elements: bytes) -> bytes:
    return _hash_to_scalar(b"".join(map(_led, elements)) + b"Challenge")


def _hash_to_group(text: bytes) -> bytes:
    found = from_hash(_expanded(text, b"HashToGroup-" + _CONTEXT))
    if not any(found):
        raise BlindingError("the text hashes to the identity")
    return found


def _hash_to_scalar(text: bytes, domain: bytes = b"HashToScalar-" + _CONTEXT) -> bytes:
    return reduced(_expanded(text, domain))


def _expanded(text: bytes, domain: bytes) -> bytes:
    """Return 64 uniform bytes: expand_message_xmd with SHA-512, whose one block is enough."""
    tagged = domain + bytes((len(domain),))
    first = sha512(bytes(_BLOCK) + text + _WIDE.to_bytes(2, "big") + b"\0" + tagged).digest()
    return sha512(first + b"\x01" + tagged).digest()


def _led(content: bytes) -> bytes:
    return len(content).to_bytes(2, "big") + content

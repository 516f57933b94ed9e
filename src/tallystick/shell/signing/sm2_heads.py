"""The SM2 line under the head of an SM3 tree: a signed note of its own, so that clients of the log are undisturbed.

    key id          first 4 bytes of SHA-256(origin || newline || ff || "sm2" || public key)
    line            em dash, origin, base64(key id || r || s); the text above it is that of the SM3 head
    key of readers  origin+key id in hexadecimal+base64(ff || "sm2" || public key)

ff is the kind that C2SP signed-note leaves for signatures without one of their own.
Source: C2SP signed-note, "Signature types"; SUPTECH.md 3.5, item 5.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Final

from tallystick.evidence.digests import Algorithm, digest
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import NoteSignature, note_bytes, parse_note
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.signing.sm2 import Sm2UnavailableError, verify

__all__ = ["Sm2Heads", "Sm2Reader"]

_KIND: Final = b"\xffsm2"
_POINT: Final = 65
"""Bytes of a point that is not compressed."""


class Sm2Heads:
    """Signs the heads of one home's SM3 trees, where the platform can; `shell.files.beside.shadow` asks for it."""

    def __init__(self, key: Callable[[], Signer]) -> None:
        """Keep how the home's key is opened; it is opened when something is signed or checked, not before."""
        self._key = key

    def sign(self, origin: str, text: str) -> bytes:
        """Return the signed note over the text of a head; empty where this platform has no SM2."""
        try:
            key = self._key()
            signature = bytes.fromhex(key.sign(text.encode()))
            line = NoteSignature(name=origin, key_id=_id(origin, bytes.fromhex(key.public_key)), signature=signature)
        except Sm2UnavailableError:
            return b""
        return note_bytes(text, (line,))

    def fault(self, origin: str, text: str, content: bytes, file: str) -> Finding | None:
        """Say what is wrong with a kept note: another text, another key, a wrong signature; or that nothing can tell.

        Args:
            origin: of the SM3 tree.
            text: of its present head.
            content: the kept note.
            file: name to give as the finding's place.
        """
        try:
            return _fault(origin, text, content, file, self._key().public_key)
        except Sm2UnavailableError:
            return finding("files.sm2-unavailable", file=file)

    def verifier(self, origin: str) -> str:
        """Return the key as readers of the heads take it, in one line; empty where this platform has no SM2."""
        try:
            public_key = bytes.fromhex(self._key().public_key)
        except Sm2UnavailableError:
            return ""
        return f"{origin}+{_id(origin, public_key).hex()}+{b64encode(_KIND + public_key).decode()}"


class Sm2Reader:
    """Judges the SM2 lines under the heads of somebody else's SM3 tree, by the key that the reader got another way."""

    def __init__(self, verifier: str) -> None:
        """Read the key; empty where the reader has none.

        Raises:
            ValueError: the line is no key for heads under SM2.
        """
        self._key = _read(verifier) if verifier else None

    def fault(self, origin: str, text: str, content: bytes, file: str) -> Finding | None:
        """Say what is wrong with a note; that nobody judged it, where there is no key or no SM2. See `Sm2Heads`."""
        if self._key is None:
            return finding("files.sm2-unjudged", file=file)
        name, public_key = self._key
        if name != origin:
            return finding("files.sm2-differs", file=file)
        try:
            return _fault(origin, text, content, file, public_key.hex())
        except Sm2UnavailableError:
            return finding("files.sm2-unavailable", file=file)


def _fault(origin: str, text: str, content: bytes, file: str, key: str) -> Finding | None:
    note = parse_note(content, file=file)
    if isinstance(note, Finding):
        return note
    public_key = bytes.fromhex(key)
    signed = any(
        (each.name, each.key_id) == (origin, _id(origin, public_key))
        and verify(public_key, note.text.encode(), each.signature)
        for each in note.signatures
    )
    return None if signed and note.text == text else finding("files.sm2-differs", file=file)


def _read(line: str) -> tuple[str, bytes]:
    origin, _, rest = line.partition("+")
    key_id, _, encoded = rest.partition("+")
    content = b64decode(encoded, validate=True)
    public_key = content.removeprefix(_KIND)
    if not origin or len(public_key) != _POINT or content == public_key or key_id != _id(origin, public_key).hex():
        raise ValueError(line)
    return origin, public_key


def _id(origin: str, public_key: bytes) -> bytes:
    return digest(origin.encode() + b"\n" + _KIND + public_key, Algorithm.SHA256)[:4]

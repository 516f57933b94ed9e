"""The SM2 line under the head of an SM3 tree: a signed note of its own, so that clients of the log are undisturbed.

    key id    first 4 bytes of SHA-256(origin || newline || ff || "sm2" || public key)
    line      em dash, origin, base64(key id || r || s); the text above it is that of the SM3 head

ff is the kind that C2SP signed-note leaves for signatures without one of their own.
Source: C2SP signed-note, "Signature types"; SUPTECH.md 3.5, item 5.
"""

from collections.abc import Callable
from typing import Final

from tallystick.evidence.digests import Algorithm, digest
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import NoteSignature, note_bytes, parse_note
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.signing.sm2 import Sm2UnavailableError, verify

__all__ = ["Sm2Heads"]

_KIND: Final = b"\xffsm2"


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
        note = parse_note(content, file=file)
        if isinstance(note, Finding):
            return note
        try:
            public_key = bytes.fromhex(self._key().public_key)
            signed = any(
                (each.name, each.key_id) == (origin, _id(origin, public_key))
                and verify(public_key, note.text.encode(), each.signature)
                for each in note.signatures
            )
        except Sm2UnavailableError:
            return finding("files.sm2-unavailable", file=file)
        return None if signed and note.text == text else finding("files.sm2-differs", file=file)


def _id(origin: str, public_key: bytes) -> bytes:
    return digest(origin.encode() + b"\n" + _KIND + public_key, Algorithm.SHA256)[:4]

"""Signed notes: a text under which named keys have put their signatures, one line each.

    text (ends in a newline), an empty line, then lines of: em dash, space, key name, space, base64(key id ||
    signature) key id = first 4 bytes of SHA-256(name || newline || kind || public key)
    verifier key = name+key id in hexadecimal+base64(kind || public key)

Opening a note: a line whose name and key id are not trusted is handed on unchecked; a trusted key's line that does
not verify refuses the whole note; a note that no trusted key signed is refused.
Source: C2SP signed-note; C2SP tlog-cosignature for kind 0x04, whose signature carries a time.
Other kinds of key are unknown keys here. Signing is in `shell.signing`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import IntEnum

from tallystick.evidence.digests import Algorithm, digest
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log.encoding import decode_base64, encode_base64
from tallystick.evidence.signatures import PublicKeyError, public_key_bytes, verify

__all__ = [
    "KeyKind",
    "Note",
    "NoteError",
    "NoteSignature",
    "OpenedNote",
    "Signed",
    "VerifierKey",
    "cosigned",
    "note_bytes",
    "open_note",
    "parse_note",
    "parse_verifier_key",
    "to_cosign",
    "tree_algorithm",
]

_MOST_BYTES = 1 << 20
_MOST_SIGNATURES = 64
_DASH = "— "
_KEY_ID_BYTES = 4
_TIME_BYTES = 8
_LATEST = 2**63 - 1
_SM3 = "/sm3"


class NoteError(ValueError):
    """A note cannot be written this way, or a verifier key cannot be read."""


class KeyKind(IntEnum):
    """What a key signs: the text itself, or a witness's statement that it saw the text at a time."""

    ED25519 = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """A key whose signature on notes is trusted. Law: ``parse_verifier_key(str(key)) == key``.

    Attributes:
        name: who signs, for logs the origin; no space and no plus.
        public_key: Ed25519, 64 hexadecimal digits.
        kind: what the key signs.

    Raises:
        NoteError: the name is empty or holds a space or a plus.
        PublicKeyError: the public key is malformed or of small order.
    """

    name: str
    public_key: str
    kind: KeyKind = KeyKind.ED25519

    def __post_init__(self) -> None:
        """Refuse a name that could not stand in a signature line."""
        if not _is_key_name(self.name):
            raise NoteError(f"{self.name!r} cannot name a key: it is empty, or holds a space or a plus sign")
        public_key_bytes(self.public_key)

    @property
    def key_id(self) -> bytes:
        """The four bytes that, with the name, say which key signed."""
        hashed = self.name.encode() + b"\n" + bytes([self.kind]) + public_key_bytes(self.public_key)
        return digest(hashed, Algorithm.SHA256)[:_KEY_ID_BYTES]

    @property
    def algorithm(self) -> Algorithm:
        """The hash of the tree whose heads this key signs; see `tree_algorithm`."""
        return tree_algorithm(self.name)

    def shadow(self) -> "VerifierKey":
        """Return the same key as the origin of the SM3 tree beside the log."""
        return replace(self, name=f"{self.name}{_SM3}")

    def __str__(self) -> str:
        """Return the one-line form that other clients of such logs read."""
        encoded = encode_base64(bytes([self.kind]) + public_key_bytes(self.public_key))
        return f"{self.name}+{self.key_id.hex()}+{encoded}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSignature:
    """One signature line: the key's name and id, and what the key produced.

    Attributes:
        name: of the key, for logs the origin.
        key_id: four bytes.
        signature: what the key produced.
        line: where it stands in the note that was read, from 1; 0 for one that is to be written.
    """

    name: str
    key_id: bytes
    signature: bytes
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note as read, none of its signatures checked; its text is not to be relied on."""

    text: str
    signatures: tuple[NoteSignature, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A trusted key's valid signature.

    Attributes:
        key: whose it is.
        at: when a witness says it saw the text, in seconds since 1970 in UTC; None for a plain signature.
    """

    key: VerifierKey
    at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedNote:
    """A note that at least one trusted key signed and that no trusted key's line contradicts.

    Attributes:
        text: what was signed.
        signed: the trusted keys that did, each once.
        unchecked: lines of keys that are not trusted; nothing is known of them.
    """

    text: str
    signed: tuple[Signed, ...]
    unchecked: tuple[NoteSignature, ...] = ()


def parse_verifier_key(text: str) -> VerifierKey:
    """Read a verifier key, ``name+530d903a+Aekye...``.

    Raises:
        NoteError: it does not have this form, the key id is not the key's, or the kind is not one of
            `KeyKind`.
    """
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    decoded = decode_base64(encoded)
    kinds = {kind.value: kind for kind in KeyKind}
    if not decoded or decoded[0] not in kinds:
        raise NoteError(f"{text!r} is not a verifier key: write name+key id+base64 of kind 01 or 04 and key")
    try:
        key = VerifierKey(name=name, public_key=decoded[1:].hex(), kind=kinds[decoded[0]])
    except PublicKeyError as error:
        raise NoteError(f"{text!r} is not a verifier key: {error}") from error
    if key.key_id.hex() != key_id:
        raise NoteError(f"{text!r} has key id {key_id}, but its key has {key.key_id.hex()}; one was mistyped")
    return key


def note_bytes(text: str, signatures: Iterable[NoteSignature]) -> bytes:
    """Write a note.

    Raises:
        NoteError: the text does not end in a newline or holds another control character, or a note without a
            signature was asked for.
    """
    if not text.endswith("\n") or _has_control(text):
        raise NoteError("the text of a note ends in a newline and holds no other control character")
    lines = [f"{_DASH}{each.name} {encode_base64(each.key_id + each.signature)}\n" for each in signatures]
    if not lines:
        raise NoteError("a note without a signature says nothing that could be checked; sign it first")
    return f"{text}\n{''.join(lines)}".encode()


def parse_note(content: bytes, *, file: str = "") -> Note | Finding:
    """Read a note without checking its signatures, or say why it is not one.

    Args:
        content: the bytes of the note, at most one mebibyte.
        file: name to give as the finding's place.

    Source: C2SP signed-note, "Format".
    """
    if len(content) > _MOST_BYTES:
        return finding("evidence.note-too-long", file=file, limit=_MOST_BYTES)
    try:
        whole = content.decode("utf-8")
    except UnicodeDecodeError:
        return finding("evidence.note-not-text", file=file)
    if _has_control(whole):
        return finding("evidence.note-not-text", file=file)
    text, gap, block = whole.rpartition("\n\n")
    if not gap or not block.endswith("\n"):
        return finding("evidence.note-without-signatures", file=file)
    lines = block[:-1].split("\n")
    if len(lines) > _MOST_SIGNATURES:
        return finding("evidence.note-too-many-signatures", file=file, limit=_MOST_SIGNATURES, count=len(lines))
    signatures = []
    first = text.count("\n") + 3
    for number, line in enumerate(lines, start=first):
        signature = _parse_signature(line, number)
        if signature is None:
            return finding("evidence.note-signature-line", file=file, line=number)
        signatures.append(signature)
    return Note(text=text + "\n", signatures=tuple(signatures))


def open_note(content: bytes, keys: Iterable[VerifierKey], *, file: str = "") -> OpenedNote | Finding:
    """Read a note and check every signature of a trusted key, or say why the note is refused.

    Args:
        content: the bytes of the note.
        keys: the keys that are trusted; each counts once, however often it signed.
        file: name to give as the finding's place.

    Source: C2SP signed-note, "Signatures".
    """
    note = parse_note(content, file=file)
    if isinstance(note, Finding):
        return note
    trusted = {(key.name, key.key_id): key for key in keys}
    signed: dict[VerifierKey, Signed] = {}
    unchecked: list[NoteSignature] = []
    for signature in note.signatures:
        key = trusted.get((signature.name, signature.key_id))
        if key is None:
            unchecked.append(signature)
            continue
        checked = _check(key, note.text, signature.signature)
        if checked is None:
            return finding("evidence.note-signature-wrong", file=file, line=signature.line, key=str(key))
        signed.setdefault(key, checked)
    if not signed:
        names = tuple(str(key) for key in trusted.values())
        return finding("evidence.note-not-signed", file=file, keys=names)
    return OpenedNote(text=note.text, signed=tuple(signed.values()), unchecked=tuple(unchecked))


def tree_algorithm(origin: str) -> Algorithm:
    """Return the hash of the tree that a log of this origin keeps: SM3 where it ends in ``/sm3``, else SHA-256.

    Source: SUPTECH.md 3.5, item 5; C2SP tlog-tiles knows SHA-256 alone, so a tree of SM3 is a log of its own.
    """
    return Algorithm.SM3 if origin.endswith(_SM3) else Algorithm.SHA256


def to_cosign(text: str, at: int) -> bytes:
    """Return the bytes a witness signs: that it saw this text at this time, as the largest head it knows.

    Args:
        text: the text of the note, such as a checkpoint's.
        at: seconds since 1970 in UTC.

    Source: C2SP tlog-cosignature, "Ed25519 signed message".
    """
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def cosigned(content: bytes, key: VerifierKey, *, at: int, signature: str, file: str = "") -> bytes | Finding:
    """Return a note with a witness's line added, or say why it cannot be.

    Args:
        content: the bytes of the note.
        key: the witness's key, of the kind `COSIGNATURE`.
        at: seconds since 1970 in UTC, as signed.
        signature: Ed25519 over the `to_cosign` bytes, 128 hexadecimal digits.
        file: name to give as the finding's place.

    Raises:
        NoteError: the signature or the time does not have its form, or the key is of another kind.
    """
    try:
        raw = at.to_bytes(_TIME_BYTES, "big") + bytes.fromhex(signature)
    except (ValueError, OverflowError) as error:
        raise NoteError(f"a cosignature has a time in seconds and hexadecimal digits: {error}") from error
    if key.kind is not KeyKind.COSIGNATURE:
        raise NoteError(f"{key} signs notes; a witness cosigns with a key of kind 04")
    note = parse_note(content, file=file)
    if isinstance(note, Finding):
        return note
    if _check(key, note.text, raw) is None:
        return finding("evidence.note-signature-wrong", file=file, key=str(key))
    line = NoteSignature(name=key.name, key_id=key.key_id, signature=raw)
    others = [each for each in note.signatures if (each.name, each.key_id) != (line.name, line.key_id)]
    return note_bytes(note.text, (*others, line))


def _check(key: VerifierKey, text: str, signature: bytes) -> Signed | None:
    if key.kind is KeyKind.ED25519:
        valid = verify(key.public_key, text.encode(), signature.hex())
        return Signed(key=key, at=None) if valid else None
    at = int.from_bytes(signature[:_TIME_BYTES], "big")
    valid = at <= _LATEST and verify(key.public_key, to_cosign(text, at), signature[_TIME_BYTES:].hex())
    return Signed(key=key, at=at) if valid else None


def _parse_signature(line: str, number: int) -> NoteSignature | None:
    if not line.startswith(_DASH):
        return None
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    decoded = decode_base64(encoded)
    if not _is_key_name(name) or decoded is None or len(decoded) <= _KEY_ID_BYTES:
        return None
    return NoteSignature(name=name, key_id=decoded[:_KEY_ID_BYTES], signature=decoded[_KEY_ID_BYTES:], line=number)


def _is_key_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(mark.isspace() for mark in name) and name.isprintable()


def _has_control(text: str) -> bool:
    return any(mark < " " and mark != "\n" for mark in text)

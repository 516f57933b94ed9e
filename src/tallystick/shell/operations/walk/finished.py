"""A finished walk: what it came to and which files it left, kept beside them, so that a second one only shows it."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from tallystick.evidence.canonical import canonical, nested_beyond
from tallystick.evidence.digests import sha256_hex

__all__ = ["FINISHED_FILE", "ClassIssued", "ClassPaid", "Record", "Walked", "read_record", "record_bytes"]

FINISHED_FILE = "walk.json"
_SCHEMA = "tallystick/walked/v1"
_DEEPEST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassIssued:
    """One class as issued: token address, units minted, filed cap in units, holders."""

    token_class: str
    address: str
    minted: int
    cap: int
    holders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassPaid:
    """One class as paid for the period: amounts as texts with their currency, and the factor to six places."""

    token_class: str
    interest: str
    principal: str
    factor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """What a walk came to.

    Attributes:
        digest: of the deal folder it walked.
        deal: id; `name_zh` and `name_en` its names.
        filing: id of the filing; `root` its package root.
        period: the month that was paid.
        claims: how many payments; `confirmed` what the bank (a specimen) confirmed, with its currency.
        standings: of the ten obligations, in order.
        out: the folder of the results.
        before: whether it had been finished before this call.
    """

    digest: str
    deal: str
    name_zh: str
    name_en: str
    filing: str
    root: str
    issued: tuple[ClassIssued, ...]
    period: str
    paid: tuple[ClassPaid, ...]
    claims: int
    confirmed: str
    standings: tuple[str, ...]
    out: str
    before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is kept of a finished walk: what it came to, the SHA-256 of each file it left, and the seal under both."""

    walked: Walked
    files: Mapping[str, str]
    seal: str

    def is_sealed(self, secret: bytes) -> bool:
        """Return whether the home with this secret, and nobody else, wrote the record. Source: RFC 2104."""
        return hmac.compare_digest(self.seal.encode(), _seal(_body(self.walked, self.files), secret).encode())


def record_bytes(walked: Walked, left: Mapping[str, bytes], secret: bytes) -> bytes:
    """Return the record of a finished walk, sealed with the secret of its onshore home.

    Args:
        walked: what it came to.
        left: every file it laid out below its folder, homes excepted.
        secret: of the onshore home.
    """
    body = _body(walked, {path: sha256_hex(content) for path, content in left.items()})
    return canonical(body | {"seal": _seal(body, secret)})


def read_record(content: bytes) -> Record | None:
    """Read a record; None where it cannot be read."""
    if nested_beyond(content, _DEEPEST):
        return None
    try:
        body = json.loads(content)
        if body.pop("schema") != _SCHEMA:
            return None
        seal, files = str(body.pop("seal")), {str(path): str(digest) for path, digest in body.pop("files").items()}
        issued = tuple(ClassIssued(**each) for each in body.pop("issued"))
        paid = tuple(ClassPaid(**each) for each in body.pop("paid"))
        standings = tuple(body.pop("standings"))
        walked = Walked(**(body | {"issued": issued, "paid": paid, "standings": standings}))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return Record(walked=walked, files=files, seal=seal)


def _body(walked: Walked, files: Mapping[str, str]) -> dict[str, object]:
    return {"schema": _SCHEMA, **json.loads(json.dumps(asdict(walked))), "files": dict(files)}


def _seal(body: Mapping[str, object], secret: bytes) -> str:
    return hmac.new(secret, canonical(dict(body)), hashlib.sha256).hexdigest()

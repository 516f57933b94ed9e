"""A finished walk: what it came to, kept beside its results, so that a second one only shows it."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from tallystick.evidence.canonical import canonical

__all__ = ["FINISHED_FILE", "ClassIssued", "ClassPaid", "Walked", "finished_walk", "walked_bytes"]

FINISHED_FILE = "walk.json"
_SCHEMA = "tallystick/walked/v1"


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


def walked_bytes(walked: Walked, secret: bytes) -> bytes:
    """Return the record of a finished walk, sealed with the secret of its onshore home."""
    record = {"schema": _SCHEMA, **json.loads(json.dumps(asdict(walked)))}
    return canonical(record | {"seal": _seal(record, secret)})


def _seal(record: Mapping[str, object], secret: bytes) -> str:
    """Return what only the home that walked can write under a record. Source: RFC 2104."""
    return hmac.new(secret, canonical(dict(record)), hashlib.sha256).hexdigest()


def finished_walk(content: bytes, out: str, digest: str, secret: bytes) -> Walked | None:
    """Return the walk that was finished in this folder over this very deal folder, or None.

    A record that cannot be read, or that this home did not seal, is none: the walk is walked again, and finds every
    act done.

    Args:
        content: of the record.
        out: the folder of the walk.
        digest: of the deal folder.
        secret: of the onshore home below `out`.
    """
    try:
        record = json.loads(content)
        seal = record.pop("seal")
        if not hmac.compare_digest(seal, _seal(record, secret)):
            return None
        if record.pop("schema") != _SCHEMA or record["digest"] != digest:
            return None
        issued = tuple(ClassIssued(**each) for each in record.pop("issued"))
        paid = tuple(ClassPaid(**each) for each in record.pop("paid"))
        standings = tuple(record.pop("standings"))
        return Walked(**(record | {"issued": issued, "paid": paid, "standings": standings, "before": True, "out": out}))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None

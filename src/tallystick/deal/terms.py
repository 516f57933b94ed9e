"""The filed terms: the part of a deal that is carried overseas and must be what runs.

Their canonical bytes are a file of the package (`terms.json`), and its SHA-256 is the terms hash on the ledger.
Natural persons do not travel: controllers, notes on procedures and the list of documents stay onshore.
Law: `parse_terms(terms_bytes(deal))` is the deal without those parts, and has the same terms bytes.
Source: DESIGN.md section 2, principles 1 and 4.
"""

from typing import Any, Final

from pydantic import ValidationError

from tallystick.deal.deal import Deal
from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.parsers import problem_of

__all__ = ["TERMS_FILE", "parse_terms", "terms_bytes", "terms_hash"]

TERMS_FILE: Final = "terms.json"

_STAYS_ONSHORE: Final[dict[str, Any]] = {
    "documents": True,
    "procedures": True,
    "not_applicable": True,
    "parties": {"__all__": {"controllers"}},
}


def terms_bytes(deal: Deal) -> bytes:
    """Return the canonical bytes of the filed terms."""
    exported = deal.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=_STAYS_ONSHORE)
    return canonical(exported)


def terms_hash(deal: Deal) -> str:
    """Return the SHA-256 of the filed terms, 64 hexadecimal digits."""
    return sha256_hex(terms_bytes(deal))


def parse_terms(content: bytes, *, file: str = TERMS_FILE) -> tuple[Deal | None, tuple[Finding, ...]]:
    """Read filed terms; None and a finding where they are not canonical or not a deal."""
    try:
        return Deal.model_validate(parse_canonical(content)), ()
    except (CanonicalError, ValidationError) as error:
        return None, (finding("deal.terms-unreadable", file=file, problem=problem_of(error)),)

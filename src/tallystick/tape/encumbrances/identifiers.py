"""Identifiers: by what the same asset is known in two filings, in one canonical form.

    asset_id, kind, value, issuer         identifiers.csv, which never leaves the filer

    vin             the vehicle: 17 characters without I, O and Q
    invoice         the invoice: its number, with the seller's code unless the number alone has 20 characters
    property-unit   the parcel or building: its unit number of 28 characters
    contract        the contract: its number and the code of whoever lent or let
    equipment       a device: its serial number and its maker

Two people write one number in two ways, so that width, case, spaces and signs between are taken away before anything is
blinded; what is left is canonical JSON, and equal bytes are one asset.
Source: ISO 3779 for vehicles; RFC 8785 for the bytes; GB 32100 for codes of 18 characters. That an invoice number has
20 digits and a property unit 28 characters is recalled.
It knows nothing of blinding, and a person's identity is no kind: an asset is matched, never a payer.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from tallystick.deal.scalars import Record, Text
from tallystick.evidence.canonical import canonical
from tallystick.evidence.findings import Finding, Severity, finding, told_once
from tallystick.evidence.wording import severity
from tallystick.tape.reading.files.table import Limits
from tallystick.tape.reading.records import read_records

__all__ = ["Identified", "canonical_text", "read_identifiers"]

_SCHEMA: Final = "tallystick/asset-identifier/v1"
_LIMITS: Final = Limits(size=1 << 28, rows=2_000_000, columns=4, cell=200)
_NUMBER: Final = re.compile(r"[0-9A-Z\u3007\u4e00-\u9fff]{4,64}")
_SIGNS: Final = re.compile(r"[^0-9A-Z\u3007\u4e00-\u9fff]")
_FORMS: Final = {
    "vin": re.compile(r"[0-9A-HJ-NPR-Z]{17}"),
    "property-unit": re.compile(r"[0-9A-Z]{28}"),
    "invoice": re.compile(r"[0-9A-Z]{6,30}"),
}
_ALONE: Final = frozenset({"vin", "property-unit"})
_INVOICE_ALONE: Final = 20


class _Row(Record):
    asset_id: Text
    kind: Literal["vin", "invoice", "property-unit", "contract", "equipment"]
    value: Text
    issuer: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """An asset, and the canonical bytes by which the same asset is known elsewhere."""

    asset: str
    kind: str
    text: bytes


def read_identifiers(
    content: bytes, *, file: str = "identifiers.csv"
) -> tuple[tuple[Identified, ...], tuple[Finding, ...]]:
    """Read a list of identifiers. Law: with a finding that is an error, none; an identifier stands once."""
    rows, findings = read_records(_Row, content, file=file, limits=_LIMITS)
    found, read = list(findings), list[Identified]()
    for number, row in rows:
        text = canonical_text(row.kind, row.value, row.issuer or "")
        if text is None:
            code = "tape.match-identifier-unreadable"
            found.append(finding(code, file=file, row=number, column="value", value=row.value, kind=row.kind))
        else:
            read.append(Identified(asset=row.asset_id, kind=row.kind, text=text))
    found += _twice(read, file)
    wrong = any(severity(each) is Severity.ERROR for each in found)
    return (() if wrong else tuple(read)), told_once(found)


def canonical_text(kind: str, value: str, issuer: str) -> bytes | None:
    """Return the canonical bytes of an identifier; None where it is none of its kind, or lacks who gave it.

    Law: the same for every way of writing width, case, spaces and signs.
    """
    number, giver = _bare(value), "" if kind in _ALONE else _bare(issuer)
    if kind == "invoice" and len(number) == _INVOICE_ALONE:
        giver = ""
    elif kind not in _ALONE and not _NUMBER.fullmatch(giver):
        return None
    if not _FORMS.get(kind, _NUMBER).fullmatch(number):
        return None
    return canonical({"schema": _SCHEMA, "kind": kind, "issuer": giver, "value": number})


def _bare(text: str) -> str:
    """Return the letters and digits of a text; none of it where one is of another script, which may look the same."""
    form = unicodedata.normalize("NFKC", text).upper()
    kept = _SIGNS.sub("", form)
    return kept if len(kept) == sum(map(str.isalnum, form)) else ""


def _twice(read: Iterable[Identified], file: str) -> Iterable[Finding]:
    first: dict[bytes, str] = {}
    for each in read:
        known = first.setdefault(each.text, each.asset)
        if known != each.asset:
            yield finding("tape.match-identifier-twice", file=file, first=known, second=each.asset, kind=each.kind)

"""An amendment held against the filing: what lies inside the filed terms, and what needs the filing updated first.

    terms as filed, terms as they would be -> every value that differs
    inside   the size of a class up to what was filed, its coupon inside the range that was filed
    update   anything else: holders may agree to it, and it has no effect before the filing says it

Source: DESIGN.md section 2, principle 1 (what is filed is what runs); CSRC1-6 for what is reported afterwards.
It does not say whether holders agreed: that is the meeting's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tallystick.deal.deal import Deal
from tallystick.deal.structure import ClassTerms, FiledRange, FiledSize
from tallystick.deal.terms import terms_bytes
from tallystick.evidence.canonical import parse_canonical
from tallystick.evidence.findings import Finding, finding

__all__ = ["Change", "changes", "unfiled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value of the terms that would change; texts as JSON gives them, empty where there is none."""

    path: str
    filed: str
    amended: str
    inside: bool


def changes(filed: Deal, amended: Deal) -> tuple[Change, ...]:
    """Return every value in which two sets of terms differ, in the order of their paths."""
    before, after = dict(_leaves(_plain(filed), "")), dict(_leaves(_plain(amended), ""))
    inside = set(_inside(filed, amended))
    return tuple(
        Change(path=path, filed=before.get(path, ""), amended=after.get(path, ""), inside=_below(path, inside))
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    )


def unfiled(found: tuple[Change, ...], *, file: str = "terms.json") -> tuple[Finding, ...]:
    """Return a finding for each change that needs the filing updated first."""
    return tuple(
        finding("issuance.amendment-unfiled", file=file, path=each.path, filed=each.filed, amended=each.amended)
        for each in found
        if not each.inside
    )


def _inside(filed: Deal, amended: Deal) -> Iterator[str]:
    """Yield the paths of sizes and coupons that lie inside what was filed."""
    one, other = filed.structure.offshore, amended.structure.offshore
    if one is None or other is None:
        return
    for place, (terms, agreed) in enumerate(zip(one.classes, other.classes, strict=False)):
        if terms.id != agreed.id:
            continue
        if _size_fits(terms, agreed):
            yield f"structure.offshore.classes[{place}].size"
        if _coupon_fits(terms, agreed):
            yield f"structure.offshore.classes[{place}].coupon"


def _size_fits(terms: ClassTerms, agreed: ClassTerms) -> bool:
    if isinstance(agreed.size, FiledSize):
        return False
    cap = terms.size.filed_max if isinstance(terms.size, FiledSize) else terms.size
    return agreed.size.currency is cap.currency and 0 < agreed.size.minor <= cap.minor


def _coupon_fits(terms: ClassTerms, agreed: ClassTerms) -> bool:
    if isinstance(agreed.coupon, FiledRange) or not isinstance(terms.coupon, FiledRange):
        return False
    low, high = terms.coupon.filed_range
    return low.per_annum <= agreed.coupon.per_annum <= high.per_annum


def _below(path: str, inside: set[str]) -> bool:
    return any(path == each or path.startswith((f"{each}.", f"{each}[")) for each in inside)


def _plain(deal: Deal) -> object:
    return parse_canonical(terms_bytes(deal))


def _leaves(value: object, path: str) -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for key, member in value.items():
                yield from _leaves(member, f"{path}.{key}" if path else str(key))
        case list():
            for place, member in enumerate(value):
                yield from _leaves(member, f"{path}[{place}]")
        case _:
            yield path, str(value)

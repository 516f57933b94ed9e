"""Acts of two people: the actor signs the entry, everyone else the body, and anybody can check both.

body with "by": [actor, second, ...]  ->  body + "countersigned": a signature of each but the actor over that body
body with "approved_by": second       ->  body + "approval": a signature of the second over what was approved
"""

from collections.abc import Collection, Mapping, Sequence

from tallystick.evidence.canonical import canonical
from tallystick.evidence.signatures import PublicKeyError, verify
from tallystick.shell.operations.ports.evidence import Signer

__all__ = ["countersigned", "named_keys", "unapproved_by", "unsigned_by"]

_COUNTERSIGNED = "countersigned"


def countersigned(body: Mapping[str, object], signers: Sequence[Signer]) -> dict[str, object]:
    """Add to a body the signatures of everyone but the actor, who signs the entry itself."""
    content = canonical(dict(body))
    signatures = [{"person": each.person, "signature": each.sign(content)} for each in signers[1:]]
    return {**body, _COUNTERSIGNED: signatures}


def named_keys(body: Mapping[str, object]) -> dict[str, str]:
    """Return the public key that the body names for each person who acted, by id."""
    by = body.get("by")
    people = [each for each in (by if isinstance(by, list) else []) if isinstance(each, dict)]
    return {str(each.get("id")): str(each.get("public_key")) for each in people}


def unsigned_by(body: Mapping[str, object]) -> tuple[str, ...]:
    """Return who the body says acted together with the actor, without a signature of theirs that holds.

    Args:
        body: of an act's entry, as it was kept or as it crossed.
    """
    content = canonical({name: value for name, value in body.items() if name != _COUNTERSIGNED})
    listed, by = body.get(_COUNTERSIGNED), body.get("by")
    signatures = {
        str(each.get("person")): str(each.get("signature"))
        for each in (listed if isinstance(listed, list) else [])
        if isinstance(each, dict)
    }
    others = [each for each in (by if isinstance(by, list) else [])[1:] if isinstance(each, dict)]
    return tuple(
        str(each.get("id"))
        for each in others
        if not _signed(str(each.get("public_key")), content, signatures.get(str(each.get("id")), ""))
    )


def unapproved_by(body: Mapping[str, object], apart: Collection[str], key: str) -> str | None:
    """Return who the body says approved it, without a signature of theirs that holds; None where it holds.

    Args:
        body: of an act's entry, with `approved_by` and `approval`.
        apart: the parts that the approval does not cover.
        key: the public key of whoever approved, as the roll has it.
    """
    content = canonical({name: value for name, value in body.items() if name not in apart})
    held = _signed(key, content, str(body.get("approval")))
    return None if held else str(body.get("approved_by"))


def _signed(public_key: str, content: bytes, signature: str) -> bool:
    try:
        return verify(public_key, content, signature)
    except PublicKeyError:
        return False

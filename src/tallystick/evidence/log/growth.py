"""The proof that goes with receipts under two heads of a log: the later head continues the earlier.

    receipts under one head       none is needed, and none may be there
    receipts under two or more    growth.json: between each head and the next, the hashes of RFC 9162

Without it a log with two histories could give one reader a receipt out of each.
Source: RFC 9162 section 2.1.4; docs/adr/0047.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Final

from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log.checkpoints import check_growth
from tallystick.evidence.log.heads import SignedHead, open_head
from tallystick.evidence.log.notes import VerifierKey
from tallystick.evidence.log.receipts import Receipt, parse_receipt

__all__ = ["GROWTH", "growth_faults", "growth_file", "heads_under"]

GROWTH: Final = "growth.json"
_RECEIPT: Final = ".tlog-proof"
_SCHEMA: Final = "tallystick/growth/v1"


def heads_under(files: Mapping[str, bytes], key: VerifierKey) -> tuple[SignedHead, ...]:
    """Return the heads that receipts among files are under, by size; what is not of this log is left out."""
    receipts = (parse_receipt(content) for name, content in files.items() if name.endswith(_RECEIPT))
    read = {each.checkpoint for each in receipts if isinstance(each, Receipt)}
    heads = (open_head(each, key) for each in read)
    own = (each for each in heads if isinstance(each, SignedHead))
    return tuple(sorted(own, key=lambda each: (each.checkpoint.size, each.note)))


def growth_file(heads: Iterable[SignedHead], proof: Callable[[int, int], tuple[bytes, ...]]) -> bytes:
    """Return the proofs from each head to the next; empty bytes under one head.

    Args:
        heads: as `heads_under` has them.
        proof: the consistency proof of the log between two sizes.
    """
    sizes = sorted({each.checkpoint.size for each in heads})
    return _written({(old, new): proof(old, new) for old, new in pairwise(sizes)})


def growth_faults(proofs: Mapping[str, bytes], key: VerifierKey | None) -> tuple[Finding, ...]:
    """Return what keeps the heads of receipts from being one history.

    Args:
        proofs: receipts, and the file of proofs where there is one, by name.
        key: of the log; None where it is not known, and then nothing is under any head.
    """
    if key is None:
        return ()
    content, heads = proofs.get(GROWTH, b""), [*dict.fromkeys(each.checkpoint for each in heads_under(proofs, key))]
    given = _read(content)
    between = [*pairwise(heads)]
    if content != _written({(old.size, new.size): given.get((old.size, new.size), ()) for old, new in between}):
        return (finding("evidence.growth-unfit", file=GROWTH, sizes=tuple(str(each.size) for each in heads)),)
    found = (check_growth(old, new, given[old.size, new.size], file=GROWTH) for old, new in between)
    return tuple(one for each in found for one in each)


def _written(proofs: Mapping[tuple[int, int], tuple[bytes, ...]]) -> bytes:
    told = [{"from": old, "to": new, "hashes": [one.hex() for one in each]} for (old, new), each in proofs.items()]
    return canonical({"schema": _SCHEMA, "proofs": told}) if told else b""


def _read(content: bytes) -> Mapping[tuple[int, int], tuple[bytes, ...]]:
    """Read the proofs by the sizes they lie between; none where they cannot be read."""
    try:
        read = parse_canonical(content)
        proofs = read["proofs"] if isinstance(read, dict) else None
        told = [dict(each) for each in proofs] if isinstance(proofs, list) else []
        return {(each["from"], each["to"]): tuple(map(bytes.fromhex, each["hashes"])) for each in told}
    except (CanonicalError, KeyError, TypeError, ValueError):
        return {}

"""A holder's claims of one month and class, with what ties them to the root that is anchored on the ledger.

    every claim that a month owes a class, in one order -> leaves -> one root
    one holder's paper: their own lines, each with its place and the hashes beside its way to the root

Whoever has a paper needs nobody's word for it: the root is on the ledger. Nobody else's amount is in it.
Law: a paper that was made from a list holds against the root of that list, and no changed line does.
Source: RFC 6962, section 2.1 (Merkle tree and audit paths).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.merkle import Tree, leaf_hash, verify_inclusion
from tallystick.servicing.entitlements import Claim, in_order

__all__ = ["ClaimPaper", "Line", "check_paper", "claims_tree", "listed", "papers_of", "parse_paper"]

_SCHEMA: Final = "tallystick/claim/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One claim as it is anchored: its words, its place in the list, and the hashes on its way to the root."""

    said: Mapping[str, str]
    index: int
    proof: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPaper:
    """What one holder is told.

    Attributes:
        distributor: where the root is anchored.
        token: of the class, by whose address it is anchored there.
        period: the month, ``2026-09``.
        size: how many claims of the class there are.
        lines: the holder's own.
    """

    distributor: str
    token: str
    period: str
    size: int
    lines: tuple[Line, ...]

    def content(self) -> bytes:
        """Return the paper: canonical JSON."""
        lines = [{"claim": dict(each.said), "index": str(each.index), "proof": list(each.proof)} for each in self.lines]
        about = {"distributor": self.distributor, "token": self.token, "period": self.period, "size": str(self.size)}
        return canonical({"schema": _SCHEMA, **about, "lines": lines})


def listed(claims: Sequence[Claim]) -> list[dict[str, str]]:
    """Return a list of claims as it is anchored, in the one order that a list has."""
    return [
        {"reference": each.reference, "wallet": each.wallet, "kind": each.kind, "amount": str(each.amount)}
        for each in in_order(claims)
    ]


def claims_tree(claims: Sequence[Claim]) -> Tree:
    """Return the tree whose root is anchored."""
    return Tree.of([canonical(each) for each in listed(claims)])


def papers_of(claims: Sequence[Claim], *, distributor: str, token: str, period: str) -> dict[str, ClaimPaper]:
    """Return the paper of each holder, by address.

    Args:
        claims: of one class, all of them.
        distributor: where the root is anchored.
        token: of the class.
        period: the month.
    """
    tree = claims_tree(claims)
    lines: dict[str, list[Line]] = {}
    for index, said in enumerate(listed(claims)):
        proof = tuple(each.hex() for each in tree.inclusion_proof(index))
        lines.setdefault(said["wallet"], []).append(Line(said=said, index=index, proof=proof))
    return {
        wallet: ClaimPaper(distributor=distributor, token=token, period=period, size=len(claims), lines=tuple(own))
        for wallet, own in lines.items()
    }


def parse_paper(content: bytes, *, file: str) -> tuple[ClaimPaper | None, tuple[Finding, ...]]:
    """Read a paper as it was written, to the byte; None where it is none."""
    try:
        said = parse_canonical(content)
        paper = _read(said) if isinstance(said, dict) and said.get("schema") == _SCHEMA else None
    except (CanonicalError, KeyError, TypeError, ValueError):
        paper = None
    if paper is None or paper.content() != content:
        return None, (finding("servicing.paper-unreadable", file=file),)
    return paper, ()


def check_paper(paper: ClaimPaper, root: str, *, file: str) -> tuple[Finding, ...]:
    """Return each line that the anchored root does not cover; where nothing is anchored, the root is empty.

    Args:
        paper: of one holder.
        root: as the ledger has it, 64 hexadecimal digits; empty where it has none.
        file: name of the paper, for findings.
    """
    if not root:
        return (finding("servicing.paper-unanchored", file=file, period=paper.period, token=paper.token),)
    return tuple(
        finding("servicing.paper-differs", file=file, reference=each.said["reference"], amount=each.said["amount"])
        for each in paper.lines
        if not verify_inclusion(
            leaf=leaf_hash(canonical(dict(each.said))),
            index=each.index,
            size=paper.size,
            proof=[bytes.fromhex(step) for step in each.proof],
            root=bytes.fromhex(root),
        )
    )


def _read(said: Mapping[str, object]) -> ClaimPaper:
    lines = said["lines"]
    if not isinstance(lines, list) or not lines:
        raise ValueError("a paper has lines")
    return ClaimPaper(
        distributor=str(said["distributor"]),
        token=str(said["token"]),
        period=str(said["period"]),
        size=int(str(said["size"])),
        lines=tuple(_line(each) for each in lines),
    )


def _line(said: Mapping[str, object]) -> Line:
    claim, proof = said["claim"], said["proof"]
    if not isinstance(claim, dict) or not isinstance(proof, list) or not {"reference", "amount"} <= claim.keys():
        raise ValueError("a line has a claim and its proof")
    words = {str(name): str(each) for name, each in claim.items()}
    steps = tuple(bytes.fromhex(str(each)).hex() for each in proof)
    return Line(said=words, index=int(str(said["index"])), proof=steps)

"""Commitments: the tape as one number, from which single cells of a row can be shown without showing any other.

    salt(row)       = HMAC-SHA256(secret, asset_id)
    salt(row, cell) = HMAC-SHA256(salt(row), column)
    hash(row, cell) = HMAC-SHA256(salt(row, cell), text), texts as the tape writes them, empty ones left out
    leaf(row)       = canonical JSON of {schema, cells: {column: hash}}
    root            = Merkle tree over the leaves, in the order of the tape

Without the secret nobody can guess a cell from its hash, however few values it may take; a disclosed cell brings its
own salt, which says nothing of the next, so that a row is proven while its identifiers stay where they are. The root
crosses the border, the rows, the secret and the salts of rows do not.
Source: RFC 2104 for HMAC; RFC 6962 section 2.1 for the tree; RFC 8785 for the row's bytes.
It does not decide whether a row may be disclosed: that needs a recorded export basis (`disclosures`).
"""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.digests import Algorithm
from tallystick.evidence.merkle import Tree, leaf_hash, verify_inclusion
from tallystick.evidence.persons import ToldError
from tallystick.evidence.wording import both
from tallystick.tape.reading.cells import written
from tallystick.tape.reading.tapes import Tape

__all__ = [
    "COMMITMENT_FILE",
    "Commitment",
    "CommitmentError",
    "Disclosure",
    "commit",
    "disclose",
    "read_commitment",
    "verify_disclosure",
]

COMMITMENT_FILE: Final = "commitment.json"
"""Where a package and its export edition keep it."""


_LEAST_SECRET = 32


class CommitmentError(ToldError):
    """A commitment cannot be made or opened: a short secret, an id that is absent or stands twice, no such row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What may be published about a tape: two roots, of SHA-256 and SM3, and the number of rows under them."""

    rows: int
    sha256: str
    sm3: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One row opened: the cells that are shown with their salts, the hashes of the others, its place and its proofs."""

    index: int
    cells: Mapping[str, str]
    salts: Mapping[str, str]
    withheld: Mapping[str, str]
    sha256_proof: tuple[str, ...]
    sm3_proof: tuple[str, ...]


def commit(tape: Tape, *, secret: bytes) -> Commitment:
    """Commit to every row of a tape.

    Args:
        tape: whose rows, in their order.
        secret: the deal's own, at least 32 random bytes, kept onshore.

    Raises:
        CommitmentError: the secret is short, or an asset id is empty or stands twice.
    """
    leaves = list(_leaves(tape, secret))
    sha256, sm3 = (Tree.of(leaves, algorithm).root().hex() for algorithm in Algorithm)
    return Commitment(rows=len(leaves), sha256=sha256, sm3=sm3)


def read_commitment(content: bytes) -> Commitment | None:
    """Read a commitment as a package keeps it; None where the bytes are none."""
    try:
        match parse_canonical(content):
            case {"rows": int(rows), "sha256": str(sha256), "sm3": str(sm3)}:
                return Commitment(rows=rows, sha256=sha256, sm3=sm3)
    except CanonicalError:
        return None
    return None


def disclose(
    tape: Tape, asset_ids: Sequence[str], *, secret: bytes, columns: frozenset[str] | None = None
) -> tuple[Disclosure, ...]:
    """Open rows of a committed tape, in the order in which they are named.

    Args:
        tape: as committed.
        asset_ids: whose rows.
        secret: the deal's own.
        columns: which cells are shown; None for all of them.

    Raises:
        CommitmentError: as for `commit`, or the tape has no such row.
    """
    places = {asset_id: place for place, asset_id in enumerate(tape.frame["asset_id"].to_list())}
    unknown = next((asset_id for asset_id in asset_ids if asset_id not in places), None)
    if unknown is not None:
        raise CommitmentError.worded(both("tape.commitment.no-asset", asset=unknown))
    leaves = list(_leaves(tape, secret))
    sha256, sm3 = (Tree.of(leaves, algorithm) for algorithm in Algorithm)
    return tuple(_opened(tape, places[asset_id], secret, columns, (sha256, sm3)) for asset_id in asset_ids)


def _opened(
    tape: Tape, index: int, secret: bytes, columns: frozenset[str] | None, trees: tuple[Tree, Tree]
) -> Disclosure:
    cells = next(_cells(tape, tape.frame.slice(index, 1)))
    row = _salt(secret, cells["asset_id"])
    shown = {name: text for name, text in cells.items() if columns is None or name in columns}
    sha256, sm3 = (tuple(part.hex() for part in tree.inclusion_proof(index)) for tree in trees)
    return Disclosure(
        index=index,
        cells=shown,
        salts={name: _salt(row, name).hex() for name in shown},
        withheld={name: _hash(_salt(row, name), text) for name, text in cells.items() if name not in shown},
        sha256_proof=sha256,
        sm3_proof=sm3,
    )


def verify_disclosure(disclosure: Disclosure, commitment: Commitment) -> bool:
    """Whether an opened row lies under both published roots; needs neither the tape nor the secret."""
    if disclosure.cells.keys() != disclosure.salts.keys() or disclosure.cells.keys() & disclosure.withheld.keys():
        return False
    try:
        salts = {name: bytes.fromhex(salt) for name, salt in disclosure.salts.items()}
    except ValueError:
        return False
    shown = {name: _hash(salts[name], text) for name, text in disclosure.cells.items()}
    leaf = _leaf({**shown, **disclosure.withheld})
    return all(
        _lies_under(leaf, disclosure.index, commitment.rows, proof, root, algorithm)
        for algorithm, proof, root in (
            (Algorithm.SHA256, disclosure.sha256_proof, commitment.sha256),
            (Algorithm.SM3, disclosure.sm3_proof, commitment.sm3),
        )
    )


def _lies_under(leaf: bytes, index: int, rows: int, proof: Sequence[str], root: str, algorithm: Algorithm) -> bool:
    try:
        path, top = [bytes.fromhex(part) for part in proof], bytes.fromhex(root)
    except ValueError:
        return False
    hashed = leaf_hash(leaf, algorithm)
    return verify_inclusion(leaf=hashed, index=index, size=rows, proof=path, root=top, algorithm=algorithm)


def _leaves(tape: Tape, secret: bytes) -> Iterator[bytes]:
    if len(secret) < _LEAST_SECRET:
        raise CommitmentError.worded(both("tape.commitment.secret", bytes=len(secret), least=_LEAST_SECRET))
    ids = tape.frame["asset_id"]
    if ids.null_count() or ids.n_unique() != ids.len():
        raise CommitmentError.worded(both("tape.commitment.ids"))
    for cells in _cells(tape, tape.frame):
        row = _salt(secret, cells["asset_id"])
        yield _leaf({name: _hash(_salt(row, name), text) for name, text in cells.items()})


def _cells(tape: Tape, frame: pl.DataFrame) -> Iterator[Mapping[str, str]]:
    texts = frame.select(written(column, tape.currency).alias(column.name) for column in tape.schema.columns)
    for row in texts.iter_rows(named=True):
        yield {name: text for name, text in row.items() if text is not None}


def _salt(secret: bytes, name: str) -> bytes:
    return hmac.digest(secret, name.encode(), "sha256")


def _hash(salt: bytes, text: str) -> str:
    return hmac.digest(salt, text.encode(), "sha256").hex()


def _leaf(cells: Mapping[str, str]) -> bytes:
    return canonical({"schema": "tallystick/tape-row/v2", "cells": dict(cells)})

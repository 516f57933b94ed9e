"""Commitments: the tape as one number, from which a single row can be shown without showing any other.

    salt(row) = HMAC-SHA256(secret, asset_id)
    leaf(row) = canonical JSON of {schema, salt, cells}, cells as the tape writes them, empty ones left out
    root      = Merkle tree over the leaves, in the order of the tape

Without the secret nobody can guess a row from its leaf hash, however few values its cells may take; with one salt
disclosed only that row can be checked. The root crosses the border, the rows and the secret do not.
Source: RFC 2104 for HMAC; RFC 6962 section 2.1 for the tree; RFC 8785 for the row's bytes.
It does not decide whether a row may be disclosed: that needs a recorded export basis.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import Algorithm
from tallystick.evidence.merkle import Tree, leaf_hash, verify_inclusion
from tallystick.tape.reading.cells import written
from tallystick.tape.reading.tapes import Tape

__all__ = ["Commitment", "CommitmentError", "Disclosure", "commit", "disclose", "verify_disclosure"]

_LEAST_SECRET = 32


class CommitmentError(ValueError):
    """A commitment cannot be made or opened: a short secret, an id that is absent or stands twice, no such row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What may be published about a tape: two roots, of SHA-256 and SM3, and the number of rows under them."""

    rows: int
    sha256: str
    sm3: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One row opened: its cells, its salt, its place and the proof under both roots."""

    index: int
    cells: Mapping[str, str]
    salt: str
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


def disclose(tape: Tape, asset_id: str, *, secret: bytes) -> Disclosure:
    """Open one row of a committed tape.

    Raises:
        CommitmentError: as for `commit`, or the tape has no such row.
    """
    ids = tape.frame["asset_id"].to_list()
    if asset_id not in ids:
        message = f"the tape has no asset {asset_id!r}, so there is nothing to disclose; check the id"
        raise CommitmentError(message)
    index = ids.index(asset_id)
    leaves = list(_leaves(tape, secret))
    sha256, sm3 = (
        tuple(part.hex() for part in Tree.of(leaves, algorithm).inclusion_proof(index)) for algorithm in Algorithm
    )
    cells = next(_cells(tape, tape.frame.slice(index, 1)))
    return Disclosure(index=index, cells=cells, salt=_salt(secret, asset_id), sha256_proof=sha256, sm3_proof=sm3)


def verify_disclosure(disclosure: Disclosure, commitment: Commitment) -> bool:
    """Whether an opened row lies under both published roots; needs neither the tape nor the secret."""
    leaf = _leaf(disclosure.cells, disclosure.salt)
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
        message = f"the secret has {len(secret)} bytes; with fewer than {_LEAST_SECRET} a row could be guessed"
        raise CommitmentError(message)
    ids = tape.frame["asset_id"]
    if ids.null_count() or ids.n_unique() != ids.len():
        message = "an asset id is empty or stands twice, so a row could not be told from another; see the checks"
        raise CommitmentError(message)
    for cells in _cells(tape, tape.frame):
        yield _leaf(cells, _salt(secret, cells["asset_id"]))


def _cells(tape: Tape, frame: pl.DataFrame) -> Iterator[Mapping[str, str]]:
    texts = frame.select(written(column, tape.currency).alias(column.name) for column in tape.schema.columns)
    for row in texts.iter_rows(named=True):
        yield {name: text for name, text in row.items() if text is not None}


def _salt(secret: bytes, asset_id: str) -> str:
    return hmac.new(secret, asset_id.encode(), hashlib.sha256).hexdigest()


def _leaf(cells: Mapping[str, str], salt: str) -> bytes:
    return canonical({"schema": "tallystick/tape-row/v1", "salt": salt, "cells": dict(cells)})

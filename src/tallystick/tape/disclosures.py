"""Disclosures: single rows that cross the border on a recorded basis, each proven alone against the filed root.

    leaves    columns that identify nobody: no identifiers, nothing personal, sensitive or important
    stays     the other columns, as hashes whose salts stay with the secret; every other row, entirely
    sample    rows nobody chose: the n smallest SHA-256 of root, seed and place, which the reader draws again

Source: DESIGN.md section 2, principle 4; PIPL article 38 and Data Security Law article 31 for what needs a basis.
It does not judge the basis: the deal records its procedure for data that leave, and the file names it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.tape.commitment import Commitment, Disclosure, verify_disclosure
from tallystick.tape.schemas import Kind, Schema, Sensitivity

__all__ = [
    "MOST_ROWS",
    "DisclosedRows",
    "ExportBasis",
    "Sample",
    "may_leave",
    "parse_disclosed",
    "sampled",
    "verify_rows",
]

_SCHEMA: Final = "tallystick/tape-disclosure/v1"

MOST_ROWS: Final = 10_000
"""How many rows one file may hold, whoever writes it and whoever reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportBasis:
    """On what the rows leave: the procedure of the deal, its reference and day, and the clause it stands on."""

    procedure: str
    reference: str
    date: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """How rows were drawn: so many, with a seed that the asking side names."""

    count: int
    seed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosedRows:
    """Rows that leave, and everything a reader needs but the filed root.

    Attributes:
        deal: its id.
        commitment: under which the rows lie; the reader compares it with the filed one.
        basis: on which they leave.
        rows: opened.
        inventory: for each column that leaves, the clause of the basis.
        sample: how the rows were drawn; None where they were named.
    """

    deal: str
    commitment: Commitment
    basis: ExportBasis
    rows: tuple[Disclosure, ...]
    inventory: Mapping[str, str]
    sample: Sample | None = None

    def content(self) -> bytes:
        """Return the file."""
        document: dict[str, object] = {
            "schema": _SCHEMA,
            "deal": self.deal,
            "commitment": {
                "rows": self.commitment.rows,
                "sha256": self.commitment.sha256,
                "sm3": self.commitment.sm3,
            },
            "basis": {
                "procedure": self.basis.procedure,
                "reference": self.basis.reference,
                "date": self.basis.date,
                "clause": self.basis.clause,
            },
            "inventory": dict(self.inventory),
            "rows": [_row(each) for each in self.rows],
        }
        if self.sample is not None:
            document["sample"] = {"count": self.sample.count, "seed": self.sample.seed}
        return canonical(document)


def may_leave(schema: Schema) -> frozenset[str]:
    """Return the columns of a class that may leave on a basis: what neither identifies nor needs a basis of its own."""
    return frozenset(
        column.name
        for column in schema.columns
        if column.kind is not Kind.IDENTIFIER and column.sensitivity is Sensitivity.NONE
    )


def sampled(commitment: Commitment, sample: Sample) -> tuple[int, ...]:
    """Return the places of a sample, ascending; all of them where there are no more."""

    def drawn(place: int) -> bytes:
        return hashlib.sha256(f"{commitment.sha256}:{sample.seed}:{place}".encode()).digest()

    return tuple(sorted(sorted(range(commitment.rows), key=drawn)[: sample.count]))


def verify_rows(disclosed: DisclosedRows, filed: Commitment) -> bool:
    """Whether every row lies under the filed roots, and a sample is the one that its seed draws."""
    if disclosed.commitment != filed or not disclosed.rows:
        return False
    places = [each.index for each in disclosed.rows]
    if len(set(places)) != len(places):
        return False
    if disclosed.sample is not None and tuple(sorted(places)) != sampled(filed, disclosed.sample):
        return False
    return all(verify_disclosure(each, filed) for each in disclosed.rows)


def parse_disclosed(content: bytes) -> DisclosedRows | None:
    """Read a file of disclosed rows; None where it is none."""
    try:
        document = parse_canonical(content)
    except CanonicalError:
        return None
    try:
        return _parsed(document)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _parsed(document: Any) -> DisclosedRows | None:  # noqa: ANN401 - parsed JSON, checked key by key
    if document["schema"] != _SCHEMA or len(document["rows"]) > MOST_ROWS:
        return None
    commitment, basis, sample = document["commitment"], document["basis"], document.get("sample")
    return DisclosedRows(
        deal=_text(document["deal"]),
        commitment=Commitment(
            rows=_whole(commitment["rows"]), sha256=_text(commitment["sha256"]), sm3=_text(commitment["sm3"])
        ),
        basis=ExportBasis(**{name: _text(basis[name]) for name in ("procedure", "reference", "date", "clause")}),
        rows=tuple(
            Disclosure(
                index=_whole(row["index"]),
                cells=_texts(row["cells"]),
                salts=_texts(row["salts"]),
                withheld=_texts(row["withheld"]),
                sha256_proof=_list(row["sha256_proof"]),
                sm3_proof=_list(row["sm3_proof"]),
            )
            for row in document["rows"]
        ),
        inventory=_texts(document["inventory"]),
        sample=None if sample is None else Sample(count=_whole(sample["count"]), seed=_text(sample["seed"])),
    )


def _row(row: Disclosure) -> dict[str, object]:
    return {
        "index": row.index,
        "cells": dict(row.cells),
        "salts": dict(row.salts),
        "withheld": dict(row.withheld),
        "sha256_proof": list(row.sha256_proof),
        "sm3_proof": list(row.sm3_proof),
    }


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(value)
    return value


def _texts(value: Mapping[object, object]) -> dict[str, str]:
    return {_text(name): _text(text) for name, text in value.items()}


def _list(value: Sequence[object]) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(value)
    return tuple(_text(each) for each in value)

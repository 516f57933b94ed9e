"""The JSON file that ACTUS contracts come in: its contracts by name, with their lines, and what its shape is not.

A file of the public test form is one mapping from the names of contracts to what is known of each, of which ``terms``
may not be missing. What reads deals would word such a fault as one of a deal folder; here it is one of this form.

Source: RFC 8259 for JSON, the public ACTUS test vectors for the form.
"""

import json
from collections.abc import Iterator
from dataclasses import replace

from tallystick.deal.reading import MAXIMUM_BYTES, Document, read_yaml
from tallystick.evidence.findings import Finding, finding

__all__ = ["read_layout", "worded_for_contract"]

_SHAPES = frozenset({"deal.mapping-expected", "deal.list-expected", "deal.scalar-expected"})


def read_layout(content: bytes, *, file: str) -> tuple[Document | None, tuple[Finding, ...]]:
    """Read JSON as texts with their lines; None where it is no file of contracts.

    Args:
        content: UTF-8, a byte-order mark is allowed.
        file: the name to show in findings.
    """
    broken = _broken(content, file)
    if broken is not None:
        return None, (broken,)
    # A tab stands in JSON between values only, and YAML, which is what gives the lines, knows it nowhere else.
    document, findings = read_yaml(content.replace(b"\t", b" "), file=file)
    if document is None:
        return None, findings
    shape = tuple(_shape(document))
    return (None if shape else document), (*findings, *shape)


def _broken(content: bytes, file: str) -> Finding | None:
    """Say where the file stops being JSON; what is not UTF-8, too large or too deep is told by the reader after it."""
    if len(content) > MAXIMUM_BYTES:
        return None
    try:
        json.loads(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        return finding("cashflow.actus-json", file=file, line=error.lineno, offset=error.colno)
    except (UnicodeDecodeError, RecursionError, ValueError):
        return None
    return None


def _shape(document: Document) -> Iterator[Finding]:
    """Say that the file holds no contracts by name: a list, one contract's own terms, or nothing."""
    tree = document.tree
    if not isinstance(tree, dict) or not any(isinstance(each, dict) for each in tree.values()):
        yield document.fault("cashflow.actus-layout", (), {"what": document.file})
    elif {"terms", "contractType"} & set(tree):
        yield document.fault("cashflow.actus-layout", (), {"what": "terms" if "terms" in tree else "contractType"})


def worded_for_contract(found: Finding, contract: str) -> Finding:
    """Return a finding of one contract's part of the file with its place in the file, and in the words of the form."""
    path = f"{contract}.{found.place.path}" if found.place.path else contract
    placed = replace(found, place=replace(found.place, path=path))
    if found.code in _SHAPES:
        return replace(placed, code="cashflow.actus-layout", arguments=(("what", path),))
    if found.code == "deal.key-missing":
        return replace(
            placed,
            code="cashflow.actus-needs",
            arguments=(("contract", contract), ("subject", str(found.argument("key")))),
        )
    return placed

"""The export edition: what of a package may leave the onshore side, under the same two roots.

    package            head  entry  entry  entry  entry     + contents
    export edition     head  entry  hash   hash   entry     + contents of the entries that are shown

A withheld entry is a bare pair of leaf hashes: neither its path nor its size leaves, and its salt makes the
hash useless to a guesser. Whoever holds the edition recomputes both roots and so knows that nothing was
exchanged. Each field that leaves is listed with the data-law basis on which it does; a file whose role has no
basis, or that carries a field the inventory never lets out (a loan's or a debtor's id), stops the export.
Source: DESIGN.md section 2, principle 4; C7 and C8 for the bases.
It does not transmit anything and does not ask whether somebody approved: that is an act, with its own entry.
"""

import csv
import io
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from tallystick.evidence.canonical import CanonicalError, canonical, nested_beyond, parse_canonical
from tallystick.evidence.digests import Algorithm
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.merkle import HASH_BYTES, Tree, leaf_hash
from tallystick.evidence.persons import Name
from tallystick.filing.manifest import (
    EXPORT_PATH,
    Circulation,
    FileEntry,
    ManifestError,
    PackageHead,
)
from tallystick.filing.package import Package, compare_contents
from tallystick.units.packaged import read

__all__ = [
    "Basis",
    "ExportEdition",
    "ExportItem",
    "Withheld",
    "bases",
    "export",
    "fields_of",
    "inventory",
    "open_export",
]

_INVENTORY = "filing/inventory.toml"
_SCHEMA = "tallystick/export/v1"
_DEEPEST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Why files of one role may leave: the clause, how it is known (a mark), and the reason in words."""

    role: str
    clause: str
    mark: str
    text: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportItem:
    """One line of the inventory: a field of a file that leaves, and its basis.

    Attributes:
        field: column of a table, path of keys in JSON, or ``*`` for a document as a whole.
    """

    path: str
    role: str
    field: str
    clause: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """An entry that stays onshore: only its two leaf hashes leave, 64 hexadecimal digits each."""

    sha256: str
    sm3: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportEdition:
    """Head, leaves in the manifest's order, inventory and the contents that leave.

    Law: the roots over the leaves are those of the package it was made from.
    """

    head: PackageHead
    leaves: tuple[FileEntry | Withheld, ...]
    items: tuple[ExportItem, ...]
    contents: Mapping[str, bytes]

    def tree(self, algorithm: Algorithm) -> Tree:
        """Return the tree over shown and withheld leaves, for proofs."""
        return Tree.of_hashes(self._hashes(algorithm), algorithm)

    @property
    def root(self) -> str:
        """The package root, the same as onshore."""
        return self.tree(Algorithm.SHA256).root().hex()

    @property
    def root_sm3(self) -> str:
        """The SM3 root, the same as onshore."""
        return self.tree(Algorithm.SM3).root().hex()

    def files(self) -> dict[str, bytes]:
        """Return everything to be written, by path; ``export.json`` first."""
        return {EXPORT_PATH: canonical(self._as_canonical()), **self.contents}

    def _as_canonical(self) -> dict[str, object]:
        return {
            "schema": _SCHEMA,
            "head": self.head.as_canonical(),
            "leaves": [_leaf_as_canonical(leaf) for leaf in self.leaves],
            "inventory": [_item_as_canonical(item) for item in self.items],
            "package_root": self.root,
            "package_root_sm3": self.root_sm3,
        }

    def _hashes(self, algorithm: Algorithm) -> Iterator[bytes]:
        yield leaf_hash(canonical(self.head.as_canonical()), algorithm)
        for leaf in self.leaves:
            if isinstance(leaf, FileEntry):
                yield leaf_hash(canonical(leaf.as_canonical()), algorithm)
            else:
                yield bytes.fromhex(leaf.sha256 if algorithm is Algorithm.SHA256 else leaf.sm3)


@cache
def bases() -> Mapping[str, Basis]:
    """Return, by role, why files of that role may leave; a role that is not here never does."""
    table = tomllib.loads(read(_INVENTORY).decode())
    return MappingProxyType(
        {
            role: Basis(
                role=role,
                clause=entry["clause"],
                mark=entry["mark"],
                text=Name(zh=entry["zh"], en=entry["en"]),
            )
            for role, entry in table["roles"].items()
        }
    )


def export(package: Package) -> tuple[ExportEdition | None, tuple[Finding, ...]]:
    """Make the export edition of a package.

    Returns:
        The edition and no findings; or None and a finding for each file that may not leave as it is.
    """
    shown = [entry for entry in package.manifest.files if entry.side is Circulation.BOTH]
    found = [each for entry in shown for each in _obstacles(entry, package.contents[entry.path])]
    if found:
        return None, tuple(found)
    edition = ExportEdition(
        head=package.manifest.head,
        leaves=tuple(entry if entry.side is Circulation.BOTH else _withheld(entry) for entry in package.manifest.files),
        items=inventory(package),
        contents=MappingProxyType({entry.path: package.contents[entry.path] for entry in shown}),
    )
    return edition, ()


def inventory(package: Package) -> tuple[ExportItem, ...]:
    """List every field that leaves with a package's export edition, and the basis on which it does."""
    leaving = (entry for entry in package.manifest.files if entry.side is Circulation.BOTH)
    return _listed(leaving, package.contents)


def _listed(leaving: Iterable[FileEntry], contents: Mapping[str, bytes]) -> tuple[ExportItem, ...]:
    known = bases()
    return tuple(
        ExportItem(
            path=entry.path,
            role=entry.role,
            field=field,
            clause=known[entry.role].clause,
            mark=known[entry.role].mark,
        )
        for entry in leaving
        if entry.role in known
        for field in fields_of(entry.media_type, contents[entry.path])
    )


def open_export(
    files: Mapping[str, bytes], *, root: str | None = None
) -> tuple[ExportEdition | None, tuple[Finding, ...]]:
    """Check a received export edition against its roots.

    Args:
        files: every file received, by path, ``export.json`` among them.
        root: the package root known from elsewhere; None where there is none yet.

    Returns:
        The edition and no findings; or None and one finding for each difference.
    """
    if EXPORT_PATH not in files:
        return None, (finding("filing.export-list-missing", file=EXPORT_PATH),)
    contents = {path: content for path, content in files.items() if path != EXPORT_PATH}
    try:
        edition = _parse(files[EXPORT_PATH], contents)
    except ManifestError as error:
        return None, (finding("filing.export-list-altered", file=EXPORT_PATH, problem=error.told),)
    shown = [leaf for leaf in edition.leaves if isinstance(leaf, FileEntry)]
    found = list(compare_contents(shown, contents))
    if not found and edition.items != _listed(shown, contents):
        problem = Name(zh="其出境清单与所附文件不符", en="its inventory is not that of the files that left")
        found.append(finding("filing.export-list-altered", file=EXPORT_PATH, problem=problem))
    if root is not None and root != edition.root:
        found.append(finding("filing.root-differs", file=EXPORT_PATH, expected=root, found=edition.root))
    return (None, tuple(found)) if found else (edition, ())


def _parse(content: bytes, contents: Mapping[str, bytes]) -> ExportEdition:
    try:
        plain = parse_canonical(content)
    except CanonicalError as error:
        raise ManifestError(str(error), "不是 RFC 8785 规范形式的 JSON") from error
    match plain:
        case {
            "schema": "tallystick/export/v1",
            "head": dict(head),
            "leaves": list(leaves),
            "inventory": list(items),
            "package_root": str(root),
            "package_root_sm3": str(root_sm3),
            **rest,
        } if not rest:
            edition = ExportEdition(
                head=PackageHead.from_canonical(head),
                leaves=tuple(map(_leaf, leaves)),
                items=tuple(map(_item, items)),
                contents=MappingProxyType(dict(sorted(contents.items()))),
            )
        case _:
            raise ManifestError(f"this is not a list of {_SCHEMA}", f"这不是 {_SCHEMA} 的清单")
    if head.keys() != edition.head.as_canonical().keys():
        raise ManifestError("the head has members that its schema does not know", "首部含有其格式所没有的成员")
    if (root, root_sm3) != (edition.root, edition.root_sm3):
        raise ManifestError("the roots it states are not those of its leaves", "所述根值与叶值不符")
    return edition


def _obstacles(entry: FileEntry, content: bytes) -> Iterator[Finding]:
    if entry.role not in bases():
        yield finding("filing.export-without-basis", file=entry.path, role=entry.role)
    never = _never()
    for field in fields_of(entry.media_type, content):
        if field.rpartition(".")[2].removesuffix("[]") in never:
            yield finding("filing.export-field-refused", file=entry.path, field=field)


@cache
def _never() -> frozenset[str]:
    return frozenset(tomllib.loads(read(_INVENTORY).decode())["never"])


def _withheld(entry: FileEntry) -> Withheld:
    leaf = canonical(entry.as_canonical())
    return Withheld(sha256=leaf_hash(leaf, Algorithm.SHA256).hex(), sm3=leaf_hash(leaf, Algorithm.SM3).hex())


def _leaf_as_canonical(leaf: FileEntry | Withheld) -> dict[str, str | int]:
    if isinstance(leaf, FileEntry):
        return leaf.as_canonical()
    return {"leaf_sha256": leaf.sha256, "leaf_sm3": leaf.sm3}


def _leaf(plain: object) -> FileEntry | Withheld:
    match plain:
        case {"leaf_sha256": str(sha256), "leaf_sm3": str(sm3), **rest} if not rest:
            for text in (sha256, sm3):
                if len(text) != 2 * HASH_BYTES or not set(text) <= set("0123456789abcdef"):
                    raise ManifestError(
                        f"{text!r} is not a leaf hash of 64 hexadecimal digits", f"“{text}”不是 64 位十六进制叶值"
                    )
            return Withheld(sha256=sha256, sm3=sm3)
    return FileEntry.from_canonical(plain)


def _item_as_canonical(item: ExportItem) -> dict[str, str]:
    return {
        "path": item.path,
        "role": item.role,
        "field": item.field,
        "clause": item.clause,
        "mark": item.mark,
    }


def _item(plain: object) -> ExportItem:
    match plain:
        case {
            "path": str(path),
            "role": str(role),
            "field": str(field),
            "clause": str(clause),
            "mark": str(mark),
            **rest,
        } if not rest:
            return ExportItem(path=path, role=role, field=field, clause=clause, mark=mark)
    raise ManifestError(
        "a line of the inventory lacks a member or has one that does not belong", "出境清单的某一行缺少成员或有多余成员"
    )


def fields_of(media_type: str, content: bytes) -> tuple[str, ...]:
    """List the columns of a table or the key paths of JSON; a document that is neither, or nests deep, is one field."""
    try:
        match media_type:
            case "application/json" if not nested_beyond(content, _DEEPEST):
                paths = _json_paths(json.loads(content, parse_float=str), "")
                return tuple(dict.fromkeys(paths)) or ("*",)
            case "text/csv":
                heads = next(csv.reader(io.StringIO(content.decode("utf-8-sig"))), [])
                return tuple(heads) or ("*",)
    except (ValueError, csv.Error):
        return ("*",)
    return ("*",)


def _json_paths(value: object, path: str) -> Iterator[str]:
    match value:
        case dict():
            for key, member in value.items():
                yield from _json_paths(member, f"{path}.{key}" if path else str(key))
        case list():
            for member in value:
                yield from _json_paths(member, f"{path}[]")
        case _:
            yield path or "*"

"""From the tape to the holders: reading, screening, sealing and dividing, against the least that anyone must do.

A lower bound does only what no way could leave out (read the text, hash the bytes, divide once), so a ratio below 1
says how much the checks cost beside it.
"""

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from bench.timing import Result, compare
from tallystick.evidence.merkle import Tree, leaf_hash, node_hash, verify_inclusion
from tallystick.filing.manifest import PackageHead
from tallystick.filing.package import seal
from tallystick.servicing.entitlements import divide
from tallystick.shell.files.folders import read_folder
from tallystick.shell.operations.filing.check import check as check_folder
from tallystick.shell.operations.filing.making.files import package_file
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError
from tallystick.shell.operations.walk.examine import examine_folder
from tallystick.shell.wiring import operations
from tallystick.tape.checks import check
from tallystick.tape.reading.mapping import own_columns
from tallystick.tape.reading.tapes import read_tape
from tallystick.units.money import Currency, Money
from tools.long.walked import EXAMPLE, walked

__all__ = ["results"]

_HOLDERS = {f"0x{number:040x}": 1 + number % 977 for number in range(10_000)}
_PAID = Money(minor=123_456_789_01, currency=Currency.USD)


def results() -> Iterator[Result]:
    """Yield the times of the hot paths of an issue."""
    yield compare("tape.read-and-check-20k", _tape, twin=_rows, against="csv.DictReader, unchecked", runs=5)
    yield compare("merkle.inclusion-20k-rows", _included, twin=_hashed, against="each row and node hashed once", runs=5)
    yield compare("entitlements.10k-holders", _divided, twin=_floors, against="one floor division each", runs=9)
    yield compare("filing.seal-folder", _sealed, twin=_digested, against="SHA-256 of each file", runs=7)
    yield from _verified()
    yield compare("filing.check-folder", _checked, twin=_loaded, against="yaml.safe_load, csv; unchecked", runs=4)


@cache
def _files() -> dict[str, bytes]:
    return read_folder(EXAMPLE)[0]


def _tape() -> tuple[int, int]:
    mapping = own_columns(asset_class="finance-lease", currency=Currency.CNY, cutoff=date(2026, 8, 31))
    tape = read_tape(_files()["tape.csv"], mapping=mapping).tape
    if tape is None:
        return 0, 0
    check(tape)
    return tape.frame.height, tape.sum_of("current_balance").minor


def _rows() -> tuple[int, int]:
    rows = list(csv.DictReader(io.StringIO(_files()["tape.csv"].decode())))
    return len(rows), sum(int(row["current_balance"].replace(".", "")) for row in rows)


@cache
def _lines() -> tuple[bytes, ...]:
    return tuple(_files()["tape.csv"].splitlines()[1:])


def _included() -> bytes:
    tree = Tree.of(_lines())
    for index in range(0, len(_lines()), 100):
        proof = tree.inclusion_proof(index)
        if not verify_inclusion(
            leaf=leaf_hash(_lines()[index]), index=index, size=len(_lines()), proof=proof, root=tree.root()
        ):
            return b""
    return tree.root()


def _hashed() -> bytes:
    level = [leaf_hash(line) for line in _lines()]
    while len(level) > 1:
        pairs = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def _divided() -> tuple[int, int]:
    owed = divide("A", _HOLDERS, interest=_PAID, principal=_PAID)
    return len(owed), sum(each.units for each in owed)


def _floors() -> tuple[int, int]:
    units = sum(_HOLDERS.values())
    owed = [(wallet, _PAID.minor * count // units, _PAID.minor * count // units) for wallet, count in _HOLDERS.items()]
    return len(owed), units


def _sealed() -> list[str]:
    files = (package_file(name, "document", content) for name, content in _files().items())
    head = PackageHead(
        filing="bench-v1", deal="bench", version=1, as_of=date(2026, 8, 31), rule_set="0" * 64, calendar="0" * 64
    )
    sealed = seal(files, head=head, secret=b"bench" * 8)
    return [each.sha256 for each in sealed.manifest.files] if sealed.manifest.package_root else []


def _digested() -> list[str]:
    return [hashlib.sha256(_files()[name]).hexdigest() for name in sorted(_files())]


def _checked() -> str:
    checked = check_folder(_files()).value
    return "" if checked is None else checked.opened.deal.id


def _loaded() -> str:
    _rows()
    loaded = [yaml.safe_load(content) for name, content in _files().items() if Path(name).suffix == ".yaml"]
    return next(str(each["id"]) for each in loaded if each.get("schema") == "tallystick/deal/v1")


def _verified() -> Iterator[Result]:
    """The time to verify all that a walk left; nothing where the local chain that a walk needs is not installed."""
    try:
        left = walked()
    except (ChainUnavailableError, RuntimeError):
        return
    names = sorted(path for path in left.rglob("*") if path.is_file())

    def verified() -> bool:
        return examine_folder(operations(), str(left)).value is not None

    def hashed() -> bool:
        return len([hashlib.sha256(path.read_bytes()).digest() for path in names]) == len(names)

    yield compare("walk.verify", verified, twin=hashed, against="SHA-256 of each file", runs=4)

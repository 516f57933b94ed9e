"""The evidence of a filing at size, each act against the bound that it must keep: above 1 it is faster than the bound.

    log.append       100,000 entries of 200 bytes into a tree           at least 100,000 a second
    log.proofs       20,000 inclusion proofs out of that tree           at least 20,000 a second
    package.seal     200 MB in ten files                                twice the time of the slower digest alone
    package.verify   the manifest and every file of that package        5 s
    report.pages     both languages, PDF, Word and tables, cold          6 s for 60 pages and more

What is compared with a bound in seconds is the answer.
"""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache, partial
from random import Random

from bench.timing import Result, compare, within
from tallystick.evidence.digests import Algorithm, digest
from tallystick.evidence.merkle import Tree
from tallystick.filing.manifest import PackageHead
from tallystick.filing.package import Package, PackageFile, open_package, seal

__all__ = ["results"]

_ENTRIES = 100_000
_PROOFS = 20_000
_FILES = 10
_PAGES = 60
_FILE_BYTES = 20_000_000
_NOTHING = "0" * 64
_HEAD = PackageHead(filing="x-v1", deal="x", version=1, as_of=date(2026, 8, 31), rule_set=_NOTHING, calendar=_NOTHING)
_COLD = """
from tallystick.shell.documents.makers import Makers
from tallystick.shell.operations.filing.making.pages import report_pages
from tests.filing.stand_in import report
made, _ = report_pages(report(), Makers())
"""
_COUNTED = """
from io import BytesIO
from pypdf import PdfReader
print(sum(len(PdfReader(BytesIO(each.content)).pages) for each in made if each.path.endswith(".pdf")))
"""


def results() -> Iterator[Result]:
    """Yield the times; the ratio is the bound over the time."""
    leaves, files = _leaves(), _files()
    kept = Tree.of(leaves)
    yield within("log.append-100000", partial(_appended, leaves), seconds=1, answer=0, runs=5)
    yield within("log.proofs-20000", partial(_proofs, kept), seconds=1, answer=0, runs=5)
    yield compare("package.seal-200-MB", _sealed, twin=partial(_digested, files), against="SM3 alone", runs=5)
    yield within("package.verify-200-MB", _verified, seconds=5, answer=0, runs=4)
    yield within("report.both-languages-cold", _cold, seconds=6, answer=0, runs=4)


@cache
def _leaves() -> tuple[bytes, ...]:
    drawn = Random(7)  # noqa: S311 - bytes to hash, not secrets
    return tuple(drawn.randbytes(200) for _ in range(_ENTRIES))


@cache
def _files() -> tuple[PackageFile, ...]:
    drawn = Random(7)  # noqa: S311 - bytes to hash, not secrets
    return tuple(
        PackageFile(path=f"documents/{n}.bin", role="document", media_type="x/y", content=drawn.randbytes(_FILE_BYTES))
        for n in range(_FILES)
    )


def _appended(leaves: tuple[bytes, ...]) -> int:
    return Tree.of(leaves).size - _ENTRIES


def _proofs(tree: Tree) -> int:
    step = _ENTRIES // _PROOFS
    return sum(not tree.inclusion_proof(index) for index in range(0, _ENTRIES, step))


def _sealed() -> int:
    return len(_package().contents) - _FILES


def _package() -> Package:
    return seal(_files(), head=_HEAD, secret=b"s" * 32)


def _digested(files: tuple[PackageFile, ...]) -> int:
    return sum(len(digest(each.content, Algorithm.SM3)) for each in files) - 32 * _FILES


@cache
def _received() -> dict[str, bytes]:
    return _package().files()


def _verified() -> int:
    return len(open_package(_received())[1])


def _cold() -> int:
    """Make both reports in a process of their own; 0 where they have 60 pages or more, counted once and apart."""
    subprocess.run([sys.executable, "-c", _COLD], check=True)
    return 0 if _pages() >= _PAGES else 1


@cache
def _pages() -> int:
    made = subprocess.run([sys.executable, "-c", _COLD + _COUNTED], check=True, capture_output=True, text=True)
    return int(made.stdout)

"""What every law needs: a breach, and the files of a tree."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["CORE", "Breach", "core_files", "parsed", "source_files", "string_constants", "tracked_texts"]

CORE = (
    "units",
    "evidence",
    "law",
    "deal",
    "tape",
    "cashflow",
    "filing",
    "issuance",
    "servicing",
    "supervision",
)
_NOT_OURS = {".git", ".venv", "build", "dist", "node_modules", "__pycache__", "out", "cache", ".hypothesis"}


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """One place where a law is broken: path in the tree, line (0: the whole file), what and what to do."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        """Write it as compilers do."""
        return f"{self.path}:{self.line}: {self.what}" if self.line else f"{self.path}: {self.what}"


def source_files(root: Path) -> list[Path]:
    """List the Python files under src/tallystick, generated migrations left out."""
    return [path for path in sorted((root / "src" / "tallystick").rglob("*.py")) if "migrations" not in path.parts]


def core_files(root: Path) -> list[Path]:
    """List the Python files of the ten core rooms."""
    package = root / "src" / "tallystick"
    return [path for path in source_files(root) if path.relative_to(package).parts[0] in CORE]


@cache
def _parsed(text: str, name: str) -> ast.Module:
    return ast.parse(text, filename=name)


def parsed(path: Path) -> ast.Module:
    """Parse a Python file, once per content.

    Raises:
        SyntaxError: the file is not Python.
    """
    return _parsed(path.read_text(encoding="utf-8"), path.name)


def string_constants(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and text of each string written in a Python file."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def tracked_texts(root: Path) -> Iterator[tuple[str, str]]:
    """Yield path and text of each text file under version control, or of all when the tree is no clone."""
    for path in _tracked(root):
        file = root / path
        if not file.is_file():
            continue
        content = file.read_bytes()
        if b"\0" not in content:
            yield path, content.decode("utf-8", errors="replace")


def _tracked(root: Path) -> list[str]:
    if (root / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root,
            capture_output=True,
            check=True,
        )
        return sorted(path for path in listed.stdout.decode().split("\0") if path)
    files = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in files if not _NOT_OURS & set(path.parts))

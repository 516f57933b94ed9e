"""Documented: every verb of the command line and every environment variable is told of in the documents."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tools.laws.tree import Breach, parsed, source_files

__all__ = ["breaches"]

_VARIABLE = re.compile(r"\bTALLYSTICK_[A-Z][A-Z_]*\b")


def breaches(root: Path) -> list[Breach]:
    """Compare the verbs and variables in the source with the documents."""
    documents = [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
    told = "\n".join(path.read_text(encoding="utf-8") for path in documents if path.is_file())
    return sorted({*_verbs(root, told), *_variables(root, told)})


def _verbs(root: Path, told: str) -> Iterator[Breach]:
    for path in source_files(root):
        if "cli" not in path.relative_to(root).parts:
            continue
        for line, verb in _commands(parsed(path)):
            if not re.search(rf"\btallystick (?:\w+ )?{re.escape(verb)}\b", told):
                yield Breach(path.relative_to(root).as_posix(), line, f"the verb '{verb}' is in no document")


def _commands(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the verbs given to typer: in `command("x")`, or by the function that `command()` decorates."""
    for node in ast.walk(module):
        match node:
            case ast.Call(func=ast.Attribute(attr="command"), args=args, keywords=keywords, lineno=line):
                names = [*args, *(keyword.value for keyword in keywords if keyword.arg == "name")]
                yield from ((line, str(name.value)) for name in names if isinstance(name, ast.Constant))
            case ast.FunctionDef(name=name, lineno=line, decorator_list=decorators):
                if any(_is_bare_command(decorator) for decorator in decorators):
                    yield line, name.rstrip("_").replace("_", "-")


def _is_bare_command(decorator: ast.expr) -> bool:
    match decorator:
        case ast.Call(func=ast.Attribute(attr="command"), args=[], keywords=keywords):
            return all(keyword.arg != "name" for keyword in keywords)
    return False


def _variables(root: Path, told: str) -> Iterator[Breach]:
    scripts = [path for folder in ("tests", "tools", "bench") for path in (root / folder).rglob("*.py")]
    for path in [*source_files(root), *sorted(scripts)]:
        text = path.read_text(encoding="utf-8")
        for match in _VARIABLE.finditer(text):
            if match[0] not in told:
                line = text.count("\n", 0, match.start()) + 1
                yield Breach(path.relative_to(root).as_posix(), line, f"{match[0]} is in no document")

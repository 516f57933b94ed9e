"""A sealed package as numbered folders for the authority's system, and what of it breaks a limit.

    package + list of materials -> a folder a material, its files named in order -> findings

A document that the filer handed in as text comes in both forms, word for word; every other one as it was handed in.
Deal, tape, answers and their evidence are no files of the set: the authority asks for materials. Nothing is renamed
to fit a limit: what does not fit is told.
Source: G2-F4 and G2-F5, by analogy; `filing.authority.parameters` for limits.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tallystick.evidence.findings import Finding, finding
from tallystick.filing.authority.parameters import Parameters, SetRule
from tallystick.filing.materials import REPORT, MaterialStatus

__all__ = ["SetFile", "arrange", "check_set"]

_LANGUAGES = {"zh": "中文", "en": "英文"}
_FORMS = ("docx", "pdf")
_SUBTITLE = re.compile(r"[：（(]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFile:
    """A file of the set.

    Attributes:
        path: within the set, folders first.
        material: which it answers to; empty for the contents of the set.
        source: file of the package it is, or was laid out from.
        laid_out: whether it is that file's text in another form, and not the file itself.
    """

    path: str
    material: str
    source: str
    content: bytes
    laid_out: bool = False

    @property
    def form(self) -> str:
        """The ending of its name."""
        return self.path.rpartition(".")[2].lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A part of a material before it has a name: one document in however many forms."""

    name: str
    forms: tuple[tuple[str, str, bytes], ...]
    laid_out: bool = False


def arrange(
    contents: Mapping[str, bytes],
    statuses: Iterable[MaterialStatus],
    parameters: Parameters,
    *,
    laid: Mapping[str, Mapping[str, bytes]],
) -> Iterator[SetFile]:
    """Yield the files of the set in the order of the list.

    Args:
        contents: of a sealed package, by path.
        statuses: of every item of the list.
        parameters: name the folders and files.
        laid: documents that came as text, laid out: by path in the package, then by ending.
    """
    for number, status in enumerate(statuses, 1):
        item = status.material
        title = _SUBTITLE.split(item.title.zh)[0].strip()
        parts = (*_made(item.id, title, contents), *_handed_in(status, contents, laid))
        for place, part in enumerate(parts, 1):
            for form, source, content in part.forms:
                path = _placed(parameters, number, item.id, title, place=place, part=part.name)
                yield SetFile(
                    path=f"{path}.{form}", material=item.id, source=source, content=content, laid_out=part.laid_out
                )


def _placed(parameters: Parameters, number: int, material: str, title: str, *, place: int, part: str) -> str:
    """Return where a file stands, by the patterns, without the ending of its name."""
    told = {"number": f"{number:02d}", "material": material, "title": title, "place": f"{place:02d}", "part": part}
    names = parameters.names
    return "/".join(pattern.format(**told).replace("/", "-") for pattern in (names.folder, names.file))


def check_set(files: Iterable[SetFile], parameters: Parameters) -> Iterator[Finding]:
    """Yield what breaks a rule: a warning, or an error where the rule is known from official or quoted text.

    Args:
        files: of the whole set.
        parameters: whose rules they are held against.
    """
    whole = tuple(files)
    for rule in parameters.rules:
        for path, found, allowed in _broken(rule, whole):
            yield finding(
                "filing.set-rule" if rule.binding else "filing.set-rule-warning",
                path=path,
                rule=rule.id,
                title=rule.title.name(),
                found=found,
                allowed=allowed,
                mark=rule.mark.value,
                source=rule.source.name(),
            )


def _made(material: str, title: str, contents: Mapping[str, bytes]) -> Iterator[_Part]:
    """Yield what the package itself brings for a material, in each language."""
    stem = "report" if material == REPORT else f"papers/{material}"
    for language, said in _LANGUAGES.items():
        found = [(form, f"{stem}-{language}.{form}") for form in _FORMS]
        forms = tuple((form, path, contents[path]) for form, path in found if path in contents)
        if forms:
            yield _Part(name=f"{title}-{said}", forms=forms)
    for language, said in _LANGUAGES.items():
        path = f"report-tables-{language}.xlsx"
        if material == REPORT and path in contents:
            yield _Part(name=f"{title}附表-{said}", forms=(("xlsx", path, contents[path]),))


def _handed_in(
    status: MaterialStatus, contents: Mapping[str, bytes], laid: Mapping[str, Mapping[str, bytes]]
) -> Iterator[_Part]:
    """Yield the documents of a material; files that differ only in their ending are one document."""
    documents: dict[str, list[str]] = {}
    for path in (f"documents/{each.file}" for each in status.documents):
        if path in contents:
            documents.setdefault(path.rpartition(".")[0] or path, []).append(path)
    for stem, paths in documents.items():
        name = stem.rpartition("/")[2].removeprefix(f"{status.material.id}-")
        written = [path for path in paths if path in laid]
        kept = [path for path in paths if path not in laid]
        yield from (
            _Part(name=name, forms=tuple((form, path, made) for form, made in laid[path].items()), laid_out=True)
            for path in written
        )
        if kept:
            yield _Part(
                name=name, forms=tuple((path.rpartition(".")[2].lower(), path, contents[path]) for path in kept)
            )


def _broken(rule: SetRule, files: tuple[SetFile, ...]) -> Iterator[tuple[str, str, str]]:
    """Yield where a rule is broken: path, what was found, what is allowed."""
    if rule.limit is not None:
        allowed = str(rule.limit)
        yield from ((path, str(size), allowed) for path, size in _sizes(rule.check, files) if size > rule.limit)
    elif rule.check == "name-signs":
        for path in dict.fromkeys(file.path for file in files):
            signs = tuple(sign for sign in rule.words if sign in path)
            if signs:
                yield path, " ".join(signs), "–"
    elif rule.check == "formats":
        yield from ((file.path, file.form, ", ".join(rule.words)) for file in files if file.form not in set(rule.words))
    else:
        yield from _unpaired(rule, files)


def _sizes(check: str, files: tuple[SetFile, ...]) -> Iterator[tuple[str, int]]:
    match check:
        case "name-length":
            names = dict.fromkeys(name for file in files for name in file.path.split("/"))
            yield from ((name, len(name)) for name in names)
        case "path-length":
            yield from ((file.path, len(file.path)) for file in files)
        case "file-bytes":
            yield from ((file.path, len(file.content)) for file in files)
        case "set-bytes":
            yield "", sum(len(file.content) for file in files)
        case _:
            yield "", len(files)


def _unpaired(rule: SetRule, files: tuple[SetFile, ...]) -> Iterator[tuple[str, str, str]]:
    """Yield documents that are there in one of the two forms only; tables and pictures have no second form."""
    forms: dict[tuple[str, str], set[str]] = {}
    for file in files:
        if file.form in _FORMS:
            forms.setdefault((file.path.rpartition(".")[0], file.material), set()).add(file.form)
    for (path, material), found in forms.items():
        alone = found == {"pdf"} and material in rule.materials
        if found != set(_FORMS) and not alone:
            yield path, ", ".join(sorted(found)), " + ".join(_FORMS)

"""The form of the filing's documents: rules as replaceable data, held against what can be read today.

    words            none of the words stands in the document
    words-required   one of the words at least stands in it
    signature        somebody is named as signer, or the document has a place for signatures
    translation      a document in English has a Chinese one of the same material beside it
    word-and-pdf     the material is there in both forms, Word with headings and PDF with bookmarks where they were read
    materials        held by the list of materials
    reviewer         for a person; nothing runs

Text and Markdown are read here, Word files and PDFs where somebody
read them; of others only the name. All rules are by analogy, so every finding is a warning
that names the rule and its mark.
Source: T3, G2-F1 to G2-F13. The form that Working Guide No. 1 asks for was not seen.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tallystick.deal.deal import Deal, FolderDocument
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.documents.intake import Kind
from tallystick.filing.documents.texts import DocumentText, has_chinese
from tallystick.law.records import TextRecord
from tallystick.law.values import Mark
from tallystick.units.packaged import read
from tallystick.units.signs import plain

__all__ = ["FormatRule", "check_formats", "format_rules", "read_format_rules"]

_RULES = "filing/formats.toml"
_READABLE = (".md", ".txt")
_WORD, _PDF = (".docx", ".doc"), (".pdf",)

_SPACE, _BROKEN = re.compile(r"\s+"), re.compile(r"(?<=[\u4e00-\u9fff，、])\s+(?=[\u4e00-\u9fff])")
_SPACED = re.compile(r"(?<![^\W\d_])(?:[A-Za-z] ){3,}[A-Za-z](?![^\W\d_])")
_NEAR = 40
_SENTENCE = re.compile(r"[。；;！!？?，,.:：]")
_DENIED = re.compile(
    r"不|未(?!来)|非|无|没有|\b(?:no|not|nothing|none|never|neither|nor|without|cannot)\b", re.IGNORECASE
)


class FormatRule(BaseModel):
    """One rule of form: `materials` it is about, and the `words` its check looks for.

    `patterns` are regular expressions of wordings that come in many forms; one that is denied (*no*, 不, 未) is none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    mark: Mark
    check: Literal["words", "words-required", "signature", "translation", "word-and-pdf", "materials", "reviewer"]
    materials: tuple[str, ...]
    words: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    title: TextRecord
    quote: TextRecord | None = None


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: tuple[FormatRule, ...]


@cache
def format_rules() -> tuple[FormatRule, ...]:
    """Return the rules as packaged."""
    return read_format_rules(read(_RULES))


def read_format_rules(content: bytes) -> tuple[FormatRule, ...]:
    """Read rules of form.

    Raises:
        ValueError: the bytes are no TOML of this shape; the message says where.
    """
    return _File.model_validate(tomllib.loads(content.decode("utf-8"))).rule


def check_formats(
    rules: Collection[FormatRule],
    deal: Deal,
    files: Mapping[str, bytes],
    *,
    generated: Collection[str] = (),
    read: Mapping[str, DocumentText] = MappingProxyType({}),
) -> Iterator[Finding]:
    """Yield what is wrong with the form of documents.

    Args:
        rules: in the order in which their findings should come.
        deal: names its documents by material.
        files: content of each file in ``documents/``, by name.
        generated: materials that the package itself makes in every form it needs.
        read: documents that were read, Word files and PDFs among them; of others only text and Markdown are.
    """
    texts = {name: _text(name, files) for name in files} | {name: each.text for name, each in read.items()}
    for rule in rules:
        for material in rule.materials:
            documents = [each for each in deal.documents if each.material == material]
            if rule.check == "word-and-pdf":
                if documents and material not in generated:
                    yield from _pair(rule, material, documents)
                yield from (each for document in documents for each in _mapped(rule, document, read))
            elif rule.check == "translation":
                yield from _translated(rule, documents, texts)
            else:
                yield from (each for document in documents for each in _read(rule, document, texts))


def _pair(rule: FormatRule, material: str, documents: Collection[FolderDocument]) -> Iterator[Finding]:
    names = [each.file.lower() for each in documents]
    if not all(any(name.endswith(form) for name in names) for form in (_WORD, _PDF)):
        yield finding(
            "filing.format-pair", path=rule.id, rule=rule.id, material=material, title=rule.title.name(), mark=rule.mark
        )


def _translated(
    rule: FormatRule, documents: Collection[FolderDocument], texts: Mapping[str, str | None]
) -> Iterator[Finding]:
    said = {each.file: texts.get(each.file) for each in documents}
    if any(text is None or has_chinese(text) for text in said.values()):
        return
    for name in said:
        yield finding(
            "filing.format-translation",
            path=rule.id,
            rule=rule.id,
            document=name,
            title=rule.title.name(),
            mark=rule.mark,
        )


def _mapped(rule: FormatRule, document: FolderDocument, read: Mapping[str, DocumentText]) -> Iterator[Finding]:
    """Yield that a Word file has no headings for its map, or a PDF no bookmarks."""
    found = read.get(document.file)
    if found is not None and found.kind in {Kind.WORD, Kind.PDF} and not found.outline:
        title = rule.title.name()
        yield finding(
            "filing.format-outline", path=rule.id, rule=rule.id, document=document.file, title=title, mark=rule.mark
        )


def _read(rule: FormatRule, document: FolderDocument, texts: Mapping[str, str | None]) -> Iterator[Finding]:
    text = texts.get(document.file)
    if text is None:
        return
    joined = _joined(text)
    said = f"{text}\n{joined}".lower()
    found = tuple(dict.fromkeys((*(word for word in rule.words if word.lower() in said), *_worded(rule, joined))))
    name, title = document.file, rule.title.name()
    if rule.check == "words" and found:
        yield finding(
            "filing.format-words", path=rule.id, rule=rule.id, document=name, words=found, title=title, mark=rule.mark
        )
    if rule.check == "words-required" and not found:
        yield finding(
            "filing.format-words-missing",
            path=rule.id,
            rule=rule.id,
            document=name,
            words=rule.words,
            title=title,
            mark=rule.mark,
        )
    if rule.check == "signature" and not found and not document.signed_by:
        yield finding("filing.format-unsigned", path=rule.id, rule=rule.id, document=name, title=title, mark=rule.mark)


def _joined(text: str) -> str:
    """Return a text with its broken lines joined, and without spaces between the letters of a word."""
    return _SPACED.sub(lambda word: word[0].replace(" ", ""), _SPACE.sub(" ", _BROKEN.sub("", text)))


def _worded(rule: FormatRule, joined: str) -> Iterator[str]:
    """Yield the wordings of a text that a pattern of the rule forbids, as they stand there."""
    for pattern in rule.patterns:
        for match in re.finditer(pattern, joined, re.IGNORECASE):
            before = _SENTENCE.split(joined[max(0, match.start() - _NEAR) : match.start()])[-1]
            if not _DENIED.search(before):
                yield match[0]


def _text(name: str, files: Mapping[str, bytes]) -> str | None:
    """Return the text of a file that can be read; None of any other."""
    content = files.get(name)
    if content is None or not name.lower().endswith(_READABLE):
        return None
    return plain(content.decode("utf-8", errors="replace"))

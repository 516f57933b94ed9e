"""Intake: what a handed-in file really is, and whether it may be taken in.

    name and bytes -> kind by its first bytes -> size -> what hides inside -> kind, or findings

The kind that the bytes tell must be the one that the name says. Refused are files above the size of their kind,
archives that unpack to more than they should (entries, bytes, ratio, archives within) or to places outside their
folder, macros, embedded programs, parts of another format that Word merges into the text, content fetched from
elsewhere by a relation or a field, declared entities, PDFs that run scripts, start programs or carry files, and
whatever stands before the start or beyond the end of a file.
Source: ISO/IEC 29500-1 17.16.5 (fields), 29500-2 (packages; no document type declarations), ISO 32000-1 7.5 (header and
end of file), 12.6.4 (actions); SUPTECH.md section 4. The limits are this project's.
Links that a reader follows by hand are no harm and pass. No virus is looked for: an installation sets its scanner
beside this. Names inside a compressed part of a PDF are not seen.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tallystick.evidence.findings import Finding, finding

__all__ = ["INTAKE_LIMITS", "IntakeLimits", "Kind", "inspect", "kind_of", "unpacked"]

_MEBIBYTE = 1 << 20


class Kind(StrEnum):
    """What a file is."""

    PDF = "pdf"
    WORD = "docx"
    SHEET = "xlsx"
    PICTURE = "picture"
    TEXT = "text"
    ZIP = "zip"
    OLD_OFFICE = "old-office"
    PROGRAM = "program"
    UNKNOWN = "unknown"


_SIZES: Mapping[Kind, int] = MappingProxyType(
    {
        Kind.PDF: 100 * _MEBIBYTE,
        Kind.WORD: 50 * _MEBIBYTE,
        Kind.SHEET: 50 * _MEBIBYTE,
        Kind.PICTURE: 20 * _MEBIBYTE,
        Kind.TEXT: 20 * _MEBIBYTE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeLimits:
    """What is taken in: `sizes` in bytes by kind (a kind without one is refused), and how far an archive may unpack."""

    sizes: Mapping[Kind, int] = field(default_factory=lambda: _SIZES)
    entries: int = 2000
    unpacked: int = 400 * _MEBIBYTE
    ratio: int = 200


INTAKE_LIMITS = IntakeLimits()

_SUFFIXES: Mapping[str, Kind] = MappingProxyType(
    {
        **dict.fromkeys(("md", "txt", "csv", "json", "yaml", "xml"), Kind.TEXT),
        **dict.fromkeys(("png", "jpg", "jpeg", "tif", "tiff"), Kind.PICTURE),
        "pdf": Kind.PDF,
        "docx": Kind.WORD,
        "xlsx": Kind.SHEET,
    }
)
_PAGES = frozenset({"html", "htm", "xhtml", "mht", "mhtml", "webarchive"})
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,1000}?-->\s*)*<(?:!doctype\s+html|html)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
"""How a page that a browser saved begins, whatever it is called."""
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = (b"PK\x03\x04", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_MACROS = re.compile(r"(^|/)(vbaProject|vbaData|macrosheets/|activeX/)", re.IGNORECASE)
_EMBEDDED = re.compile(r"(^|/)embeddings/", re.IGNORECASE)
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|ImportData|SubmitForm|EmbeddedFiles?|RichMedia)(?![A-Za-z0-9])")
_STREAM = re.compile(rb"\bstream\r?\n(.*?)endstream", re.DOTALL)
_MOST_INFLATED = 64 * _MEBIBYTE
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DDE_LINK = re.compile(rb"<(?:\w+:)?ddeLink[\s>]")
_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|[\\\x00-\x1f]|(?:^|/)\.\.(?:/|$)")
_FETCHING = frozenset({"DDE", "DDEAUTO", "INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT", "LINK", "DATABASE"})
_MERGED = frozenset({"aFChunk", "subDocument", "oleObject", "package", "control"})
"""Relations to parts that a reader's program merges or runs and that nobody here reads."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_W = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_PDF_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?[\s\x00]*%PDF-")
_PDF_END = b"%%EOF"
_ZIP_END, _ZIP_END_SIZE = b"PK\x05\x06", 22
_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, ValueError, OSError)
_FIRST = 1024


def inspect(name: str, content: bytes, *, limits: IntakeLimits = INTAKE_LIMITS) -> tuple[Kind, tuple[Finding, ...]]:
    """Tell what a file is and everything that stands against taking it in.

    Args:
        name: as it was handed in; its ending says what it should be.
        content: the whole file.
        limits: how large each kind may be, and how far an archive may unpack.
    """
    kind, suffix = kind_of(content), name.rpartition(".")[2].lower()
    expected = _SUFFIXES.get(suffix)
    if suffix in _PAGES or (kind is not expected and _PAGE.match(content)):
        return kind, (finding("filing.intake-page", file=name),)
    if kind not in limits.sizes:
        return kind, (finding("filing.intake-kind", file=name, kind=kind.value),)
    if expected is None:
        return kind, (finding("filing.intake-ending", file=name, kind=kind.value, endings=tuple(sorted(_SUFFIXES))),)
    if kind is not expected:
        return kind, (finding("filing.intake-disguised", file=name, kind=kind.value, expected=expected.value),)
    if len(content) > limits.sizes[kind]:
        return kind, (finding("filing.intake-size", file=name, size=len(content), limit=limits.sizes[kind]),)
    if kind in {Kind.WORD, Kind.SHEET}:
        return kind, tuple(_office(name, content, limits))
    return kind, tuple(_pdf(name, content)) if kind is Kind.PDF else ()


def kind_of(content: bytes) -> Kind:
    """Tell what a file is by its bytes alone."""
    start = content[:_FIRST]
    if b"%PDF-" in start:
        return Kind.PDF
    if start.startswith(_PICTURES):
        return Kind.PICTURE
    if start.startswith(_OLD_OFFICE):
        return Kind.OLD_OFFICE
    if start.startswith(_PROGRAMS):
        return Kind.PROGRAM
    if start.startswith(_ARCHIVES):
        return _archived(content)
    return Kind.UNKNOWN if b"\x00" in start else Kind.TEXT


def unpacked(content: bytes, names: tuple[str, ...], *, limits: IntakeLimits = INTAKE_LIMITS) -> dict[str, bytes]:
    """Return parts of an archive that are there, none of them larger than the limits allow.

    Raises:
        ValueError: the bytes are no archive that can be read, or a part unpacks to more than the limits.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            present = set(archive.namelist())
            return {name: _part(archive, name, limits) for name in names if name in present}
    except _DAMAGED as error:
        message = f"the archive cannot be read: {error}"
        raise ValueError(message) from error


def _part(archive: zipfile.ZipFile, name: str, limits: IntakeLimits) -> bytes:
    with archive.open(name) as stream:
        part = stream.read(limits.unpacked + 1)
    if len(part) > limits.unpacked:
        message = f"{name} unpacks to more than {limits.unpacked} bytes"
        raise ValueError(message)
    return part


def _archived(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except _DAMAGED:
        return Kind.ZIP
    if "[Content_Types].xml" not in names:
        return Kind.ZIP
    if any(name.startswith("word/") for name in names):
        return Kind.WORD
    return Kind.SHEET if any(name.startswith("xl/") for name in names) else Kind.ZIP


def _office(name: str, content: bytes, limits: IntakeLimits) -> Iterator[Finding]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            too_much = _too_much(archive, limits)
            if too_much:
                yield finding("filing.intake-bomb", file=name, reason=too_much)
                return
            yield from _outside(name, archive)
            yield from _hidden(name, archive, limits)
            if not content.endswith(_ZIP_END, 0, len(content) - _ZIP_END_SIZE + len(_ZIP_END)):
                yield finding("filing.intake-trailing", file=name)
    except _DAMAGED:
        yield finding("filing.intake-damaged", file=name)


def _too_much(archive: zipfile.ZipFile, limits: IntakeLimits) -> str:
    """Return in a word why an archive may not be unpacked; empty where it may. Sizes are counted, not believed."""
    members = archive.infolist()
    if len(members) > limits.entries:
        return f"{len(members)} > {limits.entries}"
    if len({member.filename for member in members}) != len(members):
        return "names"
    total = 0
    for member in members:
        with archive.open(member) as stream:
            start = stream.read(8)
            size = len(start)
            while chunk := stream.read(_MEBIBYTE):
                size += len(chunk)
                if total + size > limits.unpacked:
                    return f"> {limits.unpacked}"
        total += size
        if size > _MEBIBYTE and size > limits.ratio * max(member.compress_size, 1):
            return f"{member.filename}: {size} / {member.compress_size}"
        if start.startswith(_ARCHIVES):
            return f"{member.filename}"
    return ""


def _outside(name: str, archive: zipfile.ZipFile) -> Iterator[Finding]:
    """Yield members that would be unpacked outside the folder of the archive."""
    for member in archive.infolist():
        if _OUTSIDE.search(member.orig_filename):
            yield finding("filing.intake-outside", file=name, part=member.orig_filename[:120])


def _hidden(name: str, archive: zipfile.ZipFile, limits: IntakeLimits) -> Iterator[Finding]:
    for part in archive.namelist():
        if _MACROS.search(part):
            yield finding("filing.intake-macro", file=name, part=part)
        elif _EMBEDDED.search(part):
            yield finding("filing.intake-embedded", file=name, part=part)
        elif part.lower().endswith((".rels", ".xml")):
            yield from _markup(name, part, _part(archive, part, limits))
    types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in archive.namelist() else b""
    if b"macroEnabled" in types:
        yield finding("filing.intake-macro", file=name, part="[Content_Types].xml")


def _markup(name: str, part: str, content: bytes) -> Iterator[Finding]:
    """Yield what a part of markup declares or fetches; zero bytes go first, so that UTF-16 hides nothing."""
    bare = content.replace(b"\x00", b"")
    if _DECLARED.search(bare):
        yield finding("filing.intake-entity", file=name, part=part)
    if part.endswith(".rels"):
        yield from _relations(name, part, content)
    elif b"instrText" in bare or b"fldSimple" in bare:
        yield from _fields(name, part, content)
    elif _DDE_LINK.search(bare):
        yield finding("filing.intake-field", file=name, part=part, field="ddeLink")


def _fields(name: str, part: str, content: bytes) -> Iterator[Finding]:
    """Yield the fields that fetch or start something when the file is opened, and those whose name is computed."""
    try:
        tree = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        yield finding("filing.intake-damaged", file=name)
        return
    for instruction in _instructions(tree):
        words = instruction.split(maxsplit=1)
        if words and words[0].upper() in _FETCHING:
            yield finding("filing.intake-field", file=name, part=part, field=instruction.strip()[:120])


def _instructions(tree: Any) -> Iterator[str]:  # noqa: ANN401 - an element has no public type here
    """Yield the instruction of each field, its runs joined; a field that names another is told as one that links."""
    opened: list[list[str]] = []
    for element in tree.iter():
        tag = str(element.tag).replace(_STRICT_W, _W)
        attributes = {key.replace(_STRICT_W, _W): value for key, value in element.attrib.items()}
        if tag == f"{_W}fldSimple":
            yield attributes.get(f"{_W}instr", "")
        elif tag in {f"{_W}instrText", f"{_W}delInstrText"} and opened:
            opened[-1].append(element.text or "")
        elif tag == f"{_W}instrText":
            yield element.text or ""
        elif tag == f"{_W}fldChar" and attributes.get(f"{_W}fldCharType") == "begin":
            if opened and not "".join(opened[-1]).strip():
                yield "LINK { }"
            opened.append([])
        elif tag == f"{_W}fldChar" and attributes.get(f"{_W}fldCharType") == "end" and opened:
            yield "".join(opened.pop())
    yield from ("".join(each) for each in opened)


def _relations(name: str, part: str, content: bytes) -> Iterator[Finding]:
    """Yield what is merged or fetched when the file is opened; a link that somebody follows by hand is not."""
    try:
        tree = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        yield finding("filing.intake-damaged", file=name)
        return
    for relation in tree:
        kind = relation.get("Type", "").rpartition("/")[2]
        target = relation.get("Target", "")[:120]
        if relation.get("TargetMode", "") == "External" and kind != "hyperlink":
            yield finding("filing.intake-external", file=name, part=part, target=target)
        elif kind in _MERGED:
            yield finding("filing.intake-embedded", file=name, part=target)


def _legible(content: bytes) -> bytes:
    """Return a PDF without its deflated streams: chance makes every word in enough compressed bytes.

    Only what inflates to its very end is left out, so that nothing can be hidden by calling it a stream; and what an
    object stream holds is read in its place, since a reader acts on it.
    """
    kept, place = [], 0
    for found in _STREAM.finditer(content):
        inflated = _inflated(found[1])
        if inflated is None:
            continue
        kept.append(content[place : found.start(1)])
        place = found.end(1)
        if b"/ObjStm" in content[content.rfind(b"obj", 0, found.start()) : found.start()]:
            kept.append(inflated)
    return b"".join((*kept, content[place:]))


def _inflated(data: bytes) -> bytes | None:
    """Return what deflated data hold; None where they are not that and nothing else, or hold too much."""
    stream = zlib.decompressobj()
    try:
        inflated = stream.decompress(data, _MOST_INFLATED)
    except zlib.error:
        return None
    return inflated if stream.eof and not stream.unused_data.strip() else None


def _pdf(name: str, content: bytes) -> Iterator[Finding]:
    active = sorted({match[1].decode() for match in _ACTIVE.finditer(_legible(content))})
    if active:
        yield finding("filing.intake-active", file=name, names=tuple(active))
    if re.search(rb"/Encrypt(?![A-Za-z0-9])", content):
        yield finding("filing.intake-encrypted", file=name)
    head, end = _PDF_HEAD.match(content), content.rfind(_PDF_END)
    beyond = content[end + len(_PDF_END) :].strip(b"\x00\t\n\f\r ")
    if head is None or end < 0 or beyond or zipfile.is_zipfile(io.BytesIO(content)):
        yield finding("filing.intake-trailing", file=name)

"""What a Word file holds beside its lines: pictures, comments, and text that is there and not shown.

Not looked at are colours, sizes of letters and numbers that Word gives to lists.
Source: ISO/IEC 29500-1, WordprocessingML 17.3.2.41 (hidden), 17.3.2.37 (struck through), 17.13.4 (comments), 17.7.4
(styles), DrawingML 20.4.2.5 (texts of pictures); ISO/IEC 29500-2 (relationships, core properties).
"""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tallystick.evidence.digests import sha256_hex
from tallystick.filing.documents.intake import unpacked
from tallystick.filing.documents.texts import TEXTS, DocumentText, Line, said

__all__ = ["Beside", "Picture", "beside"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CP = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_LETTERED = "{urn:schemas-microsoft-com:vml}textpath"
_PICTURED = {"image", "chart", "chartEx", "diagramData"}
_UNSHOWN = ("vanish", "strike", "dstrike")
_OFF = {"0", "false", "off"}
_CORE, _COMMENTS, _STYLES = "docProps/core.xml", "word/comments.xml", "word/styles.xml"
_TOLD = (f"{_DC}title", f"{_DC}subject", f"{_DC}description", f"{_CP}keywords", f"{_CP}category")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture or chart: the SHA-256 of its file, and the text for those who do not see it."""

    digest: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside the lines of a document, each in its order.

    Attributes:
        lines: texts of pictures, and the title and its like among the properties of the file.
        pictures: as the text shows them.
        comments: of those who read it.
        unshown: runs that are hidden or struck through.
    """

    lines: tuple[Line, ...] = ()
    pictures: tuple[Picture, ...] = ()
    comments: tuple[Line, ...] = ()
    unshown: tuple[Line, ...] = ()

    def after(self, text: DocumentText) -> DocumentText:
        """Return a document with these lines behind its own."""
        return replace(text, lines=(*text.lines, *self.lines))


def beside(content: bytes) -> Beside:
    """Read what a Word file holds beside its lines.

    Raises:
        ValueError: it is none that can be read.
    """
    related = {name: posixpath.join("word", "_rels", f"{posixpath.basename(name)}.rels") for name in TEXTS}
    try:
        parts = unpacked(content, (*TEXTS, *related.values(), _CORE, _COMMENTS, _STYLES))
        trees = {name: fromstring(part, forbid_dtd=True) for name, part in parts.items()}
    except (ParseError, DefusedXmlException) as error:
        message = f"a part cannot be read: {error}"
        raise ValueError(message) from error
    drawn = {name: _targets(trees[related[name]]) for name in TEXTS if related[name] in trees}
    files = unpacked(content, tuple({file for targets in drawn.values() for file in targets.values()}))
    hiding = _hiding(trees.get(_STYLES))
    texts = [name for name in TEXTS if name in trees]
    telling = [*texts, *({_CORE} & trees.keys())]
    return Beside(
        lines=tuple(Line(text=text, place=name) for name in telling for text in _texts(trees[name]) if text),
        pictures=tuple(each for name in texts for each in _pictures(trees[name], drawn.get(name, {}), files)),
        comments=tuple(
            Line(text=said(each).strip(), place=_COMMENTS)
            for each in (trees[_COMMENTS].iter(f"{_W}comment") if _COMMENTS in trees else ())
        ),
        unshown=tuple(Line(text=text, place=name) for name in texts for text in _unshown(trees[name], hiding)),
    )


def _targets(relations: Any) -> dict[str, str]:  # noqa: ANN401 - an element has no public type here
    """Return the files of pictures by the names under which a part refers to them."""
    return {
        each.get("Id", ""): posixpath.normpath(posixpath.join("/word", each.get("Target", ""))).lstrip("/")
        for each in relations
        if each.get("Type", "").rsplit("/", 1)[-1] in _PICTURED and each.get("TargetMode") != "External"
    }


def _pictures(tree: Any, targets: Mapping[str, str], files: Mapping[str, bytes]) -> Iterator[Picture]:  # noqa: ANN401
    text = ""
    for element in tree.iter():
        text = element.get("descr", "") if element.tag == _DRAWN else text
        for name, value in element.attrib.items():
            if name.startswith(_R) and value in targets:
                yield Picture(digest=sha256_hex(files.get(targets[value], b"")), text=text)


def _texts(tree: Any) -> Iterator[str]:  # noqa: ANN401
    for element in tree.iter():
        if element.tag == _DRAWN:
            yield element.get("descr", "").strip()
        elif element.tag == _LETTERED:
            yield element.get("string", "").strip()
        elif element.tag in _TOLD:
            yield (element.text or "").strip()


def _unshown(tree: Any, hiding: frozenset[str]) -> Iterator[str]:  # noqa: ANN401
    for paragraph in tree.iter(f"{_W}p"):
        whole = _style(paragraph, "p") in hiding
        for run in paragraph.iter(f"{_W}r"):
            text = said(run).strip()
            if text and (whole or _style(run, "r") in hiding or _hides(run)):
                yield text


def _style(element: Any, kind: str) -> str | None:  # noqa: ANN401
    named = element.find(f"{_W}{kind}Pr/{_W}{kind}Style")
    return None if named is None else named.get(f"{_W}val")


def _hides(element: Any) -> bool:  # noqa: ANN401
    """Tell whether the properties of a run or a style hide text or strike it through."""
    found = (element.find(f"{_W}rPr/{_W}{name}") for name in _UNSHOWN)
    return any(each is not None and each.get(f"{_W}val") not in _OFF for each in found)


def _hiding(styles: Any) -> frozenset[str]:  # noqa: ANN401
    """Return the styles that hide text or strike it through, by themselves or by the style they rest on."""
    every = [] if styles is None else list(styles.iter(f"{_W}style"))
    hiding = {each.get(f"{_W}styleId") for each in every if _hides(each)}
    before = -1
    while before != len(hiding):
        before = len(hiding)
        for each in every:
            base = each.find(f"{_W}basedOn")
            if base is not None and base.get(f"{_W}val") in hiding:
                hiding.add(each.get(f"{_W}styleId"))
    return frozenset(name for name in hiding if name)

"""The typesetter and its fonts: one door to both, and what is said where one of them is missing.

Only the fonts that come with the extra ``documents`` are used, never those of the machine: the same deal gives the same
bytes everywhere. A text that no font can show is refused, since an empty box in a filing says nothing to anybody.
Source: ISO 19005-2 6.2.11.8 (no .notdef glyph may be shown); SUPTECH.md section 4.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Literal

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name

__all__ = ["STANDARDS", "Typeset", "pictures", "typeset"]

STANDARDS: tuple[Literal["a-2a"], Literal["ua-1"]] = ("a-2a", "ua-1")
"""PDF/A-2a for the archive and PDF/UA-1 for readers who do not see the page; typst refuses what meets only one."""

_FONTS = "pylopdf_fonts_zh_cn"
_FACES = ("NotoSansSC", "NotoSerifSC")
_UNSHOWN = re.compile(r"(?:the text|contains the codepoint) `\"(.*?)\"`")
_PICTURES = b"""#set page(width: 160mm, height: auto, margin: 0pt)
#set text(font: ("Noto Sans SC",))
#for (index, svg) in json(bytes(sys.inputs.pictures)).enumerate() {
  if index > 0 { pagebreak() }
  image(bytes(svg), format: "svg", width: 100%)
}
"""
_DOTS_PER_INCH = 170.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeset:
    """A made document. Law: exactly one of `content` and `finding` is present."""

    content: bytes | None
    finding: Finding | None


def typeset(template: bytes, *, inputs: Mapping[str, str], day: datetime, title: Name) -> Typeset:
    """Typeset a template as an archivable, tagged PDF.

    Args:
        template: mark-up that reads its data from `inputs` and never as mark-up.
        inputs: by name.
        day: the date the document bears.
        title: of the document, for what is said where it cannot be made.

    Returns:
        The PDF; or a finding that typesetter or fonts are missing, or that no font shows a text.
    """
    fonts = _fonts(title)
    if isinstance(fonts, Finding):
        return Typeset(content=None, finding=fonts)
    import typst

    try:
        content = typst.compile(
            template,
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[fonts]),
            format="pdf",
            sys_inputs=dict(inputs),
            pdf_standards=list(STANDARDS),
            timestamp=day,
        )
    except RuntimeError as error:
        unshown = _UNSHOWN.search(str(error))
        if unshown is None:
            raise
        return Typeset(content=None, finding=finding("documents.text-unshown", report=title, text=unshown[1]))
    return Typeset(content=bytes(content), finding=None)


def pictures(drawings: Sequence[str], *, title: Name) -> tuple[bytes, ...] | Finding:
    """Return SVG drawings as PNG, 160 mm wide, in their order; or why they cannot be made here."""
    fonts = _fonts(title)
    if isinstance(fonts, Finding):
        return fonts
    if not drawings:
        return ()
    import typst

    made = typst.compile(
        _PICTURES,
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[fonts]),
        format="png",
        ppi=_DOTS_PER_INCH,
        sys_inputs={"pictures": json.dumps(list(drawings), ensure_ascii=False)},
    )
    pages: object = made
    return tuple(bytes(each) for each in pages) if isinstance(pages, list) else (made,)


def _fonts(title: Name) -> str | Finding:
    """Return the folder of the fonts, or which part of the page maker is not there."""
    try:
        import typst  # noqa: F401 - whether it is there

        folder = Path(str(files(_FONTS)))
    except ImportError:
        return finding("documents.typesetter-absent", report=title)
    present = [path.name for path in folder.rglob("*") if path.suffix.lower() in {".otf", ".ttf", ".ttc"}]
    missing = tuple(face for face in _FACES if not any(name.startswith(face) for name in present))
    return finding("documents.font-absent", report=title, fonts=missing) if missing else str(folder)

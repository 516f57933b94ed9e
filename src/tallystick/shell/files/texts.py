"""Texts of documents that were read once: kept in the home under the digest of the document, read again by nobody.

A text is as confidential as its document, so it lies in the home and nowhere else; without a home nothing is kept. A
kept text that is damaged, or was written by another version of the reader, is as good as none.
"""

import json
from pathlib import Path

from tallystick.evidence.digests import sha256_hex
from tallystick.filing.documents.intake import Kind
from tallystick.filing.documents.texts import DocumentText, Line
from tallystick.shell.files.atomic import PRIVATE, write_atomically

__all__ = ["FolderTexts"]


class FolderTexts:
    """A folder of texts of one version of a reader."""

    def __init__(self, folder: Path, *, reader: str) -> None:
        self._folder, self._reader = folder, reader

    def get(self, file: str, content: bytes) -> DocumentText | None:
        """Return the text of a document that was kept, under the name it bears now; None where there is none."""
        try:
            kept = json.loads(self._path(content).read_bytes())
            lines = tuple(Line(text=str(each["text"]), place=str(each["place"])) for each in kept["lines"])
            return DocumentText(
                file=file, kind=Kind(kept["kind"]), lines=lines, outline=tuple(map(str, kept["outline"]))
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, content: bytes, text: DocumentText) -> None:
        """Keep the text of a document; where it cannot be written it is not kept, and read again next time."""
        kept = {
            "kind": text.kind.value,
            "lines": [{"text": line.text, "place": line.place} for line in text.lines],
            "outline": list(text.outline),
        }
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path(content), json.dumps(kept, ensure_ascii=False).encode(), mode=PRIVATE)
        except OSError:
            return

    def _path(self, content: bytes) -> Path:
        return self._folder / f"{sha256_hex(content)}-{self._reader}.json"

"""The verifier: one page that opens from a disk and checks packages, export editions and receipts with no network.

The page holds its own script, style and words in both languages; what is dropped on it is read in the browser and sent
nowhere. It shares no code with `tallystick verify`, so each can be held against the other.
Source: SUPTECH.md 3.5, item 3; W3C Content Security Policy for what the page forbids itself.
It does not look at a ledger, a store or a home: that is for `tallystick verify`.
"""

import base64
import hashlib
import json
from html import escape
from typing import Final

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.wording import labels
from tallystick.filing.export import bases
from tallystick.shell.operations.filing.deliver import PROOFS_INVENTORY
from tallystick.units.packaged import read

__all__ = ["verifier_page"]

_FOLDER: Final = "shell/documents/templates"
_SCRIPTS: Final = ("verifier.js", "verifier_lists.js", "verifier_stamps.js", "verifier_page.js")
_OWN: Final = "verifier."
_EVENTS: Final = "filing.event."


def verifier_page() -> bytes:
    """Return the page; it always has the same bytes."""
    *logic, style = (_text(name) for name in (*_SCRIPTS, "verifier.css"))
    script = "\n".join([_known(), *logic])
    words = json.dumps(_words(), ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    allowed = f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'"
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(allowed)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tallystick</title><style>{style}</style></head><body>
<header><h1 data-say="title"></h1><button id="language" type="button" data-say="language"></button></header>
<p data-say="lead"></p>
<div class="drop"><p data-say="drop"></p>
<label><span data-say="folder"></span><input id="folder" type="file" webkitdirectory></label>
<label><span data-say="files"></span><input id="files" type="file" multiple></label></div>
<p class="aside" data-say="limits"></p>
<main id="result" aria-live="polite"></main>
<script type="application/json" id="words">{words}</script>
<script>{script}</script>
</body></html>
""".encode()


def _words() -> dict[str, dict[str, str]]:
    """Return the page's own words, and those for acts on a filing, which the log knows by short names."""
    own = {key: text for key, text in labels().items() if key.startswith((_OWN, _EVENTS))}
    return {key.partition(".")[2]: {"zh": text.zh, "en": text.en} for key, text in own.items()}


def _known() -> str:
    """Return the data that the script compares with: why a file of a role may leave, and what is said of the proofs."""
    known = {role: [each.clause, each.mark] for role, each in bases().items()}
    told = json.dumps(known, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    return f'const BASES = {told};\nconst INVENTORY = "{sha256_hex(PROOFS_INVENTORY)}";'


def _text(name: str) -> str:
    return read(f"{_FOLDER}/{name}").decode()


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"

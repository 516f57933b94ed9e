"""The guide of docs/road.md as the steps it is made of: the one list that a newcomer follows and that the story walks.

### 5. What it is about
`person` · [page](address) · open **what**      | field | value |      Press **button**.      You see: **words**
"""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["GUIDES", "PORTS", "Step", "steps"]

ROOT: Final = Path(__file__).parents[3]
GUIDES: Final = {"en": ROOT / "docs/road.md", "zh": ROOT / "docs/road.zh.md"}
PORTS: Final = {"8000": "onshore", "8001": "overseas"}
_STEP = re.compile(r"^### (\d+)[.．] (.+)$", re.MULTILINE)
_WHERE = re.compile(r"\[[^\]]+\]\(http://127\.0\.0\.1:(\d+)(/[^)]*)\)")
_WHO = re.compile(r"^`([a-z-]+)` · ", re.MULTILINE)
_OPEN = re.compile(r"(?:open|打开) \*\*(.+?)\*\*")
_PRESS = re.compile(r"(?:Press|按) ?\*\*(.+?)\*\*")
_SEE = re.compile(r"(?:You see:|可见：) ?\*\*(.+?)\*\*")
_FIELD = re.compile(r"^\| (?!Field \||栏目 \||---)(.+?) \| (.+?) \|$", re.MULTILINE)
_BLOCK = re.compile(r"```sh\n(.+?)```", re.DOTALL)
_FILE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step.

    Attributes:
        person: who has entered; empty for a reader without an account.
        side: whose pages; empty where it is done at a terminal.
        opens: the link or the section that is opened first.
        fields: label and value, the files of a value apart.
        press: the button; `see` what is then on the page.
        commands: what is typed at a terminal, a list of words each.
    """

    number: int
    title: str
    person: str = ""
    side: str = ""
    path: str = ""
    opens: str = ""
    fields: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    press: str = ""
    see: str = ""
    commands: tuple[tuple[str, ...], ...] = ()


def steps(language: str) -> list[Step]:
    """Return the steps of the guide in a language."""
    parts = _STEP.split(GUIDES[language].read_text(encoding="utf-8"))[1:]
    return [_step(int(number), title, text) for number, title, text in zip(*[iter(parts)] * 3, strict=True)]


def _step(number: int, title: str, text: str) -> Step:
    text = text.partition("\n## ")[0]
    where = _WHERE.search(text)
    typed = [line for block in _BLOCK.findall(text) for line in block.replace("\\\n", " ").splitlines()]
    return Step(
        number=number,
        title=title,
        person=_first(_WHO, text),
        side=PORTS[where[1]] if where else "",
        path=where[2] if where else "",
        opens=_first(_OPEN, text),
        fields=tuple((label, value, tuple(_FILE.findall(value))) for label, value in _FIELD.findall(text)),
        press=_first(_PRESS, text),
        see=_first(_SEE, text),
        commands=tuple(tuple(shlex.split(line)) for line in typed),
    )


def _first(pattern: "re.Pattern[str]", text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""

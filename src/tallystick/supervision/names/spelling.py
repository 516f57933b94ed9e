"""How a name is written: its scripts, its syllables, and what of a company's name is only its legal form.

    毛泽东   mao ze dong   mao tse-tung   MAO Tsé-tung      陳大文   chan tai man   CHAN, Tai-man
    words, cut where a sign or a space stands; a word of Latin letters may hold several syllables

Source: GB/T 28039-2011 (Chinese personal names in pinyin: surname first, given name as one word); practice of the
Hong Kong register for spaces and hyphens.
It knows no reading of a character: `Speech` does, and is given.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

__all__ = ["Speech", "Spelling", "System", "spelled"]

_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_WORD: Final = re.compile(r"[a-z]+")
_NUMBER: Final = re.compile(r"[0-9]+")
_APOSTROPHES: Final = str.maketrans("", "", "'’‘`´ʻʼ.")
_FORMS: Final = (
    *("股份有限公司", "有限责任公司", "有限公司", "股份公司", "有限合伙", "公司"),
    *("company limited", "co ltd", "corporation", "company", "limited", "holdings", "corp", "ltd", "inc", "plc"),
)
"""Legal forms, longer ones first: what is left of them says whose name it is."""


class System(StrEnum):
    """A way of writing Chinese in Latin letters."""

    PINYIN = "pinyin"
    WADE_GILES = "wade-giles"
    HONG_KONG = "hong-kong"
    JYUTPING = "jyutping"


class Speech(Protocol):
    """What has to be known of characters; from libraries made for it."""

    def simplified(self, text: str) -> str:
        """Return a text in Simplified characters."""

    def readings(self, character: str, system: System) -> frozenset[str]:
        """Return every reading of a character in a system, in plain lower-case letters without tones."""

    def likeness(self, one: str, other: str) -> int:
        """Return how alike two texts are, from 0 to 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """One way a name is written.

    Attributes:
        han: its Chinese characters, Simplified, without legal form; empty where it has none.
        words: its words of Latin letters, lower case, without marks, tones and legal form.
        numbers: in their order; by nothing else do two funds of one house differ.
    """

    han: str
    words: tuple[str, ...]
    numbers: tuple[str, ...] = ()

    @property
    def letters(self) -> str:
        """Its Latin letters in one piece."""
        return "".join(self.words)


def spelled(name: str, speech: Speech) -> Spelling:
    """Return how a name is written, in one width and case.

    Args:
        name: as it stands on the paper.
        speech: of characters.
    """
    plain = speech.simplified(unicodedata.normalize("NFKC", name).casefold())
    letters = unicodedata.normalize("NFKD", plain.translate(_APOSTROPHES))
    latin = "".join(each for each in letters if not unicodedata.combining(each))
    words = " ".join(_WORD.findall(latin))
    return Spelling(
        han=_bare("".join(_HAN.findall(plain)), _FORMS),
        words=tuple(_bare(words, _FORMS).split()),
        numbers=tuple(str(int(each)) for each in _NUMBER.findall(plain)),
    )


def _bare(text: str, forms: Iterable[str]) -> str:
    """Return a text without the legal form it ends with, unless nothing else is left."""
    for form in forms:
        left = text.removesuffix(form).rstrip()
        if left != text and left and (form[0] > "z" or text[len(left) :].startswith(" ")):
            return _bare(left, forms)
    return text

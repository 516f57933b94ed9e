"""Readings of Chinese characters, from the libraries that have them; they come with the `market` extra.

pinyin, Wade-Giles   pypinyin, every reading of a character, and those it has only as a surname
Hong Kong, Jyutping  cantoroman: the romanisation of the Hong Kong government, and that of the Linguistic Society
Simplified           OpenCC
"""

from functools import cache, lru_cache
from typing import Any

from tallystick.supervision.names.spelling import System

__all__ = ["LibrarySpeech"]

_U = str.maketrans({"ü": "u", "v": "u", "ê": "e", "ŭ": "u"})
_UNMARKED = str.maketrans("", "", "'’‘ʻ^ˆ")
_TONES = "0123456789"
_PRINTED = {"jung": "yung", "i": "yi", "ying": "ing", "te": "teh", "li": "lee"}
"""Wade-Giles syllables that are also printed otherwise in names."""


class LibrarySpeech:
    """`Speech` from pypinyin, OpenCC, cantoroman and rapidfuzz."""

    def simplified(self, text: str) -> str:
        """Return a text in Simplified characters."""
        return _simplified(text)

    def readings(self, character: str, system: System) -> frozenset[str]:
        """Return every reading of a character in a system."""
        return _readings(character, system)

    def likeness(self, one: str, other: str) -> int:
        """Return how alike two texts are, from 0 to 100."""
        from rapidfuzz import fuzz

        return int(fuzz.ratio(one, other))


@lru_cache(maxsize=100_000)
def _simplified(text: str) -> str:
    return str(_to("t2s").convert(text))


@lru_cache(maxsize=100_000)
def _readings(character: str, system: System) -> frozenset[str]:
    if system is System.PINYIN:
        return _mandarin(character, wade=False)
    if system is System.WADE_GILES:
        return _mandarin(character, wade=True)
    return _cantonese(character, system)


def _mandarin(character: str, *, wade: bool) -> frozenset[str]:
    """Return the readings in Mandarin; without the two dots of ü, which papers leave out or, in pinyin, write as v."""
    from pypinyin import Style, pinyin

    style = Style.WADEGILES if wade else Style.NORMAL
    found = {each for row in pinyin(character, style=style, heteronym=True, errors="ignore") for each in row}
    plain = {each.translate(_U).translate(_UNMARKED) for each in found}
    if wade:
        return frozenset(plain | {_PRINTED[each] for each in plain if each in _PRINTED})
    return frozenset(plain | found)


def _cantonese(character: str, system: System) -> frozenset[str]:
    cantonese = _hong_kong()
    table = cantonese.charToRoman if system is System.HONG_KONG else cantonese.charToLshk
    written = {character, *_traditional(character)}
    return frozenset(each.rstrip(_TONES) for one in written for each in table.get(one, ()))


@lru_cache(maxsize=100_000)
def _traditional(character: str) -> frozenset[str]:
    """Return the Traditional characters that became a Simplified one."""
    return frozenset(str(_to(name).convert(character)) for name in ("s2t", "s2hk", "s2tw"))


@cache
def _to(name: str) -> Any:  # noqa: ANN401 - published without types
    from opencc import OpenCC

    return OpenCC(name)


@cache
def _hong_kong() -> Any:  # noqa: ANN401 - published without types
    from cantoroman import Cantonese

    return Cantonese()

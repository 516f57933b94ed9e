"""Search as people type it: Simplified or Traditional Chinese, pinyin whole or by initials, English, part of a word.

    衡远 = 衡遠 = hengyuan = heng yuan = hy        租赁 (two characters)        vehicle

Every word of the question must stand somewhere in the text. It is a plain look through folded texts in memory, equal
on every database: an index of three-letter groups finds no word of two characters.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

__all__ = ["folded", "matches", "sought"]


def sought(question: str) -> tuple[str, ...]:
    """Return the words of a question as they are looked for; none where nothing is asked."""
    return tuple(_plain(question).split())


def matches(words: Iterable[str], text: str) -> bool:
    """Tell whether every word that `sought` returned stands in a text that `folded` returned."""
    return all(word in text for word in words)


def folded(texts: Iterable[str]) -> str:
    """Return texts as they are searched: plain, and their Chinese also as pinyin, whole and by initials."""
    from pypinyin import Style, lazy_pinyin

    plain = [_plain(text) for text in texts]
    spoken = ["".join(lazy_pinyin(text, errors="ignore")) for text in plain]
    initials = ["".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors="ignore")) for text in plain]
    return "\n".join((*plain, *spoken, *initials))


def _plain(text: str) -> str:
    """Return a text in one width, one case, without accents and tones of pinyin, and in Simplified characters.

    Source: Unicode Standard Annex 15, NFKC and NFKD; OpenCC, t2s.
    """
    bare = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return str(_to_simplified().convert(unicodedata.normalize("NFKC", bare).casefold()))


@cache
def _to_simplified() -> Any:  # noqa: ANN401 - published without types
    from opencc import OpenCC

    return OpenCC("t2s")

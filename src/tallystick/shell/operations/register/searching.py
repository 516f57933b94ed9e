"""Search as people type it: Simplified or Traditional Chinese, pinyin whole or by initials, English, part of a word.

    衡远 = 衡遠 = hengyuan = heng yuan = hy        租赁 (two characters)        vehicle

Every word of the question must stand somewhere in the text. It is a plain look through folded texts in memory, equal
on every database: an index of three-letter groups finds no word of two characters.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

__all__ = ["folded", "matches"]


def matches(question: str, text: str) -> bool:
    """Tell whether every word of a question stands in a text that `folded` returned; no word matches everything."""
    return all(word in text for word in _plain(question).split())


@lru_cache(maxsize=4096)
def folded(texts: Iterable[str]) -> str:
    """Return texts as they are searched: plain, and their Chinese also as pinyin, whole and by initials.

    Args:
        texts: names and ids; a tuple, since equal ones are folded once.
    """
    from pypinyin import Style, lazy_pinyin

    plain = [_plain(text) for text in texts]
    spoken = ["".join(lazy_pinyin(text, errors="ignore")) for text in plain]
    initials = ["".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors="ignore")) for text in plain]
    return "\n".join((*plain, *spoken, *initials))


def _plain(text: str) -> str:
    """Return a text in one width, one case and Simplified characters.

    Source: Unicode Standard Annex 15, NFKC; OpenCC, t2s.
    """
    return str(_to_simplified().convert(unicodedata.normalize("NFKC", text).casefold()))


@cache
def _to_simplified() -> Any:  # noqa: ANN401 - published without types
    from opencc import OpenCC

    return OpenCC("t2s")

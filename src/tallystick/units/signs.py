"""Signs of a text that nobody sees, and texts without them.

    unseen   controls, marks of direction such as U+202E, zero-width signs, line separators, fillers; no tab or new line
    plain    a text as it is compared: wide and other forms of a letter as the letter (NFKC), nothing that is not seen

What turns round or hides a part of a text makes people read other words than machines do.
Source: Unicode Standard Annex 15 (NFKC), Annex 9 (marks of direction), Technical Report 36 (what they hide).
"""

import re
import unicodedata
from functools import cache

__all__ = ["plain", "unseen"]

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_SPACING = frozenset("\t\n\r")
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
_PUNCTUATION = frozenset("，：；！？（）％｜～…")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def unseen(text: str) -> tuple[str, ...]:
    """Return each sign of a text that nobody sees once, as ``U+202E``, in the order in which they come."""
    if text.isprintable() and _FILLERS.isdisjoint(text):
        return ()
    return tuple(dict.fromkeys(f"U+{ord(sign):04X}" for sign in text if _is_unseen(sign)))


def plain(text: str) -> str:
    """Return a text in compatibility form without signs that nobody sees, so that none of them parts a word.

    Chinese punctuation stays, and so does a sign that would become a figure: ``²`` behind an amount is no part of it.
    """
    return unicodedata.normalize("NFC", "".join(map(_letter, text)))


@cache
def _letter(sign: str) -> str:
    """Return what a sign stands for: nothing for one that is not seen, or that only chooses a letter's shape."""
    if _is_unseen(sign) or _SELECTORS.match(sign):
        return ""
    form = unicodedata.normalize("NFKC", sign)
    figure = not sign.isdecimal() and any(each.isdecimal() for each in form)
    return sign if figure or sign in _PUNCTUATION else form


def _is_unseen(sign: str) -> bool:
    hidden = not sign.isprintable() and sign not in _SPACING and unicodedata.category(sign) in _HIDDEN
    return hidden or sign in _FILLERS

"""Texts that a folder gives in Chinese and English: amounts, days and percentages that one of them says otherwise.

Only what both languages say in figures is compared: a value that one of them puts in words, or leaves out, is no
contradiction; nor are plain numbers, which names have in their own way in each language.
Source: the Chinese text is the one that is filed; the other is read overseas, and both are of one deal.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction

from tallystick.deal.reading import Tree, read_yaml
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.consistency.values import Amount, Found, Month, amounts, arabic, days, normal, percentages

__all__ = ["check_languages"]

_BARE = re.compile(r"¥|(?<![A-Za-z])\$")
_COMPARED = ("deal.yaml", "disclosures.yaml")
_KINDS: tuple[Callable[[str], Iterator[Found]], ...] = (amounts, days, percentages)


def check_languages(files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Yield each text whose two languages give other amounts, days or percentages.

    Args:
        files: of a deal folder; a file that cannot be read is passed over, since others say so.
    """
    for name in _COMPARED:
        document, _ = read_yaml(files.get(name, b"{}"), file=name)
        for path, zh, en in () if document is None else _texts(document.tree, ""):
            bare = _BARE.search(normal(zh + en)) is not None
            in_chinese, in_english = (arabic(normal(text)) for text in (zh, en))
            for kind in _KINDS:
                chinese, english = _values(kind, in_chinese, bare=bare), _values(kind, in_english, bare=bare)
                if chinese and english and set(chinese) != set(english):
                    told = {"zh": tuple(chinese.values()), "en": tuple(english.values())}
                    yield finding(
                        "filing.languages-differ", file=name, path=path, chinese=told["zh"], english=told["en"]
                    )


def _texts(tree: Tree, path: str) -> Iterator[tuple[str, str, str]]:
    match tree:
        case {"zh": str(zh), "en": str(en)}:
            yield path, zh, en
        case dict():
            for name, below in tree.items():
                yield from _texts(below, f"{path}.{name}" if path else name)
        case list():
            for index, below in enumerate(tree):
                yield from _texts(below, f"{path}[{index}]")


def _values(kind: Callable[[str], Iterator[Found]], text: str, *, bare: bool) -> dict[object, str]:
    """Return what a text says of a kind, each value as written; `bare` where a sign of many currencies stands in it."""
    return {_plain(found.value, bare=bare): found.text for found in kind(text)}


def _plain(value: Amount | date | Month | Fraction, *, bare: bool) -> object:
    return ("" if bare else value.currency, value.value) if isinstance(value, Amount) else value

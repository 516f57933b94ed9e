"""Whether two names are one: same, different, or for a person to decide.

    Chinese, Chinese   the same characters: same          one character other, but it sounds alike: a person
    Chinese, Latin     every character read in one system, surname first or last: same
                       systems mixed, a letter off, initials, or words left over: a person
    Latin, Latin       the same words in any order: same   nearly the same letters: a person
    numbers            other numbers: different, since two funds of one house differ by nothing else

That two names are one says nothing of two people: a name is shared. `same_party` therefore looks at identifiers first,
and without them a person's name is never more than a question.
Source: SUPTECH.md section 6, "own layer": no ready-made matcher found 张伟 in Zhang Wei.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from itertools import permutations
from typing import Final

from tallystick.supervision.names.spelling import Speech, Spelling, System, spelled

__all__ = ["Compared", "Match", "Party", "compare", "same_party"]

_ALIKE: Final = 88
"""From this likeness two names are shown to a person; measured on the names of the tests."""
_LONGEST: Final = 4
"""Characters of a person's name: so many words are tried in every order."""
_BRAND: Final = 2
"""Characters of a company's name that are read before the kind of its business begins."""
_SHORTEST: Final = 3
"""Letters of a single word that is more than a common syllable."""


class Match(StrEnum):
    """What is known of two names. Law: `compare` is symmetric."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two names beside each other, and by which way of reading they came to it."""

    match: Match
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Whom a record names.

    Attributes:
        name: as written.
        person: whether it is a natural person.
        identifier: a code that only one party has, such as a unified social credit code or an LEI; empty where none.
    """

    name: str
    person: bool
    identifier: str = ""


def same_party(one: Party, other: Party, speech: Speech) -> Compared:
    """Say whether two records name one party; a code decides, and a person's name alone never does."""
    if one.identifier and other.identifier:
        match = Match.SAME if one.identifier == other.identifier else Match.DIFFERENT
        return Compared(match=match, how="identifier")
    if one.person != other.person:
        return Compared(match=Match.DIFFERENT, how="kind")
    compared = compare(one.name, other.name, speech)
    if one.person and compared.match is Match.SAME:
        return Compared(match=Match.UNKNOWN, how=f"name-shared/{compared.how}")
    return compared


def compare(one: str, other: str, speech: Speech) -> Compared:
    """Say whether two texts are one name."""
    first, second = spelled(one, speech), spelled(other, speech)
    if first.numbers != second.numbers:
        return Compared(match=Match.DIFFERENT, how="numbers")
    if first.han and second.han:
        if first.words and second.words and first.words != second.words:
            return Compared(match=Match.DIFFERENT, how="words")
        return _characters(first.han, second.han, speech)
    if first.han or second.han:
        chinese, latin = (first, second) if first.han else (second, first)
        return _transcribed(chinese.han, latin, speech)
    return _words(first, second, speech)


def _characters(one: str, other: str, speech: Speech) -> Compared:
    if one == other:
        return Compared(match=Match.SAME, how="characters")
    if len(one) == len(other):
        apart = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        if len(apart) == 1 and speech.readings(apart[0][0], System.PINYIN) & speech.readings(
            apart[0][1], System.PINYIN
        ):
            return Compared(match=Match.UNKNOWN, how="sounds-alike")
    shorter = min(len(one), len(other))
    if shorter > _LONGEST and (speech.likeness(one, other) >= _ALIKE or one in other or other in one):
        return Compared(match=Match.UNKNOWN, how="alike")
    return Compared(match=Match.DIFFERENT, how="characters")


def _transcribed(han: str, latin: Spelling, speech: Speech) -> Compared:
    """Hold Latin words against the readings of characters."""
    for system in System:
        if any(_reads(han, letters, speech, (system,)) for letters in _orders(latin.words)):
            return Compared(match=Match.SAME, how=system.value)
    if any(_reads(han, letters, speech, tuple(System)) for letters in _orders(latin.words)):
        return Compared(match=Match.UNKNOWN, how="mixed-systems")
    if len(latin.words) > 1 and _within(han, latin.words, speech):
        return Compared(match=Match.UNKNOWN, how="words-left-over")
    if len(han) <= _LONGEST and _initials(han, latin.words, speech):
        return Compared(match=Match.UNKNOWN, how="initials")
    if len(han) <= _LONGEST and any(_nearly(han, letters, speech) for letters in _orders(latin.words)):
        return Compared(match=Match.UNKNOWN, how="one-letter")
    brand = han[:_BRAND]
    if len(han) >= _LONGEST and any(
        _reads(brand, word, speech, (system,)) for word in latin.words for system in System
    ):
        return Compared(match=Match.UNKNOWN, how="brand")
    return Compared(match=Match.DIFFERENT, how="readings")


def _words(one: Spelling, other: Spelling, speech: Speech) -> Compared:
    if one.words and (sorted(one.words) == sorted(other.words) or one.letters == other.letters):
        return Compared(match=Match.SAME, how="words")
    if any(letters == one.letters for letters in _orders(other.words)):
        return Compared(match=Match.SAME, how="words")
    likeness = speech.likeness(" ".join(sorted(one.words)), " ".join(sorted(other.words)))
    if likeness >= _ALIKE and min(len(one.letters), len(other.letters)) >= _SHORTEST:
        return Compared(match=Match.UNKNOWN, how="alike")
    return Compared(match=Match.DIFFERENT, how="words")


def _orders(words: tuple[str, ...]) -> Iterator[str]:
    """Yield the letters of a name with its surname first, last, or anywhere, where it has few words."""
    if len(words) <= _LONGEST:
        yield from dict.fromkeys("".join(order) for order in permutations(words))
    else:
        yield "".join(words)


def _reads(han: str, letters: str, speech: Speech, systems: tuple[System, ...]) -> bool:
    """Whether letters are the readings of characters one after another, to the last letter."""
    ends = {0}
    for character in han:
        spoken = frozenset[str]().union(*(speech.readings(character, system) for system in systems))
        ends = {end + len(each) for end in ends for each in spoken if letters.startswith(each, end)}
        if not ends:
            return False
    return len(letters) in ends


def _nearly(han: str, letters: str, speech: Speech) -> bool:
    """Whether letters read as characters but for one letter too many, missing or other in one of them."""
    ends = {(0, 0)}
    for character in han:
        spoken = frozenset[str]().union(*(speech.readings(character, system) for system in System))
        exact = {(end + len(each), off) for end, off in ends for each in spoken if letters.startswith(each, end)}
        near = {
            (end + size, 1)
            for end, off in ends
            if not off
            for each in spoken
            for size in range(max(len(each) - 1, 1), len(each) + 2)
            if _one_letter(letters[end : end + size], each)
        }
        ends = exact | near
    return any(end == len(letters) for end, _ in ends)


def _one_letter(one: str, other: str) -> bool:
    """Whether two syllables begin alike and differ in one letter, which may stand in only one of them."""
    if one[:1] != other[:1] or min(len(one), len(other)) < _BRAND:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def _within(han: str, words: tuple[str, ...], speech: Speech) -> bool:
    """Whether some of the words, in their order, read as the characters in one system."""
    if len(words) > 2 * _LONGEST:
        return False
    parts = reduce(lambda left, word: [*left, *(f"{each}{word}" for each in left)], words, [""])
    tried = [*parts, *("".join((*words[cut:], *words[:cut])) for cut in range(1, len(words)))]
    given = [f"{words[at]}{words[at - 1]}" for at in range(1, len(words))]
    turned = [part for cut in range(1, len(words)) for part in _turned(words, cut)]
    return any(_reads(han, letters, speech, (system,)) for letters in {*tried, *given, *turned} for system in System)


def _turned(words: tuple[str, ...], cut: int) -> Iterator[str]:
    """Yield a surname at one place before the words of the given name, one word left out."""
    for out in range(len(words)):
        left = [word for place, word in enumerate(words) if place != out]
        yield "".join((*left[cut:], *left[:cut]))


def _initials(han: str, words: tuple[str, ...], speech: Speech) -> bool:
    """Whether the surname is spelled and the rest are first letters, such as Zhang W. or Y. K. Pao."""
    letters = [word for word in words if len(word) == 1]
    names = [word for word in words if len(word) > 1]
    if not letters or len(names) != 1 or len(letters) != len(han) - 1:
        return False
    for system in System:
        spoken = [speech.readings(each, system) for each in han[1:]]
        if names[0] in speech.readings(han[0], system) and all(
            any(each.startswith(letter) for each in known) for letter, known in zip(letters, spoken, strict=True)
        ):
            return True
    return False

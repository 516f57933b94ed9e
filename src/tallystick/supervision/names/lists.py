"""Lists of names, each with its version: whom a name may be, and whether it was looked for at all.

hit          some entry is the same name: a person clears it or confirms it
question     some entry may be: a person decides
no-hit       no entry is, in this version of the list
not-screened the list is older than it may be, or empty: nothing follows from it

Source: SUPTECH.md section 6 (never a bare yes or no; version and digest of the list; a second person clears).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.supervision.names.comparing import Compared, Match, Party, same_party
from tallystick.supervision.names.spelling import Speech, System, spelled

__all__ = ["Found", "NameIndex", "NameList", "Screened", "Screening", "indexed", "screen", "state_of"]


class Screening(StrEnum):
    """What came of looking for a name in a list."""

    HIT = "hit"
    QUESTION = "question"
    NO_HIT = "no-hit"
    NOT_SCREENED = "not-screened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An entry that is or may be the name."""

    entry: Party
    compared: Compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """A name looked for in a list, with the version and digest of the list.

    Attributes:
        found: entries that are the same name or may be; in the order of the list.
    """

    name: Party
    state: Screening
    list_id: str
    version: str
    sha256: str
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameList:
    """A list as it was published on a day. Law: equal entries and versions have equal digests."""

    id: str
    version: str
    day: date
    entries: tuple[Party, ...]

    @property
    def sha256(self) -> str:
        """The digest of what is in it."""
        rows = [[each.name, "person" if each.person else "organisation", each.identifier] for each in self.entries]
        return sha256_hex(canonical({"id": self.id, "version": self.version, "entries": rows}))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NameIndex:
    """A list as it is read aloud: where in it each code, character and first sound stands."""

    listed: NameList
    speech: Speech
    places: Mapping[str, Sequence[int]]

    def near(self, name: Party) -> Iterator[Party]:
        """Yield the entries that could be a name at all: of the same code or first sound; all others cannot be."""
        places = {place for key in _keys(name, self.speech) for place in self.places.get(key, ())}
        yield from (self.listed.entries[place] for place in sorted(places))


def indexed(listed: NameList, speech: Speech) -> NameIndex:
    """Return a list ready to be searched, by whoever looks for many names in it."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, entry in enumerate(listed.entries):
        for key in _keys(entry, speech):
            places[key].append(place)
    return NameIndex(listed=listed, speech=speech, places=places)


def screen(name: Party, index: NameIndex, *, as_of: date, days: int) -> Screened:
    """Look for a name in a list.

    Args:
        name: whom a record names.
        index: of the list.
        as_of: the day of the question.
        days: how old the list may be.
    """
    listed = index.listed
    stale = not listed.entries or not 0 <= (as_of - listed.day).days <= days
    compared = () if stale else tuple((each, same_party(name, each, index.speech)) for each in index.near(name))
    found = tuple(Found(entry=each, compared=how) for each, how in compared if how.match is not Match.DIFFERENT)
    state = Screening.NOT_SCREENED if stale else state_of(found)
    return Screened(
        name=name, state=state, list_id=listed.id, version=listed.version, sha256=listed.sha256, found=found
    )


def state_of(found: Iterable[Found]) -> Screening:
    """Say what follows from the entries that are or may be a name: the gravest of them."""
    matches = {each.compared.match for each in found}
    if Match.SAME in matches:
        return Screening.HIT
    return Screening.QUESTION if matches else Screening.NO_HIT


def _keys(name: Party, speech: Speech) -> frozenset[str]:
    """Return what two records of one party have in common: the code, or the first letter of some word or surname.

    Law: names that `compare` does not call different share a key.
    """
    spelling = spelled(name.name, speech)
    sounds = {
        reading[:1]
        for character in spelling.han[:1]
        for system in System
        for reading in speech.readings(character, system)
    }
    keys = {f"sound {each}" for each in (*sounds, *(word[:1] for word in spelling.words))}
    keys |= {f"han {each}" for each in spelling.han}
    return frozenset({*keys, *([f"code {name.identifier}"] if name.identifier else [])})

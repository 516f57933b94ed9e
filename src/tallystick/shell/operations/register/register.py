"""The register of a home: its filings, the one asked for, and those that answer a question.

A filing is read when it is first asked for and again after an act on it; one that no witness stands behind, also when
the log's head is another, since who cosigns does no act, and each day, since no cosignature is awaited for ever. What
is asked of the store each time is the number of its last act, so a page costs one query until something happens.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from tallystick.deal.answers.people import parse_people
from tallystick.evidence.findings import Finding
from tallystick.filing.clocks import beijing_day
from tallystick.filing.states import Phase
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.evidence.roles import ROLES, Part
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.ports.folders import Folders
from tallystick.shell.operations.ports.services.serving import TileReader
from tallystick.shell.operations.register.editions import last_acts
from tallystick.shell.operations.register.filed import Filed
from tallystick.shell.operations.register.reading import Read, read_filing
from tallystick.shell.operations.register.searching import folded, matches, sought

__all__ = ["Asked", "Register", "Seen", "roll_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for: words, a phase, a class of assets, and the day as of which; what is empty asks nothing."""

    words: str = ""
    phase: Phase | None = None
    assets: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Every filing of a register, those that answer a question, and what is wrong with those that cannot be shown."""

    every: tuple[Filed, ...]
    found: tuple[Filed, ...]
    unreadable: tuple[Finding, ...]


@dataclass(slots=True, kw_only=True)
class Register:
    """The filings of one home, read from its evidence.

    Attributes:
        evidence: of the home, for reading.
        tiles: the files of its log.
        trusted: the witnesses and logs that readers of the register trust.
        now: asks the clock.
    """

    evidence: Evidence
    tiles: TileReader
    trusted: Trusted
    now: Callable[[], datetime]
    _seen: int = 0
    _moved: Mapping[str, int] = field(default_factory=dict)
    _read: dict[str, Read] = field(default_factory=dict)
    _folded: dict[str, tuple[int, str]] = field(default_factory=dict)

    def filing(self, filing: str, *, day: date | None = None) -> Filed | tuple[Finding, ...] | None:
        """Return a filing as of a day, or what is wrong with it; None where there is none."""
        moved = self._latest().get(filing)
        if moved is None:
            return None
        read = self._filed(filing, moved).value
        return read.on(day) if isinstance(read, Filed) and day is not None else read

    def filings(self, asked: Asked | None = None) -> tuple[Filed, ...]:
        """Return the filings that answer a question, those that moved last first; unreadable ones are left out."""
        return tuple(self._answering(asked or Asked(), self._latest()))

    def seen(self, asked: Asked) -> Seen:
        """Return what a page of the register shows, asking the store once."""
        latest = self._latest()
        read = (self._filed(filing, moved).value for filing, moved in latest.items())
        return Seen(
            every=tuple(self._answering(Asked(), latest)),
            found=tuple(self._answering(asked, latest)),
            unreadable=tuple(found for each in read if isinstance(each, tuple) for found in each),
        )

    def _answering(self, asked: Asked, latest: Mapping[str, int]) -> Iterator[Filed]:
        words = sought(asked.words)
        for filing, moved in latest.items():
            read = self._filed(filing, moved)
            if words and not matches(words, self._text(filing, read)):
                continue
            each: Filed | tuple[Finding, ...] | None = read.value
            if isinstance(each, Filed) and asked.day is not None:
                each = each.on(asked.day)
            if isinstance(each, Filed) and asked.phase in {None, each.phase} and asked.assets in {"", each.assets}:
                yield each

    def _latest(self) -> Mapping[str, int]:
        last = self.evidence.journal.last()
        if last != self._seen:
            self._moved, self._seen = last_acts(self.evidence), last
        return self._moved

    def _filed(self, filing: str, moved: int) -> Read:
        known = self._read.get(filing)
        today = beijing_day(self.now())
        under = None if known is not None and known.logged else (self.evidence.log.checkpoint(), today)
        if known is None or known.moved != moved or known.under != under:
            outcome = read_filing(self.evidence, filing, trusted=self.trusted, as_of=today)
            known = self._read[filing] = Read.of(outcome, moved, under)
        return known

    def _text(self, filing: str, read: Read) -> str:
        """Return what words are looked for in; made when words are first asked for, since the readings weigh."""
        kept = self._folded.get(filing)
        if kept is None or kept[0] != read.moved:
            text = folded(_texts(read.value)) if isinstance(read.value, Filed) else ""
            kept = self._folded[filing] = (read.moved, text)
        return kept[1]


def roll_of(folders: Folders, people: str) -> Trusted:
    """Return the witnesses and logs of a roll; nobody where no file is named.

    Args:
        folders: for reading it.
        people: path of the roll, or empty.

    Raises:
        MissingFolderError: there is no such file.
    """
    named = parse_people(folders.read_file(people))[0] if people else ()
    roll = {person.id: person for person in named}
    return Trusted.of(roll, [each.id for each in named if any(map(each.has_role, ROLES[Part.WITNESS]))])


def _texts(each: Filed) -> tuple[str, ...]:
    names = (each.name, *each.parties.values())
    return (each.id, each.assets, *(name.zh for name in names), *(name.en for name in names))

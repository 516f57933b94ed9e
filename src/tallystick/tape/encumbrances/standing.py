"""Standing: what of an extract is in force on the day of its search, registration by registration.

    initial -> amendments and extensions -> cancelled, or expired, or in force

Only the last search by each name counts; what an earlier one showed and the last does not is told. A registration is in
force unless a cancellation is shown or its last term ended before the search. What an entry describes is taken against
whoever gains by it: a registration for others covers whatever any of its entries names, one of our own only what its
last description names. One whose days cannot be, or whose number stands for two things, is doubtful: where it does not
stand by what it says, it may stand all the same, and its assets stay open.

Source: 应收账款质押登记办法 (PBoC order 2019 No. 4, replaced in 2022), articles 12 to 17, seen in a secondary copy: a
term is one month to thirty years and may be extended; assets that are added count as a new registration. That its
successor (order 2021 No. 7) says the same is recalled.
It knows no tape: which assets a description means is `reconciling`.
"""

import datetime as dt
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tallystick.evidence.findings import Finding, finding
from tallystick.tape.encumbrances.extract import Act, Entry, Search

__all__ = ["Registration", "Standing", "standing"]

_LONGEST_YEARS = 30
_SHORTEST_DAYS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One registration with its entries in their order.

    Attributes:
        number: of its first entry.
        entries: by day, then by the order of the extract.
        registered_on: the day of the first that is shown.
        expires_on: the end of the last term.
        secured_party: as the last entry names them.
        cancelled: whether a cancellation is shown.
        objected: whether an objection is.
        doubtful: whether its days cannot be, or one of its numbers stands for two things.
    """

    number: str
    entries: tuple[Entry, ...]
    registered_on: dt.date
    expires_on: dt.date
    secured_party: str
    cancelled: bool
    objected: bool
    doubtful: bool

    @property
    def searched_on(self) -> dt.date:
        """The day of the search that showed it."""
        return self.entries[0].search.day

    @property
    def in_force(self) -> bool:
        """Whether it stands on the day of the search."""
        return not self.cancelled and self.expires_on >= self.searched_on

    @property
    def described(self) -> Entry:
        """The last entry that says what the registration is over, else the first."""
        said = [each for each in self.entries if each.property or each.assets]
        return said[-1] if said else self.entries[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the last searches show: each of them, every registration, and what is wrong among their entries."""

    searches: tuple[Search, ...]
    registrations: tuple[Registration, ...]
    findings: tuple[Finding, ...]


def standing(searches: Sequence[Search], entries: Sequence[Entry], *, file: str) -> Standing:
    """Return what stands on the day of the last search by each name.

    Args:
        searches: all of the extract.
        entries: all of the extract.
        file: its name, for findings.
    """
    last: dict[str, dt.date] = {}
    for search in searches:
        last[search.guarantor] = max(search.day, last.get(search.guarantor, search.day))
    shown = [each for each in entries if each.search.day == last[each.search.guarantor]]
    earlier = [each for each in entries if each.search.day != last[each.search.guarantor]]
    doubts = [*_contradictions(shown, file), *_impossible(shown, file)]
    found = [*doubts, *_gone(earlier, shown, file)]
    by_number: dict[str, list[Entry]] = {}
    for entry in {(each.number, _said(each)): each for each in shown}.values():
        by_number.setdefault(entry.registration, []).append(entry)
    rows = {each.place.row for each in doubts}
    doubtful = {each.number for each in shown if each.row in rows}
    registrations = tuple(_registration(number, each, doubtful) for number, each in by_number.items())
    found += _headless(registrations, file)
    return Standing(
        searches=tuple(each for each in dict.fromkeys(searches) if each.day == last[each.guarantor]),
        registrations=registrations,
        findings=tuple(found),
    )


def _registration(number: str, entries: list[Entry], doubtful: Container[str]) -> Registration:
    ordered = tuple(sorted(entries, key=lambda each: (each.registered_on, each.act is not Act.INITIAL, each.row)))
    terms = [each for each in ordered if each.act not in (Act.CANCELLATION, Act.OBJECTION)] or [ordered[0]]
    return Registration(
        number=number,
        entries=ordered,
        registered_on=ordered[0].registered_on,
        expires_on=terms[-1].expires_on,
        secured_party=terms[-1].secured_party,
        cancelled=any(each.act is Act.CANCELLATION for each in ordered),
        objected=any(each.act is Act.OBJECTION for each in ordered),
        doubtful=any(each.number in doubtful for each in ordered),
    )


def _contradictions(entries: Iterable[Entry], file: str) -> Iterator[Finding]:
    """Yield every number that stands for two things; the same entry found by two names is one entry."""
    first: dict[str, Entry] = {}
    for entry in entries:
        known = first.setdefault(entry.number, entry)
        if _said(known) != _said(entry):
            yield finding(
                "tape.registration-twice",
                file=file,
                row=entry.row,
                column="number",
                value=entry.number,
                expected=str(known.row),
            )


def _said(entry: Entry) -> tuple[object, ...]:
    return entry.registration, entry.act, entry.registered_on, entry.expires_on, entry.secured_party


def _impossible(entries: Iterable[Entry], file: str) -> Iterator[Finding]:
    """Yield entries whose days cannot be: made after the search, ended before they began, or beyond a term."""
    for entry in entries:
        if entry.registered_on > entry.search.day:
            yield _dated("tape.registration-after-search", entry, file, entry.registered_on, entry.search.day)
        elif entry.expires_on < entry.registered_on:
            if entry.act not in (Act.CANCELLATION, Act.OBJECTION):
                yield _dated("tape.registration-ends-first", entry, file, entry.expires_on, entry.registered_on)
        elif entry.act is Act.INITIAL and not _is_term(entry.registered_on, entry.expires_on):
            yield _dated("tape.registration-term", entry, file, entry.expires_on, entry.registered_on)


def _dated(code: str, entry: Entry, file: str, value: dt.date, expected: dt.date) -> Finding:
    return finding(code, file=file, row=entry.row, number=entry.number, value=value, expected=expected)


def _is_term(begun: dt.date, ended: dt.date) -> bool:
    years = ended.year - begun.year - ((ended.month, ended.day) < (begun.month, begun.day))
    whole = years < _LONGEST_YEARS or (years == _LONGEST_YEARS and (ended.month, ended.day) == (begun.month, begun.day))
    return whole and (ended - begun).days >= _SHORTEST_DAYS


def _gone(earlier: Iterable[Entry], shown: Iterable[Entry], file: str) -> Iterator[Finding]:
    """Yield each registration that an earlier search showed and the last one by the same name does not."""
    there = {each.registration for each in shown}
    for entry in {each.registration: each for each in earlier if each.registration not in there}.values():
        yield finding(
            "tape.registration-gone", file=file, row=entry.row, number=entry.registration, day=entry.search.day
        )


def _headless(registrations: Iterable[Registration], file: str) -> Iterator[Finding]:
    for each in registrations:
        if not any(entry.act is Act.INITIAL for entry in each.entries):
            shown = each.entries[0]
            told = shown.number
            yield finding("tape.registration-headless", file=file, row=shown.row, number=told, first=each.number)

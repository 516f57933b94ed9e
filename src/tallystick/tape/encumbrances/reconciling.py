"""Reconciling: an extract of the register held against the tape, asset by asset.

    for another    a registration in force for nobody of the deal covers the asset
    ours           one for a party of the deal covers it: the lease, or the transfer to the vehicle
    unmatched      one for another names no asset that is known here, and nobody said which it means
    open           one for another may stand although it says otherwise, or names ids that no tape has

An asset is found in a description by its id or the number of its invoice, standing there as a word of four characters
or more; a shorter id, or one that the description leaves to an annex, has to be keyed into `assets`. An id that differs
from the tape's in case or width alone is taken for it, and said to be.
Who comes first among several is the order of registration; on one day it cannot be told.
Source: Civil Code articles 414, 415 and 768 (order of registration), recalled; LAW.md question P5.2 and P5.7, whose
facts this gives; LAW.md section 8, note 11: extracts are dated evidence.
It does not decide whether a dispute is major: that is counsel's.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from tallystick.evidence.findings import Finding, finding
from tallystick.tape.encumbrances.extract import ALL, NONE, Act, Entry, Search
from tallystick.tape.encumbrances.standing import Registration, Standing
from tallystick.tape.faults import fault_rows, gathered, no_faults
from tallystick.tape.reading.tapes import Tape

__all__ = ["Bargain", "Reconciled", "reconcile"]

_WORD: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_/.\-]{2,}[0-9A-Za-z]")
_SEVERAL: Final = 3
_IDS: Final = ("asset_id", "invoice_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bargain:
    """What of the deal the register is held against.

    Attributes:
        ours: names of the parties of the deal, in any language; a registration for one of them is ours.
        transferors: names of those who own or sell the assets; each of them has to be searched.
        as_of: the day of the deal.
        closing: the day by which the transfer has to be registered.
        fresh_days: for how many days a search counts.
    """

    ours: frozenset[str]
    transferors: tuple[str, ...]
    as_of: dt.date
    closing: dt.date
    fresh_days: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reconciled:
    """An extract and a tape, held against each other.

    Attributes:
        searches: the last one by each name.
        registrations: all that stand or stood.
        parties: names of the parties of the deal, by which a registration is ours.
        ours: how many in force are for a party of the deal.
        others: how many in force are for somebody else.
        covered: how many assets ours cover.
        disputed: how many assets others cover.
        unmatched: how many of the others name no asset and were compared by nobody.
        complete: whether every transferor was searched in time, so that nothing found means nothing there.
        another_holds: whether an asset is registered for somebody else; None where the extract cannot tell.
        faults: one row an asset.
        findings: about the extract and its registrations.
    """

    searches: tuple[Search, ...]
    registrations: tuple[Registration, ...]
    parties: frozenset[str]
    ours: int
    others: int
    covered: int
    disputed: int
    unmatched: int
    complete: bool
    another_holds: bool | None
    faults: pl.DataFrame
    findings: tuple[Finding, ...]


def reconcile(found: Standing, tape: Tape | None, bargain: Bargain, *, file: str) -> Reconciled:
    """Hold what the register shows against the tape.

    Args:
        found: the extract.
        tape: the assets; None where the folder has none that can be read, and then only the extract is weighed.
        bargain: the deal's own names and days.
        file: the extract's name, for findings.
    """
    covers = _Covers.of(tape)
    in_force = [each for each in found.registrations if each.in_force]
    ours = [each for each in found.registrations if each.secured_party in bargain.ours]
    live = [each for each in ours if each.in_force]
    others = [each for each in in_force if each.secured_party not in bargain.ours]
    mine = _first({each.number: (each, covers.described(each)) for each in live}.values())
    theirs = _first({each.number: (each, covers.ever_named(each)) for each in others}.values())
    unmatched = [each for each in others if not covers.told(each)]
    doubtful = [
        each
        for each in found.registrations
        if each.doubtful and not each.in_force and each.secured_party not in bargain.ours
    ]
    strange = tuple(_unknown_ids((*others, *doubtful), covers, file))
    keyed = tape is None and any(_keyed(each) for each in others)  # somebody says so, though there is no tape to count
    about_searches = tuple(_searches(found.searches, bargain, tape, file))
    complete = bool(found.searches) and not about_searches and not found.findings
    findings = (
        *found.findings,
        *about_searches,
        *_unmatched(unmatched, file),
        *_left_open(doubtful, covers, file),
        *strange,
        *_unknown_ids([each for each in found.registrations if each not in (*others, *doubtful)], covers, file),
        *_other_writing(found.registrations, covers, file),
        *_own(ours, live, bargain, tape, file),
        *_objections(in_force, file),
    )
    return Reconciled(
        searches=found.searches,
        registrations=found.registrations,
        parties=bargain.ours,
        ours=len(live),
        others=len(others),
        covered=len(mine),
        disputed=len(theirs),
        unmatched=len(unmatched),
        complete=complete,
        another_holds=True if theirs or keyed else False if complete and not unmatched and not strange else None,
        faults=no_faults() if tape is None else gathered(_asset_faults(tape, mine, theirs, own_found=bool(live))),
        findings=findings,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Covers:
    """What words in a description mean: assets of the tape by their ids, as written and without case and width."""

    assets: dict[str, tuple[str, ...]]
    bare: dict[str, tuple[str, ...]]
    every: frozenset[str]

    @classmethod
    def of(cls, tape: Tape | None) -> "_Covers":
        if tape is None:
            return cls(assets={}, bare={}, every=frozenset())
        assets: dict[str, tuple[str, ...]] = {}
        bare: dict[str, tuple[str, ...]] = {}
        for name in _IDS:
            if tape.schema.column(name) is not None:
                for mark, asset in tape.frame.select(pl.col(name).alias("mark"), "asset_id").drop_nulls().iter_rows():
                    assets[mark] = (*assets.get(mark, ()), asset)
                    bare[_bare(mark)] = (*bare.get(_bare(mark), ()), asset)
        return cls(assets=assets, bare=bare, every=frozenset(tape.frame["asset_id"].drop_nulls().to_list()))

    def of_word(self, word: str) -> tuple[str, ...]:
        """Return the assets an id means: those written so, else those that differ in case or width alone."""
        return self.assets.get(word) or self.bare.get(_bare(word), ())

    def of_entry(self, entry: Entry) -> frozenset[str]:
        """Return the assets an entry is over."""
        if entry.assets == (ALL,):
            return self.every
        if entry.assets == (NONE,):
            return frozenset()
        words: Collection[str] = entry.assets or _WORD.findall(unicodedata.normalize("NFKC", entry.property))
        return frozenset(asset for word in words for asset in self.of_word(word))

    def described(self, registration: Registration) -> dict[str, dt.date]:
        """Return what the last description names, each asset with the first day on which it was named."""
        now = self.of_entry(registration.described)
        return {asset: day for asset, day in self.ever_named(registration).items() if asset in now}

    def ever_named(self, registration: Registration) -> dict[str, dt.date]:
        """Return what any entry names, each with the first day; an asset added later ranks from that day."""
        named: dict[str, dt.date] = {}
        for entry in registration.entries:
            if entry.act not in (Act.CANCELLATION, Act.OBJECTION):
                for asset in self.of_entry(entry):
                    named.setdefault(asset, entry.registered_on)
        return named

    def told(self, registration: Registration) -> bool:
        """Whether it is known what a registration is over: somebody said so, or an asset was found."""
        return any(each.assets for each in registration.entries) or bool(self.ever_named(registration))


def _bare(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper()


def _keyed(registration: Registration) -> bool:
    """Whether whoever keyed a registration in says that it is over assets of the pool."""
    return any(each.assets and each.assets != (NONE,) for each in registration.entries)


def _first(
    named: Iterable[tuple[Registration, dict[str, dt.date]]],
) -> dict[str, tuple[dt.date, Registration]]:
    """Return the earliest registration over each asset."""
    first: dict[str, tuple[dt.date, Registration]] = {}
    for registration, assets in named:
        for asset, day in assets.items():
            if asset not in first or day < first[asset][0]:
                first[asset] = (day, registration)
    return first


def _asset_faults(
    tape: Tape,
    mine: dict[str, tuple[dt.date, Registration]],
    theirs: dict[str, tuple[dt.date, Registration]],
    *,
    own_found: bool,
) -> Iterator[pl.DataFrame]:
    """Yield a fault for each asset that is registered for another, and, where some are ours, for each that is not."""
    column = tape.source_of("asset_id")
    rows: dict[str, list[tuple[int, str, str, str]]] = {}
    for row, asset in tape.frame.select("source_row", "asset_id").drop_nulls().iter_rows():
        if asset in theirs:
            day, held = theirs[asset]
            first = asset in mine and mine[asset][0] < day
            code = "tape.asset-registered-after-ours" if first else "tape.asset-registered-for-another"
            rows.setdefault(code, []).append((row, column, asset, f"{held.number}, {held.secured_party}, {day}"))
        if own_found and asset not in mine:
            rows.setdefault("tape.asset-not-registered", []).append((row, column, asset, ""))
    return (fault_rows(code, each) for code, each in rows.items())


def _searches(searches: Iterable[Search], bargain: Bargain, tape: Tape | None, file: str) -> Iterator[Finding]:
    """Yield what keeps a search from showing how things stand now, and who was not searched at all."""
    for search in searches:
        age, name, day, paper = (bargain.as_of - search.day).days, search.guarantor, search.day, search.certificate
        if age < 0:
            code, until = "tape.registrations-ahead", bargain.as_of
            yield finding(code, file=file, guarantor=name, day=day, certificate=paper, as_of=until)
        elif age > bargain.fresh_days:
            code, days = "tape.registrations-stale", bargain.fresh_days
            yield finding(code, file=file, guarantor=name, day=day, certificate=paper, age=age, days=days)
        elif tape is not None and day < tape.cutoff:
            code = "tape.registrations-before-cutoff"
            yield finding(code, file=file, guarantor=name, day=day, certificate=paper, cutoff=tape.cutoff)
    names = {search.guarantor for search in searches}
    for name in bargain.transferors:
        if name not in names:
            yield finding("tape.registrations-unsearched", file=file, guarantor=name)


def _unmatched(registrations: Iterable[Registration], file: str) -> Iterator[Finding]:
    for each in registrations:
        yield finding(
            "tape.registration-unmatched",
            file=file,
            row=each.described.row,
            number=each.number,
            party=each.secured_party,
            day=each.registered_on,
        )


def _unknown_ids(registrations: Iterable[Registration], covers: _Covers, file: str) -> Iterator[Finding]:
    """Yield entries whose keyed-in ids the tape does not know; without a tape nothing is known of any."""
    for entry in _keyed_in(registrations, covers):
        strange = [each for each in entry.assets if not covers.of_word(each)]
        if strange:
            yield finding(
                "tape.registration-assets-unknown",
                file=file,
                row=entry.row,
                number=entry.number,
                ids=tuple(strange[:_SEVERAL]),
                count=len(strange),
            )


def _other_writing(registrations: Iterable[Registration], covers: _Covers, file: str) -> Iterator[Finding]:
    """Yield entries whose keyed-in ids differ from the tape's in case or width alone."""
    for entry in _keyed_in(registrations, covers):
        for each in entry.assets:
            meant = () if each in covers.assets else covers.of_word(each)
            if meant:
                code = "tape.registration-assets-alike"
                yield finding(code, file=file, row=entry.row, number=entry.number, id=each, ids=meant)


def _keyed_in(registrations: Iterable[Registration], covers: _Covers) -> Iterator[Entry]:
    """Yield the entries for which ids were keyed in, where there is a tape to know them."""
    entries = (entry for registration in registrations for entry in registration.entries)
    yield from (each for each in entries if covers.every and each.assets not in ((ALL,), (NONE,)))


def _left_open(registrations: Iterable[Registration], covers: _Covers, file: str) -> Iterator[Finding]:
    """Yield registrations of others that may stand although their days say otherwise, with the assets they name."""
    for each in registrations:
        named = sorted(covers.ever_named(each))
        yield finding(
            "tape.registration-open",
            file=file,
            row=each.described.row,
            number=each.number,
            party=each.secured_party,
            ids=tuple(named[:_SEVERAL]),
            count=len(named),
        )


def _own(
    ours: list[Registration], live: list[Registration], bargain: Bargain, tape: Tape | None, file: str
) -> Iterator[Finding]:
    """Yield what is wrong with our own: none at all, ended, ending before the assets do, late, or changed."""
    if not live:
        yield finding("tape.registrations-none-ours", file=file)
    last = None if tape is None else tape.frame["maturity_date"].max()
    for each in ours:
        if not each.cancelled and not each.in_force:
            yield _of_own("tape.registration-expired", each, file, each.expires_on, each.searched_on)
    for each in live:
        if isinstance(last, dt.date) and each.expires_on < last:
            yield _of_own("tape.registration-ends-early", each, file, each.expires_on, last)
        if each.registered_on > bargain.closing:
            yield _of_own("tape.registration-late", each, file, each.registered_on, bargain.closing)
        changed = [entry.registered_on for entry in each.entries if entry.act is Act.AMENDMENT]
        if tape is not None and changed and changed[-1] > tape.cutoff:
            yield _of_own("tape.registration-amended", each, file, changed[-1], tape.cutoff)


def _of_own(code: str, registration: Registration, file: str, value: dt.date, expected: dt.date) -> Finding:
    row = registration.entries[-1].row
    return finding(code, file=file, row=row, number=registration.number, value=value, expected=expected)


def _objections(registrations: Iterable[Registration], file: str) -> Iterator[Finding]:
    for each in registrations:
        if each.objected:
            row = next(entry.row for entry in each.entries if entry.act is Act.OBJECTION)
            yield finding(
                "tape.registration-objected", file=file, row=row, number=each.number, party=each.secured_party
            )

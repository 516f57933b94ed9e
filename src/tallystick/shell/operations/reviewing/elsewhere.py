"""What a filing is held against beyond itself: determinations that went otherwise, and registrations over its assets.

    precedents   the same question, similar facts, another outcome; it binds nobody, and who decides second should know
    registered   what an extract of the register in the filing shows over its assets, for others and for its own parties

All is read from packages as they were handed in, so that two people who look see the same. Assets that two filings both
pledge are found by their tags, which the desk holds by itself (`tape.matching`).
Source: SUPTECH.md 8, point 11; Civil Code articles 414, 415 and 768, recalled, for registrations.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.evidence.findings import Finding
from tallystick.shell.operations.deal.opened import OpenedDeal, open_deal
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.journal import FilingRow
from tallystick.shell.operations.supervision.market.decided import cases_of
from tallystick.supervision.market.precedents import Precedent, precedents
from tallystick.tape.encumbrances.extract import Search
from tallystick.tape.faults import findings_of

__all__ = ["Elsewhere", "Registered", "elsewhere", "latest_files", "latest_others"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What an extract shows: its searches, how many registrations in force, and how many assets they cover.

    Attributes:
        ours: registrations for a party of the deal, which cover `covered` assets; `others` for somebody else, which
            cover `disputed`, and `unmatched` of which name no asset that is known here.
        complete: whether every transferor was searched in time, so that nothing found means nothing there.
        findings: about the extract and each asset.
    """

    searches: tuple[Search, ...]
    ours: int
    covered: int
    others: int
    disputed: int
    unmatched: int
    complete: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Elsewhere:
    """What is said to a filing, `compared` with so many other deals; `registered` is None where it has no extract."""

    precedents: tuple[Precedent, ...]
    compared: int
    registered: Registered | None


def latest_others(evidence: Evidence, deal: str) -> tuple[FilingRow, ...]:
    """Return the latest filing of every other deal of a home."""
    latest = {row.deal: row for row in sorted(evidence.journal.filings(), key=lambda each: each.version)}
    return tuple(row for name, row in sorted(latest.items()) if name != deal)


def latest_files(evidence: Evidence, rows: tuple[FilingRow, ...]) -> dict[str, Mapping[str, bytes]]:
    """Return the files of filings, by filing.

    Raises:
        ObjectMissingError, ObjectDamagedError: a stored file is not what was handed in.
    """
    return {row.id: package_of(evidence, row.id).contents for row in rows}


def elsewhere(own: Mapping[str, bytes], others: Mapping[str, Mapping[str, bytes]]) -> Outcome[Elsewhere]:
    """Return what is said to a filing, for a process of its own; None where its deal cannot be read.

    Args:
        own: files of the filing.
        others: files of the latest filing of every other deal, by filing.
    """
    outcome = open_deal(own)
    if outcome.value is None:
        return Outcome(value=None, findings=outcome.findings)
    mine = [*cases_of(outcome.value)]
    opened = (open_deal(files).value for files in others.values())
    theirs = [case for each in opened if each is not None for case in cases_of(each)]
    found = Elsewhere(
        precedents=tuple(one for case in mine for one in precedents(case, theirs)),
        compared=len(others),
        registered=_registered(outcome.value),
    )
    return Outcome(value=found)


def _registered(opened: OpenedDeal) -> Registered | None:
    found = opened.registered
    if found is None:
        return None
    of_assets = () if opened.tape is None else findings_of(found.faults, file=opened.tape.file)
    return Registered(
        searches=found.searches,
        ours=found.ours,
        covered=found.covered,
        others=found.others,
        disputed=found.disputed,
        unmatched=found.unmatched,
        complete=found.complete,
        findings=(*found.findings, *of_assets),
    )

"""Excesses as they stand on record: what two people agreed of each, and what later months set off.

    acts of two -> returned, or to be set off -> closings that list what they set off -> made good, agreed, left

It decides nothing: what a month sets off is `set_off`, the act itself `recoup`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.issuance.holders.recoveries import now_at
from tallystick.servicing.claims.excess import MadeGood, SetOff, Way, made_good
from tallystick.servicing.confirmations import Reconciliation
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.issuance.later.lineage import lineage, recoveries
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.servicing.bank_words import set_offs_in
from tallystick.shell.operations.servicing.close_records import closed_files, closed_months
from tallystick.units.money import Money
from tallystick.units.periods import Period

__all__ = [
    "RECOUPED",
    "Recoupment",
    "answered",
    "holder",
    "recoupments",
    "stands",
    "sums",
    "taken",
    "to_set_off",
]

RECOUPED: Final = "servicing.recouped"
"""What two people put on record of an excess: it was returned, or is to be set off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recoupment:
    """One such act. `place` is its number among all acts; `reference` that of the claim that was paid beyond."""

    place: int
    period: Period
    reference: str
    wallet: str
    way: Way
    amount: Money


def recoupments(record: OnRecord, filing: str) -> tuple[Recoupment, ...]:
    """Return every act on an excess of an issue, under whichever filing, in the order in which they were done."""
    names = set(lineage(record, filing))
    rows = [each for each in record.journal.acts(kind=RECOUPED) if each.entry.draft.subject.partition("/")[0] in names]
    return tuple(
        Recoupment(
            place=row.number,
            period=Period.parse(str(body["period"])),
            reference=str(body["reference"]),
            wallet=str(body["wallet"]),
            way=Way(str(body["way"])),
            amount=Money.parse(str(body["amount"])),
        )
        for row in sorted(rows, key=lambda row: row.number)
        for body in (body_of(record, row),)
    )


def answered(record: OnRecord, filing: str, reconciled: Reconciliation) -> tuple[Reconciliation, tuple[MadeGood, ...]]:
    """Return a payment with each excess as it stands by now, and what became of each."""
    return made_good(reconciled, *stands(record, filing, recoupments(record, filing), None))


def stands(
    record: OnRecord, filing: str, acts: Sequence[Recoupment], until: int | None
) -> tuple[dict[str, Money], dict[str, Money]]:
    """Return what was made good of each excess, and what was agreed and not yet set off, when so much was done."""
    if not acts:
        return {}, {}
    done = [each for each in acts if until is None or each.place < until]
    off = sums((each.excess, each.claim.amount) for at, each in taken(record, filing) if until is None or at < until)
    returned = sums((each.reference, each.amount) for each in done if each.way is Way.RETURNED)
    agreed = to_set_off(done)
    waiting = {name: amount - off[name] if name in off else amount for name, amount in agreed.items()}
    return sums([*returned.items(), *off.items()]), {
        name: amount for name, amount in waiting.items() if amount.is_positive()
    }


def to_set_off(acts: Iterable[Recoupment]) -> dict[str, Money]:
    """Return what was agreed to be set off of each excess in all, less what two people took back."""
    signed = ((each, each.amount if each.way.agrees else -each.amount) for each in acts if each.way is not Way.RETURNED)
    return sums((each.reference, amount) for each, amount in signed)


def holder(record: OnRecord, filing: str, wallet: str) -> frozenset[str]:
    """Return the addresses of whoever held an address: it, and those to which the transfer agent recovered it."""
    moved, found = now_at(recoveries(record, lineage(record, filing))), [wallet]
    while (later := moved.get(found[-1])) is not None and later not in found:
        found.append(later)
    return frozenset(found)


def taken(record: OnRecord, filing: str) -> Iterator[tuple[int, SetOff]]:
    """Yield what each month that was closed sets off, with the number of its first closing."""
    first = {period: row.number for period, row in reversed(closed_months(record, filing))}
    for period, files in closed_files(record, filing).items():
        yield from ((first[period], each) for each in set_offs_in(record, files, period))


def sums(amounts: Iterable[tuple[str, Money]]) -> dict[str, Money]:
    """Add up amounts of one name."""
    whole: dict[str, Money] = {}
    for name, amount in amounts:
        whole[name] = amount + whole[name] if name in whole else amount
    return whole

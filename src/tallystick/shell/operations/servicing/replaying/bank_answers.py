"""Bank files and the bank's words as files of a folder: what was instructed, what was paid, what came back.

For whoever replays a deal without its home: the same files, found by their names at whatever depth they lie.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.bank_file import Instruction, Payee, month_instructed, parse_bank_file
from tallystick.servicing.claims.excess import SetOff, amounts_off, parse_set_offs, set_off_name
from tallystick.servicing.confirmations import Reconciliation, carried_claims, parse_confirmations, reconcile
from tallystick.servicing.entitlements import Claim
from tallystick.units.periods import Period

__all__ = ["Answers", "Instructed", "answers_on", "gathered"]

_LATEST: Final = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
"""Whether a word was of a day to come was judged when it was recorded; a replay takes it as it was taken then."""
_NOBODY: Final[Mapping[str, Payee]] = MappingProxyType({})
_OF_A_MONTH: Final = re.compile(
    r"(?:certificate|bank|ledger|confirmations|set-off)-\d{4}-\d{2}(?:-specimen|-\d{1,2})?\.(?:json|csv)"
)


def gathered(reported: Mapping[str, bytes]) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Return the files of a folder, each of a month once, and where one lies there again.

    A month is paid on one rail: instructions to a bank beside some for the ledger alone are two of a kind.
    """
    kept: dict[str, bytes] = {}
    places: dict[str, str] = {}
    found: list[Finding] = []
    for path in sorted(reported):
        name = path.rpartition("/")[2].replace("ledger-", "bank-")
        first = places.setdefault(name, path)
        if first == path or not _OF_A_MONTH.fullmatch(name):
            kept[path] = reported[path]
            continue
        same = reported[path] == reported[first]
        found.append(finding("servicing.replay-again" if same else "servicing.replay-copies", file=first, other=path))
    return kept, tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructed:
    """A month's file of instructions, or several: the rows, what of them cannot be read, and what they are called."""

    made: tuple[Instruction, ...]
    unreadable: tuple[Finding, ...]
    file: str

    def beside(self, other: "Instructed | None") -> "Instructed":
        """Return both as one; the rows of further files follow those of the other."""
        if other is None:
            return self
        made, unreadable = (*other.made, *self.made), (*other.unreadable, *self.unreadable)
        return Instructed(made=made, unreadable=unreadable, file=f"{other.file}, {self.file}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The files of a folder by name, and the instructions among them by month."""

    files: Mapping[str, bytes]
    instructed: Mapping[Period, Instructed]

    @classmethod
    def among(cls, files: Mapping[str, bytes]) -> "Answers":
        """Read the instructions among files."""
        instructed: dict[Period, Instructed] = {}
        for path in sorted(files, key=lambda path: (len(path), path)):
            month = month_instructed(path.rpartition("/")[2])
            if month is not None:
                made, unreadable = parse_bank_file(files[path], file=path)
                one = Instructed(made=made, unreadable=unreadable, file=path)
                instructed[month] = one.beside(instructed.get(month))
        return cls(files=files, instructed=instructed)

    def set_off(self, period: Period) -> tuple[SetOff, ...]:
        """Return what a month sets off, as its file in the folder says."""
        name = self.named(set_off_name(period))
        return () if name is None else parse_set_offs(self.files[name], period)

    def owing(self, period: Period, known: Mapping[str, Payee] = _NOBODY) -> tuple[Instruction, ...]:
        """Return a month's instructions with what is set off of each claim in them; `known` has payees by address."""
        made = self.instructed[period].made if period in self.instructed else ()
        off, told = amounts_off(self.set_off(period)), {each.claim.reference for each in made}
        wholly = {each.claim.reference: each.claim for each in self.set_off(period) if each.claim.reference not in told}
        nobody = Payee(name="", account="")
        rows = [
            Instruction(
                claim=replace(claim, amount=off[claim.reference]),
                payee=known.get(claim.wallet, nobody),
                value_date=made[0].value_date,
            )
            for claim in wholly.values()
            if made
        ]
        return (
            *(
                replace(each, claim=replace(each.claim, amount=each.claim.amount + off[each.claim.reference]))
                if each.claim.reference in off
                else each
                for each in made
            ),
            *rows,
        )

    def named(self, name: str) -> str | None:
        """Return where a file of this name lies; None where none does."""
        return min((path for path in self.files if path.rpartition("/")[2] == name), default=None)

    def returned_before(self, period: Period) -> tuple[Claim, ...]:
        """Return what earlier months had returned and no month since claims, as claims of this one."""
        waiting: list[Claim] = []
        months = sorted(month for month in self.instructed if month < period)
        for month in months:
            said = answers_on(self, month)
            if said is None:
                continue
            since = [each for each in months if each > month]
            taken = {one.claim.reference for each in since for one in self.instructed[each].made}
            for now, *earlier in zip(*(carried_claims(said, each) for each in (period, *since)), strict=True):
                if not taken & {each.reference for each in earlier}:
                    waiting.append(now)
        return tuple(waiting)


def answers_on(answers: Answers, period: Period) -> Reconciliation | None:
    """Return each claim of a month as the bank left it; None where it has said nothing."""
    made, off = answers.owing(period), amounts_off(answers.set_off(period))
    name = answers.named(f"confirmations-{period}.csv") or answers.named(f"confirmations-{period}-specimen.csv")
    if not made or name is None:
        return None
    said = parse_confirmations(answers.files[name], received=_LATEST, file=name)[0]
    return reconcile([each.claim for each in made], said, value_date=made[0].value_date, file=name, set_off=off)

"""Bank files and the bank's words as files of a folder: what was instructed, what was paid, what came back.

For whoever replays a deal without its home: the same files, found by their names at whatever depth they lie.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tallystick.servicing.bank_file import Instruction, parse_bank_file
from tallystick.servicing.confirmations import SettledClaim, parse_confirmations, reconcile
from tallystick.units.money import Money
from tallystick.units.periods import Period

__all__ = ["Answers", "answers_on"]

_LATEST: Final = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
"""Whether a word was of a day to come was judged when it was recorded; a replay takes it as it was taken then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The files of a folder by name."""

    files: Mapping[str, bytes]

    def named(self, *names: str) -> tuple[str, ...]:
        """Return the files with one of these names, whatever folder they lie in."""
        return tuple(sorted(path for path in self.files if path.rpartition("/")[2] in names))

    def instructed(self, period: Period) -> tuple[Instruction, ...] | None:
        """Return a month's instructions; None where there is no such file."""
        here = self.named(f"bank-{period}.csv", f"ledger-{period}.csv")
        return parse_bank_file(self.files[here[0]], file=here[0])[0] if here else None

    def periods(self) -> tuple[Period, ...]:
        """Return the months that have a file of instructions."""
        names = (path.rpartition("/")[2].partition("-") for path in self.files)
        months = (rest.removesuffix(".csv") for rail, _, rest in names if rail in {"bank", "ledger"})
        return tuple(sorted({Period.parse(month) for month in months if len(month) == len("2026-09")}))

    def back_before(self, period: Period) -> dict[str, Money]:
        """Return by class what this month claims again: claims of its bank file that an earlier month had returned."""
        made = self.instructed(period) or ()
        back = [
            each.claim
            for month in self.periods()
            if month < period
            for each in answers_on(self, month) or ()
            if not each.carried.is_zero()
        ]
        left = {(claim.token_class, claim.wallet, claim.kind, claim.amount.minor): claim for claim in back}
        sums: dict[str, Money] = {}
        twice: set[tuple[str, str, str]] = set()
        for one in made:
            claim = one.claim
            key = (claim.token_class, claim.wallet, claim.kind)
            several = sum((each.claim.token_class, each.claim.wallet, each.claim.kind) == key for each in made) > 1
            if several and (*key, claim.amount.minor) in left and key not in twice:
                twice.add(key)
                so_far = sums.get(claim.token_class, Money.zero(claim.amount.currency))
                sums[claim.token_class] = so_far + claim.amount
        return sums


def answers_on(answers: Answers, period: Period) -> tuple[SettledClaim, ...] | None:
    """Return each claim of a month as the bank left it; None where it has said nothing."""
    made = answers.instructed(period)
    names = answers.named(f"confirmations-{period}.csv", f"confirmations-{period}-specimen.csv")
    if not made or not names:
        return None
    said = parse_confirmations(answers.files[names[0]], received=_LATEST, file=names[0])[0]
    return reconcile([each.claim for each in made], said, value_date=made[0].value_date, file=names[0]).settled

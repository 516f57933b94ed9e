"""How a filing is read for the public: out of the export edition and its proofs, and out of nothing else."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.filing.clocks import beijing_day
from tallystick.filing.manifest import FileEntry
from tallystick.issuance.obligations import Standing
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.register.editions import crossed_files
from tallystick.shell.operations.register.filed import Filed, Issue
from tallystick.shell.operations.register.heads import entries
from tallystick.shell.operations.register.judging import judged
from tallystick.shell.operations.register.steps import Step, steps_of

__all__ = ["Read", "read_filing"]

_IN_THE_LOG: Final = 1
"""The obligation that a filing is in the log, by its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A filing as it was read after its last act: its value, or what is wrong with it.

    Attributes:
        under: the log's signed head then, and the day; None where the filing was found in the log, which no later head
            undoes.
    """

    moved: int
    value: Filed | tuple[Finding, ...]
    under: tuple[bytes, date] | None

    @classmethod
    def of(cls, outcome: Outcome[Filed], moved: int, under: tuple[bytes, date] | None) -> "Read":
        """Return what was read."""
        read = cls(moved=moved, value=outcome.value or outcome.findings, under=under)
        return replace(read, under=None) if read.logged else read

    @property
    def logged(self) -> bool:
        """Whether the package was found in the log, under a head with the witnesses that a reader asks for."""
        return isinstance(self.value, Filed) and self.value.judged[_IN_THE_LOG].standing is Standing.HOLDS


def read_filing(evidence: Evidence, filing: str, *, trusted: Trusted, as_of: date) -> Outcome[Filed]:
    """Read a filing.

    Args:
        evidence: of the home.
        filing: its id.
        trusted: the witnesses and logs that the reader of the page trusts.
        as_of: today.

    Raises:
        ObjectMissingError, ObjectDamagedError: a stored file is not what it was.
    """
    crossed = crossed_files(evidence, filing, policy=trusted.policy)
    if not crossed:
        return Outcome(value=None, findings=(finding("filing.register-withheld", filing=filing),))
    opened = open_received(crossed)
    received = opened.value
    if received is None:
        return Outcome(value=None, findings=opened.findings)
    edition, deal = received.edition, received.deal
    shown = tuple(leaf for leaf in edition.leaves if isinstance(leaf, FileEntry))
    steps = steps_of(evidence, filing, received)
    grown = _grown(evidence, steps)
    proofs = {path.removeprefix("proofs/"): file for path, file in crossed.items() if path.startswith("proofs/")}
    value = Filed(
        head=edition.head,
        name=Name(zh=deal.name.zh, en=deal.name.en),
        rehearsal=deal.purpose == "rehearsal",
        parties={part: Name(zh=each.name.zh, en=each.name.en) for part, each in deal.parties.items()},
        assets=deal.assets.asset_class,
        description=_description(deal),
        issues=_issues(deal),
        roots=(edition.root, edition.root_sm3),
        files=shown,
        withheld=len(edition.leaves) - len(shown),
        steps=steps,
        judged=judged(received, trusted, steps, as_of, grown=grown),
        findings=opened.findings,
        proofs={name: file for name, file in proofs.items() if name.endswith((".tlog-proof", ".entry", ".vkey"))},
        received=received,
        trusted=trusted,
        grown=grown,
    )
    return Outcome(value=value, findings=opened.findings)


def _grown(evidence: Evidence, steps: tuple[Step, ...]) -> date | None:
    """Return the day of the log's last entry, where the filing's own acts stand in it; None where they crossed."""
    if not any(step.phase and step.position is not None for step in steps):
        return None
    last = next(iter(entries(evidence, before=evidence.log.size(), most=1)), None)
    return None if last is None else beijing_day(datetime.fromisoformat(last.draft.at))


def _description(deal: Deal) -> Name | None:
    said = deal.assets.description
    return None if said is None else Name(zh=said.zh, en=said.en)


def _issues(deal: Deal) -> tuple[Issue, ...]:
    classes = deal.tokens.classes if deal.tokens is not None else {}
    return tuple(
        Issue(id=name, symbol=each.symbol, cap=each.cap, denomination=each.denomination)
        for name, each in classes.items()
    )

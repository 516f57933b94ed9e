"""One filing as the public sees it: who, what, where it stood on a day, the tally so far, files and their digests.

Everything comes from the export edition and its proofs, so that nothing that stays onshore can reach a page: not the
tape, not a payer, not a person's name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, both
from tallystick.filing.clocks import beijing_day
from tallystick.filing.manifest import FileEntry, PackageHead
from tallystick.filing.report.content import Figure, Source
from tallystick.filing.states import Phase
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.register.judging import judged
from tallystick.shell.operations.register.steps import Step
from tallystick.supervision.drawing import stick, tally_sentence
from tallystick.supervision.tally import Tally
from tallystick.units.money import Money

__all__ = ["Filed", "Issue", "tally_figure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One class of tokens as filed: at most `cap`, in pieces of `denomination`."""

    id: str
    symbol: str
    cap: Money
    denomination: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A filing.

    Attributes:
        parties: every organisation of the deal, by its part; `filer` among them.
        roots: SHA-256 and SM3 of the package.
        files: what may leave of the package, with digests; `withheld` how many files stay onshore.
        steps: what happened, the first thing first.
        judged: the ten obligations, those of the ledger not looked at.
        findings: what is wrong with the edition or its proofs.
        proofs: receipts, entries and the log's key, by name.
        grown: the Beijing day of the last entry of the log, where these receipts are its own; else None.
    """

    head: PackageHead
    name: Name
    rehearsal: bool
    parties: Mapping[str, Name]
    assets: str
    description: Name | None
    issues: tuple[Issue, ...]
    roots: tuple[str, str]
    files: tuple[FileEntry, ...]
    withheld: int
    steps: tuple[Step, ...]
    judged: Tally
    findings: tuple[Finding, ...]
    proofs: Mapping[str, bytes]
    received: Received
    trusted: Trusted
    grown: date | None

    @property
    def id(self) -> str:
        """The filing's id."""
        return self.head.filing

    @property
    def phase(self) -> Phase:
        """Where the filing stands after its last step."""
        return next((Phase(step.phase) for step in reversed(self.steps) if step.phase), Phase.DRAFT)

    @property
    def badge(self) -> str:
        """The phase as a badge names it; see `Step.badge`."""
        return next((step.badge for step in reversed(self.steps) if step.phase), Phase.DRAFT.value)

    @property
    def since(self) -> date:
        """The Beijing day on which the phase began in which the filing stands; of its first step where it has none."""
        phased = [step for step in self.steps if step.phase] or self.steps[:1]
        now = list(takewhile(lambda step: step.phase == phased[-1].phase, reversed(phased)))
        return beijing_day(now[-1].at)

    @property
    def moved(self) -> date:
        """The Beijing day of the last step."""
        return beijing_day(self.steps[-1].at)

    def on(self, day: date) -> "Filed | None":
        """Return the filing as it stood at the end of a Beijing day; None where it was not submitted yet."""
        steps = tuple(step for step in self.steps if beijing_day(step.at) <= day)
        if not steps:
            return None
        return replace(self, steps=steps, judged=judged(self.received, self.trusted, steps, day, grown=self.grown))

    def figure(self) -> Figure:
        """Return the tally as a figure, with what it says to somebody who does not see it."""
        return tally_figure(self.judged, self.roots[0])


def tally_figure(judged: Tally, root: str) -> Figure:
    """Return a tally as a figure, of the package with this root."""
    return Figure(
        id="tally",
        caption=both("report.tally.title"),
        alt=Name(zh=tally_sentence(judged, Language.ZH), en=tally_sentence(judged, Language.EN)),
        picture=stick(judged),
        source=Source(kind="package", reference=root),
    )

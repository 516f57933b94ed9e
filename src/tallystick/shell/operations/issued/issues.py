"""The issues of an overseas home, for those with a part in them: the edition, the papers of the issue, months paid.

    edition that arrived + papers of the issue -> as `prepare` has it          closed months -> certificates, payments

The papers (pricing, order book, reported months) lie in a folder of the home that the issue's own people keep, revision
by revision; what was signed of them is in the evidence, and is held against them each time. An issue is read when it is
first asked for, and again after an act or a new revision.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Name
from tallystick.issuance.pricing import priced
from tallystick.servicing.performance.variance import FiledMonth
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.evidence.roles import ROLES, Part
from tallystick.shell.operations.issuance.issue_records import COMPLETED
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.issuance.receiving.received import Received, open_received
from tallystick.shell.operations.issued.forecast import filed_months
from tallystick.shell.operations.issued.months import PaidMonth, paid_months
from tallystick.shell.operations.issued.papers import prepared_on
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.work import Draft, Work
from tallystick.shell.operations.register.editions import crossed_files, last_acts
from tallystick.units.periods import Period

__all__ = ["PARTS", "Issue", "Issues", "has_part", "part_of"]

PARTS: Final[Mapping[Part, str]] = {
    Part.ISSUER: "issuer",
    Part.TRUSTEE: "trustee",
    Part.PAYING_AGENT: "paying-agent",
    Part.TRANSFER_AGENT: "transfer-agent",
}
"""The parts in an issue, each with the party of the deal whose people have it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Issue:
    """One issue.

    Attributes:
        filing: id of the filing; `name` the deal's.
        deal: as filed, and as priced where the papers are there.
        folder: the papers of the issue; None where nobody brought any.
        prepared: the issue on its papers; None where they are not there or do not hold, and `findings` say why.
        months: that were paid, the first first.
        forecast: what was filed of each month, by the filing that it was closed under.
        issued: whether the tokens were made.
    """

    filing: str
    name: Name
    deal: Deal
    received: Received
    folder: Draft | None
    prepared: Prepared | None
    findings: tuple[Finding, ...]
    months: tuple[PaidMonth, ...]
    forecast: Mapping[Period, FiledMonth]
    issued: bool


def part_of(member: Member, issue: Issue) -> Part | None:
    """Return as what a member may act on an issue: somebody of a house that is party to it, in that house's role."""
    for part, party in PARTS.items():
        house = issue.deal.parties.get(party)
        if house is None or not member.has_role(*ROLES[part]):
            continue
        if member.same_house(Name(zh=house.name.zh, en=house.name.en)):
            return part
    return None


def has_part(member: Member, issue: Issue | None) -> bool:
    """Tell whether a member sees the pages of an issue."""
    return issue is not None and part_of(member, issue) is not None


@dataclass(slots=True, kw_only=True)
class Issues:
    """The issues of one home.

    Attributes:
        evidence: of the home; `work` the folders under way there.
    """

    evidence: Evidence
    work: Work
    _read: dict[str, tuple[tuple[int, str], Issue]] = field(default_factory=dict)

    def issue(self, filing: str) -> Issue | None:
        """Return an issue; None where no edition of that filing arrived, or it cannot be read.

        Raises:
            ObjectMissingError, ObjectDamagedError: a stored file is not what it was.
        """
        moved = last_acts(self.evidence).get(filing)
        return None if moved is None else self._issue(filing, moved)

    def issues(self) -> tuple[Issue, ...]:
        """Return every issue, the one that moved last first."""
        found = (self._issue(filing, moved) for filing, moved in last_acts(self.evidence).items())
        return tuple(each for each in found if each is not None)

    def _issue(self, filing: str, moved: int) -> Issue | None:
        known = self._read.get(filing)
        folder = self.work.draft(known[1].deal.id) if known is not None else None
        key = (moved, folder.digest if folder is not None else "")
        if known is not None and known[0] == key:
            return known[1]
        made = _issue(self.evidence, self.work, filing)
        if made is not None:
            self._read[filing] = ((moved, made.folder.digest if made.folder is not None else ""), made)
        return made


def _issue(evidence: Evidence, work: Work, filing: str) -> Issue | None:
    crossed = crossed_files(evidence, filing)
    received = open_received(crossed).value
    if received is None:
        return None
    deal = received.deal
    folder = work.draft(deal.id)
    prepared, findings = prepared_on(evidence, crossed, folder, filing)
    return Issue(
        filing=filing,
        name=Name(zh=deal.name.zh, en=deal.name.en),
        deal=deal if prepared is None else priced(deal, prepared.pricing),
        received=received,
        folder=folder,
        prepared=prepared,
        findings=findings,
        months=paid_months(evidence, filing),
        forecast=filed_months(evidence, received),
        issued=bool(evidence.journal.acts(subject=filing, kind=COMPLETED)),
    )

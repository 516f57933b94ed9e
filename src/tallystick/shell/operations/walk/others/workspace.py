"""The folders of a run where people work on them: deals with who prepares them, papers of issues with their agents."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issued.issues import Issues
from tallystick.shell.operations.issued.papers import PLACEMENT
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.people.issues.plans import officers
from tallystick.shell.operations.people.uploads import read_folder, take_in
from tallystick.shell.operations.ports.evidence import ObjectStore
from tallystick.shell.operations.ports.people.accounts import Accounts
from tallystick.shell.operations.ports.people.work import Draft, Work
from tallystick.shell.operations.servicing.loading import COLLECTIONS_FOLDER

__all__ = ["begin", "begin_issue"]

_PREPARER: Final = "filing-preparer"


def begin(work: Work, objects: ObjectStore, accounts: Accounts, files: Mapping[str, bytes], *, at: datetime) -> None:
    """Keep a folder of this machine as the first revision of its deal, by whoever prepares it; one that is there stays.

    Args:
        work: of the home.
        objects: where files are kept.
        accounts: of the home; nothing is kept where nobody on the deal's roll prepares filings.
        files: of the folder.
        at: when.
    """
    folder = read_folder(files, lambda _: ({}, ())).value
    if folder is None or work.draft(folder.deal) is not None:
        return
    preparing = [each for each in accounts.members() if each.id in folder.people and _PREPARER in each.roles]
    for member in preparing[:1]:
        take_in(work, objects, folder, by=member, seen=0, at=at)


def begin_issue(home: Installation, files: Mapping[str, bytes], *, at: datetime) -> None:
    """Keep price, order book and the months that were paid as the papers of an issue, by its paying agent.

    Papers that are there stay, and so does an issue of which nobody of the paying agent has an account.

    Args:
        home: overseas.
        files: of a deal folder of this machine.
        at: when.
    """
    for issue in Issues(evidence=home.evidence, work=home.work).issues():
        agents = officers(home.accounts, issue, Part.PAYING_AGENT)
        mine = read_folder(files, lambda _: ({}, ())).value
        if mine is None or mine.deal != issue.deal.id or issue.folder is not None or not issue.issued or not agents:
            continue
        paid = {str(each.period) for each in issue.months}
        member = home.accounts.member(agents[0])
        kept = {
            name: home.evidence.objects.put(content).sha256
            for name, content in files.items()
            if name.startswith(PLACEMENT) or name.removeprefix(COLLECTIONS_FOLDER).partition(".")[0] in paid
        }
        if member is not None:
            home.work.keep(
                Draft(
                    deal=issue.deal.id,
                    name=issue.name,
                    team=member.organisation,
                    people=(),
                    revision=1,
                    files=kept,
                    by=member.id,
                    at=at,
                    why="files",
                )
            )
